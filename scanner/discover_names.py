"""Where an imported name ends: the class or function of the repository behind aliases, re-exports and lazy answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scanner.facts import Definition, FileFacts, Guard, Import, Scope
from scanner.naming import source_modules
from scanner.tree import File

MOST_STEPS = 20  # of a chain of modules that hand a name on
KINDS_OF_FUNCTIONS = frozenset({"function", "async function"})


@dataclass(frozen=True, slots=True)
class Source:
    """One readable file of a commit; `born` orders files by age, the newest highest."""

    file: File
    facts: FileFacts
    born: int = 0


@dataclass(frozen=True, slots=True)
class End:
    """A top-level class or function, and the file that defines it."""

    source: Source
    definition: Definition


@dataclass(slots=True)
class _Offered:
    """What the names of one module are bound to, the likeliest first."""

    definitions: dict[str, Definition] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    imports: dict[str, tuple[Import, str]] = field(default_factory=dict)  # bound name -> statement, name there
    stars: list[Import] = field(default_factory=list)


class Modules:
    """The modules of one commit, and where their names end."""

    def __init__(self, sources: Iterable[Source]) -> None:
        """Know these files by every module name that they have."""
        self._sources: dict[str, Source] = {}
        for source in sources:
            for module in source.file.modules:
                self._sources.setdefault(module, source)
        self._roots = {module.partition(".")[0] for module in self._sources}
        self._offered: dict[str, _Offered] = {}
        self._ends: dict[tuple[str, str], End | None] = {}

    def source(self, module: str) -> Source | None:
        """The file of a module, None for one of another project, or one that is gone."""
        return self._sources.get(module)

    def may_own(self, module: str) -> bool:
        """Does the module stand under a package of the repository?"""
        return module.partition(".")[0] in self._roots

    def module_of(self, statement: Import, file: File) -> str | None:
        """The module of this repository that a `from` statement names, there or gone; None for other projects."""
        if statement.level == 0:
            return statement.module if self.may_own(statement.module) else None
        modules = source_modules(statement, file)
        return next((module for module in modules if module in self._sources), modules[0] if modules else None)

    def end_of(self, module: str, name: str) -> End | None:
        """The class or function that `from module import name` ends at, None if it is anything else."""
        return self._follow(module, name, MOST_STEPS)

    def end_within(self, source: Source, dotted: str) -> End | None:
        """The class or function that a dotted name means inside a file."""
        return self._dotted(source, dotted, MOST_STEPS)

    def line_of(self, source: Source, name: str) -> int:
        """The line of the statement by which a file hands a name on."""
        offered = self._offers(source)
        if name in offered.imports:
            return offered.imports[name][0].line
        return offered.stars[0].line if offered.stars else 1

    def _follow(self, module: str, name: str, steps: int) -> End | None:
        key = (module, name)
        if key not in self._ends:
            self._ends[key] = None  # what leads back here ends nowhere
            source = self._sources.get(module)
            if source is not None and steps > 0:
                self._ends[key] = self._bound(source, name, steps)
        return self._ends[key]

    def _bound(self, source: Source, name: str, steps: int) -> End | None:
        offered = self._offers(source)
        definition = offered.definitions.get(name)
        if definition is not None and definition.guard is not Guard.EXCEPT:
            return End(source, definition)
        found = None
        if name in offered.imports:
            statement, there = offered.imports[name]
            target = self.module_of(statement, source.file)
            found = self._follow(target, there, steps - 1) if target is not None and target not in source.file.modules else None
        if found is None and name in offered.aliases and offered.aliases[name] != name:
            found = self._dotted(source, offered.aliases[name], steps - 1)
        if found is None and definition is not None:
            return End(source, definition)
        return found or self._through_stars(source, offered, name, steps - 1)

    def _dotted(self, source: Source, dotted: str, steps: int) -> End | None:
        first, _, rest = dotted.partition(".")
        if not rest:
            return self._follow(source.file.modules[0], first, steps) if source.file.modules else None
        statement, there = self._offers(source).imports.get(first, (None, ""))
        if statement is None or "." in rest:
            return None
        target = self.module_of(statement, source.file)
        return self._follow(f"{target}.{there}", rest, steps - 1) if target is not None else None

    def _through_stars(self, source: Source, offered: _Offered, name: str, steps: int) -> End | None:
        if name.startswith("_"):
            return None
        for statement in offered.stars[:MOST_STEPS]:
            target = self.module_of(statement, source.file)
            if target is not None and target not in source.file.modules:
                found = self._follow(target, name, steps)
                if found is not None:
                    return found
        return None

    def _offers(self, source: Source) -> _Offered:
        offered = self._offered.get(source.file.path)
        if offered is None:
            offered = self._offered[source.file.path] = _offered(source.facts)
        return offered


def _offered(facts: FileFacts) -> _Offered:
    offered = _Offered()
    for one in facts.definitions:
        if "." not in one.name and (one.guard is not Guard.EXCEPT or one.name not in offered.definitions):
            offered.definitions[one.name] = one
    for alias in facts.aliases:
        offered.aliases.setdefault(alias.name, alias.target)
    for statement in facts.imports:
        lazy = statement.within == "__getattr__"
        if statement.plain or (statement.scope is not Scope.MODULE and not lazy):
            continue
        for name, bound in statement.names:
            if name == "*":
                offered.stars.append(statement)
            elif not lazy or name in facts.lazy:
                offered.imports.setdefault(bound or name, (statement, name))
    return offered
