"""Numbers of every commit, whatever files other files depend on."""

import pytest

from scanner.rules.dangling_import import DanglingImport
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.duplicate_implementation import DuplicateImplementation
from scanner.rules.removed_path import RemovedPath
from scanner.rules.unreadable import Unreadable
from scanner.tree import DEFAULT_PATH_RULES, PathRules
from tests.support.stories import Story

OLD = "shop.old"
IMPORT = "from shop.old import Router\n"
IMPORTS = ("deprecated-import", "production")
DANGLING = ("dangling-import", "production")


def test_each_branch_has_its_own_numbers():
    story = Story(DeprecatedImport([OLD]))
    root = story.commit({"a.py": IMPORT})
    left = story.commit({"b.py": IMPORT}, parent=root)
    right = story.commit({"a.py": None}, parent=root)
    merge = story.commit({"c.py": IMPORT}, parent=right)
    assert [story.counts(one).get(IMPORTS, 0) for one in (root, left, right, merge)] == [1, 2, 0, 1]


def test_a_second_root_starts_from_nothing():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": IMPORT, "b.py": IMPORT})
    other = story.commit({"z.py": IMPORT}, parent=None)
    assert story.counts(other) == {IMPORTS: 1}


def test_the_walk_and_the_line_agree():
    story = Story(DeprecatedImport([OLD]))
    for number in range(12):
        story.commit({f"f{number % 5}.py": IMPORT * (number % 3) + f"x = {number}\n"})
    points = {(point.commit, point.series): point.number for point in story.counts_of_line(11)}
    for commit in range(12):
        assert story.counts(commit).get(IMPORTS, 0) == sum(1 for place in story.places(commit))
    assert all(number.files <= number.count for number in points.values())


def test_files_are_counted_beside_places():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": IMPORT * 3, "b.py": IMPORT})
    (point,) = story.counts_of_line(0)
    assert (point.number.count, point.number.files) == (4, 2)


def test_an_import_dangles_from_the_commit_that_removes_its_module():
    story = Story(DanglingImport([OLD]))
    story.commit({"shop/old.py": "class Router: pass\n", "a.py": IMPORT})
    gone = story.commit({"shop/old.py": None})
    back = story.commit({"shop/old/__init__.py": ""})
    assert [story.counts(one).get(DANGLING, 0) for one in (0, gone, back)] == [0, 1, 0]


def test_an_import_through_a_third_module_counts_while_the_chain_holds():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"shop/old.py": "class Router: pass\n", "shop/hub.py": IMPORT, "shop/far.py": "from shop.hub import Router as R\n"})
    user = story.commit({"use.py": "def f():\n    from shop.far import R\n"})
    cut = story.commit({"shop/hub.py": "from shop.new import Router\n"})
    again = story.commit({"shop/hub.py": IMPORT})
    assert [story.counts(one).get(IMPORTS, 0) for one in (0, user, cut, again)] == [2, 3, 0, 3]
    chained = [place for place in story.places(user) if place.form == "re-export"]
    assert [(place.path, place.name) for place in chained] == [("shop/far.py", "shop.hub.Router"), ("use.py", "shop.far.R")]


def test_a_star_hands_on_the_public_names_of_the_deprecated_module():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"shop/old.py": "class Router: pass\n_hidden = 1\n", "shop/hub.py": "from shop.old import *\n"})
    story.commit({"use.py": "from shop.hub import Router\n", "not.py": "from shop.hub import _hidden, other\n"})
    assert [place.path for place in story.places(1)] == ["shop/hub.py", "use.py"]


def test_an_import_loop_among_third_modules_ends():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"a.py": "from b import Router\n", "b.py": "from a import Router\n"})
    assert story.counts(0) == {}
    story.commit({"b.py": IMPORT + "from a import Router\n"})
    assert story.counts(1) == {IMPORTS: 3}


def test_excluded_files_are_not_counted_and_intended_ones_apart():
    story = Story(DeprecatedImport([OLD]), intended=["guards/**"])
    story.commit(
        {
            "backups/a.py": IMPORT,
            "guards/b.py": IMPORT,
            "c.py": "from shop.old import Router  # ssot: intended\n",
            "d.py": "from shop.old import (  \n    Router,  # ssot: intended, proves the violation\n)\n",
            "e.py": IMPORT,
        }
    )
    assert story.counts(0) == {IMPORTS: 1, ("intended:deprecated-import", "production"): 3}


def test_a_count_does_not_fall_because_a_file_broke():
    story = Story(DeprecatedImport([OLD]), Unreadable(), asks_unreadable=True)
    story.commit({"a.py": IMPORT})
    broken = story.commit({"a.py": IMPORT + "<<<<<<< HEAD\n"})
    assert story.counts(broken) == {IMPORTS: 1, ("unreadable", "production"): 1}


@pytest.mark.parametrize("marker", ["intended", "ignore[unreadable]"])
def test_no_marker_hides_that_a_file_broke(marker):
    story = Story(Unreadable(), asks_unreadable=True)
    story.commit({"a.py": f"def (  # ssot: {marker}\n"})
    assert story.counts(0) == {("unreadable", "production"): 1}


def test_a_path_that_should_be_gone_counts_once_even_as_a_folder_of_other_files():
    story = Story(RemovedPath(["shop/old", "notes.md"], PathRules(DEFAULT_PATH_RULES)))
    story.commit({"shop/old/a.py": "", "shop/old/b.txt": "", "notes.md": "x", "shop/older.py": ""})
    gone = story.commit({"shop/old/a.py": None})
    after = story.commit({"shop/old/b.txt": None, "notes.md": None})
    assert [sum(story.counts(one).values()) for one in (0, gone, after)] == [2, 2, 0]


