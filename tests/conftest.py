"""What every test stands on: a DATA_DIR of its own, no network, and a browser where one is asked for."""

import atexit
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Before Django reads its settings: nothing of the person who runs the tests is read or written.
_folder = Path(tempfile.mkdtemp(prefix="ssot-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in (
    "PUBLIC_URL",
    "ALLOWED_HOSTS",
    "LOCAL_REPO_ROOTS",
    "ALLOWED_GIT_HOSTS",
    "TRUSTED_PROXY",
    "PUBLIC_REPORTS",
    "GITHUB_WEBHOOK_SECRET",
    "REQUIRE_SIGN_IN",
    "READ_ONLY",
    "LOG_LEVEL",
    "PARSER_TIMEOUT",
    "PORT",
):
    os.environ.pop(_name, None)
os.environ |= {
    "DATA_DIR": str(_folder / "data"),
    "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 3,
    "SCAN_CONCURRENCY": "2",
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
}

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_configure(config: pytest.Config) -> None:
    """Settings that only tests need: plain static files, a quick password hash."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STATIC_ROOT = _folder / "staticfiles"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind, in xdist's workers neither."""
    shutil.rmtree(_folder, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in production: threads and processes see one database, with its real locks."""
    from django.db import connections

    database = connections["default"]
    if database.vendor == "sqlite":
        database.settings_dict["TEST"]["NAME"] = str(_folder / "tests.sqlite3")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that leaves this machine fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(str(address[0])):
            raise AssertionError(f"A test wanted to reach {address[0]}. Tests stay on this machine.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _no_stale_graphs() -> Iterator[None]:
    """Databases come and go under tests, ids begin anew: no graph outlives its test, and nothing else that is kept."""
    yield
    from tracker.actions import history
    from tracker.queries import keeping

    history._graphs.clear()
    keeping.forget()


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


@pytest.fixture
def data_dir(tmp_path: Path, settings: Any) -> Path:
    """A DATA_DIR for this test alone, with its folders."""
    folder = tmp_path / "data"
    settings.DATA_DIR = folder
    settings.BELLS = folder / "bells"
    settings.CACHES = {
        name: one | {"LOCATION": folder / name} for name, one in settings.CACHES.items()
    }  # workers of xdist share those of settings
    for name in ("bells", "control", "mirrors"):
        (folder / name).mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by playwright. Without one the test is skipped, or fails where REQUIRE_BROWSER=1."""
    executable = next((path for path in CHROMIUM if Path(path).exists()), None)
    if executable is None:
        reason = "NO BROWSER TESTED: there is no Chromium. Install it: apt-get install --no-install-recommends chromium"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright runs an event loop in this thread
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
