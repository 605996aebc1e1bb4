"""Lines are read before the first page is asked for, and nothing depends on that."""

import logging

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from tests.support.pages import bring, made_issue, made_repository
from tracker.queries import ahead, courses, keeping, lines, portfolio

pytestmark = pytest.mark.usefixtures("data_dir")


@pytest.fixture
def read_here(monkeypatch):
    """In this thread: another one has another connection to a database in memory."""
    monkeypatch.setattr(connection, "close", lambda: None)
    keeping.forget()
    return ahead._read


@pytest.mark.django_db
def test_the_first_portfolio_finds_its_lines_read(read_here):
    for number in range(7):
        issue = made_issue(made_repository(f"site-{number}"), f"Router {number}", {2: 3})
        bring(issue, 2, 3)
    made_repository("bare")
    with CaptureQueriesContext(connection) as first:
        shown = portfolio.page({}, now())
    keeping.forget()
    read_here()
    with CaptureQueriesContext(connection) as second:
        assert portfolio.page({}, now()) == shown
    assert len(second) < len(first)


@pytest.mark.django_db
def test_not_more_is_read_than_is_kept(read_here, monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(lines, "MOST_KEPT", 7)
    monkeypatch.setattr(courses, "of_issues", lambda issues: asked.append(len(issues)))
    for number in range(9):
        made_issue(made_repository(f"site-{number}"), f"Router {number}", {2: 3})
    read_here()
    assert asked == [5, 2]


@pytest.mark.django_db
def test_what_goes_wrong_stops_nothing(read_here, monkeypatch, caplog):
    def refuse(issues: object) -> None:
        raise DatabaseError("no such table")

    made_issue(made_repository("site"), "Router", {2: 3})
    monkeypatch.setattr(courses, "of_issues", refuse)
    with caplog.at_level(logging.INFO):
        read_here()
    assert "Nothing was read ahead: no such table" in caplog.text


def test_it_keeps_no_process_from_ending(monkeypatch):
    monkeypatch.setattr(ahead, "_read", lambda: None)
    thread = ahead.start()
    thread.join(5)
    assert thread.daemon and not thread.is_alive()
