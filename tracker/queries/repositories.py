"""Repositories: their list, and everything that the page of one shows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, Subquery

from tracker.models import Commit, Publication, Repository, Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState
from tracker.queries import portfolio, scans
from tracker.queries.portfolio_rows import Row
from tracker.queries.scan_steps import OPEN
from tracker.queries.scans import STATES, ScanRow, State, Unreadable
from tracker.queries.series import CATEGORIES
from tracker.queries.spans import every, percent

RECENT_SCANS = 10
DEPTHS = {Depth.TIP: "the newest commit only", Depth.LINE: "the line", Depth.GRAPH: "every commit"}
_credentials = re.compile(r"(?<=://)[^/@\s]*@")


def shown_source(source: str) -> str:
    """An address without what stands before the @, whoever wrote it there."""
    return _credentials.sub("", source)


@dataclass(frozen=True, slots=True)
class Due:
    """When the schedule asks for the next scan: at a moment, or what it waits for."""

    at: datetime | None
    words: str


def due(repository: Repository, last: Scan | None, has_paused: bool, now: datetime) -> Due:
    """What tracker.actions.schedule will do."""
    if repository.interval_minutes == 0:
        return Due(None, "by hand only")
    if last is not None and last.state in OPEN:
        return Due(None, "a scan is under way")
    if has_paused:
        return Due(None, "waits for the paused scan")
    at = last.created_at + timedelta(minutes=repository.interval_minutes) if last is not None else now
    minutes = int((at - now).total_seconds() // 60)
    words = "now" if minutes < 1 else f"in {minutes} min" if minutes < 120 else f"in {minutes // 60} h"
    return Due(at, words)


@dataclass(frozen=True, slots=True)
class RepositoryRow:
    """A repository as the list shows it."""

    repository: Repository
    source: str
    publication: Publication | None
    depth: str
    tip: Commit | None
    line: str  # commits of the line, of all
    line_percent: int | None
    last: Scan | None
    state: State | None  # of the last scan
    due: Due
    issues: int


def listed(now: datetime) -> list[RepositoryRow]:
    """All repositories by name."""
    newest = Scan.objects.filter(repository=OuterRef("pk")).order_by("-created_at", "-pk").values("pk")[:1]
    paused = Count("scans", filter=Q(scans__state=ScanState.PAUSED), distinct=True)
    found = list(
        Repository.objects.select_related("published")
        .defer("path_rules")
        .annotate(last_pk=Subquery(newest), paused=paused, issue_count=Count("issues", distinct=True))
        .order_by("slug")
    )
    last = Scan.objects.defer("error_detail").in_bulk([one.last_pk for one in found if one.last_pk])
    tips = _tips(found)
    return [_row(one, last.get(one.last_pk), tips.get(one.pk), one.paused > 0, one.issue_count, now) for one in found]


def _tips(repositories: Iterable[Repository]) -> dict[int, Commit]:
    """The newest published commit of each repository."""
    wanted = {one.pk: one.published.tip_oid for one in repositories if one.published is not None}
    rows = Commit.objects.filter(repository__in=wanted, oid__in=set(wanted.values()))
    return {row.repository_id: row for row in rows if wanted[row.repository_id] == row.oid}


def _row(repository: Repository, last: Scan | None, tip: Commit | None, has_paused: bool, issues: int, now: datetime) -> RepositoryRow:
    publication = repository.published
    return RepositoryRow(
        repository=repository,
        source=shown_source(repository.source),
        publication=publication,
        depth=DEPTHS[Depth(publication.depth)] if publication else "nothing yet",
        tip=tip,
        line=f"{publication.line_commits:,} of {publication.commits:,} commits" if publication else "",
        line_percent=percent(publication.line_commits, publication.commits) if publication else None,
        last=last,
        state=STATES[ScanState(last.state)] if last else None,
        due=due(repository, last, has_paused, now),
        issues=issues,
    )


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category of files, and whether it is counted."""

    name: str
    is_excluded: bool
    files: int | None  # at the newest commit; known of those that were excluded when it was counted


@dataclass(frozen=True, slots=True)
class RepositoryPage:
    """Everything that the page of a repository shows."""

    row: RepositoryRow
    every: str
    categories: list[CategoryRow]
    excluded_files: int
    unreadable: Unreadable | None
    issues: list[Row]
    scans: list[ScanRow]
    scan_count: int
    is_open: bool


def named(slug: str) -> Repository | None:
    """The repository of a slug with what its page needs of it."""
    return Repository.objects.select_related("published").filter(slug=slug).first()


def page(repository: Repository, now: datetime) -> RepositoryPage:
    """A repository as its page shows it at this moment."""
    newest = Scan.objects.filter(repository=repository).order_by("-created_at", "-pk")
    recent = scans.rows(newest[:RECENT_SCANS], now)
    last = recent[0].scan if recent else None
    states = dict(Scan.objects.filter(repository=repository).values_list("state").annotate(Count("pk")).order_by())
    issues = portfolio.rows_of(repository, now)
    shown = repository.published
    categories = _categories(repository, shown)
    tip = _tips([repository]).get(repository.pk)
    return RepositoryPage(
        row=_row(repository, last, tip, ScanState.PAUSED in states, len(issues), now),
        every=every(repository.interval_minutes),
        categories=categories,
        excluded_files=sum(one.files or 0 for one in categories),
        unreadable=scans.unreadable(repository, shown, at_tip=True) if shown is not None else None,
        issues=issues,
        scans=recent,
        scan_count=sum(states.values()),
        is_open=any(state in states for state in OPEN),
    )


def _categories(repository: Repository, publication: Publication | None) -> list[CategoryRow]:
    excluded = set(repository.excluded_categories.split())
    files = publication.excluded_files if publication is not None else {}
    return [CategoryRow(one.name, one.id in excluded, files.get(one.id) if one.id in excluded else None) for one in CATEGORIES]
