"""New tests."""

import re

from scanner.claims.claim import Judge, Nature, Thing
from scanner.claims.kind import Kind, pattern
from scanner.claims.wording import Wording

_TESTS = r"(?:tests?|TESTPATH|suites?|test files?)"
_EXISTING = re.compile(r"\bexisting\b|\bprotect|\bdiscover|\bneeded\b|\bplanned\b|\brequired\b|\bplan only\b")
_LONE_PATH = re.compile(r"^(?:[\w&/ -]{0,60}[:-] |[\w/ -]{0,60} -> )?TESTPATH(?: \(.{0,80}\)| - .{0,120})?$")


class TestsCreated(Kind):
    """A verb of making with tests, or a test file's name outside the lists of existing ones."""

    __test__ = False
    id = "test created"
    judge = Judge.REPOSITORY
    nature = Nature.EVENT
    wants = (Thing.PATH,)
    only_tests = True
    clear_shape = re.compile(
        r"(?:create[d]?|add(?:ed)?|wrote|write) (?:[^:]{1,80} (?:-|in|at|->) |new |failing |test |file )*TESTPATH(?:$|: | - | with | for )"
        r"|TESTPATH(?: -|:)? created$|(?:\d+\+? )?(?:new |failing |ssot )*tests? created in TESTPATH"
    )
    wordings = pattern(
        rf"^(?:spawn |[\w-]*agent )?(?:create|created|creating|add|added|write|wrote|implement"
        rf"|implemented|build|built|develop|developed|extend|extended)\b.{{0,80}}\b{_TESTS}\b",
        rf"\b{_TESTS}\b.{{0,60}}\b(?:created|added|written|implemented|built)\b",
        r"^new (?:\w+ )?tests? (?:created|added)\b",
        r"\bnew (?:\w+ ){0,3}tests? (?:created|added)\b",
    )
    look_alikes = pattern(
        r"\bimports?\b.{0,20}\b(?:update|migrat|fix)|^(?:create|created|add|added)\b.{0,40}\b(?:test plan"
        r"|test strategy|issue|documentation|pr|pull request)\b",
        r"\bpr\b.{0,20}\bwhen\b",
    )
    matches = (
        "Create failing tests for the router",
        "`test_router.py` - CREATED",
        "4 new test files created",
        "34 SSOT validation tests created",
        "Create migration test - /tests/ssot/test_migration.py",
        "3 new test files created that FAIL with current violations",
        "/tests/ssot/test_router.py",
    )
    ignores = (
        "Test plan created",
        "6 tests planned",
        "NEW TESTS NEEDED",
        "Found existing tests",
        "Update test imports",
        "`test_router.py` PASSES",
    )

    def reason(self, said: Wording) -> str | None:
        if _EXISTING.search(said.heading) and not _EXISTING.sub("", said.heading).count("created"):
            return None
        found = super().reason(said)
        if found:
            return found
        lone = _LONE_PATH.match(said.bare)
        return lone[0] if lone and not re.search(r"\b(?:pass|fail|updat|integration$)", said.bare) else None
