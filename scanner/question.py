"""One issue's rules, and what every version of every file says to them."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Protocol

from scanner.facts import FileFacts, Marker
from scanner.graph import ABSENT, OTHER, Change, Graph
from scanner.markers import is_for
from scanner.places import Key, Link, Place, Reached, Saying
from scanner.rule import Rule, mark_intended
from scanner.terms import Mention
from scanner.tree import File, Globs, PathRules, place_file

A_TICK = 500  # files asked between two calls of tick
MOST_ROUNDS = 30  # of learning through chains of re-exports
Said = dict[tuple[int, int], list[Saying]]  # by path number and blob number: one version of one file


@dataclass(frozen=True, slots=True)
class FileSays:
    """What one version of one file says to a question."""

    places: tuple[Place, ...]
    supplies: tuple[Key | Link, ...]


class FactsSource(Protocol):
    """Where facts come from; blobs by their number in the graph."""

    def mentioning(self, wanted: frozenset[Mention]) -> Iterable[tuple[int, FileFacts]]:
        """Blobs that meet any of these, and perhaps others."""

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
    _intended: Globs | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.intended_globs:
            self._intended = Globs(self.intended_globs)

    def ask(self, rule: Rule, file: File, facts: FileFacts, blob: int) -> Iterator[Saying]:
        """What one file says to one rule, intended places marked and uncounted files' places left out."""
        for saying in rule.of_blob(file, facts, blob):
            if not isinstance(saying, Place):
                yield saying
            elif file.counted or not saying.counts:
                yield self.judged(saying, facts.markers if rule.may_be_intended else ())

    def judged(self, place: Place, markers: Iterable[Marker]) -> Place:
        """The place, marked if its path or a comment in its lines says that it is intended."""
        last = max(place.line, place.end_line)
        by_marker = any(place.line <= one.line <= last and is_for(one.text, place.rule) for one in markers)
        by_path = self._intended is not None and self._intended.match(place.path)
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
    of_commit: Callable[[int], list[Place]]  # what all files of a commit show together: in no series


def gather(question: Question, graph: Graph, source: FactsSource, tick: Callable[[], None] = lambda: None) -> Answers:
    """Ask every file version that may matter, again as long as the rules learn of further modules to look at.

    `tick` is called now and then and may raise to stop.
    """
    asking = _Asking(question, graph)
    path_supplies = asking.path_supplies()
    own_blobs = {blob for path, blob in zip(graph.change_paths, graph.change_new, strict=True) if path in path_supplies}
    own_blobs.update(blob for rule in question.rules for blob in rule.own_blobs())
    candidates: dict[int, FileFacts] = dict(source.of_blobs(own_blobs - {ABSENT, OTHER}))
    if question.asks_unreadable:
        candidates.update(source.unreadable())
    merged = _merged([*_ask_in_rounds(asking, candidates, source, tick), asking.ask_everything(source)])
    _drop_idle_links(merged)
    of_commit = partial(places_of_commit, question, graph, source)
    return Answers(merged, path_supplies, tuple(question.standing()), _changes(graph, merged, path_supplies), of_commit)


def _ask_in_rounds(asking: "_Asking", own: dict[int, FileFacts], source: FactsSource, tick: Callable[[], None]) -> Iterable[Said]:
    """Ask the files that mention what a rule looks for; those that learn from the answers ask again, where it makes a difference."""
    rules = [rule for rule in asking.question.rules if not rule.reads_all]
    says: list[Said] = [{} for _ in rules]
    learners = list(range(len(rules)))
    wanted = frozenset().union(*(rule.mentions() for rule in rules))
    asked: set[int] = set()
    for _ in range(MOST_ROUNDS):
        for number, (blob, facts) in enumerate(chain(own.items(), source.mentioning(wanted))):
            if number % A_TICK == 0:
                tick()
            for index in learners if blob in asked else range(len(rules)):
                asking.ask(rules[index], blob, facts, says[index])
            asked.add(blob)
        fresh = [rule.fresh() for rule in rules]
        learners = [index for index, mentions in enumerate(fresh) if mentions]
        wanted = frozenset().union(*fresh)
        if not wanted:
            break
    return says


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

    def ask(self, rule: Rule, blob: int, facts: FileFacts, says: Said) -> None:
        """What a blob says to a rule at each of its paths, instead of what it said before."""
        for path in self.graph.paths_of_blobs().get(blob, ()):
            said = list(self.question.ask(rule, self.file(path), facts, blob))
            if said:
                says[path, blob] = said

    def ask_everything(self, source: FactsSource) -> Said:
        """Two passes over every version of every file, for the rules that read all; nothing else of it is kept."""
        rules = [rule for rule in self.question.rules if rule.reads_all]
        says: Said = {}
        if not rules:
            return says
        for _, file, facts in self._everything(source):
            for rule in rules:
                rule.look_ahead(file, facts)
        for version, file, facts in self._everything(source):
            said = [saying for rule in rules for saying in self.question.ask(rule, file, facts, version[1])]
            if said:
                says[version] = said
        return says

    def _everything(self, source: FactsSource) -> Iterator[tuple[tuple[int, int], File, FileFacts]]:
        holders = self.graph.paths_of_blobs()
        for blob, facts in source.of_blobs(range(OTHER + 1, len(self.graph.blobs))):
            for path in holders.get(blob, ()):
                yield (path, blob), self.file(path), facts


def places_of_commit(question: Question, graph: Graph, source: FactsSource, commit: int) -> list[Place]:
    """The places that the files of one commit show together, uncounted files' places left out."""
    rules = [rule for rule in question.rules if rule.reads_commit]
    holders: dict[int, list[int]] = {}
    for path, blob in graph.state_at(commit).items() if rules else ():
        if blob != OTHER:
            holders.setdefault(blob, []).append(path)
    markers: dict[str, tuple[Marker, ...]] = {}

    def files() -> Iterator[tuple[File, FileFacts]]:
        for blob, facts in source.of_blobs(holders):
            for path in holders[blob]:
                file = place_file(graph.paths[path], question.path_rules)
                markers[file.path] = facts.markers
                yield file, facts

    places = [place for rule in rules for place in rule.of_commit(files())]
    return [question.judged(place, markers.get(place.path, ())) for place in places if question.path_rules.is_counted(place.category)]


def _merged(says: Iterable[Said]) -> dict[tuple[int, int], FileSays]:
    merged: dict[tuple[int, int], list[Saying]] = {}
    for of_rule in says:
        for version, said in of_rule.items():
            merged.setdefault(version, []).extend(said)
    return {
        version: FileSays(
            tuple(one for one in said if isinstance(one, Place)), tuple(one.key for one in said if not isinstance(one, Place))
        )
        for version, said in merged.items()
    }


def _drop_idle_links(says: dict[tuple[int, int], FileSays]) -> None:
    """Leave out the links of re-exports over which no place is reached: most names are handed on to nobody."""
    sources: dict[Reached, set[Reached]] = {}
    needed: set[Reached] = set()
    for said in says.values():
        needed.update(need.key for place in said.places for need in place.needs if isinstance(need.key, Reached))
        for link in said.supplies:
            if isinstance(link, Link) and link.source is not None:
                sources.setdefault(link.target, set()).add(link.source)
    waiting = list(needed)
    while waiting:
        fresh = sources.get(waiting.pop(), set()) - needed
        needed |= fresh
        waiting += fresh
    for version, said in list(says.items()):
        kept = tuple(one for one in said.supplies if not isinstance(one, Link) or one.target in needed)
        if len(kept) < len(said.supplies):
            says[version] = FileSays(said.places, kept)


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
