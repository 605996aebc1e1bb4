"""What was counted for some predicates along a line: their turns, and the places and lines that prove them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from scanner.claims import ask_files, ask_places
from scanner.claims.ask_cycles import Cycles
from scanner.claims.ask_files import FilesWalked, Spot
from scanner.claims.ask_health import NoCycle
from scanner.claims.ask_places import Walked
from scanner.claims.ask_tallies import Files, Hidden, Places, Tally
from scanner.claims.ask_values import CountedTurn, Predicate, Said
from scanner.graph import ABSENT, Graph
from scanner.places import Place
from scanner.question import FactsSource
from scanner.tree import PathRules
from scanner.verdicts import Holds


@dataclass(slots=True)
class Ground:
    """All that was counted for some predicates; proof is taken from it."""

    graph: Graph
    line: Sequence[int]
    source: FactsSource
    path_rules: PathRules
    keeps_history: bool = True
    places: list[Walked] = field(default_factory=list)
    files: FilesWalked | None = None
    _steps: dict[Tally, list[tuple[int, int]]] = field(default_factory=dict)
    _cycles: Cycles | None = None
    _circles: dict[tuple[str, ...], list[Place]] = field(default_factory=dict)
    _state: tuple[int, Mapping[int, int]] = field(default=(-1, MappingProxyType({})))
    _abouts: dict[tuple[str, str], set[int]] = field(default_factory=dict)  # (rule, subject) -> path numbers

    def count(self, predicates: Iterable[Predicate], modules: frozenset[str]) -> None:
        """Look everything up and walk the line."""
        tallies = list(dict.fromkeys(tally for one in dict.fromkeys(predicates) for tally in one.tallies()))
        asker = ask_places.Asker(self.graph, self.line, self.source, self.path_rules, modules | _modules_of(tallies), self.keeps_history)
        of_hidden = (one.of for one in tallies if isinstance(one, Hidden))
        self.places = asker.walk([*(one for one in tallies if isinstance(one, Places)), *of_hidden])
        hidden = {one: self._paths(one) for one in tallies if isinstance(one, Hidden)}
        self.files = ask_files.walk((one for one in tallies if isinstance(one, Files)), hidden, self.graph, self.line, self.source)
        for walked in self.places:
            self._steps.update((tally, steps) for tally, steps in walked.steps.items())
        self._steps.update((tally, steps) for tally, steps in self.files.steps.items())

    def _paths(self, hidden: Hidden) -> list[int]:
        """Files that ever had to do with the tally; those of other categories or places are none of its business."""
        about = self._about()
        numbers = {path for rule in hidden.of.rules for path in about.get((rule, hidden.of.subject), ())}
        return sorted(number for number in numbers if self._may_hold(hidden.of, self.graph.paths[number]))

    def _may_hold(self, tally: Places, path: str) -> bool:
        category = self.path_rules.category(path)
        return self.path_rules.is_counted(category) and tally.may_be_in(path, category)

    def _about(self) -> Mapping[tuple[str, str], set[int]]:
        if not self._abouts:
            for walked in self.places:
                self._abouts.update(walked.about)
        return self._abouts

    def turns(self, predicate: Predicate) -> Iterator[CountedTurn]:
        """Its answers along the line, one for each that differs from the one before."""
        if isinstance(predicate, NoCycle):
            yield from self._cycle_turns(predicate)
            return
        tallies = predicate.tallies()
        counts, ever = [0] * len(tallies), [False] * len(tallies)
        events: dict[int, list[tuple[int, int]]] = {0: []}
        for index, tally in enumerate(tallies):
            for place, number in self._steps[tally]:
                events.setdefault(place, []).append((index, number))
        last: Said | None = None
        for place in sorted(events):
            for index, number in events[place]:
                counts[index] = number
                ever[index] = ever[index] or number > 0
            said = predicate.said(counts, ever)
            if said != last:
                yield CountedTurn(place, said.holds, said.unreadable, said.number, said.note)
                last = said

    def _cycle_turns(self, predicate: NoCycle) -> Iterator[CountedTurn]:
        if len(self.line) > 1:
            yield CountedTurn(0, Holds.UNKNOWN, note=predicate.said((), ()).note)
        counts = (len(self.cycle_places(predicate)), len(self._in_circles(())))
        said = predicate.said(counts, ())
        yield CountedTurn(len(self.line) - 1, said.holds, 0, said.number, said.note)

    def cycle_places(self, predicate: NoCycle) -> list[Place]:
        """Imports in a circle at the last commit."""
        return self._in_circles(predicate.modules) if predicate.modules else []

    def _in_circles(self, modules: tuple[str, ...]) -> list[Place]:
        if modules not in self._circles:
            if self._cycles is None:
                self._cycles = Cycles(self.graph, self.line[-1], self.source, self.path_rules)
            self._circles[modules] = self._cycles.places(modules)
        return self._circles[modules]

    def forget_files(self) -> None:
        """Let go of what only further circles would need: the statements of all files of a commit."""
        self._cycles = None

    def places_of(self, tally: Places, commit: int) -> list[Place]:
        """The places that a tally counts at a commit."""
        return next((walked.places(tally, commit) for walked in self.places if tally in walked.steps), [])

    def spots_of(self, tally: Files, commit: int) -> Iterator[tuple[str, Spot]]:
        """The lines that a tally counts at a commit, each with its path."""
        walked = self.files
        if walked is None or not walked.paths.get(tally):
            return
        state = self._state_at(commit)
        for path in walked.paths[tally]:
            for spot in walked.spots(tally, state.get(path, ABSENT)):
                yield self.graph.paths[path], spot

    def _state_at(self, commit: int) -> Mapping[int, int]:
        if self._state[0] != commit:
            self._state = (commit, self.graph.state_at(commit))
        return self._state[1]

    def place_of(self, commit: int) -> int:
        """The place of a commit on the line, of one beside it the last that is not newer."""
        return max(0, bisect_right(self.line, commit) - 1)


def _modules_of(tallies: Iterable[Tally]) -> frozenset[str]:
    """The modules of files that predicates name: their imports hand on."""
    return frozenset(module for one in tallies if isinstance(one, Places) for path in one.inside for module in ask_places.modules_of(path))
