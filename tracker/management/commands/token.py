"""manage.py token: tokens with which machines send test results."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.actions import tokens
from tracker.embedded import ensure_ready
from tracker.management.commands.export import repository_of
from tracker.models import UploadToken


class Command(BaseCommand):
    help = "Make, list or revoke the tokens with which a machine sends test results for a repository."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        create = kinds.add_parser("create", help="prints the new token, this once")
        create.add_argument("repository", metavar="SLUG")
        _add_name(create, "where it will be used; without one: terminal")
        listed = kinds.add_parser("list", help="the names of those that are not revoked")
        listed.add_argument("repository", metavar="SLUG")
        revoke = kinds.add_parser("revoke", help="from now on it opens nothing")
        revoke.add_argument("repository", metavar="SLUG")
        _add_name(revoke, "as the list has it")

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_ready()
        repository = repository_of(options["repository"])
        name = options.get("name") or options.get("named") or ""
        try:
            if options["kind"] == "create":
                self.stdout.write(tokens.create(repository, name or "terminal"))
            elif options["kind"] == "revoke":
                if not name:
                    raise CommandError(f"Say which token: manage.py token revoke {repository.slug} NAME. Their names: manage.py token list")
                tokens.revoke(repository, name)
            else:
                rows = UploadToken.objects.filter(repository=repository, revoked_at=None).order_by("made_at", "pk")
                self.stdout.write("".join(f"{row.name}\n" for row in rows), ending="")
        except tokens.TokenRefused as error:
            raise CommandError(str(error)) from error


def _add_name(parser: CommandParser, meaning: str) -> None:
    """The name of a token stands behind the repository, or after --name."""
    parser.add_argument("name", metavar="NAME", nargs="?", help=meaning)
    parser.add_argument("--name", dest="named", metavar="NAME", help="the same")
