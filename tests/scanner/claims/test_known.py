"""Names as people write them, against what a repository has or had."""

import pytest

from scanner.claims.known import Known

KNOWN = Known(
    paths=[
        "shop/core/shop_router.py",
        "shop/core/__init__.py",
        "shop/web/pages.py",
        "shop/admin/pages.py",
        "backups/2024/shop_router.py",
        "backups/2024/gone.py",
        "tests/unit/test_router.py",
        "src/cart/prices.py",
    ],
    classes=["ShopRouter", "IShopEngine", "ShopEngine", "BaseCart"],
    functions=["send_to_user"],
)


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("shop/core/shop_router.py", ("shop/core/shop_router.py",)),
        ("/shop/core/shop_router.py", ("shop/core/shop_router.py",)),
        ("./core/shop_router.py", ("shop/core/shop_router.py",)),
        ("shop_router.py", ("shop/core/shop_router.py",)),
        ("ShopRouter.py", ("shop/core/shop_router.py",)),
        ("pages.py", ("shop/admin/pages.py", "shop/web/pages.py")),
        ("gone.py", ("backups/2024/gone.py",)),
        ("tests/unit/", ("tests/unit",)),
        ("router.py", ()),
        ("other/shop_router.py", ()),
        ("elsewhere/", ()),
    ],
)
def test_a_path_is_known_by_its_ending(text: str, paths: tuple[str, ...]):
    assert KNOWN.paths(text) == paths


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("ShopRouter", ("ShopRouter",)),
        ("Shoprouter", ("ShopRouter",)),
        ("ShopEngineInterface", ("IShopEngine",)),
        ("ShopEngine", ("ShopEngine",)),
        ("CartBase", ()),
        ("Router", ()),
    ],
)
def test_a_class_is_known_by_a_sloppy_name(name: str, classes: tuple[str, ...]):
    assert KNOWN.classes(name) == classes


@pytest.mark.parametrize(
    ("name", "modules"),
    [
        ("shop.core.shop_router", ("shop.core.shop_router",)),
        ("core.shop_router", ("shop.core.shop_router",)),
        ("shop.core", ("shop.core",)),
        ("cart.prices", ("cart.prices",)),
        ("os.environ", ()),
        ("backups.2024.gone", ()),
    ],
)
def test_a_module_is_known_by_its_ending(name: str, modules: tuple[str, ...]):
    assert KNOWN.modules(name) == modules


def test_a_function_is_known_by_its_name():
    assert (KNOWN.functions("send_to_user"), KNOWN.functions("send")) == (("send_to_user",), ())
