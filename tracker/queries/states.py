"""Where each of many issues stands: its state, what was ticked, who acts next, how its repository's last scan went."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, F, Max, Q, Sum

from tracker.models import Batch, Issue, Phase, Repository, Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState
from tracker.queries.courses import Course
from tracker.queries.scan_steps import OPEN
from tracker.queries.scans import STATES as SCAN_STATES
from tracker.queries.source import visible
from tracker.queries.spans import ago, percent

A_DAY = 86_400
A_TREND = 14 * A_DAY
OF_TICKS = ("closed", "complete", "contradicted")  # ticks against the code, the worst first
THERE_TOO_WORDS = {"duplicate-implementation": ("implementation besides", "implementations besides"), "removed-path": ("path", "paths")}


@dataclass(frozen=True, slots=True)
class State:
    """The one state of an issue: closed, complete, contradicted, rising, stuck, beside, falling, done, reading, none."""

    kind: str
    words: str
    more: str = ""
    days: int = 0  # without a change, if it is stuck

    @property
    def is_of_ticks(self) -> bool:
        """Does it tell of the ticks, so that the trend of the numbers is worth a word of its own?"""
        return self.kind in OF_TICKS


@dataclass(frozen=True, slots=True)
class Boxes:
    """What people ticked."""

    ticked: int
    boxes: int
    phase: str  # the first with open boxes

    @property
    def is_complete(self) -> bool:
        """Is every box ticked?"""
        return self.ticked == self.boxes

    @property
    def percent(self) -> int:
        """The ticked share, rounded down: 100 only if every box is ticked."""
        return self.ticked * 100 // self.boxes


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts next, and why."""

    person: str
    initials: str
    reason: str


@dataclass(frozen=True, slots=True)
class LastScan:
    """The newest scan of a repository, in words."""

    scan: Scan
    percent: int | None  # read so far, while it is open
    at: datetime
    ago: str

    @property
    def words(self) -> str:
        """Its state, with how much is read."""
        word = SCAN_STATES[ScanState(self.scan.state)].word
        return word if self.percent is None or self.scan.state != ScanState.RUNNING else f"{word}, {self.percent}\u00a0%"

    @property
    def is_open(self) -> bool:
        """Will it still bring numbers?"""
        return self.scan.state in OPEN

    @property
    def has_failed(self) -> bool:
        """Did it end without numbers?"""
        return self.scan.state == ScanState.FAILED


def last_scans(now: datetime, repositories: Collection[int] | None = None) -> dict[int, LastScan]:
    """Repository id -> its newest scan; of all repositories, or of some."""
    wanted = Repository.objects.all() if repositories is None else Repository.objects.filter(pk__in=repositories)
    newest = wanted.annotate(newest=Max("scans__pk")).values("newest")
    scans = list(Scan.objects.filter(pk__in=newest).select_related("repository__published"))
    open_ones = [scan.pk for scan in scans if scan.state in OPEN]
    read = Batch.objects.filter(scan__in=open_ones, stage=F("scan__stage")).values("scan_id")
    rows = read.annotate(done=Sum("done"), total=Sum("total")).order_by() if open_ones else []
    percents = {row["scan_id"]: percent(row["done"], row["total"]) for row in rows if row["total"]}
    found = {}
    for scan in scans:
        at = scan.finished_at or scan.started_at or scan.created_at
        found[scan.repository_id] = LastScan(scan, percents.get(scan.pk), at, ago(at, now))
    return found


def ticked(issues: Collection[Issue]) -> dict[int, Boxes]:
    """Issue id -> its boxes, for those whose document has any."""
    phases = Phase.objects.filter(document__issue__in=[issue.pk for issue in issues]).order_by("document", "position")
    phases = phases.annotate(boxes=Count("items"), ticked=Count("items", filter=Q(items__ticked=True)))
    rows = defaultdict(list)
    for issue, title, boxes, done in phases.values_list("document__issue", "title", "boxes", "ticked"):
        rows[issue].append((title, boxes, done))
    return {
        issue: Boxes(
            ticked=sum(done for _, _, done in phases_of),
            boxes=sum(boxes for _, boxes, _ in phases_of),
            phase=next((visible(title) for title, boxes, done in phases_of if done < boxes), ""),
        )
        for issue, phases_of in rows.items()
        if any(boxes for _, boxes, _ in phases_of)
    }


