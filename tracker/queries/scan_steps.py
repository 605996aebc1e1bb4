"""The steps of a scan in plain names, and how fast it reads: worked out from its rows, without a query."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.models import Batch, Scan, ScanEvent
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState, Step
from tracker.queries.spans import estimate, percent, spoken

STAGES = (Depth.TIP, Depth.LINE, Depth.GRAPH)
NAMES = {Depth.TIP: "the newest commit", Depth.LINE: "the line", Depth.GRAPH: "every commit"}
OPEN = (ScanState.QUEUED, ScanState.RUNNING)
WORDS = {"done": "Done", "now": "Running", "wait": "Waiting", "failed": "Stopped here", "paused": "Paused here"}
RECENTLY = timedelta(seconds=60)
ENOUGH = timedelta(seconds=5)  # of reading, before a rate is said
COLUMNS = 60

_percent = re.compile(r", (\d{1,3}) %\Z")


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as its row shows it."""

    key: str
    name: str
    state: str  # a key of WORDS
    text: str
    percent: int | None
    took: str

    @property
    def word(self) -> str:
        """The state for those who do not see its sign."""
        return WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Stage:
    """The batches of one depth."""

    depth: str
    batches: Sequence[Batch]

    @property
    def total(self) -> int:
        """File versions to read."""
        return sum(batch.total for batch in self.batches)

    @property
    def done(self) -> int:
        """File versions that are read."""
        return sum(batch.done for batch in self.batches)

    @property
    def began(self) -> datetime | None:
        """When its first batch was taken."""
        return min((batch.started_at for batch in self.batches if batch.started_at), default=None)

    @property
    def ended(self) -> datetime | None:
        """When its last batch was read; None while one is open."""
        if any(batch.finished_at is None for batch in self.batches):
            return None
        return max((batch.finished_at for batch in self.batches if batch.finished_at), default=None)


def by_stage(batches: Iterable[Batch]) -> dict[str, Stage]:
    """The batches of a scan, those of one depth together."""
    found: dict[str, list[Batch]] = {}
    for batch in batches:
        found.setdefault(batch.stage, []).append(batch)
    return {depth: Stage(depth, rows) for depth, rows in found.items()}


