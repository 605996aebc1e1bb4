"""Who is who when a document is read again: its phases and boxes keep their keys, and what people said keeps its box."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TypeVar

from scanner.document_parts import TrackerDocument as ReadDocument
from scanner.item_history import item_history
from scanner.item_lives import ItemLife, Version
from scanner.item_matching import heading, sections
from scanner.markdown import TrackerRefused, read_tracker
from tracker.actions.ledger_documents import Followed, same_question
from tracker.models import ChecklistItem, ClaimCorrection, EnteredItem, EnteredPhase, Phase, TestWaiver, TrackerDocument

Row = TypeVar("Row", Phase, ChecklistItem)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of a document's phases, and of all its boxes, in their order."""

    phases: tuple[str, ...]
    items: tuple[str, ...]


def of_row(row: TrackerDocument) -> Keys:
    """The keys as they are stored; empty where a row has none yet."""
    return Keys(
        tuple(row.phases.order_by("position").values_list("key", flat=True)),
        tuple(one.key for one in _items(row)),
    )


def fresh(document: ReadDocument) -> Keys:
    """The keys of a document that nobody has seen before."""
    lives = item_history([Version(0, document)]).items
    return Keys(tuple(_phase_keys(document)), tuple(life.key for life in lives))


def of_text(text: str, path: str) -> Keys | None:
    """The same for a stored text, None if it can't be read."""
    try:
        return fresh(read_tracker(text.encode("utf-8", "replace"), path))
    except TrackerRefused:
        return None


def carried(before: str, kept: Keys, path: str, document: ReadDocument) -> Keys:
    """The keys of the next version of a document: whatever can be recognised keeps what it had."""
    try:
        old = read_tracker(before.encode("utf-8", "replace"), path)
    except TrackerRefused:
        return fresh(document)
    first = fresh(old)
    if len(first.items) != len(kept.items) or len(first.phases) != len(kept.phases):
        return fresh(document)
    return Keys(tuple(_phases(old, document, first, kept)), tuple(_boxes(old, document, first, kept)))


def keep(row: TrackerDocument, keys: Keys) -> None:
    """Store the keys with the rows that are there, as many as there are."""
    phases = list(row.phases.order_by("position"))
    if len(phases) == len(keys.phases):
        _store(Phase, phases, keys.phases)
    items = _items(row)
    if len(items) == len(keys.items):
        _store(ChecklistItem, items, keys.items)


def as_stored(row: TrackerDocument, followed: Followed) -> Followed:
    """A document that no commit has, its items under the keys that they have here."""
    kept = of_row(row).items
    if len(kept) != len(followed.lives):
        return followed
    lives = tuple(replace(life, key=key or life.key) for life, key in zip(followed.lives, kept, strict=True))
    return replace(followed, lives=lives)


def phases_of(row: TrackerDocument, document: ReadDocument) -> list[str]:
    """Keys for the phases of a version that may not be the one whose rows are stored."""
    stored: dict[str, list[str]] = {}
    for title, key in row.phases.order_by("-position").values_list("title", "key"):
        stored.setdefault(heading(title), []).append(key)
    found: list[str] = []
    taken: set[str] = set()
    for phase, own in zip(document.phases, _phase_keys(document), strict=True):
        waiting = stored.get(heading(phase.title[:500]))
        found.append(_free((waiting.pop() if waiting else "") or own, taken))
    return found


def settle(row: TrackerDocument, followed: Followed) -> None:
    """Give the rows the keys that their document's line has for them; those of a document outside stay as they are."""
    if not followed.is_outside:
        follow_line(row, followed)
    elif not all(of_row(row).items):
        keep(row, fresh(followed.says))


def follow_line(row: TrackerDocument, followed: Followed) -> None:
    """The line knows better where a box came from: its keys replace those that two versions alone could give."""
    items = _items(row)
    lives = followed.lives
    if len(items) != len(lives) or any(item.text != life.item.text for item, life in zip(items, lives, strict=True)):
        return
    changed = {item.key: life.key for item, life in zip(items, lives, strict=True) if item.key and item.key != life.key}
    _store(ChecklistItem, items, [life.key for life in lives])
    if changed:
        _rekey(row, changed)
    if "" in of_row(row).phases:
        keep(row, Keys(tuple(_phase_keys(followed.says)), ()))


def _rekey(row: TrackerDocument, changed: Mapping[str, str]) -> None:
    """What was said under the old key is said under the new one, unless something else is said there."""
    for table, owner in ((EnteredItem, {"issue": row.issue_id}), (ClaimCorrection, {"document": row.pk})):
        said = {one.key: one for one in table._default_manager.filter(**owner, key__in=[*changed, *changed.values()])}
        for old, new in changed.items():
            if old in said and new not in said:
                table._default_manager.filter(pk=said[old].pk).update(key=new)
    for waiver in TestWaiver.objects.filter(document=row, key__in=changed):
        if not TestWaiver.objects.filter(document=row, key=changed[waiver.key], test_sha256=waiver.test_sha256).exists():
            TestWaiver.objects.filter(pk=waiver.pk).update(key=changed[waiver.key])
    for phase in EnteredPhase.objects.filter(issue=row.issue_id).exclude(order=[]):
        order = [changed.get(key, key) for key in phase.order]
        if order != phase.order:
            EnteredPhase.objects.filter(pk=phase.pk).update(order=order)


def _items(row: TrackerDocument) -> list[ChecklistItem]:
    return list(ChecklistItem.objects.filter(phase__document=row).order_by("phase__position", "position"))


def _store(table: type[Row], rows: Sequence[Row], keys: Iterable[str]) -> None:
    changed = []
    for one, key in zip(rows, keys, strict=True):
        if one.key != key:
            one.key = key
            changed.append(one)
    table._default_manager.bulk_update(changed, ["key"], batch_size=500)


def _phase_keys(document: ReadDocument) -> Iterator[str]:
    """32 hexadecimal digits for a heading, the one above it, and how many such there are before it."""
    seen: dict[tuple[str, str], int] = {}
    for phase in document.phases:
        named = (heading(phase.title), heading(phase.within))
        seen[named] = seen.get(named, -1) + 1
        yield _digest("phase", *named, str(seen[named]))


def _phases(old: ReadDocument, new: ReadDocument, first: Keys, kept: Keys) -> Iterator[str]:
    pairs = sections(_names(old), _names(new))
    known = {there: kept.phases[here] or first.phases[here] for here, there in pairs}
    taken = {*known.values(), *kept.phases}
    for place, key in enumerate(_phase_keys(new)):
        yield known.get(place) or _free(key, taken)


def _names(document: ReadDocument) -> list[tuple[str, str]]:
    return [(heading(phase.title), heading(phase.within)) for phase in document.phases]


def _boxes(old: ReadDocument, new: ReadDocument, first: Keys, kept: Keys) -> Iterator[str]:
    had = {mine: stored or mine for mine, stored in zip(first.items, kept.items, strict=True)}
    taken = set(had.values())
    lives = item_history([Version(0, old), Version(1, new)], same_question).items
    for life in lives[: sum(len(phase.items) for phase in new.phases)]:
        yield had[life.key] if _is_old(life) else _free(life.key, taken)


def _is_old(life: ItemLife) -> bool:
    return life.first_seen == 0


def _free(key: str, taken: set[str]) -> str:
    """The key, or one made of it that nobody has or had."""
    found = key
    number = 0
    while found in taken:
        number += 1
        found = _digest("again", key, str(number))
    taken.add(found)
    return found


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
