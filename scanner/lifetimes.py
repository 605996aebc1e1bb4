"""Which commit of a line brought each place, and which removed it."""

import os.path
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from scanner.counting import Count, Holder
from scanner.graph import ABSENT, Change, Graph
from scanner.places import Place
from scanner.question import Answers

APPROXIMATE = "approximate"
#: Forms that a direct import's statement says by itself, in a file that parses and in one that does not.
_SAID_BY_STATEMENT = frozenset({"import", "from", "relative", "star", APPROXIMATE})
#: Rules whose places name the module of their own file, which a rename changes.
_OF_OWN_MODULE = frozenset({"duplicate-implementation", "identical-body"})


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

    def anywhere(self) -> "Identity":
        """The same in any function or class of the file."""
        return replace(self, within="")


def identity_of(place: Place) -> Identity:
    """A place's identity, but for its ordinal among equals."""
    module = "" if place.rule in _OF_OWN_MODULE else place.module
    form = "" if place.form in _SAID_BY_STATEMENT else place.form
    return Identity(place.rule, place.path, place.within, place.statement, module, form, place.intended)


def identity_digest(identity: Identity, ordinal: int) -> str:
    """32 hexadecimal digits for an identity and its ordinal among equals."""
    texts = (identity.rule, identity.path, identity.within, identity.statement, identity.module, identity.form)
    parts = (*texts, str(int(identity.intended)), str(ordinal))
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


_Stretch = tuple[Identity, Lifetime]


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
    begun: list[_Stretch] = []
    ended: list[_Stretch] = []
    for identity in touched:
        group = groups[identity]
        places = sorted(group.places.values(), key=lambda place: place.line)
        while len(group.open) > len(places):
            lifetime = group.open.pop()
            lifetime.removed = position
            ended.append((identity, lifetime))
        for lifetime, place in zip(group.open, places, strict=False):
            lifetime.place = place
        for ordinal in range(len(group.open), len(places)):
            lifetime = Lifetime(places[ordinal], ordinal, introduced=position, born=position)
            group.open.append(lifetime)
            begun.append((identity, lifetime))
    if begun and ended:
        _carry_on(begun, ended, renames)
    return [lifetime for _, lifetime in ended]


def _carry_on(begun: Iterable[_Stretch], ended: Iterable[_Stretch], renames: dict[str, str]) -> None:
    """What ended goes on in what begun: in a renamed file, or in another function or class of its file, as when that gets another name."""
    _join([(identity.at(renames[identity.path]), one) for identity, one in begun if identity.path in renames], ended)
    _join([(identity.anywhere(), one) for identity, one in begun], [(identity.anywhere(), one) for identity, one in ended])


def _join(begun: Iterable[_Stretch], ended: Iterable[_Stretch]) -> None:
    """Pairs off equal identities, by line; each lifetime goes on from one at most, and in one at most."""
    former: dict[Identity, list[Lifetime]] = {}
    for identity, lifetime in sorted(ended, key=lambda stretch: stretch[1].place.line, reverse=True):
        if lifetime.successor is None:
            former.setdefault(identity, []).append(lifetime)
    for identity, lifetime in sorted(begun, key=lambda stretch: stretch[1].place.line):
        if lifetime.born == lifetime.introduced and former.get(identity):
            one = former[identity].pop()
            one.successor, lifetime.born = lifetime, one.born


_Likeness = Callable[[str, int], object]
#: What a renamed file has in common with the old one, by its path and blob; the surest first, and whether it decides among several files.
_LIKENESSES: tuple[tuple[_Likeness, bool], ...] = (
    (lambda path, blob: (blob, os.path.basename(path)), True),
    (lambda path, blob: blob, True),
    (lambda path, blob: os.path.basename(path), False),
    (lambda path, blob: path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2], False),
)


def _renames(graph: Graph, changes: Sequence[Change]) -> dict[str, str]:
    """New path -> old path, for files that went away and came back elsewhere in one commit; each once."""
    removed = {graph.paths[change.path]: change.old for change in changes if change.new == ABSENT}
    added = {graph.paths[change.path]: change.new for change in changes if change.old == ABSENT}
    found: dict[str, str] = {}
    for likeness, decides in _LIKENESSES if removed and added else ():
        alike: dict[object, list[str]] = {}
        for path, blob in removed.items():
            alike.setdefault(likeness(path, blob), []).append(path)
        for path, blob in added.items():
            same = alike.get(likeness(path, blob), [])
            if path not in found and (len(same) == 1 or (same and decides)):
                found[path] = same.pop(0)
                del removed[found[path]]
    return found
