"""Implementations in backup folders are counted by nothing, and folded on the page of an issue."""

import pytest

from tests.support.pages import made_issue, made_repository, unbroken
from tracker.models import Implementation, Issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


def define(issue: Issue, path: str, class_name: str) -> None:
    Implementation.objects.create(
        publication=issue.repository.published, issue=issue, path=path, line=3, qualified_name="Store", class_name=class_name,
        category="production", reason="in a backup folder", identity=path, introduced=1, born=1,
    )  # fmt: skip


@pytest.mark.parametrize(("copies", "words"), [(1, "1 backup copy, not counted"), (2, "2 backup copies, not counted")])
def test_copies_in_backup_folders_are_folded(client, copies, words):
    issue = made_issue(made_repository("shop"), "Session store", {0: 3}, symbol="Store", canonical_module="shop.store")
    define(issue, "shop/store.py", "canonical")
    for number in range(copies):
        define(issue, f"backup_{number}/store.py", "backup copy")
    shown, _, folded = unbroken(client.get(f"/issues/{issue.slug}/").text).partition(f"<summary>{words}</summary>")
    assert "shop/store.py:3" in shown and "backup_0/store.py:3" not in shown
    assert folded.partition("</details>")[0].count("<li") == copies


def test_nothing_is_folded_where_there_is_none(client):
    issue = made_issue(made_repository("shop"), "Session store", {0: 3}, symbol="Store", canonical_module="shop.store")
    define(issue, "shop/store.py", "canonical")
    assert "backup cop" not in client.get(f"/issues/{issue.slug}/").text
