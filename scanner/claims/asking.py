"""Claims answered at every commit of a line, from stored facts alone: equal questions are asked once."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from scanner.claims.ask_combined import Few, Limited
from scanner.claims.ask_compatibility import compatibility
from scanner.claims.ask_context import Asked, History
from scanner.claims.ask_created import created_code, tests_created
from scanner.claims.ask_ground import Ground
from scanner.claims.ask_health import import_health
from scanner.claims.ask_imports import imports_updated, tests_updated
from scanner.claims.ask_proxy import proxy, warnings
from scanner.claims.ask_references import references_replaced
from scanner.claims.ask_removed import removed
from scanner.claims.ask_single import single
from scanner.claims.ask_values import CountedTurn, IssueContext, NeverThere, Predicate, Unanswerable
from scanner.claims.claim import Claim, Judge
from scanner.graph import Graph
from scanner.question import FactsSource
from scanner.tree import PathRules

__all__ = ["Answered", "Batch", "IssueContext", "answer", "answer_batches"]

_PREDICATES: dict[str, Callable[[Asked], Predicate]] = {
    "single implementation": single,
    "imports updated": imports_updated,
    "tests use new imports": tests_updated,
    "removed": removed,
    "proxy": proxy,
    "created code": created_code,
    "test created": tests_created,
    "references replaced": references_replaced,
    "import health": import_health,
    "deprecation warnings": warnings,
    "compatibility": compatibility,
}
_OF_PLACES = ("imports updated", "tests use new imports", "references replaced")
_NOT_THE_REPOSITORY = {
    Judge.JUNIT: "test results say it; the repository cannot show it",
    Judge.GITHUB: "GitHub says it; the repository cannot show it",
    Judge.CHILDREN: "the judged items of its phase say it",
    Judge.NOBODY: "says what people did; the repository cannot show it",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Claims that lean on one issue; `first_seen` are the places of the line where their items were written, as far as known."""

    claims: Sequence[Claim]
    issue: IssueContext
    first_seen: Sequence[int | None] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """A claim, the predicate that it asks, and the answers along the line."""

    claim: Claim
    predicate: Predicate
    turns: tuple[CountedTurn, ...]  # oldest first, from place 0 on
    ground: Ground = field(repr=False)

    @property
    def is_checkable(self) -> bool:
        """Is there a question, and something that it is about?"""
        return not isinstance(self.predicate, Unanswerable)

    @property
    def counts_places(self) -> bool:
        """May a file that can't be read hold one more?"""
        return self.predicate.withholds

    @property
    def reason(self) -> str:
        """Why there is no question, "" if there is one."""
        return self.predicate.reason if isinstance(self.predicate, Unanswerable) else ""

    def at(self, place: int) -> CountedTurn:
        """The answer at a place of the line."""
        return self.turns[max(0, bisect_right(self.turns, place, key=lambda turn: turn.place) - 1)]


def answer(
    claims: Sequence[Claim],
    line: Sequence[int],
    graph: Graph,
    source: FactsSource,
    path_rules: PathRules,
    issue: IssueContext,
    first_seen: Sequence[int | None] = (),
) -> list[Answered]:
    """Every claim along the line."""
    return answer_batches([Batch(claims, issue, first_seen)], line, graph, source, path_rules)[0]


def answer_batches(
    batches: Sequence[Batch],
    line: Sequence[int],
    graph: Graph,
    source: FactsSource,
    path_rules: PathRules,
    *,
    keeps_history: bool = True,
) -> list[list[Answered]]:
    """The same for many documents together: what they have in common is looked up once.

    Without `keeps_history` less memory is needed, and places are proof at the line's last commit only.
    """
    history = History(graph, line, source, path_rules)
    predicates = [list(_predicates(batch, history)) for batch in batches]
    modules = frozenset(name for batch in batches for name in (batch.issue.canonical, *batch.issue.deprecated) if name)
    ground = Ground(graph, line, source, path_rules, keeps_history)
    ground.count((one for mine in predicates for one in mine), modules)
    turns = {one: tuple(ground.turns(one)) for one in {one: None for mine in predicates for one in mine}}
    ground.forget_files()
    return [
        [Answered(claim, one, turns[one], ground) for claim, one in zip(batch.claims, mine, strict=True)]
        for batch, mine in zip(batches, predicates, strict=True)
    ]


def _predicates(batch: Batch, history: History) -> Iterator[Predicate]:
    seen = [*batch.first_seen, *[None] * len(batch.claims)]
    for claim, first_seen in zip(batch.claims, seen, strict=False):
        yield predicate_of(Asked(claim, batch.issue, history, first_seen))


def predicate_of(asked: Asked) -> Predicate:
    """The question of one claim."""
    claim = asked.claim
    make = _PREDICATES.get(claim.kind)
    if claim.judge is not Judge.REPOSITORY or make is None:
        return Unanswerable(_NOT_THE_REPOSITORY.get(claim.judge, _NOT_THE_REPOSITORY[Judge.NOBODY]))
    if claim.subject_not_found:
        return NeverThere((claim.about or claim.subjects)[0].text)
    found = make(asked)
    if claim.stated and claim.kind in _OF_PLACES and not isinstance(found, Unanswerable):
        found = Few((found,), claim.stated)
    return Limited((found,), claim.scope.words) if claim.scope.words and not isinstance(found, Unanswerable) else found
