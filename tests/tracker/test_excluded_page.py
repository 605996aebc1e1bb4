"""The page of excluded files: every rule with its number, and the files that it caught."""

import pytest
from django.urls import reverse

from tests.support.pages import unbroken
from tests.support.repositories import History
from tests.support.scanning import scan
from tracker.actions import exclusions, history
from tracker.models import Repository

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

FILES = {
    "shop/router.py": "x = 1\n",
    "backup/shop/router.py": "x = 2\n",
    "backup/vendor/card.py": "x = 3\n",
    "shop/vendor/card.py": "x = 4\n",
    "shop/card_pb2.py": "x = 5\n",
    "backup/readme.md": "text",
}


@pytest.fixture
def repository(tmp_path) -> Repository:
    with History(tmp_path / "shop") as made:
        made.commit(FILES | {"backup/gone.py": "x = 1\n"})
        made.commit({"backup/gone.py": None})
    return scan(tmp_path / "shop")


def address(repository: Repository) -> str:
    return reverse("excluded", args=[repository.slug])


def found(repository, **wanted) -> exclusions.Exclusions:
    shown = exclusions.page(repository, **wanted)
    assert shown is not None
    return shown


def test_the_first_rule_that_matches_has_caught_the_file(repository):
    caught = {one.path: (one.category, one.line.glob) for one in found(repository).files}
    assert caught == {
        "backup/shop/router.py": ("backup", "**/backup/**"),
        "backup/vendor/card.py": ("backup", "**/backup/**"),
        "shop/card_pb2.py": ("generated", "**/*_pb2.py"),
        "shop/vendor/card.py": ("vendored", "**/vendor/**"),
    }


def test_every_rule_of_an_excluded_category_has_its_number(repository):
    rules = {one.glob: one.files for one in found(repository).rules}
    assert (rules["**/backup/**"], rules["**/vendor/**"], rules["**/*_pb2.py"], rules["**/backups/**"]) == (2, 1, 1, 0)
    assert "**/tests/**" not in rules
    assert sum(rules.values()) == found(repository).total == 4


def test_the_numbers_are_those_of_the_publication(repository):
    by_category: dict[str, int] = {}
    for rule in found(repository).rules:
        by_category[rule.category] = by_category.get(rule.category, 0) + rule.files
    assert {category: files for category, files in by_category.items() if files} == repository.published.excluded_files


def test_a_category_that_is_excluded_without_a_rule_is_listed_too(repository):
    repository.excluded_categories = "production"
    (one,) = found(repository).files
    assert (one.path, one.line) == ("shop/router.py", None)
    assert [(rule.line, rule.glob, rule.files) for rule in found(repository).rules] == [(0, "", 1)]
    assert [one.path for one in found(repository, line=0).files] == ["shop/router.py"]


def test_comments_and_empty_lines_keep_the_numbers_of_the_lines(repository):
    repository.path_rules = "# mine\n\nbackup  /shop/**\n"
    (rule,) = found(repository).rules
    assert (rule.line, rule.glob, rule.files) == (3, "/shop/**", 3)


def test_one_rule_is_shown_alone(repository):
    shown = found(repository, line=1)
    assert (shown.chosen.glob, [one.path for one in shown.files]) == ("**/backup/**", ["backup/shop/router.py", "backup/vendor/card.py"])
    assert found(repository, line=999).chosen is None


def test_files_come_in_pages(repository, monkeypatch):
    monkeypatch.setattr(exclusions, "A_PAGE", 3)
    first, last = found(repository), found(repository, number=77)
    assert ([len(first.files), len(last.files)], first.pages, last.page) == ([3, 1], 2, 2)
    assert (first.previous, first.following, last.previous, last.following) == (None, 2, 1, None)


def test_the_page_links_the_rules_and_the_files(client, repository):
    text = client.get(address(repository)).content.decode()
    assert '<a class="t-mono t-small t-wrapany" href="?rule=1#files">**/backup/**</a>' in text
    assert f'href="/repositories/{repository.slug}/source/{repository.published.tip_oid}/backup/shop/router.py"' in text
    assert "4 Python files of the newest scanned commit" in text and "Page 1 of 1, 4 files" in text


def test_the_page_of_one_rule_says_so(client, repository):
    text = client.get(address(repository), {"rule": "1"}).content.decode()
    assert "caught by" in text and "Show all" in text and "card_pb2.py</a>" not in text


@pytest.mark.parametrize("query", ["rule=x", "rule=-1", "rule=99999999999", "page=0", "page=x", "page=999999", "rule=²"])
def test_an_odd_address_is_as_if_it_were_not_there(client, repository, query):
    assert "4 files" in client.get(f"{address(repository)}?{query}").content.decode()


def test_the_section_of_the_repository_leads_to_it(client, repository):
    assert f'href="{address(repository)}"' in client.get(reverse("repository", args=[repository.slug])).content.decode()


def test_before_the_first_scan_nothing_is_listed(client):
    empty = Repository.objects.create(slug="empty", source="/srv/empty", is_local=True, path_rules="")
    assert "Nothing is read yet." in client.get(address(empty)).content.decode()
    assert client.get(reverse("excluded", args=["gone"])).status_code == 404


def test_a_history_that_is_gone_lists_nothing(repository):
    repository.segments.all().delete()
    history._graphs.clear()
    assert exclusions.page(repository) is None


def test_paths_are_only_text(client, tmp_path):
    with History(tmp_path / "odd") as made:
        made.commit({"backup/<b>&.py": "x = 1\n"})
    assert "backup/&lt;b&gt;&amp;.py</a>" in unbroken(client.get(address(scan(tmp_path / "odd"))).content.decode())
