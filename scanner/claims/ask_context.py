"""What a claim's subjects are in this repository: files, modules, symbols, and what an issue adds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scanner.claims.ask_combined import alike
from scanner.claims.ask_values import IssueContext, NeverThere, Predicate
from scanner.claims.claim import Claim, Part, Subject, Thing
from scanner.facts import FileFacts
from scanner.graph import ABSENT, OTHER, Graph
from scanner.question import FactsSource
from scanner.tree import SOURCE_ROOTS, PathRules, module_names


@dataclass(slots=True)
class History:
    """The repository that claims are asked of."""

    graph: Graph
    line: Sequence[int]
    source: FactsSource
    path_rules: PathRules
    _by_base: dict[str, list[str]] = field(default_factory=dict)

    def files_called(self, base: str) -> tuple[str, ...]:
        """Every path that ended in this file name at some commit."""
        if not self._by_base:
            for path in self.graph.paths:
                self._by_base.setdefault(path.rpartition("/")[2], []).append(path)
        return tuple(self._by_base.get(base, ()))

    def counted(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Those that no rule excludes, backup copies above all; all if there are no others."""
        every = tuple(paths)
        return tuple(path for path in every if self.path_rules.is_counted(self.path_rules.category(path))) or every

    def files_of(self, module: str) -> tuple[str, ...]:
        """The files that a module was, and the folder of a package."""
        folder = module.replace(".", "/")
        base = folder.rpartition("/")[2]
        candidates = [*self.files_called(f"{base}.py"), *self.files_called("__init__.py")]
        files = [path for path in candidates if module in module_names(path)]
        if files:
            return tuple(files)
        roots = ("", *(f"{root}/" for root in sorted(SOURCE_ROOTS)))
        return tuple(root + folder for root in roots if any(path.startswith(f"{root}{folder}/") for path in self.graph.paths))

    def facts_then(self, path: str, place: int) -> FileFacts | None:
        """What a file said at a place of the line."""
        number = self.graph.path_number(path)
        blob = ABSENT if number is None else self._blob_then(number, place)
        if blob in (ABSENT, OTHER):
            return None
        return next((facts for _, facts in self.source.of_blobs([blob])), None)

    def _blob_then(self, path: int, place: int) -> int:
        graph = self.graph
        for commit in reversed(self.line[: place + 1]):
            for index in range(graph.starts[commit], graph.starts[commit + 1]):
                if graph.change_paths[index] == path:
                    return graph.change_new[index]
        return ABSENT


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim with all that its question needs."""

    claim: Claim
    issue: IssueContext
    history: History
    first_seen: int | None  # place of the line where the item was written

    @property
    def about(self) -> tuple[Subject, ...]:
        return self.claim.about

    @property
    def categories(self) -> tuple[str, ...]:
        return self.claim.scope.categories

    def part(self, part: Part) -> tuple[Subject, ...]:
        """The subjects with this part."""
        return tuple(one for one in self.claim.subjects if one.part is part)

    def files(self, part: Part) -> tuple[str, ...]:
        """The files that subjects of this part are; none if they name no file."""
        return tuple(path for one in self.part(part) for path in self.files_of(one))

    def files_of(self, one: Subject) -> tuple[str, ...]:
        """The files that a path or a module was."""
        if one.thing is Thing.PATH:
            return one.known
        if one.thing in (Thing.MODULE, Thing.DOTTED):
            return tuple(path for module in one.known for path in self.history.files_of(module))
        return ()

    def modules_of(self, one: Subject) -> tuple[str, ...]:
        """The modules that a path, a module or a dotted name may mean."""
        if one.thing is Thing.PATH:
            return tuple(module for path in one.known for module in module_names(path))
        return one.known if one.thing in (Thing.MODULE, Thing.DOTTED) else ()

    def canonical_of(self, symbol: str) -> str:
        """Where a symbol should be: as the claim says, else as the issue says; "" if nobody does, or no such file ever was."""
        said = [module for part in (Part.TARGET, Part.PLACE) for one in self.part(part) for module in self.modules_of(one)]
        candidates = said[:1] if said else [self.issue.canonical] if symbol == self.issue.symbol else []
        return next((module for module in candidates if module and self.history.files_of(module)), "")

    def each(self, make: Callable[[Subject], Iterator[Predicate]], subjects: Sequence[Subject]) -> list[Predicate]:
        """One predicate a subject; one that the history does not know was never there."""
        found = []
        for one in subjects:
            options = list(make(one)) if one.known else []
            found.append(alike(options, one.text) if options else NeverThere(one.text))
        return found
