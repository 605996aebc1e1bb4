"""Rules over many names at once: who defines, imports or uses any of them, one look at each file."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from scanner.classify import ImplementationClass
from scanner.facts import FileFacts, Reference
from scanner.naming import absolute_names, names_of
from scanner.places import Place, Saying
from scanner.rule import Rule, import_place
from scanner.rules.duplicate_implementation import DuplicateImplementation
from scanner.tree import File

#: A second class that calls itself, or its file, deprecated or a backup: whether it is one too many, a person has to say.
DEPRECATED_DUPLICATE = "deprecated duplicate"
OWN_CODE = (ImplementationClass.DUPLICATE.value,)
HANDS_ON = tuple(
    one.value
    for one in (
        ImplementationClass.PROXY,
        ImplementationClass.RE_EXPORT,
        ImplementationClass.ALIAS,
        ImplementationClass.SHIM,
        ImplementationClass.LAZY,
    )
)
STATEMENTS = (*OWN_CODE, DEPRECATED_DUPLICATE, ImplementationClass.PROXY.value, ImplementationClass.SHIM.value)
FALLBACKS = (ImplementationClass.FALLBACK.value,)
WARNED = "warned"
_BACKUP = re.compile(r"[^/]+(?:[_.-]backup|[_.-]bak)(?:[_.-][^/]*)?\.py$")


class Definitions(Rule):
    """Every implementation of some symbols, classified without a canonical place: each claim has its own."""

    id = DuplicateImplementation.id

    def __init__(self, symbols: Collection[str], modules: Collection[str]) -> None:
        """`modules` are those that issues name: what they import they hand on."""
        self._rules = {symbol: DuplicateImplementation(symbol, "", tuple(modules)) for symbol in symbols}

    def terms(self) -> frozenset[str]:
        return frozenset(self._rules)

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        for symbol in sorted(self._rules.keys() & _names(facts)):
            for saying in self._rules[symbol].of_file(file, facts):
                yield _weighed(saying, facts) if isinstance(saying, Place) else saying
            yield from _warnings(symbol, file, facts)


class Methods(Rule):
    """Methods of classes, written `Class.method`."""

    id = "method"

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)

    def terms(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for name in self._names)

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        for one in facts.definitions:
            name = ".".join(one.name.split(".")[-2:])
            if name in self._names:
                yield _place(self.id, file, one.line, name, f"{'async ' * (one.kind == 'async function')}def {one.name}")


class SymbolImports(Rule):
    """Statements that take a symbol from a module of this repository; `module` has all names that it may mean."""

    id = "symbol-import"

    def __init__(self, symbols: Collection[str], roots: Collection[str]) -> None:
        """`roots` are the first words of the repository's own modules."""
        self._symbols = frozenset(symbols)
        self._roots = frozenset(roots)

    def terms(self) -> frozenset[str]:
        return self._symbols

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        for statement in facts.imports:
            found: dict[str, list[str]] = {}
            for named in names_of(statement, file):
                if named.name in self._symbols and named.module not in file.modules and named.module.partition(".")[0] in self._roots:
                    found.setdefault(named.name, []).append(named.module)
            for symbol, modules in found.items():
                yield import_place(self.id, file, statement, form=modules[0], module=", ".join(modules), names=[symbol])


class SymbolUses(Rule):
    """Lines that call, or otherwise use, a name that they have from elsewhere."""

    id = "symbol-use"

    def __init__(self, names: Collection[str]) -> None:
        self._names = frozenset(names)

    def terms(self) -> frozenset[str]:
        return self._names

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        for reference in facts.references:
            name = reference.name.rpartition(".")[2]
            if name in self._names and "." in reference.name and not _is_own(reference, file):
                for line in reference.lines:
                    yield _place(self.id, file, line, name, reference.name, form=reference.kind)


def subject_of(place: Place) -> str:
    """What a place is about, in the words of a tally."""
    if place.rule in _BY_LAST_NAME:
        return place.name.rpartition(".")[2]
    return place.name if place.rule in _BY_NAME else place.module


_BY_LAST_NAME = frozenset({Definitions.id, WARNED})
_BY_NAME = frozenset({Methods.id, SymbolImports.id, SymbolUses.id})


def _names(facts: FileFacts) -> set[str]:
    found = {one.name.rpartition(".")[2] for one in facts.definitions}
    found.update(alias.name for alias in facts.aliases)
    found.update(facts.lazy)
    for statement in facts.imports:
        for name, alias in statement.names:
            found.add(name)
            found.add(alias or name)
    return found


def _weighed(place: Place, facts: FileFacts) -> Place:
    if place.form not in OWN_CODE:
        return place
    if any(one.name in ("", place.name) for one in facts.deprecations):
        return replace(place, form=DEPRECATED_DUPLICATE, reason=f"{place.reason}; calls itself deprecated")
    if _BACKUP.search(place.path):
        return replace(place, form=DEPRECATED_DUPLICATE, reason=f"{place.reason}; in a file called a backup")
    return place


def _warnings(symbol: str, file: File, facts: FileFacts) -> Iterator[Place]:
    for one in facts.deprecations:
        if one.how != "docstring" and symbol in one.name.split("."):
            yield _place(WARNED, file, one.line, symbol, f"{one.how} in {one.name}")


def _is_own(reference: Reference, file: File) -> bool:
    return any(used.rpartition(".")[0] in file.modules for used in absolute_names(reference.name, file))


def _place(rule: str, file: File, line: int, name: str, statement: str, form: str = "") -> Place:
    return Place(
        rule=rule,
        path=file.path,
        line=line,
        category=file.category,
        form=form,
        scope="module",
        guard="none",
        within="",
        module=file.modules[0] if file.modules else "",
        name=name,
        statement=statement,
    )
