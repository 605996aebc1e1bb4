"""Test results along a line, answered to the questions of claims. Between uploads the last answer is carried on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from scanner.claims.ask_tallies import Tally
from scanner.claims.ask_values import Command, CountedTurn, Predicate, Said
from scanner.claims.asking import Answered
from scanner.claims.claim import Polarity
from scanner.claims.tests_chosen import LOWER, TestIndex
from scanner.claims.tests_meant import Meant, TestQuestion
from scanner.junit import Outcome
from scanner.verdicts import Holds

PARTIAL = 0.5  # a run of fewer tests than this share of the largest before says nothing of “all tests”
MOST_TOLD = 3
NONE_KEPT = "no test results are kept for this commit"
NONE_BEFORE = "no results of these tests are kept for this commit or one before it"


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What is kept for one commit of a line."""

    place: int
    index: TestIndex
    outcomes: bytes  # one an entry of the index
    uploaded_at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How the tests that are meant ended."""

    place: int  # whose results these are
    passed: int
    failing: tuple[str, ...]  # labels, those that are waived aside
    waived: tuple[str, ...]  # failing too
    skipped: int
    files: tuple[str, ...]  # of the first failing ones, "" where nobody knows
    uploaded_at: datetime

    @property
    def total(self) -> int:
        """All of them."""
        return self.passed + len(self.failing) + len(self.waived) + self.skipped

    def words(self, polarity: Polarity) -> str:
        """“13 of 18 tests that pass, 72 %, 5 waived”."""
        failing = polarity is Polarity.FAILING
        number = len(self.failing) if failing else self.passed
        more = [f"{len(self.waived):,} failing and waived"] if self.waived else []
        more += [f"{self.skipped:,} skipped"] if self.skipped else []
        share = number * 100 // max(self.total, 1)
        return ", ".join([f"{number:,} of {self.total:,} {'fail' if failing else 'pass'}, {share} %", *more])

    def long_words(self, polarity: Polarity) -> str:
        """The same behind “the code has”."""
        verb = "fail" if polarity is Polarity.FAILING else "pass"
        return self.words(polarity).replace(f" {verb},", f" tests that {verb},", 1)


@dataclass(frozen=True, slots=True)
class OfTests(Predicate):
    """A question that no fact of the code answers."""

    question: TestQuestion

    def tallies(self) -> tuple[Tally, ...]:
        return ()

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        return Said(Holds.UNKNOWN, note=NONE_KEPT)

    def words(self, number: int) -> str:
        return f"has {number:,} of these tests"

    def commands(self) -> tuple[Command, ...]:
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class TestsAnswered(Answered):
    """The answers of results, with what was counted."""

    __test__ = False
    question: TestQuestion
    meant: Meant
    counts: tuple[Counted | None, ...]  # one a turn

    @property
    def polarity(self) -> Polarity:
        """What the item wants of its tests."""
        return self.question.polarity

    @property
    def asks(self) -> str:
        """The question of the choice that the results have, without its full stop."""
        return f"{self.meant.said} {'fail, as they should' if self.polarity is Polarity.FAILING else 'pass'}"

    def counted_at(self, place: int) -> Counted | None:
        """What stands behind the answer at a place."""
        turn = self.at(place)
        return next((count for one, count in zip(self.turns, self.counts, strict=True) if one is turn), None)


def answered_by_tests(
    answered: Answered, question: TestQuestion, runs: Sequence[Run], first_seen: int, waived: Mapping[str, int]
) -> TestsAnswered:
    """A claim answered by the runs of its line, oldest first; `waived` says from which place on a failing test is let pass."""
    told = [(meant, list(_counts(question, meant, runs, waived))) for meant in question.choices]
    meant, found = next(((meant, steps) for meant, steps in told if any(isinstance(one, Counted) for _, one in steps)), told[0])
    turns = list(_before(runs))
    counts: list[Counted | None] = [None] * len(turns)
    for place, one in _from(found, first_seen):
        while turns and turns[-1].place >= place:
            turns.pop()
            counts.pop()
        turns.append(_turn(question, meant, place, one))
        counts.append(one if isinstance(one, Counted) else None)
    return TestsAnswered(answered.claim, OfTests(question), tuple(turns), answered.ground, question, meant, tuple(counts))


def _before(runs: Sequence[Run]) -> Iterator[CountedTurn]:
    """As long as none of these tests has a result."""
    first = runs[0].place if runs else 0
    if first or not runs:
        yield CountedTurn(0, Holds.UNKNOWN, note=NONE_KEPT)
    if runs:
        yield CountedTurn(first, Holds.UNKNOWN, note=NONE_BEFORE)


def _from(found: Sequence[tuple[int, "Counted | str"]], first_seen: int) -> Iterator[tuple[int, "Counted | str"]]:
    """What was before the item was written tells nothing of it, but for the last answer."""
    before = [one for one in found if one[0] <= first_seen]
    yield from ((first_seen, one) for _, one in before[-1:])
    yield from (one for one in found if one[0] > first_seen)


def _counts(question: TestQuestion, meant: Meant, runs: Sequence[Run], waived: Mapping[str, int]) -> Iterator[tuple[int, Counted | str]]:
    """Where the answer may change: at each run that has these tests, and where a waiver begins."""
    largest, last = 0, None
    marks = [*((run.place, run) for run in runs), *((place, None) for place in set(waived.values()))]
    for place, run in sorted(marks, key=lambda mark: (mark[0], mark[1] is None)):
        if run is not None:
            size = len(run.outcomes)
            partial = meant.is_everything and size < largest * PARTIAL
            largest = max(largest, size)
            last = last if partial or run.index.chosen(meant) == [] else run
        if last is None:
            continue
        chosen = last.index.chosen(meant)
        yield place, chosen if isinstance(chosen, str) else _count(last, chosen, {test for test, start in waived.items() if start <= place})


def _count(run: Run, chosen: Sequence[int], waived: set[str]) -> Counted:
    outcomes = run.outcomes if len(chosen) == len(run.outcomes) else bytes(run.outcomes[place] for place in chosen)
    against = [place for place, outcome in zip(chosen, outcomes, strict=True) if outcome >= Outcome.FAILED]
    passed, skipped = outcomes.count(Outcome.PASSED), outcomes.count(Outcome.SKIPPED)
    if run.index.has_twins:
        passed, skipped, against = _without_twins(run, chosen)
    labels = {place: run.index.tests[place].label for place in against}
    failing = [place for place in against if labels[place] not in waived]
    return Counted(
        run.place,
        passed,
        tuple(labels[place] for place in failing),
        tuple(label for label in labels.values() if label in waived),
        skipped,
        tuple(run.index.paths[place] for place in failing[:MOST_TOLD]),
        run.uploaded_at,
    )


def _without_twins(run: Run, chosen: Sequence[int]) -> tuple[int, int, list[int]]:
    """A test that ran in several suites is one, and it is as it ended worst."""
    worst: dict[str, int] = {}
    for place in chosen:
        label = run.index.tests[place].label
        if label not in worst or run.outcomes[place] > run.outcomes[worst[label]]:
            worst[label] = place
    ended = [run.outcomes[place] for place in worst.values()]
    against = [place for place in worst.values() if run.outcomes[place] >= Outcome.FAILED]
    return ended.count(Outcome.PASSED), ended.count(Outcome.SKIPPED), against


def _turn(question: TestQuestion, meant: Meant, place: int, one: Counted | str) -> CountedTurn:
    if isinstance(one, str):
        return CountedTurn(place, Holds.UNKNOWN, note=one)
    holds, note = _holds(question, meant, one)
    number = len(one.failing) if question.polarity is Polarity.FAILING else one.passed
    return CountedTurn(place, holds, number=number, note=note)


def _holds(question: TestQuestion, meant: Meant, one: Counted) -> tuple[Holds, str]:
    ran = one.passed + len(one.failing) + len(one.waived)
    if not ran:
        return Holds.UNKNOWN, "every one of these tests was skipped"
    if question.polarity is Polarity.FAILING:
        return (Holds.TRUE if one.failing else Holds.FALSE), ""
    if one.failing:
        return _with_failing(question, one)
    if one.skipped > ran or (meant.total and ran < meant.total * LOWER):
        return Holds.UNKNOWN, f"{one.words(question.polarity)}: too many were skipped to say that they pass"
    return Holds.TRUE, ""


def _with_failing(question: TestQuestion, one: Counted) -> tuple[Holds, str]:
    """Who says “13/18 passing” himself is not contradicted by it; it is not supported either."""
    if question.is_partial and one.passed >= question.part and one.total <= question.whole + 1:
        return Holds.UNKNOWN, f"{one.words(question.polarity)}, as the item itself says: not all pass, and not every failing one is waived"
    return Holds.FALSE, ""


def uploaded(one: Counted) -> str:
    """The moment of the upload."""
    return f"{one.uploaded_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
