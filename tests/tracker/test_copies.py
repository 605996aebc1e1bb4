"""Copied folders with a publication, their section of the repository's page, and the clicks."""

import pytest
from django.urls import reverse

from tests.support.accounts import admin
from tests.support.repositories import History
from tests.support.scanning import follow, scan, series
from tracker import tasks
from tracker.actions import copies, counting, exclusions, history
from tracker.actions.repositories import change
from tracker.models import CopyDismissal, CopyProposal, Issue, Repository

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

USER = "from shop.core.router import MessageRouter\n"
SHOP = {f"shop/use/page_{number}.py": f"{USER}x = {number}\n" for number in range(4)}
FOLDER = "shop_old"


@pytest.fixture(autouse=True)
def rung(monkeypatch):
    heard: list[int] = []
    monkeypatch.setattr(tasks.count_issue, "delay", heard.append)
    return heard


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        made.commit(SHOP | {"shop/core/router.py": "class MessageRouter: pass\n"})
        made.commit({path.replace("shop/", f"{FOLDER}/"): text for path, text in SHOP.items()})
    return made


@pytest.fixture
def repository(shop) -> Repository:
    return scan(shop.path)


@pytest.fixture
def signed_in(client):
    client.force_login(admin())
    return client


def page(client, repository) -> str:
    text: str = client.get(reverse("repository", args=[repository.slug])).content.decode()
    return text


def post(client, name, repository, folder=FOLDER):
    return client.post(reverse(name, args=[repository.slug]), {"folder": folder}, follow=True)


def test_a_scan_finds_copied_folders(repository):
    (one,) = CopyProposal.objects.all()
    assert (one.publication, one.folder, one.original, one.equal, one.files) == (repository.published, FOLDER, "shop", 4, 4)
    assert one.glob == f"/{FOLDER}/**"


def test_the_proposals_go_with_their_publication_and_are_found_once(repository):
    copies.keep(repository.published, history.load(repository))
    assert CopyProposal.objects.count() == 1
    repository.published.delete()
    assert not CopyProposal.objects.exists()


def test_what_is_excluded_already_is_not_proposed(repository):
    rules = f"backup /{FOLDER}/**\n{repository.path_rules}"
    change(repository, ref="main", interval_minutes=60, path_rules=rules, excluded_categories=repository.excluded_categories)
    copies.keep(repository.published, history.load(repository))
    assert not CopyProposal.objects.exists()


def test_a_folder_name_that_is_too_long_is_left_out(repository, monkeypatch):
    monkeypatch.setattr(copies, "LONGEST_FOLDER", 3)
    copies.keep(repository.published, history.load(repository))
    assert not CopyProposal.objects.exists()


def test_the_page_says_what_looks_like_a_copy_of_what(client, repository):
    text = page(client, repository)
    assert "4 Python files, 4 of them (100&nbsp;%) equal to the file at the same place of" in text
    assert f"{FOLDER}/</div>" in text and "shop/</code>" in text
    assert "Not a copy" not in text  # nobody is signed in


def test_the_buttons_are_there_for_who_is_signed_in(signed_in, repository):
    text = page(signed_in, repository)
    assert f'aria-label="Exclude: {FOLDER}"' in text and f'aria-label="Not a copy: {FOLDER}"' in text


def test_exclude_puts_a_rule_first_and_counts_again(signed_in, repository, rung):
    issue = follow(repository)
    counting.count_issue(issue)
    before = series(issue)
    response = post(signed_in, "exclude_copy", repository)
    repository.refresh_from_db()
    assert repository.path_rules.startswith(f"backup /{FOLDER}/**\nbackup **/backup/**\n")
    assert rung == [issue.pk] and not CopyProposal.objects.exists()
    assert f"{FOLDER} is excluded." in response.content.decode()
    again = Issue.objects.select_related("repository__published").get(pk=issue.pk)
    assert again.revision == issue.revision + 1
    counting.count_issue(again)
    last = max(before, key=lambda commit: sum(before[commit].values()))
    assert before[last]["deprecated-import", "production"] == 8
    assert max(counts["deprecated-import", "production"] for counts in series(again).values()) == 4


def test_a_backup_category_that_is_counted_stops_the_click(signed_in, repository):
    change(repository, ref="main", interval_minutes=60, path_rules=repository.path_rules, excluded_categories="vendored")
    response = post(signed_in, "exclude_copy", repository)
    assert "Exclude the category “Backup” first" in response.content.decode()
    assert CopyProposal.objects.count() == 1


def test_only_what_is_proposed_can_be_excluded(signed_in, repository):
    for folder in ("", "shop", "x\0y", "a\nproduction **"):
        assert "is not proposed any more." in post(signed_in, "exclude_copy", repository, folder).content.decode()
    with pytest.raises(copies.CopyRefused):
        exclusions.exclude(repository, "shop")
    assert Repository.objects.get(pk=repository.pk).path_rules == repository.path_rules


def test_a_dismissal_is_remembered_by_later_scans(signed_in, repository, shop):
    assert f"{FOLDER} is marked “not a copy”." in post(signed_in, "dismiss_copy", repository).content.decode()
    post(signed_in, "dismiss_copy", repository)
    assert CopyDismissal.objects.get().dismissed_by.get_username() == "mira"
    shop.commit({"shop/new.py": "x = 1\n"})
    shop.finish()
    text = page(signed_in, scan(shop.path))
    assert "No folder is proposed." in text and "1 marked “not a copy”" in text and "by mira" in text


def test_a_dismissal_can_be_undone(signed_in, repository):
    post(signed_in, "dismiss_copy", repository)
    text = post(signed_in, "restore_copy", repository).content.decode()
    assert not CopyDismissal.objects.exists()
    assert f'aria-label="Exclude: {FOLDER}"' in text
    assert copies.restore(repository, FOLDER) is False


@pytest.mark.parametrize("name", ["exclude_copy", "dismiss_copy", "restore_copy"])
def test_who_is_not_signed_in_changes_nothing(client, repository, name):
    response = client.post(reverse(name, args=[repository.slug]), {"folder": FOLDER})
    assert response.status_code == 302 and "/sign-in/" in response["Location"]
    assert CopyProposal.objects.count() == 1 and not CopyDismissal.objects.exists()


@pytest.mark.parametrize("name", ["exclude_copy", "dismiss_copy", "restore_copy"])
def test_an_address_that_is_only_visited_changes_nothing(signed_in, repository, name):
    assert signed_in.get(reverse(name, args=[repository.slug])).status_code == 405


def test_a_repository_that_is_not_there_has_no_copies(signed_in):
    assert signed_in.post(reverse("exclude_copy", args=["gone"]), {"folder": FOLDER}).status_code == 404


def test_a_folder_with_a_hostile_name_is_only_text(signed_in, tmp_path):
    folder = "old <script>alert(1)</script>"
    with History(tmp_path / "odd") as made:
        made.commit(SHOP | {f"{folder}{path.removeprefix('shop')}": text for path, text in SHOP.items()})
    odd = scan(tmp_path / "odd")
    text = page(signed_in, odd)
    assert "alert(1)" in text and "<script>alert" not in text
    post(signed_in, "exclude_copy", odd, CopyProposal.objects.get(publication=odd.published_id).folder)
    odd.refresh_from_db()
    assert exclusions.page(odd).total == 4
