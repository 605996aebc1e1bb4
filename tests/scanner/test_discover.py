"""Candidates from sources: what is found twice, what is imported from several paths, and what is left out."""

from collections.abc import Mapping

from scanner.discover import Source, discover, entropy
from scanner.discover_values import Candidate, Discovery
from scanner.discover_words import reason_of_class, reason_of_import
from scanner.extract import extract
from scanner.tree import DEFAULT_PATH_RULES, PathRules, place_file

PATHS = PathRules(DEFAULT_PATH_RULES)
ROUTER = "class Router:\n    def route(self): return 1\n    def add(self): return 2\n    def stop(self): return 3\n"
OTHER = "class Router:\n    def route(self): return 4\n    def drop(self): return 5\n    def wait(self): return 6\n"


def found(files: Mapping[str, str], born: Mapping[str, int] | None = None) -> Discovery:
    return discover(Source(place_file(path, PATHS), extract(text.encode()), (born or {}).get(path, 0)) for path, text in files.items())


def users(module: str, count: int, name: str = "Router", folder: str = "shop/use") -> dict[str, str]:
    leaf = module.replace(".", "_")
    return {f"{folder}/{leaf}_{number}.py": f"from {module} import {name}\n" for number in range(count)}


def two_routers(left: int = 4, right: int = 2) -> dict[str, str]:
    return {"shop/a.py": ROUTER, "shop/b.py": OTHER} | users("shop.a", left) | users("shop.b", right)


def only(candidates: tuple[Candidate, ...]) -> Candidate:
    (one,) = candidates
    return one


def places(one: Candidate) -> dict[str, tuple[str, int]]:
    return {place.path or place.module: (place.kind, place.imports) for place in one.places}


def test_two_classes_of_a_name_are_a_candidate():
    one = only(found(two_routers()).classes)
    assert (one.name, one.service, one.definitions, one.importers, one.paths) == ("Router", "shop", 2, 6, 2)
    assert one.overlap == 1 / 5
    assert one.score == round((0.5 + 0.2) * 2.807355, 3)
    assert places(one) == {"shop/a.py": ("canonical", 4), "shop/b.py": ("duplicate", 2)}
    assert one.reason == "Two classes of one service have 20\u202f% of their method names in common."


def test_the_draft_of_an_issue_keeps_what_is_imported_most():
    one = only(found(two_routers(2, 4)).classes)
    assert (one.canonical, one.deprecated) == ("shop.b", ("shop.a",))


def test_production_imports_and_then_age_decide_between_paths_that_are_imported_alike():
    tests = users("shop.a", 3, folder="tests")
    assert only(found({"shop/a.py": ROUTER, "shop/b.py": OTHER} | users("shop.b", 3) | tests).classes).canonical == "shop.b"
    assert only(found(two_routers(3, 3), {"shop/b.py": 7}).classes).canonical == "shop.b"


def test_a_class_is_imported_five_times_or_is_no_candidate():
    assert found(two_routers(3, 1)) == Discovery((), (), (), 0)


def test_classes_of_different_services_are_not_the_same():
    files = {"shop/a.py": ROUTER, "bank/a.py": OTHER} | users("shop.a", 5) | users("bank.a", 5, folder="bank/use")
    assert found(files).classes == ()


def test_classes_of_tests_scripts_and_backups_are_no_candidates():
    files = {"shop/a.py": ROUTER, "tests/b.py": OTHER, "backup/c.py": ROUTER, "scripts/d.py": ROUTER}
    assert found(files | users("shop.a", 5) | users("tests.b", 5)).classes == ()


def test_enums_exceptions_protocols_and_data_models_are_left_out_and_counted():
    methods = "\n    def a(self): return 1\n    def b(self): return 2\n    def c(self): return 3\n"
    heads = {
        "Colour": ("enum", "from enum import Enum\nclass Colour(Enum):"),
        "Failed": ("exception", "class Failed(Exception):"),
        "Sink": ("protocol", "from typing import Protocol\nclass Sink(Protocol):"),
        "Order": ("data model", "from pydantic import BaseModel\nclass Order(BaseModel):"),
        "Point": ("data model", "from dataclasses import dataclass\n@dataclass\nclass Point:"),
    }
    files: dict[str, str] = {}
    for name, (_, head) in heads.items():
        files |= {f"shop/{name}_a.py": head + methods, f"shop/{name}_b.py": head + methods}
        files |= users(f"shop.{name}_a", 3, name) | users(f"shop.{name}_b", 3, name)
    nothing = found(files)
    assert (nothing.classes, nothing.imports, nothing.left_out_count) == ((), (), 5)
    assert {one.name: one.sort for one in nothing.left_out} == {name: sort for name, (sort, _) in heads.items()}


