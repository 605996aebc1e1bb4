"""manage.py issue: list the issues, or create one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.actions import counting, drafts, exports, issues
from tracker.embedded import ensure_ready
from tracker.management.commands.export import as_csv
from tracker.models import Repository


class Command(BaseCommand):
    help = "List SSOT issues, or create one and count it from stored facts."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        kinds.add_parser("list", help="slug, title and repository of every issue")
        create = kinds.add_parser("create", help="prints the new issue's slug")
        create.add_argument("--repo", required=True, metavar="SLUG")
        create.add_argument("--symbol", default="", metavar="NAME")
        create.add_argument("--canonical", default="", metavar="MODULE")
        create.add_argument("--deprecated", nargs="+", default=[], metavar="MODULE")
        create.add_argument("--remove", nargs="+", default=[], metavar="PATH")
        create.add_argument("--intended", nargs="+", default=[], metavar="GLOB", help="files whose references are intended")
        create.add_argument("--reference", nargs="+", default=[], metavar="NAME", help="dotted names whose uses are deprecated")
        create.add_argument("--fragmentation", action="store_true", help="count the modules through which the symbol is imported")
        create.add_argument("--cycles", nargs="+", default=[], metavar="MODULE", help="modules whose import cycles are looked for, or all")
        create.add_argument("--identical", type=int, default=0, metavar="STATEMENTS", help="compare bodies of so many statements or more")
        create.add_argument("--identical-folder", default="", metavar="FOLDER")
        create.add_argument("--pattern", default="", metavar="REGEX", help="lines that match (RE2 syntax)")
        create.add_argument("--pattern-globs", nargs="+", default=[], metavar="GLOB")
        create.add_argument("--title", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_ready()
        if options["kind"] == "list":
            self.stdout.write(as_csv(exports.ISSUES, exports.issues()), ending="")
            return
        repository = Repository.objects.select_related("published").filter(slug=options["repo"]).first()
        if repository is None:
            known = (
                ", ".join(Repository.objects.order_by("slug").values_list("slug", flat=True)[:10]) or "none yet; run manage.py scan first"
            )
            raise CommandError(f"There is no repository “{options['repo']}”. Known: {known}.")
        draft = _draft(options)
        try:
            issue = issues.create(repository, draft)
        except drafts.DraftRefused as error:
            raise CommandError(str(error)) from error
        found = issues.find(issue.pk)
        if found is not None:
            counting.count_issue(found)
        self.stdout.write(issue.slug)


def _draft(options: dict[str, Any]) -> drafts.IssueDraft:
    names = [options["symbol"], *options["deprecated"], *options["remove"], *options["reference"], options["pattern"], "Untitled"]
    return drafts.IssueDraft(
        title=options["title"] or next(filter(None, names))[:300],
        symbol=options["symbol"],
        canonical=options["canonical"],
        deprecated=tuple(options["deprecated"]),
        remove=tuple(options["remove"]),
        references=tuple(options["reference"]),
        fragmentation=options["fragmentation"],
        cycles=tuple(options["cycles"]),
        identical_size=options["identical"],
        identical_folder=options["identical_folder"],
        pattern=options["pattern"],
        pattern_globs=tuple(options["pattern_globs"]),
        intended_paths="\n".join(options["intended"]),
    )
