"""The modules through which a symbol is imported, commit by commit."""

from scanner.rules.import_path_fragmentation import ImportPathFragmentation
from tests.support.stories import Story

SYMBOL, CANONICAL = "Router", "shop.router"
COUNTED = "import-path-fragmentation"
ROUTER = "class Router: pass\n"


def story() -> Story:
    return Story(ImportPathFragmentation(SYMBOL, CANONICAL))


def shown(told: Story, commit: int = 0) -> list[tuple[str, str]]:
    return [(place.path, place.module) for place in told.places(commit)]


def test_each_module_counts_once_the_canonical_one_included():
    told = story()
    told.commit(
        {
            "shop/router.py": ROUTER,
            "shop/hub.py": "from shop.router import Router\n",
            "a.py": "from shop.router import Router\n",
            "b.py": "def f():\n    from shop.hub import Router as R\n",
            "c.py": "from shop.hub import Router, other\n",
        }
    )
    assert shown(told) == [("shop/hub.py", "shop.hub"), ("shop/router.py", "shop.router")]
    assert told.counts(0) == {(COUNTED, "production"): 2}
    assert [(place.name, place.reason) for place in told.places(0)] == [
        ("Router", "another way to the symbol"),
        ("Router", "the canonical module"),
    ]


def test_a_path_counts_while_somebody_takes_it():
    told = story()
    told.commit({"shop/router.py": ROUTER, "a.py": "from shop.router import Router\n", "b.py": "from shop.hub import Router\n"})
    less = told.commit({"b.py": None})
    none = told.commit({"a.py": "import shop\n"})
    again = told.commit({"z.py": "from shop.hub import Router\n"})
    assert [sum(told.counts(commit).values()) for commit in (0, less, none, again)] == [2, 1, 0, 1]


def test_a_module_that_no_file_is_stands_for_itself():
    told = story()
    told.commit({"a.py": "from vendor_package.routing import Router\n"})
    assert shown(told) == [("vendor_package.routing", "vendor_package.routing")]


def test_a_module_that_is_gone_keeps_its_path_and_category():
    told = story()
    told.commit({"tests/fakes.py": ROUTER})
    gone = told.commit({"tests/fakes.py": None, "a.py": "from tests.fakes import Router\n"})
    assert shown(told, gone) == [("tests/fakes.py", "tests.fakes")]
    assert told.counts(gone) == {(COUNTED, "other-test"): 1}


def test_relative_imports_are_the_modules_that_they_end_at():
    told = story()
    told.commit({"shop/router.py": ROUTER, "shop/a.py": "from .router import Router\n", "shop/use/b.py": "from ..router import Router\n"})
    assert shown(told) == [("shop/router.py", "shop.router")]


def test_a_file_with_several_module_names_counts_once():
    told = story()
    told.commit(
        {
            "src/shop/router.py": ROUTER,
            "src/shop/a.py": "from .router import Router\n",
            "src/shop/b.py": "from shop.router import Router\n",
            "c.py": "from src.shop.router import Router\n",
        }
    )
    assert shown(told) == [("src/shop/router.py", "shop.router")]
    assert told.counts(0) == {(COUNTED, "production"): 1}


def test_a_module_only_imported_relatively_has_its_short_name():
    told = story()
    told.commit({"src/shop/hub.py": ROUTER, "src/shop/a.py": "from .hub import Router\n"})
    assert shown(told) == [("src/shop/hub.py", "shop.hub")]


def test_an_attribute_of_an_imported_module_counts_like_an_import():
    told = story()
    told.commit(
        {
            "shop/router.py": ROUTER,
            "shop/hub.py": "",
            "a.py": "import shop.router\nshop.router.Router()\n",
            "b.py": "from shop import hub as h\nclass A(h.Router): pass\n",
            "c.py": "import far.away as f\nx = f.Router.make()\n",
            "d.py": "import shop\nshop.router.Router\n",
        }
    )
    assert shown(told) == [("far.away", "far.away"), ("shop/hub.py", "shop.hub"), ("shop/router.py", "shop.router")]


def test_what_only_looks_like_an_import_of_the_symbol_does_not_count():
    told = story()
    told.commit(
        {
            "shop/router.py": ROUTER + "from shop.router import Router\n",
            "a.py": '"""from shop.a import Router"""\n# from shop.b import Router\nx = "from shop.c import Router"\n',
            "b.py": "from shop.d import RouterTools\nfrom shop.e import router\n",
            "c.py": "from shop.f import Factory\nFactory.Router()\n",
            "d.py": "import shop.g\n",
            "e.py": "from shop.h import Other as Router\n",
        }
    )
    assert shown(told) == []


def test_imports_in_excluded_files_do_not_keep_a_path_alive():
    told = story()
    told.commit({"shop/router.py": ROUTER, "backups/a.py": "from shop.hub import Router\n", "b.py": "from shop.router import Router\n"})
    assert shown(told) == [("shop/router.py", "shop.router")]


def test_a_backup_copy_does_not_take_the_place_of_the_module():
    told = story()
    told.commit({"shop/router.py": ROUTER, "backup/src/shop/router.py": ROUTER, "b.py": "from shop.router import Router\n"})
    assert shown(told) == [("shop/router.py", "shop.router")]
