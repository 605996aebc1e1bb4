"""Folders that are copies of others: many equal blobs at equal relative paths.

A folder is proposed if
- its name says what it is (`backup`, `old`, a date, …) more than the other's does, LEAST_NAMED files or more and half of
  all its files are equal, or
- no name says it, but LEAST_UNNAMED files or more and nearly all are equal, they came later and all at once, and what
  they equal grew over several commits. Twins that came together are symmetrical, and nobody's copies.
Empty files and `__init__.py` are no evidence. Each path is compared with a few others only: the time is linear.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from scanner.copy_names import copy_words, glob_of, is_meant, says_copy

LEAST_NAMED = 3
LEAST_UNNAMED = 10
SHARE_NAMED = 0.5
SHARE_UNNAMED = 0.9
AT_ONCE = 0.9  # of the equal files come in one commit
LEAST_GROWTH = 3  # commits over which the files of a grown folder came
MOST_ORIGINALS = 6  # others that a path is compared with
EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


@dataclass(frozen=True, slots=True)
class Held:
    """A Python file of the commit; `born` is the number of the commit that added it."""

    path: str
    blob: str
    born: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A folder that looks like a copy of another one; the root of the repository is ""."""

    folder: str
    original: str
    equal: int  # files with the same content at the same place of the original
    files: int  # all Python files of the folder
    glob: str

    @property
    def share(self) -> float:
        """Which part of the folder is equal."""
        return self.equal / self.files


@dataclass(frozen=True, slots=True)
class _Pair:
    """A folder and the one that it may be a copy of."""

    folder: str
    original: str


class _Ranked(NamedTuple):
    """A file among its equals: originals come before their copies, by what the names say, then by age."""

    words: int
    born: int
    path: str


@dataclass(slots=True)
class _Folders:
    """The files of a commit by folder."""

    by_path: Mapping[str, Held]
    _below: dict[str, list[str]] = field(init=False)
    _evidence: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self._below, self._evidence = defaultdict(list), Counter()
        for path, held in self.by_path.items():
            for folder in ancestors(path):
                self._below[folder].append(path)
                self._evidence[folder] += not is_trivial(held)

    def files(self, folder: str) -> Sequence[str]:
        """The paths of everything in a folder."""
        return self._below[folder]

    def evidence(self, folder: str) -> int:
        """How many of them are worth a comparison."""
        return self._evidence[folder]

    def equal(self, pair: _Pair) -> set[str]:
        """Paths of the folder whose file is the same at the same place of the original."""
        found = set()
        for path in self._below[pair.folder]:
            twin = self.by_path.get(moved(path, pair))
            if twin is not None and twin.blob == self.by_path[path].blob:
                found.add(path)
        return found


def propose(files: Iterable[Held]) -> list[Proposal]:
    """The outermost folders that are mostly copies, the largest first."""
    folders = _Folders({held.path: held for held in files})
    equal: dict[_Pair, set[str]] = {}
    for pair in _outermost(_likely(folders)):
        equal[pair] = folders.equal(pair)
    found = [_proposal(folders, folder, pairs, equal) for folder, pairs in _merged(folders, equal).items()]
    return sorted(found, key=lambda one: (-one.files, one.folder))


def is_trivial(held: Held) -> bool:
    """Is a file equal to others by nature?"""
    return held.blob == EMPTY_BLOB or held.path.rpartition("/")[2] == "__init__.py"


