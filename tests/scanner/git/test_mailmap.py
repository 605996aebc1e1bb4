"""The .mailmap of a repository says who is whom."""

from pathlib import Path

import pytest

from scanner.git import Mirror, accept
from scanner.git import mirror as git_mirror
from tests.support.repositories import History, Symlink

OTHER = "ada <ada@home.example>"


@pytest.fixture
def history(tmp_path: Path):
    with History(tmp_path / "source") as made:
        yield made


def names(history: History, tmp_path: Path, tip: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Of each commit, as its log has it and as authors() has it."""
    history.finish()
    mirror = Mirror(tmp_path / "mirror.git")
    mirror.update(accept(str(history.path), local_roots=None, allowed_hosts=()), allowed_hosts=())
    told = [(one.author_name, one.author_email) for one in mirror.commits(tip)]
    return told, [(one.name, one.email) for one in mirror.authors(tip)][::-1]


def test_the_mailmap_of_the_tip_names_the_authors_of_every_commit(history, tmp_path):
    history.commit({"a.py": "1"}, author=OTHER)
    tip = history.commit({".mailmap": "Ada Example <ada@example.org> <ada@home.example>\n"})
    told, authors = names(history, tmp_path, tip)
    assert told == authors == [("Ada Example", "ada@example.org")] * 2


def test_the_mailmap_of_another_branch_says_nothing(history, tmp_path):
    first = history.commit({"a.py": "1"}, author=OTHER)
    history.commit({".mailmap": "Ada Example <ada@example.org> <ada@home.example>\n"})
    side = history.commit({"b.py": "1"}, parents=[first], branch="side", author=OTHER)
    told, authors = names(history, tmp_path, side)
    assert told == authors == [("ada", "ada@home.example")] * 2


def test_without_a_mailmap_names_are_as_written(history, tmp_path):
    tip = history.commit({"a.py": "1"}, author=OTHER)
    assert names(history, tmp_path, tip) == ([("ada", "ada@home.example")],) * 2


@pytest.mark.parametrize("content", [b"\0\xff <\n<<>>\n", b"Name <\n" * 50, Symlink("/etc/passwd")])
def test_a_mailmap_that_means_nothing_changes_nothing(history, tmp_path, content):
    tip = history.commit({"a.py": "1", ".mailmap": content}, author=OTHER)
    assert names(history, tmp_path, tip) == ([("ada", "ada@home.example")],) * 2


def test_a_mailmap_that_is_too_large_is_not_read(history, tmp_path, monkeypatch):
    monkeypatch.setattr(git_mirror, "LARGEST_BLOB", 10)
    tip = history.commit({".mailmap": "Ada Example <ada@example.org> <ada@home.example>\n"}, author=OTHER)
    assert names(history, tmp_path, tip)[0] == [("ada", "ada@home.example")]


def test_a_folder_of_that_name_is_no_mailmap(history, tmp_path):
    tip = history.commit({".mailmap/a.py": "1"}, author=OTHER)
    assert names(history, tmp_path, tip)[0] == [("ada", "ada@home.example")]
