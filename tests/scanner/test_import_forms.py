"""Every form in which a file can import a deprecated module, each in three variants; and what only looks like one."""

from dataclasses import dataclass

import pytest

from scanner.places import Place
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.deprecated_reference import DeprecatedReference
from scanner.rules.string_target import StringTarget
from tests.support.stories import Story

OLD = "shop.old.router"
#: The deprecated module, packages around it, and modules that may be mistaken for it.
AROUND: dict[str, str | None] = {
    "shop/__init__.py": "",
    "shop/old/__init__.py": "",
    "shop/old/router.py": "class Router: pass\nclass Handler: pass\n",
    "shop/new/__init__.py": "",
    "shop/new/router.py": "class Router: pass\n",
    "shop/old/router_tools.py": "class Router: pass\n",
    "router.py": "class Router: pass\n",
}


@dataclass(frozen=True)
class Case:
    """A file, and where in it the deprecated module is imported."""

    source: str
    path: str = "use.py"
    line: int = 1
    scope: str = "module"
    guard: str = "none"


def in_function(source: str, line: int = 2) -> Case:
    return Case(source, line=line, scope="function")


FORMS: dict[str, tuple[str, tuple[Case, Case, Case]]] = {
    "import a.b.c": (
        "import",
        (Case("import shop.old.router"), Case("import shop.old.router.deeper"), Case("import  shop . old . router  # gone soon")),
    ),
    "import a.b.c as x": (
        "import",
        (
            Case("import shop.old.router as router"),
            Case("import shop.old.router as _r"),
            Case("import \\\n    shop.old.router \\\n    as router"),
        ),
    ),
    "from a.b import c": (
        "from",
        (Case("from shop.old import router"), Case("from shop.old import router as r"), Case("from shop.old import hub, router")),
    ),
    "from a.b.c import X": (
        "from",
        (Case("from shop.old.router import Router"), Case("from shop.old.router.deep import X"), Case("from shop.old.router import _x")),
    ),
    "from a.b.c import X as Y": (
        "from",
        (
            Case("from shop.old.router import Router as R"),
            Case("from shop.old.router import Router as Router"),
            Case("from shop.old.router import Router as R, Handler as H"),
        ),
    ),
    "parenthesised": (
        "from",
        (
            Case("from shop.old.router import (\n    Router,\n    Handler,\n)"),
            Case("from shop.old.router import (Router)"),
            Case("x = 1\nfrom shop.old import (  # why\n    hub,\n    router as r,\n)", line=2),
        ),
    ),
    "several on a line": (
        "import",
        (
            Case("import os, shop.old.router"),
            Case("import shop.old.router as r, sys"),
            Case("import os, shop.old.router.deep as d, shop.new.router"),
        ),
    ),
    "after a semicolon": (
        "from",
        (
            Case("x = 1; from shop.old.router import Router"),
            Case("import os; from shop.old import router; y = 2"),
            Case("if x: y = 1; from shop.old.router import Router", guard="if"),
        ),
    ),
    "relative": (
        "relative",
        (
            Case("from .old.router import Router", "shop/use.py"),
            Case("from ..old import router", "shop/use/page.py"),
            Case("from ...old.router import Router as R", "shop/use/deep/page.py"),
        ),
    ),
    "relative, from an __init__": (
        "relative",
        (
            Case("from .router import Router", "shop/old/__init__.py"),
            Case("from . import router", "shop/old/__init__.py"),
            Case("from ..old.router import Router", "shop/use/__init__.py"),
        ),
    ),
    "relative, under src": (
        "relative",
        (
            Case("from .old.router import Router", "src/shop/use.py"),
            Case("from ..old import router", "lib/shop/use/__init__.py"),
            Case("from .old import router", "services/one/src/shop/use.py"),
        ),
    ),
    "star": (
        "star",
        (
            Case("from shop.old.router import *"),
            Case("from .router import *", "shop/old/__init__.py"),
            Case("from shop.old.router.x import *"),
        ),
    ),
    "in a function": (
        "from",
        (
            in_function("def f():\n    from shop.old.router import Router"),
            in_function("async def f():\n    from shop.old import router"),
            in_function("class A:\n    def f(self):\n        for x in y:\n            from shop.old.router import Router", 4),
        ),
    ),
    "in a class": (
        "import",
        (
            Case("class A:\n    import shop.old.router", line=2, scope="class"),
            Case("class A:\n    x: int = 1\n    import shop.old.router as r", line=3, scope="class"),
            Case("def f():\n    class A(B):\n        import shop.old.router", line=3, scope="class"),
        ),
    ),
    "in a try": (
        "from",
        (
            Case("try:\n    from shop.old.router import Router\nexcept ImportError:\n    Router = None", line=2, guard="try"),
            Case("try:\n    x()\nexcept ImportError:\n    from shop.old.router import Router", line=4, guard="try"),
            Case("try:\n    x()\nexcept* ValueError:\n    from shop.old.router import Router", line=4, guard="try"),
        ),
    ),
    "in an if": (
        "from",
        (
            Case("if x:\n    from shop.old.router import Router", line=2, guard="if"),
            Case("if x:\n    pass\nelif y:\n    from shop.old.router import Router", line=4, guard="if"),
            Case("if x:\n    pass\nelse:\n    from shop.old.router import Router", line=4, guard="if"),
        ),
    ),
    "for type checkers": (
        "from",
        (
            Case("if TYPE_CHECKING:\n    from shop.old.router import Router", line=2, guard="type-checking"),
            Case("if typing.TYPE_CHECKING:\n    from shop.old import router", line=2, guard="type-checking"),
            Case("import typing as t\nif t.TYPE_CHECKING:\n    from shop.old.router import Router", line=3, guard="type-checking"),
        ),
    ),
    "in a match": (
        "from",
        (
            Case("match x:\n    case 1:\n        from shop.old.router import Router", line=3),
            Case("match x:\n    case [a, *_] if a:\n        y = 1\n        from shop.old import router", line=4),
            in_function("def f(x):\n    match x:\n        case _:\n            from shop.old.router import Router", 4),
        ),
    ),
    "in a lambda's default": (
        "dynamic",
        (
            Case("f = lambda m=__import__('shop.old.router'): m"),
            Case("from importlib import import_module\nf = lambda m=import_module('shop.old.router'): m", line=2),
            Case("f = lambda: (lambda *, m=importlib.import_module('shop.old.router.deep'): m)"),
        ),
    ),
    "import_module": (
        "dynamic",
        (
            Case("import importlib\nimportlib.import_module('shop.old.router')", line=2),
            Case("from importlib import import_module as load, import_module\nimport_module(name='shop.old.router')", line=2),
            Case("m = importlib.import_module(\n    'shop.old.router'\n)"),
        ),
    ),
    "import_module under another name": (
        "dynamic",
        (
            Case("from importlib import import_module as load\nload('shop.old.router')", line=2),
            Case("import importlib as il\nil.import_module('shop.old.router')", line=2),
            in_function("def f():\n    from importlib import import_module as im\n    return im('shop.old.router')", 3),
        ),
    ),
    "__import__": (
        "dynamic",
        (
            Case("__import__('shop.old.router')"),
            Case("x = __import__('shop.old.router', fromlist=['Router']).Router"),
            Case("builtins.__import__('shop.old.router.deep')"),
        ),
    ),
    "find_spec": (
        "dynamic",
        (
            Case("importlib.util.find_spec('shop.old.router')"),
            Case("from importlib.util import find_spec\nfind_spec('shop.old.router')", line=2),
            in_function("def f():\n    return find_spec('shop.old.router') is not None"),
        ),
    ),
    "in a file that does not parse": (
        "approximate",
        (
            Case("from shop.old.router import Router\nprint 'x'"),
            Case("<<<<<<< HEAD\nimport shop.old.router\n", line=2),
            Case("def f(:\n    pass\nfrom shop.old import (\n    router,\n)", line=3),
        ),
    ),
}
CASES = [pytest.param(form, case, id=f"{name}-{number}") for name, (form, cases) in FORMS.items() for number, case in enumerate(cases)]


