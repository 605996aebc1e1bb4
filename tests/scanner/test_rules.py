"""Each rule's own examples, and what they cannot say in one line."""

import pytest

from scanner.extract import extract
from scanner.places import Place
from scanner.rule import Rule
from scanner.rules.dangling_import import DanglingImport
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.duplicate_implementation import DuplicateImplementation
from scanner.rules.string_target import StringTarget
from scanner.tree import DEFAULT_PATH_RULES, PathRules, place_file

PATHS = PathRules(DEFAULT_PATH_RULES)
OLD = "shop.old.router"
RULES: list[Rule] = [
    DeprecatedImport([OLD]),
    DanglingImport([OLD]),
    StringTarget([OLD]),
    DuplicateImplementation("Router", "shop.router", [OLD]),
]


def places(rule: Rule, source: str, path: str = "shop/use/page.py") -> list[Place]:
    """The places that need nothing but this file, or an absence."""
    said = rule.of_file(place_file(path, PATHS), extract(source.encode()))
    return [one for one in said if isinstance(one, Place) and all(not need.present for need in one.needs)]


@pytest.mark.parametrize(("rule", "source"), [(rule, source) for rule in RULES for source in rule.matches])
def test_a_rule_finds_what_it_says_it_matches(rule: Rule, source: str):
    assert places(rule, source), source


@pytest.mark.parametrize(("rule", "source"), [(rule, source) for rule in RULES for source in rule.ignores])
def test_a_rule_leaves_alone_what_it_says_it_ignores(rule: Rule, source: str):
    assert places(rule, source) == [], source


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("shop/old/pages.py", "from .router import Router"),
        ("shop/old/pages.py", "from . import router"),
        ("shop/old/__init__.py", "from .router import Router"),
        ("shop/pages.py", "from .old.router import Router"),
        ("shop/use/pages.py", "from ..old.router import Router"),
        ("shop/use/pages.py", "from ..old import router as r"),
        ("src/shop/use/pages.py", "from ..old.router import Router"),
    ],
)
def test_a_relative_import_counts_where_it_ends_at_the_module(path: str, source: str):
    (place,) = places(DeprecatedImport([OLD]), source, path)
    assert (place.form, place.module) == ("relative", OLD)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("shop/use/pages.py", "from .old.router import Router"),
        ("shop/new/pages.py", "from .router import Router"),
        ("shop/new/__init__.py", "from . import router"),
        ("pages.py", "from ....old.router import Router"),
    ],
)
def test_a_relative_import_that_ends_elsewhere_does_not_count(path: str, source: str):
    assert places(DeprecatedImport([OLD]), source, path) == []


def test_one_statement_with_two_names_is_one_finding():
    (place,) = places(DeprecatedImport([OLD]), "from shop.old.router import Router, Handler")
    assert place.name == "Router, Handler"


def test_one_statement_is_one_finding_for_each_deprecated_module():
    found = places(DeprecatedImport([OLD, "shop.old.hub"]), "import shop.old.router, shop.old.hub, os")
    assert [place.module for place in found] == [OLD, "shop.old.hub"]


def test_a_name_belongs_to_the_longest_of_nested_modules():
    (place,) = places(DeprecatedImport(["shop.old", OLD]), "from shop.old.router import Router")
    assert place.module == OLD


def test_a_module_inside_a_deprecated_package_counts_for_the_package():
    (place,) = places(DeprecatedImport(["shop.old"]), "import shop.old.hub.parts")
    assert place.module == "shop.old"


def test_a_file_that_does_not_parse_still_shows_its_imports():
    (place,) = places(DeprecatedImport([OLD]), "from shop.old.router import Router\nprint 'x'\n")
    assert (place.form, place.line) == ("approximate", 1)


def test_the_scope_and_guard_of_a_place_are_told():
    (place,) = places(
        DeprecatedImport([OLD]), "def load():\n    try:\n        import shop.old.router\n    except ImportError:\n        pass\n"
    )
    assert (place.line, place.scope, place.guard, place.within) == (3, "function", "try", "load")


def classes(source: str, path: str) -> list[str]:
    return [place.form for place in places(DuplicateImplementation("Router", "shop.router", [OLD]), source, path)]


PROXY = """
from shop.router import Router as Canonical
class Router:
    def __init__(self):
        self._kept = Canonical()
    def route(self, message):
        return self._kept.route(message)
    def close(self):
        return self._kept.close()
"""

#: Type checkers see an import, and a program that runs asks `__getattr__`.
LAZY = """
if TYPE_CHECKING:
    from shop.router import Router
__all__ = ["Other"]
__all__ += ["Router"]
def __getattr__(name):
    if name in __all__:
        return load(name)
"""
OVERLOADED = """
@t.overload
def Router(a: int) -> int: ...
@t.overload
def Router(a: str) -> str: ...
def Router(a):
    return a
"""


@pytest.mark.parametrize(
    ("path", "source", "wanted"),
    [
        ("shop/router.py", "class Router:\n    def route(self): return 1", ["canonical"]),
        ("shop/batch.py", "class Router:\n    def route(self): return 1", ["duplicate"]),
        ("shop/old/router.py", PROXY, ["proxy"]),
        ("shop/old/router.py", "from shop.router import Router", ["re-export"]),
        ("shop/use.py", "from shop.router import Router\n__all__ = ['Router']", ["re-export"]),
        ("shop/__init__.py", "from .router import Router", ["re-export"]),
        ("shop/__init__.py", "from .hub import Hub as Router", ["re-export"]),
        ("shop/use.py", "from shop.router import Router", []),
        ("shop/use.py", "def f():\n    from shop.router import Router\n__all__ = ['Router']", []),
        ("shop/hub.py", "Router = Hub", ["alias"]),
        ("shop/shim.py", "from shop.router import Router as Base\nclass Router(Base):\n    pass", ["subclass shim"]),
        ("shop/shim.py", "from other import Base\nclass Router(Base):\n    pass", ["duplicate"]),
        (
            "shop/late.py",
            "try:\n    from shop.router import Router\nexcept ImportError:\n    class Router: pass\n__all__ = ['Router']",
            ["fallback", "re-export"],
        ),
        ("shop/late.py", "def __getattr__(name):\n    if name == 'Router':\n        return load()\n    raise AttributeError", ["lazy"]),
        ("shop/late.py", "__all__ = ['Router']\ndef __getattr__(name):\n    if name in __all__:\n        return load(name)", ["lazy"]),
        ("shop/__init__.py", LAZY, ["lazy"]),
        ("shop/__init__.py", LAZY.replace("TYPE_CHECKING", "x"), ["re-export"]),
        ("shop/__init__.py", "if TYPE_CHECKING:\n    from shop.router import Router", []),
        ("shop/old/router.py", "if TYPE_CHECKING:\n    from shop.router import Router\nelse:\n    Router = None", []),
        ("shop/a.py", OVERLOADED, ["duplicate"]),
        ("shop/router.py", OVERLOADED.replace("@t.", "@"), ["canonical"]),
        ("tests/fakes.py", "class Router:\n    pass", ["test double"]),
        ("tests/test_x.py", "def test_a():\n    class Router:\n        pass", ["test double"]),
        ("backups/router.py", "class Router:\n    pass", ["backup copy"]),
        ("shop/vendor/router.py", "class Router:\n    pass", []),
        ("shop/a.py", "class Other:\n    def Router(self): return 1", []),
    ],
)
def test_an_implementation_has_the_class_that_its_code_shows(path: str, source: str, wanted: list[str]):
    assert classes(source, path) == wanted
