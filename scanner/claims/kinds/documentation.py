"""Documents that were written."""

from scanner.claims.claim import Judge, Nature, Thing
from scanner.claims.kind import Kind, pattern


class Documentation(Kind):
    """Document as a verb, or documents that are made."""

    id = "documentation"
    judge = Judge.NOBODY
    nature = Nature.EVENT
    wants = (Thing.PATH,)
    wordings = pattern(
        r"^document(?:s|ed|ing|ation)?\b",
        r"\b(?:documentation|docs|readme|docstrings?|guides?|learnings|changelog)\b",
        r"\bdocumented\b",
    )
    look_alikes = pattern(r"^(?:remove|delete)\b")
    matches = ("Document migration", "Update documentation", "Migration guide written", "Document lessons learned")
    ignores = ("Update all imports", "Remove the documentation proxy `shop/docs.py`")
