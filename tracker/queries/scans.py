"""Scans: a page of their list, and everything that the page of one shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import Concat, StrIndex, Substr

from tracker.models import Commit, Issue, Publication, Repository, Scan, ScanEvent, UnreadableFile
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState, Step
from tracker.queries import commits, source
from tracker.queries.paging import Paged, page_of
from tracker.queries.scan_steps import NAMES, OPEN, Pace, StepRow, by_stage, pace, steps
from tracker.queries.spans import ago, spoken

A_PAGE = 50
FRESH_FAILURE = timedelta(hours=24)
MOST_UNREADABLE = 50
MOST_EVENTS = 60
MOST_DETAIL = 40
MOST_EVENTS_READ = 1_000
LONG_QUEUED = timedelta(minutes=1)
COUNTED = {Depth.TIP: "The newest commit is counted", Depth.LINE: "The line is counted", Depth.GRAPH: "Every commit is counted"}


@dataclass(frozen=True, slots=True)
class State:
    """A state in the page's words, with its sign."""

    word: str
    kind: str  # of the chip
    icon: str


STATES = {
    ScanState.QUEUED: State("Queued", "none", "clock"),
    ScanState.RUNNING: State("Running", "ready", "run"),
    ScanState.PUBLISHED: State("Published", "good", "ok"),
    ScanState.FAILED: State("Failed", "bad", "no"),
    ScanState.PAUSED: State("Paused", "none", "flat"),
}


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A scan as a list shows it."""

    scan: Scan
    state: State
    began: datetime
    ago: str
    result: str
    commits: str  # empty until its newest commit is listed
    took: str


@dataclass(frozen=True, slots=True)
class ScanList(Paged):
    """A page of scans."""

    rows: list[ScanRow]
    total: int
    first: int

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.rows) - 1


def listed(page: int, now: datetime) -> ScanList:
    """All scans: what failed within a day first, then the newest."""
    is_fresh_failure = When(state=ScanState.FAILED, finished_at__gt=now - FRESH_FAILURE, then=Value(0))
    ordered = Scan.objects.annotate(urgency=Case(is_fresh_failure, default=Value(1), output_field=IntegerField()))
    total = Scan.objects.count()
    page, pages, start = page_of(page, total, A_PAGE)
    found = rows(ordered.order_by("urgency", "-created_at", "-pk")[start : start + A_PAGE], now)
    return ScanList(page, pages, found, total, start + 1)


def rows(scans: QuerySet[Scan], now: datetime) -> list[ScanRow]:
    """These scans as rows of a list."""
    found = list(scans.select_related("repository").defer("error_detail", "repository__path_rules"))
    numbers = _numbers(found)
    return [_row(scan, numbers.get((scan.repository_id, scan.tip_oid)), now) for scan in found]


def _numbers(scans: Iterable[Scan]) -> dict[tuple[int, str], int]:
    """The place of each scan's newest commit among all commits of its repository."""
    scans = [scan for scan in scans if scan.tip_oid]
    repositories, tips = {scan.repository_id for scan in scans}, {scan.tip_oid for scan in scans}
    found = Commit.objects.filter(repository__in=repositories, oid__in=tips) if scans else Commit.objects.none()
    return {(repository, oid): number for repository, oid, number in found.values_list("repository_id", "oid", "number")}


def _row(scan: Scan, number: int | None, now: datetime) -> ScanRow:
    began = scan.started_at or scan.created_at
    return ScanRow(
        scan=scan,
        state=STATES[ScanState(scan.state)],
        began=began,
        ago=ago(began, now),
        result=_result(scan),
        commits="" if number is None else f"{number + 1:,}",
        took=_took(scan, now),
    )


def _took(scan: Scan, now: datetime) -> str:
    if scan.started_at is None or scan.state in (ScanState.QUEUED, ScanState.PAUSED):
        return ""
    return spoken((scan.finished_at or now) - scan.started_at)


def _result(scan: Scan) -> str:
    if scan.state == ScanState.QUEUED:
        return f"{scan.error} Next try at {scan.not_before:%H:%M:%S} UTC." if scan.not_before else "Waits for a worker"
    if scan.state == ScanState.RUNNING:
        return _doing(scan)
    if scan.state == ScanState.PUBLISHED:
        return scan.sentence or COUNTED.get(Depth(scan.published_depth), "")
    return source.visible(scan.error) or "It gave no reason."


def _doing(scan: Scan) -> str:
    """What a running scan does, without numbers: they would be old at once."""
    words = {Step.COPY: "Copies the repository", Step.LIST: "Lists the changes", Step.READ: "Reads", Step.COUNT: "Counts"}
    depth = f" {NAMES[Depth(scan.stage)]}" if scan.step in (Step.READ, Step.COUNT) else ""
    return words[Step(scan.step)] + depth


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A file that could not be read in some of its versions."""

    path: str
    why: str
    first: datetime | None
    last: datetime | None  # None: until the newest commit
    versions: int
    href: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The files of a publication that could not be read."""

    kinds: list[tuple[str, int]]
    rows: list[UnreadableRow]
    files: int
    versions: int
    at_tip: int


