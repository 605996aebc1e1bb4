"""Failures and breaking changes that were fixed."""

from scanner.claims.claim import Judge, Nature
from scanner.claims.kind import Kind, pattern


class FailuresFixed(Kind):
    """Fix with failures, breaking changes, tests."""

    id = "failures fixed"
    judge = Judge.JUNIT
    nature = Nature.EVENT
    wordings = pattern(
        r"^(?:run and )?(?:fix(?:ed)?|resolve[d]?|address(?:ed)?|repair(?:ed)?)\b.{0,50}\b(?:fail\w*|break\w*"
        r"|broken|tests?|regressions?|issues?|problems?|errors?|artifacts|dependencies)\b",
        r"\b(?:failures|regressions|breaking changes|syntax errors)\b.{0,30}\b(?:fixed|resolved)\b",
    )
    look_alikes = pattern(
        r"\bimports?\b.{0,30}\bupdat|\bcircular\b|\bimport errors?\b|\bbroken imports?\b|\bsecurity issue|^fix(?:ed)? test imports"
    )
    matches = ("Fix any breaking changes", "Fix failing tests", "Run and fix all tests", "Resolve test dependencies")
    ignores = ("Fix test imports", "All 129 broken imports FIXED", "Fixed circular imports", "All tests pass")
