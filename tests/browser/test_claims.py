"""The pages of the claim ledger in Chromium: nothing is cut, faint, blocked or out of reach, and the second lane is drawn."""

from typing import Any

import pytest

from tests.browser.test_shell import FAINT
from tests.support.browser import seen
from tests.support.pages import made_issue, made_repository
from tests.tracker.test_claim_pages import item, judged, keep, moment
from tracker.actions import access
from tracker.models import Issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

LONG = "W" * 300
WIDTHS = [320, 390, 768, 960, 1100, 1440]
KEY = "c" * 32


@pytest.fixture
def issue() -> Issue:
    """An issue with an item of every sort, and one whose words cannot be broken."""
    issue = made_issue(made_repository("shop"), "Session store", {0: 150, 2: 103, 4: 111})
    judged(issue)
    return issue


@pytest.fixture
def hostile(issue) -> Issue:
    """Everything as long as it may be."""
    other = made_issue(issue.repository, LONG, {0: 3})
    edges = [moment(other, 3, subject=LONG, to="true"), moment(other, 4, subject=LONG, to="false")]
    strip = [[1, 1, "not ticked"], [2, 2, "unknown"], [3, 3, "true"], [4, 4, "not true"]]
    words: dict[str, Any] = dict.fromkeys(("sentence", "question", "git", "why_not", "kind_name", "state_words"), LONG)
    subjects = [{"thing": "path", "text": LONG, "source": "title", "certain": False, "known": [LONG, LONG], "part": "place"}]
    proof = [{"path": f"{LONG}/{LONG}.py", "line": 7, "statement": LONG}]
    kept = item(
        other, LONG, "came back", key=KEY, notes=[LONG], edges=edges, segments=strip, subjects=subjects, proof=proof, depth=4, **words
    )
    keep(other, {LONG: [kept], "2. Close": [item(other, "Later", "open", ticked_in=None)]}, headline=LONG, closing=f"closed {LONG}")
    return other


def claim(issue: Issue, key: str = KEY) -> str:
    return f"/issues/{issue.slug}/claims/{key}/"


def test_no_page_of_the_ledger_scrolls_sideways(browser, live_server, issue, hostile):
    paths = [
        "/",
        "/claims/?show=all",
        f"/issues/{issue.slug}/",
        f"/issues/{hostile.slug}/",
        f"/issues/{hostile.slug}/claims/",
        claim(hostile),
    ]
    with seen(browser, live_server.url) as shown:
        unfold = "document.querySelectorAll('main details').forEach(one => { one.open = true; })"
        assert [one for path in paths for one in shown.too_narrow(path, WIDTHS, unfold)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser, live_server, issue, hostile, scheme):
    with seen(browser, live_server.url, scheme=scheme) as shown:
        shown.open(access.new_sign_in_link())
        shown.page.click("main button")
        for path in ("/claims/?show=all", f"/issues/{issue.slug}/", claim(hostile)):
            shown.open(path)
            shown.page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
            assert shown.page.evaluate(FAINT) == []


def test_every_picture_and_field_has_a_name(browser, live_server, issue, hostile):
    unnamed = """() => [...document.querySelectorAll("main :is(svg[role=img], canvas, select, textarea, input:not([type=hidden]))")]
      .filter(one => !(one.getAttribute("aria-label") || one.labels?.[0]?.textContent.trim())).map(one => one.outerHTML)"""
    twice = "(ids => ids.length - new Set(ids).size)([...document.querySelectorAll('[id]')].map(one => one.id))"
    with seen(browser, live_server.url) as shown:
        shown.open(access.new_sign_in_link())
        shown.page.click("main button")
        for path in ("/claims/?show=all", f"/issues/{issue.slug}/", claim(hostile)):
            shown.open(path)
            assert shown.page.evaluate(unnamed) == []
            assert shown.page.evaluate(twice) == 0


def test_both_lanes_begin_and_end_at_the_same_pixel(browser, live_server, issue):
    edges = """() => ["left", "claims"].map(name => {
      const { left, right } = Chart.getChart(document.querySelector(`[data-lane=${name}]`)).chartArea;
      return [left, right];
    })"""
    for width in (390, 1440):
        with seen(browser, live_server.url, width=width) as shown:
            shown.open(f"/issues/{issue.slug}/")
            shown.page.wait_for_selector("canvas[data-lane=claims]:not([hidden])")
            above, below = shown.page.evaluate(edges)
            assert above == below


