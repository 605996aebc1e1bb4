"""Percentages, memory, scores: nobody measures them here."""

from scanner.claims.kind import Kind, pattern


class Metric(Kind):
    """A quantity that is not a count of places in the code."""

    id = "metric"
    wordings = pattern(
        r"^(?:memory|performance|latency|throughput|response time|test coverage|code coverage|compliance"
        r"|ssot compliance|architecture compliance)\b",
        r"\b(?:compliance|coverage|score|violations?)\b.{0,30}(?:\d+(?:\.\d+)?%|improv\w+)",
        r"\bmemory (?:usage|leak)|\bperformance (?:impact|improv|regress|maintain|preserv)|\bcompliance (?:score"
        r"|improvement|maintained|achieved)",
        r"^\d+(?:\.\d+)?% ?(?:code )?(?:reduction|improvement|compliance|ssot)|\bcode reduction\b|\breduc\w+ .{0,30}\d+(?:-\d+)?%",
        r"\bduplicate connection pools\b|\blines of code (?:reduced|removed)",
        r"^zero \d+ \w* ?errors|\b(?:success|error|pass|hit) rate\b",
    )
    look_alikes = pattern(
        r"^(?:remove|delete|create|run|execute)",
        r"\bsingle\b.{0,40}\bimplementation\b|\bbroken imports? fixed\b|\bfunctions? migrated\b|\bimports and redirects\b",
    )
    matches = (
        "Memory usage reduced 30-50%",
        "SSOT compliance: 83% → 90%",
        "75% CODE REDUCTION - three copies eliminated",
        "Memory usage reduced from eliminating duplicate connection pools",
    )
    ignores = (
        "Reduced from 4 to 1 RouterManager",
        "76+ files migrated",
        "Remove duplicate code",
        "SSOT compliance: 100% - single authoritative router implementation",
        "Test coverage: restored - 129 broken imports fixed",
    )
