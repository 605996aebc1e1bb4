"""The sentence above a ledger: fair, and complete."""

import itertools
import re

import pytest

from scanner.ledger_words import archived, closing, headline, vanished
from scanner.verdicts import State

TICKED = [state for state in State if state not in (State.OPEN, State.READY)]


def test_the_headline_counts_every_tick():
    states = [State.CONTRADICTED] * 3 + [State.CAME_BACK] * 2 + [State.SUPPORTED] * 6 + [State.NOT_CHECKABLE] * 11
    assert headline(states) == "22 ticked: 3 contradicted, 2 came back, 6 supported, 11 not checkable"


def test_open_items_are_no_ticks():
    assert headline([State.OPEN, State.READY, State.SUPPORTED]) == "1 ticked: 1 supported"
    assert headline([State.OPEN]) == headline([]) == "Nothing is ticked"


def test_every_state_of_a_tick_has_its_words():
    assert headline(TICKED) == (
        "8 ticked: 1 contradicted, 1 came back, 1 early, 1 supported, 1 superseded, 1 whose text says otherwise, "
        "1 whose subject is not found, 1 not checkable"
    )


@pytest.mark.parametrize("counts", list(itertools.product(range(3), repeat=len(TICKED)))[1::97])
def test_the_parts_add_up_to_the_whole(counts):
    states = [state for state, count in zip(TICKED, counts, strict=True) for _ in range(count)]
    total, *parts = (int(number) for number in re.findall(r"\d+", headline(states, [State.CONTRADICTED, State.CAME_BACK])))
    assert total == sum(parts) == len(states)


def test_what_a_front_page_may_not_say_yet_is_counted_apart():
    states = [State.CONTRADICTED] * 3 + [State.CAME_BACK, State.SUPPORTED]
    assert headline(states, [State.CONTRADICTED] * 2) == "5 ticked: 1 contradicted, 1 came back, 2 not settled, 1 supported"
    assert headline(states, [*[State.CONTRADICTED] * 3, State.CAME_BACK]) == "5 ticked: 4 not settled, 1 supported"
    assert headline([State.SUPPORTED], [State.CONTRADICTED]) == "1 ticked: 1 supported"


def test_large_numbers_are_readable():
    assert headline([State.SUPPORTED] * 1204) == "1,204 ticked: 1,204 supported"


def test_a_document_closed_with_open_boxes_says_how_many():
    assert closing([State.SUPPORTED, State.OPEN, State.OPEN, State.OPEN]) == "closed with 3 open"
    assert closing([State.SUPPORTED]) == closing([]) == "closed"


def test_open_boxes_that_hold_in_the_code_are_told():
    assert closing([State.READY, State.OPEN, State.READY]) == "closed, 2 of 3 open items are true"
    assert closing([State.READY, State.OPEN]) == "closed, 1 of 2 open items is true"
    assert closing([State.READY]) == "closed, 1 of 1 open item is true"


def test_an_archived_document_is_still_held_against_the_code():
    assert archived([State.SUPPORTED, State.CAME_BACK, State.CAME_BACK]) == "archived as done; 2 came back"
    assert archived([State.OPEN, State.CONTRADICTED]) == "archived with 1 open; 1 contradicted"
    assert archived([State.READY, State.OPEN]) == "archived, 1 of 2 open items is true"
    assert archived([State.SUPPORTED]) == "archived as done"


def test_what_was_taken_out_of_a_document_is_told():
    assert vanished(325, 20) == "325 open items vanished; 20 ticked ones too"
    assert vanished(1, 1) == "1 open item vanished; 1 ticked one too"
    assert vanished(0, 2) == "2 ticked items vanished"
    assert vanished(3, 0) == "3 open items vanished"
    assert vanished(0, 0) == ""
