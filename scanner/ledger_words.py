"""A list of states as the sentence above it: every tick is in it once."""

from collections import Counter
from collections.abc import Iterable, Sequence

from scanner.verdicts import State

_OPEN = (State.OPEN, State.READY)
_AGAINST = (State.CONTRADICTED, State.CAME_BACK)
#: The order of the sentence.
_TICKED = (
    State.CONTRADICTED,
    State.CAME_BACK,
    State.EARLY,
    State.SUPPORTED,
    State.SUPERSEDED,
    State.DENIED,
    State.NO_SUBJECT,
    State.NOT_CHECKABLE,
)
_IN_A_SENTENCE = {State.DENIED: "whose text says otherwise", State.NO_SUBJECT: "whose subject is not found"}


def headline(states: Iterable[State], unsettled: Iterable[State] = ()) -> str:
    """“22 ticked: 3 contradicted, 2 came back, 6 supported, 11 not checkable”.

    `unsettled` are those of the states that a front page may not say yet: too soon after the tick, or nobody has confirmed the question.
    """
    counts = Counter(state for state in states if state in _TICKED)
    held_back = counts & Counter(unsettled)
    settled = counts - held_back
    parts = [f"{settled[state]:,} {_IN_A_SENTENCE.get(state, state.value)}" for state in _TICKED if settled[state]]
    if held_back:
        parts.insert(sum(settled[state] > 0 for state in _AGAINST), f"{held_back.total():,} not settled")
    return f"{counts.total():,} ticked: {', '.join(parts)}" if counts else "Nothing is ticked"


def closing(states: Iterable[State], word: str = "closed") -> str:
    """What a document that calls itself closed leaves open: “closed with 3 open”, “closed, 2 of 3 open items are true”."""
    counts = Counter(state for state in states if state in _OPEN)
    left, true = counts.total(), counts[State.READY]
    if not left:
        return word
    if not true:
        return f"{word} with {left:,} open"
    return f"{word}, {true:,} of {left:,} open item{'' if left == 1 else 's'} {'is' if true == 1 else 'are'} true"


def archived(states: Sequence[State]) -> str:
    """What has become of an archived document's items: “archived as done; 2 came back”."""
    start = closing(states, "archived") if any(state in _OPEN for state in states) else "archived as done"
    turned = ((state, states.count(state)) for state in _AGAINST)
    return "; ".join([start, *(f"{count:,} {state.value}" for state, count in turned if count)])


def vanished(while_open: int, ticked: int) -> str:
    """Items that were taken out of a document: “325 open items vanished; 20 ticked ones too”."""
    if while_open and ticked:
        return f"{_items(while_open, 'open')} vanished; {ticked:,} ticked one{'' if ticked == 1 else 's'} too"
    return f"{_items(while_open or ticked, 'open' if while_open else 'ticked')} vanished" if while_open or ticked else ""


def _items(count: int, kind: str) -> str:
    return f"{count:,} {kind} item{'' if count == 1 else 's'}"
