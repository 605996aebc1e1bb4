"""Old places that only hand on, and that warn whoever uses them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.claims import git_words
from scanner.claims.ask_combined import Any, every
from scanner.claims.ask_context import Asked
from scanner.claims.ask_definitions import DEPRECATED_DUPLICATE, FALLBACKS, HANDS_ON, OWN_CODE, WARNED, Definitions
from scanner.claims.ask_tallies import PRODUCTION, Files, Places, Tally, What
from scanner.claims.ask_values import Command, NeverThere, Predicate, Said, Unanswerable, counted, in_files
from scanner.claims.claim import Part, Subject, Thing
from scanner.verdicts import Holds

_INDEPENDENT = (*OWN_CODE, DEPRECATED_DUPLICATE, *FALLBACKS)


@dataclass(frozen=True, slots=True)
class HandsOn(Predicate):
    """The implementations of a symbol, in some files or everywhere but at home, are proxies, re-exports, aliases or shims."""

    symbol: str
    paths: tuple[str, ...] = ()
    outside: str = ""

    def tallies(self) -> tuple[Tally, ...]:
        return self._places(_INDEPENDENT), self._places(HANDS_ON), Files(What.UNREADABLE, self.paths)

    def _places(self, forms: tuple[str, ...]) -> Places:
        categories = () if self.paths else PRODUCTION
        return Places((Definitions.id,), self.symbol, categories, forms, self.paths, outside=self.outside)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        own, thin, unreadable = counts
        if own:
            return Said(Holds.FALSE, own)
        if thin:
            return Said(Holds.TRUE)
        if unreadable:
            return Said(Holds.UNKNOWN, 0, unreadable, "the file can not be read at this commit")
        if ever[1]:
            return Said(Holds.FALSE, note=f"{self.symbol} handed on there once and is there no longer")
        return Said(Holds.UNKNOWN if ever[0] else Holds.NO_SUBJECT, note=f"{self.symbol} is not there")

    def words(self, number: int) -> str:
        where = in_files(self.paths)
        return f"has {self.symbol} with code of its own{where}" if number else f"has no {self.symbol} with code of its own{where}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.implementations_of(self.symbol, self.paths),)


@dataclass(frozen=True, slots=True)
class WarnsIn(Predicate):
    """A file, or something in it, warns of its deprecation."""

    paths: tuple[str, ...]

    def tallies(self) -> tuple[Tally, ...]:
        return tuple(Files(what, self.paths) for what in (What.WARNING, What.UNREADABLE, What.FILE))

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        if counts[0]:
            return Said(Holds.TRUE, counts[0])
        if counts[1]:
            return Said(Holds.UNKNOWN, 0, counts[1], "the file can not be read at this commit")
        return Said(Holds.FALSE) if ever[2] else Said(Holds.NO_SUBJECT, note=f"{self.paths[0]} is not there yet")

    def words(self, number: int) -> str:
        return f"has {counted(number, 'deprecation warning')} in {self.paths[0]}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.warnings_in(self.paths),)


@dataclass(frozen=True, slots=True)
class Warns(Predicate):
    """A class or function warns of its deprecation, wherever it is."""

    name: str

    def tallies(self) -> tuple[Tally, ...]:
        return Places((WARNED,), self.name), Places((Definitions.id,), self.name)

    def proof(self) -> tuple[Tally, ...]:
        return self.tallies()[:1]

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        if counts[0]:
            return Said(Holds.TRUE, counts[0])
        return Said(Holds.FALSE) if ever[1] else Said(Holds.NO_SUBJECT, note=f"{self.name} is not defined yet")

    def words(self, number: int) -> str:
        return f"has {counted(number, 'deprecation warning')} of {self.name}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.warnings_in(()),)


def proxy(asked: Asked) -> Predicate:
    """The predicate of “converted to a proxy”."""
    files = [one for one in asked.about if one.thing in (Thing.PATH, Thing.MODULE, Thing.DOTTED)]
    symbols = [one for one in asked.about if one.thing in (Thing.SYMBOL, Thing.METHOD)]
    if files:
        return every([_of_file(asked, one, symbols) for one in files])
    if not symbols:
        return Unanswerable("what was converted is not named")
    inside = asked.files(Part.PLACE)
    return every(asked.each(lambda one: _of_symbol(asked, one, inside), symbols))


def _of_symbol(asked: Asked, one: Subject, inside: tuple[str, ...]) -> Iterator[Predicate]:
    for name in one.known:
        yield HandsOn(name, inside, "" if inside else asked.canonical_of(name))


def _of_file(asked: Asked, one: Subject, symbols: Sequence[Subject]) -> Predicate:
    if not one.known:
        return NeverThere(one.text)
    names = [name for symbol in symbols for name in symbol.known] or [asked.issue.symbol]
    if not names[0]:
        return Unanswerable(f"which class or function of {one.text} should hand on is not named")
    options = tuple(HandsOn(name, (path,)) for path in asked.files_of(one) for name in names)
    return options[0] if len(options) == 1 else Any(options) if options else NeverThere(one.text)


def warnings(asked: Asked) -> Predicate:
    """The predicate of “deprecation warnings added”."""
    if not asked.about:
        return Unanswerable("what should warn is not named")
    return every([_warns(asked, one) for one in asked.about])


def _warns(asked: Asked, one: Subject) -> Predicate:
    if not one.known:
        return NeverThere(one.text)
    if one.thing in (Thing.PATH, Thing.MODULE, Thing.DOTTED):
        files = asked.files_of(one)
        return WarnsIn(files) if files else NeverThere(one.text)
    options = tuple(map(Warns, one.known))
    return options[0] if len(options) == 1 else Any(options)
