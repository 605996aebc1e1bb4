"""The phases of a tracker: headings, and the boxes, notes and statements below each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from scanner.document_blocks import Block
from scanner.document_claims import CHECKS, says_complete
from scanner.document_parts import Item, Phase, Statement

_LIKE_A_BOX = re.compile(r"\[([^\[\]\n]{0,6})\](?=\s|$)")
_GLUED = re.compile(r"\[[ xX]\](?=[^\s(\[:])")
_IN_HTML = re.compile(r"^[ \t]*[-*+][ \t]+\[[ xX]\][ \t]", re.MULTILINE)
_CROSSES = frozenset("❌✗✘❎")
_AROUND_A_MARK = " \t\n*_.!:\ufe0f"
_NUMBERED = re.compile(r"[\W_]*(?:phase|step)[ ]+\d", re.IGNORECASE)
_SHOWN_LINES = 5


@dataclass(frozen=True, slots=True)
class Sections:
    """The document cut at its headings."""

    title: str
    phases: tuple[Phase, ...]
    statements: tuple[Statement, ...]  # of every heading, phase or not
    problems: tuple[str, ...]
    first_line: int  # of the first phase or box; one behind the last line if there is none


@dataclass(slots=True)
class _Section:
    title: str
    level: int
    line: int
    parent: "_Section | None"
    lines: list[str] = field(default_factory=list)
    items: list["_Open"] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    has_marks: bool = False  # boxes or statements, here or below


@dataclass(slots=True)
class _Open:
    """A box whose notes are still being read."""

    block: Block
    depth: int
    notes: list[str] = field(default_factory=list)


def sections_of(blocks: Iterable[Block], fallback: str) -> Sections:
    """Every heading with what stands below it; `fallback` is the title of a document without headings."""
    reader = _Reader(fallback)
    for block in blocks:
        reader.take(block)
    sections = reader.sections
    headings = sections[1:]
    title = next((one.title for one in headings if one.level == 1), headings[0].title if headings else "") or fallback
    sections[0].title = title
    kept = [one for one in sections if _is_phase(one)]
    first = min(map(_start, kept), default=reader.last + 1)
    statements = tuple(statement for one in sections for statement in one.statements)
    return Sections(title, tuple(map(_phase, kept)), statements, reader.problems(), first)


def _start(section: _Section) -> int:
    """The line of the heading; of the first box where the heading is the document's."""
    return section.line if section.level > 1 or not section.items else section.items[0].block.line


def _is_phase(section: _Section) -> bool:
    """A heading with boxes, or one named Phase or Step that says or holds what has been done; not the steps of a mere plan."""
    if section.items:
        return True
    return section.level > 0 and bool(_NUMBERED.match(section.title)) and (section.has_marks or says_complete(section.title))


def _phase(section: _Section) -> Phase:
    parent = section.parent
    return Phase(
        title=section.title,
        within=parent.title if parent and parent.level else "",
        says_complete=section.level > 0 and says_complete(section.title),
        text="\n".join(section.lines),
        items=tuple(map(_item, section.items)),
        statements=tuple(section.statements),
        line=section.line,
    )


def _item(one: _Open) -> Item:
    return Item(one.block.text, one.block.raw, tuple(one.notes), one.block.ticked, one.depth, one.block.line)