def places(source: str, path: str = "use.py", around: dict[str, str | None] = AROUND) -> list[Place]:
    """What the rules say of one file among the others."""
    story = Story(DeprecatedImport([OLD]), StringTarget([OLD]))
    story.commit({**around, path: source + "\n"})
    return [place for place in story.places(0) if place.path == path]


@pytest.mark.parametrize(("form", "case"), CASES)
def test_every_form_is_found_once_at_its_first_line(form: str, case: Case):
    found = [(place.rule, place.form, place.line, place.scope, place.guard, place.module) for place in places(case.source, case.path)]
    assert found == [("deprecated-import", form, case.line, case.scope, case.guard, OLD)]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("patch('shop.old.router.Router')", 1),
        ("@mock.patch('shop.old.router.Router.route', new=1)\ndef f(): pass", 1),
        ("with mock.patch(\n    'shop.old.router.Router',\n): pass", 2),
        ("patch.object('shop.old.router.Router', 'route')", 1),
        ("mock.patch.object(target='shop.old.router.Router', attribute='x')", 1),
        ("mocker.patch.object('shop.old.router', 'x')", 1),
        ("patch.dict('shop.old.router.TABLE', {})", 1),
        ("mock.patch.dict('shop.old.router.TABLE', a=1)", 1),
        ("mocker.patch.dict('shop.old.router.TABLE')", 1),
        ("mocker.patch('shop.old.router.Router')", 1),
        ("session_mocker.patch('shop.old.router.Router')", 1),
        ("self.mocker.patch(\n    'shop.old.router.Router')", 2),
        ("monkeypatch.setattr('shop.old.router.Router', None)", 1),
        ("monkeypatch.setattr('shop.old.router.LIMIT', 1, raising=False)", 1),
        ("mp.setattr('shop.old.router.Router.route', f)", 1),
        ("monkeypatch.delattr('shop.old.router.Router')", 1),
        ("monkeypatch.delattr('shop.old.router.Router.route', raising=False)", 1),
        ("self.monkeypatch.delattr('shop.old.router.x')", 1),
        ("for name in ['shop.old.router', 'os']:\n    import_module(name)", 1),
        ("NAMES = (\n    'os',\n    'shop.old.router',\n)\nmodules = [import_module(n) for n in NAMES]", 3),
        ("TABLE = {'a': 'shop.old.router.Router'}\nfor n in TABLE.values(): __import__(n)", 1),
    ],
)
def test_a_string_that_something_else_imports_is_a_string_target(source: str, line: int):
    found = [(place.rule, place.form, place.line, place.module) for place in places(source)]
    assert found == [("string-target", "string", line, OLD)]


