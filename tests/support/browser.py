"""A page in Chromium that fails on what it reports, and that waits for what a click has begun."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error

SECONDS = 10.0  # the most that anything in a page may take
#: Twice, because what the first frame measures is drawn in the second.
DRAWN = "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))"
NARROW = 767  # at most so many pixels: scripts draw otherwise
_pages: dict[tuple[Any, bool, str], Any] = {}


@dataclass
class Seen:
    """A page in a browser, and everything it complained about."""

    page: Any
    base: str
    script: bool = True
    complaints: list[str] = field(default_factory=list)
    waiting: list[Any] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Hear what the page says and asks for; what a click begins is over before a test goes on."""
        events: dict[str, Callable[[Any], None]] = {
            "console": lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None,
            "pageerror": lambda error: self.complaints.append(str(error)),
            "request": self.asked,
            "requestfinished": self.done,
            "requestfailed": self.failed,
        }
        acts = ("click", "press")
        for name, hear in events.items():
            self.page.on(name, hear)
        for name in acts:
            setattr(self.page, name, self._settled(getattr(self.page, name)))
        try:
            yield
        finally:
            for name, hear in events.items():
                self.page.remove_listener(name, hear)
            for name in acts:
                delattr(self.page, name)

    def _settled(self, act: Callable[..., Any]) -> Callable[..., None]:
        def acted(*given: Any, **named: Any) -> None:
            act(*given, **named)
            self.settle()

        return acted

    def open(self, path: str) -> None:
        """Go to a path of the site under test."""
        self.page.goto(self.base + path)

    def asked(self, request: Any) -> None:
        """Something is on its way."""
        self.waiting.append(request)
        self.hosts.add(urlsplit(request.url).netloc)

    def done(self, request: Any) -> None:
        """Nobody waits for it any more."""
        if request in self.waiting:
            self.waiting.remove(request)

    def failed(self, request: Any) -> None:
        """Note what could not be loaded; what the browser gave up because it went on is no failure."""
        self.done(request)
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def settle(self) -> None:
        """Wait until a page is there with its style sheets and fonts, nothing is asked for any more, and all of it is drawn.

        A form's answer is seen before its style sheets are: who measured then would measure a page without them.
        """
        until = monotonic() + SECONDS
        while monotonic() < until:
            self.page.wait_for_load_state("load")
            with suppress(Error):  # another page came meanwhile
                self.page.evaluate(DRAWN if self.script else "document.readyState")
                if not self.waiting:
                    return
            self.page.wait_for_timeout(5)
        raise AssertionError(f"The page does not come to rest: {[one.url for one in self.waiting]}")

    def overflow(self) -> int:
        """Pixels by which the page can be scrolled sideways."""
        self.settle()
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def too_narrow(self, path: str, widths: Sequence[int], before: str = "0") -> list[tuple[str, int]]:
        """The widths at which a page can be scrolled sideways, after a script; its own scripts ask for the width when it is loaded."""
        found = []
        for is_narrow in (True, False):
            for place, width in enumerate([one for one in widths if (one <= NARROW) == is_narrow]):
                self.page.set_viewport_size({"width": width, "height": 900})
                if place == 0:
                    self.open(path)
                    self.settle()
                    self.page.evaluate(before)
                if self.overflow() != 0:
                    found.append((path, width))
        return found


@contextmanager
def seen(
    browser: Any, base: str, *, width: int = 1440, height: int = 900, scheme: str = "light", script: bool = True, zone: str = "UTC"
) -> Iterator[Seen]:
    """A page of a size, on which nobody has signed in; at its end nothing may have been blocked, missed or thrown."""
    page = _page(browser, script, zone)
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="null", color_scheme=scheme)
    shown = Seen(page, base, script)
    with shown.heard():
        try:
            yield shown
            assert shown.complaints == []
        finally:
            page.goto("about:blank")
            page.mouse.move(0, 0)
            page.context.clear_cookies()
            page.context.clear_permissions()


def _page(browser: Any, script: bool, zone: str) -> Any:
    """The same page again and again, with what was loaded for it: a fresh one takes longer than most tests."""
    if (browser, script, zone) not in _pages:
        page = browser.new_context(java_script_enabled=script, timezone_id=zone).new_page()
        page.set_default_timeout(SECONDS * 1000)
        _pages[browser, script, zone] = page
    return _pages[browser, script, zone]
