"""Pull requests."""

from scanner.claims.claim import Judge, Nature
from scanner.claims.kind import Kind, pattern


class PullRequest(Kind):
    """A pull request that is made, updated or merged."""

    id = "pull request"
    judge = Judge.GITHUB
    nature = Nature.EVENT
    wordings = pattern(
        r"\b(?:create[d]?|creating|open(?:ed)?|submit(?:ted)?|update[d]?|merge[d]?|comprehensive"
        r"|prepare[d]?)\b.{0,40}\b(?:pr|pull request)\b",
        r"^(?:pr|pull request)\b",
        r"\b(?:pr|pull request)\b.{0,30}\b(?:created?|merged|updated|opened|submitted|ready)\b",
    )
    look_alikes = pattern(r"^(?:link|cross|reference)")
    matches = (
        "Create pull request",
        "PR #706 created",
        "Create PR when all tests pass",
        "PR CREATED: pull/708",
        "PR created and linked to issue #724",
    )
    ignores = ("Step 6: PR and Closure", "Link PR to automatically close issue #954", "Cross-link issue for closure")
