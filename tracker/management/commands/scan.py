"""manage.py scan: read a repository's history in this process and publish its numbers."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Sum

from tracker.actions import first_run, run_here
from tracker.embedded import ensure_ready
from tracker.models import Scan
from tracker.models.repositories import Depth


class Command(BaseCommand):
    help = "Scan a repository here and now, without worker or broker; exit code 0 when the depth is published."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("repository", metavar="REPO", help="address or local path")
        parser.add_argument("--ref", default="", help="any revision: branch, tag, commit; default: what is followed already, HEAD at first")
        parser.add_argument("--tracker", action="append", default=[], help="path or glob inside the repository, or a file outside")
        parser.add_argument("--depth", choices=[Depth.TIP.value, Depth.LINE.value, Depth.GRAPH.value], default=Depth.LINE.value)

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_ready()
        progress = _Progress()
        try:
            scan = first_run.prepare(
                options["repository"], ref=options["ref"], trackers=options["tracker"], depth=options["depth"], say=progress.say
            )
            run_here.run(scan, options["depth"], progress.show)
        except (*first_run.Refused, run_here.ScanStopped) as error:
            progress.end()
            raise CommandError(str(error)) from error
        progress.end()
        if scan.repository.toml_problem:
            self.stderr.write(scan.repository.toml_problem)
        self.stderr.write(f"Published: {Depth(options['depth']).label} of {scan.repository.slug}.")


class _Progress:
    """One line on a terminal's standard error that changes; a line every 10 s elsewhere."""

    def __init__(self) -> None:
        self._every = 0.5 if sys.stderr.isatty() else 10.0
        self._last = 0.0

    def say(self, sentence: str) -> None:
        if time.monotonic() - self._last < self._every:
            return
        self._last = time.monotonic()
        sys.stderr.write(f"\r\x1b[K{sentence}" if sys.stderr.isatty() else f"{sentence}\n")
        sys.stderr.flush()

    def show(self, scan: Scan) -> None:
        if time.monotonic() - self._last < self._every:
            return
        read = scan.batches.filter(stage=scan.stage).aggregate(done=Sum("done"), total=Sum("total"))
        counted = f": {read['done'] or 0:,} of {read['total']:,} file versions" if scan.step == "read" and read["total"] else ""
        self.say(f"{scan.get_step_display()} ({scan.get_stage_display()}){counted} {scan.sentence}".rstrip())

    def end(self) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
