"""A tracker document: Markdown with phases and check boxes to values, boxes recognised as GitHub does.

It happens in this process: every step is linear and the document bounded (scanner/document_text.py, scanner/document_blocks.py).
"""

from collections.abc import Iterable

from scanner.document_blocks import blocks_of
from scanner.document_further import further_of
from scanner.document_head import head_of
from scanner.document_lines import Line, lines_of
from scanner.document_parts import Implementation as Implementation
from scanner.document_parts import Item as Item
from scanner.document_parts import NamedImport as NamedImport
from scanner.document_parts import Phase as Phase
from scanner.document_parts import Role as Role
from scanner.document_parts import Statement as Statement
from scanner.document_parts import TrackerDocument as TrackerDocument
from scanner.document_parts import TrackerRefused as TrackerRefused
from scanner.document_phases import sections_of
from scanner.document_places import files_to, implementations, imports, paths_of
from scanner.document_text import text_of


def read_tracker(raw: bytes, name: str) -> TrackerDocument:
    """What the document says. Raises TrackerRefused."""
    shown = _shown(name)
    text, problems = text_of(raw, shown)
    blocks = blocks_of(text, shown)
    lines = lines_of(blocks)
    sections = sections_of(blocks, _stem(shown))
    head = head_of(lines, sections.first_line)
    correct, wrong, modules = imports(lines)
    return TrackerDocument(
        title=sections.title,
        text=text,
        problems=(*problems, *sections.problems),
        github_url=head.github_url,
        created=head.created,
        status=head.status,
        priority=head.priority,
        phases=sections.phases,
        statements=sections.statements,
        headings=_texts(line for line in lines if line.kind == "heading"),
        implementations=implementations(lines),
        canonical_imports=correct,
        deprecated_imports=wrong,
        files_to_modify=files_to("modify", lines),
        files_to_remove=files_to("remove", lines),
        paths=paths_of(lines),
        modules=modules,
        further=further_of(blocks),
    )


def _texts(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(line.text for line in lines)


def _shown(name: str) -> str:
    """A file's name as it can stand in a sentence."""
    return "".join(letter if letter.isprintable() else "�" for letter in name[:200]) or "This document"


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".md") or name