def test_an_exception_is_known_by_its_base_in_another_file():
    base = {"shop/base.py": "class Trouble(Exception): pass\n"}
    text = "from shop.base import Trouble\nclass Router(Trouble):\n" + ROUTER.partition("\n")[2]
    files = base | {"shop/a.py": text, "shop/b.py": text} | users("shop.a", 3) | users("shop.b", 3)
    assert found(files).classes == ()


def test_a_dataclass_that_does_things_is_no_data_model():
    body = "".join(f"    def do_{name}(self):\n        x = 1\n        y = x + 1\n        return y\n" for name in "abc")
    text = f"from dataclasses import dataclass\n@dataclass\nclass Router:\n{body}"
    assert only(found({"shop/a.py": text, "shop/b.py": text} | users("shop.a", 5)).classes).overlap == 1.0


def test_re_exports_and_aliases_are_shims_and_an_unused_one_weighs_less():
    files = {"shop/a.py": ROUTER, "web/x.py": ""} | users("shop.a", 15)
    used = files | {"shop/old.py": "from shop.a import Router\n__all__ = ['Router']\n", "shop/u.py": "from shop.old import Router\n"}
    unused = files | {"shop/old.py": "from shop.a import Router\n__all__ = ['Router']\n", "shop/u.py": "from shop.a import Router\n"}
    renamed = files | {
        "shop/old.py": "import shop.a\nfrom shop import a\nRouter = a.Router\n",
        "shop/u.py": "from shop.old import Router\n",
    }
    heavy, light, alias = (only(found(one).classes) for one in (used, unused, renamed))
    assert (heavy.shims, light.shims, alias.shims) == (1, 1, 1)
    assert heavy.score > light.score > 0
    assert places(heavy)["shop/old.py"] == ("re-export", 1)
    assert places(alias)["shop/old.py"] == ("alias", 1)
    assert heavy.deprecated == ("shop.old",)


def test_a_mere_consumer_is_no_shim():
    assert found({"shop/a.py": ROUTER} | users("shop.a", 9)).classes == ()


def test_a_packages_own_init_hardly_counts():
    files = {"shop/r/a.py": ROUTER, "shop/r/__init__.py": "from .a import Router\n"} | users("shop.r", 5) | users("shop.r.a", 5)
    face = found(files)
    moved = {"shop/s.py" if path == "shop/r/__init__.py" else path: text for path, text in files.items()}
    far = found({path: text.replace("from .a", "from shop.r.a").replace("shop.r import", "shop.s import") for path, text in moved.items()})
    assert only(face.classes).score < only(far.classes).score / 3
    assert only(face.imports).score < only(far.imports).score
    assert only(face.classes).deprecated == ()


def test_a_proxy_is_a_shim_and_stands_among_the_places():
    methods = "".join(f"    def {name}(self): return self._one.{name}()\n" for name in ("route", "add", "stop"))
    proxy = f"from shop.a import Router as Real\nclass Router:\n    def __init__(self): self._one = Real()\n{methods}"
    one = only(found({"shop/a.py": ROUTER, "shop/b.py": proxy} | users("shop.a", 4) | users("shop.b", 2)).classes)
    assert (one.definitions, one.shims, one.overlap) == (2, 1, None)
    assert places(one)["shop/b.py"] == ("proxy", 2)
    assert one.deprecated == ("shop.b",)


def test_classes_below_one_base_of_the_name_count_for_less():
    below = "from shop.base import BaseRouter\n" + ROUTER.replace("Router:", "Router(BaseRouter):")
    files = {"shop/base.py": "class BaseRouter:\n    def run(self): return 1\n", "shop/a.py": below, "shop/b.py": below}
    related = only(found(files | users("shop.a", 4) | users("shop.b", 2)).classes)
    plain = only(found({"shop/a.py": ROUTER, "shop/b.py": ROUTER} | users("shop.a", 4) | users("shop.b", 2)).classes)
    assert abs(related.score - 0.3 * plain.score) < 0.002


def test_paths_that_are_used_alike_are_more_fragmented():
    def score(left: int, right: int) -> float:
        return only(found(two_routers(left, right)).imports).score

    assert score(5, 5) > score(8, 2) > score(9, 1)
    assert entropy([5, 5]) == 1.0
    assert entropy([7]) == 0.0


def test_functions_count_if_they_have_code_of_their_own():
    own = {"shop/a.py": "def load():\n    x = 1\n    return x\n", "shop/b.py": "from shop.a import load\n"}
    one = only(found(own | users("shop.a", 3, "load") | users("shop.b", 3, "load")).imports)
    assert (one.definitions, one.paths, one.canonical) == (1, 2, "shop.a")
    constant = {"shop/a.py": "load = 1\n", "shop/b.py": "from shop.a import load\n"}
    assert found(constant | users("shop.a", 3, "load") | users("shop.b", 3, "load")).imports == ()


