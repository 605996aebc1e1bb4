"""What stands under a verdict: a sentence, the number at the tick and now, three lines of proof, a command that repeats it."""

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.claims.ask_health import NoCycle
from scanner.claims.ask_tallies import Files, Places, Tally
from scanner.claims.ask_values import Command, CountedTurn
from scanner.claims.asking import Answered
from scanner.claims.words import question_of
from scanner.verdicts import Holds

MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """One line of code that was counted."""

    path: str
    line: int
    statement: str
    category: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """An answer at one commit, as it can be shown and repeated."""

    sentence: str
    then: int | None  # the number at the tick, None for what is not ticked
    now: int
    note: str
    proof: tuple[Proof, ...]
    more: int  # lines of proof beyond those
    command: Command | None


def evidence(answered: Answered, commit: int, tick: int | None = None) -> Evidence:
    """What the facts show at a commit of the line, given by its number in the graph; `tick` is the place on the line of the item's tick."""
    place = answered.ground.place_of(commit)
    turn = answered.at(place)
    found = _once(_proof(answered, commit))
    return Evidence(
        sentence=sentence(answered, turn),
        then=None if tick is None else answered.at(tick).number,
        now=turn.number,
        note=turn.note,
        proof=tuple(found[:MOST_LINES]),
        more=max(0, len(found) - MOST_LINES),
        command=next(iter(answered.predicate.commands()), None),
    )


def sentence(answered: Answered, turn: CountedTurn) -> str:
    """“The item says: …; the code has ….”"""
    said = f"The item says: {question_of(answered.claim)}"
    if not answered.is_checkable:
        return f"{said}; the code can not say: {answered.reason}."
    if turn.holds is Holds.NO_SUBJECT:
        return f"{said}; the code has nothing to compare: {turn.note}."
    if turn.holds is Holds.UNKNOWN and not turn.number:
        return f"{said}; the code can not say: {turn.note}."
    told = f"; {turn.note}" if turn.note else ""
    return f"{said}; the code {answered.predicate.words(turn.number)}{told}."


def _proof(answered: Answered, commit: int) -> Iterator[Proof]:
    if isinstance(answered.predicate, NoCycle):
        places = answered.ground.cycle_places(answered.predicate) if commit == answered.ground.line[-1] else []
        yield from (Proof(one.path, one.line, one.statement, one.category) for one in places)
        return
    for tally in dict.fromkeys(answered.predicate.proof()):
        yield from _of_tally(answered, tally, commit)


def _of_tally(answered: Answered, tally: Tally, commit: int) -> Iterator[Proof]:
    ground = answered.ground
    if isinstance(tally, Places):
        for place in ground.places_of(tally, commit):
            yield Proof(place.path, place.line, place.statement, place.category)
    elif isinstance(tally, Files):
        yield from (
            Proof(path, spot.line, spot.statement, ground.path_rules.category(path)) for path, spot in ground.spots_of(tally, commit)
        )


def _once(found: Iterator[Proof]) -> list[Proof]:
    """Each line once, in the order of the tallies: what decides comes first."""
    return list({(one.path, one.line): one for one in reversed(list(found))}.values())[::-1]
