"""The portfolio: which issues are stuck, and who must act."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import bring, made_issue, made_repository, made_scan, measure, tick
from tracker import burndown
from tracker.models import Batch, Commit, Issue, Repository
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState
from tracker.queries import keeping, portfolio, portfolio_filters
from tracker.queries.portfolio_rows import Row
from tracker.queries.states import State

pytestmark = pytest.mark.django_db


def page(**wanted: str) -> portfolio.Portfolio:
    return portfolio.page(wanted, datetime.now(UTC))


def only_row(**wanted: str) -> Row:
    rows = [row for group in page(**wanted).groups for row in group.rows]
    assert len(rows) == 1
    return rows[0]


def titles(shown: portfolio.Portfolio) -> dict[str, list[str]]:
    return {group.title: [row.issue.title for row in group.rows] for group in shown.groups}


@pytest.mark.parametrize(
    ("counts", "kind", "words", "more"),
    [
        ({0: 10, 4: 13}, "rising", "Rising", "+3 in 14 days"),
        ({0: 10, 3: 6}, "falling", "Falling", "−4 in 14 days"),
        ({0: 10, 2: 8}, "stuck", "Stuck 20 days", "since "),
        ({0: 10, 2: 8, 3: 9, 4: 8}, "stuck", "Stuck 20 days", "since "),
        ({0: 10, 2: 0}, "done", "Done", "since "),
        ({}, "none", "No data", "nothing was ever counted"),
    ],
)
def test_an_issue_has_the_state_of_its_last_two_weeks(counts, kind, words, more):
    made_issue(made_repository("shop"), "Router", counts)
    state = only_row().state
    assert (state.kind, state.words) == (kind, words)
    assert state.more.startswith(more)


def test_boxes_that_are_all_ticked_while_places_are_left_come_first_of_all_states():
    tick(made_issue(made_repository("shop"), "Router", {0: 10, 4: 13}), {"Find": "xx", "Replace": "x"})
    state = only_row().state
    assert (state.kind, state.words, state.more) == ("complete", "Says complete, 13 left", "Rising")


def test_nothing_left_is_not_done_while_a_path_to_remove_is_there():
    issue = made_issue(made_repository("shop"), "Router", {0: 10, 2: 0}, rules=("deprecated-import", "removed-path"))
    measure(issue, 0, "removed-path", 1)
    assert only_row().state == State("beside", "Not done", "1 path still there")
    tick(issue, {"Find": "x"})
    assert only_row().state.words == "Says complete, not done"


def test_an_issue_without_deprecated_modules_follows_its_implementations():
    made_issue(made_repository("shop"), "Router", {0: 3, 3: 2}, rules=("duplicate-implementation",))
    row = only_row()
    assert (row.state.kind, row.number.now, row.number.word) == ("falling", 2, "there")


def test_a_first_scan_shows_how_much_is_read():
    repository = Repository.objects.create(slug="shop", source="/srv/shop", is_local=True, path_rules="")
    Issue.objects.create(repository=repository, title="Router", slug="router")
    assert only_row().state == State("none", "No data", "not scanned yet")
    scan = made_scan(repository, ScanState.RUNNING, step="read", stage=Depth.TIP)
    assert only_row().state.words == "Reading"
    Batch.objects.create(scan=scan, stage=Depth.TIP, number=0, oids=b"", total=1_000, done=619)
    assert only_row().state.words == "Reading 61\u00a0%"
    assert page().is_moving


def test_with_the_newest_commit_alone_there_is_a_number_and_no_trend():
    made_issue(made_repository("shop", depth=Depth.TIP), "Router", {4: 12})
    row = only_row()
    assert (row.number.now, row.number.week, row.number.spark) == (12, None, None)
    assert row.state == State("none", "No history", "only the newest commit is read")


def test_numbers_of_another_publication_are_not_shown():
    made_issue(made_repository("shop"), "Router", {0: 10})
    Issue.objects.update(counted_in=None)
    row = only_row()
    assert (row.number, row.state.words) == (None, "Counting")


def test_a_course_that_was_read_once_is_kept_until_its_numbers_change():
    issue = made_issue(made_repository("shop"), "Router", {0: 10})
    assert only_row().number.now == 10
    measure(issue, 4, "deprecated-import", 7)
    assert only_row().number.now == 10
    Issue.objects.update(counted_revision=2, revision=2)
    assert only_row().number.now == 7


def test_the_change_of_seven_days_and_the_share_that_is_gone_stand_beside_what_is_left():
    made_issue(made_repository("shop"), "Router", {0: 10, 1: 20, 3: 12, 4: 9})
    number = only_row().number
    assert (number.week, number.measured) == (-3, 55)
    assert number.sentence == "90 days ago 10, at most 20 since, 9 now."


def test_the_measured_share_begins_where_the_tracker_began():
    opened = datetime.now(UTC).date() - timedelta(days=15)
    made_issue(made_repository("shop"), "Router", {0: 100, 2: 10, 4: 9}, opened_on=opened)
    assert only_row().number.measured == 10


def test_a_commit_with_a_wrong_clock_moves_nothing_but_itself():
    made_issue(made_repository("shop", (100, 50, 20, 19, 40, 3)), "Router", {0: 10, 4: 8})
    assert only_row().state.words == "Stuck 19 days"


def test_ticks_are_shown_with_the_first_phase_that_has_open_boxes():
    issue = made_issue(made_repository("shop"), "Router", {0: 10})
    tick(issue, {"1. Find": "xx", "2. Replace": "x..", "3. Close": ".", "Notes": ""})
    boxes = only_row().boxes
    assert (boxes.ticked, boxes.boxes, boxes.phase, boxes.percent) == (3, 6, "2. Replace", 50)


def test_who_added_most_lately_acts_next_where_it_rises():
    issue = made_issue(made_repository("shop"), "Router", {0: 3, 4: 5})
    bring(issue, 1, 3)
    bring(issue, 4, 2)
    act = only_row().act
    assert (act.person, act.initials, act.reason) == ("Ada Example", "AE", "added 2 in 14 days")


def test_merges_and_bots_act_next_only_where_nobody_else_brought_anything():
    repository = made_repository("shop")
    issue = made_issue(repository, "Router", {0: 3, 1: 4})
    bring(issue, 0, 1)
    bring(issue, 1, 3)
    Commit.objects.filter(repository=repository, line_index=1).update(parents=2)
    assert (only_row().act.person, only_row().act.reason) == ("Ada Example", "brought 1 of the 4 left")
    Commit.objects.filter(repository=repository, line_index=0).update(author_name="renovate[bot]")
    keeping.forget()
    assert only_row().act.person == "Bo Sample"


def test_who_brought_most_of_what_is_left_acts_next_where_it_is_stuck():
    issue = made_issue(made_repository("shop"), "Router", {0: 3, 1: 4})
    bring(issue, 0, 1)
    bring(issue, 1, 3)
    act = only_row().act
    assert (act.person, act.reason) == ("Bo Sample", "brought 3 of the 4 left")


def test_the_owner_acts_next_unless_it_rises_or_falls(client):
    repository = made_repository("shop")
    for title, counts in {"Stuck": {0: 3}, "Falling": {0: 5, 4: 3}, "Rising": {0: 3, 4: 5}}.items():
        issue = made_issue(repository, title, counts)
        bring(issue, 4 if title == "Rising" else 0, 3)
        Issue.objects.filter(pk=issue.pk).update(owner="Team <Router>")
    acts = {row.title: row.act for group in page().groups for row in group.rows}
    assert (acts["Stuck"].person, acts["Stuck"].reason) == ("Team <Router>", "owns it")
    assert {acts["Falling"].person, acts["Rising"].person} <= {"Ada Example", "Bo Sample"}
    assert [len(page(q="team <router>").groups[0].rows), page(q="nobody of this name").found] == [2, 0]
    shown = client.get("/").text
    assert shown.count('aria-label="Issues of Team &lt;Router&gt;"') == 3 and "Team <Router>" not in shown
    assert "owner: Team &lt;Router&gt;" in client.get("/issues/issue-0/").text


def test_when_a_place_was_last_added_stands_below_the_line():
    issue = made_issue(made_repository("shop"), "Router", {0: 3, 1: 4})
    assert only_row().number.last_added is None
    Issue.objects.filter(pk=issue.pk).update(counted_revision=7)
    bring(issue, 0, 1)
    bring(issue, 1, 3)
    days = (datetime.now(UTC) - only_row().number.last_added).days
    assert days == 50, "its second commit"


def test_groups_say_who_is_needed_and_order_by_urgency():
    repository = made_repository("shop")
    for title, counts in {
        "Stuck": {0: 5},
        "Falling": {0: 5, 4: 2},
        "Rising": {0: 5, 4: 6},
        "Rising more": {0: 5, 4: 9},
        "Done": {0: 5, 4: 0},
    }.items():
        made_issue(repository, title, counts)
    tick(made_issue(repository, "Ticked", {0: 5}), {"Find": "x"})
    shown = page()
    assert titles(shown) == {
        "Needs somebody": ["Ticked", "Rising more", "Rising", "Stuck"],
        "Moving": ["Falling"],
        "Done": ["Done"],
    }
    assert shown.summary == "4 of 6 need somebody today."


def test_a_group_of_nobody_says_so():
    made_issue(made_repository("shop"), "Router", {0: 10, 4: 2})
    shown = page()
    assert (shown.summary, titles(shown)) == ("Nobody has to act today.", {"Needs somebody": [], "Moving": ["Router"]})


def test_filters_count_what_they_would_show():
    shop, site = made_repository("shop"), made_repository("site")
    made_issue(shop, "Router", {0: 10}, symbol="MessageRouter")
    made_issue(shop, "Session store", {0: 10, 4: 2})
    made_issue(site, "Clock", {0: 10})
    assert [(one.value, one.count) for one in page().choices] == [("", 3), ("stuck", 2), ("falling", 1)]
    assert titles(page(show="stuck")) == {"Needs somebody": ["Clock", "Router"]}
    assert [(one.value, one.count, one.is_current) for one in page(show="done").choices][-1] == ("done", 0, True)
    assert page(repository="site").found == 1
    assert titles(page(q="messagerouter shop")) == {"Needs somebody": ["Router"]}
    assert page(repository="nowhere", show="nothing", sort="x").found == 3


def test_sorting_drops_the_groups():
    repository = made_repository("shop")
    for title, left in {"b": 3, "A": 12, "c": 7}.items():
        made_issue(repository, title, {0: left})
    assert titles(page(sort="left")) == {"": ["A", "c", "b"]}
    assert titles(page(sort="issue")) == {"": ["A", "b", "c"]}


def test_a_failed_scan_is_named_below_the_numbers_that_stay():
    repository = made_repository("shop")
    made_issue(repository, "Router", {0: 10})
    made_scan(repository)
    failed = made_scan(repository, ScanState.FAILED, finished_at=datetime.now(UTC) - timedelta(hours=2, minutes=1))
    shown = page()
    assert [(one.scan, one.ago, one.words) for one in shown.failures] == [(failed, "2 h ago", "Failed")]
    assert shown.groups[0].rows[0].number.now == 10


def test_the_number_of_queries_does_not_grow_with_issues_or_repositories():
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page()
        return len(captured)

    def grow(number: int) -> None:
        repository = made_repository(f"shop{number}")
        made_scan(repository, ScanState.RUNNING)
        issue = made_issue(repository, f"Router {number}", {0: 10, 4: 12})
        bring(issue, 4, 2)
        tick(issue, {"Find": "x."})

    grow(0)
    of_one = queries()
    for number in range(1, 10):
        grow(number)
    assert queries() == of_one <= 16
    assert queries() < of_one


def test_the_page_shows_rows_with_words_for_every_number(client):
    repository = made_repository("shop")
    issue = made_issue(repository, "One <b>router</b>", {0: 10, 4: 13}, github_url="https://github.com/example/shop/issues/412")
    tick(issue, {"Find": "x."})
    scan = made_scan(repository)
    response = client.get("/")
    assert response.status_code == 200
    assert "One &lt;b&gt;router&lt;/b&gt;" in response.text
    assert "example/shop#412" in response.text
    assert "1 of 2 ticked" in response.text
    assert f'href="/scans/{scan.pk}/"' in response.text
    assert "somebody@example.org" not in response.text
    assert "hx-trigger" not in response.text


def test_without_anything_the_page_says_what_to_do_next(client):
    assert "add a repository first" in client.get("/").text
    repository = Repository.objects.create(slug="shop", source="/srv/shop", is_local=True, path_rules="")
    made_scan(repository, ScanState.RUNNING)
    response = client.get("/")
    assert "No issue yet." in response.text
    assert "shop is being read" in response.text


def test_filters_that_fit_nothing_lead_back(client):
    made_issue(made_repository("shop"), "Router", {0: 10})
    response = client.get("/", {"q": "zebra\0 <i>"})
    assert "Nothing matches “zebra &lt;i&gt;”." in response.text


def test_a_page_that_waits_for_numbers_keeps_itself_current(client):
    repository = Repository.objects.create(slug="shop", source="/srv/shop", is_local=True, path_rules="")
    Issue.objects.create(repository=repository, title="Router", slug="router")
    made_scan(repository, ScanState.QUEUED)
    assert 'hx-trigger="every 5s"' in client.get("/").text


def test_steps_hold_from_each_time_until_the_next():
    steps = burndown.Steps((10, 20, 30, 40), (5, 8, 8, 8))
    assert [steps.at(moment) for moment in (9, 10, 19, 20, 99)] == [0, 5, 5, 8, 8]
    assert (steps.now, steps.most_since(15), steps.steady_since(50), steps.steady_since(15)) == (8, 8, 20, 10)
    nothing = burndown.Steps((), ())
    assert (nothing.now, nothing.at(5), nothing.most_since(0), nothing.steady_since(7)) == (0, 0, 0, 7)


def test_a_spark_begins_with_what_held_at_its_start_and_ends_now():
    steps = burndown.Steps((0, 50, 75), (4, 2, 0))
    assert burndown.spark(steps, 25, 125, 100, 10) == burndown.Spark(
        "M0 0L25 0L25 5L50 5L50 10L100 10", "M0 0L25 0L25 5L50 5L50 10L100 10V10H0Z"
    )
    assert burndown.spark(steps, -100, -50, 100, 10) is None
    assert burndown.spark(burndown.Steps((60,), (3,)), 0, 120, 120, 10).line == "M60 0L120 0"


def test_every_order_that_may_be_asked_for_is_there():
    assert set(portfolio.SORTS) == set(portfolio_filters.SORTS)


def test_every_state_that_may_be_asked_for_stands_in_one_group():
    assert sorted(kind for _, _, kinds in portfolio.GROUPS for kind in kinds) == sorted(portfolio_filters.KINDS)
