"""What a commit turned besides numbers: claims, and files that could or could not be read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import bring, made_issue, made_repository, unbroken
from tests.tracker.test_claim_pages import item, keep, moment
from tracker.models import Commit, Finding, Issue, Repository, UnreadableFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def site() -> Repository:
    return made_repository("site")


@pytest.fixture
def issue(site) -> Issue:
    return made_issue(site, "Router", {0: 1})


def page(client, site: Repository, place: int) -> str:
    oid = Commit.objects.get(repository=site, line_index=place).oid
    response = client.get(f"/repositories/{site.slug}/commits/{oid}/")
    assert response.status_code == 200
    return unbroken(response.content.decode())


def card(shown: str, heading: str) -> str:
    return shown.partition(f"{heading}</h2>")[2].partition("</section>")[0]


def test_a_commit_names_the_claims_that_it_turned(client, site, issue):
    keep(issue, {"Phase": [item(issue, "Imports updated", "contradicted", 2), item(issue, "Removed it", "supported", 1)]})
    turned = card(page(client, site, 2), "Claims that turned")
    assert "Imports updated" in turned and "not ticked" in turned and "ticked and not true" in turned and "Removed it" not in turned
    assert "Claims that turned" not in page(client, site, 3)
    assert "No tracked number changed here." in page(client, site, 3)


def test_an_open_box_whose_answer_turned_is_named_too(client, site, issue):
    box = item(issue, "Removed it", "ready to tick", None, edges=[moment(issue, 3, to="true")])
    keep(issue, {"Phase": [box]})
    assert "not ticked; it became true" in card(page(client, site, 3), "Claims that turned")


def test_files_that_turned_unreadable_or_readable_are_named(client, site, issue):
    known = {"publication": site.published, "category": "production", "versions": 1}
    UnreadableFile.objects.create(path="shop/<b>.py", reason="syntax error: <x>", first=2, last=4, at_tip=True, **known)
    UnreadableFile.objects.create(path="shop/again.py", reason="syntax error", first=0, last=1, at_tip=False, **known)
    turned = card(page(client, site, 2), "Files that turned readable or unreadable")
    assert (
        "shop/&lt;b&gt;.py" in turned and "syntax error: &lt;x&gt;" in turned and "shop/again.py" in turned and "readable again" in turned
    )
    assert "Files that turned" not in page(client, site, 3)


def test_a_commit_leads_to_the_issue_as_it_was_then(client, site, issue):
    oid = Commit.objects.get(repository=site, line_index=0).oid
    assert f"/issues/{issue.slug}/?at={oid}" in page(client, site, 0)


def test_it_asks_the_same_number_of_queries_whatever_turned(client):
    counts = []
    for size in (1, 20):
        site = made_repository(f"site-{size}")
        for number in range(size):
            made = made_issue(site, f"Issue {number}", {2: 1})
            keep(made, {"Phase": [item(made, f"Box {number}", "supported", 2)]})
            UnreadableFile.objects.create(
                publication=site.published,
                category="production",
                versions=1,
                path=f"{number}.py",
                reason="x",
                first=2,
                last=3,
                at_tip=False,
            )
        with CaptureQueriesContext(connection) as queries:
            page(client, site, 2)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


# Scope apart from work, on the issue's page


def test_what_came_and_went_in_seven_and_thirty_days_stands_in_the_strip(client, site, issue):
    bring(issue, 0, 1)
    bring(issue, 2, 4)  # 20 days ago
    bring(issue, 4, 2)  # 3 days ago
    Finding.objects.filter(issue=issue, identity="2-0").update(removed=4, died=4)
    moved = Finding.objects.get(issue=issue, identity="2-1")
    Finding.objects.filter(pk=moved.pk).update(removed=4)
    moved.pk, moved.identity, moved.introduced = None, "moved", 4
    moved.save()
    shown = client.get(f"/issues/{issue.slug}/").content.decode()
    strip = shown.partition("<dt>Last 7 days</dt>")[2].partition("<dt>")[0]
    week, month = strip.split("30 days:")
    assert "+1" in week and "<b>2</b> added · <b>1</b> removed · 1 moved" in week
    assert "+5" in month and "<b>6</b> added · <b>1</b> removed · 1 moved" in month
