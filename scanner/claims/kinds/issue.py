"""Issues that were opened, linked or closed."""

from scanner.claims.claim import Judge, Nature
from scanner.claims.kind import Kind, pattern


class Issue(Kind):
    """An issue with a verb of making, linking or closing."""

    id = "issue"
    judge = Judge.GITHUB
    nature = Nature.EVENT
    wordings = pattern(
        r"^(?:cross-?)?(?:link(?:ed|age)?|reference[d]?|cross-reference)\b.{0,60}\b(?:issues?|#\d|clos)",
        r"^cross-?link",
        r"^(?:create|created|open|opened|close|closed|update|updated|created/updated|file|filed|comment)\b.{0,30}\bissue\b",
        r"^(?:\w+ )?(?:git ?hub )?issues?\b.{0,60}\b(?:create[d]?|creation|linked|linkage|closed|updated?|opened"
        r"|exists|labels?|comment|filed|posted)\b",
        r"^(?:git ?hub )?issue\b.{0,12}#\d",
        r"^(?:git ?hub )?issue (?:creation|linkage|comment|update|closure|tracking)\b",
        r"^link pr\b.{0,60}\bissue\b",
        r"\bauto-?clos",
        r"\bclose issue #?\d",
    )
    look_alikes = pattern(r"^(?:create[d]? )?(?:pr|pull request)\b", r"^(?:fix|resolve)", r"\bcreate pr\b")
    matches = (
        "GitHub issue #1125 created",
        "Created GitHub Issue #12",
        "Issue created",
        "Cross-link issue for auto-closure",
        "Link to issue #709 for auto-close",
        "Close GitHub issue #190 when done",
        "Issue Creation: GitHub issue #596 created",
    )
    ignores = ("Fix any import or startup issues", "Create PR linking to issue #7", "Root issues identified")