def unreadable(repository: Repository, publication: Publication, *, at_tip: bool = False, most: int = MOST_UNREADABLE) -> Unreadable:
    """Unreadable files by reason, those that are there now first; with `at_tip` those alone."""
    files = publication.unreadable_files.filter(at_tip=True) if at_tip else publication.unreadable_files.all()
    now, gone = Value(1), Value(0)
    kind = Substr("reason", 1, StrIndex(Concat("reason", Value(":")), Value(":")) - 1)  # the whole reason where it has no colon
    counted = files.annotate(kind=kind, here=Case(When(at_tip=True, then=now), default=gone, output_field=IntegerField()))
    sums = list(counted.values("kind").annotate(files=Count("pk"), found=Sum("versions"), now=Sum("here")).order_by("-files", "kind"))
    shown = list(files.order_by("-at_tip", "path")[:most]) if sums else []
    places = commits.at_places(repository, {place for row in shown for place in (row.first, row.last)}) if shown else {}
    return Unreadable(
        kinds=[(one["kind"], one["files"]) for one in sums],
        rows=[_unreadable_row(repository, publication, row, places) for row in shown],
        files=sum(one["files"] for one in sums),
        versions=sum(one["found"] for one in sums),
        at_tip=sum(one["now"] for one in sums),
    )


def _unreadable_row(repository: Repository, publication: Publication, row: UnreadableFile, places: dict[int, Commit]) -> UnreadableRow:
    first, last = places.get(row.first), places.get(row.last)
    at = publication.tip_oid if row.at_tip else last.oid if last else ""
    why = source.visible(row.reason)
    return UnreadableRow(
        path=source.visible(row.path),
        why=why[:1].upper() + why[1:],
        first=first.committed_at if first else None,
        last=last.committed_at if last and not row.at_tip else None,
        versions=row.versions,
        href=source.address(repository.slug, at, row.path) if at else "",
    )


@dataclass(frozen=True, slots=True)
class ScanPage:
    """Everything that the page of a scan shows."""

    scan: Scan
    state: State
    chip: str
    is_open: bool
    steps: list[StepRow]
    pace: Pace | None
    events: list[ScanEvent]
    unreadable: Unreadable | None  # None: its list is not there yet, or a newer scan has replaced it
    is_replaced: bool
    tip: Commit | None
    issues: list[str]  # the slugs of up to two
    other_open: int | None  # another scan of the repository that is queued or runs
    waits_long: bool
    may_be_removed: bool

    @property
    def step(self) -> StepRow | None:
        """The step that runs."""
        return next((row for row in self.steps if row.state == "now"), None)

    @property
    def key(self) -> str:
        """What the page last said aloud: a step, or how it ended."""
        return self.step.key if self.step else str(self.scan.state)

    @property
    def spoken(self) -> str:
        """The step for those who hear the page; never a number, which would not keep still."""
        return f"{self.step.name} runs." if self.step else f"Scan {self.scan.pk}: {self.state.word}."

    @property
    def was_stopped(self) -> bool:
        """Did a person end it?"""
        return self.scan.state == ScanState.FAILED and self.scan.stopped_by_hand

    @property
    def detail(self) -> str:
        """What Git said, the end of it."""
        return "\n".join(source.visible_code(line) for line in self.scan.error_detail.splitlines()[-MOST_DETAIL:])

    @property
    def title(self) -> str:
        """What the tab says: what changed first."""
        step = self.step
        if step is not None and step.percent is not None:
            return f"{step.percent}\N{NO-BREAK SPACE}% · Scan {self.scan.pk}"
        return f"{self.state.word} · Scan {self.scan.pk}"

    @property
    def has_numbers(self) -> bool:
        """Has this scan published anything?"""
        return self.scan.published_depth != Depth.NONE


def numbered(number: int) -> Scan | None:
    """The scan of a number with what its page needs of it."""
    return Scan.objects.select_related("repository__published", "requested_by").filter(pk=number).first()


def page(scan: Scan, now: datetime) -> ScanPage:
    """A scan as its page shows it at this moment."""
    repository = scan.repository
    events = list(scan.events.order_by("-pk")[:MOST_EVENTS_READ])
    stages = by_stage(scan.batches.defer("oids").order_by("stage", "number"))
    shown = repository.published
    is_own = shown is not None and shown.scan_id == scan.pk
    open_scans = Scan.objects.filter(repository=repository, state__in=OPEN).exclude(pk=scan.pk)
    issues = list(Issue.objects.filter(repository=repository).order_by("pk").values_list("slug", flat=True)[:2])
    return ScanPage(
        scan=scan,
        state=STATES[ScanState(scan.state)],
        chip=_chip(scan, now),
        is_open=scan.state in OPEN,
        steps=steps(scan, events[::-1], stages, now),
        pace=pace(scan, stages, now),
        events=events[:MOST_EVENTS],
        unreadable=unreadable(repository, shown) if shown is not None and is_own else None,
        is_replaced=shown is not None and not is_own and scan.state not in OPEN,
        tip=Commit.objects.filter(repository=repository, oid=scan.tip_oid).first() if scan.tip_oid else None,
        issues=issues,
        other_open=open_scans.values_list("pk", flat=True).first(),
        waits_long=scan.state == ScanState.QUEUED and scan.not_before is None and now - scan.created_at > LONG_QUEUED,
        may_be_removed=scan.state == ScanState.FAILED and shown is None and not issues,
    )


def _chip(scan: Scan, now: datetime) -> str:
    """The state with how long it has lasted or took."""
    took = _took(scan, now)
    if scan.state == ScanState.RUNNING and took:
        return f"Running, {took}"
    if scan.state == ScanState.PUBLISHED and took:
        return f"Published in {took}"
    return STATES[ScanState(scan.state)].word
