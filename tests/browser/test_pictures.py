"""Pictures of every page at three widths, light and dark, to be looked at: make pictures [PICTURES=folder]."""

import os
import re
from pathlib import Path

import pytest

from tests.support import walk
from tests.support.browser import Seen, seen
from tracker.actions import access

pytestmark = [pytest.mark.pictures, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (390, 1440, 1920)
TALLEST = 6_000  # pixels of a picture; below stands more of the same list


def folder() -> Path:
    """Where the pictures go."""
    return Path(os.environ.get("PICTURES") or "pictures").absolute()


def take(shown: Seen, address: str, name: str) -> int:
    """Open a page, keep its picture, and say by how much it scrolls sideways."""
    shown.open(address)
    shown.settle()
    size = shown.page.evaluate("({ width: innerWidth, height: document.documentElement.scrollHeight })")
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], TALLEST)}
    shown.page.screenshot(path=folder() / f"{name}.png", full_page=True, clip=clip)
    return shown.overflow()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_picture_of_every_page(browser, live_server, data_dir, width, scheme):
    folder().mkdir(parents=True, exist_ok=True)
    site = walk.made_site(data_dir)
    with seen(browser, live_server.url, width=width, scheme=scheme) as shown:
        shown.open(access.new_sign_in_link())
        shown.page.click("main button")
        wide = []
        for route, addresses in site.addresses().items():
            for number, address in enumerate(addresses, 1):
                name = re.sub(r"\W", "-", f"{route}-{number}-{width}-{scheme}")
                if take(shown, address, name):
                    wide.append(f"{address} scrolls sideways at {width}")
        assert wide == []
