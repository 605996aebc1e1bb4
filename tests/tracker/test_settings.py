"""Settings come from the environment, and .env.example tells of all of them."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def ask(expression: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Evaluate an expression over fresh settings in a process of its own."""
    clean = {"PATH": os.environ["PATH"], **environment}
    command = [sys.executable, "-c", f"import tracker.settings as settings; print(repr(({expression})))"]
    return subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False)


def test_the_example_file_names_exactly_the_variables_that_are_read():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "tracker" / "settings.py").read_text()))
    named = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == read | {"DATABASE_URL"}


def test_the_example_file_can_be_sourced_by_a_shell():
    assert subprocess.run(["sh", "-eu", str(ROOT / ".env.example")], capture_output=True, check=True).stderr == b""


def test_the_embedded_default_makes_a_secret_key_that_only_its_owner_can_read(tmp_path):
    first = ask("settings.SECRET_KEY", DATA_DIR=str(tmp_path / "data"))
    second = ask("settings.SECRET_KEY", DATA_DIR=str(tmp_path / "data"))

    assert len(first.stdout.strip()) > 50
    assert first.stdout == second.stdout
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_a_server_database_without_a_secret_key_stops_the_start(tmp_path):
    result = ask("settings.DEBUG", DATA_DIR=str(tmp_path / "data"), DATABASE_URL="postgres://nobody@127.0.0.1/none")

    assert result.returncode != 0
    assert "SECRET_KEY is not set" in result.stderr
    assert ".env.example" in result.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["abc", "99999", "9" * 5000])
def test_a_port_that_is_none_is_one_sentence_that_names_it(tmp_path, port):
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), "PORT": port}
    result = subprocess.run([sys.executable, "manage.py", "up"], cwd=ROOT, env=clean, capture_output=True, text=True, check=False)
    assert result.returncode == 1 and result.stdout == ""
    assert result.stderr == f"PORT is “{port[:40]}”, which is no port. Choose a number between 1024 and 65535: PORT=8000\n"


def test_help_begins_with_our_own_commands(tmp_path):
    clean = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data")}
    said = subprocess.run([sys.executable, "manage.py", "help"], cwd=ROOT, env=clean, capture_output=True, text=True, check=True).stdout
    ours, djangos = said.split("Django’s commands:")
    named = re.findall(r"^  ([a-z-]+)  +\S", ours, re.MULTILINE)
    assert named == sorted(path.stem for path in (ROOT / "tracker/management/commands").glob("[a-z]*.py"))
    assert {"migrate", "check", "createsuperuser"} <= set(djangos.split())


def test_debug_is_off_and_cannot_be_turned_on(tmp_path):
    assert ask("settings.DEBUG", DATA_DIR=str(tmp_path), DEBUG="1").stdout == "False\n"


def test_cookies_are_secure_where_the_address_is_https(tmp_path):
    asked = "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.CSRF_TRUSTED_ORIGINS"
    secure = ask(asked, DATA_DIR=str(tmp_path), PUBLIC_URL="https://ssot.example.org")
    assert secure.stdout == "(True, True, ['https://ssot.example.org'])\n"
    assert ask(asked, DATA_DIR=str(tmp_path)).stdout == "(False, False, [])\n"


def test_a_proxy_is_believed_only_where_that_was_said(tmp_path):
    assert ask("settings.SECURE_PROXY_SSL_HEADER", DATA_DIR=str(tmp_path)).stdout == "None\n"
    trusting = ask("settings.SECURE_PROXY_SSL_HEADER", DATA_DIR=str(tmp_path), TRUSTED_PROXY="1")
    assert trusting.stdout == "('HTTP_X_FORWARDED_PROTO', 'https')\n"


def test_no_page_may_name_a_local_path_until_a_folder_is_listed(tmp_path):
    assert ask("settings.LOCAL_REPO_ROOTS", DATA_DIR=str(tmp_path)).stdout == "[]\n"


def test_redis_keeps_a_message_longer_than_any_task_runs(tmp_path):
    asked = "settings.CELERY_BROKER_TRANSPORT_OPTIONS['visibility_timeout'] > settings.CELERY_TASK_TIME_LIMIT"
    assert ask(asked, DATA_DIR=str(tmp_path), CELERY_BROKER_URL="redis://127.0.0.1:6379/0").stdout == "True\n"


def test_scripts_and_styles_come_from_here_alone():
    allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert allowed["default-src"] == ["'none'"]
    assert allowed["script-src"] == allowed["style-src"] == ["'self'"]


def test_secrets_of_the_webhook_are_a_list_and_a_short_one_stops_the_start(tmp_path):
    secrets = "settings.GITHUB_WEBHOOK_SECRETS"
    assert ask(secrets, DATA_DIR=str(tmp_path)).stdout == "[]\n"
    assert ask(secrets, DATA_DIR=str(tmp_path), GITHUB_WEBHOOK_SECRET="").stdout == "[]\n"
    two = ask(secrets, DATA_DIR=str(tmp_path), GITHUB_WEBHOOK_SECRET="first-secret-0123456789, second-secret-0123456789,")
    assert two.stdout == "['first-secret-0123456789', 'second-secret-0123456789']\n"
    short = ask(secrets, DATA_DIR=str(tmp_path), GITHUB_WEBHOOK_SECRET="first-secret-0123456789,short")
    assert short.returncode != 0 and "GITHUB_WEBHOOK_SECRET is too short" in short.stderr and ".env.example" in short.stderr


def test_reading_is_open_unless_somebody_closes_it(tmp_path):
    assert ask("settings.REQUIRE_SIGN_IN", DATA_DIR=str(tmp_path)).stdout == "False\n"
    assert ask("settings.REQUIRE_SIGN_IN", DATA_DIR=str(tmp_path), REQUIRE_SIGN_IN="1").stdout == "True\n"
