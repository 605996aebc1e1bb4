"""manage.py import-trackers: tracker documents as issues, and what each of them says, as CSV."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.actions import first_run, trackers
from tracker.embedded import ensure_ready
from tracker.management.commands.export import as_csv, repository_of


class Command(BaseCommand):
    help = "Make an issue of each tracker document that matches a glob, and print what it says. With --at only print."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("repository", metavar="SLUG")
        parser.add_argument("glob", metavar="GLOB", help="as in .gitignore; **/ matches the root too")
        parser.add_argument("--at", metavar="COMMIT", help="any revision: print what the documents said there, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_ready()
        repository = repository_of(options["repository"])
        try:
            found = trackers.find(repository, options["glob"], options["at"])
            if options["at"] is None:
                trackers.take(repository, found)
            text = as_csv(trackers.TRACKERS, trackers.rows(repository, found))
        except (trackers.ImportRefused, *first_run.Refused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(text, ending="")
