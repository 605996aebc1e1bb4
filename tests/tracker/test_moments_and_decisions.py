"""What people decide holds today: a page as of an earlier commit has the numbers of the code, and offers no decision."""

import pytest
from django.contrib.auth.models import User

from tests.support.accounts import lead
from tests.support.pages import bring, made_issue, made_repository
from tracker.actions import issues, places
from tracker.models import Assignment, Commit, Issue, Waiver
from tracker.queries import comparison, contributors, findings, moments
from tracker.queries.finding_filters import Reader
from tracker.queries.waivers import Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def mira(client) -> User:
    user = lead("mira")
    client.force_login(user)
    return user


@pytest.fixture
def issue(mira) -> Issue:
    """Three places that commit 2 brought; today one of them is waived, one intended, and one is assigned."""
    made = made_issue(made_repository("site"), "Router", {2: 3})
    bring(made, 2, 3)
    found = issues.find(made.pk)
    places.waive(found, Where(identity="2-0"), "waived", "waits for the new client", None, mira)
    places.waive(found, Where(identity="2-1"), "intended", "guards the old path", None, mira)
    places.assign(found, Where(identity="2-2"), "mira", mira)
    return issues.find(made.pk)


def at(issue: Issue, place: int) -> moments.Moment:
    return moments.of_commit(Commit.objects.get(repository=issue.repository, line_index=place))


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def then(client, issue: Issue, part: str = "", query: str = "") -> str:
    return page(client, f"/issues/{issue.slug}/{part}?at={at(issue, 3).oid}{query}")


WRITES = ("Scan now</button>", "Waive or assign", "Undo</button>", "or waive…", "Write a note", "Assign…", "/settings/")


@pytest.mark.parametrize("place", [2, 4])
def test_what_is_set_aside_today_counts_then_and_the_page_says_so(client, issue, place):
    shown = page(client, f"/issues/{issue.slug}/?at={at(issue, place).oid}")
    assert "3 left · Router" in shown and "3 places there then" in shown and "2 of them are set aside today" in shown
    assert "1 left · Router" in page(client, f"/issues/{issue.slug}/")
    assert "set aside today" not in page(client, f"/issues/{issue.slug}/")


def test_without_anything_set_aside_no_page_of_then_speaks_of_it(client, issue):
    Waiver.objects.all().delete()
    assert "set aside" not in then(client, issue) and "set aside" not in page(client, f"/?at={at(issue, 3).oid}")
    assert "set aside" not in page(client, f"/issues/{issue.slug}/compare/?from={at(issue, 0).oid}")


def test_before_the_place_was_there_nothing_is_said_of_its_waiver(client, issue):
    assert "set aside" not in page(client, f"/issues/{issue.slug}/?at={at(issue, 1).oid}")


def test_nothing_is_decided_in_the_past(client, issue):
    today = page(client, f"/issues/{issue.slug}/") + page(client, f"/issues/{issue.slug}/findings/2-2/")
    assert [word for word in WRITES if word not in today] == []
    for part in ("", "findings/2-0/", "findings/2-2/", "claims/"):
        assert [word for word in WRITES if word in then(client, issue, part)] == [], part


def test_a_click_is_not_offered_back_in_the_past(client, issue):
    batch = Waiver.objects.get(identity="2-0").batch
    assert "1 place is waived." in page(client, f"/issues/{issue.slug}/?decided={batch}")
    assert "1 place is waived." not in then(client, issue, query=f"&decided={batch}")


def test_the_list_of_then_has_no_state_of_today(issue):
    found = findings.page(issue, issue.repository.published, findings.Filters(state="waived"), Reader("mira"), at(issue, 3))
    assert [(one.value, one.name, one.count) for one in found.choices["state"]] == [
        ("now", "There then", 3), ("intended", "Intended", 0), ("gone", "Gone", 0),
    ]  # fmt: skip
    assert found.total == 3 and found.filters.state == "now"
    assert not any(row.said.is_anything for file in found.files for row in file.rows)


