"""The evidence of a candidate: every path it is defined or imported by, and what an issue would say of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from scanner.classify import Classified, ImplementationClass, classify_definition
from scanner.discover_kinds import Kinds, key_of
from scanner.discover_names import End, Modules
from scanner.discover_uses import Group, Use
from scanner.discover_values import Place
from scanner.tree import is_under

GONE = "gone"
LEAST_SHARE = 0.25  # of what is imported from a module, for the whole module to be called deprecated


@dataclass(slots=True)
class Evidence:
    """A group with what does not count taken out, and the proposal that follows from the rest."""

    group: Group
    kinds: Kinds
    modules: Modules
    uses: dict[str, Use] = field(default_factory=dict)  # without modules whose name ends at something left out
    definitions: list[End] = field(default_factory=list)  # in the order in which they are proposed as canonical
    canonical: str = ""

    def __post_init__(self) -> None:
        """Choose: most imported, then most imported by production code, then the newest."""
        ends = self.group.ends
        for module, use in self.group.uses.items():
            end = ends[module]
            if end is None or (self.kinds.has_behaviour(end) and not self.kinds.sort(end)):
                self.uses[module] = use
        counted = [one for one in self.group.definitions if self.kinds.has_behaviour(one) and not self.kinds.sort(one)]
        by_end = self.imports_by_end()
        self.definitions = sorted(counted, key=lambda end: _preference(by_end.get(key_of(end), Use()), end.source.born), reverse=True)
        self.canonical = self._canonical()

    @property
    def importers(self) -> int:
        """The statements that import the name."""
        return sum(use.imports for use in self.uses.values())

    def imports_by_end(self) -> dict[tuple[str, str], Use]:
        """The imports of each class or function that the name ends at."""
        found: dict[tuple[str, str], Use] = {}
        for module, use in self.uses.items():
            end = self.group.ends[module]
            if end is not None:
                sum_ = found.setdefault(key_of(end), Use())
                sum_.imports += use.imports
                sum_.production += use.production
        return found

    def _canonical(self) -> str:
        """The module of the most imported definition; where an alias leads to a class of another name, the path of most use."""
        by_end = self.imports_by_end()
        main = max(by_end, key=lambda key: (by_end[key].imports, by_end[key].production), default=None)
        if self.definitions and (main is None or by_end[main].imports <= by_end.get(key_of(self.definitions[0]), Use()).imports):
            return self._written(self.definitions[0])
        there = [module for module in self.uses if (end := self.group.ends[module]) is not None and key_of(end) == main]
        return max(there, key=lambda module: (_preference(self.uses[module], 0), module), default="")

    def _written(self, end: End) -> str:
        """The name by which a file is imported most."""
        return max(end.source.file.modules, key=lambda module: self.uses.get(module, Use()).imports)

    def classified(self, end: End) -> Classified:
        """The class of a definition against the proposed canonical one."""
        return classify_definition(self.group.name, self.canonical, end.source.file, end.source.facts, end.definition)

    def places(self) -> list[Place]:
        """Every path, the most imported first."""
        found = {place.path or place.module: place for place in self._all_places()}
        return sorted(found.values(), key=lambda place: (-place.imports, place.path, place.module))

    def _all_places(self) -> Iterator[Place]:
        for module, use in self.uses.items():
            source = self.modules.source(module)
            end = self.group.ends[module]
            if source is None or end is None:
                yield Place("", 0, module, GONE, "no file of this name", use.imports, use.production)
            else:
                path, handed = source.file.path, end.source is not source
                kind = ImplementationClass.RE_EXPORT if handed else ImplementationClass.CANONICAL
                reason = f"ends at {end.source.file.path}:{end.definition.line}" if handed else "defined here"
                line = self.modules.line_of(source, self.group.name) if handed else end.definition.line
                yield Place(path, line, module, kind.value, reason, use.imports, use.production)
        for shim in self.group.shims:
            if shim.end is None or not self.kinds.sort(shim.end):
                yield self._place(shim.source.file.modules, shim.source.file.path, shim.line, Classified(shim.kind, shim.reason))
        for end in self.definitions:
            yield self._place(end.source.file.modules, end.source.file.path, end.definition.line, self.classified(end))

    def _place(self, modules: tuple[str, ...], path: str, line: int, classified: Classified) -> Place:
        uses = [self.uses[module] for module in modules if module in self.uses]
        module = next((module for module in modules if module in self.uses), modules[0])
        imports, production = sum(use.imports for use in uses), sum(use.production for use in uses)
        return Place(path, line, module, classified.kind.value, classified.reason, imports, production)

    def deprecated(self, places: list[Place]) -> tuple[str, ...]:
        """The other modules that an issue can name: not those that hold other things too, or the canonical one."""
        return tuple(place.module for place in places if place.module != self.canonical and self._is_replaceable(place))

    def _is_replaceable(self, place: Place) -> bool:
        source = self.modules.source(place.module)
        if is_under(self.canonical, place.module) or place.kind in (ImplementationClass.CANONICAL, ImplementationClass.TEST_DOUBLE):
            return False
        if source is None:
            return True
        if any(end.source is source for end in self.definitions):
            names = self.group.names_taken.get(place.module, 0)
            return LEAST_SHARE * names <= place.imports or not names
        own = any("." not in one.name and one.name != "__getattr__" for one in source.facts.definitions)
        return source.file.category == "production" and not source.file.is_package and not own


def _preference(use: Use, born: int) -> tuple[int, int, int]:
    return use.imports, use.production, born
