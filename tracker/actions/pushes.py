"""Pushes that somebody tells of: each is a reason to look, and looking is a scan."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import now

from tracker.actions import scans
from tracker.github import webhook
from tracker.models import Delivery, Repository, Scan
from tracker.models.scans import ScanState, Step

UNDER_WAY = (ScanState.QUEUED, ScanState.RUNNING, ScanState.PAUSED)


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of a delivery, and the new scans to ring for."""

    sentence: str
    is_new: bool
    scans: list[int]


@transaction.atomic
def hear(guid: str, event: str, keys: Collection[str]) -> Heard:
    """Keep a signed delivery and, if it tells of a push to a repository of ours, ask for a scan. A replay does nothing."""
    named = _named(keys)
    outcome = Delivery.Outcome.UNKNOWN if not named and event == "push" else Delivery.Outcome(event)
    _, is_new = Delivery.objects.get_or_create(guid=guid, defaults={"event": event, "outcome": outcome})
    if not is_new:
        return Heard("This delivery is known already.", False, [])
    if event == "ping":
        Repository.objects.filter(pk__in=[one.pk for one in named]).update(pinged_at=now())
        return Heard("Heard the ping.", True, [])
    if not named:
        return Heard("No repository here has this address: ignored.", True, [])
    return Heard("Heard the push.", True, [scan.pk for one in named if (scan := _pushed(one, now())) is not None])


def _named(keys: Collection[str]) -> list[Repository]:
    """Repositories of an address; where none is, those whose path is the name alone, on whatever host."""
    known = [(webhook.key(one.source), one) for one in Repository.objects.filter(is_local=False)] if keys else []
    return [one for key, one in known if key in keys] or [one for key, one in known if key.partition("/")[2] in keys]


def _pushed(repository: Repository, moment: datetime) -> Scan | None:
    """Remember a push. Returns the scan that is new for it; waits where one is under way that has looked already."""
    under_way = list(repository.scans.filter(state__in=UNDER_WAY))
    if not under_way:
        scan = scans.request(repository, Scan.Reason.PUSH)
        under_way = [scan]
    else:
        scan = None
    will_look = any(one.state == ScanState.QUEUED and one.step == Step.COPY for one in under_way)
    waits = {} if will_look else {"push_waits": True}
    Repository.objects.filter(pk=repository.pk).update(pushed_at=moment, **waits)
    return scan


def ask_waiting() -> None:
    """Ask for the scans of pushes that came while another scan was under way."""
    for repository in Repository.objects.filter(push_waits=True).exclude(scans__state__in=[ScanState.RUNNING, ScanState.PAUSED]):
        with transaction.atomic():
            scan = scans.request(repository, Scan.Reason.PUSH)
            if scan.state == ScanState.QUEUED and scan.step == Step.COPY:  # else it was claimed just now: look again later
                Repository.objects.filter(pk=repository.pk, pushed_at=repository.pushed_at).update(push_waits=False)
