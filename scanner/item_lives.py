"""A tracker's items over time, as values."""

from dataclasses import dataclass
from enum import Enum

from scanner.document_parts import Item, TrackerDocument


class Absence(Enum):
    """Why a version says nothing."""

    GONE = "gone"  # the document was deleted
    UNREADABLE = "unreadable"  # it was refused; the items stay as they were


@dataclass(frozen=True, slots=True)
class Version:
    """What a document says from a place on the line on (0 is the oldest commit)."""

    place: int
    says: TrackerDocument | Absence


@dataclass(frozen=True, slots=True)
class Text:
    """An item's words from a place on."""

    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which an item was away."""

    start: int
    end: int  # the place where it was back


@dataclass(frozen=True, slots=True)
class ItemLife:
    """One item along the line; places are places on the line."""

    key: str  # stays the same through edits and moves
    section: str  # the phase's title as last written
    item: Item  # as last written
    ordinal: int  # among items that began with the same words in the same section, from 0
    first_seen: int
    ticks: tuple[int, ...]  # first_seen among them where it was born ticked
    unticks: tuple[int, ...]
    removed: int | None  # None while it is there
    gone_with_document: bool
    texts: tuple[Text, ...]  # each wording with its place, the first one too
    gaps: tuple[Gap, ...]
    predecessor: str | None  # key of the item whose words were changed to another claim
    successor: str | None

    @property
    def ticked_at(self) -> int | None:
        """The first tick."""
        return self.ticks[0] if self.ticks else None

    @property
    def is_ticked(self) -> bool:
        """As it is, or was last."""
        return len(self.ticks) > len(self.unticks)

    @property
    def born_ticked(self) -> bool:
        """Never seen open, neither it nor an item before it."""
        return self.ticked_at == self.first_seen and self.predecessor is None

    @property
    def removed_while_open(self) -> bool:
        """Taken out of a document that went on without it."""
        return self.removed is not None and not self.is_ticked and not self.gone_with_document and self.successor is None


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """All items of one document: those that are there in their order, then the removed ones."""

    items: tuple[ItemLife, ...]
    unreadable: tuple[int, ...]  # places of versions that were refused
