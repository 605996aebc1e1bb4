"""What becomes of a claim over time: its verdict at a commit, its state, and the strip of its history.

A verdict answers the question at one commit and nothing else. The state looks at the tick too: what was late, what came back,
what has been overtaken, and what a front page may say.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scanner.durations import in_words

GRACE_SECONDS = 24 * 3600
GRACE_COMMITS = 5  # of the line; the later of the two ends the grace


class Holds(StrEnum):
    """What the code at a commit says to a claim's question."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    NO_SUBJECT = "subject not found"  # what it names was never there


class Nature(StrEnum):
    """How long a claim stays one."""

    STATE = "state"  # single, removed, imports updated: judged at every commit
    EVENT = "event"  # created, converted, added: it happened, whatever came later


class Verdict(StrEnum):
    """The answer at one commit."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_CHECKABLE = "not checkable"


class State(StrEnum):
    """The answer in the light of the tick and of what followed."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    EARLY = "early"
    CAME_BACK = "came back"
    SUPERSEDED = "superseded"
    READY = "ready to tick"
    OPEN = "open"
    NO_SUBJECT = "subject not found"
    NOT_CHECKABLE = "not checkable"
    DENIED = "text says otherwise"


class Shade(StrEnum):
    """How a stretch of the strip is drawn."""

    NOT_TICKED = "not ticked"
    TRUE = "true"
    NOT_TRUE = "not true"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Turn:
    """From this place of the line on."""

    place: int
    holds: Holds
    unreadable: int = 0  # files that mention the subject and can't be read


@dataclass(frozen=True, slots=True)
class ClaimHistory:
    """An item, the question that it asks and the answers along the line."""

    nature: Nature
    turns: tuple[Turn, ...]  # oldest first; unknown before the first
    first_seen: int
    ticks: tuple[int, ...] = ()
    unticks: tuple[int, ...] = ()
    on_branch: Holds | None = None  # where the tick was made, when that is beside the line
    is_checkable: bool = True
    is_confirmed: bool = False  # a person has said that this is the question
    is_precise: bool = False  # a path or symbol is named, with one of the four clear verbs
    counts_places: bool = False  # an unreadable file may hold one more
    denies_itself: bool = False  # “FAILED”, “SKIPPED”, “preserved” stand in its own words


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the strip."""

    start: int
    end: int  # the place behind its last one
    shade: Shade


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim at a place of the line."""

    verdict: Verdict
    state: State
    edges: tuple[Turn, ...]  # where the answer turned since the item was first seen
    early_seconds: int = 0
    early_commits: int = 0
    unreadable: int = 0  # for which “supported” is withheld
    in_grace: bool = False  # too soon after the tick to hold anything against it
    on_front_page: bool = False  # whether the state may be said where people don't see its proof

    @property
    def words(self) -> str:
        """The state as it is shown."""
        if self.state is State.EARLY:
            return f"early by {in_words(self.early_seconds, self.early_commits)}"
        return f"supported, {self.unreadable:,} unreadable" if self.unreadable else self.state.value


def verdict_at(claim: ClaimHistory, place: int) -> Verdict:
    """The answer to the question at a commit, whether the item is ticked or not."""
    if not claim.is_checkable or claim.denies_itself or _is_withheld(claim, place):
        return Verdict.NOT_CHECKABLE
    return {Holds.TRUE: Verdict.SUPPORTED, Holds.FALSE: Verdict.CONTRADICTED}.get(holds_at(claim, place), Verdict.NOT_CHECKABLE)


def holds_at(claim: ClaimHistory, place: int) -> Holds:
    """What the code says at a place."""
    turn = _turn(claim.turns, place)
    return turn.holds if turn else Holds.UNKNOWN


def tick_at(claim: ClaimHistory, place: int) -> int | None:
    """The tick that stands at a place; of an item that was unticked in between, the later one."""
    last = _last(claim.ticks, place)
    unticked = _last(claim.unticks, place)
    return None if last is None or (unticked is not None and unticked > last) else last


def grace_end(tick: int, times: Sequence[int], last: int) -> int | None:
    """The first place behind the grace, None if the line does not reach that far; `times` are the commits' seconds along the line."""
    for place in range(tick + GRACE_COMMITS + 1, last + 1):
        if times[place] - times[tick] > GRACE_SECONDS:
            return place
    return None


def judge(claim: ClaimHistory, times: Sequence[int], at: int) -> Judgement:
    """The claim as the line up to a place shows it."""
    verdict, edges = verdict_at(claim, at), tuple(_edges(claim, at))
    tick = tick_at(claim, at)
    if tick is None:
        return Judgement(verdict, State.READY if verdict is Verdict.SUPPORTED else State.OPEN, edges)
    state = _state(claim, tick, at)
    end = grace_end(tick, times, at)
    risen = _first_true(claim, tick, at) if state is State.EARLY else None
    return Judgement(
        verdict,
        state,
        edges,
        early_seconds=0 if risen is None else times[risen] - times[tick],
        early_commits=0 if risen is None else risen - tick,
        unreadable=_unreadable(claim, at) if state is State.NOT_CHECKABLE and _is_withheld(claim, at) else 0,
        in_grace=end is None,
        on_front_page=_may_be_headline(claim, state, tick, end),
    )


