"""Predicates made of others: several subjects, several things of one name, words that nobody can weigh."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from scanner.claims.ask_tallies import Tally
from scanner.claims.ask_values import Command, NeverThere, Predicate, Said, of_strings
from scanner.verdicts import Holds

MANY_TIMES = 10


@dataclass(frozen=True, slots=True)
class Combined(Predicate):
    """Several predicates with one answer."""

    parts: tuple[Predicate, ...]

    def tallies(self) -> tuple[Tally, ...]:
        return tuple(tally for part in self.parts for tally in part.tallies())

    def proof(self) -> tuple[Tally, ...]:
        return tuple(tally for part in self.parts for tally in part.proof())

    def words(self, number: int) -> str:
        return self.parts[0].words(number)

    def commands(self) -> tuple[Command, ...]:
        first, *others = self.parts
        together = first.command_with(others) if all(type(one) is type(first) for one in others) else None
        each = (command for part in self.parts for command in part.commands())
        return tuple(dict.fromkeys([together, *each] if together else each))

    @property
    def withholds(self) -> bool:
        return any(part.withholds for part in self.parts)

    def _each(self, counts: Sequence[int], ever: Sequence[bool]) -> Iterator[Said]:
        ends = list(accumulate(len(part.tallies()) for part in self.parts))
        for part, start, end in zip(self.parts, [0, *ends], ends, strict=False):
            yield part.said(counts[start:end], ever[start:end])

    def _known(self, counts: Sequence[int], ever: Sequence[bool]) -> list[Said]:
        """Those whose subject is there, all if none is."""
        each = list(self._each(counts, ever))
        return [one for one in each if one.holds is not Holds.NO_SUBJECT] or each


@dataclass(frozen=True, slots=True)
class Every(Combined):
    """Each of the subjects; one that was never there is left out while others are."""

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        known = self._known(counts, ever)
        worst = min(known, key=lambda one: _WORST.index(one.holds))
        return _together(known, worst)

    def words(self, number: int) -> str:
        named = [part for part in self.parts if not isinstance(part, NeverThere)] or list(self.parts)
        first, *others = named
        alike = [one for one in others if type(one) is type(first)]
        return first.words_with(alike, number) if alike else first.words(number)


@dataclass(frozen=True, slots=True)
class Alike(Combined):
    """Several things have the name: what holds for each of them holds for the one that is meant."""

    name: str

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        known = self._known(counts, ever)
        if len({one.holds for one in known}) == 1:
            return _together(known, known[0])
        return _together(known, Said(Holds.UNKNOWN, note=f"{len(self.parts)} things are called {self.name}, and the answers differ"))


@dataclass(frozen=True, slots=True)
class Any(Combined):
    """One of several things of the name is enough."""

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        known = self._known(counts, ever)
        best = min(known, key=lambda one: _BEST.index(one.holds))
        return replace(best, number=max(one.number for one in known))


@dataclass(frozen=True, slots=True)
class Limited(Combined):
    """Words of the item limit it, and nobody knows how far they go: true of all is true of a part, false of all may not be."""

    extent: tuple[str, ...]

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        found = self.parts[0].said(counts, ever)
        if found.holds is not Holds.FALSE:
            return found
        return replace(found, holds=Holds.UNKNOWN, note=f"how far “{', '.join(self.extent)}” goes is not known")


@dataclass(frozen=True, slots=True)
class Few(Combined):
    """A claim of so many things; where many times more are left, it speaks of others."""

    stated: int

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        found = self.parts[0].said(counts, ever)
        if found.holds is not Holds.FALSE or found.number <= MANY_TIMES * self.stated:
            return found
        note = f"it speaks of {self.stated:,}, and {found.number:,} are left: which ones are meant is not known"
        return replace(found, holds=Holds.UNKNOWN, note=note)


_WORST = (Holds.FALSE, Holds.UNKNOWN, Holds.TRUE, Holds.NO_SUBJECT)
_BEST = (Holds.TRUE, Holds.UNKNOWN, Holds.FALSE, Holds.NO_SUBJECT)


def _together(known: Sequence[Said], deciding: Said) -> Said:
    strings = sum(one.in_strings for one in known)
    note = of_strings(strings) if strings and deciding.holds is Holds.FALSE else deciding.note
    number, unreadable = sum(one.number for one in known), max(one.unreadable for one in known)
    return replace(deciding, number=number, unreadable=unreadable, note=note, in_strings=strings)


def every(parts: Sequence[Predicate]) -> Predicate:
    """All of them, or the only one."""
    distinct = tuple(dict.fromkeys(parts))
    return distinct[0] if len(distinct) == 1 else Every(distinct)


def alike(parts: Sequence[Predicate], name: str) -> Predicate:
    """Whichever is meant, or the only one."""
    distinct = tuple(dict.fromkeys(parts))
    return distinct[0] if len(distinct) == 1 else Alike(distinct, name)
