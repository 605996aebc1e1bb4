"""Who brought a place and who removed it: by identity, never by line number."""

import pytest

from scanner.lifetimes import identity_digest, identity_of
from scanner.places import Place
from scanner.rules.dangling_import import DanglingImport
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.duplicate_implementation import DuplicateImplementation
from scanner.rules.identical_body import IdenticalBody
from scanner.rules.unreadable import Unreadable
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


def test_the_same_statement_in_another_function_is_another_stretch_of_its_life():
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


def lives_on(story: Story) -> dict[str, str]:
    """Path -> the path where each place that went away goes on."""
    return {life.place.path: life.successor.place.path for life in story.lives(len(story.graph) - 1) if life.successor is not None}


def test_two_equal_files_that_move_in_one_commit_are_told_apart_by_their_names():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a/x.py": IMPORT, "b/y.py": IMPORT})
    story.commit({"a/x.py": None, "b/y.py": None, "c/x.py": IMPORT, "c/y.py": IMPORT})
    assert lives_on(story) == {"a/x.py": "c/x.py", "b/y.py": "c/y.py"}


def test_each_removed_file_goes_on_in_one_new_file_only():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a/x.py": IMPORT})
    story.commit({"a/x.py": None, "b/x.py": IMPORT + "x = 1\n", "c/z.py": IMPORT})
    assert [(life.place.path, life.born) for life in story.lives(1)] == [("a/x.py", 0), ("b/x.py", 1), ("c/z.py", 0)]


@pytest.mark.parametrize(("old", "new"), [("shop/new.py", "shop/new/__init__.py"), ("shop/new/__init__.py", "shop/new.py")])
def test_a_module_that_turns_into_a_package_and_changes_is_found_by_its_name(old: str, new: str):
    story = Story(DeprecatedImport([OLD]))
    story.commit({old: IMPORT + "x = 1\n", "b.py": IMPORT})
    story.commit({old: None, "b.py": None, new: IMPORT + "x = 2\n"})
    assert lives_on(story) == {old: new}


def test_an_implementation_goes_on_in_a_renamed_file():
    source = "class Router:\n    def route(self): return 1\n"
    story = Story(DuplicateImplementation("Router", "shop.router", []))
    story.commit({"shop/a.py": source})
    story.commit({"shop/a.py": None, "shop/b.py": source})
    assert lives_on(story) == {"shop/a.py": "shop/b.py"}


def test_an_identical_body_goes_on_in_a_renamed_file():
    source = "def f(a):\n    b = a\n    c = b\n    d = c\n    e = d\n    return e\n"
    story = Story(IdenticalBody())
    story.commit({"shop/a.py": source, "shop/z.py": source})
    story.commit({"shop/a.py": None, "shop/b.py": source})
    assert lives_on(story) == {"shop/a.py": "shop/b.py"}


@pytest.mark.parametrize("statement", [IMPORT, "import shop.old\n", "from .old import Router\n", "from shop.old import *\n"])
def test_a_file_that_breaks_and_is_repaired_keeps_its_places(statement: str):
    story = Story(DeprecatedImport([OLD]), Unreadable(), asks_unreadable=True)
    story.commit({"shop/a.py": statement + "x = 1\n"})
    story.commit({"shop/a.py": statement + "x = (\n"})
    story.commit({"shop/a.py": statement + "x = 2\n"})
    (life,) = [one for one in story.lives(2) if one.place.rule == "deprecated-import"]
    assert (life.introduced, life.removed) == (0, None)


def test_a_class_or_function_that_gets_another_name_keeps_its_places():
    story = Story(DeprecatedImport([OLD]))
    body = "    def test_it(self):\n        from shop.old import Router\n        from shop.old import Other\n"
    story.commit({"a.py": f"class TestRouter:\n{body}"})
    story.commit({"a.py": f"import os\n\nclass RouterTests:\n{body}"})
    lives = story.lives(1)
    assert sorted((life.place.within, life.place.name, life.introduced, life.born, life.died) for life in lives) == sorted(
        [
            (within, name, begun, 0, None)
            for within, begun in (("TestRouter.test_it", 0), ("RouterTests.test_it", 1))
            for name in ("Router", "Other")
        ]
    )


def test_of_two_equal_places_one_may_go_and_the_other_move():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": f"def f():\n    {IMPORT}def g():\n    {IMPORT}"})
    story.commit({"a.py": f"def h():\n    {IMPORT}"})
    assert sorted((life.place.within, life.born, life.removed, life.died) for life in story.lives(1)) == [
        ("f", 0, 1, None),
        ("g", 0, 1, 1),
        ("h", 0, None, None),
    ]


def test_a_place_in_a_function_whose_name_is_broken_for_a_time_goes_on():
    story = Story(DeprecatedImport([OLD]), asks_unreadable=True)
    for name in ("f", "", "f"):
        story.commit({"shop/a.py": f"def {name}():\n    {IMPORT}"})
    assert [(life.place.within, life.born, life.died) for life in story.lives(2)] == [("f", 0, None), ("?", 0, None), ("f", 0, None)]


def digests(places: list[Place]) -> set[str]:
    return {identity_digest(identity_of(place), 0) for place in places}


def test_equal_statements_of_which_one_is_intended_are_two_findings():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": IMPORT + "from shop.old import Router  # ssot: intended\n"})
    assert len(digests(story.places(0))) == 2


def test_a_class_and_its_fallback_are_two_implementations():
    story = Story(DuplicateImplementation("Router", "shop.router", []))
    story.commit({"a.py": "try:\n    class Router: x = 1\nexcept ImportError:\n    class Router: x = 2\n"})
    assert len(digests(story.places(0))) == 2


def test_the_commit_that_removes_the_module_brings_the_dangling_import():
    story = Story(DanglingImport([OLD]))
    story.commit({"shop/old.py": "", "a.py": IMPORT})
    story.commit({"shop/old.py": None})
    assert spans(story, 1) == [("a.py", 1, None)]
