"""A full disk: recognised in whatever it broke; a scan that met it waits until there is room again."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error, transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from tracker.actions.events import tell
from tracker.models import Scan
from tracker.models.scans import ScanState

ROOM = 200 * 1024**2  # bytes free with which a scan goes on
NONE_LEFT = 1024**2  # what fails with less than this free, fails for that
PAUSE = timedelta(seconds=30)
SPARE_BYTES = 4 * 1024**2
SENTENCE = "The disk is full. Free space in DATA_DIR: with 200 MB free the scan goes on by itself. Nothing is lost."


def is_full(error: BaseException) -> bool:
    """Is this, or what caused it, a disk without room?"""
    return any(_says_full(one) for one in causes(error))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what caused it, and so on."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _says_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    said = str(error)
    if said.startswith("The disk is full") or "database or disk is full" in said or getattr(error, "sqlstate", "") == "53100":
        return True
    return isinstance(error, Error) and _free() < NONE_LEFT  # SQLite has other words for it, too


def has_room() -> bool:
    """Is there enough for a scan to go on?"""
    return _free() >= ROOM


def _free() -> int:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return ROOM  # not for want of room


def pause(scan_id: int) -> None:
    """Pause a scan that found no room. Saying so needs room itself: the spare file gives it."""
    try:
        _pause(scan_id)
    except Error:
        _spare().unlink(missing_ok=True)
        _pause(scan_id)


def _pause(scan_id: int) -> None:
    with transaction.atomic():
        open_scan = Scan.objects.filter(pk=scan_id, state__in=[ScanState.QUEUED, ScanState.RUNNING])
        if open_scan.update(state=ScanState.PAUSED, error=SENTENCE, not_before=now() + PAUSE, lease_until=None, lease_token="", worker=""):
            tell(Scan(pk=scan_id), SENTENCE, important=True)


def waiting() -> QuerySet[Scan]:
    """Scans that were paused for want of room, a while ago."""
    return Scan.objects.filter(state=ScanState.PAUSED, error=SENTENCE, not_before__lte=now())


def keep_spare() -> None:
    """Some bytes that nobody needs until the disk is full."""
    if _spare().exists() or not has_room():
        return
    with suppress(OSError), _spare().open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, SPARE_BYTES)


def _spare() -> Path:
    return Path(settings.DATA_DIR) / "spare"
