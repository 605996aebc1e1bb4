"""An issue as of an earlier commit, two commits compared, and its people, in Chromium."""

import pytest

from tests.browser.test_shell import FAINT
from tests.support.browser import seen
from tests.support.pages import bring, made_issue, made_repository, measure
from tests.tracker.test_claim_pages import item, keep
from tracker.models import Commit, Finding, Issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

LONG = "W" * 300
WIDTHS = [320, 390, 768, 1440]


@pytest.fixture
def issue() -> Issue:
    made = made_issue(made_repository("site"), "Router", {0: 1, 2: 3, 4: 2}, symbol="MessageRouter")
    measure(made, 3, "string-target", 0)
    bring(made, 0, 1)
    bring(made, 2, 2)
    Finding.objects.filter(issue=made, identity="2-1").update(removed=4, died=4)
    keep(made, {"Phase 1": [item(made, "All imports updated", "contradicted", 2)]})
    return made


def oid(issue: Issue, place: int) -> str:
    return str(Commit.objects.get(repository=issue.repository, line_index=place).oid)


def test_a_walk_through_an_earlier_commit_keeps_it_and_leads_back(browser, live_server, issue):
    day = f"{Commit.objects.get(repository=issue.repository, line_index=3).committed_at:%Y-%m-%d}"
    with seen(browser, live_server.url) as shown:
        page = shown.page
        shown.open(f"/issues/{issue.slug}/")
        page.fill("#at-day", day)
        page.click(".t-asofform button")
        page.wait_for_selector(".t-asof")
        assert page.inner_text(".t-big >> nth=0") == "3" and oid(issue, 3)[:9] in page.inner_text(".t-asof")
        page.keyboard.press("[")
        page.wait_for_url(f"**at={oid(issue, 2)}*")
        page.keyboard.press("[")
        page.wait_for_url(f"**at={oid(issue, 0)}*")
        assert page.inner_text(".t-big >> nth=0") == "1"
        page.keyboard.press("]")
        page.wait_for_url(f"**at={oid(issue, 2)}*")
        page.click("a[aria-label='shop/2_1.py, line 1']")
        page.wait_for_selector(".t-asof")
        assert "Left" in page.inner_text("h1")
        page.click(".t-crumbs a:has-text('Router')")
        page.wait_for_url(f"**/issues/{issue.slug}/?at={oid(issue, 2)}*")
        page.click("#phases a:has-text('All claims')")
        page.wait_for_selector("text=All imports updated")
        assert oid(issue, 2)[:9] in page.inner_text(".t-asof")
        page.click("text=Back to today")
        page.wait_for_url(f"**/issues/{issue.slug}/claims/?show=all")
        assert page.locator(".t-asof").count() == 0


def test_the_filters_of_then_stay_at_then(browser, live_server, issue):
    with seen(browser, live_server.url) as shown:
        shown.open(f"/issues/{issue.slug}/?at={oid(issue, 3)}")
        shown.page.fill("#filter-folder", "shop/2_")
        shown.page.press("#filter-folder", "Enter")
        shown.page.wait_for_selector("#findings:has-text('2 places there then')")
        assert f"at={oid(issue, 3)}" in shown.page.url


def test_the_chart_leads_to_the_page_as_of_the_commit_under_the_cursor(browser, live_server, issue):
    for commit in Commit.objects.filter(repository=issue.repository):
        Commit.objects.filter(pk=commit.pk).update(oid=str(commit.number + 1) * 40)
    issue.repository.published.tip_oid = "5" * 40
    issue.repository.published.save()
    with seen(browser, live_server.url) as shown:
        shown.open(f"/issues/{issue.slug}/?axis=commit")
        shown.page.wait_for_function("document.querySelector('[data-burndown]').burndown !== undefined")
        shown.page.keyboard.press("[")
        assert shown.page.inner_text("[data-r=left]").startswith("3")
        shown.page.click("[data-then]")
        shown.page.wait_for_selector(".t-asof")
        assert "444444444" in shown.page.inner_text(".t-asof")


def test_no_page_scrolls_sideways(browser, live_server, issue):
    Commit.objects.filter(repository=issue.repository).update(subject=LONG, author_name=LONG[:200])
    at = f"at={oid(issue, 3)}"
    paths = [f"/issues/{issue.slug}/?{at}", f"/issues/{issue.slug}/claims/?{at}&show=all", f"/issues/{issue.slug}/people/", f"/?{at}"]
    paths += [f"/issues/{issue.slug}/compare/", f"/issues/{issue.slug}/compare/?from={oid(issue, 0)}&to={oid(issue, 4)}"]
    paths += [f"/repositories/site/commits/{oid(issue, 2)}/"]
    with seen(browser, live_server.url) as shown:
        assert [one for path in paths for one in shown.too_narrow(path, WIDTHS)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser, live_server, issue, scheme):
    with seen(browser, live_server.url, scheme=scheme) as shown:
        for path in (f"?at={oid(issue, 3)}", f"claims/?at={oid(issue, 3)}&show=all", f"compare/?from={oid(issue, 0)}", "people/"):
            shown.open(f"/issues/{issue.slug}/{path}")
            shown.settle()
            assert shown.page.evaluate(FAINT) == [], path


def test_everything_works_without_script(browser, live_server, issue):
    with seen(browser, live_server.url, script=False) as shown:
        shown.open(f"/issues/{issue.slug}/?at={oid(issue, 3)}")
        shown.page.click("text=← previous change")
        assert oid(issue, 2) in shown.page.url
        shown.page.click("text=Back to today")
        assert "at=" not in shown.page.url
