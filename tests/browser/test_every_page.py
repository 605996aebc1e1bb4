"""A walk over every page, at two widths, in light and in dark: nothing bars anybody, nothing leaves this host, every tab has a name."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation

from tests.support import walk
from tests.support.accounts import made_account
from tests.support.browser import Seen, seen
from tests.support.pages import made_issue, made_repository
from tracker.actions import access, accounts
from tracker.models import Role
from tracker.queries import portfolio

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
#: WCAG 2.0, 2.1 and 2.2, levels A and AA. What only colours decide is asked again in dark.
CHECK = """async (only) => {
  const tags = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
  const found = await axe.run(document, { preload: false, resultTypes: ["violations"],
    runOnly: only ? { type: "rule", values: only } : tags, rules: only ? {} : { "target-size": { enabled: true } } });
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`));
}"""
OF_COLOURS = ["color-contrast", "link-in-text-block"]
#: How a page is looked at, one after the other without loading it again. At the other width other parts are hidden, and with them what
#: names a button: all rules are asked again. In the other theme the page is the same but for its colours.
LOOKS = ((1440, "light", None), (1440, "dark", OF_COLOURS), (390, "dark", OF_COLOURS), (390, "light", None))
#: Colours fade from one theme to the other; nobody waits for that.
AT_ONCE = "document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish())"


class Walk:
    """Opens pages one after the other and keeps what is wrong with them."""

    def __init__(self, shown: Seen) -> None:
        self.shown = shown
        self.page = shown.page
        self.axe = AXE.read_text(encoding="utf-8")
        self.titles: dict[str, str] = {}
        self.wrong: list[str] = []

    def to(self, address: str, status: int = 200) -> None:
        """Go there and look around."""
        answer = self.page.goto(self.shown.base + address)
        if answer.status != status:
            self.wrong.append(f"{address} answers {answer.status}")
        self.here(address)

    def here(self, name: str) -> None:
        """Look around on the page that is open."""
        self.shown.settle()
        self.titles[name] = self.page.title()
        self.page.evaluate(self.axe)
        self.page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
        for width, scheme, only in LOOKS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.emulate_media(color_scheme=scheme)
            self.page.evaluate(AT_ONCE)
            self.wrong += [f"{name} at {width} in {scheme}: {one}" for one in self.page.evaluate(CHECK, only)]
            if only is None and self.shown.overflow():
                self.wrong.append(f"{name} at {width} scrolls sideways")


@pytest.fixture
def walked(browser, live_server, data_dir) -> Iterator[Walk]:
    """A walk; at the end of the test all that it saw has to be right."""
    if not AXE.is_file():
        pytest.fail(f"{AXE} is not there. Run: make install (it runs npm ci).", pytrace=False)
    with seen(browser, live_server.url) as shown:
        one = Walk(shown)
        yield one
        assert not one.wrong, "\n".join(one.wrong)
        assert shown.hosts == {urlsplit(live_server.url).netloc}
        assert all(title.endswith(" · SSOT Tracker") and len(title) > len(" · SSOT Tracker") for title in one.titles.values())


def sign_in(one: Walk) -> None:
    one.to(access.new_sign_in_link())
    one.page.click("main button")


def test_every_route_is_walked_or_is_no_page():
    known = set(" ".join(walk.NO_PAGE.values()).split()) | walk.ANSWERS | walk.PAGES
    assert walk.routes() - known == set(), "A new route: is it a page? Put it into PAGES of tests/support/walk.py, or into NO_PAGE."
    assert known - walk.routes() == set(), "These are no routes any more."


def test_the_checker_is_served_to_nobody():
    assert finders.find("axe-core/axe.min.js") is None
    assert [path for finder in finders.get_finders() for path, _ in finder.list([]) if "axe" in path] == []


def test_every_page_with_something_on_it(walked, data_dir):
    site = walk.made_site(data_dir)
    sign_in(walked)
    addresses = site.addresses()
    assert set(addresses) == walk.PAGES
    for address in (one for every in addresses.values() for one in every):
        walked.to(address)
    walked.page.goto(f"{walked.shown.base}/issues/{site.issue.slug}/settings/")
    walked.page.click("#shares button:has-text('Make a share link')")
    walked.here("a share link")
    walked.page.goto(f"{walked.shown.base}/repositories/{site.repository.slug}/")
    walked.page.fill("form[action$='/tokens/'] [name=name]", "pipeline")
    walked.page.click("form[action$='/tokens/'] button")
    walked.here("a token")


def test_every_page_with_nothing_on_it(walked):
    walked.to("/sign-in/")
    for address in ("/", "/claims/", "/discovery/", "/scans/", "/repositories/"):
        walked.to(address)
    shop = made_repository("shop")
    issue = made_issue(shop, "Session store", {})
    for address in ("/", "/claims/", f"/issues/{issue.slug}/", f"/issues/{issue.slug}/claims/", f"/issues/{issue.slug}/checklist/"):
        walked.to(address)
    for part in ("", "discovery/", "subjects/", "excluded/"):
        walked.to(f"/repositories/shop/{part}")


def test_every_page_that_says_what_is_wrong(walked, monkeypatch):
    made_account("ada", Role.VIEWER)
    walked.to("/no-such-page/", 404)
    walked.to("/sign-in/no-such-link/", 410)
    walked.to(accounts.invite("bo", "", Role.VIEWER).path)
    walked.page.click("main button")
    walked.to("/accounts/", 403)
    walked.page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(one => { one.value = ''; })")
    walked.page.click("summary[aria-label=Theme]")
    walked.page.click("button[value=dark]")
    walked.here("a form that was open too long")
    for status, error in ((400, SuspiciousOperation("nothing")), (500, ValueError("a bad day"))):
        monkeypatch.setattr(portfolio, "page", Mock(side_effect=error))
        walked.to("/", status)
    assert [one for one in walked.shown.complaints if "Failed to load resource" not in one] == []
    walked.shown.complaints.clear()
