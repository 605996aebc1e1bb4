"""What is taken away from an item before it is read, and what stands for its names."""

import pytest

from scanner.claims.wording import without_marks, wording_of


@pytest.mark.parametrize(
    ("text", "step", "body"),
    [
        ("Phase 3: Removed the router", "phase 3", "Removed the router"),
        ("Step 1.1: Discover tests", "step 1.1", "Discover tests"),
        ("1.1 DISCOVER EXISTING: find them", "1.1", "DISCOVER EXISTING: find them"),
        ("2.1) New tests created", "2.1", "New tests created"),
        ("STEP 2 - Execute the plan", "step 2", "Execute the plan"),
        ("✅ Phase 1: done", "phase 1", "done"),
        ("SNST: Plan it", "", "Plan it"),
        ("Success Metric: All imports use it", "", "All imports use it"),
        ("PR: created", "", "PR: created"),
        ("3 new test files", "", "3 new test files"),
        ("Phase out the router", "", "Phase out the router"),
        ("4 → 1 routers", "", "4 -> 1 routers"),
    ],
)
def test_a_prefix_is_kept_apart(text: str, step: str, body: str):
    said = wording_of(text)
    assert (said.step, said.body) == (step, body)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Remove `shop/old.py`", "remove PATH"),
        ("Create tests/test_router.py", "create TESTPATH"),
        ("ShopSocketBridge and bridge", "NAME and bridge"),
        ("Add send_to_user() method", "add CALL method"),
        ("All os.environ accesses", "all DOTTED accesses"),
        ("Remove class (lines 10-20)", "remove class (LINES)"),
        ("see handlers.py:1351", "see PATH:LINES"),
        ("the old_router module", "the IDENTIFIER module"),
        ("WebSocket on GitHub with OAuth", "websocket on github with oauth"),
        ("https://github.com/shop/shop/pull/7", "https://github.com/shop/shop/pull/7"),
        ("version 2.1 e.g. IN_PROGRESS", "version 2.1 e.g. in_progress"),
        ("PRs and APIs", "prs and apis"),
        ('Add RUN = "run"', 'add IDENTIFIER = "run"'),
    ],
)
def test_a_form_has_placeholders_for_names(text: str, form: str):
    assert wording_of(text).form == form


@pytest.mark.parametrize(
    "text", ["Remove it - COMPLETE", "Remove it (COMPLETED)", "Remove it ✅", "Remove it: PENDING", "Remove it (lines)"]
)
def test_bare_is_without_status_and_parentheses(text: str):
    assert wording_of(text).bare == "remove it"


def test_marks_are_taken_away_and_arrows_are_kept():
    assert without_marks("🚨 **4 → 1** `X` ✅") == "4 -> 1 X"


def test_a_very_long_item_is_cut():
    assert len(wording_of("remove " * 10_000).text) <= 500
