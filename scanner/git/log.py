"""Commits and their changes from one `git log`, read as it is written.

The format of --raw: https://git-scm.com/docs/git-diff-tree#_raw_output_format
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scanner.git import fields
from scanner.git.command import GitFailed

MOST_CHANGES = 200_000  # of one commit
LONGEST_PATH = 4096  # bytes, as Linux has it
#: Parents first. Merges are compared with their first parent; a header ends with NUL as every path does.
OPTIONS = (
    "log",
    "--raw",
    "-z",
    "--no-renames",
    "--no-abbrev",
    "--topo-order",
    "--reverse",
    "--diff-merges=first-parent",
    "--root",
    "--encoding=UTF-8",
    "--no-color",
    "--no-decorate",
    "--no-notes",
    "--no-show-signature",
    "--ignore-missing",
    "--format=%x01%H%n%P%n%aN%n%aE%n%at%n%ct%n%s",
    "--stdin",
)
#: Who wrote each commit, as the .mailmap of a commit has it (see Mirror.authors).
AUTHORS = (
    "log",
    "-z",
    "--encoding=UTF-8",
    "--no-color",
    "--no-decorate",
    "--no-notes",
    "--no-show-signature",
    "--format=%H%n%aN%n%aE",
    "--stdin",
)
_HEADER = b"\x01"
_FILES = (b"100644", b"100755", b"100664")


class Change(NamedTuple):
    """One path of a commit; `old` or `new` is None where there is no regular file."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class LoggedCommit:
    """One commit as Git tells it, its author as the repository's .mailmap has it. Times are seconds since 1970, 0 where Git can't say."""

    oid: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    authored_at: int
    committed_at: int
    subject: str
    changes: tuple[Change, ...]


def read(pieces: Iterable[bytes]) -> Iterator[LoggedCommit]:
    """The commits of a log written with OPTIONS. Raises GitFailed for more than MOST_CHANGES of a commit, or a path over LONGEST_PATH."""
    header: bytes | None = None
    changes: list[Change] = []
    modes: list[bytes] = []
    for field in fields.split(pieces, b"\0"):
        if modes:
            _check(field, len(changes), header or b"")
            changes.extend(_change(modes, field))
            modes = []
        elif field.startswith(_HEADER):
            if header is not None:
                yield _commit(header, changes)
            header, changes = field, []
        elif field:
            modes = field.lstrip(b"\n").split(b" ")
    if header is not None:
        yield _commit(header, changes)


class Author(NamedTuple):
    """Who wrote a commit."""

    oid: str
    name: str
    email: str


def read_authors(pieces: Iterable[bytes]) -> Iterator[Author]:
    """The lines of a log written with AUTHORS."""
    for field in fields.split(pieces, b"\0"):
        oid, _, rest = field.partition(b"\n")
        name, _, email = rest.partition(b"\n")
        yield Author(oid.decode("ascii", "replace"), text(name), text(email))


def _check(path: bytes, changes: int, header: bytes) -> None:
    """Whether a commit stays within what is read of one."""
    oid = header.split(b"\n", 1)[0][1:10].decode("ascii", "replace")
    if changes >= MOST_CHANGES:
        raise GitFailed(f"Commit {oid} changes more than {MOST_CHANGES:,} files. Track a branch without it.")
    if len(path) > LONGEST_PATH:
        raise GitFailed(f"Commit {oid} has a path of more than {LONGEST_PATH:,} bytes. Track a branch without it.")


def _change(modes: list[bytes], path: bytes) -> Iterator[Change]:
    """Symbolic links and submodules are no files."""
    old_mode, new_mode, old, new = modes[0].lstrip(b":"), modes[1], modes[2], modes[3]
    before = old.decode("ascii") if old_mode in _FILES else None
    after = new.decode("ascii") if new_mode in _FILES else None
    if before is not None or after is not None:
        yield Change(text(path), before, after)


def _commit(header: bytes, changes: list[Change]) -> LoggedCommit:
    lines = header[1:].split(b"\n", 6)
    oid, parents, name, email, authored, committed, subject = lines + [b""] * (7 - len(lines))
    return LoggedCommit(
        oid.decode("ascii"),
        tuple(parents.decode("ascii").split()),
        text(name),
        text(email),
        _seconds(authored),
        _seconds(committed),
        text(subject),
        tuple(changes),
    )


def text(raw: bytes) -> str:
    """Any bytes as characters that a database takes: what is no UTF-8 becomes \\xNN, NUL a replacement character."""
    return raw.decode("utf-8", "backslashreplace").replace("\0", "\ufffd")


def _seconds(raw: bytes) -> int:
    try:
        return int(raw)
    except ValueError:
        return 0
