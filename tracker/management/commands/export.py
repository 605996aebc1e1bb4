"""manage.py export: CSV on standard output, complete or not at all."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.actions import counting, exports, exports_claims, first_run
from tracker.embedded import ensure_ready
from tracker.models import Issue, Repository

ANY_REVISION = "any revision; default: the newest published commit of the line"


class Command(BaseCommand):
    help = "Export an issue's numbers, a tracker's claims, or a repository's candidates, as CSV."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        series = kinds.add_parser("series", help="counts of every commit")
        series.add_argument("issue")
        series.add_argument("--line", choices=["first-parent", "all"], default="first-parent")
        for kind in ("findings", "implementations"):
            one = kinds.add_parser(kind, help=f"{kind} at a commit")
            one.add_argument("issue")
            one.add_argument("--at", metavar="COMMIT", help=ANY_REVISION)
        claims = kinds.add_parser("claims", help="a tracker's items at a commit, with what the code says to them")
        claims.add_argument("issue", nargs="?")
        claims.add_argument("--repo", metavar="SLUG", help="with --document: any tracker of a repository")
        claims.add_argument("--document", metavar="PATH")
        claims.add_argument("--at", metavar="COMMIT", help=ANY_REVISION)
        candidates = kinds.add_parser("candidates", help="what a repository has more than once at a commit")
        candidates.add_argument("repository", metavar="SLUG")
        candidates.add_argument("--at", metavar="COMMIT", help=ANY_REVISION)

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_ready()
        try:
            if options["kind"] == "candidates":
                text = as_csv(exports.CANDIDATES, exports.candidates(repository_of(options["repository"]), options["at"]))
            elif options["kind"] == "claims":
                text = as_csv(exports_claims.CLAIMS, _claims(options))
            else:
                text = _of_issue(_counted(options["issue"]), options)
        except (exports.ExportRefused, *first_run.Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text, ending="")


def _of_issue(issue: Issue, options: dict[str, Any]) -> str:
    if options["kind"] == "series":
        return as_csv(exports.SERIES, exports.series(issue, whole_graph=options["line"] == "all"))
    if options["kind"] == "findings":
        return as_csv(exports.FINDINGS, exports.findings(issue, options["at"]))
    return as_csv(exports.IMPLEMENTATIONS, exports.implementations(issue, options["at"]))


def _issue(slug: str) -> Issue:
    issue = Issue.objects.select_related("repository__published").prefetch_related("rules").filter(slug=slug).first()
    if issue is None:
        raise CommandError(f"There is no issue “{slug}”. List them: manage.py issue list")
    return issue


def _counted(slug: str) -> Issue:
    """A change of its rules may not have been counted yet."""
    issue = _issue(slug)
    counting.count_stale(issue.repository)
    issue.refresh_from_db(fields=["counted_revision", "counted_in"])
    return issue


def _claims(options: dict[str, Any]) -> Iterable[exports.Row]:
    by_path = options["repo"] is not None and options["document"] is not None
    if by_path == (options["issue"] is not None) or (options["repo"] is None) != (options["document"] is None):
        raise CommandError("Give an issue’s slug, or --repo SLUG and --document PATH.")
    if by_path:
        return exports_claims.of_document(repository_of(options["repo"]), options["document"], options["at"])
    return exports_claims.of_issue(_issue(options["issue"]), options["at"])


def repository_of(slug: str) -> Repository:
    """The repository of a slug, or a sentence that names those there are."""
    repository = Repository.objects.select_related("published").filter(slug=slug).first()
    if repository is None:
        known = ", ".join(Repository.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise CommandError(f"There is no repository “{slug}”. {f'There are: {known}' if known else 'Scan one first: manage.py scan REPO'}")
    return repository


def as_csv(header: tuple[str, ...], rows: Iterable[exports.Row]) -> str:
    """UTF-8 text with LF line ends and minimal quoting."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
