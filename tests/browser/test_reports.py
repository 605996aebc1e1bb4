"""Reports, forecast and what can be copied, in Chromium."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.browser.test_shell import FAINT
from tests.support.browser import seen
from tests.support.pages import made_issue, made_repository
from tests.support.repositories import History
from tests.support.scanning import follow, scan
from tracker.actions import counting, issues
from tracker.models import Issue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

LONG = "w" * 200
DATASETS = "Chart.getChart(document.querySelector('[data-lane=left]')).data.datasets.map((one) => one.label)"


@pytest.fixture
def issue(tmp_path) -> Issue:
    """An issue with long names and a place that is left."""
    with History(tmp_path / "shop") as shop:
        shop.commit(
            {"shop/core/router.py": "class MessageRouter:\n    pass\n", f"shop/{LONG}.py": "from shop.core.router import MessageRouter\n"}
        )
        shop.finish()
        made = follow(scan(shop.path))
    counting.count_issue(issues.find(made.pk))
    return issues.find(made.pk)


def falling(**fields: Any) -> Issue:
    days = tuple(range(70, 0, -7))
    return made_issue(made_repository("site", days), "Session store", {place: 100 - 8 * place for place in range(10)}, **fields)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_fits_every_width_and_can_be_read(browser, live_server, issue, scheme: str):
    with seen(browser, live_server.url, scheme=scheme) as shown:
        for width in (320, 390, 720, 1440):
            assert shown.too_narrow(f"/r/{issue.slug}/newest/", [width]) == []
            assert shown.page.evaluate(FAINT) == []
            assert shown.page.evaluate("document.querySelector('main').getBoundingClientRect().width") <= 720


def test_a_report_on_paper_is_black_on_white_with_hatches(browser, live_server, issue):
    with seen(browser, live_server.url, scheme="dark") as shown:
        shown.page.emulate_media(media="print")
        shown.open(f"/r/{issue.slug}/newest/")
        inks = "[...document.querySelectorAll('main *')].map((one) => getComputedStyle(one).color)"
        assert set(shown.page.evaluate(inks)) == {"rgb(0, 0, 0)"}
        assert "t-print-production" in shown.page.evaluate("getComputedStyle(document.querySelector('.t-p-production')).fill")


def test_the_chart_draws_the_forecast_and_the_target_behind_today(browser, live_server):
    one = falling(target_date=datetime.now(UTC).date() + timedelta(days=30))
    with seen(browser, live_server.url) as shown:
        shown.open(f"/issues/{one.slug}/")
        shown.page.wait_for_selector("canvas[data-lane=left]:not([hidden])")
        assert shown.page.evaluate(DATASETS) == ["Production", "early", "late", "target"]
        shown.open(f"/issues/{one.slug}/?axis=commit")
        shown.page.wait_for_selector("canvas[data-lane=left]:not([hidden])")
        assert shown.page.evaluate(DATASETS) == ["Production"]


def test_markdown_is_copied_from_the_page_and_from_the_report(browser, live_server, issue):
    with seen(browser, live_server.url) as shown:
        shown.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
        shown.open(f"/issues/{issue.slug}/")
        shown.page.click("#embed summary")
        shown.page.click("[data-copy=embed-badge]")
        shown.page.wait_for_selector("text=Copied")
        assert shown.page.evaluate("navigator.clipboard.readText()").startswith("[![MessageRouter has one home: what is left](")
        shown.page.click("[data-copy-from]")
        shown.page.wait_for_selector("[data-copy-from]:has-text('Copied')")
        assert shown.page.evaluate("navigator.clipboard.readText()").startswith("## MessageRouter has one home")