def test_an_import_becomes_a_re_export_when_others_take_the_name_from_it():
    story = Story(DuplicateImplementation("Router", "shop.router", []))
    story.commit({"shop/router.py": "class Router: pass\n", "shop/use.py": "from shop.router import Router\n"})
    later = story.commit({"page.py": "def f():\n    from shop.use import Router\n"})
    shown = [[(place.path, place.form) for place in story.places(one)] for one in (0, later)]
    assert shown == [[("shop/router.py", "canonical")], [("shop/router.py", "canonical"), ("shop/use.py", "re-export")]]
    assert story.counts(later) == {("duplicate-implementation", "production"): 1}


def test_a_statement_counts_once_under_nested_deprecated_modules():
    story = Story(DeprecatedImport(["shop.old", "shop.old.router"]))
    story.commit(
        {
            "shop/old/__init__.py": "from .router import Router\n",
            "shop/old/router.py": "class Router: pass\n",
            "hub.py": "from shop.old import Router\n",
            "use.py": "from hub import Router\n",
        }
    )
    found = [(place.path, place.form, place.module) for place in story.places(0)]
    assert found == [
        ("hub.py", "from", "shop.old"),
        ("shop/old/__init__.py", "relative", "shop.old.router"),
        ("use.py", "re-export", "shop.old"),
    ]


def test_a_star_import_of_a_third_module_counts_while_that_hands_a_name_on():
    story = Story(DeprecatedImport([OLD]))
    story.commit({"shop/hub.py": IMPORT, "far.py": "from shop.hub import *\n", "use.py": "from far import *\n"})
    cut = story.commit({"shop/hub.py": "from shop.new import Router\n"})
    again = story.commit({"shop/hub.py": IMPORT + "__all__ = ['Router']\n"})
    hidden = story.commit({"shop/hub.py": IMPORT + "__all__ = ['Other']\n"})
    private = story.commit({"shop/hub.py": "from shop.old import Router as _Router\n"})
    shown = {place.path: (place.form, place.name, place.reason) for place in story.places(again)}
    assert shown["far.py"] == ("re-export", "shop.hub.*", "shop.hub.* -> shop.old")
    assert shown["use.py"] == ("re-export", "far.*", "far.* -> shop.hub.Router -> shop.old")
    assert [story.counts(one).get(IMPORTS, 0) for one in (0, cut, again, private)] == [3, 0, 3, 1]
    assert "far.py" not in {place.path for place in story.places(hidden)}


def test_what_a_star_brought_keeps_counting_after_the_deprecated_file_is_gone():
    story = Story(DeprecatedImport([OLD]))
    story.commit(
        {"shop/old.py": "class Router: pass\n", "shop/hub.py": "from shop.old import *\n", "use.py": "from shop.hub import Router\n"}
    )
    gone = story.commit({"shop/old.py": None})
    cut = story.commit({"shop/hub.py": ""})
    assert [story.counts(one).get(IMPORTS, 0) for one in (0, gone, cut)] == [2, 2, 0]


def test_a_module_inside_a_deprecated_package_dangles_by_itself():
    story = Story(DanglingImport([OLD]))
    use = (
        "from shop.old.router import Router\nfrom shop.old.deep import x\nfrom shop.old import hub, Never\n__import__('shop.old.router')\n"
    )
    story.commit({"shop/old/__init__.py": "", "shop/old/router.py": "", "shop/old/hub.py": "", "shop/old/deep/x.py": "", "use.py": use})
    gone = story.commit({"shop/old/router.py": None})
    more = story.commit({"shop/old/hub.py": None, "shop/old/deep/x.py": None})
    back = story.commit({"shop/old/router/__init__.py": ""})
    shown = [[(place.line, place.reason) for place in story.places(one)] for one in (0, gone, more, back)]
    router, deep, hub = "no file is shop.old.router", "no file is shop.old.deep.x", "no file is shop.old.hub, shop.old"
    assert shown == [[], [(1, router), (4, router)], [(1, router), (2, deep), (3, hub), (4, router)], [(2, deep), (3, hub)]]


@pytest.mark.parametrize(
    ("binding", "dangles"),
    [
        ("from shop import new as router", 0),
        ("class router: pass", 0),
        ("router = shop.new", 0),
        ("def __getattr__(name):\n    if name == 'router': return 1", 0),
        ("", 1),
        ("from shop.old import router", 1),
        ("import shop.old.router", 1),
        ("if TYPE_CHECKING:\n    from shop import new as router", 1),
    ],
)
@pytest.mark.parametrize("package", ["shop/old/__init__.py", "shop/old.py"])
@pytest.mark.parametrize("module", ["shop.old", "shop.old.router"])
def test_a_module_that_became_a_name_of_its_package_does_not_dangle_there(binding: str, dangles: int, package: str, module: str):
    story = Story(DanglingImport([module]))
    story.commit({"shop/old/__init__.py": "", "shop/old/router.py": "", "use.py": "from shop.old import router\n"})
    story.commit({"shop/old/router.py": None, "shop/old/__init__.py": None, "shop/new.py": ""})
    story.commit({package: binding + "\n"})
    assert [place.path for place in story.places(2) if place.path == "use.py"] == ["use.py"] * dangles
    story.commit({"use.py": "import shop.old.router\n"})
    assert "use.py" in {place.path for place in story.places(3)}
