"""Findings by file, or those that came last first."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import bring, made_issue, made_repository
from tracker.models import Finding, Issue
from tracker.models.repositories import Depth
from tracker.queries import findings
from tracker.queries.findings import A_PAGE, Filters

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue() -> Issue:
    """Three places of each of three commits; the newest commit's files come first, last and between by name."""
    found = made_issue(made_repository("shop"), "Router", {0: 3, 2: 6, 4: 9})
    for place, name in ((0, "b"), (2, "c"), (4, "a")):
        bring(found, place, 3)
        Finding.objects.filter(issue=found, born=place).update(path=f"shop/{name}.py")
    return found


def listed(issue: Issue, **wanted: str) -> findings.FindingsPage:
    return findings.page(issue, issue.repository.published, Filters.of(wanted))


def places(page: findings.FindingsPage) -> list[int]:
    return [row.finding.born for row in page.rows]


def test_without_a_wish_places_stand_by_file(issue):
    assert places(listed(issue)) == [4, 4, 4, 0, 0, 0, 2, 2, 2] == places(listed(issue, order="sideways"))


def test_newest_first_is_by_the_commit_that_brought_a_place(issue):
    assert places(listed(issue, order="newest")) == [4, 4, 4, 2, 2, 2, 0, 0, 0]


def test_a_place_that_moved_with_its_file_is_no_newer_for_that(issue):
    Finding.objects.filter(issue=issue, born=0).update(introduced=4)
    assert places(listed(issue, order="newest"))[-3:] == [0, 0, 0]


def test_the_order_stays_with_filters_and_a_page_beyond_the_end_is_the_last(issue):
    bring(issue, 3, A_PAGE)
    assert places(listed(issue, order="newest", author="Ada Example")) == [4, 4, 4, 2, 2, 2, 0, 0, 0]
    last = listed(issue, order="newest", page="99")
    assert (last.first, last.last, last.pages) == (21, 29, 2) and places(last) == [3, 3, 3, 2, 2, 2, 0, 0, 0]


def test_at_the_newest_commit_alone_nobody_knows_what_is_newer(client):
    issue = made_issue(made_repository("shop", depth=Depth.TIP), "Router", {4: 3})
    bring(issue, 4, 3)
    assert listed(issue, order="newest").filters.order == ""
    assert "Newest first" not in client.get(f"/issues/{issue.slug}/?order=newest").text


def test_the_page_names_the_file_at_each_place_and_keeps_the_order_in_its_links(client, issue):
    by_file = client.get(f"/issues/{issue.slug}/").text
    assert by_file.count('class="t-filegrp"') == 3 and "t-withpath" not in by_file
    newest = client.get(f"/issues/{issue.slug}/?order=newest&category=production&page=7").text
    assert 'class="t-filegrp"' not in newest and newest.count('class="t-withpath"') == 9
    assert '<input type="hidden" name="order" value="newest">' in newest
    assert re.findall(r'aria-current="true">(By file|Newest first)<', by_file + newest) == ["By file", "Newest first"]
    assert '?category=production#findings"' in newest  # by file: the filter stays, the page does not


def test_each_order_asks_the_same_queries(issue):
    counts = []
    listed(issue)  # what a process keeps is read once
    for order in ("", "newest"):
        with CaptureQueriesContext(connection) as asked:
            listed(issue, order=order)
        counts.append(len(asked))
    assert counts[0] == counts[1]
