"""The files that an issue touches: kept when it is counted, a table on its page, and a list behind each number."""

import pytest
from django.urls import reverse

from scanner.facts import ANALYZER
from scanner.terms import INDEX, Mention
from tests.support.repositories import History
from tests.support.scanning import ROUTER, follow, scan
from tracker.actions import counting, facts, history, touching
from tracker.actions.issues import IssueDraft
from tracker.models import Issue, Repository, Term, TermSegment, TouchingFile
from tracker.models.repositories import Depth
from tracker.queries import touching as queries

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

OLD = "from shop.core.router import MessageRouter\n"
NEW = "from shop.messaging.router import MessageRouter\n"
FILES = {
    "shop/core/router.py": "class MessageRouter:\n    def route(self): return 1\n",
    "shop/messaging/router.py": "class MessageRouter:\n    def route(self): return 2\n",
    "shop/api.py": f"{OLD}__all__ = ['MessageRouter']\n",
    "shop/page.py": NEW,
    "shop/all.py": "from shop.messaging.router import *\n",
    "tests/unit/test_old.py": OLD,
    "tests/unit/test_both.py": f"{OLD}{NEW.replace('import MessageRouter', 'import MessageRouter as New')}",
    "tests/unit/test_api.py": "from shop.api import MessageRouter\n",
    "tests/integration/test_string.py": "from unittest.mock import patch\n@patch('shop.core.router.MessageRouter')\ndef test(m): pass\n",
    "tests/test_module.py": "import shop.messaging.router\nshop.messaging.router.MessageRouter()\n",
    "tests/test_other.py": "from shop.gone import MessageRouter\n",
    "backup/shop/page.py": NEW,
    "shop/none.py": "x = 1\n",
}
WAYS = {
    "shop/api.py": {"old"},
    "shop/page.py": {"canonical"},
    "shop/all.py": {"canonical"},
    "tests/unit/test_old.py": {"old"},
    "tests/unit/test_both.py": {"old", "canonical"},
    "tests/unit/test_api.py": {"re-export"},
    "tests/integration/test_string.py": {"string"},
    "tests/test_module.py": {"reference"},
    "tests/test_other.py": {"other"},
}


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        made.commit(FILES | {"shop/before.py": OLD})
        made.commit({"shop/before.py": None})
    return made


@pytest.fixture
def issue(shop) -> Issue:
    made = follow(scan(shop.path))
    counting.count_issue(made)
    return Issue.objects.select_related("repository__published").get(pk=made.pk)


def kept(issue: Issue) -> dict[str, set[str]]:
    rows = TouchingFile.objects.filter(issue=issue, publication=issue.repository.published)
    return {row.path: {way.id for way in queries.WAYS if getattr(row, way.field)} for row in rows}


def listed(client, issue, **wanted) -> str:
    response = client.get(reverse("issue_files", args=[issue.slug]), wanted)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def test_an_issue_says_which_files_touch_it_and_how(issue):
    assert kept(issue) == WAYS


def test_counting_again_changes_nothing(issue):
    counting.count_issue(issue)
    assert kept(issue) == WAYS
    assert TouchingFile.objects.count() == len(WAYS)


def test_the_newest_commit_alone_says_the_same(shop):
    repository = scan(shop.path, depth=Depth.TIP)
    made = follow(repository)
    counting.count_issue(made)
    assert kept(made) == WAYS


def test_a_scan_counts_them_and_the_old_ones_go(issue, shop):
    shop.commit({"shop/page.py": None})
    shop.finish()
    repository = scan(shop.path)
    assert TouchingFile.objects.exclude(publication=repository.published).count() == 0
    assert "shop/page.py" not in kept(Issue.objects.select_related("repository__published").get(pk=issue.pk))


def test_an_index_of_the_facts_changes_nothing(issue, monkeypatch):
    monkeypatch.setattr(facts, "MOST_UNINDEXED", 0)
    facts.build_index()
    assert TermSegment.objects.filter(analyzer=INDEX).exists()
    counting.count_issue(issue)
    assert kept(issue) == WAYS


def test_an_index_by_an_earlier_version_is_replaced(issue, monkeypatch):
    monkeypatch.setattr(facts, "MOST_UNINDEXED", 0)
    former = TermSegment.objects.create(analyzer=f"{ANALYZER}-terms1", first_id=1, last_id=10**9)
    Term.objects.create(segment=former, term="MessageRouter", ids=b"")
    facts.build_index()
    assert not Term.objects.filter(segment=former.pk).exists()
    assert not TermSegment.objects.exclude(analyzer=INDEX).exists()
    counting.count_issue(issue)
    assert kept(issue) == WAYS


