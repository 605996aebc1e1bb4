"""A few lines of one file at one commit."""

from dataclasses import dataclass

from tracker.actions import history
from tracker.models import Repository

MOST_BYTES = 1024**2
LONGEST_LINE = 400


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line, with the number that an editor shows."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines around one line."""

    lines: list[SourceLine]
    line: int


def excerpt(repository: Repository, commit_oid: str, path: str, line: int, around: int = 8) -> Excerpt | None:
    """Lines around a line, None if this file version is not in the mirror or is larger than 1 MiB."""
    raw = history.mirror_of(repository).file(commit_oid, path, MOST_BYTES)
    if raw is None:
        return None
    lines = raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = max(1, line - around)
    shown = [SourceLine(number, text[:LONGEST_LINE]) for number, text in enumerate(lines[first - 1 : line + around], start=first)]
    return Excerpt(shown, line)
