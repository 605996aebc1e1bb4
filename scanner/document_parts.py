"""What a tracker document says, as values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TrackerRefused(ValueError):
    """This is no tracker document that we read; the message is a sentence with the file, the reason and what to do."""


class Role(StrEnum):
    """What a document calls an implementation that it lists."""

    DEPRECATED = "deprecated"  # also legacy, old, obsolete
    COMPATIBILITY = "compatibility"
    DUPLICATE = "duplicate"
    CANONICAL = "canonical"  # also SSOT


@dataclass(frozen=True, slots=True)
class Item:
    """A check box."""

    text: str  # plain words
    raw: str  # Markdown, without the box
    notes: tuple[str, ...]  # bullets and paragraphs below it that have no box
    ticked: bool
    depth: int  # boxes that it is nested in
    line: int  # in the document, from 1


@dataclass(frozen=True, slots=True)
class Statement:
    """A bullet with a check mark or a cross instead of a box; never counted."""

    text: str
    raw: str
    holds: bool  # False for a cross
    line: int


@dataclass(frozen=True, slots=True)
class Phase:
    """A heading of the checklist and what stands below it, up to the next heading."""

    title: str
    within: str  # the heading above that it belongs to, "" if none
    says_complete: bool
    text: str  # what is neither box nor note, as plain lines
    items: tuple[Item, ...]
    statements: tuple[Statement, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Implementation:
    """A file that the document lists under a label."""

    path: str  # as written
    role: Role
    label: str
    is_spot: bool  # named with a line number: something inside the file
    line: int


@dataclass(frozen=True, slots=True)
class NamedImport:
    """`from module import name`, said to be right or wrong."""

    module: str
    name: str  # "" where several names are imported, or one under another name
    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Further:
    """A duplication besides its own that a document names."""

    text: str  # plain words, without the severity
    severity: str  # “high”, “P1”; "" if none is said
    line: int


@dataclass(frozen=True, slots=True)
class TrackerDocument:
    """A tracker document as it was read."""

    title: str
    text: str  # characters repaired, lines ended by "\n"
    problems: tuple[str, ...]
    github_url: str | None
    created: date | None
    status: str | None
    priority: str | None
    phases: tuple[Phase, ...]
    statements: tuple[Statement, ...]  # under every heading, phase or not
    headings: tuple[str, ...]
    implementations: tuple[Implementation, ...]
    canonical_imports: tuple[NamedImport, ...]
    deprecated_imports: tuple[NamedImport, ...]
    files_to_modify: tuple[str, ...]  # as written, like files_to_remove
    files_to_remove: tuple[str, ...]
    paths: tuple[str, ...]  # every .py path that is named anywhere, as written
    modules: tuple[str, ...]  # every module that a written import statement imports from
    further: tuple[Further, ...] = ()  # what it says is duplicated elsewhere too
