"""The order of the kinds, the phase's heading, and what a claim carries beside its kind."""

import time

import pytest

from scanner.claims.claim import Claim, Judge, Nature, Polarity
from scanner.claims.known import Known
from scanner.claims.reading import BY_ID, claim_of, claims_of, kind_of
from scanner.claims.wording import wording_of
from scanner.markdown import read_tracker

KNOWN = Known(
    paths=["shop/old_router.py", "shop/router.py", "shop/web/pages.py", "shop/admin/pages.py", "tests/test_router.py"],
    classes=["OldRouter", "ShopRouter", "ShopManager"],
    functions=["create_router"],
)


def claim(text: str, heading: str = "Phase 4: Execute", ticked: bool = True) -> Claim:
    document = read_tracker(f"# Shop\n\n## {heading}\n- [{'x' if ticked else ' '}] {text}\n".encode(), "tracker.md")
    return claim_of(document.phases[0].items[0], document.phases[0], document, KNOWN)


def kind(text: str, heading: str = "") -> str:
    return kind_of(wording_of(text, heading))[0].id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plan removal of OldRouter", "plan"),
        ("Identify imports to update", "discovery"),
        ("Create failing tests that prove the violation", "test created"),
        ("12 FAILED, 3 PASSED as expected", "tests fail as expected"),
        ("Fix test imports", "tests use new imports"),
        ("Remove duplicate ShopRouter implementations", "removed"),
        ("Remove single-use `shop/old_router.py`", "removed"),
        ("Phase 3: Removed `shop/old_router.py`", "removed"),
        ("Phase 3", "roll-up"),
        ("All imports work and users are happy", "import health"),
        ("ShopManager reliability improved", "outcome"),
        ("Single ShopRouter, golden path operational", "single implementation"),
    ],
)
def test_the_order_decides_between_two_kinds(text: str, expected: str):
    assert kind(text) == expected


@pytest.mark.parametrize(
    ("heading", "text", "expected"),
    [
        ("Step 3: Plan Remediation", "Remove duplicate implementations", "plan"),
        ("Step 3: Plan Remediation", "Removed `shop/old_router.py`", "removed"),
        ("Phase 2: Discovery", "Update all imports", "plan"),
        ("Step 2: Execute Test Plan", "Create new tests", "test created"),
        ("Remediation Plan: Phase 1", "Remove duplicate implementations", "removed"),
        ("Existing Tests", "`tests/test_router.py` - routing", "discovery"),
        ("New Tests Created", "`tests/test_router.py` - routing", "test created"),
        ("New Tests Needed (PLANNED)", "`tests/test_router.py`", "plan"),
        ("Step 1: Discovery", "49 files using create_router()", "discovery"),
        ("Success Criteria", "49 files using the new imports", "imports updated"),
    ],
)
def test_the_heading_is_the_second_signal(heading: str, text: str, expected: str):
    assert claim(text, heading).kind == expected


@pytest.mark.parametrize(
    "text",
    [
        "Remove `shop/old_router.py`",
        "Phase 3: Completely removed 587-line old_router.py ✅ COMPLETE",
        "Remove OldRouter class from `shop/router.py`",
        "Delete deprecated `shop/old_router.py` entirely",
        "Remove OldRouter and ShopManager",
        "`shop/old_router.py` removed",
        "Create `tests/test_router.py`",
        "Add class ShopManager",
        "Update all imports from `shop.old_router` to `shop.router`",
        "Replace direct OldRouter() calls with the factory",
        "Convert `shop/old_router.py` to a proxy",
    ],
)
def test_a_clear_verb_with_a_known_name_is_precise(text: str):
    assert claim(text).precise


@pytest.mark.parametrize(
    "text",
    [
        "Plan removal of `shop/old_router.py`",
        "Remove `shop/never_was.py`",
        "Remove `pages.py`",
        "Remove OldRouter class from `pages.py`",
        "Remove OldRouter support",
        "Remove OldRouter dependency from `shop/router.py`",
        "Remove comments from `shop/router.py`",
        "Remove duplicate OldRouter classes",
        "Remove critical `shop/old_router.py`",
        "Remove `shop/old_router.py` - SKIPPED",
        "Remove Oldrouter",
        "Remove duplicate implementations",
        "Remove `shop/old_router.py` imports everywhere",
        "Remove or keep `shop/old_router.py`",
        "Single ShopRouter",
        "Update all OldRouter consumers",
        "Update imports in `shop/router.py`",
        "Updated 4 files to use the new imports (`shop/router.py` + tests)",
        "Add ShopManager validation",
        "Add `tests/test_router.py` to the nightly run",
        "Fix imports for ShopRouter",
        "Zero breaking changes in `shop/router.py`",
        "`tests/test_router.py` PASSES",
    ],
)
def test_anything_less_clear_is_not_precise(text: str):
    assert not claim(text).precise


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Prove stability - ❌ FAILED", True),
        ("Step 3: SKIPPED - nothing to do", True),
        ("Fix failing tests - 🚨 CRITICAL ISSUES FOUND", True),
        ("Remove singleton state - Singleton preserved", True),
        ("Update all imports - deferred", True),
        ("`tests/test_router.py` - FAILS correctly, detects duplicates", False),
        ("Create `tests/test_router.py` - ❌ FAILS: 601 violations", False),
        ("All existing interfaces preserved", False),
        ("Remove `shop/old_router.py`", False),
    ],
)
def test_a_tick_that_denies_itself_is_marked(text: str, says: bool):
    assert claim(text).says_otherwise is says
    assert not claim(text, ticked=False).says_otherwise


