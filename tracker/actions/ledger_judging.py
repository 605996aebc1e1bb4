"""Claims judged along a line: the facts are asked for many documents together, then every item gets its state."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scanner.claims.asking import Answered, Batch, IssueContext, answer_batches
from scanner.claims.claim import Claim, Judge, Nature
from scanner.claims.evidence import Evidence, evidence
from scanner.claims.tests_counted import TestsAnswered
from scanner.facts import FileFacts
from scanner.question import FactsSource
from scanner.roll_ups import RollUp, roll_up
from scanner.terms import Mention
from scanner.tree import PathRules
from scanner.verdicts import ClaimHistory, Holds, Judgement, Segment, State, Turn, Verdict, judge, never_held, segments
from scanner.verdicts import Nature as LastingNature
from tracker.actions import ledger_tests, questions, test_runs
from tracker.actions.facts import StoredFacts
from tracker.actions.ledger_branches import Doubt, OnBranch, where_ticked
from tracker.actions.ledger_claims import Reading
from tracker.actions.ledger_line import Line
from tracker.models import Issue

Stored = Mapping[str, Any]
FACTS_A_TICK = 500
_STEP = re.compile(r"\W*(?:execute|complete|start|continue)?\s*((?:step|phase|stage)\s+[a-z]?\d+(?:\.\d+)*[a-z]?)\b", re.IGNORECASE)
_AGAINST = (State.CONTRADICTED, State.CAME_BACK)
_DOUBTED = (State.CONTRADICTED, State.EARLY)


@dataclass(frozen=True, slots=True)
class Told:
    """One document's readings, and when its ticks were told if no commit did."""

    readings: Sequence[Reading]
    issue: IssueContext
    ticked_at: int | None = None
    here: Mapping[str, int] = field(default_factory=dict)  # key -> place of a tick that was made here
    stored: Mapping[str, Stored] = field(default_factory=dict)  # key of an item -> its row where the code has answered already
    waived: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # key of an item -> failing test -> place from which on
    paths: tuple[str, ...] = ()  # that the document ever had; none: no commit holds it
    since: int | None = None  # the place at which a document was begun whose ticks no commit dates

    def told_at(self, reading: Reading) -> int | None:
        """When its tick was told, None if a commit did that."""
        return self.here.get(reading.life.key, self.ticked_at)


@dataclass(frozen=True, slots=True)
class Judged:
    """An item with its answer."""

    reading: Reading
    answered: Answered
    history: ClaimHistory
    judgement: Judgement
    tick: int | None  # the place of the tick, None where nobody knows it
    strip: tuple[Segment, ...]
    children: RollUp | None = None  # of a step
    stored: Stored | None = None  # what the code has answered already
    branch: OnBranch | None = None  # where the tick was made, if a merge brought it

    @property
    def state(self) -> State:
        """Its state at the line's end."""
        return self.judgement.state

    @property
    def why_not(self) -> str:
        """Why there is no verdict, "" if there is one."""
        if self.judgement.verdict is not Verdict.NOT_CHECKABLE:
            return ""
        if self.history.denies_itself:
            return "The item is ticked, and its own text says otherwise"
        turn = self.answered.at(self.history.turns[-1].place) if self.history.turns else None
        own = "" if ledger_tests.tells(self.answered) else self.reading.why_not
        reason = own or self.answered.reason or (turn.note if turn else "")
        unreadable = self.judgement.unreadable
        if unreadable and not reason:
            reason = f"{unreadable:,} file{'s' * (unreadable != 1)} that may hold one more cannot be read"
        return reason[:1].upper() + reason[1:]

    def evidence(self, line: Line) -> Evidence:
        """What the facts show at the line's end."""
        if isinstance(self.answered, TestsAnswered):
            return ledger_tests.evidence(self.answered, line, self.tick)
        return evidence(self.answered, line.numbers[-1], self.tick)


