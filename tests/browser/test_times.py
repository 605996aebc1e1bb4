"""Times of day in the reader's zone, in Chromium; the title keeps them in UTC, and without script they stand in UTC."""

from datetime import UTC, datetime

import pytest

from tests.support.browser import seen
from tests.support.pages import made_issue, made_repository
from tracker.models import Commit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

LATE = datetime(2026, 9, 30, 22, 40, tzinfo=UTC)


@pytest.fixture
def address(live_server) -> str:
    """The page of a commit that was made shortly before midnight."""
    repository = made_repository("shop")
    made_issue(repository, "Session store", {0: 3})
    Commit.objects.filter(repository=repository).update(authored_at=LATE, committed_at=LATE)
    return f"/repositories/shop/commits/{repository.published.tip_oid}/"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Asia/Kolkata", "1 Oct 2026, 04:10"),
        ("America/New_York", "30 Sep 2026, 18:40"),
        ("UTC", "30 Sep 2026, 22:40 UTC"),
    ],
)
def test_a_time_is_told_in_the_readers_zone_and_its_title_in_utc(browser, live_server, address, zone, words):
    with seen(browser, live_server.url, zone=zone) as shown:
        shown.open(address)
        time = shown.page.locator("main time").first
        assert (time.inner_text(), time.get_attribute("title")) == (words, "30 Sep 2026, 22:40 UTC")


def test_without_script_it_stands_in_utc(browser, live_server, address):
    with seen(browser, live_server.url, zone="Asia/Kolkata", script=False) as shown:
        shown.open(address)
        assert shown.page.locator("main time").first.inner_text() == "30 Sep 2026, 22:40 UTC"


def test_words_and_days_stay_as_they_are(browser, live_server, address):
    with seen(browser, live_server.url, zone="Asia/Kolkata") as shown:
        shown.open(address)
        shown.page.evaluate("""() => {
          const main = document.querySelector("main");
          main.innerHTML = '<time datetime="2026-09-30T22:40:05Z">2 h ago</time><time datetime="2026-09-30">30 Sep 2026</time>'
            + '<time datetime="2026-09-30T22:40:05Z">22:40:05</time><time datetime="2026-09-30T22:40:05Z">30 Sep 2026</time>'
            + '<time datetime="T">x</time>';
          document.dispatchEvent(new Event("htmx:afterSettle"));
        }""")
        assert shown.page.locator("main time").all_inner_texts() == ["2 h ago", "30 Sep 2026", "04:10:05", "1 Oct 2026", "x"]
        assert shown.page.locator("main time").nth(1).get_attribute("title") is None
