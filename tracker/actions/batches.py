"""Batches of blobs: planned in pack order, claimed by any worker, read by a parser pool."""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils.timezone import now

from scanner.facts import FileFacts, Verdict, encode
from scanner.git import reading_command
from scanner.sandbox import ParserPool, Reading
from tracker.actions import disk, facts, history, leases
from tracker.actions.events import tell
from tracker.models import Batch, Scan
from tracker.models.scans import ScanState

log = logging.getLogger(__name__)

BLOBS_A_BATCH = 400
BYTES_A_BATCH = 8 * 1024**2
LARGEST_BLOB = 1024**2
STORED_TOGETHER = 100
MOST_ATTEMPTS = 3
MOST_STOPPED = 200  # crashes and timeouts of one scan before it pauses


def plan(scan: Scan, stage: str, unread: Collection[str], sizes: dict[str, int]) -> int:
    """Cut unread blobs into batches in pack order (the order of `sizes`); returns how many blobs there are to read.

    Blobs over 1 MiB and missing ones get their verdict here: no process has to open them.
    """
    ordered = [oid for oid in sizes if oid in unread]
    unreadable = [_unread(oid, sizes.get(oid)) for oid in unread if sizes.get(oid, LARGEST_BLOB + 1) > LARGEST_BLOB]
    facts.store(unreadable)
    rows = [
        Batch(scan=scan, stage=stage, number=number, oids=bytes.fromhex("".join(part)), total=len(part))
        for number, part in enumerate(_cut([oid for oid in ordered if sizes[oid] <= LARGEST_BLOB], sizes))
    ]
    with transaction.atomic():
        scan.batches.filter(stage=stage).delete()
        Batch.objects.bulk_create(rows, batch_size=200)
    return sum(row.total for row in rows)


def _unread(oid: str, size: int | None) -> Reading:
    verdict = Verdict.MISSING if size is None else Verdict.TOO_LARGE
    reason = "its object is not in the repository" if size is None else f"{size / LARGEST_BLOB:.1f} MB, limit 1 MB"
    return Reading(oid, verdict, encode(FileFacts(verdict, reason)), size or 0)


def _cut(oids: list[str], sizes: dict[str, int]) -> Iterator[list[str]]:
    part: list[str] = []
    weight = 0
    for oid in oids:
        if part and (len(part) >= BLOBS_A_BATCH or weight + sizes[oid] > BYTES_A_BATCH):
            yield part
            part, weight = [], 0
        part.append(oid)
        weight += sizes[oid]
    if part:
        yield part


def open_of(scan: Scan) -> QuerySet[Batch]:
    """The batches of the scan's stage that are not read yet."""
    return scan.batches.filter(stage=scan.stage).exclude(state=Batch.State.DONE)


def claimable(scan: Scan) -> QuerySet[Batch]:
    """Open batches that nobody works on."""
    return open_of(scan).filter(Q(state=Batch.State.QUEUED) | (Q(state=Batch.State.RUNNING) & leases.unheld()))


def are_waiting(scan_id: int) -> bool:
    """Are there batches of a running scan that nobody works on?"""
    scan = Scan.objects.filter(pk=scan_id, state=ScanState.RUNNING).first()
    return scan is not None and claimable(scan).exists()


def read_some(scan_id: int, *, seconds: float = 600.0, stop: Callable[[], bool] = lambda: False) -> bool:
    """Claim and read batches of the scan's stage until there are none, or the time is over.

    Returns True when no batch of the stage is open any more: then the scan can go on.
    """
    scan = Scan.objects.select_related("repository").filter(pk=scan_id, state=ScanState.RUNNING).first()
    if scan is None:
        return False
    try:
        return _read_until(scan, monotonic() + seconds, stop)
    except Exception as error:
        if not disk.is_full(error):
            raise
        log.warning("scan %s found the disk full: %s", scan_id, error)
        disk.pause(scan_id)
        return False


def _read_until(scan: Scan, until: float, stop: Callable[[], bool]) -> bool:
    argv, env = reading_command(history.mirror_of(scan.repository).path)
    with ParserPool(argv, env, children=1, timeout=settings.PARSER_TIMEOUT) as pool:
        while monotonic() < until and not stop():
            scan.refresh_from_db(fields=["state", "stage", "step"])
            if scan.state != ScanState.RUNNING:
                return False
            claimed = _claim(scan)
            if claimed is None:
                break
            with suppress(leases.LeaseLost):
                _read(scan, *claimed, pool)
    return not open_of(scan).exists()


def _claim(scan: Scan) -> tuple[Batch, str] | None:
    for batch in claimable(scan).order_by("number")[:8]:
        if batch.attempts >= MOST_ATTEMPTS:
            _give_up(scan, batch)
            return None
        again = batch.state == Batch.State.RUNNING
        token = leases.take(
            claimable(scan), batch.pk, state=Batch.State.RUNNING, attempts=F("attempts") + 1, started_at=batch.started_at or now()
        )
        if token is not None:
            if again:
                tell(scan, f"Batch {batch.number + 1} tried again: the worker stopped; nothing lost")
            return batch, token
    return None


def _give_up(scan: Scan, batch: Batch) -> None:
    """A batch that stopped its worker three times stops the scan, with a sentence, instead of the next worker."""
    sentence = (
        f"Batch {batch.number + 1} of {scan.stage} stopped its worker {batch.attempts} times. Look into the worker's log, then scan again."
    )
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED)
    Scan.objects.filter(pk=scan.pk, state=ScanState.RUNNING).update(
        state=ScanState.FAILED, error=sentence, finished_at=now(), lease_until=None
    )
    tell(scan, sentence, important=True)


def _read(scan: Scan, batch: Batch, token: str, pool: ParserPool) -> None:
    """Read what of a batch is not stored yet, storing as it goes; raises LeaseLost if another worker took it over."""
    packed = bytes(batch.oids).hex()
    oids = [packed[start : start + 40] for start in range(0, len(packed), 40)]
    stored = facts.known(oids)
    done, size, stopped = len(stored), 0, 0
    waiting: list[Reading] = []
    last_renewal = monotonic()

    def renew() -> None:
        nonlocal last_renewal
        if monotonic() - last_renewal > 1.0:
            leases.renew(Batch, batch.pk, token, done=done)
            last_renewal = monotonic()

    for reading in pool.read([oid for oid in oids if oid not in stored], tick=renew):
        waiting.append(reading)
        done, size = done + 1, size + reading.size
        stopped += reading.verdict in (Verdict.TIMEOUT, Verdict.CRASH)
        if len(waiting) >= STORED_TOGETHER:
            facts.store(waiting)
            waiting.clear()
            renew()
    facts.store(waiting)
    leases.release(Batch, batch.pk, token, state=Batch.State.DONE, done=done, bytes_read=size, stopped=stopped, finished_at=now())
    if stopped:
        _pause_after_too_many(scan)


def _pause_after_too_many(scan: Scan) -> None:
    total = scan.batches.aggregate(total=Sum("stopped"))["total"] or 0
    if total > MOST_STOPPED:
        sentence = (
            f"Paused: {total} files crashed the parser or took more than {settings.PARSER_TIMEOUT:g} s. "
            "Look at the list of unreadable files, then go on."
        )
        if Scan.objects.filter(pk=scan.pk, state=ScanState.RUNNING).update(state=ScanState.PAUSED, error=sentence):
            tell(scan, sentence, important=True)
