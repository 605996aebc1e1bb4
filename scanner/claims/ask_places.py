"""Tallies of places along a line: rules that look for the same files are gathered together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from scanner.claims.ask_definitions import WARNED, Definitions, Methods, SymbolImports, SymbolUses, subject_of
from scanner.claims.ask_tallies import Places
from scanner.counting import Count, Holder
from scanner.facts import FileFacts
from scanner.graph import Graph
from scanner.history import count_at
from scanner.places import ImportedName, Place
from scanner.question import Answers, FactsSource, Question, gather
from scanner.rule import Rule
from scanner.rules.dangling_import import DanglingImport
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.deprecated_reference import DeprecatedReference
from scanner.rules.string_target import StringTarget
from scanner.terms import Mention
from scanner.tree import SOURCE_ROOTS, PathRules, is_under, module_names

Steps = list[tuple[int, int]]  # place of the line, number from there on
_FAMILIES = (
    (DeprecatedImport.id, StringTarget.id, DanglingImport.id),
    (DeprecatedReference.id,),
    (Definitions.id, WARNED, Methods.id, SymbolImports.id, SymbolUses.id),
)


@dataclass(slots=True)
class Walked:
    """Numbers of some tallies along a line, and where they come from."""

    graph: Graph
    answers: Answers | None  # None: let go of, and only the last commit's places are known
    steps: dict[Places, Steps]
    last: int
    _at_last: list[Place]
    about: dict[tuple[str, str], set[int]]  # (rule, subject) -> numbers of the paths of which any version ever said something
    _at: dict[int, list[Place]] = field(default_factory=dict)

    def places(self, tally: Places, commit: int) -> list[Place]:
        """The places that a tally counts at a commit, production first."""
        found = [one for one in self._places(commit) if _is_of(tally, one)]
        return sorted(found, key=lambda place: (place.category != "production", place.path, place.line))

    def _places(self, commit: int) -> list[Place]:
        if commit == self.last:
            return self._at_last
        if self.answers is None:
            return []
        if commit not in self._at:
            self._at.clear()  # one commit is looked at after the other
            self._at[commit] = list(count_at(self.graph, self.answers, commit).places())
        return self._at[commit]


def _paths_about(answers: Answers) -> dict[tuple[str, str], set[int]]:
    found: dict[tuple[str, str], set[int]] = {}
    for (path, _), said in answers.says.items():
        for place in said.places:
            found.setdefault((place.rule, subject_of(place)), set()).add(path)
        for key in said.supplies:
            if isinstance(key, ImportedName):
                found.setdefault((Definitions.id, key.name), set()).add(path)
    return found


@dataclass(slots=True)
class _OfLine:
    """The facts of the versions that stand on the line; implements scanner.question.FactsSource."""

    source: FactsSource
    blobs: set[int]

    def mentioning(self, wanted: frozenset[Mention]) -> Iterator[tuple[int, FileFacts]]:
        return (one for one in self.source.mentioning(wanted) if one[0] in self.blobs)

    def unreadable(self) -> Iterator[tuple[int, FileFacts]]:
        return (one for one in self.source.unreadable() if one[0] in self.blobs)

    def of_blobs(self, blobs: Iterable[int]) -> Iterable[tuple[int, FileFacts]]:
        return self.source.of_blobs(self.blobs.intersection(blobs))


@dataclass(slots=True)
class Asker:
    """What is asked of which repository."""

    graph: Graph
    line: Sequence[int]
    source: FactsSource
    path_rules: PathRules
    named_modules: frozenset[str] = frozenset()  # that issues name
    keeps_history: bool = True  # for proof at other commits than the last

    def walk(self, tallies: Iterable[Places]) -> list[Walked]:
        """Every tally along the line, one gather and one walk for each family of rules."""
        wanted = list(dict.fromkeys(tallies))
        found = []
        source = _OfLine(self.source, self.graph.blobs_of(self.line))
        for family in _FAMILIES:
            mine = tuple(tally for tally in wanted if tally.rules[0] in family)
            rules = list(self._rules(mine))
            if rules:
                answers = gather(Question(rules, self.path_rules), self.graph, source)
                found.append(self._walked(answers, mine))
        return found

    def _walked(self, answers: Answers, tallies: Sequence[Places]) -> Walked:
        numbers = _Numbers(tallies)
        count = Count(answers, numbers.listen)
        steps = _walk(count, numbers, answers, self.line)
        by_tally = dict(zip(tallies, steps, strict=True))
        kept = answers if self.keeps_history else None
        return Walked(self.graph, kept, by_tally, self.line[-1], list(count.places()), _paths_about(answers))

    def _rules(self, tallies: Sequence[Places]) -> Iterator[Rule]:
        subjects: dict[str, dict[str, None]] = {}
        for tally in tallies:
            for rule in tally.rules:
                subjects.setdefault(rule, {})[tally.subject] = None
        for make in (DeprecatedImport, StringTarget, DanglingImport, DeprecatedReference):
            for apart in _apart(subjects.get(make.id, {})):
                yield make(apart)
        symbols = [*subjects.get(Definitions.id, {}), *subjects.get(WARNED, {})]
        if symbols:
            yield Definitions(symbols, self.named_modules)
        if Methods.id in subjects:
            yield Methods(subjects[Methods.id])
        if SymbolImports.id in subjects:
            yield SymbolImports(subjects[SymbolImports.id], set(_roots_of(self.graph.paths)))
        if SymbolUses.id in subjects:
            yield SymbolUses(subjects[SymbolUses.id])


def _roots_of(paths: Iterable[str]) -> Iterator[str]:
    """First words of module names: `shop` of shop/a.py and of src/shop/a.py."""
    for path in paths:
        if path.endswith(".py"):
            parts = path.removesuffix(".py").split("/")
            yield parts[0]
            if not SOURCE_ROOTS.isdisjoint(parts[:-1]):
                yield from (after for one, after in pairwise(parts) if one in SOURCE_ROOTS)


def modules_of(path: str) -> tuple[str, ...]:
    """The names of a Python file, none of a folder."""
    return module_names(path) if path.endswith(".py") else ()


def _apart(modules: Iterable[str]) -> list[list[str]]:
    """Groups in which no module lies in another: a rule gives a place to the longest of its modules only."""
    groups: list[list[str]] = []
    for module in sorted(modules):
        for group in groups:
            if not any(is_under(module, one) or is_under(one, module) for one in group):
                group.append(module)
                break
        else:
            groups.append([module])
    return groups


def _is_of(tally: Places, place: Place) -> bool:
    return place.rule in tally.rules and subject_of(place) == tally.subject and tally.takes(place)


class _Numbers:
    """The tallies' numbers while the line is walked."""

    def __init__(self, tallies: Sequence[Places]) -> None:
        self._tallies = tallies
        self._by_subject: dict[tuple[str, str], list[int]] = {}
        for index, tally in enumerate(tallies):
            for rule in tally.rules:
                self._by_subject.setdefault((rule, tally.subject), []).append(index)
        self._takers: dict[Holder, tuple[int, ...]] = {}
        self._paths: list[Counter[str]] = [Counter() for _ in tallies]
        self._counts = [0] * len(tallies)
        self.size = len(tallies)
        self.touched: set[int] = set()

    def listen(self, holder: Holder, place: Place, there: bool) -> None:
        """A place comes or goes."""
        takers = self._takers.get(holder)
        if takers is None:
            among = self._by_subject.get((place.rule, subject_of(place)), ())
            takers = self._takers[holder] = tuple(index for index in among if self._tallies[index].takes(place))
        for index in takers:
            self._counts[index] += 1 if there else -1
            if self._tallies[index].by_file:
                self._paths[index][place.path] += 1 if there else -1
            self.touched.add(index)

    def number(self, index: int) -> int:
        """A tally's number now."""
        return sum(count > 0 for count in self._paths[index].values()) if self._tallies[index].by_file else self._counts[index]


def _walk(count: Count, numbers: _Numbers, answers: Answers, line: Sequence[int]) -> list[Steps]:
    steps: list[Steps] = [[(0, 0)] for _ in range(numbers.size)]
    for position, commit in enumerate(line):
        if commit not in answers.changes:
            continue
        for change in answers.changes[commit]:
            count.apply(change)
        count.settle()
        for index in numbers.touched:
            number = numbers.number(index)
            if number != steps[index][-1][1]:
                steps[index].append((position, number))
        numbers.touched.clear()
    return steps
