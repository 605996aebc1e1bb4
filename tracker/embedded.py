"""The embedded default: one folder holds the database, the broker's messages and the secret key, and is its owner's alone."""

import fcntl
import logging
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class PortInvalid(ValueError):
    """PORT is no port; str() says what to do."""


def port(text: str) -> int:
    """The number that PORT names. Raises PortInvalid."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
    if not 1 <= number <= 65_535:
        raise PortInvalid(f"PORT is “{text[:40]}”, which is no port. Choose a number between 1024 and 65535: PORT=8000")
    return number


class DataDirUnusable(Exception):
    """DATA_DIR cannot be written; str() says why and what to do."""


def secret_key(folder: Path) -> str:
    """The key in DATA_DIR, made on first use, mode 0600; processes that start at once agree on one."""
    path = folder / "secret_key"
    with lock(folder, "secret_key.lock"):
        if not path.exists() or not path.read_text().strip():
            waiting = path.with_suffix(".new")
            try:
                with open(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                    file.write(secrets.token_urlsafe(50))
            except OSError as error:
                raise _unusable(folder, error) from error
            waiting.replace(path)
        return path.read_text().strip()


def _unusable(folder: Path, error: OSError) -> DataDirUnusable:
    return DataDirUnusable(
        f"DATA_DIR {folder} cannot be written: {error.strerror}. Free space, or set DATA_DIR to a folder that you may write."
    )


@contextmanager
def lock(folder: Path, name: str) -> Iterator[None]:
    """Hold a lock file of DATA_DIR. Raises DataDirUnusable."""
    try:
        make_private(folder)
        file = (folder / name).open("w")
    except OSError as error:
        raise _unusable(folder, error) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can enter, or close one of ours to others; a folder for everybody (/tmp) stays as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid == os.geteuid() and found.st_mode & 0o077 and not found.st_mode & stat.S_ISVTX:
        with suppress(PermissionError):
            folder.chmod(0o700)


class WithoutTokens(logging.Formatter):
    """Lines of a log, in which nobody finds a link to sign in or the key of a shared report."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback below it."""
        line = re.sub(r"/sign-in/[^/\s'\"?]+", "/sign-in/***", super().format(record))
        return re.sub(r"\bkey=[^&\s'\"]+", "key=***", line)


def make_folders() -> None:
    """DATA_DIR, and the folders in it that are always there."""
    from django.conf import settings

    make_private(settings.DATA_DIR)
    for folder in (settings.BELLS, settings.DATA_DIR / "mirrors"):
        folder.mkdir(mode=0o700, exist_ok=True)


def ensure_ready() -> None:
    """Make DATA_DIR's folders, and migrate the embedded database if that is needed."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    make_folders()
    if not settings.IS_EMBEDDED:
        return
    with lock(settings.DATA_DIR, "migrate.lock"):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            if settings.READ_ONLY:
                raise DataDirUnusable(
                    f"READ_ONLY=1, but the database in {settings.DATA_DIR} has to be set up first. Start once without READ_ONLY."
                )
            call_command("migrate", verbosity=0, interactive=False)