#: Modules that hand the name on, a statement that takes it from them, and its way.
CHAINS: dict[str, tuple[dict[str, str | None], str, str]] = {
    "one module": ({"shop/hub.py": "from shop.old.router import Router\n"}, "from shop.hub import Router", "shop.hub.Router"),
    "a package": ({"shop/new/__init__.py": "from ..old.router import Router as R\n"}, "from shop.new import R", "shop.new.R"),
    "a star": ({"shop/hub.py": "from .old.router import *\n"}, "from shop.hub import Handler as H", "shop.hub.Handler"),
    "two modules": (
        {"shop/hub.py": "from .old.router import Router\n", "shop/far.py": "from .hub import Router as Far\n"},
        "def f():\n    from shop.far import Far",
        "shop.far.Far -> shop.hub.Router",
    ),
    "a star on top of a name": (
        {"shop/hub.py": "from .old.router import Router\n", "shop/far.py": "from .hub import *\n"},
        "from shop.far import Router as R",
        "shop.far.Router -> shop.hub.Router",
    ),
    "the module itself": ({"shop/hub.py": "import shop.old.router as router\n"}, "from shop.hub import router", "shop.hub.router"),
    "a condition": (
        {"shop/hub.py": "try:\n    from shop.old.router import Router\nexcept ImportError:\n    Router = None\n"},
        "from shop.hub import Router",
        "shop.hub.Router",
    ),
}


