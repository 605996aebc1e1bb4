"""The shell and the portfolio in Chromium: nothing is cut, blocked or out of reach."""

from time import sleep

import pytest

from tests.support.browser import seen
from tests.support.pages import bring, made_issue, made_repository, made_scan, tick
from tracker.actions import access
from tracker.models.scans import ScanState

WIDTHS = [320, 390, 768, 960, 1100, 1440, 1920]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Texts whose colour stands too little out of what lies behind them.
FAINT = """() => {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const channels = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const colour = channels(getComputedStyle(element).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest(".visually-hidden, .t-skip")) continue;
    const [one, other] = [light(channels(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    if ((one + 0.05) / (other + 0.05) < 4.5) faint.push(texts.currentNode.data.trim());
  }
  return faint;
}"""


@pytest.fixture
def site(live_server, data_dir) -> str:
    """A portfolio with an issue in every state, some with names that are hard to set."""
    shop = made_repository("a-shop-whose-name-is-quite-long-for-a-table")
    made_scan(shop)
    tick(made_issue(shop, "Session store", {0: 111}), {"Find": "xx", "Replace": "x"})
    rising = made_issue(shop, "A" + "unbreakable" * 9, {0: 3, 4: 5}, github_url="https://github.com/example/shop/issues/412")
    bring(rising, 4, 2)
    tick(rising, {"Phase 1: Find all of it": "x.", "Phase 2: Replace it everywhere, in tests too": "..."})
    made_issue(shop, "Clock", {0: 9, 4: 4})
    made_issue(shop, "Tenant", {0: 9, 3: 0})
    site = made_repository("site")
    made_issue(site, "Money", {0: 12345, 1: 12000})
    made_scan(site, ScanState.FAILED, error="Git could not be reached.")
    return str(live_server.url)


def test_no_page_of_the_shell_scrolls_sideways(browser, site):
    with seen(browser, site) as shown:
        for path in ("/", "/?sort=left", "/?q=nothing-like-it", "/sign-in/", "/scans/"):
            assert shown.too_narrow(path, WIDTHS) == []
        assert shown.complaints == [] and shown.too_narrow("/no-such-page/", WIDTHS) == []
        assert all("404" in complaint for complaint in shown.complaints)
        shown.complaints.clear()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_state_is_cut_off(browser, site, width):
    with seen(browser, site, width=width) as shown:
        shown.open("/")
        edges = shown.page.eval_on_selector_all(".t-port .t-chip", "chips => chips.map(chip => chip.getBoundingClientRect().right)")
        card = shown.page.eval_on_selector(".card", "card => card.getBoundingClientRect().right")
        assert len(edges) == 5 and max(edges) <= card


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser, site, scheme):
    with seen(browser, site, scheme=scheme) as shown:
        for path in ("/", "/sign-in/"):
            shown.open(path)
            assert shown.page.evaluate(FAINT) == []


def test_everything_is_there_without_script(browser, site):
    with seen(browser, site, script=False) as shown:
        shown.open("/")
        shown.page.click("summary[aria-label=Theme]")
        shown.page.click("button[value=dark]")
        assert shown.page.get_attribute("html", "data-bs-theme") == "dark"
        shown.page.fill("#search", "session")
        shown.page.press("#search", "Enter")
        assert shown.page.locator("tr[data-row]").count() == 1
        assert not shown.page.is_visible("[data-keys]")


def test_a_chosen_theme_wins_over_the_systems(browser, site):
    with seen(browser, site, scheme="light") as shown:
        shown.open("/?q=clock")
        before = shown.page.eval_on_selector("body", "body => getComputedStyle(body).backgroundColor")
        shown.page.click("summary[aria-label=Theme]")
        shown.page.click("button[value=dark]")
        assert shown.page.url.endswith("/?q=clock")
        assert shown.page.eval_on_selector("body", "body => getComputedStyle(body).backgroundColor") != before


def late(route) -> None:
    """A style sheet that takes its time."""
    sleep(0.2)
    route.continue_()


