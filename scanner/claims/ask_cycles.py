"""Circles of imports at one commit: all its files are read, once for all claims."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from scanner.facts import FileFacts, Scope
from scanner.graph import OTHER, Graph
from scanner.places import Place
from scanner.question import FactsSource
from scanner.rules.import_cycle import ImportCycle
from scanner.tree import File, PathRules, place_file


class Cycles:
    """The import statements of one commit, ready to be asked."""

    def __init__(self, graph: Graph, commit: int, source: FactsSource, path_rules: PathRules) -> None:
        self._files = list(_files(graph, commit, source, path_rules))

    def places(self, modules: Sequence[str]) -> list[Place]:
        """Imports in circles through any of these modules, or in any circle."""
        return sorted(ImportCycle(modules).of_commit(self._files), key=lambda place: (place.path, place.line))


def _files(graph: Graph, commit: int, source: FactsSource, path_rules: PathRules) -> Iterator[tuple[File, FileFacts]]:
    holders: dict[int, list[File]] = {}
    for path, blob in graph.state_at(commit).items():
        if blob != OTHER:
            file = place_file(graph.paths[path], path_rules)
            if file.counted:
                holders.setdefault(blob, []).append(file)
    for blob, facts in _imports_only(source.of_blobs(holders)):
        for file in holders[blob]:
            yield file, facts


def _imports_only(found: Iterable[tuple[int, FileFacts]]) -> Iterator[tuple[int, FileFacts]]:
    for blob, facts in found:
        loaded = tuple(one for one in facts.imports if one.scope is Scope.MODULE)
        yield (
            blob,
            msgspec.structs.replace(
                facts, imports=loaded, definitions=(), aliases=(), forwards=(), deprecations=(), references=(), texts=(), markers=()
            ),
        )
