"""Who brought a place and who removed it: by identity, never by line number."""

from scanner.rules.dangling_import import DanglingImport
from scanner.rules.deprecated_import import DeprecatedImport
from tests.support.stories import Story

OLD = "shop.old"
IMPORT = "from shop.old import Router\n"


def spans(story: Story, tip: int) -> list[tuple[str, int, int | None]]:
    return [(life.place.path, life.introduced, life.removed) for life in story.lives(tip)]


def test_moved_lines_change_nothing_but_the_line_shown():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": IMPORT})
    story.commit({"a.py": "import os\n\n\n" + IMPORT})
    (life,) = story.lives(1)
    assert (life.introduced, life.removed, life.place.line) == (0, None, 4)


def test_a_place_that_comes_back_has_two_lifetimes():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": IMPORT})
    story.commit({"a.py": ""})
    story.commit({"a.py": IMPORT})
    assert spans(story, 2) == [("a.py", 0, 1), ("a.py", 2, None)]


def test_equal_statements_are_told_apart_by_their_number():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": IMPORT})
    story.commit({"a.py": IMPORT * 2})
    story.commit({"a.py": IMPORT})
    assert spans(story, 2) == [("a.py", 0, None), ("a.py", 1, 2)]


def test_the_same_statement_in_another_function_is_another_place():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": "def f():\n    from shop.old import Router\n"})
    story.commit({"a.py": "def g():\n    from shop.old import Router\n"})
    assert spans(story, 1) == [("a.py", 0, 1), ("a.py", 1, None)]


def test_a_renamed_file_carries_its_places():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": IMPORT})
    story.commit({"b.py": "x = 1\n"})
    story.commit({"a.py": None, "lib2/new.py": IMPORT})
    story.commit({"lib2/new.py": ""})
    old, new = story.lives(3)
    assert (old.place.path, old.born, old.removed, old.died) == ("a.py", 0, 2, 3)
    assert (new.place.path, new.born, new.introduced, new.died) == ("lib2/new.py", 0, 2, 3)


def test_a_file_that_moves_and_changes_is_found_by_its_name():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"app/page.py": IMPORT})
    story.commit({"app/page.py": None, "web/page.py": IMPORT + "x = 1\n"})
    assert [(life.place.path, life.born) for life in story.lives(1)] == [("app/page.py", 0), ("web/page.py", 0)]


def test_the_commit_that_removes_the_module_brings_the_dangling_import():
    story = Story(DanglingImport([OLD]))
    story.commit({"shop/old.py": "", "a.py": IMPORT})
    story.commit({"shop/old.py": None})
    assert spans(story, 1) == [("a.py", 1, None)]
