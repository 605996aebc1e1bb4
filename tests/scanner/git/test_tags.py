"""Tags of a mirror, plain and annotated."""

import pytest

from scanner.git import GitFailed, Mirror
from scanner.git.tags import Tag
from tests.support.repositories import History


def test_tags_mean_commits_whatever_stands_between(tmp_path):
    with History(tmp_path / "shop") as shop:
        first, second = shop.commit({"a.py": "x = 1\n"}), shop.commit({"a.py": "x = 2\n"})
        shop.tag("v1", first)
        shop.refer("refs/tags/ü/plain", second)
        shop.finish()
    shop.git("tag", "a-tree", f"{first}^{{tree}}")
    assert sorted(Mirror(shop.path).tags(), key=lambda one: one.name) == [Tag("v1", first), Tag("ü/plain", second)]


def test_a_mirror_that_is_not_there_is_a_failure_of_git(tmp_path):
    with pytest.raises(GitFailed):
        Mirror(tmp_path / "nothing").tags()
