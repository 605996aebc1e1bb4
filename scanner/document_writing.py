"""Phases and boxes written as Markdown, so that reading it gives the same phases, boxes and ticks."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.document_blocks import blocks_of
from scanner.document_parts import TrackerRefused
from scanner.document_text import text_of
from scanner.document_words import words

MOST_DEPTH = 12
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,;:()/.\"'-]*")
_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_CONTROLS = re.compile("[\x00-\x1f\x7f]+")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NUMBERED = re.compile(r"[\W_]*(?:phase|step)[ ]+\d", re.IGNORECASE)
_EMPTY = "<br>"


@dataclass(frozen=True, slots=True)
class Box:
    """A box that shall be written."""

    text: str
    ticked: bool
    depth: int = 0
    notes: Sequence[str] = ()


def plain(typed: str, name: str = "This text") -> str:
    """What somebody typed as the words that a document's box would have: Markdown read, on one line. Raises TrackerRefused."""
    text, _ = text_of(" ".join(_CONTROLS.sub(" ", typed).split()).encode("utf-8", "replace"), name)
    return " ".join(_UNSEEN.sub(" ", words(_UNSEEN.sub(" ", text))).split())


def written(title: str, phases: Iterable[tuple[str, Sequence[Box]]]) -> str:
    """A document with a heading for each phase. A phase without boxes is a heading alone, which a reader may pass over."""
    shown = f"Checklist: {title}" if _NUMBERED.match(title) else title
    return "\n".join([f"# {_heading(shown)}".rstrip(), "", *_lines(phases)])


def _lines(phases: Iterable[tuple[str, Sequence[Box]]]) -> Iterator[str]:
    for title, boxes in phases:
        yield f"## {_heading(title)}".rstrip()
        yield ""
        above = -1
        for box in boxes:
            above = min(box.depth, above + 1, MOST_DEPTH)
            yield f"{'  ' * above}- [{'x' if box.ticked else ' '}] {_box(box.text)}"
            yield from (f"{'  ' * (above + 1)}- {_note(note)}" for note in box.notes if note.strip())
        if boxes:
            yield ""


def _heading(text: str) -> str:
    return _spelled(text, lambda raw: f"## {raw}", "heading") if text else ""


def _box(text: str) -> str:
    return _spelled(text, lambda raw: f"- [ ] {raw}", "box") if text else _EMPTY


def _note(text: str) -> str:
    return _spelled(text, lambda raw: f"- {raw}", "bullet")


def _spelled(text: str, line: Callable[[str], str], kind: str) -> str:
    """The first of three spellings that is read as the text: as it is, escaped, or in numbers."""
    if _PLAIN.fullmatch(text) and kind == "box":
        return text
    escaped = _SPECIAL.sub(r"\\\1", text)
    numbered = "".join(letter if letter.isascii() else f"&#x{ord(letter):X};" for letter in escaped)
    return next((raw for raw in (text, escaped) if _is_read(line(raw), kind, text, raw)), numbered)


def _is_read(line: str, kind: str, text: str, raw: str) -> bool:
    if kind == "box" and words(raw) != text:
        return False
    if kind == "box" and line.isascii():  # nothing is repaired, and behind a box no other block begins
        return True
    try:
        repaired, _ = text_of(line.encode("utf-8", "replace"), "line")
        blocks = [block for block in blocks_of(repaired, "line") if block.kind != "end"]
    except TrackerRefused:
        return False
    return len(blocks) == 1 and blocks[0].kind == kind and blocks[0].text == text
