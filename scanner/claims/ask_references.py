"""Uses of an old name that are gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from scanner.claims import git_words
from scanner.claims.ask_combined import every
from scanner.claims.ask_context import Asked
from scanner.claims.ask_definitions import SymbolUses
from scanner.claims.ask_tallies import Hidden, Places, Tally
from scanner.claims.ask_values import Command, Predicate, Said, Unanswerable, counted
from scanner.claims.claim import Part, Subject, Thing
from scanner.rules.deprecated_reference import DeprecatedReference
from scanner.verdicts import Holds

_CALL = ("call",)


@dataclass(frozen=True, slots=True)
class NoReferences(Predicate):
    """No line uses a dotted name, or calls a symbol; the canonical place may."""

    counts_places: ClassVar[bool] = True
    name: str
    rule: str
    forms: tuple[str, ...]
    categories: tuple[str, ...]
    intended: tuple[str, ...]
    outside: str
    inside: tuple[str, ...]

    def tallies(self) -> tuple[Tally, ...]:
        uses = Places((self.rule,), self.name, self.categories, self.forms, self.inside, self.outside, intended=self.intended)
        return uses, Hidden(uses)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        if not ever[0]:
            return Said(Holds.NO_SUBJECT, note=f"nobody uses {self.name} yet")
        return Said(Holds.FALSE if counts[0] else Holds.TRUE, counts[0], counts[1])

    def words(self, number: int) -> str:
        verb = "call" if self.forms == _CALL else "use"
        return f"has {counted(number, 'line')} that {verb}{'s' if number == 1 else ''} {self.name}"

    def commands(self) -> tuple[Command, ...]:
        if self.rule == DeprecatedReference.id:
            return (git_words.uses_of(self.name, self.inside),)
        return (git_words.calls_of(self.name) if self.forms else git_words.uses_of(self.name, self.inside),)


def references_replaced(asked: Asked) -> Predicate:
    """The predicate of “all os.environ replaced”."""
    about = [one for one in asked.about if one.thing in (Thing.DOTTED, Thing.MODULE, Thing.SYMBOL, Thing.METHOD)]
    if not about:
        return Unanswerable("which name was replaced is not said")
    return every(asked.each(partial(_of_subject, asked), about))


def _of_subject(asked: Asked, one: Subject) -> Iterator[Predicate]:
    dotted = one.thing in (Thing.DOTTED, Thing.MODULE)
    called = not dotted and (one.text.endswith(")") or any(word in asked.claim.reason for word in ("call", "instantiat", "construct")))
    for name in one.known:
        yield NoReferences(
            name=name,
            rule=DeprecatedReference.id if dotted else SymbolUses.id,
            forms=_CALL if called else (),
            categories=asked.categories,
            intended=asked.issue.intended,
            outside=asked.issue.canonical,
            inside=asked.files(Part.PLACE),
        )
