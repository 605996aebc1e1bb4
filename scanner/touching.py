"""The files that use a symbol or a deprecated module, and by which ways.

Places of the issue's rules say who imports a deprecated module, directly or over a re-export, or names it in a string.
The facts say the rest: who takes the symbol from the canonical module or from another one, names it in a string,
or uses it through a module that it imports. Files that only define the symbol use no way.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from scanner.facts import FileFacts
from scanner.naming import Named, absolute_names, deprecated_module, mentions_of, names_of
from scanner.places import Place
from scanner.rule import imported_texts
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.deprecated_reference import DeprecatedReference
from scanner.rules.string_target import NOT_TARGETS, StringTarget
from scanner.terms import Mention
from scanner.tree import File, is_under


class Way(StrEnum):
    """How a file touches what an issue is about."""

    OLD = "old"  # imports a deprecated module
    CANONICAL = "canonical"  # imports the symbol from the canonical module
    RE_EXPORT = "re-export"  # imports it from a module that hands it on
    OTHER = "other"  # imports the symbol from a module that defines its own, or that is not there
    STRING = "string"  # names it in a string
    REFERENCE = "reference"  # uses it through a module that it imports


@dataclass(frozen=True, slots=True)
class Subject:
    """What an issue is about."""

    symbol: str
    canonical: str
    deprecated: Sequence[str]

    def mentions(self) -> frozenset[Mention]:
        """What a file must mention to touch it."""
        by_name = {Mention(self.symbol)} if self.symbol else set()
        return mentions_of(filter(None, (self.canonical, *self.deprecated))) | by_name


@dataclass(frozen=True, slots=True)
class Touching:
    """A file that touches the subject."""

    path: str
    category: str
    ways: frozenset[Way]


@dataclass(frozen=True, slots=True)
class Mentioning:
    """A counted file that may touch it."""

    file: File
    facts: FileFacts


def touching(subject: Subject, files: Sequence[Mentioning], places: Iterable[Place]) -> list[Touching]:
    """Every file of a commit that touches the subject, by path; the places are those of the issue's rules at this commit."""
    found: dict[str, set[Way]] = {}
    categories: dict[str, str] = {}
    for place in places:
        way = way_of(place)
        if way is not None:
            found.setdefault(place.path, set()).add(way)
            categories[place.path] = place.category
    modules = _Modules.of(subject, files)
    for one in files:
        categories[one.file.path] = one.file.category
        found.setdefault(one.file.path, set()).update(_ways(subject, one, modules))
    return [Touching(path, categories[path], frozenset(ways)) for path, ways in sorted(found.items()) if ways]


def way_of(place: Place) -> Way | None:
    """The way that a place of a rule is, if it is one."""
    match place.rule:
        case DeprecatedImport.id:
            return Way.RE_EXPORT if place.form == "re-export" else Way.OLD
        case StringTarget.id:
            return Way.STRING
        case DeprecatedReference.id:
            return Way.REFERENCE
    return None


@dataclass(slots=True)
class _Modules:
    """The modules that have to do with the symbol at this commit."""

    defining: set[str] = field(default_factory=set)
    handing_on: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)  # through these a reference reaches it

    @classmethod
    def of(cls, subject: Subject, files: Iterable[Mentioning]) -> "_Modules":
        found = cls(known={subject.canonical, *subject.deprecated} - {""})
        for one in files if subject.symbol else ():
            if any(definition.name == subject.symbol for definition in one.facts.definitions):
                found.defining.update(one.file.modules)
            elif _binds(subject.symbol, one.facts) or _takes_all(subject.canonical, one):
                found.handing_on.update(one.file.modules)
            found.known.update(named.module for named in _taken(subject.symbol, one))
        found.known |= found.defining | found.handing_on
        return found


def _binds(symbol: str, facts: FileFacts) -> bool:
    """Can others import the symbol from this file, which does not define it?"""
    names = {one.name for one in facts.aliases} | set(facts.lazy)
    imported = (alias or name for one in facts.imports if not one.plain and one.scope == "module" for name, alias in one.names)
    return symbol in names or symbol in imported


def _taken(symbol: str, one: Mentioning) -> Iterator[Named]:
    """The statements' names that are the symbol."""
    for statement in one.facts.imports:
        for named in names_of(statement, one.file):
            if named.name == symbol and named.module not in one.file.modules:
                yield named


def _ways(subject: Subject, one: Mentioning, modules: _Modules) -> Iterator[Way]:
    if subject.symbol:
        taken = {named.module for named in _taken(subject.symbol, one)}
        yield from (_way_from(subject, module, modules) for module in taken)
        if _is_named(subject, one, modules.known):
            yield Way.STRING
        if any(module not in taken for module in _used_through(subject.symbol, one) if module in modules.known):
            yield Way.REFERENCE
        if _takes_all(subject.canonical, one):
            yield Way.CANONICAL
    if _reaches_into(subject.deprecated, one):
        yield Way.REFERENCE


def _way_from(subject: Subject, module: str, modules: _Modules) -> Way:
    """The way of `from module import symbol`."""
    if deprecated_module(module, subject.deprecated) is not None:
        return Way.OLD
    if module == subject.canonical:
        return Way.CANONICAL
    return Way.RE_EXPORT if module in modules.handing_on else Way.OTHER


def _takes_all(module: str, one: Mentioning) -> bool:
    """`from module import *`, in another file than the module's own."""
    return module not in one.file.modules and any(
        named.module == module and named.name == "*" for statement in one.facts.imports for named in names_of(statement, one.file)
    )


def _is_named(subject: Subject, one: Mentioning, known: Iterable[str]) -> bool:
    """Is there a string that is the symbol's dotted path, or goes on behind it?"""
    imported = set(imported_texts(one.facts))
    return any(
        deprecated_module(_before(subject.symbol, text.text), tuple(known)) is not None
        for text in one.facts.texts
        if text.call not in NOT_TARGETS and text not in imported and _before(subject.symbol, text.text)
    )


def _used_through(symbol: str, one: Mentioning) -> Iterator[str]:
    """The modules through which code reaches the symbol, those too from which it is imported by name."""
    for reference in one.facts.references:
        if symbol in reference.name:
            yield from filter(None, (_before(symbol, used) for used in absolute_names(reference.name, one.file)))


def _before(symbol: str, dotted: str) -> str:
    """`a.b` of `a.b.Symbol.method`, "" if the name has no such part."""
    parts = dotted.split(".")
    return ".".join(parts[: parts.index(symbol)]) if symbol in parts else ""


def _reaches_into(deprecated: Sequence[str], one: Mentioning) -> bool:
    """Does code use `old.module.name` although no statement names the module, as after `import old`?"""
    imported = tuple({named.dotted for statement in one.facts.imports for named in names_of(statement, one.file)})
    for reference in one.facts.references:
        for used in absolute_names(reference.name, one.file):
            module = deprecated_module(used, deprecated)
            if module is not None and module not in one.file.modules and not any(is_under(name, module) for name in imported):
                return True
    return False
