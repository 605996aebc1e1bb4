"""Scans: asked for, moved on step by step under a lease, published stage by stage."""

import logging
from datetime import timedelta
from functools import partial
from time import monotonic

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import now

from scanner.facts import ANALYZER
from scanner.git import GitFailed, GitUnavailable
from scanner.graph import Graph
from tracker.actions import (
    batches,
    copies,
    counting,
    discovery,
    disk,
    documents,
    facts,
    history,
    leases,
    ledgers,
    owners,
    questions,
    ssot_toml,
)
from tracker.actions.events import tell
from tracker.models import Publication, Repository, Scan, ScanEvent
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState, Step

log = logging.getLogger(__name__)

ORDER = [Depth.TIP, Depth.LINE, Depth.GRAPH]
MOST_ATTEMPTS = 3
MOST_TAKE_OVERS = 5  # so often may a step stop its worker
FEW_BLOBS = 2_000  # so few unread blobs are read in one stage: a push is published once
RETRY_AFTER = timedelta(seconds=30)


def request(repository: Repository, reason: str, *, user: User | None = None, depth: str = Depth.GRAPH, ref: str | None = None) -> Scan:
    """The repository's open scan, or a new one in the queue."""
    try:
        with transaction.atomic():
            return Scan.objects.create(repository=repository, reason=reason, requested_by=user, ref=ref or repository.ref, depth=depth)
    except IntegrityError:
        existing = Scan.objects.filter(repository=repository, state__in=[ScanState.QUEUED, ScanState.RUNNING]).first()
        return existing or request(repository, reason, user=user, depth=depth, ref=ref)


def pause(scan: Scan, *, by: str = "") -> None:
    """Stop a scan so that it can go on where it was."""
    sentence = f"Paused by {by}. Nothing is lost." if by else "Paused. Nothing is lost."
    open_states = [ScanState.QUEUED, ScanState.RUNNING]
    if Scan.objects.filter(pk=scan.pk, state__in=open_states).update(
        state=ScanState.PAUSED, error=sentence, lease_until=None, lease_token=""
    ):
        tell(scan, sentence, important=True)


def resume(scan: Scan) -> None:
    """Let a paused or failed scan go on where it was. Does nothing while the repository has another open scan."""
    try:
        with transaction.atomic():
            stopped = Scan.objects.filter(pk=scan.pk, state__in=[ScanState.PAUSED, ScanState.FAILED])
            fresh = {"error": "", "error_detail": "", "attempts": 0, "not_before": None, "finished_at": None, "stopped_by_hand": False}
            resumed = stopped.update(state=ScanState.QUEUED, **fresh)
            scan.batches.exclude(state="done").update(state="queued", attempts=0, lease_until=None, lease_token="")
            scan.batches.update(stopped=0)
    except IntegrityError:
        return
    if resumed:
        tell(scan, "Goes on where it stopped", important=True)


def stop(scan: Scan, *, by: str = "") -> None:
    """End a scan for good; what is published stays."""
    sentence = f"Stopped by {by}." if by else "Stopped."
    open_states = [ScanState.QUEUED, ScanState.RUNNING, ScanState.PAUSED]
    ended = Scan.objects.filter(pk=scan.pk, state__in=open_states)
    fields = {"error": sentence, "stopped_by_hand": True, "finished_at": now(), "lease_until": None, "lease_token": ""}
    if ended.update(state=ScanState.FAILED, **fields):
        tell(scan, sentence, important=True)


def claimable() -> QuerySet[Scan]:
    """Scans that may be moved on: queued and due, or running without a holder."""
    due = Q(not_before=None) | Q(not_before__lte=now())
    return Scan.objects.filter(Q(state=ScanState.QUEUED) & due | Q(state=ScanState.RUNNING)).filter(leases.unheld())


def advance(scan_id: int) -> bool:
    """Move a scan on until it waits for batches or is over; True if there are batches to read now.

    May be called at any time by anybody: whoever gets the lease works, others return False at once.
    """
    try:
        return _take_and_run(scan_id)
    except Exception as error:
        if not disk.is_full(error):
            raise
        log.warning("scan %s found the disk full: %s", scan_id, error)
        disk.pause(scan_id)
        return False


def _take_and_run(scan_id: int) -> bool:
    token = _take(scan_id)
    if token is None:
        return False
    scan = Scan.objects.select_related("repository").get(pk=scan_id)
    if scan.attempts > MOST_TAKE_OVERS:
        sentence = (
            f"{scan.get_step_display()}: this step stopped its worker {scan.attempts} times. Look into the worker’s log, then scan again."
        )
        _fail(scan, token, sentence)
        return False
    if scan.started_at is None:
        scan.started_at = now()
        leases.renew(Scan, scan_id, token, started_at=scan.started_at)
    try:
        return _Advance(scan, token).run()
    except leases.LeaseLost:
        return False
    except GitUnavailable as error:
        _retry_or_fail(scan, token, error)
        return False
    except GitFailed as error:
        if disk.is_full(error):
            raise
        _fail(scan, token, str(error), error.detail)
        return False
    except OSError as error:
        if disk.is_full(error):
            raise
        _fail(
            scan,
            token,
            f"The scan stopped: {error.strerror or error} ({error.filename or settings.DATA_DIR}). Repair it, then scan again.",
        )
        raise
    except Exception as error:
        if disk.is_full(error):
            raise
        _fail(scan, token, f"The scan stopped with an unexpected error ({type(error).__name__}). It is in the worker’s log; scan again.")
        raise


