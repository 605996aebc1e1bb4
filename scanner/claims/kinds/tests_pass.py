"""Tests that were run or pass."""

from scanner.claims.claim import Judge, Nature, Thing
from scanner.claims.kind import Kind, pattern

_TESTS = r"(?:tests?|TESTPATH|suites?)"


class TestsPass(Kind):
    """Tests with pass, run, n/m."""

    __test__ = False
    id = "tests pass"
    judge = Judge.JUNIT
    nature = Nature.EVENT
    wants = (Thing.PATH,)
    only_tests = True
    reads_parentheses = True
    wordings = pattern(
        rf"\b{_TESTS}\b.{{0,80}}\b(?:pass|passes|passing|passed|green|succeed|successful(?:ly)?|verified"
        rf"|still (?:pass|work)|work(?:ing)?|stable|validated|operational|started)\b",
        rf"\b(?:pass|passing|passed|passes)\b.{{0,40}}\b{_TESTS}\b",
        rf"^(?:re-?run|run|running|execute|executed|validate|validated|verify|ensure|prove|test|perform|conduct"
        rf"|iterate|cycle)\b.{{0,80}}\b{_TESTS}\b",
        r"^(?:[\w-]*agent )?(?:run|execute[d]?) (?:\w+ )*(?:test|testing|validation|baseline)\b(?! consolidation)",
        rf"\b\d+/\d+\b.{{0,40}}\b{_TESTS}\b|\b{_TESTS}\b.{{0,40}}\b\d+/\d+\b",
        r"^cycle (?:until|up)|^iterate until|^(?:complete|continue) (?:up to )?(?:\d+ )?cycles\b|\b100% (?:test )?(?:success|pass rate)\b",
        r"^(?:unit|integration|e2e|mission critical|regression|migration|startup) (?:tests?|testing|staging)\b",
        r"\btest (?:execution|suite)\b|^test results?\b|^test validation\b",
    )
    look_alikes = pattern(
        r"-> .{0,20}consolidat|\bpass rates? (?:target|goal)|\btarget(?:s|ed)? .{0,20}pass rate|\bplan to run\b",
        r"^(?:fix|create|created|add|added|write|implement|remove|delete|update|migrate|convert|replace"
        r"|consolidate|document|find|build|resolve)\b",
    )
    matches = (
        "All existing tests pass",
        "24/24 golden path tests",
        "Run startup tests (non-docker)",
        "Run tests to establish a baseline",
        "`test_events.py` PASSES",
        "Validate all existing tests still pass",
    )
    ignores = (
        "Fix failing tests",
        "Create tests",
        "Pass rate target 95 % for the tests",
        "Plan to run the tests",
        "Tests FAIL as expected",
    )
