"""Files, definitions and lines that were there and are gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from scanner.claims import git_words
from scanner.claims.ask_combined import Alike, every
from scanner.claims.ask_context import Asked
from scanner.claims.ask_definitions import FALLBACKS, HANDS_ON, STATEMENTS, Definitions, Methods
from scanner.claims.ask_single import copies_of
from scanner.claims.ask_tallies import PRODUCTION, Files, Hidden, Places, Tally, What
from scanner.claims.ask_values import Command, Predicate, Said, Unanswerable, counted, in_files
from scanner.claims.claim import Part, Subject, Thing
from scanner.verdicts import Holds

_DEFINED = (*STATEMENTS, *FALLBACKS)
_NOT_STATEMENTS = tuple(form for form in HANDS_ON if form not in STATEMENTS)


@dataclass(frozen=True, slots=True)
class Gone(Predicate):
    """A file, or everything below a folder."""

    path: str

    def tallies(self) -> tuple[Tally, ...]:
        return (Files(What.FILE, (self.path,)),)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        if not ever[0]:
            return Said(Holds.NO_SUBJECT, note=f"{self.path} is not there yet")
        return Said(Holds.FALSE if counts[0] else Holds.TRUE, counts[0])

    def words(self, number: int) -> str:
        return f"has {self.path}" if number else f"has no {self.path}"

    def words_with(self, others: Sequence[Predicate], number: int) -> str:
        paths = [self.path, *(one.path for one in others if isinstance(one, Gone))]
        return f"has {counted(number, 'file')} of {' and '.join(paths)}" if number else f"has neither {' nor '.join(paths)}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.there(self.path),)

    def command_with(self, others: Sequence[Predicate]) -> Command | None:
        return git_words.listed([self.path, *(one.path for one in others if isinstance(one, Gone))])


@dataclass(frozen=True, slots=True)
class Undefined(Predicate):
    """A name without a class or function statement, in some files or in production."""

    counts_places: ClassVar[bool] = True
    name: str
    inside: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    intended: tuple[str, ...] = ()

    def tallies(self) -> tuple[Tally, ...]:
        statements = self._places(_DEFINED)
        return statements, self._places(_NOT_STATEMENTS), Hidden(statements)

    def _places(self, forms: tuple[str, ...]) -> Places:
        return Places((Definitions.id,), self.name, self.categories, forms, self.inside, intended=self.intended)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        statements, other, hidden = counts
        if not ever[0]:
            return Said(Holds.NO_SUBJECT, note=f"{self.name} is not defined{in_files(self.inside)} yet")
        if statements:
            return Said(Holds.FALSE, statements, hidden)
        if other and not self.inside:
            return Said(
                Holds.UNKNOWN, 0, hidden, f"no class or function statement is left, but {counted(other, 'other way')} to {self.name}"
            )
        return Said(Holds.TRUE, 0, hidden)

    def words(self, number: int) -> str:
        return f"has {counted(number, 'definition')} of {self.name}{in_files(self.inside)}" if number else f"does not define {self.name}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.definitions_of(self.name, self.inside),)


@dataclass(frozen=True, slots=True)
class UndefinedIn(Predicate):
    """A name of any depth, without a definition in some files."""

    name: str
    paths: tuple[str, ...]

    def tallies(self) -> tuple[Tally, ...]:
        return Files(What.DEFINITION, self.paths, self.name), Files(What.UNREADABLE, self.paths)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        definitions, unreadable = counts
        if definitions:
            return Said(Holds.FALSE, definitions)
        if unreadable:
            return Said(Holds.UNKNOWN, 0, unreadable, "the file can not be read at this commit")
        return Said(Holds.TRUE) if ever[0] else Said(Holds.NO_SUBJECT, note=f"{self.name} is not defined{in_files(self.paths)} yet")

    def words(self, number: int) -> str:
        where = in_files(self.paths)
        return f"has {counted(number, 'definition')} of {self.name}{where}" if number else f"does not define {self.name}{where}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.definitions_of(self.name.rpartition(".")[2], self.paths),)


@dataclass(frozen=True, slots=True)
class NoMethod(Predicate):
    """A method of a class, wherever the class is defined."""

    counts_places: ClassVar[bool] = True
    name: str  # Class.method

    def tallies(self) -> tuple[Tally, ...]:
        methods = Places((Methods.id,), self.name, PRODUCTION)
        return methods, Hidden(methods)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        if not ever[0]:
            return Said(Holds.NO_SUBJECT, note=f"{self.name} is not defined yet")
        return Said(Holds.FALSE if counts[0] else Holds.TRUE, counts[0], counts[1])

    def words(self, number: int) -> str:
        return f"has {counted(number, 'definition')} of {self.name}" if number else f"does not define {self.name}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.definitions_of(self.name.rpartition(".")[2]),)


def removed(asked: Asked) -> Predicate:
    """The predicate of “X removed”."""
    about = [one for one in asked.about if one.thing is not Thing.LINES]
    lines = [one for one in asked.claim.subjects if one.thing is Thing.LINES]
    if about:
        return every(asked.each(partial(_of_subject, asked), about))
    if lines:
        return _of_lines(asked, lines)
    return Unanswerable("what was removed is not named")


def _of_subject(asked: Asked, one: Subject) -> Iterator[Predicate]:
    inside = asked.files(Part.PLACE)
    if one.part is Part.COPIES and one.thing in (Thing.SYMBOL, Thing.METHOD):
        yield from copies_of(asked, one, inside)
    elif one.thing in (Thing.PATH, Thing.MODULE, Thing.DOTTED):
        yield from map(Gone, asked.files_of(one))
    elif classes := [name for place in asked.part(Part.PLACE) if place.thing is Thing.SYMBOL for name in place.known]:
        yield from (NoMethod(f"{name}.{method}") for name in classes for method in one.known)
    elif inside:
        yield from (UndefinedIn(name, inside) for name in one.known)
    elif one.thing is Thing.METHOD and "(" in one.text and not asked.categories and one.text.count(".") == 1:
        yield from (NoMethod(one.text.partition("(")[0]) for _ in one.known[:1])
    else:
        yield from (Undefined(name, (), asked.categories or PRODUCTION, asked.issue.intended) for name in one.known)


def _of_lines(asked: Asked, lines: Sequence[Subject]) -> Predicate:
    """What stood at these lines when the item was written."""
    paths = asked.files(Part.PLACE)
    if not paths:
        return Unanswerable("lines are named, but no file")
    if asked.first_seen is None:
        return Unanswerable("what stood at these lines when the item was written is not known")
    found: list[Predicate] = []
    for one in lines:
        options = tuple(UndefinedIn(name, (path,)) for path in paths for name in _stood_at(asked, path, one.text))
        if not options:
            return Unanswerable("no class or function began at these lines when the item was written")
        found.append(options[0] if len(options) == 1 else Alike(options, one.text))
    return every(found)


def _stood_at(asked: Asked, path: str, written: str) -> list[str]:
    """The outermost definition that began within the lines, else the innermost around them."""
    facts = asked.history.facts_then(path, asked.first_seen or 0)
    numbers = [int(word) for word in "".join(letter if letter.isdigit() else " " for letter in written).split()]
    if facts is None or not numbers:
        return []
    first, last = numbers[0], numbers[-1]
    within = [one for one in facts.definitions if first - 1 <= one.line <= last]
    around = [one for one in facts.definitions if one.line <= first and one.end_line >= last]
    if within:
        return [min(within, key=lambda one: (one.name.count("."), one.line)).name]
    return [max(around, key=lambda one: one.line).name] if around else []
