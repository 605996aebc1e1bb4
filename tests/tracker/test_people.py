"""Who brought and who removed: by name, merges and bots apart, no address of anybody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import bring, made_issue, made_repository
from tracker.models import Commit, Finding, Issue, Repository
from tracker.models.repositories import Depth
from tracker.queries import contributors, finding_groups

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def site() -> Repository:
    return made_repository("site")


@pytest.fixture
def issue(site) -> Issue:
    """Ada Example wrote commits 0, 2 and 4; Bo Sample 1 and 3."""
    made = made_issue(site, "Router", {0: 1, 1: 4, 3: 3})
    bring(made, 0, 1)
    bring(made, 1, 3)
    Finding.objects.filter(issue=made, identity="1-0").update(removed=4, died=4)
    return made


def of(issue: Issue, sort: str = "") -> contributors.Contributors:
    return contributors.of_issue(issue, issue.repository.published, sort)


def numbers(people) -> list[tuple[str, int, int, int]]:
    return [(one.name, one.added, one.removed, one.left) for one in people]


def page(client, issue: Issue, query: str = "", status: int = 200) -> str:
    response = client.get(f"/issues/{issue.slug}/people/{query}")
    assert response.status_code == status
    return str(response.content.decode())


def test_each_author_has_what_they_added_removed_and_what_of_it_is_left(issue):
    assert numbers(of(issue).people) == [("Ada Example", 1, 1, 1), ("Bo Sample", 3, 0, 2)]
    assert of(issue).left == 3


def test_the_order_is_by_name_or_by_what_was_removed(issue):
    Finding.objects.filter(issue=issue, identity="0-0").update(removed=3, died=3)
    Finding.objects.filter(issue=issue, identity="1-1").update(removed=3, died=3)
    assert [one.name for one in of(issue).people] == ["Ada Example", "Bo Sample"]
    assert [one.name for one in of(issue, "removed").people] == ["Bo Sample", "Ada Example"]
    assert [one.name for one in of(issue, "nonsense").people] == ["Ada Example", "Bo Sample"]


def test_merges_and_bots_stand_apart(issue):
    Commit.objects.filter(repository=issue.repository, number=0).update(parents=2)
    Commit.objects.filter(repository=issue.repository, number=1).update(author_name="tidy[bot]")
    found = of(issue)
    assert numbers(found.people) == [("Ada Example", 0, 1, 0)]
    assert numbers(found.apart) == [("Merges", 1, 0, 1), ("Bots", 3, 0, 2)]
    assert [one.kind for one in found.additions] == ["bot", "merge"]


@pytest.mark.parametrize(
    ("name", "is_bot"), [("web-flow", True), ("dependabot[bot]", True), ("renovate", True), ("Abbot", False), ("bot", True), ("", False)]
)
def test_a_bot_is_known_by_its_name(name, is_bot):
    assert finding_groups.is_bot(name) is is_bot


def test_a_place_that_moved_with_its_file_is_nobodys_work(issue):
    moved = Finding.objects.get(issue=issue, identity="0-0")
    Finding.objects.filter(pk=moved.pk).update(removed=3)
    moved.pk, moved.identity, moved.introduced = None, "moved", 3
    moved.save()
    assert numbers(of(issue).people) == [("Ada Example", 1, 1, 1), ("Bo Sample", 3, 0, 2)]


def test_what_is_intended_or_counted_beside_is_in_no_number(issue):
    Finding.objects.filter(issue=issue, identity="0-0").update(intended=True)
    Finding.objects.filter(issue=issue, identity="1-1").update(rule="dangling-import")
    assert numbers(of(issue).people) == [("Ada Example", 0, 1, 0), ("Bo Sample", 2, 0, 1)]


def test_the_page_names_commits_that_added_with_their_subjects_and_no_address(client, issue):
    Commit.objects.filter(repository=issue.repository, number=1).update(subject=f"Batch {SCRIPT}", author_name=f"Bo\u202e{SCRIPT}")
    shown = page(client, issue)
    assert "3 added, 2 left" in shown and "Batch &lt;script&gt;" in shown and SCRIPT not in shown
    assert "BoU+202E" in shown and "\u202e" not in shown and "@example.org" not in shown


def test_the_issue_page_says_who_has_what_is_left(client, issue):
    shown = client.get(f"/issues/{issue.slug}/").content.decode()
    card = shown.partition('id="people"')[2].partition("</section>")[0]
    assert card.index("Bo Sample") < card.index("Ada Example") and f"/issues/{issue.slug}/people/" in card


def test_while_only_the_newest_commit_is_read_nobody_is_named(client):
    issue = made_issue(made_repository("tip", depth=Depth.TIP), "Router", {4: 1})
    bring(issue, 4, 1)
    assert "The history is not read yet." in page(client, issue)
    assert 'id="people"' not in client.get(f"/issues/{issue.slug}/").content.decode()


def test_an_issue_of_which_nothing_was_ever_left_says_so(client, site):
    assert "No commit brought or removed a place." in page(client, made_issue(site, "Other", {}))


def test_an_issue_without_numbers_says_so(client, site):
    Issue.objects.create(repository=site, title="Router", slug="router")
    assert client.get("/issues/router/people/").status_code == 404


def test_it_asks_the_same_number_of_queries_whatever_there_is(client):
    counts = []
    for size in (4, 60):
        site = made_repository(f"site-{size}", days=range(size, 0, -1))
        made = made_issue(site, "Router", {place: place for place in range(size)})
        for place in range(size):
            bring(made, place, 2)
            Commit.objects.filter(repository=site, number=place).update(author_name=f"Author {place}")
        with CaptureQueriesContext(connection) as queries:
            page(client, made)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
