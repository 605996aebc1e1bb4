"""A ledger as it was at a place of the line, as far as what is stored of it can say. Nothing is judged anew."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.queries.ledger_items import Item
from tracker.queries.ledger_words import AGAINST, UNANSWERED, UNSETTLED, verdict_of
from tracker.queries.ledgers import Ledger, PhaseLedger

GRACE_SECONDS, GRACE_COMMITS = 24 * 3600, 5  # as scanner.verdicts has it
UNKNOWN = "not judged then"
NOT_TICKED = "not ticked"
#: The order of the sentence above a list, as scanner.ledger_words has it.
IN_ORDER = (*AGAINST, UNSETTLED, "early", "supported", "superseded", "text says otherwise", "subject not found", "not checkable", UNKNOWN)
SENTENCES = {
    "true": "The code said the same at that commit.",
    "not true": "The code said otherwise at that commit.",
    "unknown": "The code had no answer at that commit.",
    NOT_TICKED: "It was not ticked at that commit.",
}
WORDS = {"true": "ticked and true", "not true": "ticked and not true", "unknown": "ticked, no answer", NOT_TICKED: "not ticked"}
BY_HAND = "Nobody knows whether it was ticked then: the document came later."
TOO_SOON = "It was too soon after the tick, or nobody has confirmed the question."
HAPPENED = "Whether it had been so before is not stored."
BY_ITEMS = "It is a step; its items are judged one by one."
OF_ITEMS = "items of the phase"
BESIDE = "it was true on the side branch at"  # of tracker.actions.ledger_rows


@dataclass(frozen=True, slots=True)
class Then:
    """A ledger at a moment, and what of it is not known."""

    ledger: Ledger
    later: int  # boxes that came into the document afterwards
    ticked: int | None  # None: what was ticked is not known
    boxes: int | None

    @property
    def percent(self) -> int | None:
        """The ticked share, rounded down."""
        return self.ticked * 100 // self.boxes if self.boxes and self.ticked is not None else None


def shade_at(item: Item, place: int) -> str:
    """How the strip is drawn at a place; empty before the item was there."""
    return next((shade for first, last, shade in item.segments if first <= place <= last), "")


def of_ledger(ledger: Ledger, place: int, times: Sequence[int]) -> Then:
    """The ledger at a place; `times` are the seconds of the line's commits."""
    ticks = [one for one in ledger.ticks if one[0] <= place]
    phases, later = [], 0
    for phase in ledger.phases:
        there = [item for item in phase.items if shade_at(item, place)]
        later += sum(item.is_box for item in phase.items) - sum(item.is_box for item in there)
        items = [_item(item, place, times, is_known=bool(ticks)) for item in there]
        if items:
            phases.append(PhaseLedger(phase.title, says_complete=False, items=items))
    ticked, boxes = (ticks[-1][1], ticks[-1][2]) if ticks else (None, None)
    then = replace(ledger, headline="", closing="", ticks=ticks, phases=phases, vanished=[], head=None)
    return Then(replace(then, headline=_headline(then, is_known=bool(ticks))), later, ticked, boxes)


def _headline(ledger: Ledger, *, is_known: bool) -> str:
    if not is_known:
        return "What was ticked at that commit is not known"
    counts = Counter(item.state for item in ledger.items if item.ticked)
    words = [f"{counts[state]:,} {state}" for state in IN_ORDER if counts[state]]
    return f"{ledger.ticked:,} ticked{': ' if words else ''}{', '.join(words)}"


def _item(item: Item, place: int, times: Sequence[int], *, is_known: bool) -> Item:
    """An item with what was the case then; counts and proof are of the newest commit, so there are none."""
    shade = shade_at(item, place)
    state = _state(item, shade, place, times) if is_known else UNKNOWN
    return replace(
        item,
        ticked=is_known and shade != NOT_TICKED,
        born_ticked=item.born_ticked and is_known,
        state=state,
        verdict=verdict_of(state, ""),
        sentence=_sentence(item, shade, state, is_known=is_known),
        why_not=item.why_not if is_known and shade == "unknown" and item.state in UNANSWERED else "",
        then=None,
        now=None,
        tick=item.tick if item.tick is not None and item.tick.place <= place and is_known else None,
        segments=[(first, min(last, place), one) for first, last, one in item.segments if first <= place] if is_known else [],
        edges=[edge for edge in item.edges if edge.place <= place],
        proof=[],
        git="",
        ticked_here=None,
        here=None,
        tests=None,
    )


