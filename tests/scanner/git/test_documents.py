"""Tracker documents along a line: their versions, and where they have gone."""

import time
from collections import Counter
from pathlib import Path

import pytest

from scanner.git import Mirror, RefNotFound, accept
from scanner.git.documents import DocumentHistory, documents, equal_lines
from tests.support.repositories import History, Symlink

TEXT = "# Tracker\n" + "".join(f"- [ ] Step {number}\n" for number in range(19))
GLOB = "TRACKER-*.md"


@pytest.fixture
def history(tmp_path: Path):
    with History(tmp_path / "source") as made:
        yield made


def followed(history: History, tip: str, *globs: str) -> list[DocumentHistory]:
    history.finish()
    mirror = Mirror(history.path.parent / "mirror.git")
    mirror.update(accept(str(history.path), local_roots=None, allowed_hosts=()), allowed_hosts=())
    return documents(mirror, tip, globs or [GLOB])


def only(history: History, tip: str, *globs: str) -> DocumentHistory:
    (document,) = followed(history, tip, *globs)
    return document


def steps(document: DocumentHistory) -> list[tuple[str, str, bool]]:
    return [(version.commit, version.path, version.blob is not None) for version in document.versions]


def test_a_document_has_a_version_for_each_commit_of_the_line_that_changed_it(history: History):
    first = history.commit({"TRACKER-a.md": "1"})
    history.commit({"a.py": "import os\n", "README.md": "x"})
    third = history.commit({"TRACKER-a.md": "2"})
    document = only(history, third)
    assert steps(document) == [(first, "TRACKER-a.md", True), (third, "TRACKER-a.md", True)]
    assert (document.path, document.former_paths, document.moves, document.is_removed) == ("TRACKER-a.md", (), (), False)
    assert document.last_change == third


def test_the_glob_is_one_of_gitignore(history: History):
    tip = history.commit({"TRACKER-a.md": "1", "docs/deep/TRACKER-b.md": "2", "docs/NOTES.md": "3", "TRACKER-c.txt": "4", "Other.MD": "5"})
    assert [one.path for one in followed(history, tip)] == ["TRACKER-a.md", "docs/deep/TRACKER-b.md"]
    assert [one.path for one in followed(history, tip, "docs/*.md", "Other.*")] == ["Other.MD", "docs/NOTES.md"]
    assert followed(history, tip, "nothing*.md") == []


def test_a_merge_is_one_step_of_the_line(history: History):
    first = history.commit({"TRACKER-a.md": "1"})
    history.commit({"TRACKER-a.md": "2"}, branch="side")
    side = history.commit({"TRACKER-a.md": "3"}, branch="side")
    merged = history.commit({"TRACKER-a.md": "3"}, parents=[first, side])
    assert [version.commit for version in only(history, merged).versions] == [first, merged]


def test_a_move_is_the_same_document_and_no_change_of_what_it_says(history: History):
    first = history.commit({"TRACKER-a.md": TEXT})
    moved = history.commit({"TRACKER-a.md": None, "reports/TRACKER-a.md": TEXT})
    document = only(history, moved)
    assert steps(document) == [(first, "TRACKER-a.md", True), (moved, "reports/TRACKER-a.md", True)]
    assert (document.path, document.former_paths) == ("reports/TRACKER-a.md", ("TRACKER-a.md",))
    assert (document.last_change, document.archived_by) == (first, None)


def test_a_move_with_an_edit_is_followed_while_nine_lines_of_ten_are_equal(history: History):
    history.commit({"TRACKER-a.md": TEXT, "TRACKER-b.md": TEXT.replace("Step", "Part")})
    edited = TEXT.replace("[ ] Step 1\n", "[x] Step 1\n")
    rewritten = TEXT.replace("Step", "Part").replace("[ ] Part 1", "[x] Part 1")
    moved = history.commit(
        {"TRACKER-a.md": None, "docs/TRACKER-a.md": edited, "TRACKER-b.md": None, "docs/TRACKER-b.md": rewritten},
    )
    paths = {one.path: (one.former_paths, one.last_change == moved) for one in followed(history, moved)}
    assert paths == {
        "docs/TRACKER-a.md": (("TRACKER-a.md",), True),
        "TRACKER-b.md": ((), True),
        "docs/TRACKER-b.md": ((), True),
    }


def test_equal_contents_under_another_name_are_a_move_if_nothing_else_has_them(history: History):
    history.commit({"TRACKER-a.md": TEXT, "TRACKER-x.md": "the same", "TRACKER-y.md": "the same", "TRACKER-e.md": ""})
    changes = {"TRACKER-a.md": None, "TRACKER-b.md": TEXT, "TRACKER-x.md": None, "TRACKER-y.md": None, "TRACKER-z.md": "the same"}
    tip = history.commit({**changes, "TRACKER-e.md": None, "TRACKER-f.md": ""})
    former = {one.path: one.former_paths for one in followed(history, tip)}
    assert former["TRACKER-b.md"] == ("TRACKER-a.md",)
    assert former["TRACKER-z.md"] == former["TRACKER-x.md"] == former["TRACKER-f.md"] == ()


def test_of_several_equal_files_the_one_with_the_same_name_is_the_document(history: History):
    history.commit({"a/TRACKER-1.md": TEXT, "a/TRACKER-2.md": TEXT})
    tip = history.commit({"a/TRACKER-1.md": None, "a/TRACKER-2.md": None, "b/TRACKER-2.md": TEXT, "b/TRACKER-1.md": TEXT})
    assert [one.former_paths for one in followed(history, tip)] == [("a/TRACKER-1.md",), ("a/TRACKER-2.md",)]