def test_an_issue_without_a_symbol_has_its_places(shop):
    made = follow(scan(shop.path), IssueDraft(title="Old router", deprecated=("shop.core.router",)))
    counting.count_issue(made)
    assert {path for path, ways in kept(made).items() if "old" in ways} == {
        "shop/api.py",
        "tests/unit/test_old.py",
        "tests/unit/test_both.py",
    }
    assert "shop/page.py" not in kept(made)


def test_a_witness_answers_like_the_facts_themselves(issue):
    graph = history.load(issue.repository)
    witness = touching.Witness(graph, len(graph) - 1)
    wanted = frozenset({Mention("MessageRouter")})
    plain = facts.StoredFacts(graph)
    assert list(witness.mentioning(wanted)) == list(plain.mentioning(wanted))
    assert list(witness.unreadable()) == list(plain.unreadable())
    assert list(witness.of_blobs([2, 3])) == list(plain.of_blobs([2, 3]))


def test_the_table_counts_by_category_and_way(issue):
    table = queries.table(issue, issue.repository.published)
    assert [way.id for way in table.ways] == ["old", "canonical", "re-export", "other", "string", "reference"]
    rows = {row.category: ([cell.count for cell in row.cells], row.files) for row in table.rows}
    assert rows == {
        "production": ([1, 2, 0, 0, 0, 0], 3),
        "integration-test": ([0, 0, 0, 0, 1, 0], 1),
        "unit-test": ([2, 1, 1, 0, 0, 0], 3),
        "other-test": ([0, 0, 0, 1, 0, 1], 2),
    }
    assert ([cell.count for cell in table.sums], table.files, table.test_files) == ([3, 3, 1, 1, 1, 1], 9, 6)


def test_a_way_that_no_file_uses_has_no_column(issue):
    TouchingFile.objects.exclude(path="shop/page.py").delete()
    assert [way.id for way in queries.table(issue, issue.repository.published).ways] == ["canonical"]


def test_the_page_of_the_issue_shows_the_table(client, issue):
    text = client.get(reverse("issue", args=[issue.slug])).content.decode()
    assert f'<a href="/issues/{issue.slug}/files/?category=unit-test&amp;way=old">2</a>' in text
    assert "9 files</a>" in text and "6 test files</a>" in text


def test_an_issue_that_no_file_touches_says_so(client, issue):
    TouchingFile.objects.all().delete()
    assert "No counted file uses MessageRouter or a deprecated module" in client.get(reverse("issue", args=[issue.slug])).content.decode()


def test_the_list_shows_paths_with_links_and_ways(client, issue):
    text = listed(client, issue)
    sha = issue.repository.published.tip_oid
    assert f'href="/repositories/{issue.repository.slug}/source/{sha}/tests/unit/test_both.py"' in text
    assert "old path, canonical</td>" in text and "Showing 1–9 of 9" in text


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"category": "unit-test"}, 3),
        ({"category": "unit-test", "way": "old"}, 2),
        ({"way": "canonical"}, 3),
        ({"category": "tests"}, 6),
        ({"category": "nothing", "way": "x", "page": "-1"}, 9),
        ({"page": "77"}, 9),
    ],
)
def test_the_list_is_filtered_by_its_address(client, issue, wanted, count):
    assert f"of {count}</span>" in listed(client, issue, **wanted)


def test_a_filter_that_lets_nothing_through_says_so(client, issue):
    assert "No file fits these filters." in listed(client, issue, category="script")


def test_the_list_comes_in_pages(client, issue, monkeypatch):
    monkeypatch.setattr(queries, "A_PAGE", 4)
    first, last = listed(client, issue, way=""), listed(client, issue, page="3")
    assert "Showing 1–4 of 9" in first and 'rel="next"' in first and 'rel="prev"' not in first
    assert "Showing 9–9 of 9" in last and 'rel="next"' not in last


def test_there_is_no_list_before_the_first_numbers(client, shop):
    assert client.get(reverse("issue_files", args=["gone"])).status_code == 404
    repository = Repository.objects.create(slug="empty", source="/srv/empty", is_local=True, path_rules="")
    made = follow(repository, ROUTER)
    assert client.get(reverse("issue_files", args=[made.slug])).status_code == 404
