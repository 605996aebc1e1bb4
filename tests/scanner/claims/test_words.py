"""Questions as people read them."""

import pytest

from scanner.claims.known import Known
from scanner.claims.reading import ORDER, claim_of
from scanner.claims.words import question_of
from scanner.markdown import read_tracker

KNOWN = Known(
    paths=["auth/session_cache.py", "auth/router.py", "tests/test_a.py", "tests/test_b.py", "tests/test_c.py", "tests/test_d.py"],
    classes=["ShopRouter", "OldRouter"],
    functions=["send"],
)


def question(text: str, above: str = "") -> str:
    document = read_tracker(f"# Work\n{above}\n## Phase 4\n- [x] {text}\n".encode(), "tracker.md")
    return question_of(claim_of(document.phases[0].items[0], document.phases[0], document, KNOWN))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Update imports of `auth.session_cache`", "No place imports auth.session_cache, intended references aside"),
        ("Update all imports", "No place imports the old module, intended references aside"),
        ("Update all ShopRouter consumers", "Every import of ShopRouter comes from its one canonical place, intended references aside"),
        ("Fix test imports of `auth.session_cache`", "No test imports auth.session_cache, intended references aside"),
        (
            "All test files use ShopRouter imports",
            "Every test that imports ShopRouter takes it from its one canonical place, intended references aside",
        ),
        ("Remove `session_cache.py`", "auth/session_cache.py was there before and is gone"),
        ("Remove OldRouter class from `auth/router.py`", "OldRouter was defined in auth/router.py before and is defined there no longer"),
        ("Remove OldRouter", "OldRouter was defined before and is defined no longer"),
        ("Remove duplicate OldRouter classes", "No second, independent definition of OldRouter is left"),
        ("Remove code from `auth/router.py` (lines 3-9)", "What stood at lines 3-9 in auth/router.py when the item was written is gone"),
        ("Single ShopRouter class", "ShopRouter has one canonical definition and no independent second one"),
        ("Single class", "The symbol has one canonical definition and no independent second one"),
        ("Convert OldRouter to a wrapper around ShopRouter", "OldRouter only hands on to ShopRouter: a proxy, re-export, alias or shim"),
        ("Created OldRouter in `auth/router.py`", "OldRouter is defined in auth/router.py"),
        ("Create `auth/router.py`", "auth/router.py is there"),
        ("Create `tests/test_a.py` with 5 tests", "tests/test_a.py is there and holds at least 5 tests"),
        ("Create new tests", "The new tests are there, but the item names no file"),
        ("Replace direct OldRouter() calls by the factory", "No place uses OldRouter, intended references aside"),
        ("No circular imports", "No import dangles or goes in a circle"),
        ("Add deprecation warnings to `session_cache.py`", "auth/session_cache.py warns with DeprecationWarning"),
        ("Zero breaking changes", "Everything that worked still works: checkable only where two places or a number of methods are stated"),
        ("`tests/test_a.py` passes", "tests/test_a.py passed at this commit, by uploaded results"),
        ("Tests FAIL as designed", "The tests failed at this commit, as they should, by uploaded results"),
        ("Fix failing tests", "No test that failed before fails at this commit, by uploaded results"),
        ("Create pull request", "The pull request is there, by GitHub"),
        ("GitHub issue created", "The issue is there and linked, by GitHub"),
        ("Step 4: Execute remediation", "The judged items of this phase hold"),
        ("Plan the removal", "Not checkable: it says what people did, planned or saw"),
        ("Remove critical deprecated `session_cache.py`", "auth/session_cache.py was there before and is gone (as far as “critical” goes)"),
        (
            "Migrate production files from `auth.session_cache` imports",
            "No place imports auth.session_cache, intended references aside (counting production only)",
        ),
    ],
)
def test_a_claim_asks_its_question_in_words(text: str, expected: str):
    assert question(text) == expected


def test_many_subjects_are_told_in_short():
    text = "Create tests `tests/test_a.py`, `tests/test_b.py`, `tests/test_c.py`, `tests/test_d.py`"
    assert question(text) == "tests/test_a.py, tests/test_b.py and 2 more are there"


@pytest.mark.parametrize("text", [text for one in ORDER for text in one.matches])
def test_every_example_has_a_question(text: str):
    assert question(text)[0].isalnum() or question(text)[0] == "/"