def _sentence(item: Item, shade: str, state: str, *, is_known: bool) -> str:
    if not is_known:
        return f"{BY_HAND} {SENTENCES[shade] if shade in ('true', 'not true') else ''}".strip()
    if state == UNKNOWN:
        return BY_ITEMS if item.judge == OF_ITEMS else f"{SENTENCES[shade]} {HAPPENED}"
    return SENTENCES.get(shade, "") + (f" {TOO_SOON}" if state == UNSETTLED else "")


def _state(item: Item, shade: str, place: int, times: Sequence[int]) -> str:
    if shade == NOT_TICKED:
        return "open"
    if place == item.segments[-1][1]:
        return item.state  # at the newest commit it is judged
    if item.judge == OF_ITEMS:
        return UNKNOWN
    if shade == "unknown":
        return item.state if item.state in UNANSWERED else "not checkable"
    return "supported" if shade == "true" else _denied(item, place, times)


def _denied(item: Item, place: int, times: Sequence[int]) -> str:
    """Of a tick that the code denied then, by the rules of scanner.verdicts."""
    if item.tick is None:  # nobody knows when it was ticked, nor what had been true since
        return item.state if item.state in (*AGAINST, UNSETTLED) else UNSETTLED
    run = _since_the_tick(item, place)
    was_true = any(shade == "true" for _, shade in run) or _was_true_beside(item, run[0][0])
    if item.nature == "event":
        if was_true or any(edge.to == "true" and edge.place <= place for edge in item.edges):
            return "superseded"
        if item.state not in ("contradicted", UNSETTLED, "early"):
            return UNKNOWN  # it may have happened before the box was there
    elif was_true:
        return "came back" if item.is_sure else UNSETTLED
    return "contradicted" if item.is_sure and _is_settled(item, run, place, times) else UNSETTLED


def _was_true_beside(item: Item, tick: int) -> bool:
    """Was it true on the side branch that its tick came from? The stored sentence says so."""
    return BESIDE in item.sentence and item.tick is not None and item.tick.place == tick


def _since_the_tick(item: Item, place: int) -> list[tuple[int, str]]:
    """The stretches from the tick that stood then: first place, shade."""
    run: list[tuple[int, str]] = []
    for first, _, shade in item.segments:
        if first <= place:
            run = [] if shade == NOT_TICKED else [*run, (first, shade)]
    return run


def _is_settled(item: Item, run: Sequence[tuple[int, str]], place: int, times: Sequence[int]) -> bool:
    """Was it not true at the tick, and not true behind the grace?"""
    tick = run[0][0]
    end = next((one for one in range(tick + GRACE_COMMITS + 1, place + 1) if times[one] - times[tick] > GRACE_SECONDS), None)
    return end is not None and run[0][1] == "not true" and shade_at(item, end) == "not true"


@dataclass(frozen=True, slots=True)
class Turned:
    """A claim that is not what it was at another place."""

    item: Item
    before: str
    after: str


def turned(ledger: Ledger, start: int, end: int) -> list[Turned]:
    """Boxes that were ticked or answered otherwise at the end of a stretch than at its start."""
    known = ledger.ticks[0][0] if ledger.ticks else end + 1
    pairs = [(item, shade_at(item, start), shade_at(item, end)) for item in ledger.items]
    return [Turned(item, _words(before, start >= known), _words(after, end >= known)) for item, before, after in pairs if before != after]


def _words(shade: str, is_known: bool) -> str:
    if not shade:
        return "not in the document"
    words = WORDS.get(shade, shade)
    return words if is_known else words.removeprefix("ticked and ").removeprefix("ticked, ")
