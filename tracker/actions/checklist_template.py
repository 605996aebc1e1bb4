"""The built-in template: the seven phases of an SSOT migration, 0 to 6."""

import re

from tracker.models import Issue

_NUMBERED = re.compile(r"^\W*(?:phase|step|stage)\s+(\d+)\b", re.IGNORECASE)

PHASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Phase 0: Discovery",
        (
            "Find every implementation of {symbol} and every path it is imported through",
            "Create the GitHub issue",
            "Decide which implementation is canonical",
        ),
    ),
    (
        "Phase 1: Discover and plan tests",
        ("Find the existing tests that protect {symbol}", "Identify tests that will break", "Plan the new tests"),
    ),
    (
        "Phase 2: Execute the test plan",
        ("Create tests that fail while there is more than one {symbol}", "Run them to record the baseline"),
    ),
    (
        "Phase 3: Plan the remediation",
        ("Plan the consolidation of {symbol}", "Plan how imports are migrated", "Plan what stays compatible, and until when"),
    ),
    (
        "Phase 4: Execute the remediation",
        (
            "Consolidate {symbol} to a single implementation",
            "Update all imports to {canonical}",
            "Remove the deprecated implementations of {symbol}",
            "Update tests to import {symbol} from {canonical}",
        ),
    ),
    ("Phase 5: Test fix loop", ("Run all existing tests", "Run the new tests", "Fix what fails", "Check that nothing imports in a circle")),
    ("Phase 6: PR and closure", ("Create the pull request", "Link it to the GitHub issue", "Document the change for other developers")),
)


def numbered(title: str) -> str:
    """What makes two phases the same one: their number where they have one, else their words."""
    found = _NUMBERED.search(title)
    return found[1] if found else " ".join(title.casefold().split())


def phases_for(issue: Issue) -> list[tuple[str, list[str]]]:
    """The template in the issue's own words."""
    words = {"symbol": issue.symbol or "it", "canonical": issue.canonical_module or "the canonical module"}
    return [(title, [text.format(**words) for text in texts]) for title, texts in PHASES]
