"""Whether a heading says that all below it is done."""

import re

CHECKS = frozenset("✅☑✔✓")
_CHECK = "[✅☑✔✓]"
_PREFIX = re.compile(r"[\W_]*(?:(?:phase|step)[ ]+[\w.]+\b)?", re.IGNORECASE)
_COMPLETE = re.compile(r"\bcomplete\b(?=[ ]*(?:$|[^\w ]|(?:on|by)\b))|\bcompleted\b", re.IGNORECASE)
_DONE = re.compile(r"(?:^|[^\w ])[ ]*done\b(?=[ ]*(?:$|[^\w ]))|\bdone$", re.IGNORECASE)
_NOT_YET = re.compile(
    r"\b(?:not|to be|when|until|once|if|partly|partially|mostly|nearly|almost|half|of)\b[ -]*(?:fully[ ]+|yet[ ]+)?(?:complete|done)"
    r"|(?<!\d)\d{1,2}[ ]*%[ ]*(?:\w+[ ]+)?(?:complete|done)"
    r"|\bpending\b|\bin progress\b|[⏳🔄🚧❌⏸🔲⬜]",
    re.IGNORECASE,
)
#: Completion of a part, named inside another heading.
_OF_A_PART = re.compile(
    rf"(?:{_CHECK}[ ]*)?\b(?:(?:phase|step)s?[ ]+[\w.]+(?:[ ]+(?!phase|step)\w+)?|\d+\.\d+)[ ]+(?:is[ ]+)?completed?\b(?:[ ]*{_CHECK})?",
    re.IGNORECASE,
)


def says_complete(title: str) -> bool:
    """Whether a heading, as plain words, claims completion; “Phase 1 complete” inside another heading claims a part only."""
    if _NOT_YET.search(title):
        return False
    prefix = _PREFIX.match(title)
    start = prefix.end() if prefix else 0
    rest = _OF_A_PART.sub("", title[start:])
    if any(letter in CHECKS for letter in title[:start] + rest):
        return True
    return bool(_COMPLETE.search(rest) or _DONE.search(rest))
