"""Comments addressed to us: `# ssot: intended`, alone or behind another comment on the same line."""

import re

from scanner.facts import Marker
from scanner.fallback import comments
from scanner.strings import storable

_marker = re.compile(r"#\s*+ssot:\s*+(.*)").search
_ignores = re.compile(r"\s*+ignore\s*+\[([^\]]*+)\]").match
_says_intended = re.compile(r"\s*+intended\b").match
MOST_MARKERS = 1000
MOST_LETTERS = 300


def is_for(marker: str, rule: str) -> bool:
    """Does a marker set the places of a rule on its line apart: `intended`, or `ignore[deprecated-import, string-target]`?"""
    if _says_intended(marker):
        return True
    named = _ignores(marker)
    return named is not None and rule in {name.strip() for name in named[1].split(",")}


def markers(text: str) -> tuple[Marker, ...]:
    """Every such comment with its line; a comment, and not the same words inside a string."""
    found: list[Marker] = []
    for line, comment in comments(text):
        if "ssot:" in comment and len(found) < MOST_MARKERS and (said := _marker(comment)):
            found.append(Marker(line, storable(said[1].strip()[:MOST_LETTERS])))
    return tuple(found)
