"""What a commit has of some names: their definitions, the modules that they are imported from, and who imports them."""

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, field

from scanner.classify import ImplementationClass, classify_definition
from scanner.discover_names import End, Modules, Source
from scanner.facts import Import

_OWN = (ImplementationClass.CANONICAL, ImplementationClass.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file."""

    path: str
    line: int


@dataclass(slots=True)
class Path:
    """A module that a name is imported from."""

    module: str
    imports: int = 0
    files: set[str] = field(default_factory=set)  # of production code, that import it there
    is_there: bool = False


@dataclass(slots=True)
class NameUses:
    """One name at one commit."""

    name: str
    definitions: list[Spot] = field(default_factory=list)  # in production, with code of their own
    standing_in: int = 0  # definitions that only hand on: proxies, shims, fallbacks
    paths: dict[str, Path] = field(default_factory=dict)

    @property
    def imported_from(self) -> list[Path]:
        """The modules, the most imported first."""
        return sorted(self.paths.values(), key=lambda one: (-one.imports, one.module))

    @property
    def imports(self) -> int:
        """The statements that import the name."""
        return sum(one.imports for one in self.paths.values())


class Code:
    """The files of one commit that mention some names."""

    def __init__(self, names: Collection[str], sources: Iterable[Source], modules: Container[str]) -> None:
        """Look at these files; `modules` are all that the commit has."""
        self._there = modules
        self._sources = [one for one in sources if one.file.counted and one.file.modules]
        self._modules = Modules(self._sources)
        self._uses = {name: NameUses(name) for name in names}
        self._takers: dict[str, set[str]] = {}  # module -> production files that import anything from it
        for source in self._sources:
            self._define(source)
            for statement in source.facts.imports:
                self._import(source, statement)

    def of(self, name: str) -> NameUses:
        """What the commit has of a name."""
        return self._uses.get(name, NameUses(name))

    def leads_to(self, module: str, name: str) -> tuple[str, Spot] | None:
        """The class or function that a name of a module ends at, with its own name there."""
        end = self._modules.end_of(module, name)
        return None if end is None else (end.definition.name, spot_of(end))

    def is_there(self, module: str) -> bool:
        """Has the commit a module of this name?"""
        return module in self._there

    def has(self, module: str) -> Spot | None:
        """The file of a module, as far as it mentions any of the names."""
        source = self._modules.source(module)
        return None if source is None else Spot(source.file.path, 1)

    def takers(self, module: str) -> int:
        """Production files that import anything from a module."""
        return len(self._takers.get(module, ()))

    def _define(self, source: Source) -> None:
        if source.file.category != "production":
            return
        for one in source.facts.definitions:
            uses = self._uses.get(one.name)
            if uses is not None and "." not in one.name:
                kind = classify_definition(one.name, "", source.file, source.facts, one).kind
                if kind in _OWN:
                    uses.definitions.append(Spot(source.file.path, one.line))
                else:
                    uses.standing_in += 1

    def _import(self, source: Source, statement: Import) -> None:
        file = source.file
        module = statement.module if statement.plain else self._modules.module_of(statement, file)
        if module is None or module in file.modules:
            return
        is_production = file.category == "production"
        if is_production:
            self._takers.setdefault(module, set()).add(file.path)
        for name in {name for name, _ in statement.names} if not statement.plain else ():
            uses = self._uses.get(name)
            if uses is None:
                continue
            path = uses.paths.setdefault(module, Path(module, is_there=module in self._there))
            path.imports += 1
            if is_production:
                path.files.add(file.path)


def spot_of(end: End) -> Spot:
    """Where a definition stands."""
    return Spot(end.source.file.path, end.definition.line)


def without_doubles(spots: Sequence[Spot]) -> list[Spot]:
    """One place a file: a class in both arms of an `if` is one."""
    return list({one.path: one for one in reversed(spots)}.values())[::-1]
