"""The list of issues says how many places of each are waived."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import bring, made_issue, made_repository
from tracker.actions import places
from tracker.models import Finding, Issue, Waiver
from tracker.models.repositories import Depth
from tracker.queries import keeping, portfolio
from tracker.queries.portfolio_rows import Number
from tracker.queries.waivers import Where, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def issue() -> Issue:
    found = made_issue(made_repository("shop"), "Router", {0: 5})
    bring(found, 0, 5)
    return found


def waive(issue: Issue, identity: str, sort: str = "waived") -> None:
    user, _ = User.objects.get_or_create(username="mira")
    places.waive(issue, Where(identity=identity), sort, "waits for the partner", None, user)


def number() -> Number:
    return portfolio.page({}, datetime.now(UTC)).groups[0].rows[0].number


def test_a_row_says_how_many_places_are_waived_and_leads_to_them(client, issue):
    assert number().waived == 0 and "waived" not in client.get("/").text
    waive(issue, "0-1")
    waive(issue, "0-3")
    assert (number().now, number().waived) == (3, 2)
    shown = client.get("/").text
    assert f'<a class="t-muted" href="/issues/{issue.slug}/?state=waived#findings">2 waived</a>' in shown
    assert "2 places waived" in client.get(f"/issues/{issue.slug}/?state=waived").text.replace("</span>", "")


def test_what_is_intended_gone_beside_the_number_or_over_is_not_waived(issue):
    for identity, sort in (("0-0", "intended"), ("0-1", "waived"), ("0-2", "waived"), ("0-3", "waived")):
        waive(issue, identity, sort)
    Finding.objects.filter(issue=issue, identity="0-1").update(removed=3, died=3)
    Finding.objects.filter(issue=issue, identity="0-2").update(rule="removed-path")
    Waiver.objects.filter(issue=issue, identity="0-3").update(until=today() - timedelta(days=1))
    assert number().waived == 0


def test_it_is_said_while_only_the_newest_commit_is_read(client):
    issue = made_issue(made_repository("shop", depth=Depth.TIP), "Router", {4: 3})
    bring(issue, 4, 3)
    waive(issue, "4-0")
    assert "1 waived" in client.get("/").text


def test_waivers_cost_no_query_more(issue):
    counts = []
    for identity in ("0-0", "0-1", "0-2"):
        waive(issue, identity)
        keeping.forget()
        with CaptureQueriesContext(connection) as asked:
            number()
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2] <= 15


def test_the_past_says_nothing_of_what_is_waived_today(client, issue):
    waive(issue, "0-1")
    day = datetime.now(UTC).date() - timedelta(days=15)
    assert "1 waived" not in client.get("/", {"at": f"{day:%Y-%m-%d}"}).text
