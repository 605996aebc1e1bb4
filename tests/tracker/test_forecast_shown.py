"""Where forecasts and targets are shown: the issue's page, its chart, the portfolio, its settings."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.support.accounts import lead
from tests.support.pages import made_issue, made_repository
from tests.support.repositories import History
from tests.support.scanning import ROUTER, follow, scan
from tracker import tasks
from tracker.actions import drafts
from tracker.forecast import Forecast
from tracker.models import Issue
from tracker.models.repositories import Depth
from tracker.queries import forecasts, portfolio
from tracker.queries.forecasts import Aim
from tracker.queries.series import History as Numbers
from tracker.queries.series import Line

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

A_DAY = 86_400
START = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
FALLING = {place: 100 - 8 * place for place in range(10)}
WEEKS = tuple(range(70, 0, -7))


def falling(slug: str = "shop", **fields: Any) -> Issue:
    return made_issue(made_repository(slug, WEEKS), "Session store", FALLING, **fields)


def page(client, issue: Issue, query: str = "") -> str:
    return str(client.get(f"/issues/{issue.slug}/{query}").content.decode())


def done_by(client, issue: Issue) -> str:
    found = re.search(r"<dt>Done by</dt><dd>(.*?)</dd>", page(client, issue), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_an_issue_that_falls_says_when_it_may_be_done(client):
    assert re.match(r"\d+ \w+( \d{4})?( – \d+ \w+( \d{4})?)? 4 of 5 runs", done_by(client, falling()))


@pytest.mark.parametrize(
    ("days", "counts", "said"),
    [
        ((100, 50, 20, 10, 3), {0: 10, 3: 12, 4: 13}, "No date Rose in 2 of the last 8 weeks"),
        ((100, 50, 25, 20, 19), {0: 10, 4: 8}, "No date Nothing removed for 19 days"),
        ((100, 50, 20, 10, 3), {3: 10, 4: 8}, "No date Fewer than 4 weeks of data"),
        ((100, 50, 20, 10, 3), {0: 10, 4: 0}, "Done Nothing left."),
    ],
)
def test_where_there_is_no_date_the_reason_stands_below(client, days, counts, said):
    assert done_by(client, made_issue(made_repository("shop", days), "Session store", counts)) == said


def test_while_only_the_newest_commit_is_read_nobody_knows(client):
    one = made_issue(made_repository("shop", depth=Depth.TIP), "Session store", {4: 10})
    assert done_by(client, one) == "– known when the history is read"


def test_the_portfolio_says_the_same_as_the_page(client):
    one = falling()
    row = next(row for group in portfolio.page({}, datetime.now(UTC)).groups for row in group.rows)
    assert row.number.forecast.has_date
    assert done_by(client, one).startswith(row.number.forecast.words)
    assert row.number.forecast.words in client.get("/").content.decode()


def history(counts: list[int]) -> Numbers:
    line = Line(
        range(len(counts)), [f"{number:040x}" for number in range(len(counts))], [START + day * A_DAY for day in range(len(counts))]
    )
    return Numbers(line, 0, {("deprecated-import", "production"): list(enumerate(counts))})


def day(number: int) -> date:
    return (datetime.fromtimestamp(START, UTC) + timedelta(days=number)).date()


def test_the_chart_draws_a_range_from_its_last_point():
    found = forecasts.future(history([30, 20, 10]), 0, Aim(Forecast(day(4), day(6))), None)
    end = START + 2 * A_DAY
    assert list(found.late) == [(end, 10), (START + 6 * A_DAY, 0)]
    assert list(found.early) == [(end, 10), (START + 4 * A_DAY, 0), (START + 6 * A_DAY, 0)]
    assert (list(found.target), found.until) == ([], end + 2 * A_DAY)  # the past keeps half of the width
    assert "between 5 January 2026 and 7 January 2026" in found.sentence


def test_the_target_is_a_line_from_the_most_since_the_tracker_began():
    numbers = history([90, 20, 40, 30, 10])
    whole = forecasts.future(numbers, 0, Aim(None, day(6)), day(1))
    assert list(whole.target) == [(START + 2 * A_DAY, 40), (START + 6 * A_DAY, 0)]
    cut = forecasts.future(numbers, 3, Aim(None, day(6)), day(1))
    assert list(cut.target) == [(START + 3 * A_DAY, 30.0), (START + 6 * A_DAY, 0)]


@pytest.mark.parametrize(
    ("counts", "aim"),
    [([3, 2, 1], Aim()), ([3, 2, 1], Aim(Forecast(reason="x"))), ([0, 0, 0], Aim(None, day(9))), ([3, 2, 1], Aim(None, day(-5)))],
)
def test_without_a_date_and_a_target_nothing_is_drawn(counts: list[int], aim: Aim):
    assert forecasts.future(history(counts), 0, aim, None) is None


@pytest.mark.parametrize("query", ["?axis=commit", "?show=dangling-import"])
def test_a_chart_of_something_else_has_no_future(client, query: str):
    one = made_issue(made_repository("shop", WEEKS), "Router", FALLING, rules=("deprecated-import", "dangling-import"))
    assert '"future":{"until"' in page(client, one)
    assert '"future":null' in page(client, one, query)


def test_a_target_is_entered_kept_and_shown(client, tmp_path, monkeypatch):
    monkeypatch.setattr(tasks.count_issue, "delay", lambda issue: None)
    client.force_login(lead("mira"))
    with History(tmp_path / "shop") as shop:
        files = {"shop/core/router.py": "class MessageRouter:\n    pass\n", "shop/messaging/router.py": "class MessageRouter:\n    pass\n"}
        shop.commit(files | {"shop/a.py": "from shop.core.router import MessageRouter\n"})
    issue = follow(scan(shop.path), ROUTER)
    address = f"/issues/{issue.slug}/settings/"
    entered = {
        "title": ROUTER.title,
        "symbol": ROUTER.symbol,
        "canonical": ROUTER.canonical,
        "deprecated": "shop.core.router",
        "remove": "",
    }
    refused = client.post(address, entered | {"target_date": "soon"})
    assert refused.status_code == 422 and "This is no date." in refused.content.decode()
    hidden = client.post(address, entered | {"owner": "Mira\u202e"})
    assert hidden.status_code == 422 and "characters that can be seen" in hidden.text
    assert client.post(address, entered | {"target_date": "2031-03-31", "owner": " Team  Router "}).status_code == 302
    assert (Issue.objects.get().target_date, Issue.objects.get().owner) == (date(2031, 3, 31), "Team Router")
    assert 'value="2031-03-31"' in client.get(address).content.decode()
    assert drafts.of_issue(Issue.objects.get()).target_date == date(2031, 3, 31)
    assert client.post(address, entered).status_code == 302
    assert Issue.objects.get().target_date is None


def test_a_target_stands_beside_the_forecast(client):
    one = falling(target_date=date(2031, 3, 31))
    assert done_by(client, one).endswith("· target 31 Mar 2031")
    assert "target 31 Mar 2031" in client.get("/").content.decode()