def test_names_of_other_projects_are_no_candidates():
    assert found(users("typing", 5, "Any") | users("requests", 5, "Session") | {"shop/a.py": ""}) == Discovery((), (), (), 0)


def test_a_path_that_is_gone_is_one_of_the_paths():
    one = only(found({"shop/a.py": ROUTER} | users("shop.a", 4) | users("shop.old.router", 2)).imports)
    assert places(one) == {"shop/a.py": ("canonical", 4), "shop.old.router": ("gone", 2)}
    assert one.deprecated == ("shop.old.router",)
    assert "one path is gone" in one.reason


def test_a_module_that_holds_other_things_is_not_proposed_as_deprecated():
    more = "from shop.a import Router\n__all__ = ['Router']\ndef other():\n    return 1\n"
    assert only(found({"shop/a.py": ROUTER, "shop/c.py": more} | users("shop.a", 4) | users("shop.c", 2)).classes).deprecated == ()


def test_relative_star_and_lazy_imports_are_followed():
    files = {
        "shop/a.py": ROUTER,
        "shop/star.py": "from .a import *\n",
        "shop/lazy.py": "def __getattr__(name):\n    if name == 'Router':\n        from shop.a import Router\n        return Router\n",
        "shop/one.py": "from .star import Router\n",
        "shop/two.py": "from shop.lazy import Router\n",
    }
    one = only(found(files | users("shop.a", 4)).imports)
    assert (one.definitions, one.paths, one.importers) == (1, 3, 7)  # the lazy module imports it too


def test_names_that_lead_in_a_circle_end_nowhere():
    circle = {"shop/a.py": "from shop.b import Router\n", "shop/b.py": "from shop.a import Router\n"}
    stars = {f"shop/s{one}.py": "".join(f"from shop.s{two} import *\n" for two in range(20)) for one in range(20)}
    assert found(circle | stars | users("shop.a", 5) | users("shop.s1", 5)) == Discovery((), (), (), 0)


def test_a_class_that_is_its_own_base_is_no_endless_climb():
    own = "from shop.b import Router\n" + ROUTER.replace("Router:", "Router(Router):")
    other = "from shop.a import Router\n" + OTHER.replace("Router:", "Router(Router):")
    assert only(found({"shop/a.py": own, "shop/b.py": other} | users("shop.a", 5)).classes).definitions == 2


def test_a_name_that_two_services_have_twice_is_one_candidate():
    files = two_routers() | {path.replace("shop", "bank"): text.replace("shop", "bank") for path, text in two_routers(9, 9).items()}
    assert only(found(files).classes).service == "bank"


def test_the_reason_is_a_sentence():
    assert reason_of_class(2, 0.0, 0, 2) == "Two classes of one service share no method name."
    assert reason_of_class(4, 0.71, 2, 6).startswith("Four classes of one service do nearly the same (71\u202f%")
    assert reason_of_class(1, None, 1, 2) == "One class with its own code, and one path that hands it on."
    assert reason_of_import(1200, [600, 600], 0, 1) == "1,200 statements import it from two paths, 50\u202f% from the most used one."


def test_a_module_with_a_second_definition_is_proposed_only_if_it_is_imported_for_it():
    files = {"shop/b.py": OTHER + "def help():\n    return 1\n"} | users("shop.b", 40, "help", folder="shop/help")
    assert only(found(two_routers() | files).classes).deprecated == ()


def test_a_canonical_alias_is_the_path_that_is_used_most():
    real = {"shop/real.py": ROUTER.replace("Router", "RealRouter"), "shop/a.py": "from shop.real import RealRouter\nRouter = RealRouter\n"}
    one = only(found(real | {"shop/b.py": OTHER} | users("shop.a", 4) | users("shop.b", 2)).classes)
    assert (one.canonical, one.deprecated) == ("shop.a", ("shop.b",))


def test_a_class_that_a_file_defines_twice_is_one_definition():
    one = found({"shop/a.py": ROUTER + OTHER} | users("shop.a", 5))
    assert one.classes == ()


def test_a_second_class_with_fewer_than_three_methods_is_shown_but_counts_for_nothing():
    small = "class Router:\n    def leave(self): return 1\n"
    plain = found({"shop/a.py": ROUTER, "shop/b.py": small} | users("shop.a", 4) | users("shop.b", 2))
    assert plain.classes == ()
    three = {"shop/a.py": ROUTER, "shop/b.py": OTHER, "shop/c.py": small}
    one = only(found(three | users("shop.a", 4) | users("shop.b", 2)).classes)
    assert (one.definitions, "shop/c.py" in places(one)) == (2, True)
