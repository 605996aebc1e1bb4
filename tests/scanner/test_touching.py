"""The files that touch a symbol or a deprecated module, by every way."""

from collections.abc import Mapping, Sequence

from scanner.extract import extract
from scanner.places import Place
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.deprecated_reference import DeprecatedReference
from scanner.rules.string_target import StringTarget
from scanner.terms import terms_of
from scanner.touching import Mentioning, Subject, Way, touching, way_of
from scanner.tree import DEFAULT_PATH_RULES, PathRules, place_file

PATHS = PathRules(DEFAULT_PATH_RULES)
OLD = "shop.old.router"
ROUTER = Subject("Router", "shop.router", (OLD,))
CANONICAL = {"shop/router.py": "class Router:\n    def route(self): return 1\n"}


def ways(files: Mapping[str, str], subject: Subject = ROUTER, places: Sequence[Place] = ()) -> dict[str, set[str]]:
    """Path -> its ways, the canonical file there too; without places, from the facts alone."""
    mentioning = [Mentioning(place_file(path, PATHS), extract(text.encode())) for path, text in (CANONICAL | dict(files)).items()]
    return {one.path: {way.value for way in one.ways} for one in touching(subject, mentioning, places)}


def of(text: str, **others: str) -> set[str]:
    """The ways of one file."""
    return ways({"shop/page.py": text} | {f"shop/{name}.py": other for name, other in others.items()}).get("shop/page.py", set())


def place(rule: str, form: str = "from", path: str = "shop/page.py") -> Place:
    return Place(rule, path, 1, "production", form, "module", "none", "", OLD, "Router", "")


def test_an_import_from_the_canonical_module_is_the_canonical_way():
    assert of("from shop.router import Router") == {"canonical"}
    assert of("from .router import Router as R") == {"canonical"}
    assert of("def f():\n    from shop.router import Router") == {"canonical"}
    assert of("from shop.router import *") == {"canonical"}


def test_an_import_from_a_deprecated_module_is_the_old_way():
    assert of("from shop.old.router import Router") == {"old"}


def test_an_import_from_a_module_that_hands_the_symbol_on_is_a_re_export():
    assert of("from shop.api import Router", api="from shop.router import Router") == {"re-export"}
    assert of("from shop.api import Router", api="from shop.router import *") == {"re-export"}
    assert of("from shop.api import Router", api="import shop.router\nRouter = shop.router.Router") == {"re-export"}
    assert of("from shop.api import Router", api="def __getattr__(name):\n    if name == 'Router':\n        return load()\n") == {
        "re-export"
    }


def test_an_import_from_elsewhere_is_neither():
    assert of("from shop.mine import Router", mine="class Router: pass") == {"other"}
    assert of("from shop.gone import Router") == {"other"}
    assert of("from shop.api import Router", api="def f():\n    from shop.router import Router") == {"other"}


def test_a_string_that_is_the_symbols_path_is_a_way():
    assert of("patch('shop.router.Router')") == {"string"}
    assert of("patch('shop.router.Router.route')") == {"string"}
    assert of("patch('shop.api.Router')", api="from shop.router import Router") == {"string"}


def test_other_strings_are_none():
    assert of("patch('other.place.Router')") == set()
    assert of("x = 'Router.route'") == set()
    assert of("x = 'Router'") == set()
    assert of("logging.getLogger('shop.router.Router')") == set()
    assert of("def f():\n    'shop.router.Router'") == set()


def test_a_use_through_a_module_is_a_reference():
    assert of("import shop.router\nshop.router.Router()") == {"reference"}
    assert of("from shop import router\nrouter.Router.route") == {"reference"}
    assert of("from shop import api\napi.Router()", api="from shop.router import Router") == {"reference"}


def test_a_use_of_what_was_imported_by_name_is_no_reference():
    assert of("from shop.router import Router\nRouter()\nclass A(Router): pass") == {"canonical"}


def test_a_module_without_a_use_of_the_symbol_is_no_way():
    assert of("import shop.router\nshop.router.other()") == set()
    assert of("from shop import settings\nsettings.Router") == set()


def test_a_use_of_a_deprecated_module_over_its_package_is_a_reference():
    assert of("import shop\nshop.old.router.start()") == {"reference"}
    assert of("import shop.old.router\nshop.old.router.start()") == set()  # the place of the rule says it


def test_a_file_may_use_several_ways():
    text = "from shop.router import Router\nfrom shop.old.router import Router as Old\npatch('shop.router.Router')"
    assert of(text) == {"canonical", "old", "string"}


def test_who_defines_the_symbol_or_is_the_deprecated_module_touches_nothing():
    files = {"shop/old/router.py": "class Router: pass", "shop/mine.py": "class Router: pass"}
    assert ways(files) == {}


def test_the_places_of_the_rules_are_ways():
    assert way_of(place(DeprecatedImport.id)) is Way.OLD
    assert way_of(place(DeprecatedImport.id, "dynamic")) is Way.OLD
    assert way_of(place(DeprecatedImport.id, "re-export")) is Way.RE_EXPORT
    assert way_of(place(StringTarget.id, "string")) is Way.STRING
    assert way_of(place(DeprecatedReference.id, "")) is Way.REFERENCE
    assert way_of(place("removed-path", "")) is None


def test_a_place_in_a_file_without_facts_counts_with_its_category():
    (one,) = touching(ROUTER, [], [place(DeprecatedImport.id, "re-export", "tests/unit/test_x.py")])
    assert (one.path, one.category, one.ways) == ("tests/unit/test_x.py", "production", frozenset({Way.RE_EXPORT}))


def test_places_and_facts_of_a_file_add_up():
    files = {"shop/page.py": "from shop.router import Router"}
    assert ways(files, places=[place(StringTarget.id), place(StringTarget.id)]) == {"shop/page.py": {"canonical", "string"}}


def test_an_issue_without_a_symbol_touches_what_its_places_say():
    files = {"shop/page.py": "from shop.router import Router\nimport shop\nshop.old.router.start()", "shop/b.py": ""}
    assert ways(files, Subject("", "", (OLD,)), [place(DeprecatedImport.id, path="shop/b.py")]) == {
        "shop/b.py": {"old"},
        "shop/page.py": {"reference"},
    }


def test_files_come_by_path_with_their_category():
    files = {"tests/unit/test_b.py": "from shop.router import Router", "shop/a.py": "from shop.router import Router"}
    mentioning = [Mentioning(place_file(path, PATHS), extract(text.encode())) for path, text in files.items()]
    assert [(one.path, one.category) for one in touching(ROUTER, mentioning, [])] == [
        ("shop/a.py", "production"),
        ("tests/unit/test_b.py", "unit-test"),
    ]


def test_a_file_that_touches_mentions_what_is_asked_for():
    sources = [
        "from shop.router import Router",
        "from shop.router import *",
        "import shop\nshop.old.router.start()",
        "patch('shop.api.Router')",
    ]
    for source in sources:
        terms = terms_of(extract(source.encode()))
        assert any(one.is_met(terms, ["shop/page.py"]) for one in ROUTER.mentions()), source


def test_an_unreadable_file_says_what_its_imports_say():
    assert of("from shop.router import Router\ndef (") == {"canonical"}
