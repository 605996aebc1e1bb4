"""Progress, commits, tracker files, status lines: the work about the work."""

from scanner.claims.kind import Kind, pattern


class Process(Kind):
    """Says that the tracker was made or kept, or something was committed."""

    id = "process"
    wordings = pattern(
        r"^status\b|^(?:final )?(?:status|progress) (?:update|line)\b",
        r"\b(?:local|progress|tracking|tracker|ind)\b.{0,30}\b(?:track\w*|file|document|tracker|documentation|ind)\b",
        r"^(?:update[d]?|establish(?:ed)?|create[d]?|final)\b.{0,30}\btracking\b|^tracking\b",
        r"^(?:ind|gcifs|git commit|local tracking)\b|\bgcifs\b",
        r"\b(?:progress tracker|tracker (?:created|file)|tracking (?:document|file)|this (?:document|file))\b",
        r"^(?:initial )?(?:commit|push)\b|\bcommit(?:ted)? and push|\bcommits? made\b|\bgit commits?\b",
        r"^(?:atomic )?commits?\b|^code review\b|^ready for (?:review|commit|merge|gcifs|pr)\b|^(?:notify|spawn"
        r")\b|^complete (?:\w+ )*process\b",
        r"^all \d+ [\w ]*(?:steps|phases) (?:\w+ )?(?:complete|executed)",
        r"^priority\b.{0,20}\bassigned\b|^update progress$",
        r"^final validation$|^iterate$|^recommendation\b",
    )
    look_alikes = pattern(r"^(?:remove|delete)", r"\btests? created\b|\bExecutionTracker\b")
    matches = (
        "Local tracking file created (this document)",
        "GCIFS",
        "Update tracking and GitHub issue",
        "**Status:** COMPLETE",
        "Git commit and push",
        "Progress tracker established",
    )
    ignores = ("Update all imports", "Remove the tracking file")
