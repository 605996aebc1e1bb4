"""`.ssot.toml`: a repository's own issues, as they are at its newest scanned commit."""

import pytest

from tests.support.repositories import History
from tests.support.scanning import scan, series
from tracker.models import Issue, Repository

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

ONE = '[[issue]]\ntitle = "One router"\nsymbol = "Router"\ncanonical = "shop.new"\ndeprecated = ["shop.old"]\n'
FILES = {
    "shop/old.py": "class Router:\n    def route(self):\n        return 1\n",
    "shop/new.py": "class Router:\n    def route(self):\n        return 2\n",
    "shop/user.py": "from shop.old import Router\n",
}


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as history:
        history.commit(FILES | {".ssot.toml": ONE})
        yield history


def rescanned(shop) -> Repository:
    shop.finish()
    return scan(shop.path)


def test_its_issues_are_there_and_counted_after_the_first_scan(shop):
    repository = rescanned(shop)
    issue = repository.issues.get()
    assert (issue.title, issue.symbol, issue.in_toml, repository.toml_problem) == ("One router", "Router", True, "")
    assert [counts["deprecated-import", "production"] for counts in series(issue).values()] == [1]


def test_a_changed_file_changes_the_issue_and_keeps_its_address(shop):
    slug = rescanned(shop).issues.get().slug
    shop.commit({".ssot.toml": ONE.replace('["shop.old"]', '["shop.old", "shop.new2"]').replace('"shop.new2"', '"shop"')})
    issue = rescanned(shop).issues.get()
    assert issue.slug == slug
    assert issue.rules.get(rule="deprecated-import").options == {"modules": ["shop.old", "shop"]}


def test_an_issue_that_the_file_names_no_more_stays_as_an_ordinary_one(shop):
    rescanned(shop)
    shop.commit({".ssot.toml": None})
    issue = rescanned(shop).issues.get()
    assert (issue.title, issue.in_toml) == ("One router", False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE + 'deprected = ["x"]\n', "line 6: “deprected” is no key"),
        (ONE + "broken", "line 6"),
        (
            ONE + '[[issue]]\ntitle = "Other"\ndeprecated = ["shop.odl"]\n',
            "line 6: No module of the name shop.odl ever existed here; did you mean",
        ),
        (ONE + 'tracker = "docs/none.md"\n', "docs/none.md is not in commit"),
    ],
)
def test_a_file_with_a_mistake_changes_nothing_and_says_where_it_is(shop, text: str, said: str):
    rescanned(shop)
    shop.commit({".ssot.toml": text})
    repository = rescanned(shop)
    assert said in repository.toml_problem
    assert [issue.title for issue in Issue.objects.all()] == ["One router"]
    assert any(said in event.sentence for event in repository.scans.latest("pk").events.all())


def test_its_tracker_becomes_the_issues_checklist_and_follows_the_ticks(shop):
    shop.commit(
        {".ssot.toml": ONE + 'tracker = "docs/router.md"\n', "docs/router.md": "# Router\n\n## Phase 1\n- [ ] Update all imports\n"}
    )
    issue = rescanned(shop).issues.get()
    assert [item.ticked for item in issue.document.phases.get().items.all()] == [False]
    shop.commit({"docs/router.md": "# Router\n\n## Phase 1\n- [x] Update all imports\n"})
    issue = rescanned(shop).issues.get()
    assert [item.ticked for item in issue.document.phases.get().items.all()] == [True]
