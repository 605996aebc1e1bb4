"""Every version of the tracker documents along a line, moves followed.

One `git log` tells all changes of Markdown files; contents are asked for only where a move was also an edit.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scanner.git import log
from scanner.git.command import arguments, talking
from scanner.git.log import Change
from scanner.git.mirror import Mirror
from scanner.tree import Globs

LEAST_EQUAL_LINES = 0.9  # of a document that was edited while it moved
MOST_PAIRS = 10_000  # of a removed and an added file whose lines are compared
MOST_ALIKE = 100  # added files of one name or content in a commit that a removed one is compared with
LARGEST = 256 * 1024  # bytes; what is larger is no tracker document
_MARKDOWN = (":(icase)*.md", ":(icase)*.markdown")
_EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"  # the blob of an empty file
_ARCHIVE = re.compile(r"archived?s?(?:[_.-].*)?", re.IGNORECASE)

Lines = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """What a commit of the line made of a document."""

    commit: str
    path: str
    blob: str | None  # None where it is gone; a mere move repeats the blob


@dataclass(frozen=True, slots=True)
class DocumentHistory:
    """One document along the line, oldest version first."""

    versions: tuple[DocumentVersion, ...]

    @property
    def path(self) -> str:
        """Where it is, or was last."""
        return self.versions[-1].path

    @property
    def former_paths(self) -> tuple[str, ...]:
        """Where it was before, oldest first."""
        return tuple(dict.fromkeys(version.path for version in self.versions if version.path != self.path))

    @property
    def moves(self) -> tuple[DocumentVersion, ...]:
        """The versions that have another path than the one before."""
        pairs = zip(self.versions, self.versions[1:], strict=False)
        return tuple(after for before, after in pairs if after.path != before.path)

    @property
    def is_removed(self) -> bool:
        """Deleted, and no other document took its place."""
        return self.versions[-1].blob is None

    @property
    def archived_by(self) -> str | None:
        """The commit that moved it into an archive, None if it is in none or was born there."""
        moved = [version for version in self.moves if _in_archive(version.path)]
        return moved[-1].commit if moved and _in_archive(self.path) and not self.is_removed else None

    @property
    def last_change(self) -> str:
        """The commit that last changed what it says; a move alone does not."""
        last = self.versions[0]
        for before, after in zip(self.versions, self.versions[1:], strict=False):
            if before.blob != after.blob:
                last = after
        return last.commit


def documents(mirror: Mirror, tip: str, globs: Iterable[str]) -> list[DocumentHistory]:
    """The documents whose path ever matched a .gitignore glob on the first-parent line of a tip, by path. Raises GitFailed."""
    covered = Globs(globs)
    steps = list(_steps(mirror, tip))
    paths = {change.path for step in steps for change in step.changes}
    wanted = {path for path in paths if covered.match(path)}
    if not wanted:
        return []
    kept = _only(steps, _reachable(steps, wanted))
    follower = _Follower(_lines_of(mirror, kept))
    for step in kept:
        follower.take(step)
    followed = [DocumentHistory(tuple(versions)) for versions in follower.documents]
    return sorted((one for one in followed if any(version.path in wanted for version in one.versions)), key=lambda one: one.path)


@dataclass(frozen=True, slots=True)
class _Step:
    """A commit's Markdown files."""

    commit: str
    changes: tuple[Change, ...]

    @property
    def removed(self) -> list[Change]:
        return [change for change in self.changes if change.new is None]

    @property
    def added(self) -> list[Change]:
        return [change for change in self.changes if change.old is None]


def _steps(mirror: Mirror, tip: str) -> Iterator[_Step]:
    words = (*log.OPTIONS, "--first-parent", "--", *_MARKDOWN)
    with talking(arguments(mirror.path, *words), given=f"{mirror.resolve(tip)}\n".encode()) as pieces:
        for commit in log.read(pieces):
            changes = tuple(change for change in commit.changes if change.old != change.new)
            if changes:
                yield _Step(commit.oid, changes)


