"""A document's blocks: headings, bullets, boxes, paragraphs, table rows, code, each with its line.

Only markdown-it's block rules run, and they are bounded, so no child process guards them: a full-size document of 256 kB and 5,000 lines
takes about a third of a second, whatever it holds (tests/scanner/test_markdown.py measures it). Its inline rules, which are quadratic on
`![![![`, never run; neither does the rule of reference definitions, which looks for the end of a title again and again. A quote reads the
lines of its inner quotes once for each, so they are counted, and so are lists, of which one line can begin thirty; a table's cells would
be one token or three each, so a table is one token.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.blockquote import blockquote
from markdown_it.rules_block.list import list_block
from markdown_it.rules_block.table import table
from markdown_it.token import Token

from scanner.document_parts import TrackerRefused
from scanner.document_words import words

MOST_NESTING = 64  # a list in a list is two of these; what stands deeper, the parser leaves out
MOST_QUOTES = 6
MOST_LISTS = 12_000
_BOX = re.compile(r"\[([ xX])\](?:[ \t]+|\n)(?=\S)")
_BAR = re.compile(r"(?<!\\)\|")


class _TooDeep(Exception):
    """Quotes within quotes within quotes, or lists within lists."""


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, piece of code or table row."""

    kind: str  # heading, box or bullet (the first paragraph of a list item), paragraph, row, code, html; end of a list item
    raw: str  # without the box
    text: str  # plain words; code and HTML as they stand
    line: int  # from 1
    place: int = 0  # list items that it stands in
    level: int = 0  # of a heading
    ticked: bool = False


def blocks_of(text: str, name: str) -> list[Block]:
    """Every block in the document's order. Raises TrackerRefused where quotes and lists are nested without end."""
    env: dict[str, int] = {"quotes": 0, "lists": 0}
    try:
        tokens = _parser().parse(text, env)
    except _TooDeep:
        tokens = None
    if tokens is None or any(token.level >= MOST_NESTING - 1 for token in tokens):
        raise TrackerRefused(f"{name} nests its lists and quotes too deeply to be read. Flatten them and give it again.")
    return list(_blocks(tokens))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MOST_NESTING}).enable("table").disable("reference")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.at("blockquote", _quote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent:
        return list_block(state, start, end, True)
    state.env["lists"] += 1
    if state.env["lists"] > MOST_LISTS:
        raise _TooDeep
    return list_block(state, start, end, False)


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not blockquote(state, start, end, True):
        return False
    if silent:
        return True
    if state.env["quotes"] >= MOST_QUOTES:
        raise _TooDeep
    state.env["quotes"] += 1
    found = blockquote(state, start, end, False)
    state.env["quotes"] -= 1
    return found


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    stops = state.md.block.ruler.getRules("blockquote")
    line = start + 2
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent and not state.is_code_block(line):
        if any(rule(state, line, end, True) for rule in stops):
            break
        line += 1
    token = state.push("table", "", 0)
    token.map = [start, line]
    token.content = state.getLines(start, line, state.blkIndent, False)
    state.line = line
    return True


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    fresh = False  # directly behind a list item's mark
    place = level = 0
    for token in tokens:
        line = token.map[0] + 1 if token.map else 0
        if token.type == "list_item_open":
            place, fresh = place + 1, True
        elif token.type == "list_item_close":
            place, fresh = place - 1, False
            yield Block("end", "", "", 0, place)
        elif token.type == "blockquote_open":
            fresh = False
        elif token.type in ("heading_open", "heading_close"):
            level, fresh = int(token.tag[1]) if token.nesting == 1 else 0, False
        elif token.type == "inline":
            yield _inline(token.content, line, place, level, fresh)
            fresh = False
        elif token.type == "table":
            yield from _rows(token, line, place)
        elif token.type in ("fence", "code_block", "html_block"):
            kind = "html" if token.type == "html_block" else "code"
            yield Block(kind, token.content, token.content, line + (token.type == "fence"), place)
            fresh = False


def _inline(raw: str, line: int, place: int, level: int, fresh: bool) -> Block:
    box = _BOX.match(raw) if fresh else None
    if box:
        raw = raw[box.end() :]
        return Block("box", raw, words(raw), line, place, ticked=box[1] != " ")
    return Block("heading" if level else "bullet" if fresh else "paragraph", raw, words(raw), line, place, level)


def _rows(token: Token, line: int, place: int) -> Iterator[Block]:
    """Rows as `first: second: third`, the same as a line with a label; the line of dashes is none."""
    for index, row in enumerate(token.content.split("\n")):
        if index != 1:
            raw = ": ".join(cell.strip() for cell in _BAR.split(row.strip().removeprefix("|").removesuffix("|")))
            yield Block("row", raw, words(raw), line + index, place)