def test_a_document_is_followed_out_of_the_glob_and_into_it(history: History):
    history.commit({"notes/plan.md": TEXT, "TRACKER-a.md": "other\n" + TEXT})
    history.commit({"notes/plan.md": None, "trackers/plan.md": TEXT})
    tip = history.commit({"trackers/plan.md": None, "old/plan.md": TEXT})
    document = only(history, tip, "trackers/*.md")
    assert (document.path, document.former_paths) == ("old/plan.md", ("notes/plan.md", "trackers/plan.md"))


def test_a_copy_is_another_document(history: History):
    history.commit({"TRACKER-a.md": TEXT})
    tip = history.commit({"docs/TRACKER-a.md": TEXT})
    assert [len(one.versions) for one in followed(history, tip)] == [1, 1]


@pytest.mark.parametrize("folder", ["archive", "docs/archived", "Archives", "reports/archived_reports", "archive-2025/q1"])
def test_a_move_into_an_archive_is_told(history: History, folder):
    history.commit({"TRACKER-a.md": TEXT})
    moved = history.commit({"TRACKER-a.md": None, f"{folder}/TRACKER-a.md": TEXT})
    assert only(history, moved).archived_by == moved


@pytest.mark.parametrize("folder", ["archiver", "architecture", "my_archive_tool"])
def test_other_folders_are_no_archive(history: History, folder):
    history.commit({"TRACKER-a.md": TEXT})
    moved = history.commit({"TRACKER-a.md": None, f"{folder}/TRACKER-a.md": TEXT})
    assert only(history, moved).archived_by is None


def test_a_document_that_left_the_archive_or_was_born_there_was_not_archived(history: History):
    history.commit({"TRACKER-a.md": TEXT, "archive/TRACKER-b.md": "1"})
    history.commit({"TRACKER-a.md": None, "archive/TRACKER-a.md": TEXT})
    tip = history.commit({"archive/TRACKER-a.md": None, "TRACKER-a.md": TEXT})
    assert [one.archived_by for one in followed(history, tip)] == [None, None]


def test_a_deletion_without_a_successor_is_told(history: History):
    first = history.commit({"TRACKER-a.md": TEXT})
    gone = history.commit({"TRACKER-a.md": None, "TRACKER-b.md": "something else"})
    removed, other = followed(history, gone)
    assert steps(removed) == [(first, "TRACKER-a.md", True), (gone, "TRACKER-a.md", False)]
    assert (removed.is_removed, other.is_removed) == (True, False)
    assert removed.last_change == gone


def test_a_document_that_returns_to_its_path_goes_on(history: History):
    history.commit({"TRACKER-a.md": TEXT})
    history.commit({"TRACKER-a.md": None})
    tip = history.commit({"TRACKER-a.md": "anew"})
    document = only(history, tip)
    assert [version.blob is None for version in document.versions] == [False, True, False]
    assert not document.is_removed


def test_a_new_file_where_a_moved_document_was_is_another_one(history: History):
    history.commit({"TRACKER-a.md": TEXT})
    history.commit({"TRACKER-a.md": None, "docs/TRACKER-a.md": TEXT})
    tip = history.commit({"TRACKER-a.md": "anew"})
    assert [(one.path, len(one.versions)) for one in followed(history, tip)] == [("TRACKER-a.md", 1), ("docs/TRACKER-a.md", 2)]


def test_two_documents_that_change_places_keep_their_histories(history: History):
    history.commit({"a/TRACKER-x.md": TEXT})
    history.commit({"a/TRACKER-x.md": None, "b/TRACKER-x.md": TEXT})
    tip = history.commit({"b/TRACKER-x.md": None, "a/TRACKER-x.md": TEXT})
    document = only(history, tip)
    assert [version.path for version in document.versions] == ["a/TRACKER-x.md", "b/TRACKER-x.md", "a/TRACKER-x.md"]
    assert document.former_paths == ("b/TRACKER-x.md",)


def test_thousands_of_files_of_one_name_move_in_seconds(history: History):
    history.commit({f"a/{number}/TRACKER-a.md": f"{number}\n{TEXT}" for number in range(3000)})
    away: dict[str, str | None] = {f"a/{number}/TRACKER-a.md": None for number in range(3000)}
    tip = history.commit({**away, **{f"b/{number}/TRACKER-a.md": f"{number}\n{TEXT}" for number in range(3000)}})
    start = time.process_time()
    found = followed(history, tip)
    assert time.process_time() - start < 10
    assert all(one.former_paths == (one.path.replace("b/", "a/"),) for one in found)
    assert len(found) == 3000


def test_a_symbolic_link_is_no_document(history: History):
    history.commit({"TRACKER-a.md": Symlink("b.md")})
    tip = history.commit({"README.md": "x"})
    assert followed(history, tip) == []


def test_names_of_any_kind_are_followed(history: History):
    name = 'TRACKER-ä “b”\n"c".md'
    tip = history.commit({name: TEXT})
    assert only(history, tip).path == name


def test_what_is_no_commit_is_an_error(history: History):
    history.commit({"TRACKER-a.md": TEXT})
    with pytest.raises(RefNotFound):
        followed(history, "--all")


def test_equal_lines_are_counted_with_their_number():
    assert equal_lines(Counter("aab"), Counter("aac")) == pytest.approx(2 / 3)
    assert equal_lines(Counter("ab"), Counter("abcd")) == equal_lines(Counter("abcd"), Counter("ab")) == 0.5
    assert equal_lines(Counter(), Counter()) == 0
