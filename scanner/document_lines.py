"""A document's lines as plain words: where labels, paths and import statements are looked for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.document_blocks import Block
from scanner.document_words import words


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block."""

    kind: str  # as of Block
    raw: str
    text: str  # plain words; code as it stands
    number: int  # from 1


def lines_of(blocks: Iterable[Block]) -> list[Line]:
    """Every line that says something, in order, without its box."""
    return [line for block in blocks for line in _lines(block)]


def _lines(block: Block) -> Iterator[Line]:
    if "\n" not in block.raw:
        if block.text:
            yield Line(block.kind, block.raw, block.text, block.line)
        return
    for number, raw in enumerate(block.raw.split("\n"), start=block.line):
        if raw and not raw.isspace():
            yield Line(block.kind, raw, raw.strip() if block.kind in ("code", "html") else words(raw), number)
