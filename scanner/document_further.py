"""Further duplications that a document names: the items below headings like “Additional violations”."""

import re
from collections.abc import Iterable, Iterator

from scanner.document_blocks import Block
from scanner.document_parts import Further

MOST = 50
MOST_LETTERS = 300
_HEADING = re.compile(
    r"(?:(?:additional|further|other|more|secondary|lower[ -]priority)(?P<any> ssot)?|related(?P<ssot> ssot)?)"
    r" (?:violations?|duplications?|duplicates|fragmentations?|(?P<weak>issues))"
    r"(?P<found> (?:discovered|found|identified|detected|noticed))?"
)
_NO_WORD = re.compile(r"[^a-z -]+")
_GRADE = r"critical|high|medium|moderate|low|minor|major|p[0-4]"
_IN_BRACKETS = re.compile(rf"\s*[(\[][^()\[\]]{{0,40}}?\b({_GRADE})\b[^()\[\]]{{0,40}}[)\]]", re.IGNORECASE)
_IN_FRONT = re.compile(rf"(?:priority (\d)|({_GRADE})(?: (?:severity|priority))?)\s*[:–—-]\s+", re.IGNORECASE)
_NAMES_NOTHING = re.compile(r"\W*(?:tbd|todo|none|nothing|n/?a)\b[^\n]{0,40}$", re.IGNORECASE)
_LINK_OR_TEST = re.compile(r"(?:https?://\S+|\S*\btests?[_/]\S*|#\d+|\W)+", re.IGNORECASE)


def further_of(blocks: Iterable[Block]) -> tuple[Further, ...]:
    """What the document says is wrong elsewhere too, in its order."""
    found: list[Further] = []
    for block in _items(blocks):
        text, severity = _graded(block.text[:MOST_LETTERS])
        if _says_something(text) and len(found) < MOST:
            found.append(Further(text, severity, block.line))
    return tuple(found)


def _items(blocks: Iterable[Block]) -> Iterator[Block]:
    """The outer list items below such a heading, up to the next heading or label."""
    is_inside = False
    for block in blocks:
        if block.kind == "heading" or (block.kind == "paragraph" and block.text.endswith(":")):
            is_inside = _announces(block.text)
        elif is_inside and block.kind in ("bullet", "box") and block.place == 1:
            yield block


def _announces(text: str) -> bool:
    said = _HEADING.fullmatch(" ".join(_NO_WORD.sub(" ", text[:120].lower()).split()))
    if said is None or len(text) > 120:
        return False
    is_related = said[0].startswith("related")
    return not (is_related and said["weak"]) or bool(said["ssot"] or said["found"])


def _graded(text: str) -> tuple[str, str]:
    """The text without its severity, and the severity."""
    if said := _IN_BRACKETS.search(text):
        return _bare(text[: said.start()] + text[said.end() :]), _grade(said[1])
    if said := _IN_FRONT.match(text):
        return _bare(text[said.end() :]), f"P{said[1]}" if said[1] else _grade(said[2])
    return _bare(text), ""


def _grade(word: str) -> str:
    return word.upper() if word[-1].isdigit() else word.lower()


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" .:–—-")


def _says_something(text: str) -> bool:
    return not _NAMES_NOTHING.match(text) and not _LINK_OR_TEST.fullmatch(text) and len(text.split()) > 1
