"""Text of repositories and people as it may stand in Markdown: it links, mentions, embeds and formats nothing there.

GitHub looks for mentions, numbers of issues and commits in the text that its renderer has made, where escapes are gone; only a
character between their parts keeps it from that. https://github.github.com/gfm/ has the rules of the rest.
"""

import re

from tracker.queries.source import visible

JOINER = "\u2060"  # a word joiner has no width, and no line breaks there
LONGEST = 300
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~$&]|^[-+=]")
_NUMBERED = re.compile(r"^(\d+)([.)])")
_MENTION = re.compile(r"@")
_REFERENCE = re.compile(r"\\#(?=\w)")
_SHORT_REFERENCE = re.compile(r"(?i)(GH)(-)(?=\d)")
_SHA = re.compile(r"[0-9a-fA-F]{7,}")
_ADDRESS = re.compile(r"(?i)(:)(?=//)|(www)(?=\.)|((?:mailto|xmpp|tel)):")
_SIGN = re.compile(r":(?=[\w\\+]+:)")


def plain(text: str, longest: int = LONGEST) -> str:
    """Words: they read as they were written, and nothing in them means anything to a renderer."""
    said = _cut(text, longest)
    said = _MARKUP.sub(lambda found: f"\\{found[0]}", said)
    said = _NUMBERED.sub(r"\1\\\2", said)
    said = _MENTION.sub(f"@{JOINER}", said)
    said = _REFERENCE.sub(f"\\\\#{JOINER}", said)
    said = _SHORT_REFERENCE.sub(rf"\1{JOINER}\2", said)
    said = _ADDRESS.sub(lambda found: f"{found[1] or found[2]}{JOINER}" if found[1] or found[2] else f"{found[3]}{JOINER}:", said)
    said = _SIGN.sub(f":{JOINER}", said)
    return _SHA.sub(lambda found: JOINER.join(found[0][start : start + 6] for start in range(0, len(found[0]), 6)), said)


def code(text: str, longest: int = LONGEST) -> str:
    """A path, a name or a line of code: a span of code whose fence is longer than any in it. A bar would end the cell of a table."""
    said = _cut(text, longest).replace("|", "¦")
    if not said:
        return "–"
    fence = "`" * (max(map(len, re.findall("`+", said)), default=0) + 1)
    space = " " if said[0] == "`" or said[-1] == "`" else ""
    return f"{fence}{space}{said}{space}{fence}"


def _cut(text: str, longest: int) -> str:
    said = visible(_SPACE.sub(" ", text).strip())
    return said if len(said) <= longest else f"{said[: longest - 1].rstrip()}…"
