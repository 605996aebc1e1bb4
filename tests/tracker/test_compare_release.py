"""Compared since the last release: the newest tag of the line before its newest commit, or before the end that is asked for."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import made_issue, made_repository
from tests.support.repositories import History
from tests.support.scanning import follow, scan
from tracker.actions import counting, revisions
from tracker.actions import issues as issue_actions
from tracker.models import Issue
from tracker.queries import comparison, lines

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter:\n    def route(self, message): return message\n"
USER = "from shop.core.router import MessageRouter\n"


class Shop(History):
    """It remembers its commits: those of its line, and one beside it."""

    oids: list[str]
    side: str


@pytest.fixture
def shop(tmp_path):
    """Five commits of a line; the fourth one merges a branch."""
    history = Shop(tmp_path / "shop")
    with history:
        history.oids = [history.commit({"shop/messaging/router.py": CANONICAL, "shop/core/router.py": CANONICAL, "shop/a.py": USER})]
        history.oids.append(history.commit({"shop/b.py": USER}))
        history.oids.append(history.commit({"shop/c.py": USER}))
        history.side = history.commit({"shop/d.py": USER}, branch="side")
        history.oids.append(history.commit({"shop/d.py": USER}, parents=[history.oids[-1], history.side]))
        history.oids.append(history.commit({"shop/a.py": None}))
        yield history


def counted(shop: Shop) -> Issue:
    shop.finish()
    made = follow(scan(shop.path))
    counting.count_issue(issue_actions.find(made.pk))
    return Issue.objects.get(pk=made.pk)


def offered(client, issue: Issue, query: str = "") -> list[tuple[str, str]]:
    """The words and address of the presets that name a tag."""
    response = client.get(f"/issues/{issue.slug}/compare/{query}")
    assert response.status_code in (200, 400, 404)
    links = re.findall(r'<a href="(\?from=[^"]*)"[^>]*>(Since [^<]*)</a>', response.text)
    return [(words, address) for address, words in links if not words.startswith(("Since the tick", "Since the tracker"))]


def test_the_newest_tag_before_the_newest_commit_is_offered(client, shop):
    shop.tag("v1.0", shop.oids[0])
    shop.tag("v1.1", shop.oids[2])
    shop.tag("v2.0", shop.oids[4])  # nothing has happened since
    issue = counted(shop)
    assert offered(client, issue) == [("Since v1.1", "?from=v1.1")]
    shown = client.get(f"/issues/{issue.slug}/compare/?from=v1.1").text
    assert "3 → 3 left" in shown and 'href="?from=v1.1" aria-current="true">Since v1.1' in shown


def test_with_an_end_it_is_the_newest_tag_before_that(client, shop):
    shop.refer("refs/tags/v1.0", shop.oids[0])
    shop.tag("v1.1", shop.oids[2])
    issue = counted(shop)
    assert offered(client, issue, "?to=v1.1") == [("Since v1.0", "?from=v1.0&amp;to=v1.1")]
    assert offered(client, issue, f"?from=v1.0&to={shop.oids[0]}") == []
    assert offered(client, issue, "?to=nothing") == [("Since v1.1", "?from=v1.1")]


def test_a_tag_beside_the_line_is_not_offered(client, shop):
    shop.tag("side-1", shop.side)
    issue = counted(shop)
    assert offered(client, issue) == []


def test_without_tags_or_without_a_mirror_nothing_is_offered(client, shop):
    assert offered(client, counted(shop)) == []
    other = made_issue(made_repository("site"), "Router", {0: 2})
    assert revisions.tags(other.repository) == {} and offered(client, other) == []


def test_of_two_tags_of_a_commit_the_shorter_names_the_release(client, shop):
    for name in ("v1.0-rc2", "v1.0", "v1.0-final"):
        shop.refer(f"refs/tags/{name}", shop.oids[1])
    assert offered(client, counted(shop)) == [("Since v1.0", "?from=v1.0")]


@pytest.mark.parametrize("name", ["2019-01-02", "1234567", "#1<b>"])
def test_a_tag_that_would_be_read_as_something_else_is_asked_for_by_its_commit(client, shop, name):
    shop.refer(f"refs/tags/{name}", shop.oids[1])
    issue = counted(shop)
    shown = "#1&lt;b&gt;" if name == "#1<b>" else name
    assert offered(client, issue) == [(f"Since {shown}", f"?from={shop.oids[1]}")]


def test_tags_cost_no_query(shop):
    shop.tag("v1.1", shop.oids[2])
    issue = counted(shop)
    line, tags = lines.of_publication(issue.repository.published), {f"v{number}": shop.side for number in range(2_000)}
    with CaptureQueriesContext(connection) as asked:
        assert comparison.since_release(line, tags) == []
        assert len(revisions.tags(issue.repository)) == 1
    assert len(asked) == 0
