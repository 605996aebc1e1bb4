"""A repository on this machine, read in place: its object folders and refs, and nothing of its configuration or hooks.

The layout: https://git-scm.com/docs/gitrepository-layout
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanner.git import untrusted
from scanner.git.command import SourceRefused
from scanner.git.source import Source
from scanner.git.untrusted import Files

MOST_REFS = 1_000_000
MOST_ALTERNATES = 20
MOST_PACKED = 64 * 1024**2  # bytes of packed-refs
MOST_SHALLOW = 16 * 1024**2
MOST_SETTINGS = 1024**2  # bytes of config, and of alternates
LONGEST_LINE = 4096  # bytes of HEAD, of a ref, of a file that names a folder
_KINDS = ("refs/heads/", "refs/tags/", "refs/remotes/")
_oid = re.compile(r"[0-9a-f]{40}")
_shallow = re.compile(rb"(?:[0-9a-f]{40}\n)*+(?:[0-9a-f]{40})?")
_sha256 = re.compile(rb"(?im)^[ \t]*objectformat[ \t]*=[ \t]*sha256")
_bad_name = re.compile(r"\.\.|//|@\{|[\x00-\x20~^:?*\[\\\x7f]|(?:^|/)\.|\.lock(?:/|$)|[./]$")


@dataclass(frozen=True, slots=True)
class LocalRepository:
    """What is taken over from a repository on disk."""

    objects: tuple[Path, ...]
    head: str  # "ref: refs/heads/main" or a commit id
    refs: dict[str, str]
    shallow: bytes


def inspect(source: Source) -> LocalRepository:
    """Raises SourceRefused when the path is no repository, or one of a kind that can't be read in place."""
    path = Path(source.address)
    files = Files(source.roots)
    try:
        own = _git_dir(path, files)
        common = _followed(own, files) or own
        _check_format(common, path, files)
        objects = _object_folders(common, source, files)
        return LocalRepository(objects, _head(own, path, files), _refs(common, files), _cut_off(common, path, files))
    except PermissionError as error:
        place = untrusted.shown(Path(os.fsdecode(error.filename or path)))
        raise SourceRefused(f"{place} may not be read by this user. Change its permissions, or run as its owner.") from error
    except OSError as error:
        raise SourceRefused(f"{path} cannot be read: {error.strerror}.") from error
    except RuntimeError as error:  # how pathlib tells of links that lead in a circle
        raise SourceRefused(f"{path} has links that lead in a circle. Give a fresh clone.") from error


def _git_dir(path: Path, files: Files) -> Path:
    if not path.exists():
        raise SourceRefused(f"There is nothing at {path}. Check the path.")
    files.check(path)
    inner = path / ".git"
    if inner.is_file():
        words = _line(files.contents(inner, LONGEST_LINE))
        if words.startswith("gitdir:"):
            return _below(path / words.removeprefix("gitdir:").strip(), files)
    for folder in (inner, path):
        if (folder / "HEAD").is_file() and ((folder / "objects").is_dir() or (folder / "commondir").is_file()):
            return _below(folder, files)
    raise SourceRefused(f"{path} is no Git repository: it has neither a .git folder nor objects and a HEAD of its own. Check the path.")


def _followed(own: Path, files: Files) -> Path | None:
    words = _line(files.contents(own / "commondir", LONGEST_LINE))
    return _below(own / words, files) if words else None


def _below(folder: Path, files: Files) -> Path:
    files.check(folder)
    return folder.resolve()


def _line(raw: bytes) -> str:
    return os.fsdecode(raw).strip().replace("\0", "")


def _check_format(common: Path, path: Path, files: Files) -> None:
    if (common / "reftable").is_dir():
        raise SourceRefused(f"{path} keeps its refs in the reftable format, which is not read in place. Give a clone with plain refs.")
    if _sha256.search(files.contents(common / "config", MOST_SETTINGS)):
        raise SourceRefused(f"{path} names its objects by SHA-256, which is not supported yet. Give a SHA-1 clone.")


def _object_folders(common: Path, source: Source, files: Files) -> tuple[Path, ...]:
    """The repository's own objects and those that it borrows; with roots all of them below the allowed folders, and without links."""
    found: list[Path] = []
    waiting = [common / "objects"]
    while waiting:
        folder = _below(waiting.pop(0), files)
        if folder in found or not folder.is_dir():
            continue
        if len(found) == MOST_ALTERNATES or "\n" in str(folder):
            raise SourceRefused(f"{source.address} borrows objects in a way that is not read. Give a full clone.")
        if source.roots is not None:
            files.without_links(folder)
        found.append(folder)
        waiting += _borrowed(folder, source, files)
    return tuple(found)


def _borrowed(folder: Path, source: Source, files: Files) -> Iterator[Path]:
    """The folders of info/alternates as Git understands it: lines end with LF alone, ".." is taken off before links are followed."""
    for line in os.fsdecode(files.contents(folder / "info" / "alternates", MOST_SETTINGS)).split("\n"):
        if source.roots is not None and line.startswith('"'):
            raise SourceRefused(f"{source.address} borrows objects by a quoted path, which is not read. Give a full clone.")
        if line and not line.startswith("#") and "\0" not in line:
            yield Path(os.path.normpath(folder / line))


def _head(folder: Path, path: Path, files: Files) -> str:
    head = files.contents(folder / "HEAD", LONGEST_LINE).decode("utf-8", "replace").strip()
    name = head.removeprefix("ref: ")
    if _oid.fullmatch(head) or (name != head and name.startswith("refs/") and not _bad_name.search(name)):
        return head
    raise SourceRefused(f"{path} has a HEAD that Git does not understand. Repair it, or give a fresh clone.")


def _cut_off(common: Path, path: Path, files: Files) -> bytes:
    """Where a shallow clone was cut. Git quotes a line that it doesn't understand: none gets past here."""
    lines = files.contents(common / "shallow", MOST_SHALLOW)
    if not _shallow.fullmatch(lines):
        raise SourceRefused(f"{path} has a file named shallow that Git does not understand. Run git fsck there, or give a fresh clone.")
    return lines


def _refs(common: Path, files: Files) -> dict[str, str]:
    found = dict(_packed(common, files))
    found.update(_loose(common, files))
    return found


def _packed(common: Path, files: Files) -> Iterator[tuple[str, str]]:
    file = files.opened(common / "packed-refs", MOST_PACKED)
    if file is None:
        return
    with file:
        count = 0
        while raw := file.readline(LONGEST_LINE):
            count += 1
            oid, _, name = raw.decode("utf-8", "replace").rstrip("\n").partition(" ")
            if _is_ref(name, oid):
                yield name, oid
            if count > 2 * MOST_REFS:
                raise _too_many(common)


def _loose(common: Path, files: Files) -> Iterator[tuple[str, str]]:
    count = 0
    for kind in _KINDS:
        for entry in untrusted.entries(common / kind):
            path = Path(entry.path)
            count += 1
            if count > MOST_REFS:
                raise _too_many(common)
            oid = files.contents(path, LONGEST_LINE).decode("ascii", "replace").strip()
            ref = path.relative_to(common).as_posix()
            if _is_ref(ref, oid):
                yield ref, oid


def _too_many(common: Path) -> SourceRefused:
    return SourceRefused(f"{untrusted.shown(common)} has more than {MOST_REFS:,} refs. Give a clone with fewer.")


def _is_ref(name: str, oid: str) -> bool:
    return name.startswith(_KINDS) and _oid.fullmatch(oid) is not None and _bad_name.search(name) is None and "\ufffd" not in name
