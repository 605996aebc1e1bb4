"""A checklist for the page on which it is changed: every text is safe for the eye."""

from dataclasses import dataclass
from datetime import date

from tracker.models import Issue, Publication
from tracker.queries import accounts, checklist, checklist_log, checklist_words, ledgers
from tracker.queries.checklist import Checklist
from tracker.queries.checklist_log import Log
from tracker.queries.issues import plain
from tracker.queries.ledger_items import Here, Item
from tracker.queries.ledgers import PhaseLedger
from tracker.queries.merging import MergedItem, MergedPhase
from tracker.queries.source import visible

MOST_OPEN = 400  # items; in a longer checklist one phase is open at a time


@dataclass(frozen=True, slots=True)
class EditedItem:
    """A box with what can be done to it."""

    key: str
    text: str
    notes: list[str]
    ticked: bool
    depth: int
    is_own: bool
    is_removed: bool
    version: int
    here: Here
    judged: Item | None  # as the ledger has it


@dataclass(frozen=True, slots=True)
class EditedPhase:
    """A phase with its boxes; those that were taken away come last."""

    key: str
    title: str
    is_own: bool
    is_lost: bool
    is_removed: bool
    needs_support: bool
    version: int
    items: list[EditedItem]
    ticked: int
    boxes: int
    judged: PhaseLedger | None
    is_folded: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """What was entered of an item that is not in the document any more."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Editor:
    """The whole page."""

    checklist: Checklist | None
    phases: list[EditedPhase]
    removed: list[EditedPhase]
    gone: list[Gone]
    order_version: int
    people: list[str]  # asked for only while an item is edited
    log: Log


def page(
    issue: Issue, publication: Publication | None, today: date, *, opened: str = "", log: str = "", with_people: bool = False
) -> Editor:
    """Everything that the page shows; `opened` is the key of a phase, or of an item in it."""
    found = checklist.of_issue(issue)
    ledger = ledgers.of_issue(issue, publication) if publication is not None and found is not None else None
    judged = {item.key: item for phase in ledger.phases for item in phase.items} if ledger else {}
    heads = {phase.key: phase for phase in ledger.phases if phase.key} if ledger else {}
    phases = found.merged.phases if found else []
    removed = found.merged.removed if found else []
    folds = found is not None and found.boxes > MOST_OPEN
    return Editor(
        checklist=found,
        phases=[_phase(one, judged, heads, today, is_folded=folds and not _holds(one, opened)) for one in phases],
        removed=[_phase(one, judged, heads, today, is_folded=True) for one in removed],
        gone=gone(found),
        order_version=found.version if found else 0,
        people=accounts.names() if with_people else [],
        log=checklist_log.page(issue, log),
    )


def gone(found: Checklist | None) -> list[Gone]:
    """What people entered of items that are not in the document any more."""
    return [Gone(visible(one.words), checklist_words.of_gone(one)) for one in found.merged.vanished] if found else []


def _holds(one: MergedPhase, key: str) -> bool:
    return bool(key) and (one.key == key or any(item.key == key for item in (*one.items, *one.removed)))


def _phase(one: MergedPhase, judged: dict[str, Item], heads: dict[str, PhaseLedger], today: date, *, is_folded: bool) -> EditedPhase:
    return EditedPhase(
        key=one.key,
        title=plain(one.title),
        is_own=one.is_own,
        is_lost=one.is_lost,
        is_removed=one.is_removed,
        needs_support=one.needs_support,
        version=one.version,
        items=[] if is_folded else [_item(item, judged, today) for item in (*one.items, *one.removed)],
        ticked=one.ticked,
        boxes=len(one.items),
        judged=heads.get(one.key),
        is_folded=is_folded,
    )


def _item(one: MergedItem, judged: dict[str, Item], today: date) -> EditedItem:
    return EditedItem(
        key=one.key,
        text=visible(one.text),
        notes=[visible(note) for note in one.notes],
        ticked=one.ticked,
        depth=min(one.depth, 4),
        is_own=one.is_own,
        is_removed=one.said is not None and one.said.removed_at is not None,
        version=one.version,
        here=checklist_words.of_item(one, today),
        judged=judged.get(one.key),
    )
