"""One walk over the page of a checklist in Chromium: tick, add, reorder, assign, remove and undo, with script and without."""

import pytest

from tests.browser.test_shell import FAINT
from tests.support.browser import seen
from tests.support.pages import made_issue, made_repository, tick
from tracker.actions import access
from tracker.models import Issue
from tracker.queries import checklist

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

LONG = "W" * 300


@pytest.fixture
def issue() -> Issue:
    found = made_issue(made_repository("shop"), "Session store", {0: 3})
    tick(found, {"Phase 1: Find": "x.", LONG: "."})
    return found


def texts(issue: Issue) -> list[str]:
    return [item.text for item in checklist.of_issue(issue).merged.items()]


def signed_in(shown) -> None:
    shown.open(access.new_sign_in_link())
    shown.page.click("main button")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_walk_over_the_checklist(browser, live_server, issue, width, script):
    with seen(browser, live_server.url, width=width, script=script) as shown:
        signed_in(shown)
        shown.open(f"/issues/{issue.slug}/checklist/")
        page = shown.page
        if script:
            page.evaluate("window.stays = true")
        box = page.get_by_role("checkbox", name="Box 1").first
        box.click()
        page.get_by_text("the document has it open").wait_for()
        assert page.get_by_role("checkbox", name="Box 1").first.get_attribute("aria-checked") == "true"
        page.get_by_label("New item in Phase 1: Find").fill("Remove `shop/old.py`")
        page.get_by_role("button", name="Add item").first.click()
        page.get_by_role("checkbox", name="Remove shop/old.py").wait_for()
        page.get_by_role("button", name="Move “Remove shop/old.py” up").click()
        page.get_by_text("moved “Remove shop/old.py” up.").wait_for()
        assert texts(issue)[:3] == ["Box 0", "Remove shop/old.py", "Box 1"]
        if script:
            assert page.evaluate("document.activeElement.id").startswith("up-"), "the focus stays where it was"
        page.get_by_role("link", name="Edit “Remove shop/old.py”").click()
        page.get_by_label("Due").fill("2031-02-03")
        page.get_by_role("button", name="Save item").click()
        page.get_by_text("Due 3 Feb 2031.", exact=True).wait_for()
        page.get_by_role("button", name="Remove “Remove shop/old.py”").click()
        page.get_by_role("button", name="Undo").click()
        page.get_by_role("checkbox", name="Remove shop/old.py").wait_for()
        page.get_by_label("New phase").fill("Later")
        page.get_by_role("button", name="Add phase").click()
        page.get_by_role("heading", name="Later").wait_for()
        assert shown.overflow() == 0
        if script:
            assert page.evaluate("window.stays") is True, "no part of it jumped to another page"
        assert [phase.title for phase in checklist.of_issue(issue).phases] == ["Phase 1: Find", LONG, "Later"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_it_stands_out_and_nothing_scrolls_sideways(browser, live_server, issue, scheme):
    with seen(browser, live_server.url, scheme=scheme) as shown:
        signed_in(shown)
        key = checklist.of_issue(issue).phases[1].items[0].key
        address = f"/issues/{issue.slug}/checklist/?edit={key}&phase={checklist.of_issue(issue).phases[1].key}"
        for width in (320, 390, 960, 1440):
            assert shown.too_narrow(address, [width]) == []
            assert shown.page.evaluate(FAINT) == []


def test_the_markdown_is_shown_as_text_to_copy(browser, live_server, issue):
    with seen(browser, live_server.url) as shown:
        signed_in(shown)
        shown.open(f"/issues/{issue.slug}/checklist/")
        shown.page.get_by_role("link", name="Copy as Markdown").click()
        shown.page.get_by_role("button", name="Copy").wait_for()
        assert "- [x] Box 0" in shown.page.locator("#markdown-text").text_content()
