"""Words that limit what an item speaks of, where they stand in its own text."""

import re

from scanner.claims.claim import Scope
from scanner.claims.wording import Wording

_TESTS = ("integration-test", "unit-test", "other-test")
_CATEGORIES = (
    (re.compile(r"\bproduction (?:files?|code|imports?|modules?|consumers?|callers?)\b|\bin production (?:code|files)\b"), ("production",)),
    (re.compile(r"\bunit tests?\b"), ("unit-test",)),
    (re.compile(r"\bintegration tests?\b"), ("integration-test",)),
    (re.compile(r"(?<!unit )(?<!integration )\btest (?:files?|imports?|routers?|implementations?|code|suites?)\b"), _TESTS),
    (re.compile(r"\bscripts\b"), ("script",)),
)
_WORDS = re.compile(
    r"\b(?:mission[ -]critical|business[ -]critical|critical path|critical|high[ -]priority|high[ -]risk"
    r"|low[ -]risk|golden[ -]path|first (?:\w+ )?batch|batch \d+"
    r"|phase \d+\w*(?: approach)?|priority \d|remaining(?= \w)|most|some|where appropriate|where possible|secondary|initial"
    r"|top \d+|mass(?= import)|partial|partially|several|selected|lower priority)\b"
)


def scope_of(said: Wording) -> Scope:
    """Categories that can be counted apart, and words whose extent nobody knows."""
    categories = tuple(name for expression, names in _CATEGORIES if expression.search(said.bare) for name in names)
    return Scope(tuple(dict.fromkeys(categories)), tuple(dict.fromkeys(_WORDS.findall(said.form))))
