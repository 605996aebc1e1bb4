"""Histories in memory: a graph and its sources, without Git or a database."""

from collections.abc import Iterable, Iterator
from hashlib import sha1

from scanner.extract import extract
from scanner.facts import FileFacts, Verdict
from scanner.git import Change
from scanner.graph import Graph
from scanner.history import Point, places_at, points_of_graph, points_of_line
from scanner.lifetimes import Lifetime, lifetimes
from scanner.places import Place
from scanner.question import Answers, Question, gather
from scanner.rule import Rule
from scanner.terms import Mention, terms_of
from scanner.tree import DEFAULT_PATH_RULES, PathRules


class Story:
    """Commits from dicts; implements scanner.question.FactsSource over them."""

    def __init__(self, *rules: Rule, intended: Iterable[str] = (), asks_unreadable: bool = False) -> None:
        self.graph = Graph()
        self.question = Question(rules, PathRules(DEFAULT_PATH_RULES), list(intended), asks_unreadable)
        self._sources: dict[str, bytes] = {}
        self._files: list[dict[str, str]] = []

    def commit(self, changes: dict[str, str | None], parent: int | None = -1) -> int:
        """A commit on top of `parent` (by default the last one; None for a root); None as text removes a file."""
        parent = len(self._files) - 1 if parent == -1 else parent
        before = self._files[parent] if parent is not None and parent >= 0 else {}
        files = dict(before)
        for path, text in changes.items():
            if text is None:
                del files[path]
            else:
                files[path] = sha1(text.encode()).hexdigest()
                self._sources[files[path]] = text.encode()
        found = [Change(path, before.get(path), files.get(path)) for path in sorted(before.keys() | files.keys())]
        parent_oid = self.graph.oids[parent] if parent is not None and parent >= 0 else None
        self._files.append(files)
        return self.graph.add(f"{len(self._files):040x}", parent_oid, [one for one in found if one.old != one.new])

    def answers(self) -> Answers:
        return gather(self.question, self.graph, self)

    def counts(self, commit: int) -> dict[tuple[str, str], int]:
        """(rule, category) -> count at a commit, from the points of the walk over the whole graph."""
        points: dict[int, list[Point]] = {}
        for point in points_of_graph(self.graph, self.answers()):
            points.setdefault(point.commit, []).append(point)
        state: dict[tuple[str, str], int] = {}
        for number in self.graph.line(commit):
            for point in points.get(number, ()):
                state[point.series.rule, point.series.category] = point.number.count
        return {series: count for series, count in state.items() if count}

    def counts_of_line(self, tip: int) -> list[Point]:
        return list(points_of_line(self.answers(), self.graph.line(tip)))

    def places(self, commit: int) -> list[Place]:
        return places_at(self.graph, self.answers(), commit)

    def lives(self, tip: int) -> list[Lifetime]:
        return sorted(lifetimes(self.graph, self.answers(), self.graph.line(tip)), key=lambda life: (life.introduced, life.place.path))

    def _read(self, oids: Iterable[str]) -> Iterator[tuple[int, FileFacts]]:
        for oid in oids:
            number = self.graph.blob_number(oid)
            if number is not None:
                yield number, extract(self._sources[oid])

    def mentioning(self, wanted: frozenset[Mention]) -> Iterable[tuple[int, FileFacts]]:
        holders = self.graph.paths_of_blobs()
        return [
            (number, facts)
            for number, facts in self._read(self._sources)
            if any(one.is_met(terms_of(facts), [self.graph.paths[path] for path in holders[number]]) for one in wanted)
        ]

    def unreadable(self) -> Iterable[tuple[int, FileFacts]]:
        return [(number, facts) for number, facts in self._read(self._sources) if facts.verdict is not Verdict.OK]

    def of_blobs(self, blobs: Iterable[int]) -> Iterable[tuple[int, FileFacts]]:
        return self._read([self.graph.blobs[blob] for blob in blobs])
