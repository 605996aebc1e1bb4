"""The rows of the portfolio: an issue with its state, its number and who acts next. Always the same number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from tracker import burndown
from tracker.forecast import Forecast
from tracker.models import Issue
from tracker.models.repositories import Depth
from tracker.queries import courses, forecasts, ledger_counts, portfolio_then, states
from tracker.queries.courses import Course
from tracker.queries.issues import github_name
from tracker.queries.keeping import Kept
from tracker.queries.ledger_counts import Ticks
from tracker.queries.moments import Moment
from tracker.queries.portfolio_then import Moments
from tracker.queries.source import visible
from tracker.queries.states import A_DAY, Act, Boxes, LastScan, State

A_MINUTE = 60
SPARK_DAYS, SPARK_WIDTH, SPARK_HEIGHT = 90, 132, 28
MOST_DRAWINGS = 1_000
_sparks: Kept[tuple[courses.Key, int], burndown.Spark | None] = Kept(MOST_DRAWINGS)


@dataclass(frozen=True, slots=True)
class Number:
    """What is left, or there, and how that changed."""

    now: int
    word: str
    week: int | None  # None: nobody knows while only the newest commit is read
    fortnight: int
    measured: int | None  # the share of the most there ever was that is gone, rounded down
    spark: burndown.Spark | None
    sentence: str
    forecast: Forecast | None = None
    last_added: datetime | None = None
    waived: int = 0  # places that are not in the number because somebody said why


@dataclass(frozen=True, slots=True)
class Row:
    """One issue."""

    issue: Issue
    github_name: str
    state: State
    number: Number | None
    boxes: Boxes | None
    ticks: Ticks | None  # what the code says to them
    act: Act | None
    scan: LastScan | None
    is_stale: bool  # the numbers answer the question as it was before its last change
    moment: Moment | None = None  # it is shown as of this one

    @property
    def title(self) -> str:
        """The issue's title for the eye."""
        return visible(self.issue.title)

    @property
    def owner(self) -> str:
        """Who looks after it, for the eye."""
        return visible(self.issue.owner)

    @property
    def is_being_read(self) -> bool:
        """Will its history say more soon than is known of it?"""
        published = self.issue.repository.published
        is_short = published is None or published.depth == Depth.TIP
        return self.state.kind == "reading" or (is_short and self.scan is not None and self.scan.is_open)


def of_issue(issue: Issue, now: datetime, moment: Moment | None = None) -> Row:
    """One issue as its line of the table has it, so that its own page says the same."""
    if moment is not None:
        return of_moments([issue], {issue.repository_id: moment})[0]
    return of_issues([issue], states.last_scans(now, [issue.repository_id]), now)[0]


def of_issues(issues: list[Issue], scans: Mapping[int, LastScan], now: datetime) -> list[Row]:
    """The rows of some issues as they are now."""
    found, boxes, judged = courses.of_issues(issues), states.ticked(issues), ledger_counts.of_issues(issues)
    rows = []
    for issue in issues:
        course, ticks, scan = found.get(issue.pk), boxes.get(issue.pk), scans.get(issue.repository_id)
        state = states.state_of(issue, course, ticks, scan, now)
        answers = judged.get(issue.pk) if course is not None else None
        if answers is not None:
            state = ledger_counts.state_of(answers, state, course)
        rows.append(
            Row(
                issue=issue,
                github_name=github_name(issue.github_url) if issue.github_url else "",
                state=state,
                number=_number(issue, course, int(now.timestamp())) if course is not None else None,
                boxes=ticks,
                ticks=answers,
                act=states.act_of(state, course, now, visible(issue.owner)),
                scan=scan,
                is_stale=course is not None and issue.counted_revision != issue.revision,
            )
        )
    return rows


def of_moments(issues: list[Issue], moments: Moments) -> list[Row]:
    """The same as they were at earlier moments."""
    found, boxes, judged = portfolio_then.read(issues, moments)
    rows = []
    for issue in issues:
        course, ticks, answers, moment = found.get(issue.pk), boxes.get(issue.pk), judged.get(issue.pk), moments.get(issue.repository_id)
        name, state, number, act = github_name(issue.github_url) if issue.github_url else "", portfolio_then.NOTHING, None, None
        if course is not None and moment is not None:
            state = states.state_of(issue, course, ticks, None, moment.at)
            state = ledger_counts.state_of(answers, state, course) if answers is not None else state
            number = replace(_number(issue, course, int(moment.at.timestamp())), forecast=None)  # forecasts are of today
            act = states.act_of(state, course, moment.at)
        rows.append(Row(issue, name, state, number, ticks, answers, act, None, is_stale=False, moment=moment))
    return rows


def _number(issue: Issue, course: Course, now: int) -> Number:
    steps, word = course.steps, "left" if course.is_left else "there"
    if issue.repository.published is None or issue.repository.published.depth == Depth.TIP:
        return Number(steps.now, word, None, 0, None, None, f"{steps.now:,} {word} at the newest commit.", waived=course.waived)
    start = now - SPARK_DAYS * A_DAY
    most = steps.most_since(int(datetime.combine(issue.opened_on, time(), UTC).timestamp()) if issue.opened_on else 0)
    return Number(
        now=steps.now,
        word=word,
        week=steps.now - steps.at(now - 7 * A_DAY),
        fortnight=steps.now - steps.at(now - states.A_TREND),
        measured=(most - steps.now) * 100 // most if most else None,
        spark=_spark(course, now),
        sentence=f"{SPARK_DAYS} days ago {steps.at(start):,}, at most {steps.most_since(start):,} since, {steps.now:,} now.",
        forecast=forecasts.of_steps(steps, now),
        waived=course.waived,
        last_added=datetime.fromtimestamp(course.last_added, UTC) if course.last_added else None,
    )


def _spark(course: Course, now: int) -> burndown.Spark | None:
    """The drawing up to the end of the minute: nobody can see less of 90 days, and for so long it is the same."""
    end = -(-now // A_MINUTE) * A_MINUTE
    key = course.key and (course.key, end)
    spark = _sparks.get(key) if key else None
    if spark is None:
        spark = burndown.spark(course.steps, end - SPARK_DAYS * A_DAY, end, SPARK_WIDTH, SPARK_HEIGHT)
        if key:
            _sparks.put(key, spark)
    return spark
