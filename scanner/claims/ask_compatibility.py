"""Callers of an old place who would find everything in the new one: only where both places are named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.claims import git_words
from scanner.claims.ask_context import Asked
from scanner.claims.ask_tallies import Files, Tally, What
from scanner.claims.ask_values import Command, Predicate, Said, Unanswerable, counted
from scanner.claims.claim import Part, Thing
from scanner.facts import FileFacts
from scanner.graph import ABSENT, OTHER
from scanner.verdicts import Holds

MOST_METHODS = 200
_NO_HEIRS = frozenset({"object", "ABC", "abc.ABC", "Protocol"})


@dataclass(frozen=True, slots=True)
class Superset(Predicate):
    """Every public method that a class has in the old file, it has in the new one."""

    symbol: str
    old: str
    new: str
    methods: tuple[str, ...]
    inherits: bool  # the new one may have further methods from elsewhere

    def tallies(self) -> tuple[Tally, ...]:
        names = (self.symbol, *(f"{self.symbol}.{method}" for method in self.methods))
        return tuple(Files(What.DEFINITION, (path,), name) for name in names for path in (self.old, self.new))

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        old, new = counts[0], counts[1]
        if not ever[0]:
            return Said(Holds.NO_SUBJECT, note=f"{self.symbol} is not in {self.old} yet")
        if not old or not new:
            return Said(Holds.UNKNOWN, note=f"{self.symbol} is not in both files at this commit")
        lacking = sum(here > 0 and not there for here, there in zip(counts[2::2], counts[3::2], strict=True))
        if lacking and self.inherits:
            return Said(Holds.UNKNOWN, lacking, note=f"{counted(lacking, 'method')} may be inherited")
        return Said(Holds.FALSE if lacking else Holds.TRUE, lacking)

    def words(self, number: int) -> str:
        lacked = counted(number, "method") if number else "no method"
        return f"has {lacked} of {self.symbol} in {self.old} that {self.new} lacks"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.methods_in((self.old, self.new)),)


def compatibility(asked: Asked) -> Predicate:
    """The predicate of “X of old.py keeps working with new.py”."""
    places = [one for one in (*asked.about, *asked.part(Part.TARGET)) if one.thing in (Thing.PATH, Thing.MODULE)]
    symbols = [name for one in asked.about if one.thing is Thing.SYMBOL for name in one.known] or [asked.issue.symbol]
    files = [path for one in places for path in asked.files_of(one)[:1]]
    if len(files) != 2 or not symbols[0]:
        return Unanswerable("two places, or the methods that have to stay, are not named: only a run of all callers would show it")
    old, new = files
    classes = list(_methods(asked, old, symbols[0]))
    methods = tuple(sorted(dict.fromkeys(classes)))[:MOST_METHODS]
    return Superset(symbols[0], old, new, methods, _inherits(asked, new, symbols[0]))


def _versions(asked: Asked, path: str) -> Iterator[FileFacts]:
    graph = asked.history.graph
    number = graph.path_number(path)
    blobs = {new for one, new in zip(graph.change_paths, graph.change_new, strict=True) if one == number}
    for _, facts in asked.history.source.of_blobs(blobs - {ABSENT, OTHER}):
        yield facts


def _methods(asked: Asked, path: str, symbol: str) -> Iterator[str]:
    for facts in _versions(asked, path):
        for one in facts.definitions:
            outer, _, name = one.name.rpartition(".")
            if outer == symbol and one.kind != "class" and not name.startswith("_"):
                yield name


def _inherits(asked: Asked, path: str, symbol: str) -> bool:
    classes = (one for facts in _versions(asked, path) for one in facts.definitions if one.name == symbol)
    return any(not _NO_HEIRS.issuperset(one.bases) for one in classes)
