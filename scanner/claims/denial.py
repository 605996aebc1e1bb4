"""Ticked items whose own text says that it is not so: the tick means “done with this step”."""

import re

from scanner.claims.kind import Kind

_DENIES = re.compile(
    r"❌|🚨|\bFAILED\b|\bSKIPPED\b|\bskipped\b|\bCRITICAL (?:ISSUES?|FAILURES?) (?:FOUND|DETECTED)\b"
    r"|\bSECURITY VIOLATION\b|\bBLOCKED\b|\bDEFERRED\b|\bdeferred\b"
    r"|\bSingleton (?:pattern )?preserved\b|\bnot (?:yet )?(?:done|possible|removed|completed?|implemented"
    r"|migrated|started|needed|required)\b"
    r"|\bNOT (?:DONE|COMPLETED?|NEEDED|REQUIRED|IMPLEMENTED)\b|\bPARTIAL(?:LY)?\b|\bpartially\b|\bpostponed\b"
    r"|\bincomplete\b|\bstill (?:fail|broken|missing)"
    r"|\bACTIVE VIOLATION\b|\b(?:N/A|WONTFIX)\b"
)
_NO_DENIAL = frozenset({"tests fail as expected", "test created", "discovery", "plan", "issue", "process", "pull request"})


def denies(text: str, kind: Kind) -> bool:
    """Does the text of a ticked item deny what it is ticked for? Failures that were wanted, and reports of what was found, do not."""
    return kind.id not in _NO_DENIAL and bool(_DENIES.search(text))
