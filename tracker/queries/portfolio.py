"""Every issue in one table: which are stuck, and who has to act. Always the same number of queries."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from typing import Any

from tracker import burndown
from tracker.forecast import Forecast
from tracker.models import Issue, Repository
from tracker.models.repositories import Depth
from tracker.queries import courses, forecasts, idle, ledger_counts, portfolio_then, states
from tracker.queries.courses import Course
from tracker.queries.idle import Idle
from tracker.queries.issues import github_name
from tracker.queries.keeping import Kept
from tracker.queries.ledger_counts import Ticks
from tracker.queries.moments import Moment
from tracker.queries.portfolio_filters import KINDS, Filters
from tracker.queries.portfolio_then import Moments
from tracker.queries.source import visible
from tracker.queries.states import A_DAY, Act, Boxes, LastScan, State

A_MINUTE = 60
SPARK_DAYS, SPARK_WIDTH, SPARK_HEIGHT = 90, 132, 28


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with the issues that it would show."""

    value: str
    name: str
    count: int
    is_current: bool


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


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that have something in common; without a title: all of them, sorted."""

    title: str
    hint: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The whole page."""

    filters: Filters
    summary: str
    choices: list[Choice]
    repositories: list[str]
    groups: list[Group]
    failures: list[LastScan]
    total: int  # issues, whatever the filters say
    found: int  # issues that the filters let through
    is_moving: bool  # will there soon be something else to show?
    running: LastScan | None
    counts: Mapping[Filters, int]  # of other filters: the issues that they would show
    counts_set_aside: bool = False  # there are places that count here, but not today
    idle: list[Idle] = field(default_factory=list)  # repositories to which nothing came for long


FIRST = ("closed", "complete", "contradicted")  # ticks against the code, the worst first
NEEDS = (*FIRST, "rising", "stuck", "beside")
GROUPS = (
    ("Needs somebody", "ticks against the code, rising, or no change for two weeks", NEEDS),
    ("Moving", "falling in the last two weeks", ("falling",)),
    ("Not known yet", "their history is not read so far", ("reading", "none")),
    ("Done", "nothing left but intended references", ("done",)),
)


def _urgency(row: Row) -> tuple[Any, ...]:
    """How many ticks the code denies, then what says it is done and is not, what was added in two weeks, how long nothing changed."""
    fortnight = row.number.fortnight if row.number else 0
    rank = FIRST.index(row.state.kind) if row.state.kind in FIRST else len(FIRST)
    against = row.ticks.against if row.ticks is not None else 0
    return -against, rank, -fortnight, -row.state.days, row.issue.title.casefold(), row.issue.pk


def _by_name(row: Row) -> tuple[Any, ...]:
    return row.issue.title.casefold(), row.issue.pk


def _by_left(row: Row) -> tuple[Any, ...]:
    return (-(row.number.now if row.number else -1), *_by_name(row))


SORTS: dict[str, Callable[[Row], tuple[Any, ...]]] = {"issue": _by_name, "left": _by_left}


def page(wanted: Mapping[str, str], now: datetime, moments: Moments | None = None, counted: Collection[Filters] = ()) -> Portfolio:
    """The portfolio that the address asks for, perhaps as of earlier moments; with what other filters would show, today."""
    issues = list(Issue.objects.select_related("repository__published").order_by("pk"))
    repositories = list(Repository.objects.order_by("slug").values_list("slug", flat=True))
    filters = Filters.of(wanted, repositories)
    through = [issue for issue in issues if filters.lets_through(issue)]
    scans = states.last_scans(now)
    every = _rows(issues if counted else through, scans, now) if moments is None else _rows_then(through, moments)
    rows = [row for row in every if filters.lets_through(row.issue)]
    shown = [row for row in rows if filters.show in ("", row.state.kind)]
    used = {issue.repository_id for issue in through}
    return Portfolio(
        filters=filters,
        summary=_summary(rows, shown, "today" if moments is None else "then"),
        choices=_choices(rows, filters.show),
        repositories=repositories,
        groups=_groups(shown, filters),
        failures=[scan for scan in scans.values() if scan.has_failed and scan.scan.repository_id in used and moments is None],
        total=len(issues),
        found=len(shown),
        is_moving=moments is None and any(row.state.kind == "reading" or row.is_stale for row in rows),
        running=next((scan for scan in scans.values() if scan.is_open), None),
        counts={one: sum(_is_shown(row, one) for row in every) for one in counted} if moments is None else {},
        counts_set_aside=moments is not None and portfolio_then.counts_set_aside(through, moments),
        idle=idle.of_repositories(used, now) if moments is None else [],
    )


def _is_shown(row: Row, filters: Filters) -> bool:
    return filters.show in ("", row.state.kind) and filters.lets_through(row.issue)


def row_of(issue: Issue, now: datetime, moment: Moment | None = None) -> Row:
    """One issue as its line of the table has it, so that its own page says the same."""
    if moment is not None:
        return _rows_then([issue], {issue.repository_id: moment})[0]
    return _rows([issue], states.last_scans(now, [issue.repository_id]), now)[0]


def rows_of(repository: Repository, now: datetime) -> list[Row]:
    """The lines of one repository's issues, who needs somebody first."""
    issues = Issue.objects.filter(repository=repository).select_related("repository__published").prefetch_related("rules")
    rows = _rows(list(issues), states.last_scans(now, [repository.pk]), now)
    return [row for group in _groups(rows, Filters()) for row in group.rows]


def _rows(issues: list[Issue], scans: Mapping[int, LastScan], now: datetime) -> list[Row]:
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


def _rows_then(issues: list[Issue], moments: Moments) -> list[Row]:
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


_sparks: Kept[tuple[courses.Key, int], burndown.Spark | None] = Kept(1_000)


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


def _summary(rows: list[Row], shown: list[Row], when: str) -> str:
    """Who is needed. That nobody is, only where that is known."""
    needs = sum(row.state.kind in NEEDS for row in rows)
    if needs:
        verb = "needed" if when == "then" else "needs" if needs == 1 else "need"
        return f"{needs:,} of {len(rows):,} {verb} somebody {when}."
    if not shown:
        return ""  # the page says what was looked for
    if any(row.is_being_read for row in rows):
        return "History is being read."
    if all(row.state.kind == "none" for row in rows):
        return f"Nothing was known {when}." if when == "then" else "Nothing is known yet."
    return "Nobody has to act today." if when == "today" else "Nobody had to act then."


def _choices(rows: list[Row], current: str) -> list[Choice]:
    counts = Counter(row.state.kind for row in rows)
    every = Choice("", "All", len(rows), not current)
    return [every, *(Choice(kind, name, counts[kind], kind == current) for kind, name in KINDS.items() if counts[kind] or kind == current)]


def _groups(rows: list[Row], filters: Filters) -> list[Group]:
    if filters.sort:
        return [Group("", "", sorted(rows, key=SORTS[filters.sort]))] if rows else []
    groups = [Group(title, hint, sorted((row for row in rows if row.state.kind in kinds), key=_urgency)) for title, hint, kinds in GROUPS]
    return [group for group in groups if group.rows or (group is groups[0] and rows and not filters.show)]