def never_held(claim: ClaimHistory, since: int, times: Sequence[int], at: int) -> bool:
    """Whether a front page may deny a tick of which nobody knows the moment: what it says was at no time true since its document was begun,

    is false for longer than the grace up to a place, and its question is sure.
    """
    if not (claim.is_confirmed or claim.is_precise) or holds_at(claim, at) is not Holds.FALSE or _first_true(claim, since, at) is not None:
        return False
    begun = next((turn.place for turn in reversed(claim.turns) if turn.place <= at and turn.holds is not Holds.FALSE), -1)
    false_from = next((turn.place for turn in claim.turns if turn.place > begun), 0)
    return grace_end(max(false_from, since), times, at) is not None


def segments(claim: ClaimHistory, at: int) -> list[Segment]:
    """The strip from the item's first commit to a place."""
    marks = {claim.first_seen, *claim.ticks, *claim.unticks, *(turn.place for turn in claim.turns)}
    starts = sorted(mark for mark in marks if claim.first_seen <= mark <= at)
    found: list[Segment] = []
    for start, end in zip(starts, [*starts[1:], at + 1], strict=False):
        shade = _shade(claim, start)
        if found and found[-1].shade is shade:
            start = found.pop().start
        found.append(Segment(start, end, shade))
    return found


def _shade(claim: ClaimHistory, place: int) -> Shade:
    if tick_at(claim, place) is None:
        return Shade.NOT_TICKED
    shades = {Verdict.SUPPORTED: Shade.TRUE, Verdict.CONTRADICTED: Shade.NOT_TRUE, Verdict.NOT_CHECKABLE: Shade.UNKNOWN}
    return shades[verdict_at(claim, place)]


def _state(claim: ClaimHistory, tick: int, at: int) -> State:
    now = holds_at(claim, at)
    if claim.denies_itself:
        return State.DENIED
    if not claim.is_checkable or now is Holds.UNKNOWN or _is_withheld(claim, at):
        return State.NOT_CHECKABLE
    if now is Holds.NO_SUBJECT:
        return State.NO_SUBJECT
    if now is Holds.TRUE:
        return State.EARLY if _was_early(claim, tick) else State.SUPPORTED
    if claim.nature is Nature.EVENT:
        return State.SUPERSEDED if _has_happened(claim, at) else State.CONTRADICTED
    was_true = claim.on_branch is Holds.TRUE or _first_true(claim, tick, at) is not None
    return State.CAME_BACK if was_true else State.CONTRADICTED


def _was_early(claim: ClaimHistory, tick: int) -> bool:
    if holds_at(claim, tick) is not Holds.FALSE or claim.on_branch is Holds.TRUE:
        return False
    return claim.nature is Nature.STATE or _first_true(claim, 0, tick) is None


def _has_happened(claim: ClaimHistory, at: int) -> bool:
    """An event counts from wherever it was: before the tick too, and on the branch of the tick."""
    return claim.on_branch is Holds.TRUE or _first_true(claim, 0, at) is not None


def _may_be_headline(claim: ClaimHistory, state: State, tick: int, end: int | None) -> bool:
    """A contradiction on a front page was false at the tick, behind the grace and is false now; its question is sure."""
    if state is State.CAME_BACK:
        return claim.is_confirmed or claim.is_precise
    if state is not State.CONTRADICTED:
        return True
    if end is None or not (claim.is_confirmed or claim.is_precise):
        return False
    return holds_at(claim, tick) is Holds.FALSE and holds_at(claim, end) is Holds.FALSE and claim.on_branch in (None, Holds.FALSE)


def _first_true(claim: ClaimHistory, start: int, at: int) -> int | None:
    """The first place from start to at where the claim is true."""
    if holds_at(claim, start) is Holds.TRUE:
        return start
    return next((turn.place for turn in claim.turns if start < turn.place <= at and turn.holds is Holds.TRUE), None)


def _is_withheld(claim: ClaimHistory, place: int) -> bool:
    """“Supported” needs every file that could hold one more place."""
    return claim.counts_places and holds_at(claim, place) is Holds.TRUE and _unreadable(claim, place) > 0


def _unreadable(claim: ClaimHistory, place: int) -> int:
    turn = _turn(claim.turns, place)
    return turn.unreadable if turn else 0


def _edges(claim: ClaimHistory, at: int) -> Iterator[Turn]:
    holds = holds_at(claim, claim.first_seen)
    for turn in claim.turns:
        if claim.first_seen < turn.place <= at and turn.holds is not holds:
            holds = turn.holds
            yield turn


def _turn(turns: Sequence[Turn], place: int) -> Turn | None:
    index = bisect_right(turns, place, key=lambda turn: turn.place)
    return turns[index - 1] if index else None


def _last(places: Sequence[int], place: int) -> int | None:
    index = bisect_right(places, place)
    return places[index - 1] if index else None
