"""Which tests an item speaks of: when in doubt, none."""

import pytest

from scanner.claims.known import Known
from scanner.claims.reading import claims_of
from scanner.claims.tests_meant import Meant, TestQuestion, question_of_tests
from scanner.markdown import read_tracker

PATHS = ["tests/unit/test_router.py", "tests/unit/test_queue.py", "tests/golden_path/test_chat.py", "shop/router.py"]
KNOWN = Known(PATHS, classes=["TestRouter"], functions=["test_routes_once"])


def asked(text: str, *notes: str) -> TestQuestion | str:
    lines = [f"- [x] {text}", *(f"  - {note}" for note in notes)]
    document = read_tracker("\n".join(["# SSOT: Router", "", "## Phase 1", "", *lines, ""]).encode(), "SSOT.md")
    read = next(claims_of(document, KNOWN))
    assert read.claim.judge.value == "test results", f"“{text}” is {read.claim.kind}"
    return question_of_tests(read.claim, read.item.text, read.item.notes, KNOWN)


def meant(text: str, *notes: str) -> Meant:
    found = asked(text, *notes)
    assert isinstance(found, TestQuestion), found
    return found.choices[0]


@pytest.mark.parametrize(
    "text",
    ["All existing tests pass", "All tests passing - COMPLETE", "Validate all existing tests still pass", "Run and fix all test cases"],
)
def test_all_tests_are_meant_only_where_the_item_says_so(text: str):
    assert meant(text).is_everything


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("`test_router.py` PASSES", ["tests/unit/test_router.py"]),
        ("`tests/unit/test_router.py` and `test_queue.py` pass", ["tests/unit/test_router.py", "tests/unit/test_queue.py"]),
        ("`test_router.py` - FAILS correctly (detects 7 duplicates)", ["tests/unit/test_router.py"]),
        ("Fix failing tests in `test_queue.py`", ["tests/unit/test_queue.py"]),
        ("Tests in `tests/unit/` pass", ["tests/unit"]),
    ],
)
def test_named_files_and_folders_are_meant(text: str, paths: list[str]):
    assert [path for _, known in meant(text).paths for path in known] == paths


def test_named_functions_and_classes_are_meant():
    assert meant("Tests `test_routes_once` and `TestRouter` pass").names == ("test_routes_once", "TestRouter")


def test_files_of_the_bullets_below_are_meant():
    assert [text for text, _ in meant("Validate that the tests pass", "`test_router.py` passes").paths] == ["test_router.py"]


@pytest.mark.parametrize(
    ("text", "words", "total"),
    [
        ("24/24 golden path tests", ("golden", "path"), 24),
        ("All existing tests pass (24/24 golden path tests)", ("golden", "path"), 24),
        ("All mission-critical tests pass", ("mission", "critical"), None),
        ("5 out of 6 redis tests pass", ("redis",), 6),
        ("Validate all 18 SSOT validation tests pass", ("ssot", "validation"), 18),
    ],
)
def test_a_group_is_named_by_words(text: str, words: tuple[str, ...], total: int | None):
    assert (meant(text).words, meant(text).total) == (words, total)


def test_a_fraction_below_the_box_is_what_it_says_of_its_tests():
    found = asked("Run all existing tests - ensure no regressions", "**13/18 SSOT tests PASSING** (72% success rate)")
    assert isinstance(found, TestQuestion)
    assert [(one.words, one.total) for one in found.choices] == [(("ssot",), 18), ((), None)]
    assert (found.part, found.whole, found.is_partial) == (13, 18, True)


@pytest.mark.parametrize(
    "text",
    [
        "Run tests to establish a baseline",
        "Run startup tests (non-docker)",
        "Run all existing tests",
        "Continue cycles until all tests pass",
        "Run new router tests (should PASS after consolidation)",
        "New SSOT tests pass",
        "All related tests pass",
        "Fix any breaking changes",
        "Tests FAIL as designed, proving the violation",
        "All new tests FAILING by design",
        "Ensure 100% pass rate of the tests",
        "Run mission critical tests - 6 of 8 FAILING",
        "Validation: Factory creation tests PASSING, mission critical suite maintained",
    ],
)
def test_where_nobody_can_tell_which_tests_or_how_they_ended_nothing_is_asked(text: str):
    assert isinstance(asked(text), str)


@pytest.mark.parametrize(
    "text", ["Pass rate target: 95 % for the tests", "Plan to run the tests", "6 tests planned", "Test pass rates as targets"]
)
def test_targets_and_plans_are_no_results(text: str):
    document = read_tracker(f"# SSOT: Router\n\n## Phase 1\n\n- [x] {text}\n".encode(), "SSOT.md")
    read = next(claims_of(document, KNOWN))
    assert read.claim.judge.value != "test results" or isinstance(question_of_tests(read.claim, read.item.text, (), KNOWN), str)


def test_a_file_that_never_was_is_never_judged():
    assert asked("`test_nowhere.py` passes") == "nothing of the history is called test_nowhere.py"
