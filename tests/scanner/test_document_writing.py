"""What is written of a checklist is read again as the same checklist, whatever stands in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.document_parts import TrackerDocument, TrackerRefused
from scanner.document_writing import Box, plain, written
from scanner.markdown import read_tracker

HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg/onload=alert(1)>',
    "[x](javascript:alert(1))",
    "![](https://tracker.example/pixel.png)",
    "`unclosed and **bold",
    "# no heading",
    "1. no list",
    "> no quote",
    "[ ] no box",
    "[x] nor this",
    "--- | ---",
    "&amp; &lt; &#x2028;",
    "ends in a backslash \\",
    "closing hashes ##",
    "snake_case and __init__.py and *.py",
    "\u202eright to left",
    "â€œdamagedâ€\u009d",
    "```",
    "    indented",
    "<!-- a comment -->",
    "https://example.org/a_b_c",
    "@everyone #12 ~~gone~~",
    "- - - nested",
    "e\u0301 🎉 ✅ done",
]
_letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
_texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(_letters, max_size=40),
    st.text(st.sampled_from("ab _*`~[]()<>!#-+.1>|\\&;:/\"'é—✅x"), max_size=24),
).map(lambda text: plain(text))
_titles = _texts.filter(bool)


@st.composite
def boxes(draw) -> Box:
    return Box(draw(_texts), draw(st.booleans()), draw(st.integers(0, 4)), tuple(one for one in draw(st.lists(_texts, max_size=2)) if one))


_phases = st.lists(st.tuples(_titles, st.lists(boxes(), min_size=1, max_size=5)), min_size=1, max_size=4)


def nested(found: list[Box]) -> list[Box]:
    kept: list[Box] = []
    for one in found:
        kept.append(Box(one.text, one.ticked, min(one.depth, kept[-1].depth + 1 if kept else 0), one.notes))
    return kept


def read(text: str) -> TrackerDocument:
    return read_tracker(text.encode(), "checklist.md")


def told(document: TrackerDocument) -> list[tuple[str, list[Box]]]:
    return [
        (phase.title, [Box(item.text, item.ticked, item.depth, item.notes) for item in phase.items])
        for phase in document.phases
        if phase.items
    ]


@settings(max_examples=400, deadline=None)
@given(_titles, _phases)
def test_a_written_checklist_is_read_as_the_same_phases_items_and_ticks(title, phases):
    assert told(read(written(title, phases))) == [(name, nested(found)) for name, found in phases]


@settings(max_examples=200, deadline=None)
@given(_titles, _phases)
def test_what_was_read_is_written_again_as_it_was(title, phases):
    document = read(written(title, phases))
    assert told(read(written(document.title, told(document)))) == told(document)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_hostile_text_stays_one_box_under_one_heading(text):
    text = plain(text)
    document = read(written("Title", [(text or "Phase", [Box(text, True, notes=(text or "note",))])]))
    assert told(document) == [(text or "Phase", [Box(text, True, notes=(text or "note",))])]
    assert document.problems == ()


def test_a_title_that_is_named_like_a_phase_makes_no_phase_of_itself():
    document = read(written("Phase 2 of the router", [("Work", [Box("One", False)])]))
    assert [phase.title for phase in document.phases] == ["Work"]


def test_a_box_without_words_is_still_a_box():
    assert told(read(written("T", [("Work", [Box("", True), Box("b", False)])]))) == [("Work", [Box("", True), Box("b", False)])]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Remove `a/b.py` **now**", "Remove a/b.py now"),
        ("two\nlines\r\n  here", "two lines here"),
        ("[site](https://example.org)", "site"),
        ("nul\0 and bell\x07", "nul and bell"),
        ("  ", ""),
        ("\x01\x02\x03", ""),
    ],
)
def test_what_somebody_types_is_read_as_a_documents_box_is(typed, kept):
    assert plain(typed) == kept


def test_what_is_larger_than_a_document_is_refused_in_one_sentence():
    with pytest.raises(TrackerRefused, match="larger than 256 kB"):
        plain("x" * 300_000)
