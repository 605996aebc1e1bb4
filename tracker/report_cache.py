"""Where reports are kept: one file each, which has the number of its issue in its name, so that it can go with the issue."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache

SECONDS_OF_WRITING = 3600  # what is no report is a file that somebody writes, until it is so old
_name = re.compile(r"(\d{1,19})-[0-9a-f]{64}\.djcache\Z")


def key(issue: int, digest: str) -> str:
    """What a report is kept by; the digest is a SHA-256."""
    return f"{issue}-{digest}"


class ReportCache(FileBasedCache):
    """Django's cache in files, with names that say whose they are."""

    def __init__(self, folder: str, params: dict[str, Any]) -> None:
        super().__init__(folder, params)
        self._folder = Path(folder).absolute()

    def _key_to_file(self, key: str, version: int | None = None) -> str:
        return str(self._folder / f"{key}{self.cache_suffix}")

    def forget(self, is_gone: Callable[[int], bool]) -> None:
        """Delete the reports of issues that are gone, and what a crash has left."""
        for file in self._folder.glob("*"):
            named = _name.match(file.name)
            with suppress(OSError):
                is_left = named is None and file.stat().st_mtime < time.time() - SECONDS_OF_WRITING
                if is_left or (named is not None and is_gone(int(named[1]))):
                    file.unlink()
