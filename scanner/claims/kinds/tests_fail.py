"""Tests that are meant to fail while the violation is there."""

from scanner.claims.claim import Judge, Nature, Polarity, Thing
from scanner.claims.kind import Kind, pattern

_FAILING = r"(?:fail|fails|failed|failing|failure|failures)"


class TestsFail(Kind):
    """Failing as designed: supported by failing."""

    __test__ = False
    id = "tests fail as expected"
    judge = Judge.JUNIT
    nature = Nature.EVENT
    polarity = Polarity.FAILING
    wants = (Thing.PATH,)
    only_tests = True
    reads_parentheses = True
    wordings = pattern(
        rf"\b{_FAILING}\b.{{0,30}}\b(?:as (?:expected|designed|intended)|by design|correctly|properly|initially"
        rf"|when (?:duplicates|violations)|until|expected|detecting violations)\b",
        rf"\b(?:tests?|violations?|imports?|TESTPATH)\b.{{0,60}}\b{_FAILING}\b.{{0,60}}\b(?:prov\w+|demonstrat\w+"
        rf"|reproduc\w+|detect\w*|confirm\w*|expos\w+|good|perfect|deprecated imports?)",
        rf"\bexpected {_FAILING}\b|\bdesigned to fail\b",
        rf"^(?:validated? )?tests? {_FAILING}\b",
        rf"\bTESTPATH\b.{{0,10}}\b{_FAILING}\b",
        r"^\d+ failed\b|\b\d+ failed,? \d+ passed\b",
        r"\btests? (?:prove|demonstrate|confirm|properly demonstrate|properly detect|reproduc\w+)\b.{0,60}\b(?:violations?|exist)",
        r"\bexecution verified - properly detect\b",
    )
    look_alikes = pattern(
        r"\btests?(?: files?)? (?:\w+ )?created\b|^(?:create|created|add|write|wrote|implement)\b",
        r"^(?:fix|plan|design|resolve)",
        r"\bnow pass",
    )
    matches = (
        "Tests FAIL as designed, proving the violation",
        "10 FAILED, 5 PASSED (good)",
        "Expected failures validated",
        "tests fail with deprecated imports",
        "All new tests FAILING by design - proving violations exist",
        "`test_duplication.py` - FAILS correctly (detects 7 duplicates)",
        "Validated test failures reproduce the violations correctly",
    )
    ignores = ("Fix failing tests", "Create failing tests", "3 new test files created that FAIL with current violations", "All tests pass")
