"""What a command says in a terminal while it works."""

import shutil
import time
from contextlib import suppress

from django.core.management.base import OutputWrapper
from django.db import DatabaseError, connection
from django.db.models import Sum
from django.urls import reverse

from tracker.models import Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState, Step


class Terminal:
    """Lines that stay, and one that changes; where nobody can see it change, a line now and then."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out
        self._is_tty = out.isatty()
        self._every = 0.2 if self._is_tty else 10.0
        self._last = 0.0

    def line(self, sentence: str) -> None:
        """A line that stays."""
        self._write(f"{self._erase()}{sentence}\n")

    def update(self, sentence: str) -> None:
        """The line that changes."""
        if time.monotonic() - self._last < self._every:
            return
        self._last = time.monotonic()
        width = shutil.get_terminal_size().columns - 1
        self._write(f"{self._erase()}{sentence[:width]}" if self._is_tty else f"{sentence}\n")

    def clear(self) -> None:
        """Take the changing line away."""
        self._write(self._erase())

    def _erase(self) -> str:
        return "\r\x1b[K" if self._is_tty else ""

    def _write(self, text: str) -> None:
        with suppress(OSError, ValueError):  # the terminal may be gone; what runs has to be stopped all the same
            self._out.write(text, ending="")
            self._out.flush()


class Progress:
    """What the first scan is doing, until it is over."""

    def __init__(self, scan: Scan | None, terminal: Terminal, address: str) -> None:
        self._scan = scan
        self._terminal = terminal
        self._address = address
        self._depth: str = Depth.NONE

    def show(self) -> None:
        """Say what is new."""
        if self._scan is None:
            return
        try:
            self._scan.refresh_from_db()
            self._tell(self._scan)
        except DatabaseError:
            connection.close()  # busy or away; the next look may do better

    def _tell(self, scan: Scan) -> None:
        if scan.published_depth != self._depth:
            self._depth = scan.published_depth
            self._terminal.line(
                f"Published: {Depth(scan.published_depth).label} of {scan.repository.slug}. {self._address}{self._page(scan)}"
            )
        if scan.state in (ScanState.QUEUED, ScanState.RUNNING):
            self._terminal.update(describe(scan))
            return
        self._scan = None
        if scan.state == ScanState.PUBLISHED:
            self._terminal.line("The scan is complete.")
        else:
            self._terminal.line(f"{scan.error} {self._address}{reverse('scan', args=[scan.pk])}")
        connection.close()

    def _page(self, scan: Scan) -> str:
        issues = list(scan.repository.issues.values_list("slug", flat=True)[:2])
        return reverse("issue", args=issues) if len(issues) == 1 else "/"


def describe(scan: Scan) -> str:
    """What a scan is doing, in one line."""
    if scan.state == ScanState.QUEUED:
        return "The scan waits for a worker"
    counted = ""
    if scan.step == Step.READ:
        read = scan.batches.filter(stage=scan.stage).aggregate(done=Sum("done"), total=Sum("total"))
        counted = f": {read['done'] or 0:,} of {read['total']:,} file versions" if read["total"] else ""
    return f"{Step(scan.step).label} ({Depth(scan.stage).label}){counted} {scan.sentence}".rstrip()
