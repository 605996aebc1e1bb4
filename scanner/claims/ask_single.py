"""One implementation of a symbol, and no independent second one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from scanner.claims import git_words
from scanner.claims.ask_combined import every
from scanner.claims.ask_context import Asked
from scanner.claims.ask_definitions import DEPRECATED_DUPLICATE, FALLBACKS, HANDS_ON, OWN_CODE, STATEMENTS, Definitions
from scanner.claims.ask_tallies import PRODUCTION, TESTS, Hidden, Places, Tally
from scanner.claims.ask_values import Command, Predicate, Said, Unanswerable, counted
from scanner.claims.claim import Part, Subject, Thing
from scanner.verdicts import Holds

_RULE = (Definitions.id,)


@dataclass(frozen=True, slots=True)
class Single(Predicate):
    """Independent definitions besides the canonical one."""

    counts_places: ClassVar[bool] = True
    symbol: str
    canonical: str  # "": any one will do
    categories: tuple[str, ...]
    intended: tuple[str, ...]
    inside: tuple[str, ...] = ()
    is_home_named: bool = False  # by the claim itself
    only_copies: bool = False  # “remove duplicates of X”: whether X itself is well is not asked

    def tallies(self) -> tuple[Tally, ...]:
        own = self._places(OWN_CODE)
        deprecated = self._places((DEPRECATED_DUPLICATE,))
        every_form = (*STATEMENTS, *FALLBACKS, *HANDS_ON)
        home = Places(_RULE, self.symbol, forms=every_form, at_module=self.canonical or "?", by_file=True)
        return own, deprecated, home, Hidden(own)

    def _places(self, forms: tuple[str, ...]) -> Places:
        return Places(_RULE, self.symbol, self.categories, forms, self.inside, outside=self.canonical, intended=self.intended)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        own, deprecated, home, hidden = counts
        if not any(ever[:3]):
            return Said(Holds.NO_SUBJECT, note=f"{self.symbol} is not defined yet")
        besides = own if self.canonical or self.inside else max(own - 1, 0)
        if besides and self.canonical and not ever[2] and not self.is_home_named:
            return Said(Holds.UNKNOWN, besides, hidden, f"{self.canonical} never had a {self.symbol}: is it meant?")
        if besides:
            return Said(Holds.FALSE, besides, hidden)
        if deprecated:
            note = f"a second {self.symbol} with code of its own calls itself deprecated or a backup: a person has to judge it"
            return Said(Holds.UNKNOWN, 0, hidden, note)
        if self.only_copies or self.inside:
            return Said(Holds.TRUE, 0, hidden)
        return self._by_home(own, home, hidden, was_home=ever[2])

    def _by_home(self, own: int, home: int, hidden: int, *, was_home: bool) -> Said:
        """No second one; but is there a first one?"""
        if self.canonical and home != 1:
            where = f"{self.canonical} has no {self.symbol}" if not home else f"{home} files are {self.canonical}"
            return Said(Holds.FALSE if was_home else Holds.UNKNOWN, 0, hidden, where)
        if not self.canonical and not own:
            return Said(Holds.UNKNOWN, 0, hidden, f"no independent {self.symbol} is there, and no canonical place is known")
        return Said(Holds.TRUE, 0, hidden)

    def words(self, number: int) -> str:
        besides = f"besides {self.canonical}" if self.canonical else "besides the first"
        return f"has {counted(number, 'independent definition')} of {self.symbol} {besides}" if number else f"has no second {self.symbol}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.definitions_of(self.symbol, self.inside),)


def single(asked: Asked) -> Predicate:
    """The predicate of “only one X”."""
    symbols = [one for one in asked.about if one.thing in (Thing.SYMBOL, Thing.METHOD)]
    if not symbols:
        return Unanswerable("what there should be one of is not named")
    return every(asked.each(lambda one: copies_of(asked, one), symbols))


def copies_of(asked: Asked, one: Subject, inside: tuple[str, ...] = ()) -> Iterator[Predicate]:
    """One predicate for each symbol of the name."""
    if set(asked.categories) & set(TESTS):
        yield Unanswerable("definitions in tests are doubles, which have no canonical place")
        return
    for name in one.known:
        yield Single(
            symbol=name,
            canonical=asked.canonical_of(name) if not inside else "",
            categories=() if inside else asked.categories or PRODUCTION,
            intended=asked.issue.intended,
            inside=inside,
            is_home_named=bool(asked.part(Part.TARGET) or asked.part(Part.PLACE)),
            only_copies=one.part is Part.COPIES,
        )
