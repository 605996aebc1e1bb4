"""What is due: repositories whose interval is over, pushes that wait, and work whose bell went unheard."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Max, Q
from django.utils.timezone import now

from tracker.actions import batches, disk, leases, pushes, scans
from tracker.models import Batch, Issue, Repository, Scan
from tracker.models.scans import ScanState, Step


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ids to ring for."""

    scans: list[int]
    readers: list[int]  # scans with batches that nobody reads
    issues: list[int]


def waiting() -> Waiting:
    """Free what dead processes of this host hold, then list what could go on."""
    leases.free_dead(Scan)
    leases.free_dead(Batch)
    _go_on_where_there_is_room()
    pushes.ask_waiting()
    ready: list[int] = []
    readers: list[int] = []
    for scan in scans.claimable():
        if scan.state == ScanState.QUEUED or scan.step != Step.READ or not batches.open_of(scan).exists():
            ready.append(scan.pk)
        elif batches.claimable(scan).exists():
            readers.append(scan.pk)
    return Waiting(ready, readers, uncounted_issues())


def _go_on_where_there_is_room() -> None:
    disk.keep_spare()
    for scan in disk.waiting():
        if disk.has_room():
            scans.resume(scan)


def uncounted_issues() -> list[int]:
    """Issues whose newest rules have no numbers yet, in repositories that have been read."""
    stale = ~Q(counted_revision=F("revision")) | Q(counted_in=None) | ~Q(counted_in=F("repository__published"))
    return list(Issue.objects.filter(stale, repository__published__isnull=False).values_list("pk", flat=True))


def request_due() -> list[int]:
    """Ask for scans of repositories whose interval is over; returns the scans."""
    requested = []
    for repository in Repository.objects.filter(interval_minutes__gt=0).annotate(last=Max("scans__created_at")):
        is_due = repository.last is None or repository.last <= now() - timedelta(minutes=repository.interval_minutes)
        is_open = repository.scans.filter(state__in=[ScanState.QUEUED, ScanState.RUNNING, ScanState.PAUSED]).exists()
        if is_due and not is_open:
            requested.append(scans.request(repository, Scan.Reason.SCHEDULE).pk)
    return requested
