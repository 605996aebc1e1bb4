"""A repository on this machine, read in place: its object folders and refs, and nothing of its configuration or hooks.

The layout: https://git-scm.com/docs/gitrepository-layout
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scanner.git.command import SourceRefused
from scanner.git.source import Source, is_below

MOST_REFS = 1_000_000
MOST_ALTERNATES = 20
_KINDS = ("refs/heads/", "refs/tags/", "refs/remotes/")
_oid = re.compile(r"[0-9a-f]{40}")
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
    try:
        own = _git_dir(path)
        common = _followed(own, "commondir") or own
        _check_format(common, path)
        return LocalRepository(_object_folders(common, source), _head(own, path), _refs(common), _bytes(common / "shallow"))
    except PermissionError as error:
        place = error.filename or path
        raise SourceRefused(f"{place} may not be read by this user. Change its permissions, or run as its owner.") from error
    except OSError as error:
        raise SourceRefused(f"{path} cannot be read: {error.strerror}.") from error


def _git_dir(path: Path) -> Path:
    if not path.exists():
        raise SourceRefused(f"There is nothing at {path}. Check the path.")
    inner = path / ".git"
    if inner.is_file():
        words = _bytes(inner).decode("utf-8", "surrogateescape").strip()
        if words.startswith("gitdir:"):
            return (path / words.removeprefix("gitdir:").strip()).resolve()
    for folder in (inner, path):
        if (folder / "HEAD").is_file() and ((folder / "objects").is_dir() or (folder / "commondir").is_file()):
            return folder.resolve()
    raise SourceRefused(f"{path} is no Git repository: it has neither a .git folder nor objects and a HEAD of its own. Check the path.")


def _followed(folder: Path, name: str) -> Path | None:
    words = _bytes(folder / name).decode("utf-8", "surrogateescape").strip()
    return (folder / words).resolve() if words else None


def _check_format(common: Path, path: Path) -> None:
    if (common / "reftable").is_dir():
        raise SourceRefused(f"{path} keeps its refs in the reftable format, which is not read in place. Give a clone with plain refs.")
    if re.search(rb"(?im)^\s*objectformat\s*=\s*sha256", _bytes(common / "config")):
        raise SourceRefused(f"{path} names its objects by SHA-256, which is not supported yet. Give a SHA-1 clone.")


def _object_folders(common: Path, source: Source) -> tuple[Path, ...]:
    """The repository's own objects and those that it borrows; all of them below the allowed folders."""
    found: list[Path] = []
    waiting = [common / "objects"]
    while waiting:
        folder = waiting.pop(0).resolve()
        if folder in found or not folder.is_dir():
            continue
        if source.roots is not None and not is_below(folder, source.roots):
            raise SourceRefused(f"{source.address} borrows objects from outside the folders that LOCAL_REPO_ROOTS allows.")
        if len(found) == MOST_ALTERNATES or "\n" in str(folder):
            raise SourceRefused(f"{source.address} borrows objects in a way that is not read. Give a full clone.")
        found.append(folder)
        lines = _bytes(folder / "info" / "alternates").decode("utf-8", "surrogateescape").splitlines()
        waiting += [folder / line for line in lines if line and not line.startswith("#")]
    return tuple(found)


def _head(folder: Path, path: Path) -> str:
    head = _bytes(folder / "HEAD").decode("utf-8", "replace").strip()
    name = head.removeprefix("ref: ")
    if _oid.fullmatch(head) or (name != head and name.startswith("refs/") and not _bad_name.search(name)):
        return head
    raise SourceRefused(f"{path} has a HEAD that Git does not understand. Repair it, or give a fresh clone.")


def _refs(common: Path) -> dict[str, str]:
    found = dict(_packed(common))
    found.update(_loose(common))
    return found


def _packed(common: Path) -> Iterator[tuple[str, str]]:
    path = common / "packed-refs"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for count, line in enumerate(lines):
            oid, _, name = line.rstrip("\n").partition(" ")
            if _is_ref(name, oid):
                yield name, oid
            if count > 2 * MOST_REFS:
                raise SourceRefused(f"{common} has more than {MOST_REFS:,} refs. Give a clone with fewer.")


def _loose(common: Path) -> Iterator[tuple[str, str]]:
    for kind in _KINDS:
        for folder, _, names in os.walk(common / kind):
            for name in names:
                path = Path(folder) / name
                if path.is_symlink():
                    continue
                oid = _bytes(path, 200).decode("ascii", "replace").strip()
                ref = path.relative_to(common).as_posix()
                if _is_ref(ref, oid):
                    yield ref, oid


def _is_ref(name: str, oid: str) -> bool:
    return name.startswith(_KINDS) and _oid.fullmatch(oid) is not None and _bad_name.search(name) is None and "\ufffd" not in name


def _bytes(path: Path, most: int = 16 * 1024 * 1024) -> bytes:
    """A small file's contents, nothing if it isn't there."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return file.read(most)
