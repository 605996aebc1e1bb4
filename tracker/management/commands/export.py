"""manage.py export: CSV on standard output, complete or not at all."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.actions import exports, first_run
from tracker.embedded import ensure_ready
from tracker.models import Issue


class Command(BaseCommand):
    help = "Export an issue's numbers as CSV."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        series = kinds.add_parser("series", help="counts of every commit")
        series.add_argument("issue")
        series.add_argument("--line", choices=["first-parent", "all"], default="first-parent")
        for kind in ("findings", "implementations"):
            one = kinds.add_parser(kind, help=f"{kind} at a commit")
            one.add_argument("issue")
            one.add_argument("--at", metavar="COMMIT", help="any revision; default: the newest published commit of the line")

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_ready()
        issue = Issue.objects.select_related("repository__published").prefetch_related("rules").filter(slug=options["issue"]).first()
        if issue is None:
            raise CommandError(f"There is no issue “{options['issue']}”. List them: manage.py issue list")
        try:
            if options["kind"] == "series":
                text = as_csv(exports.SERIES, exports.series(issue, whole_graph=options["line"] == "all"))
            elif options["kind"] == "findings":
                text = as_csv(exports.FINDINGS, exports.findings(issue, options["at"]))
            else:
                text = as_csv(exports.IMPLEMENTATIONS, exports.implementations(issue, options["at"]))
        except (exports.ExportRefused, *first_run.Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text, ending="")


def as_csv(header: tuple[str, ...], rows: Iterable[exports.Row]) -> str:
    """UTF-8 text with LF line ends and minimal quoting."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
