"""Each kind's own examples, read the whole way: the order of the kinds is part of what they say."""

import pytest

from scanner.claims.kind import Kind
from scanner.claims.reading import ORDER, kind_of
from scanner.claims.wording import wording_of
from scanner.document_words import words


def kind(text: str, heading: str = "") -> str:
    return kind_of(wording_of(words(text), heading))[0].id


@pytest.mark.parametrize(("one", "text"), [(one, text) for one in ORDER for text in one.matches])
def test_a_kind_recognises_what_it_says_it_matches(one: Kind, text: str):
    assert kind(text) == one.id


@pytest.mark.parametrize(("one", "text"), [(one, text) for one in ORDER for text in one.ignores])
def test_a_kind_leaves_alone_what_it_says_it_ignores(one: Kind, text: str):
    assert kind(text) != one.id


def test_every_kind_has_examples():
    assert [one.id for one in ORDER if not one.matches] == []


def test_kinds_have_names_of_their_own():
    assert len({one.id for one in ORDER}) == len(ORDER)