def _reachable(steps: Sequence[_Step], wanted: set[str]) -> set[str]:
    """The paths wanted, and all that may be former or later paths of theirs."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        for removed, added in _candidates(step):
            neighbours[removed.path].add(added.path)
            neighbours[added.path].add(removed.path)
    found, open_ends = set(wanted), list(wanted)
    while open_ends:
        for path in neighbours[open_ends.pop()] - found:
            found.add(path)
            open_ends.append(path)
    return found


def _only(steps: Sequence[_Step], paths: set[str]) -> list[_Step]:
    kept = (_Step(step.commit, tuple(change for change in step.changes if change.path in paths)) for step in steps)
    return [step for step in kept if step.changes]


def _candidates(step: _Step) -> Iterator[tuple[Change, Change]]:
    """Removed and added files with equal contents or the same base name."""
    alike: dict[str, list[Change]] = defaultdict(list)
    for added in step.added:
        for key in (str(added.new), _base(added.path)):
            alike[key].append(added)
    for removed in step.removed:
        for key in (str(removed.old), _base(removed.path)):
            for added in alike.get(key, ())[:MOST_ALIKE]:
                yield removed, added


def _lines_of(mirror: Mirror, steps: Sequence[_Step]) -> dict[str, Lines]:
    """The lines of every blob that has to be compared with another one."""
    blobs: dict[str, None] = {}
    pairs = 0
    for step in steps:
        for removed, added in _candidates(step):
            if removed.old and added.new and removed.old != added.new and pairs < MOST_PAIRS:
                blobs |= {removed.old: None, added.new: None}
                pairs += 1
    return {oid: Counter(_said(content)) for oid, content in mirror.blobs(blobs, LARGEST)}


def _said(content: bytes) -> Iterator[str]:
    return (line.strip() for line in log.text(content).split("\n") if line.strip())


@dataclass(slots=True)
class _Follower:
    """The walk along the line: which document is at which path."""

    lines: Mapping[str, Lines]
    documents: list[list[DocumentVersion]] = field(default_factory=list)
    _here: dict[str, list[DocumentVersion]] = field(default_factory=dict)  # also where it was removed

    def take(self, step: _Step) -> None:
        moved = self._moves(step)
        carried = {target.path: self._here.pop(source) for source, target in moved.items()}
        for path, versions in carried.items():
            self._here[path] = versions
        for change in step.changes:
            if change.path not in moved or change.path in carried:
                self._version(step.commit, change)

    def _version(self, commit: str, change: Change) -> None:
        versions = self._here.get(change.path)
        if versions is None:
            versions = self._here[change.path] = []
            self.documents.append(versions)
        versions.append(DocumentVersion(commit, change.path, change.new))

    def _moves(self, step: _Step) -> dict[str, Change]:
        """Path of a removed document -> the added file that it became; the surest pairs first."""
        found: dict[str, Change] = {}
        removed = {change.path: change for change in step.removed if change.path in self._here}
        added = {change.path: change for change in step.added}
        for rate in (_same_name_and_blob, self._same_name_and_lines, _only_ones(step)):
            scored = [(score, old, new) for old, new in _candidates(step) if removed and (score := rate(old, new))]
            for _, old, new in sorted(scored, key=lambda pair: (-pair[0], pair[1].path, pair[2].path)):
                if old.path in removed and new.path in added:
                    found[old.path] = new
                    del removed[old.path], added[new.path]
        return found

    def _same_name_and_lines(self, old: Change, new: Change) -> float:
        before, after = self.lines.get(old.old or ""), self.lines.get(new.new or "")
        if before is None or after is None or _base(old.path) != _base(new.path):
            return 0
        share = equal_lines(before, after)
        return share if share >= LEAST_EQUAL_LINES else 0


def equal_lines(one: Lines, other: Lines) -> float:
    """How much of the longer of two texts the lines that they share are."""
    longer = max(sum(one.values()), sum(other.values()))
    return sum(min(count, other.get(line, 0)) for line, count in one.items()) / longer if longer else 0


def _same_name_and_blob(old: Change, new: Change) -> float:
    return float(old.old == new.new and _base(old.path) == _base(new.path))


def _only_ones(step: _Step) -> Callable[[Change, Change], float]:
    """Equal contents under another name are a move where nothing else of the commit has these contents."""
    removed = Counter(change.old for change in step.removed)
    added = Counter(change.new for change in step.added)
    return lambda old, new: float(old.old == new.new != _EMPTY and removed[old.old] == added[new.new] == 1)


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _in_archive(path: str) -> bool:
    return any(_ARCHIVE.fullmatch(folder) for folder in path.split("/")[:-1])
