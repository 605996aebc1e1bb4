"""Two commits of an issue: a balance that adds up, three lists, claims that turned, and errors in sentences."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import bring, made_issue, made_repository
from tests.support.repositories import History
from tests.support.scanning import follow, scan
from tests.tracker.test_claim_pages import item, keep
from tracker.actions import counting
from tracker.actions import issues as issue_actions
from tracker.models import Commit, Finding, Implementation, Issue, Repository, UnreadableFile
from tracker.models.repositories import Depth
from tracker.queries import comparison, issues, moments, series

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter:\n    def route(self, message): return message\n"
USER = "from shop.core.router import MessageRouter\n"
BROKEN = "def (\n"


@pytest.fixture
def site() -> Repository:
    return made_repository("site")


@pytest.fixture
def issue(site) -> Issue:
    made = made_issue(site, "Router", {0: 2, 2: 5, 3: 4}, symbol="MessageRouter")
    bring(made, 0, 2)
    bring(made, 2, 3)
    end(made, "0-0", 3)
    return made


def end(issue: Issue, identity: str, place: int) -> None:
    Finding.objects.filter(issue=issue, identity=identity).update(removed=place, died=place)


def oid(site: Repository, place: int) -> str:
    return Commit.objects.get(repository=site, line_index=place).oid


def page(client, issue: Issue, query: str = "", status: int = 200) -> str:
    response = client.get(f"/issues/{issue.slug}/compare/{query}")
    assert response.status_code == status
    return str(response.content.decode())


def words(shown: str) -> str:
    """The balance line without its marks."""
    line = shown.partition('<p class="t-balance">')[2].partition("</p>")[0]
    return line.replace("<b>", "").replace("</b>", "")


def compared(issue: Issue, start: int, end: int) -> comparison.Comparison:
    first, last = (moments.of_commit(Commit.objects.get(repository=issue.repository_id, line_index=place)) for place in (start, end))
    return comparison.between(issue, issue.repository.published, first, last)


def test_the_balance_says_what_came_and_what_went(client, site, issue):
    shown = page(client, issue, f"?from={oid(site, 1)}&to={oid(site, 4)}")
    assert words(shown) == "2 + 3 added + 0 revealed − 1 removed = 4"
    assert "shop/2_0.py" in shown and "shop/0_0.py" in shown and "shop/0_1.py" not in shown


def test_what_came_and_went_in_between_is_told_apart(client, site, issue):
    end(issue, "2-0", 3)
    shown = page(client, issue, f"?from={oid(site, 1)}&to={oid(site, 4)}")
    assert words(shown) == "2 + 2 added + 0 revealed − 1 removed = 3"
    assert "1 more place came and went in between." in shown


def counted(path) -> Issue:
    made = follow(scan(path))
    counting.count_issue(issue_actions.find(made.pk))
    return issues.named(Issue.objects.get(pk=made.pk).slug)


def test_between_any_two_commits_the_balance_adds_up_to_the_chart(tmp_path):
    with History(tmp_path / "shop") as shop:
        shop.commit({"shop/messaging/router.py": CANONICAL, "shop/core/router.py": CANONICAL, "shop/a.py": USER})
        shop.commit({"shop/b.py": USER * 2, "shop/c.py": USER})
        shop.commit({"shop/b.py": None, "shop/far/b.py": USER * 2})  # moves
        shop.commit({"shop/a.py": "x = 1\n", "shop/d.py": USER})
        shop.commit({"shop/d.py": BROKEN, "shop/e.py": BROKEN + USER})
        shop.commit({"shop/e.py": USER + "def f(): pass\n", "shop/d.py": USER})
        shop.commit({"shop/far/b.py": None, "shop/g.py": USER + "# ssot: intended\n"})
        shop.finish()
        issue = counted(shop.path)
    left = series.of_issue(issue, issue.repository.published).left
    moved = 0
    for start in range(len(left)):
        for last in range(start, len(left)):
            found = compared(issue, start, last)
            balance = found.balance
            assert (balance.then, balance.now, balance.set_apart) == (left[start], left[last], 0), (start, last)
            assert (found.added.count, found.removed.count) == (balance.added + balance.revealed, balance.removed)
            moved += found.moved.count
    assert moved and max(left) > 3


def test_a_place_whose_file_could_not_be_read_before_is_revealed(client, site, issue):
    UnreadableFile.objects.create(
        publication=site.published, path="shop/2_1.py", category="production", reason="x", versions=1, first=0, last=1, at_tip=False
    )
    shown = page(client, issue, f"?from={oid(site, 1)}&to={oid(site, 4)}")
    assert words(shown) == "2 + 2 added + 1 revealed − 1 removed = 4"
    assert "Deprecated imports, revealed" in shown


def test_a_place_that_was_written_later_than_its_file_could_be_read_is_added(client, site, issue):
    UnreadableFile.objects.create(
        publication=site.published, path="shop/2_1.py", category="production", reason="x", versions=1, first=0, last=0, at_tip=False
    )
    assert "+ 0 revealed" in words(page(client, issue, f"?from={oid(site, 0)}&to={oid(site, 4)}"))


def test_a_place_that_moved_says_where_it_was_and_is_neither_added_nor_removed(client, site, issue):
    old = Finding.objects.get(issue=issue, identity="0-1")
    new = Finding.objects.get(issue=issue, identity="0-1")
    new.pk, new.identity, new.path, new.introduced = None, "moved", "shop/new.py", 3
    new.save()
    Finding.objects.filter(pk=old.pk).update(removed=3)
    shown = page(client, issue, f"?from={oid(site, 1)}&to={oid(site, 4)}")
    assert words(shown) == "2 + 3 added + 0 revealed − 1 removed = 4"
    assert "was shop/0_1.py" in shown and "shop/new.py" in shown


def test_a_place_that_is_set_apart_when_its_file_moves_is_said(client, site, issue):
    new = Finding.objects.get(issue=issue, identity="0-1")
    Finding.objects.filter(pk=new.pk).update(removed=3)
    new.pk, new.identity, new.path, new.introduced, new.intended = None, "moved", "guard/new.py", 3, True
    new.save()
    assert words(page(client, issue, f"?from={oid(site, 1)}&to={oid(site, 4)}")) == "2 + 3 added + 0 revealed − 1 removed − 1 set apart = 3"


def test_claims_that_turned_and_implementations_then_and_at_the_end_are_shown(client, site, issue):
    keep(
        issue,
        {
            "Phase": [
                item(issue, "All imports updated", "contradicted", 2),
                item(issue, "Steady", "not checkable", 0, segments=[[0, 4, "unknown"]]),
            ]
        },
    )
    known = {"line": 1, "qualified_name": "MessageRouter", "category": "production", "reason": "own code", "identity": "1"}
    for path, class_name, introduced, removed in (("a.py", "duplicate", 0, 2), ("b.py", "proxy", 3, None)):
        Implementation.objects.create(
            publication=site.published, issue=issue, path=path, class_name=class_name, introduced=introduced, born=introduced,
            removed=removed, died=removed, **known,
        )  # fmt: skip
    shown = page(client, issue, f"?from={oid(site, 1)}&to={oid(site, 4)}")
    turned = shown.partition("Claims that turned")[2].partition("</section>")[0]
    assert "All imports updated" in turned and "ticked and not true" in turned and "Steady" not in turned
    then, _, now = shown.partition("Implementations then</h2>")[2].partition("Implementations at the end</h2>")
    assert "Duplicate" in then and "Proxy" not in then and "Proxy" in now and "Duplicate" not in now


def test_without_ends_the_last_thirty_days_of_the_line_are_compared(client, site, issue):
    shown = page(client, issue)
    assert words(shown) == "2 + 3 added + 0 revealed − 1 removed = 4"
    assert 'aria-current="true">30 days' in shown and "7 days</a>" in shown


def test_since_the_tick_is_offered_when_there_is_one(client, site, issue):
    assert "Since the tick" not in page(client, issue)
    keep(issue, {"Phase": [item(issue, "All imports updated", "contradicted", 2)]})
    assert f'href="?from={oid(site, 2)}">Since the tick' in page(client, issue)


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("?from=v2.9", 404, "There is no commit “v2.9”."),
        ("?from=2025-02-30", 400, "The calendar has no 2025-02-30."),
        ("?to=2999-01-01", 400, "has not come yet"),
        ("?from=%3Cscript%3E", 400, "&lt;script&gt;"),
        ("?from=1999-01-01", 404, "there was nothing yet"),
    ],
)
def test_an_end_that_is_not_there_is_said_beside_the_form(client, issue, query, status, sentence):
    shown = page(client, issue, query, status)
    assert sentence in shown and "t-balance" not in shown and 'name="from"' in shown and "<script>a" not in shown


def test_ends_the_wrong_way_round_are_said_and_can_be_swapped(client, site, issue):
    shown = page(client, issue, f"?from={oid(site, 3)}&to={oid(site, 1)}", 400)
    assert "swap them" in shown and f"?from={oid(site, 1)}&amp;to={oid(site, 3)}" in shown


def test_while_only_the_newest_commit_is_read_nothing_can_be_compared(client):
    tip = made_repository("tip", depth=Depth.TIP)
    assert "The history of tip is not read yet" in page(client, made_issue(tip, "Router", {4: 2}), status=404)


def test_an_issue_without_numbers_says_so(client, site):
    made = Issue.objects.create(repository=site, title="Router", slug="router")
    assert "has no numbers yet" in page(client, made, status=404)


def test_a_long_list_is_cut_with_its_number_and_can_be_shown(client, site):
    made = made_issue(site, "Router", {2: 30})
    bring(made, 2, 30)
    query = f"?from={oid(site, 1)}&to={oid(site, 4)}"
    assert "The first 20 of 30 are shown." in page(client, made, query)
    assert "are shown." not in page(client, made, f"{query}&all=added")


def test_it_asks_the_same_number_of_queries_whatever_there_is(client):
    counts = []
    for size in (4, 40):
        site = made_repository(f"site-{size}", days=range(size, 0, -1))
        made = made_issue(site, "Router", {place: place for place in range(size)}, symbol="MessageRouter")
        for place in range(size):
            bring(made, place, 2)
            end(made, f"{place}-0", min(place + 2, size - 1))
        with CaptureQueriesContext(connection) as queries:
            page(client, made, f"?from={oid(site, 1)}&to={oid(site, size - 1)}")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25
