"""Long names break between their parts, and are copied whole."""

import pytest

from tracker.templatetags.paths import breakable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("shop/core/message_router.py", "shop/<wbr>core/<wbr>message_<wbr>router.<wbr>py"),
        ("shop.core.router", "shop.<wbr>core.<wbr>router"),
        ("<b>/&.py", "&lt;b&gt;/<wbr>&amp;.<wbr>py"),
        ("", ""),
        ("__init__.py", "__<wbr>init__.<wbr>py"),
    ],
)
def test_a_name_may_break_behind_its_slashes_dots_and_underscores(name, shown):
    assert breakable(name) == shown and breakable(name).__html__() == shown
