"""Every issue in one table: which are stuck, and who has to act. Always the same number of queries."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker.models import Issue, Repository
from tracker.queries import idle, portfolio_rows, portfolio_then, states
from tracker.queries.choices import Choice
from tracker.queries.idle import Idle
from tracker.queries.portfolio_filters import KINDS, Filters
from tracker.queries.portfolio_rows import Row
from tracker.queries.portfolio_then import Moments
from tracker.queries.states import OF_TICKS, LastScan


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


NEEDS = (*OF_TICKS, "rising", "stuck", "beside")
GROUPS = (
    ("Needs somebody", "ticks against the code, rising, or no change for two weeks", NEEDS),
    ("Moving", "falling in the last two weeks", ("falling",)),
    ("Not known yet", "their history is not read so far", ("reading", "none")),
    ("Done", "nothing left but intended references", ("done",)),
)


def _urgency(row: Row) -> tuple[Any, ...]:
    """How many ticks the code denies, then what says it is done and is not, what was added in two weeks, how long nothing changed."""
    fortnight = row.number.fortnight if row.number else 0
    rank = OF_TICKS.index(row.state.kind) if row.state.is_of_ticks else len(OF_TICKS)
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
    if moments is None:
        every = portfolio_rows.of_issues(issues if counted else through, scans, now)
    else:
        every = portfolio_rows.of_moments(through, moments)
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


def rows_of(repository: Repository, now: datetime) -> list[Row]:
    """The lines of one repository's issues, who needs somebody first."""
    issues = Issue.objects.filter(repository=repository).select_related("repository__published").prefetch_related("rules")
    rows = portfolio_rows.of_issues(list(issues), states.last_scans(now, [repository.pk]), now)
    return [row for group in _groups(rows, Filters()) for row in group.rows]


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
