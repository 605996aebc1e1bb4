"""What is counted of places is read once, and what people decide shows at once."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import bring, made_issue, made_repository
from tracker.actions import issues as issue_actions
from tracker.actions import places
from tracker.models import Finding, Issue, Publication, Repository, Waiver
from tracker.queries import waivers
from tracker.queries.stands import Counted, Stand
from tracker.queries.waivers import Where, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]
A_DAY = timedelta(days=1)


@pytest.fixture
def issue() -> Issue:
    """Five places."""
    made = made_issue(made_repository("site"), "Router", {2: 3, 3: 5})
    bring(made, 2, 3)
    bring(made, 3, 2)
    return again(made)


def again(issue: Issue) -> Issue:
    found = issue_actions.find(issue.pk)
    assert found is not None
    return found


def stand(issue: Issue) -> Stand:
    return Stand.of(issue, issue.repository.published)


def page(client, issue: Issue) -> str:
    """Without the tokens, which are never the same."""
    return re.sub("[A-Za-z0-9]{64}", "", client.get(f"/issues/{issue.slug}/").content.decode())


def waive(issue: Issue, identity: str, until: date | None = None) -> None:
    mira, _ = User.objects.get_or_create(username="mira")
    places.waive(issue, Where(identity=identity), "waived", "has to wait", until, mira)


def test_a_waiver_its_end_and_its_undoing_show_at_once(client, issue):
    assert "5 places there now" in page(client, issue)
    waive(issue, "2-0", until=today() + A_DAY)
    assert "4 places there now" in page(client, issue)
    Waiver.objects.update(until=today() - A_DAY)
    assert "5 places there now" in page(client, issue)
    Waiver.objects.update(until=None)
    assert "4 places there now" in page(client, issue)
    places.restore(issue, identity="2-0")
    assert "5 places there now" in page(client, issue)


def test_what_is_left_and_who_brought_it_follow_a_waiver(client, issue):
    before = page(client, issue)
    waive(issue, "2-0")
    after = page(client, issue)
    places.restore(issue, identity="2-0")
    assert before != after
    assert page(client, issue) == before


def test_an_assignment_shows_at_once(client, issue):
    mira = User.objects.create_user("mira")
    assert ">mira (" not in page(client, issue)
    places.assign(issue, Where(identity="2-0"), "mira", mira)
    assert "mira" in page(client, issue)
    User.objects.filter(pk=mira.pk).update(username="nora")
    assert "nora" in page(client, issue) and "mira" not in page(client, issue)


def test_a_new_publication_and_a_revision_show_at_once(client, issue):
    page(client, issue)
    newer = Publication.objects.get(pk=issue.counted_in)
    newer.pk = None
    newer.save()
    Repository.objects.update(published=newer)
    Finding.objects.filter(identity__startswith="2").delete()
    Finding.objects.update(publication=newer)
    Issue.objects.update(counted_in=newer.pk)
    assert "2 places there now" in page(client, issue)
    Finding.objects.filter(identity="3-0").delete()
    Issue.objects.update(counted_revision=2, revision=2)
    assert "1 place there now" in page(client, issue)


def test_an_answer_is_read_once(issue):
    read = iter(range(5))
    assert [stand(issue).kept("question", lambda: next(read)) for _ in range(3)] == [0, 0, 0]
    waive(issue, "2-0")
    assert stand(issue).kept("question", lambda: next(read)) == 1
    places.restore(issue, identity="2-0")
    assert stand(issue).kept("question", lambda: next(read)) == 2, "of an issue the newest state alone is kept"


@pytest.mark.parametrize("what", ["waiver", "publication", "revision", "day"])
def test_what_changed_while_it_was_read_is_not_kept(issue, monkeypatch, what):
    before = stand(issue)

    def read() -> str:
        if what == "waiver":
            waive(issue, "2-0")
        if what == "publication":
            Repository.objects.update(published=None)
        if what == "revision":
            Issue.objects.update(counted_revision=2)
        if what == "day":
            tomorrow = today() + A_DAY
            monkeypatch.setattr(waivers, "today", lambda: tomorrow)
        return "early"

    assert before.kept("question", read) == "early"
    assert before.kept("question", lambda: "late") == "late"


def test_owners_that_are_read_after_their_findings_are_other_numbers(issue):
    before = Counted.of(issue, issue.repository.published)
    Publication.objects.update(owners_file="CODEOWNERS")
    assert not before.still()
    assert Counted.of(again(issue), again(issue).repository.published) != before


def test_a_page_asks_less_the_second_time(client, issue):
    with CaptureQueriesContext(connection) as first:
        page(client, issue)
    with CaptureQueriesContext(connection) as second:
        page(client, issue)
    assert len(second) < len(first) / 2
