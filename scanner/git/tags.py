"""The tags of a mirror."""

from dataclasses import dataclass
from pathlib import Path

from scanner.git.command import run


@dataclass(frozen=True, slots=True)
class Tag:
    """A name, and the commit that it means."""

    name: str
    oid: str


def read(mirror: Path) -> list[Tag]:
    """All tags that name a commit, at once: of an annotated one the object that it is about. Raises GitFailed."""
    shown = run(
        mirror, "for-each-ref", "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname:strip=2)", "refs/tags"
    )
    return [tag for line in shown.decode("utf-8", "replace").splitlines() if (tag := _tag(line)) is not None]


def _tag(line: str) -> Tag | None:
    sort, oid, meant_sort, meant, name = line.split(" ", 4)  # no name of a ref has a space
    if sort == "tag":
        sort, oid = meant_sort, meant
    return Tag(name, oid) if sort == "commit" else None