class _Ticking:
    """Facts that are passed on with a tick for every so many: whoever holds a lease has to say that he is alive."""

    def __init__(self, source: FactsSource, tick: Callable[[], None]) -> None:
        self._source = source
        self._tick = tick

    def mentioning(self, wanted: frozenset[Mention]) -> Iterator[tuple[int, FileFacts]]:
        return self._passed(self._source.mentioning(wanted))

    def unreadable(self) -> Iterator[tuple[int, FileFacts]]:
        return self._passed(self._source.unreadable())

    def of_blobs(self, blobs: Iterable[int]) -> Iterator[tuple[int, FileFacts]]:
        return self._passed(self._source.of_blobs(blobs))

    def _passed(self, found: Iterable[tuple[int, FileFacts]]) -> Iterator[tuple[int, FileFacts]]:
        for count, one in enumerate(found):
            if count % FACTS_A_TICK == 0:
                self._tick()
            yield one


def context_of(issue: Issue) -> IssueContext:
    """What an issue's claims lean on."""
    deprecated = next((row.options.get("modules", ()) for row in issue.rules.all() if row.rule == "deprecated-import"), ())
    globs = tuple(line.strip() for line in issue.intended_paths.splitlines() if line.strip())
    return IssueContext(issue.symbol, issue.canonical_module, tuple(deprecated), globs)


def judge_all(documents: Sequence[Told], line: Line, tick: Callable[[], None] = lambda: None) -> Iterator[list[Judged]]:
    """Every document's items, in their order. `tick` is called now and then and may raise to stop."""
    batches = [
        Batch([_asked(one, told.stored) for one in told.readings], told.issue, [one.life.first_seen for one in told.readings])
        for told in documents
    ]
    source, rules = _Ticking(StoredFacts(line.graph), tick), questions.path_rules(line.repository)
    answers = answer_batches(batches, line.numbers, line.graph, source, rules)
    runs = test_runs.of_line(line) if any(one.of_tests for told in documents for one in told.readings) else []
    judged = []
    for told, plain in zip(documents, answers, strict=True):
        answered = ledger_tests.answered(told.readings, plain, runs, told.waived) if runs else plain
        judged.append([_judged(one, answer, told, line) for one, answer in zip(told.readings, answered, strict=True)])
    for told, branched in zip(documents, _on_branches(documents, judged, line, source, rules), strict=True):
        found = [_as_stored(one, told.stored) for one in branched]
        yield [_by_children(one, found, line) for one in found]


def _on_branches(
    documents: Sequence[Told], judged: Sequence[list[Judged]], line: Line, source: FactsSource, rules: PathRules
) -> Iterator[list[Judged]]:
    """What the line speaks against is asked again where it was ticked."""
    doubted = [
        (one, Doubt(told.paths, one.reading.life, one.tick, one.reading.claim, told.issue))
        for told, found in zip(documents, judged, strict=True)
        for one in found
        if one.state in _DOUBTED and one.tick is not None and told.paths and not line.only_tip and _is_asked_now(one.reading, told.stored)
    ]
    answers = where_ticked([doubt for _, doubt in doubted], line, source, rules)
    found_at = {id(one): answer for (one, _), answer in zip(doubted, answers, strict=True) if answer is not None}
    for found in judged:
        yield [_with_branch(one, found_at[id(one)], line) if id(one) in found_at else one for one in found]


def _is_asked_now(reading: Reading, stored: Mapping[str, Stored]) -> bool:
    """Does the code answer, and not test results, and not what is stored?"""
    return reading.is_asked and not _is_stored(reading, stored)


def _with_branch(one: Judged, branch: OnBranch, line: Line) -> Judged:
    history = replace(one.history, on_branch=branch.holds)
    return replace(one, history=history, branch=branch, judgement=judge(history, line.times, line.last))


def _judged(reading: Reading, answered: Answered, told: Told, line: Line) -> Judged:
    told_at = told.told_at(reading)
    ticks = reading.life.ticks if told_at is None else (told_at,) * reading.item.ticked
    answered = ledger_tests.fair(answered, ticks, line)
    history = _history(reading, answered, told, line)
    tick = None if told_at is not None or not reading.item.ticked or not history.ticks else history.ticks[-1]
    is_undated = told.ticked_at is not None and reading.life.key not in told.here
    seen = replace(history, ticks=(0,)) if is_undated and history.ticks else history
    judgement = judge(history, line.times, line.last)
    if is_undated and judgement.state is State.CONTRADICTED and told.since is not None:
        shown = judgement.on_front_page or never_held(history, told.since, line.times, line.last)
        judgement = replace(judgement, on_front_page=shown, in_grace=judgement.in_grace and not shown)
    return Judged(reading, answered, history, judgement, tick, tuple(segments(seen, line.last)))


