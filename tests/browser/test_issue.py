"""The pages of an issue and of its findings, in Chromium."""

import pytest
from django.contrib.auth.models import User

from tests.browser.test_shell import FAINT
from tests.support.browser import seen
from tests.support.pages import bring, made_issue, made_repository, measure, tick
from tests.support.repositories import History
from tests.support.scanning import follow, scan
from tracker.actions import access, counting, issues
from tracker.models import Commit, Finding, Implementation, Issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter:\n    def route(self, message): return message\n"
LONG = "W" * 300
WIDTHS = [320, 390, 768, 1440]


@pytest.fixture
def issue(tmp_path) -> Issue:
    """An issue with a duplicate, a place that is left, and what its scan found."""
    with History(tmp_path / "shop") as shop:
        taken = f"def send():\n    from shop.core.router import MessageRouter  # {'far ' * 60}\n    return MessageRouter\n"
        files = {"shop/messaging/router.py": CANONICAL, "shop/core/router.py": CANONICAL + "    def drain(self): return 2\n"}
        shop.commit({**files, "shop/a.py": taken})
        shop.finish()
        made = follow(scan(shop.path))
    counting.count_issue(issues.find(made.pk))
    return issues.find(made.pk)


@pytest.fixture
def hostile() -> Issue:
    """Everything as long as it may be, in words that cannot be broken."""
    issue = made_issue(made_repository("site"), LONG, {0: 3}, symbol="S" * 200, canonical_module="c" * 500, status_text=LONG, problem=LONG)
    tick(issue, {LONG: "x.", "Phase 2": "xx"})
    bring(issue, 2, 2)
    long = {"path": f"{LONG}/{LONG}.py", "statement": f"from {LONG} import {LONG}", "module": LONG, "reason": LONG, "within": LONG}
    Finding.objects.filter(issue=issue).update(**long, scope="function")
    for rule in ("deprecated-import", "text-pattern"):
        measure(issue, 1, f"intended:{rule}", 2)
    Implementation.objects.create(
        publication=issue.repository.published, issue=issue, path=f"{LONG}.py", line=3, qualified_name=LONG, class_name="duplicate",
        category="production", reason=LONG, identity="1", introduced=1, born=1,
    )  # fmt: skip
    Commit.objects.filter(repository=issue.repository).update(subject=LONG[:300], author_name=LONG[:200])
    return issue


def address(one: Finding) -> str:
    return f"/issues/{one.issue.slug}/findings/{one.identity}/"


def test_no_page_of_an_issue_scrolls_sideways(browser, live_server, issue, hostile):
    one = Finding.objects.get(issue=issue, path="shop/a.py")
    paths = [f"/issues/{issue.slug}/", f"/issues/{hostile.slug}/", address(one), address(Finding.objects.filter(issue=hostile)[0])]
    with seen(browser, live_server.url) as shown:
        assert [one for path in paths for one in shown.too_narrow(path, WIDTHS)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser, live_server, issue, scheme):
    one = Finding.objects.get(issue=issue, path="shop/a.py")
    with seen(browser, live_server.url, scheme=scheme) as shown:
        for path, ready in ((f"/issues/{issue.slug}/", ".t-interface"), (address(one), "#new-text")):
            shown.open(path)
            shown.page.wait_for_selector(ready)
            assert shown.page.evaluate(FAINT) == []


def test_a_finding_is_one_click_away_and_its_replacement_can_be_copied(browser, live_server, issue):
    with seen(browser, live_server.url) as shown:
        shown.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        shown.open(f"/issues/{issue.slug}/?rule=deprecated-import")
        shown.page.click("a[aria-label='shop/a.py, line 2']")
        shown.page.click("text=Copy")
        shown.page.wait_for_selector("text=Copied")
        assert shown.page.evaluate("navigator.clipboard.readText()").startswith("from shop.messaging.router import MessageRouter")


def test_the_gap_of_a_duplicate_comes_after_the_page(browser, live_server, issue):
    with seen(browser, live_server.url) as shown:
        shown.open(f"/issues/{issue.slug}/")
        shown.page.click("text=Needs 1 method: drain.")
        assert shown.page.is_visible("text=drain (self)")


def test_without_script_links_lead_to_the_same(browser, live_server, issue):
    one = Finding.objects.get(issue=issue, path="shop/a.py")
    with seen(browser, live_server.url, script=False) as shown:
        shown.open(f"/issues/{issue.slug}/")
        shown.page.click("text=Compare each with the canonical one")
        assert shown.page.is_visible("text=Needs 1 method: drain.")
        shown.open(address(one))
        shown.page.click("text=Show what replaces it")
        assert "shop.messaging.router" in shown.page.inner_text("#new-text")
        assert not shown.page.is_visible("[data-copy]")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_switch_draws_what_is_set_apart(browser, live_server, hostile, width):
    with seen(browser, live_server.url, width=width) as shown:
        shown.open(f"/issues/{hostile.slug}/")
        shown.page.click("#burndown >> text=Set apart >> nth=0")
        shown.page.wait_for_selector("#burndown h2:has-text('Set apart')")
        assert shown.page.inner_text("[data-r=left]") == "4 set apart"


@pytest.mark.parametrize("width", [390, 1440])
def test_the_other_rules_unfold(browser, live_server, hostile, width):
    User.objects.create_user("mira")
    with seen(browser, live_server.url, width=width) as shown:
        shown.open(access.new_sign_in_link())
        shown.page.click("main button")
        for path in ("/issues/new/?repository=site", f"/issues/{hostile.slug}/settings/"):
            shown.open(path)
            assert not shown.page.is_visible("#id_pattern")
            shown.page.click("text=More rules")
            assert shown.page.is_visible("#id_pattern") and shown.overflow() == 0


def test_an_issue_on_paper_is_light_and_has_nothing_to_press(browser, live_server, issue):
    inks = "Chart.getChart(document.querySelector('[data-lane=left]')).options.scales.x.ticks.color"
    with seen(browser, live_server.url, scheme="dark") as shown:
        shown.open(f"/issues/{issue.slug}/")
        shown.page.wait_for_selector("canvas[data-lane=left]:not([hidden])")
        shown.page.emulate_media(media="print")
        shown.page.wait_for_timeout(200)  # until the chart has heard of it
        assert shown.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert shown.page.evaluate(inks) == "rgb(86, 98, 115)"
        for control in (".t-top", ".t-scrub", "main .t-acts", ".t-foot"):
            assert not shown.page.locator(control).first.is_visible()
        assert shown.overflow() == 0