@pytest.mark.parametrize(
    ("text", "categories", "words"),
    [
        ("Migrate production files to the new imports", ("production",), ()),
        ("Remove duplicate test implementations", ("integration-test", "unit-test", "other-test"), ()),
        ("Only ONE ShopRouter class in production code", ("production",), ()),
        ("Update critical imports", (), ("critical",)),
        ("Update all callers (Phase 2)", (), ("phase 2",)),
        ("Migrate first batch of files", (), ("first batch",)),
        ("Migrate remaining test files to the new imports", ("integration-test", "unit-test", "other-test"), ("remaining",)),
        ("Mass import update to the new paths", (), ("mass",)),
        ("No direct ShopManager() remaining", (), ()),
        ("Phase 1: Update all imports", (), ()),
        ("Create critical tests", (), ()),
    ],
)
def test_scope_words_of_the_items_own_text_limit_it(text: str, categories: tuple[str, ...], words: tuple[str, ...]):
    scope = claim(text).scope
    assert (scope.categories, scope.words) == (categories, words)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Migrate 76+ files", 76),
        ("All 1,260 importing files use it", 1260),
        ("Consolidated 4 → 1 routers", 1),
        ("Routers reduced from 5 to one", 1),
        ("Created 3 test files with 16 test methods", 16),
        ("Create `test_router.py` - FAILS: 601 violations", None),
        ("Memory usage reduced 30-50%", None),
        ("Completely removed 587-line `shop/old_router.py`", None),
        ("Cross-link issue #709", None),
        ("Remove `shop/old_router.py`", None),
    ],
)
def test_a_number_rides_on_a_claim(text: str, number: int | None):
    assert claim(text).stated == number


@pytest.mark.parametrize(
    ("text", "judge", "nature", "polarity"),
    [
        ("Remove `shop/old_router.py`", Judge.REPOSITORY, Nature.STATE, Polarity.ABSENT),
        ("Single ShopRouter class", Judge.REPOSITORY, Nature.STATE, Polarity.PRESENT),
        ("Convert `shop/old_router.py` to a proxy", Judge.REPOSITORY, Nature.EVENT, Polarity.PRESENT),
        ("Tests FAIL as designed", Judge.JUNIT, Nature.EVENT, Polarity.FAILING),
        ("GitHub issue created", Judge.GITHUB, Nature.EVENT, Polarity.PRESENT),
        ("Step 4: Execute remediation", Judge.CHILDREN, Nature.NEITHER, Polarity.PRESENT),
        ("Golden path operational", Judge.NOBODY, Nature.NEITHER, Polarity.PRESENT),
    ],
)
def test_a_claim_says_who_judges_it_and_when(text: str, judge: Judge, nature: Nature, polarity: Polarity):
    found = claim(text)
    assert (found.judge, found.nature, found.polarity) == (judge, nature, polarity)
    assert found.is_state == (nature is Nature.STATE) and found.is_event == (nature is Nature.EVENT)


def test_a_claim_gives_the_words_that_decided():
    assert claim("Remove `shop/old_router.py`").reason == "remove PATH"


def test_every_box_of_a_document_is_read_in_order():
    document = read_tracker(
        b"# Shop\n\n## Phase 1\n- [x] Remove `shop/old_router.py`\n- [ ] Update all imports\n\n## Phase 2\n- [ ] Zebra\n", "t.md"
    )
    assert [one.claim.kind for one in claims_of(document, KNOWN)] == ["removed", "imports updated", "other"]


@pytest.mark.parametrize(
    "text", ["a/" * 400, "a." * 400, "a_" * 400, "Aa" * 400, "(" * 800, "remove " * 120, "- " * 400, "1.1 " * 200, "→ " * 300]
)
def test_a_text_that_means_harm_is_read_quickly(text: str):
    start = time.perf_counter()
    claim(f"Remove {text} x")
    assert time.perf_counter() - start < 1


def test_kinds_are_found_by_their_names():
    assert BY_ID["removed"].id == "removed"