class _Steps:
    """The rows of one scan."""

    def __init__(self, scan: Scan, events: Sequence[ScanEvent], stages: dict[str, Stage], now: datetime) -> None:
        self._scan = scan
        self._events = events
        self._stages = stages
        self._now = now
        self._read = {depth: stages[depth].ended for depth in stages}
        self._counted = {depth: self._moment(ScanEvent.Kind.PUBLISHED, depth) for depth in STAGES}

    def rows(self) -> list[StepRow]:
        """All steps, those behind the scan first."""
        scan = self._scan
        keys = ["copy", "list", *self._later_keys()]
        in_stage = {Step.READ: f"read-{scan.stage}", Step.COUNT: f"count-{scan.stage}"}
        current = keys.index(in_stage.get(Step(scan.step), str(scan.step)))
        here = {ScanState.RUNNING: "now", ScanState.FAILED: "failed", ScanState.PAUSED: "paused"}.get(ScanState(scan.state), "wait")
        is_over = scan.state == ScanState.PUBLISHED
        return [
            self._row(key, "done" if is_over or index < current else here if index == current else "wait") for index, key in enumerate(keys)
        ]

    def _later_keys(self) -> list[str]:
        scan = self._scan
        if scan.step in (Step.COPY, Step.LIST):
            return [] if scan.state == ScanState.PUBLISHED else ["read", "count"]
        place, last = STAGES.index(Depth(scan.stage)), STAGES.index(Depth(scan.depth))
        before = [depth for depth in STAGES[:place] if depth in self._stages or self._counted[depth]]
        shown = [*before, STAGES[place], *STAGES[place + 1 : last + 1]]
        return [f"{what}-{depth}" for depth in shown for what in ("read", "count")]

    def _row(self, key: str, state: str) -> StepRow:
        what, _, depth = key.partition("-")
        text, share = getattr(self, f"_{what}_text")(state, depth)
        took = self._took(key, state)
        return StepRow(key, self._name(what, depth), state, text, share, spoken(took) if took is not None else "")

    def _name(self, what: str, depth: str) -> str:
        if not depth:
            return {"copy": "Copy the repository", "list": "List the changes", "read": "Read files", "count": "Count"}[what]
        return f"{what.capitalize()} {NAMES[Depth(depth)]}"

    def _copy_text(self, state: str, depth: str) -> tuple[str, int | None]:
        said = self._scan.sentence if state == "now" else ""
        share = _percent.search(said)
        return said, int(share[1]) if share else None

    def _list_text(self, state: str, depth: str) -> tuple[str, int | None]:
        listed = self._listed() if state == "done" else None
        return (listed.sentence if listed else self._said(state)), None

    def _read_text(self, state: str, depth: str) -> tuple[str, int | None]:
        stage = self._stages.get(depth)
        if not depth or (stage is None and state == "wait"):
            return "", None
        if stage is None or not stage.total:
            return "nothing that is not read already", None
        if state == "done":
            return f"{stage.total:,} file versions", None
        return f"{stage.done:,} of {stage.total:,} file versions", percent(stage.done, stage.total)

    def _count_text(self, state: str, depth: str) -> tuple[str, int | None]:
        return ("numbers are on the pages" if state == "done" else self._said(state)), None

    def _said(self, state: str) -> str:
        return self._scan.sentence if state == "now" else ""

    def _took(self, key: str, state: str) -> timedelta | None:
        """From the moment before to its end, or until now."""
        if state not in ("done", "now"):
            return None
        end = self._end(key) if state == "done" else self._now
        what, _, depth = key.partition("-")
        if what == "read" and depth in self._stages:
            start = self._stages[depth].began
        else:
            listed = self._listed() if key == "list" and state == "done" else None
            start = self._moment_before(listed.at if listed else end)
        return end - start if end and start else None

    def _end(self, key: str) -> datetime | None:
        what, _, depth = key.partition("-")
        if what == "copy":
            return self._moment(ScanEvent.Kind.MIRROR)
        if what == "list":
            return self._sorted_at()
        return self._read.get(depth) if what == "read" else self._counted[Depth(depth)]

    def _moment_before(self, end: datetime | None) -> datetime | None:
        known = [self._scan.started_at, *(event.at for event in self._events), *self._read.values()]
        return max((moment for moment in known if moment and end and moment < end), default=None)

    def _moment(self, kind: str, stage: str = "") -> datetime | None:
        """When something was told last, of one stage or of any."""
        return next((event.at for event in reversed(self._events) if event.kind == kind and stage in ("", event.stage)), None)

    def _listed(self) -> ScanEvent | None:
        return next((event for event in reversed(self._events) if event.kind == ScanEvent.Kind.COMMITS), None)

    def _sorted_at(self) -> datetime | None:
        """When the file versions behind the list were sorted: then the first reading is told."""
        listed = self._listed()
        if listed is None:
            return None
        return next((event.at for event in self._events if event.at >= listed.at and event.kind == ScanEvent.Kind.READING), listed.at)


def steps(scan: Scan, events: Sequence[ScanEvent], stages: dict[str, Stage], now: datetime) -> list[StepRow]:
    """The steps of a scan, from its events (oldest first) and batches."""
    return _Steps(scan, events, stages, now).rows()


