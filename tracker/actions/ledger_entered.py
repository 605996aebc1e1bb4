"""What people entered, laid over the documents before they are judged: own items are claims like the document's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC

from scanner.document_parts import Item, Phase
from scanner.item_lives import ItemLife, Text
from tracker.actions import document_keys
from tracker.actions.ledger_documents import Followed, Ticks
from tracker.actions.ledger_line import Line
from tracker.models import TrackerDocument
from tracker.queries import entered, merging
from tracker.queries.accounts import name_of
from tracker.queries.entered import Entered
from tracker.queries.merging import DocumentItem, DocumentPhase, Merged, MergedItem, MergedPhase

Row = dict[str, object]


def merged(rows: Sequence[TrackerDocument], found: Mapping[int, Followed], line: Line) -> dict[int, Followed]:
    """The documents with both layers; one that nobody entered anything of is as it was."""
    said = entered.of_issues([row.issue_id for row in rows])
    keyed = {}
    for row in rows:
        if row.pk not in found:
            continue
        followed = found[row.pk]
        if followed.is_outside:
            followed = document_keys.as_stored(row, followed)
        keyed[row.pk] = _merged(row, followed, said[row.issue_id], line) if row.issue_id in said else followed
    return keyed


def _merged(row: TrackerDocument, followed: Followed, said: Entered, line: Line) -> Followed:
    layer = _layer(followed, document_keys.phases_of(row, followed.says))
    both = merging.merged(layer, said)
    lives = {life.key: life for life in followed.lives}
    boxes = {life.key: item for life, item in zip(followed.lives, _boxes(followed), strict=True)}
    headings = {one.key: phase for one, phase in zip(layer, followed.says.phases, strict=True)}
    phases = tuple(_phase(one, headings.get(one.key), boxes) for one in both.phases)
    items = list(both.items())
    changed = [item for item in items if item.is_own or item.is_ticked_here]
    return replace(
        followed,
        says=replace(followed.says, phases=phases),
        lives=tuple(lives.get(item.key) or _life(item, phase, line) for phase in both.phases for item in phase.items),
        ticks=tuple(_curve(followed.ticks, changed, line)),
        here={item.key: _place(item, line) for item in changed},
        said={item.key: _told(item) for item in items if item.said is not None},
        marks=tuple(marks(both)),
    )


def marks(both: Merged) -> Iterator[Row]:
    """What the ledger keeps of a phase beside its items."""
    return ({"key": one.key, "own": one.is_own, "needs_support": one.needs_support} for one in both.phases)


def _layer(followed: Followed, keys: Sequence[str]) -> list[DocumentPhase]:
    found, lives = [], iter(followed.lives)
    for key, phase in zip(keys, followed.says.phases, strict=True):
        items = [DocumentItem(next(lives).key, one.text, one.notes, one.ticked, one.depth, one.line) for one in phase.items]
        found.append(DocumentPhase(key, phase.title, phase.says_complete, items))
    return found


def _boxes(followed: Followed) -> Iterable[Item]:
    return (item for phase in followed.says.phases for item in phase.items)


def _phase(one: MergedPhase, read: Phase | None, boxes: Mapping[str, Item]) -> Phase:
    items = tuple(_item(item, boxes.get(item.key)) for item in one.items)
    if read is None:
        return Phase(title=one.title, within="", says_complete=False, text="", items=items, statements=(), line=0)
    return replace(read, title=one.title, items=items)


def _item(item: MergedItem, read: Item | None) -> Item:
    if read is None:
        return Item(text=item.text, raw=item.text, notes=(), ticked=item.ticked, depth=item.depth, line=0)
    return replace(read, text=item.text, ticked=item.ticked, depth=item.depth)


def _life(item: MergedItem, phase: MergedPhase, line: Line) -> ItemLife:
    """An item of our own: it began when it was entered."""
    begun = line.place_before(item.said.created_at) if item.said else line.last
    return ItemLife(
        key=item.key,
        section=phase.title,
        item=_item(item, None),
        ordinal=0,
        first_seen=begun,
        ticks=(_place(item, line),) if item.ticked else (),
        unticks=(),
        removed=None,
        gone_with_document=False,
        texts=(Text(begun, item.text),),
        gaps=(),
        predecessor=None,
        successor=None,
    )


def _place(item: MergedItem, line: Line) -> int:
    """The newest commit that whoever ticked it may have seen."""
    moment = item.said.ticked_at or item.said.created_at if item.said else None
    return line.place_before(moment) if moment else line.last


def _curve(ticks: Ticks, changed: Iterable[MergedItem], line: Line) -> Iterator[tuple[int, int, int]]:
    """The document's curve with what was entered added from its moment on."""
    steps: dict[int, tuple[int, int]] = {}
    for item in changed:
        place = _place(item, line)
        if item.is_own:
            begun = min(line.place_before(item.said.created_at), place) if item.said else place
            steps[begun] = _plus(steps.get(begun, (0, 0)), (0, 1))
        more = int(item.ticked) if item.is_own else (1 if item.ticked else -1)
        steps[place] = _plus(steps.get(place, (0, 0)), (more, 0))
    document = {place: (ticked, boxes) for place, ticked, boxes in ticks}
    base, added = (0, 0), (0, 0)
    for place in sorted({*document, *steps}):
        base = document.get(place, base)
        added = _plus(added, steps.get(place, (0, 0)))
        ticked, boxes = _plus(base, added)
        yield place, max(ticked, 0), boxes


def _plus(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] + other[0], one[1] + other[1]


def _told(item: MergedItem) -> Row:
    """What the ledger's row says of an item beside its verdict."""
    told: Row = {"own": item.is_own}
    if item.is_own or item.is_ticked_here:
        told["born_ticked"] = False
    if item.is_ticked_here and item.said and item.said.ticked_at and (item.ticked or not item.is_own):
        told["here"] = {"by": name_of(item.said.ticked_by), "at": item.said.ticked_at.astimezone(UTC).isoformat()}
    if item.is_worded_here and item.document is not None:
        told["document_text"] = item.document.text[:2_000]
    return told
