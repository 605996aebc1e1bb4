"""One checklist of two layers: what the document says, and what people entered. No table is read here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.models import EnteredItem, EnteredPhase
from tracker.queries.entered import Entered


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """A box as the document has it."""

    key: str
    text: str
    notes: Sequence[str]
    ticked: bool
    depth: int
    line: int


@dataclass(frozen=True, slots=True)
class DocumentPhase:
    """A heading with its boxes, as the document has them."""

    key: str
    title: str
    says_complete: bool
    items: Sequence[DocumentItem]


@dataclass(frozen=True, slots=True)
class MergedItem:
    """A box of either layer."""

    key: str
    text: str
    notes: Sequence[str]
    ticked: bool
    depth: int
    line: int  # 0: entered here
    document: DocumentItem | None  # None: our own
    said: EnteredItem | None

    @property
    def is_own(self) -> bool:
        """Was it entered here?"""
        return self.document is None

    @property
    def is_ticked_here(self) -> bool:
        """Is its box as people left it here, and not as the document has it?"""
        return self.said is not None and self.said.ticked is not None and (self.document is None or self.document.ticked != self.ticked)

    @property
    def is_worded_here(self) -> bool:
        """Do other words stand in the document?"""
        return self.document is not None and self.document.text != self.text

    @property
    def version(self) -> int:
        """What a writer has to have seen."""
        return self.said.version if self.said else 0

    def days_late(self, today: date) -> int:
        """Days since the due date of an open box."""
        due = self.said.due_on if self.said else None
        return max((today - due).days, 0) if due and not self.ticked else 0


@dataclass(frozen=True, slots=True)
class MergedPhase:
    """A phase of either layer."""

    key: str
    title: str
    says_complete: bool
    document: DocumentPhase | None
    said: EnteredPhase | None
    items: list[MergedItem]
    removed: list[MergedItem]

    @property
    def is_own(self) -> bool:
        """Was it entered here?"""
        return self.said is not None and self.said.is_own

    @property
    def is_lost(self) -> bool:
        """Did the document lose its heading, while items of our own stand below it?"""
        return self.document is None and not self.is_own

    @property
    def is_removed(self) -> bool:
        """Was it taken away here?"""
        return self.said is not None and self.said.removed_at is not None

    @property
    def needs_support(self) -> bool:
        """Does it count as complete only when its claims are supported?"""
        return self.said is not None and self.said.needs_support

    @property
    def version(self) -> int:
        """What a writer has to have seen."""
        return self.said.version if self.said else 0

    @property
    def ticked(self) -> int:
        """Boxes that are ticked."""
        return sum(item.ticked for item in self.items)

    @property
    def open(self) -> int:
        """Boxes that are not."""
        return len(self.items) - self.ticked

    @property
    def is_at_odds(self) -> bool:
        """Does it say complete over open boxes?"""
        return self.says_complete and self.open > 0


@dataclass(frozen=True, slots=True)
class Merged:
    """The whole checklist."""

    phases: list[MergedPhase]
    removed: list[MergedPhase]
    vanished: list[EnteredItem]  # said of items that are not in the document any more

    def items(self) -> Iterator[MergedItem]:
        """Every box that is shown."""
        return (item for phase in self.phases for item in phase.items)

    def phase(self, key: str) -> MergedPhase | None:
        """The phase of a key."""
        return next((phase for phase in (*self.phases, *self.removed) if phase.key == key), None)


def merged(document: Sequence[DocumentPhase], entered: Entered) -> Merged:
    """Document and people together: the document's order, unless people gave another."""
    own: dict[str, list[EnteredItem]] = {}
    for said in entered.items.values():
        if said.is_own:
            own.setdefault(said.phase, []).append(said)
    phases = {one.key: _phase(one.key, one, entered, own.get(one.key, ())) for one in document}
    for key, row in entered.phases.items():
        if key not in phases and (row.is_own or own.get(key)):
            phases[key] = _phase(key, None, entered, own.get(key, ()))
    order = arranged(list(phases), entered.order.phases if entered.order else ())
    there = {item.key for phase in document for item in phase.items}
    gone = [said for said in entered.items.values() if not said.is_own and said.key not in there and says_anything(said)]
    found = [phases[key] for key in order]
    return Merged([one for one in found if not one.is_removed], [one for one in found if one.is_removed], gone)


def says_anything(said: EnteredItem) -> bool:
    """Is there anything left that a person entered?"""
    return bool(said.ticked is not None or said.text or said.assignee_id or said.due_on)


def arranged(natural: Sequence[str], chosen: Iterable[str]) -> list[str]:
    """The chosen order; what it does not name stands behind its nearest neighbour before it that is named."""
    there = set(natural)
    first = [key for key in dict.fromkeys(chosen) if key in there]
    named = set(first)
    behind: dict[str, list[str]] = {}
    neighbour = ""
    for key in natural:
        if key in named:
            neighbour = key
        else:
            behind.setdefault(neighbour, []).append(key)
    return [*behind.get("", ()), *(one for key in first for one in (key, *behind.get(key, ())))]


def block(items: Sequence[MergedItem], index: int) -> range:
    """An item with the boxes that are nested in it."""
    end = index + 1
    while end < len(items) and items[end].depth > items[index].depth:
        end += 1
    return range(index, end)


def _phase(key: str, document: DocumentPhase | None, entered: Entered, own: Sequence[EnteredItem]) -> MergedPhase:
    said = entered.phases.get(key)
    items = {one.key: _of_document(one, entered.items.get(one.key)) for one in (document.items if document else ())}
    items |= {one.key: _own(one) for one in own}
    order = [items[one] for one in arranged(list(items), said.order if said else ())]
    shown = [one for one in order if not (one.said and one.said.removed_at)]
    return MergedPhase(
        key=key,
        title=(said.title if said else "") or (document.title if document else said.heading if said else ""),
        says_complete=document is not None and document.says_complete,
        document=document,
        said=said,
        items=list(_nested(shown)),
        removed=[one for one in order if one.said and one.said.removed_at],
    )


def _nested(items: Iterable[MergedItem]) -> Iterator[MergedItem]:
    """No box is deeper than the one before it allows, whatever was moved."""
    deepest = 0
    for one in items:
        depth = min(one.depth, deepest)
        deepest = depth + 1
        yield one if depth == one.depth else replace(one, depth=depth)


def _of_document(one: DocumentItem, said: EnteredItem | None) -> MergedItem:
    ticked = one.ticked if said is None or said.ticked is None else said.ticked
    return MergedItem(one.key, (said.text if said else "") or one.text, one.notes, ticked, one.depth, one.line, one, said)


def _own(said: EnteredItem) -> MergedItem:
    return MergedItem(said.key, said.text, (), bool(said.ticked), 0, 0, None, said)
