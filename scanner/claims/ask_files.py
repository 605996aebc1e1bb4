"""Tallies of files along a line: whether they are there, can be read, and what is in them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scanner.claims.ask_tallies import Files, Hidden, What
from scanner.facts import Deprecation, FileFacts
from scanner.graph import ABSENT, OTHER, Graph
from scanner.question import FactsSource

Steps = list[tuple[int, int]]
OfFiles = Files | Hidden
_IN_FACTS = frozenset({What.DEFINITION, What.TEST, What.WARNING})


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file that a tally counts."""

    line: int
    statement: str


@dataclass(slots=True)
class FilesWalked:
    """Numbers of file tallies along a line, and the facts that they come from."""

    graph: Graph
    facts: Mapping[int, FileFacts]
    unreadable: Collection[int]
    paths: dict[OfFiles, tuple[int, ...]] = field(default_factory=dict)
    steps: dict[OfFiles, Steps] = field(default_factory=dict)

    def number(self, tally: OfFiles, blob: int) -> int:
        """What one version of a file adds."""
        if blob == ABSENT:
            return 0
        if tally.what is What.FILE:
            return 1
        if tally.what is What.UNREADABLE:
            return int(blob in self.unreadable)
        return len(self.spots(tally, blob))

    def spots(self, tally: OfFiles, blob: int) -> list[Spot]:
        """The lines behind it."""
        if tally.what not in _IN_FACTS:
            return [Spot(1, "the file")] if self.number(tally, blob) else []
        facts = self.facts.get(blob)
        return list(_SPOTS[tally.what](facts, tally.name)) if facts is not None else []


def walk(
    tallies: Iterable[Files],
    hidden: Mapping[Hidden, Collection[int]],
    graph: Graph,
    line: Sequence[int],
    source: FactsSource,
) -> FilesWalked:
    """Every tally along the line; `hidden` are further ones whose paths are known by number."""
    wanted: dict[OfFiles, tuple[int, ...]] = {tally: tuple(_numbers(graph, tally)) for tally in dict.fromkeys(tallies)}
    wanted.update({tally: tuple(paths) for tally, paths in hidden.items()})
    asks_unreadable = any(tally.what is What.UNREADABLE for tally in wanted)
    unreadable = {blob for blob, facts in source.unreadable()} if asks_unreadable else set()
    walked = FilesWalked(graph, dict(_facts(wanted, graph, source)), unreadable, wanted)
    walked.steps = _walk(walked, line)
    return walked


def _facts(wanted: Mapping[OfFiles, Sequence[int]], graph: Graph, source: FactsSource) -> Iterator[tuple[int, FileFacts]]:
    paths = {path for tally, mine in wanted.items() if tally.what in _IN_FACTS for path in mine}
    if paths:
        blobs = {blob for path, blob in zip(graph.change_paths, graph.change_new, strict=True) if path in paths}
        yield from source.of_blobs(blobs - {ABSENT, OTHER})


def _numbers(graph: Graph, tally: Files) -> Iterator[int]:
    """Of files, and of everything below a folder."""
    folders = []
    for path in dict.fromkeys(one.strip("/") for one in tally.paths):
        number = graph.path_number(path)
        if number is not None:
            yield number
        elif tally.what is What.FILE:
            folders.append(path + "/")
    if folders:
        starts = tuple(folders)
        yield from (number for number, path in enumerate(graph.paths) if path.startswith(starts))


def _walk(walked: FilesWalked, line: Sequence[int]) -> dict[OfFiles, Steps]:
    by_path: dict[int, list[OfFiles]] = {}
    for tally, paths in walked.paths.items():
        for path in paths:
            by_path.setdefault(path, []).append(tally)
    counts = dict.fromkeys(walked.paths, 0)
    steps: dict[OfFiles, Steps] = {tally: [(0, 0)] for tally in walked.paths}
    graph = walked.graph
    for position, commit in enumerate(line):
        touched = set()
        for index in range(graph.starts[commit], graph.starts[commit + 1]):
            for tally in by_path.get(graph.change_paths[index], ()):
                counts[tally] += walked.number(tally, graph.change_new[index]) - walked.number(tally, graph.change_old[index])
                touched.add(tally)
        for tally in touched:
            if counts[tally] != steps[tally][-1][1]:
                steps[tally].append((position, counts[tally]))
    return steps


def _definitions(facts: FileFacts, name: str) -> Iterator[Spot]:
    for one in facts.definitions:
        if one.name == name or one.name.endswith("." + name):
            yield Spot(one.line, f"{'class' if one.kind == 'class' else 'def'} {one.name}")
    for alias in facts.aliases:
        if alias.name == name:
            yield Spot(alias.line, f"{alias.name} = {alias.target}")


def _tests(facts: FileFacts, name: str) -> Iterator[Spot]:
    kinds = {one.name: one.kind for one in facts.definitions}
    for one in facts.definitions:
        outer, _, leaf = one.name.rpartition(".")
        if leaf.startswith("test") and one.kind != "class" and (not outer or kinds.get(outer) == "class"):
            yield Spot(one.line, f"def {one.name}")


def _warnings(facts: FileFacts, name: str) -> Iterator[Spot]:
    for one in facts.deprecations:
        if one.how != "docstring" and (not name or name in one.name.split(".")):
            yield Spot(one.line, _warning(one))


def _warning(one: Deprecation) -> str:
    return f"deprecation {one.how} in {one.name}" if one.name else f"deprecation {one.how}"


_SPOTS: dict[What, Callable[[FileFacts, str], Iterator[Spot]]] = {
    What.DEFINITION: _definitions,
    What.TEST: _tests,
    What.WARNING: _warnings,
}