class _Reader:
    """The walk over a document's blocks."""

    def __init__(self, fallback: str) -> None:
        self.sections = [_Section(fallback, 0, 0, None)]
        self.last = 0
        self._owners: list[_Open | None] = []  # for each list item around: the nearest box, itself included
        self._depths: list[int] = []
        self._doubts: dict[str, list[int]] = {}

    def take(self, block: Block) -> None:
        if block.kind == "end":
            del self._owners[block.place :]
            del self._depths[block.place :]
            return
        self.last = max(self.last, block.line + block.raw.count("\n"))
        if block.kind == "heading":
            self._open_section(block)
        elif block.kind == "html":
            self._look_into_html(block)
        elif block.kind != "code":
            self._take_words(block)

    def problems(self) -> tuple[str, ...]:
        """One sentence for each sort of thing that looks like a box and is none."""
        return tuple(f"{_where(lines)}: {doubt}" for doubt, lines in self._doubts.items())

    def _open_section(self, block: Block) -> None:
        parent: _Section | None = self.sections[-1]
        while parent and parent.level >= block.level:
            parent = parent.parent
        self.sections.append(_Section(block.text, block.level, block.line, parent))

    def _take_words(self, block: Block) -> None:
        if block.kind == "box":
            self._take_box(block)
            return
        owner = self._owners[-1] if self._owners else None
        if block.kind == "bullet":
            owner = self._owner_at(block.place)
            self._enter(block.place, owner, self._depth_at(block.place))
            self._doubt(block)
        if owner:
            owner.notes.append(block.text)
            return
        section = self.sections[-1]
        section.lines.append(block.text)
        if block.kind == "bullet" and (sign := _sign(block.text)):
            section.statements.append(Statement(block.text, block.raw, sign in CHECKS, block.line))
            _mark(section)

    def _take_box(self, block: Block) -> None:
        depth = self._depth_at(block.place)
        opened = _Open(block, depth)
        self.sections[-1].items.append(opened)
        self._enter(block.place, opened, depth + 1)
        _mark(self.sections[-1])

    def _owner_at(self, place: int) -> _Open | None:
        return self._owners[min(place - 1, len(self._owners)) - 1] if place > 1 and self._owners else None

    def _depth_at(self, place: int) -> int:
        return self._depths[min(place - 1, len(self._depths)) - 1] if place > 1 and self._depths else 0

    def _enter(self, place: int, owner: _Open | None, depth: int) -> None:
        """Items whose marks stand on one line, `- - text`, have no words of their own: they share the inner one's."""
        del self._owners[place - 1 :], self._depths[place - 1 :]
        self._owners.extend([owner] * (place - len(self._owners)))
        self._depths.extend([depth] * (place - len(self._depths)))

    def _doubt(self, block: Block) -> None:
        found = _LIKE_A_BOX.match(block.raw)
        if found and found[1] in (" ", "x", "X"):
            self._add_doubt("a check box without text. Not counted.", block.line)
        elif found and _is_odd(found[1].strip()):
            self._add_doubt(f"“[{found[1]}]” is no check box; write [ ] or [x]. Not counted.", block.line)
        elif _GLUED.match(block.raw):
            self._add_doubt("no space behind the check box, so it is none. Not counted.", block.line)

    def _look_into_html(self, block: Block) -> None:
        if not block.raw.lstrip().startswith("<!--"):
            for found in _IN_HTML.finditer(block.raw):
                line = block.line + block.raw.count("\n", 0, found.start())
                self._add_doubt("a check box inside HTML is none; leave an empty line above it. Not counted.", line)

    def _add_doubt(self, doubt: str, line: int) -> None:
        self._doubts.setdefault(doubt, []).append(line)


def _mark(section: _Section) -> None:
    above: _Section | None = section
    while above and not above.has_marks:
        above.has_marks = True
        above = above.parent


def _sign(text: str) -> str | None:
    """The check mark or cross that a bullet starts or ends with."""
    bare = text.strip(_AROUND_A_MARK)
    return next((letter for letter in (bare[:1], bare[-1:]) if letter in CHECKS or letter in _CROSSES), None)


def _is_odd(inside: str) -> bool:
    """What somebody meant as a box: no footnote, no option, no tag."""
    if not any(letter.isalnum() for letter in inside):
        return True
    return inside in ("x", "X") or (len(inside) == 1 and inside.islower())


def _where(lines: list[int]) -> str:
    if len(lines) == 1:
        return f"Line {lines[0]}"
    shown = [str(line) for line in lines[:_SHOWN_LINES]]
    if len(lines) > _SHOWN_LINES:
        return f"Lines {', '.join(shown)} and {len(lines) - _SHOWN_LINES} more"
    return f"Lines {', '.join(shown[:-1])} and {shown[-1]}"
