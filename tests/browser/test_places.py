"""A lead's walk in Chromium: filter by owner, waive a file, undo it; the same by keys and without script."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from tests.browser.test_shell import FAINT
from tests.support.browser import Seen, seen
from tests.support.pages import bring, made_issue, made_repository
from tracker.actions import access, issues, places
from tracker.models import Finding, Issue, Publication, Waiver
from tracker.queries.waivers import Where, today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

LONG = "W" * 300
WIDTHS = [320, 390, 768, 1440]


@pytest.fixture
def issue() -> Issue:
    """Four places of one owner and two of nobody."""
    made = made_issue(made_repository("site"), "Router", {2: 4, 3: 6})
    bring(made, 2, 4)
    bring(made, 3, 2)
    Finding.objects.filter(born=2).update(owners="@shop/core")
    Publication.objects.update(owners_file=".github/CODEOWNERS")
    return issues.find(made.pk)


def sign_in(shown: Seen) -> None:
    shown.open(access.new_sign_in_link())
    shown.page.click("main button")


@pytest.mark.parametrize("width", [390, 1440])
def test_a_lead_filters_by_owner_waives_a_file_and_undoes_it(browser, live_server, issue, width):
    with seen(browser, live_server.url, width=width) as shown:
        page = shown.page
        sign_in(shown)
        shown.open(f"/issues/{issue.slug}/")
        page.select_option("#filter-owner", "@shop/core")
        page.wait_for_selector("#findings >> text=4 places there now")
        page.click("text=Waive or assign… >> nth=0")
        page.fill("#id_waive-reason", "waits for the new client")
        page.click("text=Waive 1")
        page.wait_for_selector("text=1 place is waived until")
        assert page.inner_text(".t-kpi .t-big >> nth=0") == "5" and "owner=%40shop%2Fcore" in page.url
        assert page.is_visible("text=3 places there now") and shown.overflow() == 0
        page.click(".t-click >> text=Undo")
        page.wait_for_selector("text=4 places there now")
        assert page.inner_text(".t-kpi .t-big >> nth=0") == "6" and not Waiver.objects.exists()


def test_keys_go_through_the_list_and_open_a_place(browser, live_server, issue):
    with seen(browser, live_server.url) as shown:
        shown.open(f"/issues/{issue.slug}/?owner=%40shop%2Fcore")
        for key in ("j", "j", "k", "j", "Enter"):
            shown.page.keyboard.press(key)
        shown.page.wait_for_url(f"**/issues/{issue.slug}/findings/2-1/")


def test_without_script_the_same_walk_is_made_by_forms(browser, live_server, issue):
    with seen(browser, live_server.url, script=False) as shown:
        page = shown.page
        sign_in(shown)
        shown.open(f"/issues/{issue.slug}/")
        page.select_option("#filter-owner", "nobody")
        page.click("button:text-is('Filter')")
        assert page.is_visible("text=2 places there now")
        page.click("text=Waive or assign… >> nth=0")
        page.fill("#id_waive-reason", "waits")
        page.click("text=Waive 1")
        page.click(".t-click >> text=Undo")
        assert page.is_visible("text=2 places there now") and not Waiver.objects.exists()


def test_a_finding_is_marked_as_intended_on_its_page(browser, live_server, issue):
    with seen(browser, live_server.url) as shown:
        sign_in(shown)
        shown.open(f"/issues/{issue.slug}/findings/2-0/")
        shown.page.click("text=Mark as intended, or waive…")
        shown.page.fill("#id_waive-reason", "guards the old path")
        shown.page.click("button:text-is('Mark as intended')")
        shown.page.wait_for_selector("text=“guards the old path”")
        assert shown.page.is_visible("h1 >> text=Intended")


def test_no_page_scrolls_sideways_however_long_the_words_are(browser, live_server, issue):
    mira = User.objects.create_user(LONG[:150])
    Finding.objects.update(path=f"{LONG}/{LONG}.py", owners=f"@{LONG[:100]}/{LONG[:100]} {LONG[:60]}@{LONG[:100]}")
    places.waive(issue, Where(identity="2-0"), "waived", LONG, today() + timedelta(days=3), mira)
    places.waive(issue, Where(identity="2-1"), "waived", LONG, today() + timedelta(days=3), mira)
    places.assign(issue, Where(), mira.username, mira)
    places.note(issue, "2-0", LONG, mira)
    with seen(browser, live_server.url) as shown:
        sign_in(shown)
        for path in ("?form=from", "?state=waived", "?stack=owner", "findings/2-0/", "findings/2-2/", "places/?path="):
            assert shown.too_narrow(f"/issues/{issue.slug}/{path}", WIDTHS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser, live_server, issue, scheme):
    done = places.waive(issue, Where(identity="2-0"), "waived", "waits", today(), User.objects.create_user("mira"))
    with seen(browser, live_server.url, scheme=scheme) as shown:
        sign_in(shown)
        for path in (f"?state=waived&decided={done.batch}", "findings/2-0/", "places/?path=shop"):
            shown.open(f"/issues/{issue.slug}/{path}")
            shown.settle()
            assert shown.page.evaluate(FAINT) == [], path
