"""One issue's rules, and what every version of every file says to them."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from scanner.facts import FileFacts
from scanner.graph import ABSENT, OTHER, Change, Graph
from scanner.places import Key, Link, Place, Saying
from scanner.rule import Rule, mark_intended
from scanner.tree import File, PathRules, glob_expression, place_file

_says_intended = re.compile(r"\s*intended\b").match
MOST_ROUNDS = 30  # of learning through chains of re-exports


@dataclass(frozen=True, slots=True)
class FileSays:
    """What one version of one file says to a question."""

    places: tuple[Place, ...]
    supplies: tuple[Key | Link, ...]


class FactsSource(Protocol):
    """Where facts come from; blobs by their number in the graph."""

    def mentioning(self, terms: frozenset[str]) -> Iterable[tuple[int, FileFacts]]:
        """Blobs that mention any of the terms, and perhaps others."""

    def unreadable(self) -> Iterable[tuple[int, FileFacts]]:
        """Blobs that could not be read."""

    def of_blobs(self, blobs: Iterable[int]) -> Iterable[tuple[int, FileFacts]]:
        """These blobs, those that have been read."""


@dataclass(slots=True)
class Question:
    """Rules asked together over one repository."""

    rules: Sequence[Rule]
    path_rules: PathRules
    intended_globs: Sequence[str] = ()
    asks_unreadable: bool = False
    _intended: re.Pattern[str] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.intended_globs:
            self._intended = re.compile("|".join(f"(?:{glob_expression(glob)})" for glob in self.intended_globs))

    def ask(self, rule: Rule, file: File, facts: FileFacts) -> Iterator[Saying]:
        """What one file says to one rule, intended places marked and uncounted files' places left out."""
        for saying in rule.of_file(file, facts):
            if not isinstance(saying, Place):
                yield saying
            elif file.counted or not saying.counts:
                yield self._judged(saying, facts)

    def _judged(self, place: Place, facts: FileFacts) -> Place:
        last = max(place.line, place.end_line)
        by_marker = any(place.line <= one.line <= last and _says_intended(one.text) for one in facts.markers)
        by_path = self._intended is not None and self._intended.match(place.path) is not None
        return mark_intended(place) if by_marker or by_path else place

    def standing(self) -> list[Place]:
        """Places that belong to no file's contents, those of excluded categories left out."""
        places = [place for rule in self.rules for place in rule.standing() if self.path_rules.is_counted(place.category)]
        return [mark_intended(place) if self._intended and self._intended.match(place.path) else place for place in places]


@dataclass(frozen=True, slots=True)
class Answers:
    """All sayings that a question needs over a history, by (path number, blob number)."""

    says: Mapping[tuple[int, int], FileSays]
    path_supplies: Mapping[int, tuple[Key, ...]]
    standing: tuple[Place, ...]
    changes: Mapping[int, list[Change]]  # by commit, only those that the question cares about


def gather(question: Question, graph: Graph, source: FactsSource) -> Answers:
    """Ask every file version that may matter, again as long as the rules learn of further modules to look at."""
    asking = _Asking(question, graph)
    path_supplies = asking.path_supplies()
    own_blobs = {blob for path, blob in zip(graph.change_paths, graph.change_new, strict=True) if path in path_supplies}
    candidates: dict[int, FileFacts] = dict(source.of_blobs(own_blobs - {ABSENT, OTHER}))
    if question.asks_unreadable:
        candidates.update(source.unreadable())
    asked: frozenset[str] = frozenset()
    says: dict[int, dict[tuple[int, int], list[Saying]]] = {}
    stale = list(range(len(question.rules)))
    for _ in range(MOST_ROUNDS):
        terms = frozenset().union(*(rule.terms() for rule in question.rules))
        if terms - asked:
            found = dict(source.mentioning(terms - asked))
            if found.keys() - candidates.keys():
                stale = list(range(len(question.rules)))
            candidates.update(found)
            asked |= terms
        learned = [rule.learned() for rule in question.rules]
        for index in stale:
            says[index] = asking.ask_all(question.rules[index], candidates)
        stale = [index for index, rule in enumerate(question.rules) if rule.learned() != learned[index]]
        if not stale:
            break
    merged = _merged(says)
    return Answers(merged, path_supplies, tuple(question.standing()), _changes(graph, merged, path_supplies))


@dataclass(slots=True)
class _Asking:
    """Files by their path's number, made when they are asked for."""

    question: Question
    graph: Graph
    _files: dict[int, File] = field(default_factory=dict)

    def file(self, number: int) -> File:
        file = self._files.get(number)
        if file is None:
            file = self._files[number] = place_file(self.graph.paths[number], self.question.path_rules)
        return file

    def path_supplies(self) -> dict[int, tuple[Key, ...]]:
        """What paths supply by being there; only paths that hold a rule's hint are looked at."""
        hints = sorted({hint for rule in self.question.rules for hint in rule.path_hints()})
        if not hints:
            return {}
        pattern = re.compile("|".join(map(re.escape, hints)))
        found = {}
        for number, path in enumerate(self.graph.paths):
            if pattern.search(path):
                supplies = [supply.key for rule in self.question.rules for supply in rule.of_path(self.file(number))]
                keys = tuple(key for key in supplies if not isinstance(key, Link))
                if keys:
                    found[number] = keys
        return found

    def ask_all(self, rule: Rule, candidates: Mapping[int, FileFacts]) -> dict[tuple[int, int], list[Saying]]:
        says = {}
        holders = self.graph.paths_of_blobs()
        for blob, facts in candidates.items():
            for path in holders.get(blob, ()):
                said = list(self.question.ask(rule, self.file(path), facts))
                if said:
                    says[path, blob] = said
        return says


def _merged(says: Mapping[int, Mapping[tuple[int, int], list[Saying]]]) -> dict[tuple[int, int], FileSays]:
    merged: dict[tuple[int, int], list[Saying]] = {}
    for of_rule in says.values():
        for version, said in of_rule.items():
            merged.setdefault(version, []).extend(said)
    return {
        version: FileSays(
            tuple(one for one in said if isinstance(one, Place)), tuple(one.key for one in said if not isinstance(one, Place))
        )
        for version, said in merged.items()
    }


def _changes(graph: Graph, says: Iterable[tuple[int, int]], paths: Container[int]) -> dict[int, list[Change]]:
    blobs = {blob for _, blob in says}
    found: dict[int, list[Change]] = {}
    commit = 0
    for index, (path, old, new) in enumerate(zip(graph.change_paths, graph.change_old, graph.change_new, strict=True)):
        if new in blobs or old in blobs or path in paths:
            while graph.starts[commit + 1] <= index:
                commit += 1
            found.setdefault(commit, []).append(Change(path, old, new))
    return found
