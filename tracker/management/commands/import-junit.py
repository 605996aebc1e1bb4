"""manage.py import-junit: the results of a test run for one commit."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.actions import first_run, test_results
from tracker.embedded import ensure_ready

LARGEST = 25 * 1024**2


class Command(BaseCommand):
    help = "Keep the results of a test run (JUnit XML) for a commit, and judge the boxes that speak of tests."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="JUnit XML; - is standard input")
        parser.add_argument("--commit", required=True, metavar="SHA", help="any revision that a scan has read")
        parser.add_argument("--repo", default="", metavar="SLUG", help="where several repositories have the commit")

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_ready()
        raw = _read(options["file"])
        try:
            repository, oid = test_results.find(options["commit"], options["repo"])
            taken = test_results.take(repository, oid, raw, "terminal")
        except (test_results.ResultsRefused, *first_run.Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(taken.words)


def _read(name: str) -> bytes:
    """At most one byte more than is taken: the reader says that it is too much."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(LARGEST + 1)
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise CommandError(
            f"{name} can't be read: {error.strerror}. Give the path of a JUnit XML file, or - for standard input."
        ) from error