def test_who_looks_after_a_place_today_is_no_filter_of_then(client, issue):
    assert Assignment.objects.filter(identity="2-2").exists()
    filters = findings.Filters(assigned="mira")
    found = findings.page(issue, issue.repository.published, filters, Reader("mira"), at(issue, 3))
    assert found.total == 3 and found.filters.assigned == ""
    assert 'id="filter-assigned"' in page(client, f"/issues/{issue.slug}/")
    assert 'id="filter-assigned"' not in then(client, issue)


def test_the_age_of_a_place_is_what_it_was_then(issue):
    ages = {
        one.value: one.count
        for one in findings.page(issue, issue.repository.published, findings.Filters(), moment=at(issue, 2)).choices["age"]
    }
    assert ages["7"] == 3 and "older" not in ages


def test_a_waived_finding_is_left_then_and_its_page_says_what_holds_today(client, issue):
    shown = then(client, issue, "findings/2-0/")
    assert '<span class="t-chip t-bad">Left</span>' in shown and "What was decided" not in shown
    assert "At this commit it counts. Today:" in shown and "waits for the new client" in shown
    assert "At this commit it counts" not in then(client, issue, "findings/2-2/")


def test_a_decision_about_a_finding_holds_today_whatever_its_address_says(client, issue):
    answer = client.post(f"/issues/{issue.slug}/findings/2-2/?at={at(issue, 3).oid}", {"say": "waived", "waive-reason": ""})
    assert answer.status_code == 422 and "t-asof" not in answer.content.decode()


def test_there_is_no_forecast_of_then(client, issue):
    Issue.objects.filter(pk=issue.pk).update(target_date="2030-01-01")
    assert "<dt>Done by</dt>" in page(client, f"/issues/{issue.slug}/")
    shown = then(client, issue)
    assert "<dt>Done by</dt>" not in shown and "Target</li>" not in shown and "Forecast</li>" not in shown


def test_the_first_page_of_then_counts_what_is_set_aside_today_and_forecasts_nothing(client, issue):
    shown = page(client, f"/?at={at(issue, 3).oid}")
    assert '<span class="t-strong">3</span>' in shown and "what is set aside today counts here" in shown
    assert '<td class="t-c-done"><span class="t-muted">–</span></td>' in shown
    assert '<span class="t-strong">1</span>' in page(client, "/")


def test_a_comparison_is_of_the_code_and_says_what_is_set_aside(client, issue):
    found = comparison.between(issue, issue.repository.published, at(issue, 0), at(issue, 4))
    assert (found.balance.then, found.balance.added, found.balance.now, found.set_aside) == (0, 3, 3, 2)
    assert "2 of those at the end are set aside today" in page(client, f"/issues/{issue.slug}/compare/?from={at(issue, 0).oid}")


def test_who_has_what_is_left_has_no_place_that_is_set_aside(issue):
    found = contributors.of_issue(issue, issue.repository.published)
    assert found.left == 1 and [(one.name, one.added, one.left) for one in found.people] == [("Ada Example", 3, 1)]


def test_a_tracker_that_had_not_begun_has_no_flag_in_the_chart_of_then(client, issue):
    Issue.objects.filter(pk=issue.pk).update(opened_on=at(issue, 3).at.date())
    assert "the tracker began" in then(client, issue)
    assert "the tracker began" not in page(client, f"/issues/{issue.slug}/?at={at(issue, 2).oid}")


def test_what_could_replace_a_place_is_asked_today_only(client, issue):
    assert "Replace with" in page(client, f"/issues/{issue.slug}/findings/2-2/") and "Replace with" not in then(
        client, issue, "findings/2-2/"
    )


def test_the_report_of_then_is_that_of_its_commit(client, issue):
    assert f"/r/{issue.slug}/{at(issue, 3).oid}/" in then(client, issue)