def test_the_cursor_moves_the_shares_too(browser, live_server, issue):
    with seen(browser, live_server.url) as shown:
        shown.open(f"/issues/{issue.slug}/")
        shown.page.wait_for_selector("canvas[data-lane=claims]:not([hidden])")
        assert shown.page.inner_text("[data-n=ticked]") == "83" and shown.page.inner_text("[data-n=measured]") == "26"
        shown.page.focus(".t-scrub")
        shown.page.keyboard.press("ArrowLeft")
        assert shown.page.inner_text("[data-n=measured]") == "31"
        assert shown.page.get_attribute(".t-scrub", "aria-valuetext").endswith("83 % ticked, 31 % measured")
        shown.page.keyboard.press("Home")
        assert shown.page.inner_text("[data-n=ticked]") == "–"


def test_flags_that_are_close_share_a_number(browser, live_server, issue):
    keep(made_issue(issue.repository, "Clock", {0: 9, 4: 8}), {})
    close = Issue.objects.get(title="Clock")
    close.document.ledgers.all().delete()
    items = [item(close, "One", "contradicted", ticked_in=3), item(close, "Two", "contradicted", ticked_in=4)]
    keep(close, {"All": items})
    labels = """() => Object.values(Chart.getChart(document.querySelector("[data-lane=left]")).options.plugins.annotation.annotations)
      .filter(one => one.label.display).map(one => one.label.content)"""
    with seen(browser, live_server.url, width=320) as shown:
        shown.open(f"/issues/{close.slug}/")
        shown.page.wait_for_selector("canvas[data-lane=claims]:not([hidden])")
        assert shown.page.evaluate(labels) == ["1–2"]


def test_everything_is_there_without_script(browser, live_server, issue):
    with seen(browser, live_server.url, script=False) as shown:
        shown.open(f"/issues/{issue.slug}/")
        assert shown.page.is_visible(".t-claimdrawing")
        shown.page.click("text=See the claim")
        shown.page.click("text=Ready to tick 1")
        assert shown.page.is_visible("text=“One router”")
        shown.page.select_option("select[name=by]", "Ada Example")
        shown.page.click("button:has-text('Show')")
        assert "show=ready" in shown.page.url and "by=Ada+Example" in shown.page.url
        shown.open("/claims/")
        shown.page.click("text=“Update all imports”")
        assert shown.page.is_visible("text=git grep -n shop.core.router") and not shown.page.is_visible("[data-copy]")


def test_keys_lead_to_the_claims_and_through_their_rows(browser, live_server, issue):
    with seen(browser, live_server.url) as shown:
        shown.open("/")
        shown.page.keyboard.press("g")
        shown.page.keyboard.press("c")
        shown.page.wait_for_url("**/claims/")
        shown.page.keyboard.press("j")
        assert shown.page.evaluate("document.activeElement.textContent") == "“Update all imports”"
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_selector("text=What the code says")


def test_the_command_can_be_copied(browser, live_server, hostile):
    with seen(browser, live_server.url) as shown:
        shown.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        shown.open(claim(hostile))
        shown.page.click("[data-copy]")
        shown.page.wait_for_selector("text=Copied")
        assert shown.page.evaluate("navigator.clipboard.readText()") == LONG


def test_a_form_that_takes_seconds_says_so_at_its_button_and_is_sent_once(browser, live_server, issue):
    other = made_issue(issue.repository, "Router", {0: 3})
    keep(other, {"All": [item(other, "Only one", "contradicted", key=KEY, on_front_page=False, precise=False)]})
    with seen(browser, live_server.url) as shown:
        shown.open(access.new_sign_in_link())
        shown.page.click("main button")
        shown.open(claim(other))
        words = shown.page.evaluate(
            """async () => {
              const form = document.querySelector("form[data-busy]"), button = form.querySelector("[type=submit]");
              const before = button.textContent, sent = [];
              form.addEventListener("submit", (event) => { sent.push(event.defaultPrevented); event.preventDefault(); });
              form.requestSubmit(button);
              form.requestSubmit(button);
              await new Promise((done) => setTimeout(done, 20));
              const during = button.textContent;
              window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
              return [sent, before !== during, during, button.textContent === before];
            }"""
        )
        assert words == [[False, True], True, "Judging…", True]
