"""Imports of an old module, or of a symbol past its canonical place, that are gone; and the same of a module that is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scanner.claims import git_words
from scanner.claims.ask_combined import alike, every
from scanner.claims.ask_context import Asked
from scanner.claims.ask_definitions import SymbolImports
from scanner.claims.ask_tallies import TESTS, Files, Hidden, Places, Tally, What
from scanner.claims.ask_values import Command, NeverThere, Predicate, Said, Unanswerable, counted, of_strings
from scanner.claims.claim import Part, Subject, Thing
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.string_target import StringTarget
from scanner.verdicts import Holds

_STRINGS = "only strings that name it are left"
_GUARDED = "only imports that a `try` guards are left, none of them in production"


@dataclass(frozen=True, slots=True)
class NoImports(Predicate):
    """No place imports a module, or names it in a string."""

    counts_places: ClassVar[bool] = True
    modules: tuple[str, ...]  # names of one and the same module
    files: tuple[str, ...]
    categories: tuple[str, ...] = ()
    intended: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()

    def tallies(self) -> tuple[Tally, ...]:
        """For each name: imports, sure ones, strings, unreadable files; and the module's own files."""
        of_names = (tally for module in self.modules for tally in self._of_name(module))
        return (*of_names, Files(What.FILE, self.files))

    def _of_name(self, module: str) -> tuple[Tally, ...]:
        imports, strings = self._places(DeprecatedImport.id, module), self._places(StringTarget.id, module)
        sure = Places((DeprecatedImport.id,), module, self.categories, (), self.inside, intended=self.intended, only_sure=True)
        return imports, sure, strings, Hidden(self._places(DeprecatedImport.id, module, StringTarget.id))

    def _places(self, rule: str, module: str, *more: str) -> Places:
        return Places((rule, *more), module, self.categories, inside=self.inside, intended=self.intended)

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        imports, sure, strings, hidden = (sum(counts[start:-1:4]) for start in range(4))
        if not any(ever):
            return Said(Holds.NO_SUBJECT, note=f"{self.modules[0]} is not there yet, and nobody imports it")
        number = imports + strings
        if sure:
            return Said(Holds.FALSE, number, hidden, of_strings(strings), strings)
        if number:
            return Said(Holds.UNKNOWN, number, hidden, _GUARDED if imports else _STRINGS, strings)
        return Said(Holds.TRUE, 0, hidden)

    def words(self, number: int) -> str:
        return self.words_with((), number)

    def words_with(self, others: Sequence[Predicate], number: int) -> str:
        modules = " or ".join([self.modules[0], *(one.modules[0] for one in others if isinstance(one, NoImports))])
        verbs = "imports or names" if number == 1 else "import or name"
        return f"has {counted(number, f'{_kind_of(self.categories)}place')} that {verbs} {modules}"

    def commands(self) -> tuple[Command, ...]:
        return (self.command_with(()),)

    def command_with(self, others: Sequence[Predicate]) -> Command:
        modules = [*self.modules, *(module for one in others if isinstance(one, NoImports) for module in one.modules)]
        return git_words.imports_of(modules, self.inside, only_tests=self.categories == TESTS)


@dataclass(frozen=True, slots=True)
class OnlyCanonicalImports(Predicate):
    """No statement takes a symbol from elsewhere than its canonical module."""

    counts_places: ClassVar[bool] = True
    symbol: str
    canonical: str
    categories: tuple[str, ...] = ()
    intended: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()

    def tallies(self) -> tuple[Tally, ...]:
        past = self._places(other=self.canonical)
        return past, self._places(other=self.canonical, sure=True), self._places(other=""), Hidden(past)

    def proof(self) -> tuple[Tally, ...]:
        return self.tallies()[:1]

    def _places(self, other: str, *, sure: bool = False) -> Places:
        return Places(
            (SymbolImports.id,),
            self.symbol,
            self.categories,
            inside=self.inside,
            intended=self.intended,
            from_other_than=other,
            only_sure=sure,
        )

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        past, sure, _, hidden = counts
        if not any(ever[:3]):
            return Said(Holds.NO_SUBJECT, note=f"nobody imports {self.symbol} yet")
        if sure:
            return Said(Holds.FALSE, past, hidden)
        return Said(Holds.UNKNOWN, past, hidden, _GUARDED) if past else Said(Holds.TRUE, 0, hidden)

    def words(self, number: int) -> str:
        place = counted(number, f"{_kind_of(self.categories)}import")
        return f"has {place} of {self.symbol} from elsewhere than {self.canonical}"

    def commands(self) -> tuple[Command, ...]:
        return (git_words.imports_of_symbol(self.symbol, self.canonical, self.inside, only_tests=self.categories == TESTS),)


