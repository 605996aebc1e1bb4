"""Modules that import each other in a circle while they load, at one commit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scanner.components import components, way_around
from scanner.facts import FileFacts, Guard, Import, Scope, Verdict
from scanner.naming import import_form, names_of
from scanner.places import Place, Saying
from scanner.rule import Rule, import_place, with_needs
from scanner.tree import File, is_under

MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class _Edge:
    """A statement of one file that loads another."""

    statement: Import
    form: str
    module: str
    target: str  # its path


@dataclass(slots=True)
class _Modules:
    """The counted files of a commit, by path and by module name."""

    files: dict[str, File] = field(default_factory=dict)
    statements: dict[str, list[tuple[Import, bool]]] = field(default_factory=dict)  # by path; is it approximate?
    paths: dict[str, str] = field(default_factory=dict)  # by module; a package hides the module beside it

    def add(self, file: File, facts: FileFacts) -> None:
        self.files[file.path] = file
        approximate = facts.verdict is not Verdict.OK
        self.statements[file.path] = [(one, approximate) for one in facts.imports if _loads(one)]
        for module in file.modules:
            known = self.files.get(self.paths.get(module, ""))
            if known is None or _rank(module, file) < _rank(module, known):
                self.paths[module] = file.path

    def edges(self, path: str) -> Iterator[_Edge]:
        """What a file loads besides itself: each statement once for each file."""
        file = self.files[path]
        for statement, approximate in self.statements[path]:
            form = "approximate" if approximate else import_form(statement)
            loaded = dict[str, str]()
            for named in names_of(statement, file):
                module = named.dotted if named.dotted in self.paths else named.module
                if module in self.paths and self.paths[module] != path:
                    loaded[self.paths[module]] = module
            for target, module in loaded.items():
                yield _Edge(statement, form, module, target)


class ImportCycle(Rule):
    """A module-level import between two modules that reach each other; what runs later, or only for types, is none."""

    id = "import-cycle"
    reads_commit = True

    def __init__(self, modules: Sequence[str] = ()) -> None:
        """Look for cycles through any of these dotted modules or what is under them; through any module if there are none."""
        self.modules = tuple(modules)

    def terms(self) -> frozenset[str]:
        return frozenset()

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        yield from ()

    def of_commit(self, files: Iterable[tuple[File, FileFacts]]) -> Iterator[Place]:
        known = _Modules()
        for file, facts in files:
            if file.counted:
                known.add(file, facts)
        statements = {path: list(known.edges(path)) for path in sorted(known.files)}
        edges = {path: sorted({edge.target for edge in mine}) for path, mine in statements.items()}
        for component in components(edges):
            if self._concerns(known.files[path] for path in component):
                yield from self._places(component, known, statements, edges)

    def _concerns(self, component: Iterable[File]) -> bool:
        return not self.modules or any(is_under(own, module) for file in component for own in file.modules for module in self.modules)

    def _places(
        self, component: list[str], known: _Modules, statements: dict[str, list[_Edge]], edges: dict[str, list[str]]
    ) -> Iterator[Place]:
        among = set(component)
        inside = [(path, edge) for path in component for edge in statements[path] if edge.target in among]
        names = _names(inside)
        way = _shortened([names[path] for path in way_around(min(component, key=names.__getitem__), edges, among)])
        for path, edge in inside:
            place = import_place(self.id, known.files[path], edge.statement, form=edge.form, module=names[edge.target], names=[way])
            yield with_needs(place, (), f"{len(component)} modules")


def _loads(statement: Import) -> bool:
    return statement.scope is Scope.MODULE and statement.guard is not Guard.TYPE_CHECKING


def _rank(module: str, file: File) -> tuple[bool, bool, str]:
    """Which of two files a module name means: the one whose whole path it is, then a package, then the first by name."""
    return module != file.modules[0], not file.is_package, file.path


def _names(inside: Iterable[tuple[str, _Edge]]) -> dict[str, str]:
    """The name of each file of a component: the shortest by which another one imports it."""
    names: dict[str, str] = {}
    for _, edge in inside:
        names[edge.target] = min(names.get(edge.target, edge.module), edge.module, key=lambda name: (len(name), name))
    return names


def _shortened(way: Sequence[str]) -> str:
    """`a -> b -> a`, a long way with its middle left out."""
    shown = way if len(way) <= MOST_NAMES else [*way[: MOST_NAMES - 1], "…", way[-1]]
    return " -> ".join(shown)
