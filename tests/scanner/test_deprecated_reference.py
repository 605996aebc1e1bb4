"""Uses of a deprecated dotted name: where they count, and how they are told."""

from time import perf_counter

import pytest

from scanner.extract import extract
from scanner.places import Place
from scanner.rules.deprecated_reference import DeprecatedReference
from scanner.tree import DEFAULT_PATH_RULES, PathRules, place_file
from tests.support.stories import Story

PATHS = PathRules(DEFAULT_PATH_RULES)
NAMES = ("os.environ", "unittest.TestCase", "shop.old.router")


def places(source: str, path: str = "shop/use/page.py", names: tuple[str, ...] = NAMES) -> list[Place]:
    said = DeprecatedReference(names).of_file(place_file(path, PATHS), extract(source.encode()))
    return [one for one in said if isinstance(one, Place)]


@pytest.mark.parametrize("source", DeprecatedReference.matches)
def test_a_use_counts(source: str):
    assert places(source), source


@pytest.mark.parametrize("source", DeprecatedReference.ignores)
def test_what_is_no_use_does_not_count(source: str):
    assert places(source) == [], source


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("import shop.old.router\nshop.old.router.make()", "call"),
        ("import shop.old.router\nx = shop.old.router.LIMIT", "attribute"),
        ("import unittest\nclass T(unittest.TestCase): pass", "base"),
        ("from shop.old import router\n@router.route\ndef f(): pass", "decorator"),
        ("from shop.old.router import Router\nx = Router", "name"),
    ],
)
def test_the_kind_of_a_use_is_its_reason(source: str, kind: str):
    (place,) = places(source)
    assert (place.line, place.reason, place.form, place.guard) == (2, kind, "", "none")


def test_one_line_with_two_uses_is_one_finding():
    (place,) = places("import os\nx = os.environ.get('A') or os.environ['B']")
    assert (place.module, place.name, place.reason) == ("os.environ", "os.environ, os.environ.get", "attribute, call")


def test_one_line_that_uses_two_names_is_two_findings():
    found = places("import os, unittest\nx = os.environ, unittest.TestCase")
    assert [(place.line, place.module) for place in found] == [(2, "os.environ"), (2, "unittest.TestCase")]


def test_each_line_is_a_finding_and_equal_ones_are_equal_but_for_the_line():
    first, second = places("import os\nx = os.environ\ny = os.environ")
    assert (first.line, second.line) == (2, 3)
    assert first.statement == second.statement


def test_a_use_belongs_to_the_longest_of_nested_names():
    (place,) = places("import shop.old.router\nshop.old.router.Router()", names=("shop.old", "shop.old.router"))
    assert place.module == "shop.old.router"


SCOPES = """\
import os
from shop.old.router import Base, mark, LIMIT

@mark
class Page(
    Base,
):
    size = LIMIT

    @mark
    def show(
        self,
    ):
        def inner():
            return os.environ
        return LIMIT

x = LIMIT
"""


def test_a_use_belongs_to_the_innermost_definition_and_a_head_to_what_is_around_it():
    found = [(place.line, place.scope, place.within) for place in places(SCOPES)]
    assert found == [
        (4, "module", ""),
        (6, "module", ""),
        (8, "class", "Page"),
        (10, "class", "Page"),
        (15, "function", "Page.show.inner"),
        (16, "function", "Page.show"),
        (18, "module", ""),
    ]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("shop/use/page.py", "from ..old import router\nrouter.make()"),
        ("shop/use/page.py", "from ..old.router import Router\nRouter()"),
        ("shop/page.py", "from . import old\nold.router.Router()"),
        ("src/shop/page.py", "from .old.router import Router\nRouter()"),
        ("shop/old/page.py", "from .router import Router\nRouter()"),
    ],
)
def test_a_name_from_a_relative_import_counts_where_it_ends_at_the_deprecated_one(path: str, source: str):
    (place,) = places(source, path)
    assert (place.line, place.module) == (2, "shop.old.router")


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("shop/new/page.py", "from .router import Router\nRouter()"),
        ("page.py", "from ..old.router import Router\nRouter()"),
        ("shop/old/router.py", "from .router import Router\nRouter()"),
        ("shop/use/page.py", "from .old.router import Router\nRouter()"),
    ],
)
def test_a_name_from_a_relative_import_that_ends_elsewhere_does_not(path: str, source: str):
    assert places(source, path) == []


def test_a_history_is_asked_for_the_files_that_use_the_name_however_they_came_by_it():
    story = Story(DeprecatedReference(["shop.old.router"]))
    story.commit(
        {
            "a.py": "import shop\nshop.old.router.make()\n",
            "shop/b.py": "from .old import router\nrouter.make()\n",
            "shop/old/router/c.py": "from .d import X\nX()\n",
            "shop/other.py": "from shop.new import router\nrouter.make()\n",
            "backups/e.py": "import shop.old.router\nshop.old.router.make()\n",
        }
    )
    gone = story.commit({"a.py": "import shop\n"})
    assert [place.path for place in story.places(0)] == ["a.py", "shop/b.py", "shop/old/router/c.py"]
    assert story.counts(gone) == {("deprecated-reference", "production"): 2}


def test_a_marked_line_is_intended():
    story = Story(DeprecatedReference(["os.environ"]))
    story.commit({"a.py": "import os\nos.environ  # ssot: intended\nos.environ\n"})
    assert story.counts(0) == {("deprecated-reference", "production"): 1, ("intended:deprecated-reference", "production"): 1}


def test_many_uses_in_many_functions_take_time_in_proportion():
    source = "import os\n" + "".join(f"def f{number}():\n    os.environ\n" for number in range(20_000))
    facts = extract(source.encode())
    start = perf_counter()
    found = list(DeprecatedReference(["os.environ"]).of_file(place_file("a.py", PATHS), facts))
    assert len(found) == 20_000
    assert perf_counter() - start < 5