def ancestors(path: str) -> Iterator[str]:
    """The folders that a path lies in, the nearest first, without the root."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def moved(path: str, pair: _Pair) -> str:
    """Where a path of the copy lies in the original."""
    inside = path[len(pair.folder) + 1 :]
    return f"{pair.original}/{inside}" if pair.original else inside


def is_within(folder: str, outer: str) -> bool:
    """Is it this folder, or in it? Everything is in the root."""
    return not outer or folder == outer or folder.startswith(f"{outer}/")


def _votes(folders: _Folders) -> Counter[_Pair]:
    """How many files speak for each pair of folders, at every level at which their paths are equal."""
    holders: dict[tuple[str, str], list[_Ranked]] = defaultdict(list)
    for held in folders.by_path.values():
        if not is_trivial(held):
            holders[held.blob, held.path.rpartition("/")[2]].append(_Ranked(copy_words(held.path), held.born, held.path))
    votes: Counter[_Pair] = Counter()
    for alike in holders.values():
        alike.sort()
        for place, copy in enumerate(alike):
            for original in alike[: min(place, MOST_ORIGINALS)]:
                if original[:2] < copy[:2]:
                    votes.update(_pairs(copy.path, original.path))
    return votes


def _pairs(copy: str, original: str) -> Iterator[_Pair]:
    """The folders of two files, as far up as the paths are equal."""
    while True:
        copy, _, name = copy.rpartition("/")
        original, _, other = original.rpartition("/")
        if name != other or not copy:
            return
        yield _Pair(copy, original)


def _likely(folders: _Folders) -> dict[str, _Pair]:
    """Folder -> what it is a copy of, for every folder that is one."""
    found: dict[str, tuple[tuple[int, int, int], _Pair]] = {}
    for pair, votes in _votes(folders).items():
        if is_within(pair.original, pair.folder) or is_meant(pair.folder) or is_meant(pair.original):
            continue
        if _is_copy(folders, pair, votes):
            quality = (copy_words(pair.original), -votes, len(pair.original))
            if pair.folder not in found or quality < found[pair.folder][0]:
                found[pair.folder] = (quality, pair)
    return {folder: pair for folder, (_, pair) in found.items()}


def _is_copy(folders: _Folders, pair: _Pair, votes: int) -> bool:
    share = votes / folders.evidence(pair.folder)
    if copy_words(pair.folder) > copy_words(pair.original):
        return votes >= LEAST_NAMED and share >= SHARE_NAMED
    return votes >= LEAST_UNNAMED and share >= SHARE_UNNAMED and _came_at_once(folders, pair)


def _came_at_once(folders: _Folders, pair: _Pair) -> bool:
    """Is it later than what it equals, and in one piece, where that grew?"""
    equal = [path for path in folders.equal(pair) if not is_trivial(folders.by_path[path])]
    born = Counter(folders.by_path[path].born for path in equal)
    grown = {folders.by_path[moved(path, pair)].born for path in equal}
    commit, files = born.most_common(1)[0]
    return files >= AT_ONCE * len(equal) and len(grown) >= LEAST_GROWTH and max(grown) < commit


def _outermost(likely: Mapping[str, _Pair]) -> list[_Pair]:
    return [pair for folder, pair in sorted(likely.items()) if not any(outer in likely for outer in ancestors(folder))]


def _merged(folders: _Folders, equal: Mapping[_Pair, set[str]]) -> dict[str, list[_Pair]]:
    """Folder -> the copies in it: folders whose name says it and that hold little else stand for what is in them."""
    copied: Counter[str] = Counter()
    inside: dict[str, list[_Pair]] = defaultdict(list)
    for pair, paths in equal.items():
        for outer in (pair.folder, *ancestors(pair.folder)):
            copied[outer] += len(paths)
            inside[outer].append(pair)
    merged: dict[str, list[_Pair]] = {}
    for pair in equal:
        outer = pair.folder
        for folder in ancestors(pair.folder):
            is_mostly = copied[folder] >= SHARE_NAMED * len(folders.files(folder))
            if says_copy(folder.rpartition("/")[2]) and is_mostly and not _holds_originals(folder, inside[folder]):
                outer = folder
        merged[outer] = inside[outer]
    return merged


def _holds_originals(folder: str, pairs: Iterable[_Pair]) -> bool:
    return any(is_within(pair.original, folder) for pair in pairs)


def _proposal(folders: _Folders, folder: str, pairs: Sequence[_Pair], equal: Mapping[_Pair, set[str]]) -> Proposal:
    paths: set[str] = set().union(*(equal[pair] for pair in pairs))
    by_original: Counter[str] = Counter()
    for pair in pairs:
        by_original[pair.original] += len(equal[pair])
    original = max(by_original, key=lambda one: (by_original[one], -len(one), one))
    return Proposal(folder, original, len(paths), len(folders.files(folder)), glob_of(folder))