def _is_stored(reading: Reading, stored: Mapping[str, Stored]) -> bool:
    row = stored.get(reading.life.key)
    return row is not None and reading.claim.judge is Judge.REPOSITORY and row["kind"] == reading.claim.kind


def _asked(reading: Reading, stored: Mapping[str, Stored]) -> Claim:
    """The claim, as one that asks nothing where the answer is stored."""
    return replace(reading.claim, judge=Judge.NOBODY) if _is_stored(reading, stored) else reading.claim


def _as_stored(one: Judged, stored: Mapping[str, Stored]) -> Judged:
    """A step looks at what is stored of its items."""
    if not _is_stored(one.reading, stored):
        return one
    row = stored[one.reading.life.key]
    judgement = replace(one.judgement, verdict=Verdict(row["verdict"]), state=State(row["state"]), on_front_page=bool(row["on_front_page"]))
    return replace(one, judgement=judgement, stored=row)


def _history(reading: Reading, answered: Answered, told: Told, line: Line) -> ClaimHistory:
    life, claim = reading.life, reading.claim
    told_at = told.told_at(reading)
    ticks = life.ticks if told_at is None else (told_at,) * reading.item.ticked
    return ClaimHistory(
        nature=LastingNature.EVENT if claim.nature is Nature.EVENT else LastingNature.STATE,
        turns=tuple(_turns(answered, line)),
        first_seen=life.first_seen,
        ticks=ticks,
        unticks=life.unticks if life.key not in told.here else (),
        is_checkable=(reading.is_asked or isinstance(answered, TestsAnswered)) and answered.is_checkable,
        is_confirmed=reading.is_confirmed,
        is_precise=claim.precise,
        counts_places=answered.counts_places,
        denies_itself=claim.says_otherwise,
    )


def _turns(answered: Answered, line: Line) -> Iterable[Turn]:
    """Where older commits are not read, only what the newest one says; what it has not may have been there."""
    if not line.only_tip:
        return answered.turns
    now = answered.at(line.last)
    holds = Holds.UNKNOWN if now.holds is Holds.NO_SUBJECT else now.holds
    return (Turn(line.last, holds, now.unreadable),)


def _by_children(one: Judged, every: Sequence[Judged], line: Line) -> Judged:
    """A step asks nothing itself: the worst of its judged items speaks for it."""
    if one.reading.claim.judge is not Judge.CHILDREN or one.reading.is_dismissed:
        return one
    children = list(_children(one, every))
    found = roll_up(child.state for child in children)
    if found.worst is None:
        return replace(one, children=found)
    verdict = Verdict.NOT_CHECKABLE if one.history.denies_itself else found.verdict
    state = found.worst if one.reading.item.ticked and not one.history.denies_itself else one.state
    against = [child for child in children if child.state in _AGAINST]
    shown = all(child.judgement.on_front_page for child in against)
    return replace(one, children=found, judgement=replace(one.judgement, verdict=verdict, state=state, on_front_page=shown))


def _children(one: Judged, every: Sequence[Judged]) -> Iterator[Judged]:
    """The boxes below it, else those of the phase that has its name; of steps none is judged by itself."""
    own = one.reading
    place = next(index for index, other in enumerate(every) if other is one)
    nested = []
    for other in every[place + 1 :]:
        if other.reading.phase is not own.phase or other.reading.item.depth <= own.item.depth:
            break
        nested.append(other)
    name = _step_of(own.item.text)
    named = [other for other in every if name and other.reading.phase is not own.phase and _step_of(other.reading.phase.title) == name]
    yield from (other for other in nested or named if other.reading.claim.judge is not Judge.CHILDREN)


def _step_of(text: str) -> str:
    found = _STEP.match(text)
    return " ".join(found[1].casefold().split()) if found else ""


def counted(found: Iterable[Judged]) -> Mapping[State, int]:
    """States of the ticked items that a front page may say, and of the open ones."""
    counts = dict.fromkeys(State, 0)
    for one in found:
        if one.judgement.on_front_page or one.state not in _AGAINST:
            counts[one.state] += 1
    return counts