def state_of(issue: Issue, course: Course | None, boxes: Boxes | None, scan: LastScan | None, now: datetime) -> State:
    """The first state that holds."""
    if course is None:
        return _unknown(issue, scan)
    beside = _beside(course)
    is_partial = issue.repository.published is not None and issue.repository.published.depth == Depth.TIP
    trend = State("reading", "Reading") if is_partial else _trend(course, now)
    if boxes is not None and boxes.is_complete and (course.steps.now or beside):
        left = f"{course.steps.now:,} {'left' if course.is_left else 'there'}"
        return State("complete", f"Says complete, {left if course.steps.now else 'not done'}", trend.words if course.steps.now else beside)
    if not course.steps.now:
        return _nothing_left(course, beside, is_partial=is_partial, now=now)
    return _reading(scan) if is_partial else trend


def _unknown(issue: Issue, scan: LastScan | None) -> State:
    if issue.repository.published is not None:
        return State("reading", "Counting")
    if scan is None:
        return State("none", "No data", "not scanned yet")
    return _reading(scan) if scan.is_open else State("none", "No data", f"scan {scan.words.lower()}")


def _reading(scan: LastScan | None) -> State:
    if scan is None or not scan.is_open:
        return State("none", "No history", "only the newest commit is read")
    return State("reading", "Reading" if scan.percent is None else f"Reading {scan.percent}\u00a0%")


def _beside(course: Course) -> str:
    """What is there although no place is left."""
    if not course.is_left:
        return ""
    words = [f"{count:,} {THERE_TOO_WORDS[rule][count != 1]}" for rule, count in course.beside.items() if count]
    return f"{' and '.join(words)} still there" if words else ""


def _nothing_left(course: Course, beside: str, *, is_partial: bool, now: datetime) -> State:
    if beside:
        return State("beside", "Not done", beside)
    if not course.is_counted:
        return State("none", "No data", "its rules are in no number")
    if not course.steps.counts and not is_partial:
        return State("none", "No data", "nothing was ever counted")
    return State("done", "Done", "" if is_partial else f"since {_since(course, int(now.timestamp()))}")


def _trend(course: Course, now: datetime) -> State:
    moment = int(now.timestamp())
    net = course.steps.now - course.steps.at(moment - A_TREND)
    if net:
        return State("rising", "Rising", f"+{net:,} in 14 days") if net > 0 else State("falling", "Falling", f"−{-net:,} in 14 days")
    days = (moment - course.steps.steady_since(moment - A_TREND)) // A_DAY
    return State("stuck", f"Stuck {days:,} days", f"since {_since(course, moment - A_TREND)}", days)


def _since(course: Course, moment: int) -> str:
    return f"{datetime.fromtimestamp(course.steps.steady_since(moment), UTC):%-d %b %Y}"


def act_of(state: State, course: Course | None, now: datetime, owner: str = "") -> Act | None:
    """Who acts next: who added most lately where it rises, the owner unless it falls, else who brought most of what is left."""
    if course is None or state.kind in ("done", "reading", "none"):
        return None
    if state.kind == "rising":
        person, count = course.most_added(int(now.timestamp()) - A_TREND)
        if count:
            return Act(person, _initials(person), f"added {count:,} in 14 days")
    if owner and state.kind != "falling":
        return Act(owner, _initials(owner), "owns it")
    person, count = course.most_left()
    return Act(person, _initials(person), f"brought {count:,} of the {course.steps.now:,} left") if count else None


def _initials(name: str) -> str:
    words: Iterable[str] = [word for word in name.split() if word[0].isalnum()]
    letters = [word[0] for word in words]
    return "".join(dict.fromkeys((letters[0], letters[-1]))).upper() if letters else "?"
