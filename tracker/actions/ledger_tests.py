"""Items that test results answer: their turns, their evidence, and what a ledger keeps of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from django.utils.timezone import now

from scanner.claims.ask_values import Unanswerable
from scanner.claims.asking import Answered
from scanner.claims.claim import Polarity
from scanner.claims.evidence import Evidence, Proof
from scanner.claims.tests_counted import MOST_TOLD, Counted, Run, TestsAnswered, answered_by_tests, uploaded
from scanner.claims.tests_meant import TestQuestion
from scanner.durations import in_words
from scanner.verdicts import Holds, grace_end
from tracker.actions.ledger_claims import Reading
from tracker.actions.ledger_line import Line
from tracker.models import TestWaiver

TOO_LATE = "the first results of these tests come long after the tick, when they may have been mended"


@dataclass(frozen=True, slots=True)
class NotOfTests(Unanswerable):
    """Results are kept, and the item does not say which of them it means."""


def answered(
    readings: Sequence[Reading], plain: Sequence[Answered], runs: Sequence[Run], waived: Mapping[str, Mapping[str, int]]
) -> list[Answered]:
    """The answers of a document's items, those of results in their places."""
    return [_answered(one, answer, runs, waived.get(one.life.key, {})) for one, answer in zip(readings, plain, strict=True)]


def _answered(reading: Reading, plain: Answered, runs: Sequence[Run], waived: Mapping[str, int]) -> Answered:
    if not reading.of_tests or reading.is_dismissed:
        return plain
    if isinstance(reading.of_tests, TestQuestion):
        return answered_by_tests(plain, reading.of_tests, runs, reading.life.first_seen, waived)
    return replace(plain, predicate=NotOfTests(reading.of_tests))


def fair(answer: Answered, ticks: Sequence[int], line: Line) -> Answered:
    """Tests that were meant to fail are mended later: results that begin after the grace of the tick say nothing against it."""
    if not isinstance(answer, TestsAnswered) or answer.polarity is not Polarity.FAILING or not ticks:
        return answer
    first = next((turn.place for turn in answer.turns if turn.holds is not Holds.UNKNOWN), None)
    end = grace_end(ticks[-1], line.times, line.last)
    if first is None or end is None or first <= end:
        return answer
    turns = tuple(replace(turn, holds=Holds.UNKNOWN, note=TOO_LATE) if turn.holds is Holds.FALSE else turn for turn in answer.turns)
    return replace(answer, turns=turns)


def tells(answer: Answered) -> bool:
    """Do results say why there is no verdict?"""
    return isinstance(answer, TestsAnswered) or isinstance(answer.predicate, NotOfTests)


def question(answer: Answered) -> str:
    """What results are asked, "" if it is not them."""
    return f"{answer.asks}, by uploaded results" if isinstance(answer, TestsAnswered) else ""


def evidence(answer: TestsAnswered, line: Line, tick: int | None) -> Evidence:
    """The numbers at the tick and at the line's end, whose results they are, and the first failing tests."""
    turn, counted = answer.at(line.last), answer.counted_at(line.last)
    said = f"The item says: {answer.asks}"
    proof = tuple(_proof(counted, line)) if counted else ()
    if counted is None:
        told = f"{said}; the code can not say: {turn.note}."
    else:
        note = turn.note.removeprefix(counted.words(answer.polarity)).lstrip(",: ")
        numbers = counted.long_words(answer.polarity) + (f", {note}" if note else "") + _unplaced(counted, proof)
        told = f"{said}; the code has {numbers}; {_source(counted, line, line.last)}."
    return Evidence(
        sentence=told,
        then=None if tick is None else answer.at(tick).number,
        now=turn.number,
        note=turn.note,
        proof=proof,
        more=len(counted.failing) - len(proof) if counted else 0,
        command=None,
    )


def _proof(counted: Counted, line: Line) -> Iterator[Proof]:
    """The first failing tests whose file the repository has."""
    for label, path in zip(counted.failing, counted.files, strict=False):
        if line.graph.path_number(path) is not None:
            yield Proof(path, 1, label.rpartition("::")[2], "")


def _unplaced(counted: Counted, proof: Sequence[Proof]) -> str:
    """Failing tests of which no file is known are named in the sentence."""
    if proof or not counted.failing:
        return ""
    named = ", ".join(label.rpartition("::")[2] for label in counted.failing[:MOST_TOLD])
    more = len(counted.failing) - MOST_TOLD
    return f"; failing: {named}" + (f" and {more:,} more" if more > 0 else "")


def _source(counted: Counted, line: Line, place: int) -> str:
    """Whose results these are, how old they are, and when they came."""
    commit = line.commits[counted.place].oid[:9]
    apart = place - counted.place
    age = (
        f", {in_words(line.times[place] - line.times[counted.place], apart)} and {apart:,} commit{'s' * (apart != 1)} older"
        if apart
        else ""
    )
    return f"results of {commit}{age}, uploaded {uploaded(counted)}"


def row(answer: Answered, line: Line, tick: int | None) -> dict[str, object] | None:
    """What the pages need beside the sentence, None where results do not answer."""
    if not isinstance(answer, TestsAnswered):
        return None
    counted = answer.counted_at(line.last)
    then = None if tick is None else answer.counted_at(tick)
    return {
        "polarity": answer.polarity.value,
        "meant": msgspec.to_builtins(answer.meant),
        "now": counted.words(answer.polarity) if counted else "",
        "then": then.words(answer.polarity) if then else "",
        "oid": line.commits[counted.place].oid if counted else "",
        "waived": list(counted.waived) if counted else [],
    }


def waived(documents: Collection[int], line: Line) -> dict[int, dict[str, dict[str, int]]]:
    """Document -> item -> failing test -> the place from which on it is let pass; what has expired is as if it had never been."""
    found: dict[int, dict[str, dict[str, int]]] = {}
    for one in TestWaiver.objects.filter(document__in=documents, expires_on__gte=now().date()):
        place = _since(one, line)
        if place is not None:
            found.setdefault(one.document_id, {}).setdefault(one.key, {})[one.test] = place
    return found


def _since(waiver: TestWaiver, line: Line) -> int | None:
    """The newest commit when it was made; None on a line that ends before that."""
    place = line.places.get(waiver.since_oid)
    if place is None:
        number = line.graph.number_of(waiver.since_oid)
        place = line.place_before(waiver.made_at) if number is None or number < line.numbers[-1] else None
    return place