def _take(scan_id: int) -> str | None:
    """The lease; a take-over from a worker that stopped is an attempt of its step."""
    rows = claimable()
    left = rows.filter(state=ScanState.RUNNING, lease_until__isnull=False)
    changes = {"state": ScanState.RUNNING, "error": "", "error_detail": ""}
    return leases.take(left, scan_id, attempts=F("attempts") + 1, **changes) or leases.take(rows, scan_id, **changes)


def _retry_or_fail(scan: Scan, token: str, error: GitUnavailable) -> None:
    if scan.attempts + 1 >= MOST_ATTEMPTS:
        _fail(scan, token, f"{error} Tried {MOST_ATTEMPTS} times.", error.detail)
        return
    leases.release(
        Scan, scan.pk, token, state=ScanState.QUEUED, attempts=F("attempts") + 1, not_before=now() + RETRY_AFTER, error=str(error)[:2000]
    )
    tell(scan, f"{error} Next try in {RETRY_AFTER.seconds} s.")


def _fail(scan: Scan, token: str, sentence: str, detail: str = "") -> None:
    leases.release(Scan, scan.pk, token, state=ScanState.FAILED, error=sentence[:2000], error_detail=detail[:4000], finished_at=now())
    tell(scan, sentence, important=True)
    log.warning("scan %s failed: %s", scan.pk, sentence)


