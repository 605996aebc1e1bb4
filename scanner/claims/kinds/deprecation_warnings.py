"""Warnings in the old place."""

from scanner.claims.claim import Judge, Nature, Thing
from scanner.claims.kind import Kind, pattern


class DeprecationWarnings(Kind):
    """Deprecation warnings with a verb of adding."""

    id = "deprecation warnings"
    judge = Judge.REPOSITORY
    nature = Nature.EVENT
    wants = (Thing.PATH, Thing.METHOD, Thing.SYMBOL, Thing.MODULE)
    is_limited = True
    falls_back = True
    takes_title = False
    wordings = pattern(
        r"\b(?:add(?:ed)?|emit(?:s|ted)?|implement(?:ed)?|issue[sd]?|raise[sd]?|include[sd]?|create[d]?"
        r"|put)\b.{0,30}\bdeprecation (?:warnings?|notices?)\b",
        r"\bdeprecation (?:warnings?|notices?)\b.{0,30}\b(?:added|emitted|in place|implemented|issued|active|shown)\b",
        r"^deprecation warnings?\b.{0,30}$",
    )
    look_alikes = pattern(r"\b(?:found|detected|fixed|resolved|eliminated|removed|no|zero)\b|^remove|\bpreserved\b")
    matches = ("Added deprecation warnings to the legacy router", "Deprecation warnings added")
    ignores = ("47 deprecation warnings found", "No deprecation warnings", "Fix deprecation problems")
