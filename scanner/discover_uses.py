"""Who imports what from where, and by which shims: the names of a commit, grouped by the service that defines them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scanner.classify import ImplementationClass
from scanner.discover_names import End, Modules, Source
from scanner.facts import Guard, Import, Scope

LEAST_IMPORTS = 5


@dataclass(slots=True)
class Use:
    """How many statements import a name from one module."""

    imports: int = 0
    production: int = 0


@dataclass(frozen=True, slots=True)
class Shim:
    """A path that hands a name on."""

    source: Source
    line: int
    kind: ImplementationClass
    reason: str
    end: End


@dataclass(slots=True)
class Group:
    """One name in one service: its definitions in production code, its shims, and the modules it is imported from."""

    name: str
    service: str
    names_taken: Mapping[str, int]  # how often anything is imported from a module
    definitions: list[End] = field(default_factory=list)
    shims: list[Shim] = field(default_factory=list)
    uses: dict[str, Use] = field(default_factory=dict)
    ends: dict[str, End | None] = field(default_factory=dict)  # None: the module is gone

    @property
    def imports(self) -> int:
        """The statements that import the name."""
        return sum(use.imports for use in self.uses.values())


def groups_of(sources: Sequence[Source], modules: Modules) -> list[Group]:
    """The names that are imported often enough."""
    uses = _uses(sources, modules)
    wanted = {name: used for name, used in uses.items() if sum(use.imports for use in used.values()) >= LEAST_IMPORTS}
    names_taken: Counter[str] = Counter()
    for used in uses.values():
        names_taken.update({module: use.imports for module, use in used.items()})
    groups: dict[tuple[str, str], Group] = {}
    gone: list[tuple[str, str, Use]] = []
    for name, used in wanted.items():
        for module, use in used.items():
            end = modules.end_of(module, name)
            if end is not None and end.source.file.category == "production":
                _put(groups, names_taken, name, service_of(end.source), module, use, end)
            elif end is None and modules.source(module) is None:
                gone.append((name, module, use))
    for name, module, use in gone:
        service = module.partition(".")[0]
        if (name, service) in groups and modules.source(f"{module}.{name}") is None:
            _put(groups, names_taken, name, service, module, use, None)
    for source in sources:
        if source.file.category == "production":
            _add_definitions(groups, source)
            _add_shims(groups, source, modules, uses)
    return list(groups.values())


def service_of(source: Source) -> str:
    """The package of a file that stands at the top, below src or lib where there is one."""
    first, _, rest = source.file.modules[-1].partition(".")
    return first if rest or source.file.is_package else ""


def _put(
    groups: dict[tuple[str, str], Group], names_taken: Mapping[str, int], name: str, service: str, module: str, use: Use, end: End | None
) -> None:
    group = groups.setdefault((name, service), Group(name, service, names_taken))
    group.uses[module] = use
    group.ends[module] = end


def _uses(sources: Iterable[Source], modules: Modules) -> dict[str, dict[str, Use]]:
    found: dict[str, dict[str, Use]] = {}
    for source in sources:
        file = source.file
        if not file.counted:
            continue
        production = file.category == "production"
        for statement in source.facts.imports:
            module = None if statement.plain else modules.module_of(statement, file)
            if module is None or module in file.modules:
                continue
            for name in {name for name, _ in statement.names if name != "*"}:
                use = found.setdefault(name, {}).setdefault(module, Use())
                use.imports += 1
                use.production += production
    return found


def _add_definitions(groups: dict[tuple[str, str], Group], source: Source) -> None:
    service = service_of(source)
    classes = {one.name: one for one in source.facts.definitions if one.kind == "class" and "." not in one.name}  # the last one holds
    for name, one in classes.items():
        group = groups.get((name, service))
        if group is not None:
            group.definitions.append(End(source, one))


def _add_shims(groups: dict[tuple[str, str], Group], source: Source, modules: Modules, uses: dict[str, dict[str, Use]]) -> None:
    facts, service = source.facts, service_of(source)
    for alias in facts.aliases:
        if (alias.name, service) in groups:
            kind = ImplementationClass.FALLBACK if alias.guard is Guard.EXCEPT else ImplementationClass.ALIAS
            _add_shim(groups[alias.name, service], source, alias.line, kind, f"assigned from {alias.target}", modules)
    for statement in facts.imports:
        if statement.plain or statement.scope is not Scope.MODULE:
            continue
        for name, renamed in statement.names:
            bound = renamed or name
            if (bound, service) in groups and _hands_on(source, bound, uses):
                kind = ImplementationClass.FALLBACK if statement.guard is Guard.EXCEPT else ImplementationClass.RE_EXPORT
                _add_shim(groups[bound, service], source, statement.line, kind, _imported(statement), modules)
    for name in facts.lazy:
        if (name, service) in groups:
            _add_shim(groups[name, service], source, 1, ImplementationClass.LAZY, "answered by the module's __getattr__", modules)


def _hands_on(source: Source, name: str, uses: dict[str, dict[str, Use]]) -> bool:
    """Is an import more than a consumer's?"""
    if source.file.is_package or name in (source.facts.exported or ()):
        return True
    return any(module in uses.get(name, {}) for module in source.file.modules)


def _imported(statement: Import) -> str:
    return f"imported from {'.' * statement.level}{statement.module}"


def _add_shim(group: Group, source: Source, line: int, kind: ImplementationClass, reason: str, modules: Modules) -> None:
    if any(shim.source is source for shim in group.shims) or any(end.source is source for end in group.definitions):
        return  # one place a file
    end = modules.end_of(source.file.modules[0], group.name)
    if end is not None and (end.source is not source or kind is ImplementationClass.ALIAS):
        group.shims.append(Shim(source, line, kind, reason, end))
