"""Imports that resolve, and names that can still be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scanner.claims import git_words
from scanner.claims.ask_combined import every
from scanner.claims.ask_context import Asked
from scanner.claims.ask_tallies import Files, Hidden, Places, Tally, What
from scanner.claims.ask_values import Command, NeverThere, Predicate, Said, Unanswerable, counted
from scanner.claims.claim import Thing
from scanner.rules.dangling_import import DanglingImport
from scanner.verdicts import Holds

_ONLY_THESE = "only imports of the modules that the issue names were looked at"


@dataclass(frozen=True, slots=True)
class NoneDangles(Predicate):
    """No import names one of these modules while it is not there; tests that guard it with `try` expect that it is not."""

    counts_places: ClassVar[bool] = True
    modules: tuple[str, ...]
    categories: tuple[str, ...]
    intended: tuple[str, ...]
    files: tuple[str, ...]
    is_all: bool  # did the item speak of these modules, and of no more?

    def tallies(self) -> tuple[Tally, ...]:
        dangling = [
            Places((DanglingImport.id,), module, self.categories, intended=self.intended, only_sure=True) for module in self.modules
        ]
        return (*dangling, *map(Hidden, dangling), Files(What.FILE, self.files))

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        size = len(self.modules)
        dangling, hidden = sum(counts[:size]), sum(counts[size : 2 * size])
        if not ever[-1]:
            return Said(Holds.NO_SUBJECT, note=f"{self.modules[0]} is not there yet")
        if dangling:
            return Said(Holds.FALSE, dangling, hidden)
        return Said(Holds.TRUE, 0, hidden) if self.is_all else Said(Holds.UNKNOWN, 0, hidden, _ONLY_THESE)

    def words(self, number: int) -> str:
        return f"has {counted(number, 'import')} of {self.modules[0]} that {'leads' if number == 1 else 'lead'} nowhere"

    def commands(self) -> tuple[Command, ...]:
        return git_words.imports_of(self.modules), git_words.listed(self.files)


@dataclass(frozen=True, slots=True)
class NoCycle(Predicate):
    """These modules are in no circle of imports; answered at the last commit only, by scanner.claims.ask_cycles."""

    modules: tuple[str, ...]
    is_all: bool  # did the item speak of these modules, and of no more?

    def tallies(self) -> tuple[Tally, ...]:
        return ()

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        """By imports in circles through the modules, and in all circles; without numbers before the last commit."""
        if counts:
            return self._at_the_end(*counts)
        return Said(Holds.UNKNOWN, note="circles of imports are looked for at the last commit only")

    def _at_the_end(self, through: int, all_circles: int) -> Said:
        if through:
            return Said(Holds.FALSE, through)
        if self.is_all or not all_circles:
            return Said(Holds.TRUE)
        return Said(Holds.UNKNOWN, note=f"{counted(all_circles, 'import')} in circles, none through the modules that the issue names")

    def words(self, number: int) -> str:
        return f"has {counted(number, 'import')} in a circle" if number else "has no import in a circle"

    def commands(self) -> tuple[Command, ...]:
        return ()


def import_health(asked: Asked) -> Predicate:
    """The predicate of “no import errors”, or of “no circular imports”."""
    named = [module for one in asked.about for module in asked.modules_of(one)]
    if "circular" in asked.claim.reason:
        if asked.about and not named:
            return Unanswerable("circles are looked for by module, and no module is named")
        return NoCycle(tuple(named) or _of_issue(asked), bool(named))
    if asked.about and not named:
        is_path = any(one.thing is Thing.PATH for one in asked.about)
        return every([NeverThere(one.text) for one in asked.about]) if is_path else Unanswerable("no module is named")
    modules = tuple(dict.fromkeys(named or _of_issue(asked)))
    had = {module: files for module in modules if (files := asked.history.files_of(module))}
    if not had:
        return Unanswerable("whose imports are meant is not named")
    files = tuple(dict.fromkeys(path for mine in had.values() for path in mine))
    return NoneDangles(tuple(had), asked.categories, asked.issue.intended, files, is_all=bool(named))


def _of_issue(asked: Asked) -> tuple[str, ...]:
    return tuple(filter(None, (*asked.issue.deprecated, asked.issue.canonical)))