def imports_updated(asked: Asked) -> Predicate:
    """The predicate of “all imports updated”."""
    return _imports(asked, asked.categories)


def tests_updated(asked: Asked) -> Predicate:
    """The same of tests alone."""
    return _imports(asked, asked.categories or TESTS)


def _imports(asked: Asked, categories: tuple[str, ...]) -> Predicate:
    if any(one.thing is Thing.LINES for one in asked.claim.subjects):
        return Unanswerable("it speaks of single lines, and which imports they held is not said")
    old = [one for one in asked.about if one.thing in (Thing.MODULE, Thing.PATH, Thing.DOTTED)]
    symbols = [one for one in asked.about if one.thing in (Thing.SYMBOL, Thing.METHOD)]
    if old:
        return every([_old(asked, one, categories) for one in old])
    if not symbols and not asked.about:
        symbols = [one for one in asked.part(Part.TARGET) if one.thing in (Thing.SYMBOL, Thing.METHOD)]
    if symbols:
        return every([_symbol(asked, one, categories) for one in symbols])
    if asked.issue.deprecated:
        return every([_no_imports(asked, (module,), categories) for module in asked.issue.deprecated])
    return Unanswerable("which module is the old one is not named, neither by the item nor by its document")


def _old(asked: Asked, one: Subject, categories: tuple[str, ...]) -> Predicate:
    if one.thing is Thing.PATH:
        options = [
            _no_imports(asked, asked.modules_of(Subject(one.thing, path, one.source, False, (path,))), categories) for path in one.known
        ]
    else:
        options = [_no_imports(asked, (module,), categories) for module in one.known]
    return alike(options, one.text) if options else NeverThere(one.text)


def _no_imports(asked: Asked, modules: tuple[str, ...], categories: tuple[str, ...]) -> Predicate:
    if not modules:
        return Unanswerable("it names a file that is no Python module")
    files = tuple(path for module in modules for path in asked.history.files_of(module))
    return NoImports(modules, tuple(dict.fromkeys(files)), categories, asked.issue.intended, asked.files(Part.PLACE))


def _symbol(asked: Asked, one: Subject, categories: tuple[str, ...]) -> Predicate:
    options: list[Predicate] = []
    for name in one.known:
        canonical = asked.canonical_of(name) or _own_home(asked, name)
        if not canonical:
            return Unanswerable(f"from where {name} should be imported is not known")
        options.append(OnlyCanonicalImports(name, canonical, categories, asked.issue.intended, _inside(asked, canonical)))
    return alike(options, one.text) if options else NeverThere(one.text)


def _own_home(asked: Asked, name: str) -> str:
    """The issue's canonical module, where its document speaks of no other symbol and such a module ever was."""
    is_meant = not asked.issue.symbol or name == asked.issue.symbol
    return asked.issue.canonical if is_meant and asked.history.files_of(asked.issue.canonical) else ""


def _inside(asked: Asked, canonical: str) -> tuple[str, ...]:
    """The files that the item limits itself to; the canonical one is none of them."""
    own = set(asked.history.files_of(canonical))
    return tuple(path for path in asked.files(Part.PLACE) if path not in own)


def _kind_of(categories: tuple[str, ...]) -> str:
    return "test " if categories == TESTS else "production " if categories == ("production",) else ""
