"""What the list of issues says in one sentence: who is needed, that history is being read, that nothing matches."""

from datetime import UTC, datetime

import pytest

from tests.support.pages import made_issue, made_repository, made_scan
from tracker.models import Issue, Repository
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState
from tracker.queries import portfolio

pytestmark = pytest.mark.django_db


def summary() -> str:
    return portfolio.page({}, datetime.now(UTC)).summary


@pytest.mark.parametrize("left", [3, 0])
def test_nobody_says_that_nobody_has_to_act_while_history_is_being_read(client, left):
    repository = made_repository("shop", depth=Depth.TIP)
    made_issue(repository, "Router", {4: left})
    made_issue(made_repository("site"), "Clock", {0: 5, 4: 2})
    made_scan(repository, ScanState.RUNNING)
    shown = client.get("/").text
    assert summary() == "History is being read." and shown.count("History is being read.") == 2
    assert "Nobody has to act" not in shown


def test_who_is_needed_is_said_while_other_histories_are_being_read():
    made_issue(made_repository("shop"), "Router", {0: 3})
    made_issue(made_repository("site", depth=Depth.TIP), "Clock", {4: 5})
    made_scan(Repository.objects.get(slug="site"), ScanState.RUNNING)
    assert summary() == "1 of 2 needs somebody today."


def test_where_no_issue_has_numbers_nothing_is_known(client):
    repository = Repository.objects.create(slug="shop", source="/srv/shop", is_local=True, path_rules="")
    Issue.objects.create(repository=repository, title="Router", slug="router")
    made_scan(repository, ScanState.FAILED)
    assert summary() == "Nothing is known yet."
    assert "Nobody has to act" not in client.get("/").text


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"q": "zebra"}, "Nothing matches “zebra”."),
        ({"show": "done"}, "Nothing matches “Done”."),
        ({"q": "zebra", "repository": "shop", "show": "done"}, "Nothing matches “zebra” in shop, “Done”."),
    ],
)
def test_a_search_without_a_result_says_so_and_not_that_nobody_has_to_act(client, wanted, words):
    made_issue(made_repository("shop"), "Router", {0: 10, 4: 2})
    shown = client.get("/", wanted).text
    assert words in shown and '<a class="btn" href="/">Show all</a>' in shown
    assert "Nobody has to act" not in shown and 'class="t-lede"' not in shown
