"""Uploads of test results: each refusal with its status and its sentence, and never an error of the server."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from tests.scanner.test_junit import HOSTILE
from tests.support.accounts import admin, lead
from tests.support.junit import ended, junit
from tests.support.pages import made_repository
from tracker import keys
from tracker.actions import tokens
from tracker.actions.tokens import TokenRefused
from tracker.models import Commit, Repository, TestResults, UploadToken
from tracker.views.junit import LARGEST

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

GOOD = junit(ended("tests/test_a.py", passed=2, failed=1, error=1, skipped=1))


@pytest.fixture
def repository() -> Repository:
    return made_repository("shop")


@pytest.fixture
def tip(repository) -> str:
    return str(repository.published.tip_oid)


@pytest.fixture
def token(repository) -> str:
    return tokens.create(repository, "pipeline")


@pytest.fixture
def machine() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=True)


def send(machine: Client, tip: str, token: str, raw: bytes = GOOD, slug: str = "shop", **more: Any) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = machine.post(f"/repositories/{slug}/junit/{tip}/", raw, content_type="application/xml", headers=headers, **more)
    found: dict[str, Any] = json.loads(response.content)
    return response.status_code, found


def test_a_machine_sends_results_with_its_token(machine, tip, token):
    status, answer = send(machine, tip, token)
    counts = {"uploaded": 5, "passed": 2, "failed": 1, "errors": 1, "skipped": 1, "trackers_judged": 0}
    assert (status, answer) == (200, {"commit": tip, **counts})
    assert TestResults.objects.get().uploaded_by == "token “pipeline”"
    assert UploadToken.objects.get().used_at is not None


def test_a_form_with_one_file_does_as_well(machine, tip, token):
    headers = {"Authorization": f"bearer {token}"}
    response = machine.post(f"/repositories/shop/junit/{tip}/", {"file": SimpleUploadedFile("j.xml", GOOD)}, headers=headers)
    assert response.status_code == 200 and response.json()["uploaded"] == 5
    two = {"one": SimpleUploadedFile("1.xml", GOOD), "two": SimpleUploadedFile("2.xml", GOOD)}
    response = machine.post(f"/repositories/shop/junit/{tip}/", two, headers=headers)
    assert response.status_code == 422 and response.json()["error"] == "The form has 2 files. Send exactly one, JUnit XML."


@pytest.mark.parametrize("given", ["", "wrong", "ssot_" + "x" * 43, "x" * 5_000, "ü", "\udcff"])
def test_without_a_token_that_opens_it_nothing_is_read(machine, tip, token, given):
    status, answer = send(machine, tip, given.encode("utf-8", "replace").decode("latin-1"))
    assert status == 401 and answer["error"].startswith(("No token of “shop” was sent.", "The token that was sent opens nothing here"))
    assert not TestResults.objects.exists()


def test_a_token_opens_its_own_repository_only(machine, tip, token):
    other = made_repository("other")
    assert send(machine, other.published.tip_oid, token, slug="other")[0] == 401
    assert send(machine, tip, token, slug="nowhere")[0] == 401


def test_a_revoked_token_opens_nothing(machine, tip, token, repository):
    tokens.revoke(repository, "pipeline")
    assert send(machine, tip, token)[0] == 401


def test_a_cookie_opens_nothing(tip, token):
    client = Client()
    client.force_login(admin())
    assert client.post(f"/repositories/shop/junit/{tip}/", GOOD, content_type="application/xml").status_code == 401


@pytest.mark.parametrize("sha", ["f" * 40, "main", "123", "a" * 5_000])
def test_an_unknown_commit_is_not_found(machine, tip, token, sha):
    status, answer = send(machine, sha, token)
    assert status == 404 and answer["error"].endswith("then send the results again.")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(machine, tip, token):
    status, answer = send(machine, tip, token, b"<testsuite>", CONTENT_LENGTH=str(LARGEST * 4))
    assert status == 413 and answer["error"].startswith("The body has 104,857,600 bytes, and 26,214,400 are the most that is read.")


def test_a_body_of_unknown_length_is_refused(machine, tip, token):
    assert send(machine, tip, token, CONTENT_LENGTH="")[0] == 411


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_refused_in_one_sentence(machine, tip, token, name):
    raw, words = HOSTILE[name]
    status, answer = send(machine, tip, token, raw)
    assert status in (413, 422) and (words in answer["error"] or status == 413)
    assert not TestResults.objects.exists()


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("multipart/form-data", GOOD),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n"),
        ("multipart/form-data; boundary=\xff", GOOD),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
        ("application/x-www-form-urlencoded", b"a=b"),
        ("text/plain", b"\0\0\0"),
    ],
)
def test_a_broken_form_is_refused(machine, tip, token, kind, raw):
    headers = {"Authorization": f"Bearer {token}"}
    response = machine.generic("POST", f"/repositories/shop/junit/{tip}/", raw, content_type=kind, headers=headers)
    assert 400 <= response.status_code < 500 and response.json()["error"].endswith(".")


def test_only_post_is_taken(machine, tip, token):
    response = machine.get(f"/repositories/shop/junit/{tip}/")
    assert response.status_code == 405 and response.headers["Allow"] == "POST"


# Tokens


def test_a_token_has_256_bits_and_only_its_hash_is_kept(token):
    row = UploadToken.objects.get()
    assert len(token.removeprefix("ssot_")) == 43 and len(row.token_sha256) == 64
    assert token not in "".join(str(value) for value in vars(row).values())


@pytest.mark.parametrize("name", ["", " \0 ", "x" * 101, "pipeline"])
def test_a_token_needs_a_name_of_its_own(repository, token, name):
    with pytest.raises(TokenRefused):
        tokens.create(repository, name)


def test_an_administrator_makes_a_token_on_the_page_and_sees_it_once(client, repository, tip, machine):
    client.force_login(admin())
    response = client.post("/repositories/shop/tokens/", {"name": "nightly"})
    made = response.content.decode().split('id="token-text"')[1].split(">")[1].split("<")[0]
    assert response.status_code == 200 and "no-store" in response.headers["Cache-Control"]
    assert send(machine, tip, made)[0] == 200
    page = client.get("/repositories/shop/").content.decode()
    assert "nightly" in page and made not in page and "last used" in page
    client.post("/repositories/shop/tokens/revoke/", {"name": "nightly"})
    assert send(machine, tip, made)[0] == 401


def test_nobody_else_makes_or_revokes_one(client, repository, token):
    assert client.post("/repositories/shop/tokens/", {"name": "x"}).status_code == 302
    client.force_login(lead("bo"))
    assert client.post("/repositories/shop/tokens/", {"name": "x"}).status_code == 403
    assert client.post("/repositories/shop/tokens/revoke/", {"name": "pipeline"}).status_code == 403
    assert "Make a token" not in client.get("/repositories/shop/").content.decode()
    assert UploadToken.objects.filter(revoked_at=None).count() == 1


def test_a_name_that_is_not_good_is_said_at_its_field(client, repository, token):
    client.force_login(admin())
    response = client.post("/repositories/shop/tokens/", {"name": "pipeline"})
    assert response.status_code == 422 and "has a token “pipeline” already" in response.content.decode()


def test_the_terminal_makes_lists_and_revokes_tokens(repository, capsys, machine, tip):
    call_command("token", "create", "shop", "--name", "cron")
    made = capsys.readouterr().out.strip()
    assert send(machine, tip, made)[0] == 200
    call_command("token", "list", "shop")
    assert capsys.readouterr().out == "cron\n"
    call_command("token", "revoke", "shop", "cron")
    assert send(machine, tip, made)[0] == 401
    with pytest.raises(CommandError, match="has no token “cron”"):
        call_command("token", "revoke", "shop", "cron")


def test_the_terminal_takes_a_name_in_either_way(repository, capsys):
    call_command("token", "create", "shop", "cron")
    call_command("token", "create", "shop", "--name", "nightly")
    call_command("token", "create", "shop")
    capsys.readouterr()
    call_command("token", "list", "shop")
    assert capsys.readouterr().out == "cron\nnightly\nterminal\n"
    with pytest.raises(CommandError, match="Say which token"):
        call_command("token", "revoke", "shop")
    call_command("token", "revoke", "shop", "--name", "nightly")
    call_command("token", "revoke", "shop", "cron")
    assert UploadToken.objects.get(revoked_at=None).name == "terminal"


def test_of_two_tokens_of_one_name_at_once_one_is_refused(repository, monkeypatch):
    made = keys.made

    def slow(prefix: str) -> str:
        """Somebody else is quicker."""
        monkeypatch.setattr(keys, "made", made)
        tokens.create(repository, "nightly")
        return made(prefix)

    monkeypatch.setattr(keys, "made", slow)
    with pytest.raises(tokens.TokenRefused, match="has a token “nightly” already"):
        tokens.create(repository, "nightly")
    assert UploadToken.objects.count() == 1
    tokens.revoke(repository, "nightly")
    assert tokens.create(repository, "nightly")


# The terminal


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "junit.xml").write_bytes(GOOD)
    return str(tmp_path / "junit.xml")


def test_the_terminal_takes_a_file(repository, tip, file, capsys):
    call_command("import-junit", file, "--commit", tip)
    said = f"5 tests are kept for {tip[:9]}: 2 passed, 1 failed, 1 errors, 1 skipped. 0 trackers judged again.\n"
    assert capsys.readouterr().out == said
    assert TestResults.objects.get().uploaded_by == "terminal"


def test_the_terminal_takes_standard_input(repository, tip, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD)))
    call_command("import-junit", "-", "--commit", tip)
    assert TestResults.objects.get().passed == 2


def test_a_commit_of_several_repositories_needs_a_slug(repository, tip, file):
    other = made_repository("other")
    Commit.objects.filter(repository=other, number=4).update(oid=tip)
    with pytest.raises(CommandError, match=r"is in several repositories: other, shop\. Say which one: --repo SLUG"):
        call_command("import-junit", file, "--commit", tip)
    call_command("import-junit", file, "--commit", tip, "--repo", "other")
    assert TestResults.objects.get().repository == other


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--commit", "f" * 40], "is no commit in the scanned history of any repository"),
        (["--commit", "no-such-branch"], "is no commit in the scanned history"),
        (["--commit", "x", "--repo", "nowhere"], "There is no repository “nowhere”"),
    ],
)
def test_the_terminal_says_what_is_wrong(repository, file, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("import-junit", file, *arguments)


def test_a_file_that_is_not_there_is_said(repository, tip):
    with pytest.raises(CommandError, match=r"nowhere.xml can't be read: No such file or directory"):
        call_command("import-junit", "/tmp/nowhere.xml", "--commit", tip)