def test_a_click_is_over_when_the_answer_has_its_style_sheets(browser, site):
    colour = "getComputedStyle(document.querySelector('header')).backgroundColor"
    with seen(browser, site, script=False) as shown:
        shown.open("/sign-in/")
        before = shown.page.evaluate(colour)
        shown.page.route("**/*.css", late)
        shown.page.click("header a >> nth=0")
        assert not shown.page.url.endswith("/sign-in/") and shown.page.evaluate(colour) == before
        shown.page.unroute("**/*.css")


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(browser, site):
    with seen(browser, site) as shown:
        shown.open("/")
        for close in (lambda: shown.page.keyboard.press("Escape"), lambda: shown.page.click("h1")):
            shown.page.click("summary[aria-label=Theme]")
            assert shown.page.is_visible("button[value=dark]")
            close()
            assert not shown.page.is_visible("button[value=dark]")


def test_keys_lead_to_pages_rows_and_the_search(browser, site):
    with seen(browser, site) as shown:
        shown.open("/")
        shown.page.keyboard.press("j")
        shown.page.keyboard.press("j")
        shown.page.keyboard.press("k")
        assert shown.page.evaluate("document.activeElement.textContent") == "Session store"
        shown.page.keyboard.press("/")
        assert shown.page.evaluate("document.activeElement.id") == "search"
        shown.page.keyboard.type("gs?")
        assert shown.page.input_value("#search") == "gs?"
        shown.page.click("h1")
        shown.page.keyboard.press("g")
        shown.page.keyboard.press("s")
        shown.page.wait_for_url("**/scans/")


def test_single_keys_can_be_turned_off(browser, site):
    with seen(browser, site) as shown:
        shown.open("/?q=clock")
        shown.page.keyboard.press("?")
        assert shown.page.is_visible("#keys")
        shown.page.click("#keys >> text=Turn them off")
        shown.page.wait_for_selector("html[data-keys-off]")
        assert shown.page.url.endswith("/?q=clock")
        shown.page.keyboard.press("/")
        shown.page.keyboard.press("?")
        assert shown.page.evaluate("document.activeElement === document.body")
        assert not shown.page.is_visible("#keys")
        shown.page.click("[data-keys]")
        shown.page.click("#keys >> text=Turn them on")
        shown.page.wait_for_selector("html:not([data-keys-off])")
        shown.page.keyboard.press("/")
        assert shown.page.evaluate("document.activeElement.id") == "search"


def test_the_search_opens_over_the_top_bar_where_there_is_no_room(browser, site):
    with seen(browser, site, width=390, height=844) as shown:
        shown.open("/")
        assert shown.page.locator(".t-find").bounding_box()["width"] <= 40
        shown.page.click(".t-find label")
        assert shown.page.locator(".t-find").bounding_box()["width"] > 300
        shown.page.keyboard.type("clock")
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_url("**q=clock")
        assert shown.page.locator("tr[data-row]").count() == 1


def test_a_link_from_the_terminal_signs_in_and_the_menu_signs_out(browser, site):
    with seen(browser, site, width=390, height=844) as shown:
        shown.open(access.new_sign_in_link())
        assert shown.overflow() == 0
        shown.page.click("main button")
        shown.page.click("summary[title='Your account']")
        assert shown.overflow() == 0
        shown.page.click("text=Sign out")
        assert shown.page.is_visible("header >> text=Sign in")


def test_a_password_can_be_looked_at(browser, site):
    with seen(browser, site) as shown:
        shown.open("/sign-in/")
        shown.page.fill("#id_password", "secret")
        shown.page.click("text=Show")
        assert shown.page.get_attribute("#id_password", "type") == "text"
        shown.page.click("text=Hide")
        assert shown.page.get_attribute("#id_password", "type") == "password"


def test_the_skip_link_is_the_first_stop(browser, site):
    with seen(browser, site) as shown:
        shown.open("/")
        shown.page.keyboard.press("Tab")
        assert shown.page.evaluate("document.activeElement.textContent") == "Skip to content"
        shown.page.keyboard.press("Enter")
        assert shown.page.evaluate("document.activeElement.id") == "main"