@dataclass(frozen=True, slots=True)
class Reader:
    """A batch that is being read."""

    worker: str
    batch: str
    read: str
    since: str


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast files are read."""

    is_reading: bool
    per_second: str
    megabytes: str
    left: str
    readers: list[Reader]
    versions: str
    stopped: int  # file versions that crashed or outlasted the parser
    area: str
    line: str


def pace(scan: Scan, stages: dict[str, Stage], now: datetime) -> Pace | None:
    """The speed of the reading that runs, or of all that was read; None where nothing was."""
    stage = stages.get(scan.stage)
    if stage is None or stage.began is None:
        return None
    is_reading = scan.state == ScanState.RUNNING and scan.step == Step.READ
    rate = _recent_rate(stage, now) if is_reading else _whole_rate(stage)
    finished = [batch for batch in stage.batches if batch.finished_at]
    size = sum(batch.bytes_read for batch in finished) / max(sum(batch.total for batch in finished), 1)
    drawn = _drawn(_columns(finished, stage.began, now if is_reading else stage.ended or now))
    return Pace(
        is_reading=is_reading,
        per_second=f"{rate:,.0f}" if rate else "",
        megabytes=f"{rate * size / 1e6:.1f}" if rate and rate * size >= 5e4 else "",
        left=_left(stage, rate, now) if is_reading else "",
        readers=_readers(stage, now) if is_reading else [],
        versions=f"{sum(one.done for one in stages.values()):,}",
        stopped=sum(batch.stopped for one in stages.values() for batch in one.batches),
        area=drawn and f"{drawn}V100H0Z",
        line=drawn,
    )


def _recent_rate(stage: Stage, now: datetime) -> float | None:
    """File versions a second in the last minute, as far as batches were read in it."""
    since = now - RECENTLY
    counted = [batch for batch in stage.batches if batch.started_at and (batch.finished_at or now) >= since and batch.done]
    began = max(min((batch.started_at for batch in counted if batch.started_at), default=now), since)
    return sum(batch.done for batch in counted) / (now - began).total_seconds() if now - began >= ENOUGH else None


def _whole_rate(stage: Stage, until: datetime | None = None) -> float | None:
    until = until or stage.ended
    if until is None or stage.began is None or until <= stage.began:
        return None
    return stage.done / (until - stage.began).total_seconds()


def _left(stage: Stage, rate: float | None, now: datetime) -> str:
    """How long the rest will take, where that can be said."""
    rest = stage.total - stage.done
    if not rate or rest <= 0:
        return ""
    recent, whole = rest / rate, rest / (_whole_rate(stage, now) or rate)
    low, high = sorted((recent, whole)) if max(recent, whole) <= 2 * min(recent, whole) else (recent, recent)
    return f"{estimate(low, high)} to read {NAMES[Depth(stage.depth)]}"


def _readers(stage: Stage, now: datetime) -> list[Reader]:
    running = [batch for batch in stage.batches if batch.state == Batch.State.RUNNING]
    return [
        Reader(
            worker=batch.worker.rpartition(":")[0] if batch.lease_until and batch.lease_until >= now else "waits for a worker",
            batch=f"batch {batch.number + 1:,} of {len(stage.batches):,}",
            read=f"{batch.done:,} of {batch.total:,}",
            since=spoken(now - batch.started_at) if batch.started_at else "",
        )
        for batch in sorted(running, key=lambda batch: batch.number)
    ]


def _columns(finished: Sequence[Batch], began: datetime, end: datetime) -> list[float]:
    """File versions in equal parts of the time, each batch spread over the time that it took."""
    width = (end - began).total_seconds() / COLUMNS
    if width < 0.1 or len(finished) < 8:
        return []
    columns = [0.0] * COLUMNS
    for batch in finished:
        if batch.started_at is None or batch.finished_at is None:
            continue
        first = min(int((batch.started_at - began).total_seconds() / width), COLUMNS - 1)
        last = min(max(int((batch.finished_at - began).total_seconds() / width), first), COLUMNS - 1)
        for column in range(first, last + 1):
            columns[column] += batch.total / (last - first + 1)
    return columns


def _drawn(columns: Sequence[float]) -> str:
    """A path over a field of COLUMNS - 1 by 100."""
    most = max(columns, default=0)
    return "M" + "L".join(f"{x} {100 - round(value * 96 / most)}" for x, value in enumerate(columns)) if most else ""
