"""Saved views in Chromium: long names fit, and a view is saved without a script."""

import pytest

from tests.support.accounts import made_account
from tests.support.browser import seen
from tests.support.pages import made_issue, made_repository
from tracker.actions import access, saved_views
from tracker.models import Role
from tracker.queries.portfolio_filters import Filters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "script"), [(320, True), (390, False), (1440, True), (1920, True)])
def test_a_view_is_saved_and_removed_at_every_width(browser, live_server, data_dir, width, script):
    repository = made_repository("shop")
    made_issue(repository, "Router", {0: 10})
    made_issue(repository, "Session store", {0: 10, 4: 2})
    user = made_account("mira", Role.LEAD)
    for number in range(10):
        saved_views.save(user, f"{number} " + "W" * 58, Filters(q=str(number)), shared=number % 2 == 0)
    with seen(browser, live_server.url, width=width, script=script) as shown:
        shown.open(access.new_sign_in_link(user))
        shown.page.click("main button:has-text('Sign in')")
        shown.open("/?show=stuck")
        shown.page.click("text=Save this view")
        shown.page.fill("#save-view input[name=name]", "Stuck ones")
        assert shown.overflow() <= 0
        shown.page.click("#save-view button")
        assert shown.page.locator(".t-views [aria-current]").inner_text().split() == ["Stuck", "ones", "1"]
        assert shown.overflow() <= 0
        shown.page.click("text=Remove the view")
        assert shown.page.locator(".t-views [aria-current]").count() == 0
        assert "The view “Stuck ones” is removed." in shown.page.inner_text("main")
