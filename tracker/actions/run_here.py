"""A scan run by this process alone: the same actions as the workers', no broker needed."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.db import connections

from tracker.actions import batches, leases, scans
from tracker.models import Batch, Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState, Step

ORDER = [Depth.NONE, *scans.ORDER]


class ScanStopped(Exception):
    """The scan failed or was paused; str() is its sentence."""


def run(scan: Scan, depth: str, say: Callable[[Scan], None] = lambda scan: None) -> None:
    """Work on a scan until this depth is published, beside any worker that does too. Raises ScanStopped."""
    with ThreadPoolExecutor(settings.SCAN_CONCURRENCY) as readers:
        while True:
            leases.free_dead(Scan)
            leases.free_dead(Batch)
            scans.advance(scan.pk)
            scan.refresh_from_db()
            say(scan)
            if ORDER.index(Depth(scan.published_depth)) >= ORDER.index(Depth(depth)):
                return
            if scan.state in (ScanState.FAILED, ScanState.PAUSED):
                raise ScanStopped(scan.error)
            if scan.state == ScanState.RUNNING and scan.step == Step.READ and batches.claimable(scan).exists():
                reading = [readers.submit(_read, scan.pk) for _ in range(settings.SCAN_CONCURRENCY)]
                _watch(scan, reading, say)
            else:
                time.sleep(0.2)


def _read(scan_id: int) -> None:
    try:
        batches.read_some(scan_id, seconds=3600)
    finally:
        connections.close_all()


def _watch(scan: Scan, reading: "list[Future[None]]", say: Callable[[Scan], None]) -> None:
    while not all(one.done() for one in reading):
        time.sleep(0.2)
        scan.refresh_from_db()
        say(scan)
    for one in reading:
        one.result()
