"""Leases: who works on a row, until when, and how a dead worker's row is taken over.

A lease is taken and renewed by conditional UPDATEs that carry its token, so that a worker which lost
its lease can write nothing any more.
"""

import os
import secrets
import socket
from datetime import timedelta
from functools import cache

from django.db.models import Model, Q, QuerySet
from django.utils.timezone import now

LEASE = timedelta(seconds=60)


class LeaseLost(Exception):
    """Somebody else took the row over; stop without writing."""


@cache
def _boot_ticks(pid: int) -> str:
    """When the process started, in clock ticks since boot: tells a pid from its successor."""
    with open(f"/proc/{pid}/stat", "rb") as stat:
        return stat.read().rpartition(b")")[2].split()[19].decode()


def this_worker() -> str:
    """host:pid:start of this process."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{_boot_ticks(os.getpid())}"


def is_dead(worker: str) -> bool:
    """Is this a process of this host that is gone? False if in doubt: then the lease has to run out."""
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname()[:60] or not rest.isdigit():
        return False
    try:
        with open(f"/proc/{rest}/stat", "rb") as stat:
            fields = stat.read().rpartition(b")")[2].split()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return fields[19].decode() != worker.rpartition(":")[2] or fields[0] == b"Z"


def take(rows: QuerySet[Model], pk: int, **changes: object) -> str | None:
    """Take the lease of one of these rows, if it is still among them; returns the token."""
    token = secrets.token_hex(12)
    taken = rows.filter(pk=pk).update(lease_token=token, lease_until=now() + LEASE, worker=this_worker(), **changes)
    return token if taken else None


def renew(model: type[Model], pk: int, token: str, **changes: object) -> None:
    """Prolong the lease, and write what changed. Raises LeaseLost."""
    if not model._default_manager.filter(pk=pk, lease_token=token).update(lease_until=now() + LEASE, **changes):
        raise LeaseLost


def release(model: type[Model], pk: int, token: str, **changes: object) -> None:
    """Give the row back, and write what changed. Raises LeaseLost."""
    if not model._default_manager.filter(pk=pk, lease_token=token).update(lease_token="", lease_until=None, worker="", **changes):
        raise LeaseLost


def unheld() -> Q:
    """Rows without a lease, or whose lease ran out."""
    return Q(lease_until=None) | Q(lease_until__lt=now())


def free_dead(model: type[Model]) -> int:
    """Take the leases from this host's dead processes, so that nobody waits for them to run out."""
    freed = 0
    held = model._default_manager.filter(lease_until__gte=now()).exclude(worker="")
    for pk, worker, token in held.values_list("pk", "worker", "lease_token"):
        if is_dead(worker):
            freed += model._default_manager.filter(pk=pk, lease_token=token).update(lease_until=now())
    return freed
