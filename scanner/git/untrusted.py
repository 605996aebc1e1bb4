"""Files of somebody else's repository: regular ones of a limited size, no symbolic links, below the allowed folders."""

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from scanner.git.command import SourceRefused
from scanner.git.source import is_below

MOST_FILES = 2_000_000  # of one folder with all below it


@dataclass(frozen=True, slots=True)
class Files:
    """Reads what lies below `roots`, or anywhere when there are none."""

    roots: Sequence[Path] | None

    def contents(self, path: Path, most: int) -> bytes:
        """A file's bytes, nothing if it isn't there. Raises SourceRefused for any other kind of file or one over `most` bytes."""
        file = self.opened(path, most)
        if file is None:
            return b""
        with file:
            found = file.read(most + 1)
        if len(found) > most:
            raise _too_large(path, most)
        return found

    def opened(self, path: Path, most: int) -> IO[bytes] | None:
        """A file to read, None if it isn't there. Raises SourceRefused as contents() does."""
        self.check(path.parent)
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENXIO):
                raise _no_file(path) from error
            raise
        file = os.fdopen(descriptor, "rb")
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode) and found.st_size <= most:
            return file
        file.close()
        raise _too_large(path, most) if stat.S_ISREG(found.st_mode) else _no_file(path)

    def check(self, folder: Path) -> None:
        """Raises SourceRefused for a folder that leads out of the allowed ones."""
        if self.roots is not None and not is_below(folder.resolve(), self.roots):
            raise SourceRefused(f"{shown(folder)} leads outside the folders that LOCAL_REPO_ROOTS allows. Give a full clone inside them.")

    def without_links(self, folder: Path) -> None:
        """Raises SourceRefused when anything below a folder is a symbolic link."""
        for entry in entries(folder):
            if entry.is_symlink():
                raise _no_file(Path(entry.path))


def entries(folder: Path, most: int = MOST_FILES) -> Iterator[os.DirEntry[str]]:
    """Everything below a folder but the folders themselves; links are told and not followed. Raises SourceRefused for too many."""
    waiting = [os.fspath(folder)]
    count = 0
    while waiting:
        try:
            found = os.scandir(waiting.pop())
        except (FileNotFoundError, NotADirectoryError):
            continue
        with found:
            for entry in found:
                count += 1
                if count > most:
                    raise SourceRefused(f"{shown(folder)} has more than {most:,} files. Run git gc there, or give a fresh clone.")
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    yield entry


def shown(path: Path) -> str:
    """A path for a sentence: the names in it are somebody else's."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in str(path))


def _no_file(path: Path) -> SourceRefused:
    return SourceRefused(f"{shown(path)} is a link or no regular file, which is not read. Give a fresh clone.")


def _too_large(path: Path, most: int) -> SourceRefused:
    return SourceRefused(f"{shown(path)} is larger than {most:,} bytes, the most that is read. Give a fresh clone.")
