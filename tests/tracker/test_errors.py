"""Error pages in plain words, and what a service manager asks."""

import logging
import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404
from django.test import Client, RequestFactory

from tracker.actions.about import VERSION
from tracker.queries import saved_views
from tracker.views import errors


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first page fails."""

    def fail(*given: object) -> None:
        raise ValueError("a bad day\nwith two lines")

    monkeypatch.setattr(saved_views, "of", fail)


@pytest.mark.django_db
def test_an_address_that_is_nothing_offers_a_search(client):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "There is no such page." in response.text
    assert 'type="search"' in response.text


@pytest.mark.django_db
def test_a_sentence_of_ours_is_shown_and_one_of_djangos_is_not(client):
    assert "There is no issue “router”." in client.get("/issues/router/").text
    assert "matches the given query" not in client.get("/repositories/router/").text


@pytest.mark.django_db
def test_what_stands_in_an_address_is_text(rf):
    response = errors.not_found(rf.get("/"), Http404("There is no issue “<script>”."))
    assert "&lt;script&gt;" in response.text


def test_a_failing_page_shows_the_id_that_is_in_the_log(broken, caplog, monkeypatch):
    """Without access to the database, for that may be what failed."""
    monkeypatch.setattr(errors.logger, "disabled", False)  # import-linter turns off what there was before it
    client = Client(raise_request_exception=False)
    with caplog.at_level(logging.ERROR):
        response = client.get("/", headers={"cookie": "theme=dark"})
    found = re.search(r"logged as <code>([0-9a-f]{8})</code>", response.text)
    assert response.status_code == 500
    assert 'data-bs-theme="dark"' in response.text
    ours = [record for record in caplog.records if record.name == "tracker.views.errors"]
    assert [record.getMessage() for record in ours] == [f"Error {found[1]}: GET '/'"]
    assert ours[0].exc_info[0] is ValueError
    assert "bad day" not in response.text


def test_a_failing_page_says_so_in_text_where_static_files_are_missing(broken, monkeypatch):
    def fail(*given: object) -> None:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(staticfiles_storage, "url", fail)
    response = Client(raise_request_exception=False).get("/")
    assert (response.status_code, response.text.startswith("Something broke here.")) == (500, True)


def test_a_request_for_another_host_is_refused_without_the_database(caplog):
    response = Client().get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "This request makes no sense here." in response.text
    assert "evil.example" not in response.text


@pytest.mark.django_db
def test_what_one_may_not_see_is_said(rf):
    response = errors.forbidden(rf.get("/"), PermissionError("Only its owner may."))
    assert response.status_code == 403
    assert "You may not see this." in response.text and "Only its owner may." in response.text


@pytest.mark.django_db
def test_the_shell_has_the_place_the_versions_and_no_inline_code(client):
    text = client.get("/scans/").text
    assert re.search(r'data-go="s" aria-current="page"', text)
    assert f"SSOT Tracker {VERSION}" in text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


def test_the_process_lives_without_a_database(rf: RequestFactory):
    assert Client().get("/livez").text == "It lives.\n"


@pytest.mark.django_db
def test_it_is_ready_while_the_database_answers(client):
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (200, "It is ready.\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_it_is_not_ready_while_tables_are_behind(client, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *given: [("tracker", "0002")])
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "manage.py migrate" in response.text


@pytest.mark.django_db
def test_it_is_not_ready_while_the_database_does_not_answer(client, monkeypatch):
    def fail(*given: object) -> None:
        raise OperationalError("secret host did not answer")

    monkeypatch.setattr(MigrationExecutor, "__init__", fail)
    response = client.get("/readyz")
    assert (response.status_code, "secret" in response.text) == (503, False)
    assert connection.vendor
