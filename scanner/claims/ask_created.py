"""Code and tests that were made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from scanner.claims import git_words
from scanner.claims.ask_combined import Any, every
from scanner.claims.ask_context import Asked
from scanner.claims.ask_definitions import FALLBACKS, STATEMENTS, Definitions, Methods
from scanner.claims.ask_tallies import Files, Places, Tally, What
from scanner.claims.ask_values import LOWER_BOUND, Command, NeverThere, Predicate, Said, Unanswerable, counted, in_files
from scanner.claims.claim import Part, Subject, Thing
from scanner.classify import ImplementationClass
from scanner.verdicts import Holds

_MADE = (*STATEMENTS, *FALLBACKS, ImplementationClass.ALIAS.value, ImplementationClass.LAZY.value, ImplementationClass.TEST_DOUBLE.value)


@dataclass(frozen=True, slots=True)
class Defined(Predicate):
    """A class or top-level function of a name, a method written `Class.method`: anywhere."""

    name: str

    def tallies(self) -> tuple[Tally, ...]:
        rule, forms = (Methods.id, ()) if "." in self.name else (Definitions.id, _MADE)
        return (Places((rule,), self.name, forms=forms),)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        return Said(Holds.TRUE if counts[0] else Holds.FALSE, counts[0])

    def words(self, number: int) -> str:
        return f"has {counted(number, 'definition')} of {self.name}" if number else f"has no {self.name}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.definitions_of(self.name.rpartition(".")[2]),)


@dataclass(frozen=True, slots=True)
class DefinedIn(Predicate):
    """A name of any depth in some files."""

    name: str
    paths: tuple[str, ...]

    def tallies(self) -> tuple[Tally, ...]:
        return Files(What.DEFINITION, self.paths, self.name), Files(What.UNREADABLE, self.paths)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        if counts[0]:
            return Said(Holds.TRUE, counts[0])
        if counts[1]:
            return Said(Holds.UNKNOWN, 0, counts[1], "the file can not be read at this commit")
        return Said(Holds.FALSE)

    def words(self, number: int) -> str:
        return f"{'defines' if number else 'does not define'} {self.name}{in_files(self.paths)}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.definitions_of(self.name.rpartition(".")[2], self.paths),)


@dataclass(frozen=True, slots=True)
class FileThere(Predicate):
    """A file or folder, at any of these places."""

    paths: tuple[str, ...]

    def tallies(self) -> tuple[Tally, ...]:
        return (Files(What.FILE, self.paths),)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        return Said(Holds.TRUE if counts[0] else Holds.FALSE, counts[0])

    def words(self, number: int) -> str:
        return f"{'has' if number else 'has no'} {self.paths[0].rpartition('/')[2] or self.paths[0]}"

    def words_with(self, others: Sequence[Predicate], number: int) -> str:
        names = [one.paths[0].rpartition("/")[2] for one in (self, *others) if isinstance(one, FileThere)]
        return f"has {counted(number, 'file')} called {', '.join(names)}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.there(self.paths[0]) if len(self.paths) == 1 else git_words.listed(self.paths),)

    def command_with(self, others: Sequence[Predicate]) -> Command | None:
        return git_words.listed([path for one in (self, *others) if isinstance(one, FileThere) for path in one.paths])


@dataclass(frozen=True, slots=True)
class EnoughTests(Predicate):
    """A test file with at least so many test functions."""

    path: str
    least: int

    def tallies(self) -> tuple[Tally, ...]:
        paths = (self.path,)
        return Files(What.FILE, paths), Files(What.TEST, paths), Files(What.UNREADABLE, paths)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        there, tests, unreadable = counts
        if there and unreadable:
            return Said(Holds.UNKNOWN, 0, unreadable, "the file is there, but can not be read: its tests are not counted")
        if not there:
            return Said(Holds.FALSE)
        if tests >= self.least * LOWER_BOUND:
            return Said(Holds.TRUE, tests, note="" if tests >= self.least else f"{tests:,} measured, {self.least:,} stated")
        return Said(Holds.FALSE, tests, note=f"{tests:,} measured, {self.least:,} stated")

    def words(self, number: int) -> str:
        return f"has {counted(number, 'test function')} in {self.path}" if number else f"has no test function in {self.path}"

    def commands(self) -> tuple[Command, ...]:
        return git_words.tests_in(self.path), git_words.there(self.path)


def created_code(asked: Asked) -> Predicate:
    """The predicate of “created X”."""
    about = [one for one in asked.about if one.thing is not Thing.LINES]
    if not about:
        return Unanswerable("what was created is not named")
    if any(one.thing is Thing.METHOD and one.text.partition("=")[0].strip().isupper() for one in about):
        return Unanswerable("it speaks of an assignment, such as an enum's member, and stored facts hold none")
    return every([_any(asked, one) for one in about])


def _any(asked: Asked, one: Subject) -> Predicate:
    if not one.known:
        return NeverThere(one.text)
    options = tuple(_of_subject(asked, one))
    return options[0] if len(options) == 1 else Any(options) if options else Unanswerable(f"where {one.text} should be is not named")


def _of_subject(asked: Asked, one: Subject) -> Iterator[Predicate]:
    inside = asked.files(Part.PLACE)
    classes = [name for place in asked.part(Part.PLACE) if place.thing is Thing.SYMBOL for name in place.known]
    if one.thing in (Thing.PATH, Thing.MODULE, Thing.DOTTED):
        yield FileThere(asked.files_of(one) or one.known)
    elif one.thing is Thing.METHOD and classes:
        yield from (Defined(f"{name}.{method}") for name in classes for method in one.known)
    elif inside:
        yield from (DefinedIn(name, inside) for name in one.known)
    elif one.thing is Thing.METHOD and one.text.partition("(")[0].count(".") == 1:
        yield Defined(one.text.partition("(")[0])
    else:
        yield from map(Defined, one.known)


def tests_created(asked: Asked) -> Predicate:
    """The predicate of “test_x.py created”."""
    about = [one for one in asked.about if one.thing is Thing.PATH]
    if not about:
        return Unanswerable("the new tests are not named")
    stated = asked.claim.stated if len(about) == 1 else None
    return every([_tests(asked, one, stated) for one in about])


def _tests(asked: Asked, one: Subject, stated: int | None) -> Predicate:
    """The file may have moved: its name is looked for everywhere."""
    base = one.text.rstrip("/").rpartition("/")[2]
    paths = asked.history.counted(dict.fromkeys((*one.known, *asked.history.files_called(base))))
    if not paths:
        return NeverThere(one.text)
    if not stated or not base.endswith(".py"):
        return FileThere(paths)
    options = tuple(map(partial(EnoughTests, least=stated), paths))
    return options[0] if len(options) == 1 else Any(options)
