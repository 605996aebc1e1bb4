"""Any bytes as a tracker document: read or refused with a sentence, never a crash, and in a second at most."""

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings

from scanner.claims.known import Known
from scanner.claims.reading import claims_of
from scanner.claims.words import question_of
from scanner.document_parts import TrackerDocument, TrackerRefused
from scanner.markdown import read_tracker
from scanner.tracker_draft import draft
from tests.support.generated_documents import documents

LONGEST = 1.0  # seconds of this thread's own time: other programs must not fail a test
NAMES = Known(["shop/old.py", "shop/core/router.py", "tests/test_router.py"], ["Router"], ["route", "get_router"])
FEW = settings(
    max_examples=150, deadline=None, derandomize=bool(os.environ.get("CI")), database=None, suppress_health_check=list(HealthCheck)
)
MANY = settings(FEW, max_examples=int(os.environ.get("EXAMPLES", "50000")))


def imported(raw: bytes) -> TrackerDocument | str:
    """What an import does with a document before it is stored, or why it refuses."""
    try:
        document = read_tracker(raw, "docs/tracker.md")
    except TrackerRefused as refused:
        return str(refused)
    draft(document)
    return document


def is_well(raw: bytes) -> None:
    began = time.thread_time()
    document = imported(raw)
    between = time.thread_time()
    assert between - began < LONGEST
    if isinstance(document, str):
        assert "docs/tracker.md" in document and document.endswith(".")
        return
    assert all(question_of(one.claim) for one in claims_of(document, NAMES))
    assert time.thread_time() - between < LONGEST
    lines = document.text.count("\n") + 1
    items = [item for phase in document.phases for item in phase.items]
    assert all(1 <= item.line <= lines for item in items)
    assert [item.line for item in items] == sorted({item.line for item in items})  # a line holds one box at most
    for text in (document.text, document.title, *document.problems, *(item.text for item in items)):
        assert "\0" not in text
        text.encode()  # a page and a database can hold it


@FEW
@given(documents())
def test_a_document_is_read_or_refused_with_a_sentence(raw: bytes):
    is_well(raw)


@pytest.mark.hostile
@MANY
@given(documents())
def test_so_are_fifty_thousand(raw: bytes):
    is_well(raw)
