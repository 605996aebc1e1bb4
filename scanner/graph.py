"""A repository's history as arrays: commits with their first parents, and what each changed against it."""

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

import msgspec

ABSENT = 0  # blob number of "no file here"
OTHER = 1  # blob number of a file that is not Python: only its presence is kept
MOST_SEGMENT_BYTES = 2 * 1024**3


class LoggedChange(Protocol):
    """What Graph.add needs of scanner.git.Change."""

    @property
    def path(self) -> str: ...
    @property
    def old(self) -> str | None: ...
    @property
    def new(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Change:
    """One path of one commit, all by number; ABSENT as old is an addition, as new a removal."""

    path: int
    old: int
    new: int


class Segment(msgspec.Struct, frozen=True, array_like=True):
    """What one update of the mirror added to a graph, ready to be stored."""

    first_commit: int
    first_path: int
    first_blob: int
    oids: bytes  # 20 bytes a commit
    first_parents: bytes  # int32, -1 for a root
    change_counts: bytes  # uint32 a commit
    change_paths: bytes  # uint32 a change, as are the next two
    change_old: bytes
    change_new: bytes
    paths: tuple[str, ...]
    blobs: bytes  # 20 bytes a blob


class SegmentDamaged(ValueError):
    """Stored bytes that are no segment, or not the next one of this graph."""


def _numbers(kind: str, packed: bytes) -> "array[int]":
    numbers = array(kind)
    numbers.frombytes(packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _packed(numbers: "array[int]") -> bytes:
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()


def _hex_ids(packed: bytes) -> list[str]:
    text = packed.hex()
    return [text[start : start + 40] for start in range(0, len(text), 40)]


@dataclass(slots=True)
class Graph:
    """Commits in a topological order, parents first; commit n's changes are numbers starts[n] to starts[n + 1]."""

    oids: list[str] = field(default_factory=list)
    first_parents: "array[int]" = field(default_factory=lambda: array("i"))
    starts: "array[int]" = field(default_factory=lambda: array("I", [0]))
    change_paths: "array[int]" = field(default_factory=lambda: array("I"))
    change_old: "array[int]" = field(default_factory=lambda: array("I"))
    change_new: "array[int]" = field(default_factory=lambda: array("I"))
    paths: list[str] = field(default_factory=list)
    blobs: list[str] = field(default_factory=lambda: ["", ""])  # blob ids; ABSENT and OTHER have none
    _holders: dict[int, set[int]] = field(default_factory=dict)
    _changes_seen: int = 0  # by _holders
    _commit_numbers: dict[str, int] = field(default_factory=dict)
    _path_numbers: dict[str, int] = field(default_factory=dict)
    _blob_numbers: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.oids)

    def number_of(self, oid: str) -> int | None:
        """The commit's number, None for one that is not in the graph."""
        return self._commit_numbers.get(oid)

    def path_number(self, path: str) -> int | None:
        """The path's number, None for one that no commit has."""
        return self._path_numbers.get(path)

    def blob_number(self, oid: str) -> int | None:
        """The blob's number, None for one that no commit has as a Python file."""
        return self._blob_numbers.get(oid)

    def add(self, oid: str, first_parent: str | None, changes: Iterable[LoggedChange]) -> int:
        """Append a commit, whose first parent is already there or unknown (then it counts as a root)."""
        number = len(self.oids)
        self.oids.append(oid)
        self._commit_numbers[oid] = number
        self.first_parents.append(self._commit_numbers.get(first_parent, -1) if first_parent else -1)
        for change in changes:
            is_python = change.path.endswith(".py")
            old, new = self._blob(change.old, is_python), self._blob(change.new, is_python)
            if old != new:
                self.change_paths.append(self._path(change.path))
                self.change_old.append(old)
                self.change_new.append(new)
        self.starts.append(len(self.change_paths))
        return number

    def _path(self, path: str) -> int:
        number = self._path_numbers.get(path)
        if number is None:
            number = self._path_numbers[path] = len(self.paths)
            self.paths.append(path)
        return number

    def _blob(self, oid: str | None, is_python: bool) -> int:
        if oid is None:
            return ABSENT
        if not is_python:
            return OTHER
        number = self._blob_numbers.get(oid)
        if number is None:
            number = self._blob_numbers[oid] = len(self.blobs)
            self.blobs.append(oid)
        return number

    def paths_of_blobs(self) -> Mapping[int, set[int]]:
        """Blob number -> numbers of the paths that ever hold it; kept for the next question."""
        start = self._changes_seen
        for path, blob in zip(self.change_paths[start:], self.change_new[start:], strict=True):
            if blob not in (ABSENT, OTHER):
                self._holders.setdefault(blob, set()).add(path)
        self._changes_seen = len(self.change_paths)
        return self._holders

    def changes(self, commit: int) -> Iterator[Change]:
        """What a commit changed against its first parent (against nothing for a root)."""
        for index in range(self.starts[commit], self.starts[commit + 1]):
            yield Change(self.change_paths[index], self.change_old[index], self.change_new[index])

    def line(self, tip: int) -> list[int]:
        """The first-parent line that ends at a commit, oldest first."""
        line = []
        while tip >= 0:
            line.append(tip)
            tip = self.first_parents[tip]
        line.reverse()
        return line

    def state_at(self, commit: int) -> dict[int, int]:
        """The files of a commit: path number -> blob number."""
        state: dict[int, int] = {}
        for number in self.line(commit):
            first, last = self.starts[number], self.starts[number + 1]
            state.update(zip(self.change_paths[first:last], self.change_new[first:last], strict=True))
        return {path: blob for path, blob in state.items() if blob != ABSENT}

    def births(self, commit: int) -> dict[int, int]:
        """Path number -> the last commit of the line that ends here that added it."""
        born: dict[int, int] = {}
        for number in self.line(commit):
            for index in range(self.starts[number], self.starts[number + 1]):
                if self.change_old[index] == ABSENT:
                    born[self.change_paths[index]] = number
        return born

    def blobs_of(self, commits: Iterable[int]) -> set[int]:
        """Numbers of the Python blobs that these commits bring."""
        blobs: set[int] = set()
        for number in commits:
            blobs.update(self.change_new[self.starts[number] : self.starts[number + 1]])
        return blobs - {ABSENT, OTHER}

    def size(self) -> tuple[int, int, int]:
        """How many commits, paths and blobs there are: a mark for segment_since()."""
        return len(self.oids), len(self.paths), len(self.blobs)

    def segment_since(self, mark: tuple[int, int, int]) -> bytes:
        """All that came after a mark, packed for storing."""
        commits, paths, blobs = mark
        first_change = self.starts[commits]
        counts = array("I", (self.starts[n + 1] - self.starts[n] for n in range(commits, len(self.oids))))
        segment = Segment(
            first_commit=commits,
            first_path=paths,
            first_blob=blobs,
            oids=bytes.fromhex("".join(self.oids[commits:])),
            first_parents=_packed(self.first_parents[commits:]),
            change_counts=_packed(counts),
            change_paths=_packed(self.change_paths[first_change:]),
            change_old=_packed(self.change_old[first_change:]),
            change_new=_packed(self.change_new[first_change:]),
            paths=tuple(self.paths[paths:]),
            blobs=bytes.fromhex("".join(self.blobs[blobs:])),
        )
        return zlib.compress(msgspec.msgpack.encode(segment), 3)

    def append(self, packed: bytes) -> None:
        """Add a stored segment. Raises SegmentDamaged if it is not the next one."""
        try:
            segment = msgspec.msgpack.decode(zlib.decompressobj().decompress(packed, MOST_SEGMENT_BYTES), type=Segment)
        except (zlib.error, msgspec.MsgspecError) as error:
            raise SegmentDamaged(f"A stored part of the history cannot be read: {error}") from error
        if (segment.first_commit, segment.first_path, segment.first_blob) != self.size():
            raise SegmentDamaged("A stored part of the history does not follow the one before it.")
        self._extend(segment)

    def _extend(self, segment: Segment) -> None:
        oids, blobs = _hex_ids(segment.oids), _hex_ids(segment.blobs)
        self._commit_numbers.update(zip(oids, range(len(self.oids), len(self.oids) + len(oids)), strict=True))
        self._path_numbers.update(zip(segment.paths, range(len(self.paths), len(self.paths) + len(segment.paths)), strict=True))
        self._blob_numbers.update(zip(blobs, range(len(self.blobs), len(self.blobs) + len(blobs)), strict=True))
        self.oids += oids
        self.paths += segment.paths
        self.blobs += blobs
        self.first_parents.extend(_numbers("i", segment.first_parents))
        position = self.starts[-1]
        for count in _numbers("I", segment.change_counts):
            position += count
            self.starts.append(position)
        self.change_paths.extend(_numbers("I", segment.change_paths))
        self.change_old.extend(_numbers("I", segment.change_old))
        self.change_new.extend(_numbers("I", segment.change_new))


class Turn(Enum):
    """What tour() does at a commit."""

    ENTER = "enter"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Visit:
    """A step of the tour through the forest of first parents."""

    turn: Turn
    commit: int


def tour(first_parents: Sequence[int], weights: Sequence[int]) -> Iterator[Visit]:
    """Every commit depth first, so that one mutable state is exact at each ENTER.

    A LEAVE asks to undo the commit. The child with most changes below it is entered last, and what lies on
    the way to it is never left, since nothing comes after it.
    """
    children: dict[int, list[int]] = {}
    below = list(weights)
    for commit in range(len(first_parents) - 1, -1, -1):
        children.setdefault(first_parents[commit], []).append(commit)
        if first_parents[commit] >= 0:
            below[first_parents[commit]] += below[commit]
    for siblings in children.values():
        siblings.sort(key=lambda commit: below[commit])
    roots = children.get(-1, [])
    stack = [(root, False, root == roots[-1]) for root in reversed(roots)]
    while stack:
        commit, is_done, is_last = stack.pop()
        if is_done:
            yield Visit(Turn.LEAVE, commit)
            continue
        yield Visit(Turn.ENTER, commit)
        if not is_last:
            stack.append((commit, True, False))
        mine = children.get(commit, [])
        stack.extend((child, False, is_last and child == mine[-1]) for child in reversed(mine))
