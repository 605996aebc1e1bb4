"""Which commit of a line brought each place, and which removed it."""

import os.path
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from scanner.counting import Count, Holder
from scanner.graph import ABSENT, Change, Graph
from scanner.places import Place
from scanner.question import Answers


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes two places the same place while lines move: never the line number."""

    rule: str
    path: str
    within: str
    statement: str
    module: str
    form: str
    intended: bool

    def at(self, path: str) -> "Identity":
        """The same in a renamed file."""
        return Identity(self.rule, path, self.within, self.statement, self.module, self.form, self.intended)


def identity_of(place: Place) -> Identity:
    """A place's identity, but for its ordinal among equals."""
    return Identity(place.rule, place.path, place.within, place.statement, place.module, place.form, place.intended)


def identity_digest(identity: Identity, ordinal: int) -> str:
    """32 hexadecimal digits for an identity and its ordinal among equals."""
    parts = (identity.rule, identity.path, identity.within, identity.statement, identity.module, str(ordinal))
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(slots=True)
class Lifetime:
    """A place over one stretch of the line, by places on the line (0 is the oldest commit)."""

    place: Place  # as it last was
    ordinal: int  # among equals, from 0
    introduced: int  # first commit that has it under this path
    born: int  # first commit that has it under this or an earlier path
    removed: int | None = None  # first commit without it under this path
    successor: "Lifetime | None" = None  # the same place in the renamed file

    @property
    def died(self) -> int | None:
        """First commit that has it under no path, None if it is still there."""
        last = self
        while last.successor is not None:
            last = last.successor
        return last.removed


@dataclass(slots=True)
class _Group:
    """Equal places of one file: those that are there, and their open lifetimes by ordinal."""

    places: dict[Holder, Place] = field(default_factory=dict)
    open: list[Lifetime] = field(default_factory=list)


def lifetimes(graph: Graph, answers: Answers, line: Sequence[int]) -> list[Lifetime]:
    """Every stretch of every place along the line; a place that comes back has two."""
    groups: dict[Identity, _Group] = {}
    touched: set[Identity] = set()

    def listen(holder: Holder, place: Place, there: bool) -> None:
        identity = identity_of(place)
        group = groups.setdefault(identity, _Group())
        touched.add(identity)
        if there:
            group.places[holder] = place
        else:
            group.places.pop(holder, None)

    changes = answers.changes
    count = Count(answers, listen)
    ended: list[Lifetime] = []
    touched.clear()
    for position, commit in enumerate(line):
        mine = changes.get(commit, ())
        for change in mine:
            count.apply(change)
        count.settle()
        if touched:
            ended += _close_commit(groups, touched, position, _renames(graph, mine))
            touched.clear()
    still_open = [lifetime for group in groups.values() for lifetime in group.open]
    return ended + still_open


def _close_commit(groups: dict[Identity, _Group], touched: Iterable[Identity], position: int, renames: dict[str, str]) -> list[Lifetime]:
    """Bring the open lifetimes of the touched groups in line with their places; returns those that ended."""
    ended: list[Lifetime] = []
    begun: list[tuple[Identity, Lifetime]] = []
    went: dict[Identity, list[Lifetime]] = {}
    for identity in touched:
        group = groups[identity]
        places = sorted(group.places.values(), key=lambda place: place.line)
        while len(group.open) > len(places):
            lifetime = group.open.pop()
            lifetime.removed = position
            ended.append(lifetime)
            went.setdefault(identity, []).append(lifetime)
        for lifetime, place in zip(group.open, places, strict=False):
            lifetime.place = place
        for ordinal in range(len(group.open), len(places)):
            lifetime = Lifetime(places[ordinal], ordinal, introduced=position, born=position)
            group.open.append(lifetime)
            begun.append((identity, lifetime))
    for identity, lifetime in begun:
        former = went.get(identity.at(renames[identity.path])) if identity.path in renames else None
        if former:
            lifetime.born = former[-1].born
            former.pop().successor = lifetime
    return ended


def _renames(graph: Graph, changes: Sequence[Change]) -> dict[str, str]:
    """New path -> old path, for files that went away and came back elsewhere in one commit.

    Equal contents decide first, then an equal file name that only one removed file has.
    """
    removed = [change for change in changes if change.new == ABSENT]
    added = [change for change in changes if change.old == ABSENT]
    if not removed or not added:
        return {}
    by_blob: dict[int, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    for change in removed:
        path = graph.paths[change.path]
        by_blob.setdefault(change.old, []).append(path)
        by_name.setdefault(os.path.basename(path), []).append(path)
    found = {}
    for change in added:
        path = graph.paths[change.path]
        same = by_blob.get(change.new) or by_name.get(os.path.basename(path), [])
        if len(same) == 1 or (same and change.new in by_blob):
            found[path] = same[0]
    return found
