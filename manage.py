#!/usr/bin/env python
"""Django's command line for SSOT Tracker."""

import os
import sys


def main() -> None:
    """Run a command. Settings that can't be used are one sentence."""
    if sys.argv[1:2] != ["collectstatic"]:  # static files are for everybody, all else is its owner's alone
        os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from tracker.embedded import DataDirUnusable, PortInvalid

    try:
        settings.DATA_DIR  # noqa: B018 - reads all of them
    except (DataDirUnusable, PortInvalid, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except ValueError as error:
        sys.exit(f"A variable of the environment cannot be used: {error}. All of them are in .env.example.")
    from tracker.management.help import Commands

    Commands(sys.argv).execute()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # before a command has begun to listen for it
        sys.exit("Stopped.")