class _Advance:
    """One holder's work on one scan."""

    def __init__(self, scan: Scan, token: str) -> None:
        self.scan = scan
        self.token = token
        self._renewed = monotonic()
        self._is_over = False

    def run(self) -> bool:
        """Work until there is something to wait for; True if that is batches."""
        while not self._is_over:
            if self.scan.step == Step.COPY:
                self._copy()
            elif self.scan.step == Step.LIST:
                self._list()
            elif self.scan.step == Step.READ:
                if batches.open_of(self.scan).exists():
                    leases.release(Scan, self.scan.pk, self.token)
                    return True
                self._go(step=Step.COUNT)
            else:
                self._count()
        return False

    def _go(self, **changes: object) -> None:
        """Write the next step, if the lease is still ours; a step's attempts end with it."""
        if "step" in changes or "stage" in changes:
            changes["attempts"] = 0
        leases.renew(Scan, self.scan.pk, self.token, **changes)
        for name, value in changes.items():
            setattr(self.scan, name, value)
        self._renewed = monotonic()

    def _say(self, sentence: str) -> None:
        """Show what is being done, at most once a second; keeps the lease alive."""
        if monotonic() - self._renewed > 1.0:
            self._go(sentence=sentence[:500])

    def _copy(self) -> None:
        repository = self.scan.repository
        mirror = history.mirror_of(repository)
        mirror.update(
            history.source_of(repository),
            allowed_hosts=frozenset(settings.ALLOWED_GIT_HOSTS),
            progress=lambda what, percent: self._say(what if percent is None else f"{what}, {percent} %"),
        )
        tip = mirror.resolve(self.scan.ref)
        tell(self.scan, "Mirror ready", kind=ScanEvent.Kind.MIRROR)
        self._go(step=Step.LIST, tip_oid=tip, sentence="")

    def _list(self) -> None:
        before = Scan.objects.filter(repository=self.scan.repository).exclude(pk=self.scan.pk)
        graph = history.update(self.scan.repository, self.scan.tip_oid, lambda commits: self._say(f"{commits:,} commits"))
        listed = f"{len(graph):,} commits" if not before.exists() else f"Newest commit {self.scan.tip_oid[:9]}"
        tell(self.scan, listed, kind=ScanEvent.Kind.COMMITS)
        self._take_over_documents()
        self._go(sentence="Sorting file versions")
        if self._is_published():
            facts.build_index()
            counting.count_stale(self.scan.repository)
            owners.keep_missing(self.scan.repository)
            self._finish("Nothing new since the last scan")
            return
        self._begin_stage(graph, self._first_stage(graph))

    def _take_over_documents(self) -> None:
        """What the repository itself says of its issues: trackers as they are ticked now, and `.ssot.toml`."""
        repository, tip = self.scan.repository, self.scan.tip_oid
        mirror = history.mirror_of(repository)
        for problem in documents.refresh(repository, mirror, tip):
            tell(self.scan, problem)
        ssot_toml.follow(repository, mirror, tip)
        if repository.toml_problem:
            tell(self.scan, repository.toml_problem, important=True)

    def _is_published(self) -> bool:
        shown = self.scan.repository.published
        wanted = (self.scan.tip_oid, self.scan.ref, ANALYZER, questions.rules_digest(self.scan.repository))
        if shown is None or (shown.tip_oid, shown.ref, shown.analyzer, shown.rules_digest) != wanted:
            return False
        return ORDER.index(Depth(shown.depth)) >= ORDER.index(Depth(self.scan.depth))

    def _first_stage(self, graph: Graph) -> str:
        """The tip first, unless it would hide more than it shows, or there is so little to read that everything is there as soon."""
        first = self.scan.depth if len(self._unread(graph, self.scan.depth)) <= FEW_BLOBS else Depth.TIP
        shown = self.scan.repository.published
        return first if shown is None else max(first, shown.depth, key=lambda depth: ORDER.index(Depth(depth)))

    def _unread(self, graph: Graph, stage: str) -> set[str]:
        """Blobs of a stage that nobody has read; those that were missing are looked for again."""
        wanted = self._blobs_of(graph, stage)
        return wanted - facts.known(wanted)

    def _blobs_of(self, graph: Graph, stage: str) -> set[str]:
        tip = counting.tip_number(graph, self.scan.tip_oid)
        if stage == Depth.TIP:
            rules = questions.path_rules(self.scan.repository)
            state = graph.state_at(tip)
            numbers = {blob for path, blob in state.items() if rules.is_counted(rules.category(graph.paths[path]))}
        else:
            read = self._commits_read()
            commits = graph.line(tip) if stage == Depth.LINE else range(len(graph))
            numbers = graph.blobs_of(number for number in commits if number >= read)
        return {graph.blobs[number] for number in numbers if graph.blobs[number]}

    def _commits_read(self) -> int:
        """All versions of all files of the first so many commits have been read: a push costs what it brings."""
        shown = self.scan.repository.published
        return shown.commits if shown is not None and (shown.depth, shown.analyzer) == (Depth.GRAPH, ANALYZER) else 0

    def _begin_stage(self, graph: Graph, stage: str) -> None:
        mirror = history.mirror_of(self.scan.repository)
        lost = {oid for oid in facts.missing() if graph.blob_number(oid) is not None}
        unread = self._unread(graph, stage)
        few = len(unread) + len(lost) <= FEW_BLOBS
        sizes = mirror.sizes_of(unread | lost) if few else dict(mirror.blob_sizes())
        facts.forget_missing(lost & sizes.keys())
        total = batches.plan(self.scan, stage, unread | (lost & sizes.keys()), sizes)
        if total:
            tell(self.scan, f"Reading {total:,} file versions: {Depth(stage).label}", kind=ScanEvent.Kind.READING)
        self._go(step=Step.READ, stage=stage, sentence="")

    def _count(self) -> None:
        """Count and publish the stage, then begin the next one."""
        scan = self.scan
        graph = history.load(scan.repository)
        is_first_picture = scan.stage == Depth.TIP != scan.depth  # the next stage brings what takes longer: the index, the ledgers
        if not is_first_picture:
            facts.build_index()
        publication = counting.count(scan, scan.stage, graph, self._say)
        if not is_first_picture:
            ledgers.keep(publication, graph, lambda: self._say("Judging ticked items"))
        self._publish(publication, graph, judges=not is_first_picture)
        said = f"Numbers published: {Depth(scan.stage).label} ({scan.tip_oid[:9]})"
        tell(scan, said, kind=ScanEvent.Kind.PUBLISHED, important=True)
        self._say("Looking for candidates")
        discovery.keep(publication, graph)
        copies.keep(publication, graph)
        if ORDER.index(Depth(scan.stage)) >= ORDER.index(Depth(scan.depth)):
            self._finish("")
            return
        following = ORDER[ORDER.index(Depth(scan.stage)) + 1]
        self._begin_stage(graph, following)

    def _publish(self, publication: Publication, graph: Graph, *, judges: bool) -> None:
        stage = self.scan.stage
        renew = partial(leases.renew, Scan, self.scan.pk, self.token, published_depth=stage)
        counting.publish(publication, graph, renew, lambda: self._say("Counting what changed meanwhile"), judges=judges)
        self.scan.published_depth = stage

    def _finish(self, sentence: str) -> None:
        shown = Repository.objects.select_related("published").get(pk=self.scan.repository_id).published
        depth = shown.depth if shown is not None else Depth.NONE
        leases.release(
            Scan, self.scan.pk, self.token, state=ScanState.PUBLISHED, published_depth=depth, sentence=sentence, finished_at=now()
        )
        tell(self.scan, sentence or "Done", important=True)
        self._is_over = True