@pytest.mark.parametrize("name", CHAINS)
def test_an_import_through_other_modules_counts_and_shows_the_way(name: str):
    hubs, source, through = CHAINS[name]
    (place,) = places(source, around={**AROUND, **hubs})
    assert (place.form, place.module, place.line) == ("re-export", OLD, source.count("\n") + 1)
    assert place.reason == f"{through} -> {OLD}"


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ('"""from shop.old.router import Router"""', "use.py"),
        ('"""shop.old.router"""', "use.py"),
        ("def f():\n    'shop.old.router'", "use.py"),
        ("class A:\n    '''import shop.old.router'''", "use.py"),
        ("# import shop.old.router", "use.py"),
        ("x = 1  # from shop.old.router import Router", "use.py"),
        ("x = 'see shop.old.router for more'", "use.py"),
        ("x = 'from shop.old.router import Router'", "use.py"),
        ("x = 'import shop.old.router'", "use.py"),
        ("x = 'shop/old/router.py'", "use.py"),
        ("x = f'shop.old.router{y}'", "use.py"),
        ("import router", "use.py"),
        ("from router import Router", "use.py"),
        ("from . import router", "use.py"),
        ("from .router import Router", "shop/new/page.py"),
        ("from . import router", "shop/new/__init__.py"),
        ("import shop.old.router_tools", "use.py"),
        ("from shop.old.router_tools import Router", "use.py"),
        ("from shop.old import router_tools as router", "use.py"),
        ("import shop.old.routers as router", "use.py"),
        ("importlib.import_module('shop.old.router_tools')", "use.py"),
        ("importlib.import_module('.router', 'shop.new')", "use.py"),
        ("x = ['shop.old.router_tools', 'shop.old.routers.Router']", "use.py"),
        ("from .old.router import Router", "shop/new/page.py"),
        ("from ..old.router import Router", "shop/use.py"),
        ("from ....old.router import Router", "shop/use.py"),
        ("from ...new import router", "shop/old/deep/page.py"),
        ("import my.shop.old.router", "use.py"),
        ("from old.router import Router", "shop/use.py"),
        ("import shop.old", "use.py"),
        ("from shop.old import hub", "use.py"),
        ("from shop import old", "use.py"),
        ("from shop.new.router import Router", "use.py"),
        ("logging.getLogger('shop.old.router')", "use.py"),
        ("get_logger('shop.old.router')", "use.py"),
        ("shop.old.router.Router()", "use.py"),
        ("import_module(name)\n__import__(shop.old.router)", "use.py"),
        ("from_shop_old_router_import = 1", "use.py"),
        ("def import_shop(old=None): return old.router", "use.py"),
        ("Shop.Old.Router", "use.py"),
        ("import Shop.Old.Router", "use.py"),
        ("from .router import Router", "shop/old/router.py"),
    ],
)
def test_what_only_looks_like_an_import_does_not_count(source: str, path: str):
    assert places(source, path) == []


@pytest.mark.parametrize(
    "source",
    [
        "from shop.new.router import Router",
        "from shop.hub import Other",
        "import shop.hub",
        "from shop.hub import late",
        "from shop.hub import Typed",
    ],
)
def test_a_name_that_a_third_module_does_not_take_from_the_deprecated_one_does_not_count(source: str):
    hub = (
        "from shop.old.router import Router\nfrom shop.new.router import Router as Other\ndef f():\n    from shop.old.router import late\n"
    )
    assert places(source, around={**AROUND, "shop/hub.py": hub}) == []


@pytest.mark.parametrize(
    "source",
    ["import shop.old\nshop.old.router.Router()", "from shop import old\nold.router.Router", "import shop\nx = shop.old.router.LIMIT"],
)
def test_an_attribute_behind_an_imported_package_is_a_reference(source: str):
    story = Story(DeprecatedImport([OLD]), StringTarget([OLD]), DeprecatedReference([OLD]))
    story.commit({**AROUND, "use.py": source + "\n"})
    assert [(place.rule, place.line, place.module) for place in story.places(0)] == [("deprecated-reference", 2, OLD)]


def test_one_statement_and_one_module_are_one_finding_whatever_it_names():
    (place,) = places("from shop.old.router import Router, Handler as H; x = 1")
    assert place.name == "Router, Handler"
    assert [place.line for place in places("import shop.old.router, shop.old.router.deep")] == [1]
    assert len(places("import shop.old.router; import shop.old.router")) == 2
