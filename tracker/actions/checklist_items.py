"""Items of a checklist: ticked, added, worded, assigned, moved, removed and brought back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction

from tracker.actions.checklist_keeping import MOST_ITEMS, ChecklistRefused, What, Writer, arrange, judge, key_of, words_of, writer
from tracker.models import ChecklistItem, EnteredItem, Issue
from tracker.models.entered import LONGEST_TEXT
from tracker.queries import accounts, merging
from tracker.queries.merging import MergedItem, MergedPhase

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the form of an item says."""

    text: str
    assignee: str  # a user name, "" for nobody
    due: str  # 2026-11-14, "" for no date


def tick(issue: Issue, key: str, ticked: bool, seen: int, user: User) -> None:
    """Set a box, whatever the document says. Raises ChecklistRefused."""
    with transaction.atomic():
        by = writer(issue, user)
        phase, item = by.item(key_of(issue, key))
        if item.ticked == ticked:
            return
        is_as_read = item.document is not None and item.document.ticked == ticked
        stamp = {"ticked_by": user, "ticked_at": by.at} if ticked or not is_as_read else {"ticked_by": None, "ticked_at": None}
        by.save_item(phase, item, seen, ticked=None if is_as_read else ticked, **stamp)
        by.log(What.TICKED if ticked else What.UNTICKED, item.key, item.text)
    judge(issue)


def add(issue: Issue, phase: str, typed: str, user: User) -> str:
    """An item of our own at the end of a phase; returns its key. Raises ChecklistRefused."""
    text = words_of(typed, most=LONGEST_TEXT, what="item")
    with transaction.atomic():
        by = writer(issue, user)
        key = put(by, by.phase(key_of(issue, phase)), [text])[0]
        by.log(What.ADDED, key, text)
    judge(issue)
    return key


def put(by: Writer, phase: MergedPhase, texts: Sequence[str]) -> list[str]:
    """The same without a log, for several. Raises ChecklistRefused."""
    if phase.is_removed:
        raise ChecklistRefused("This phase was removed. Bring it back before you add to it.")
    read = ChecklistItem.objects.filter(phase__document=by.checklist.document).count()
    if read + EnteredItem.objects.filter(issue=by.issue, is_own=True).count() + len(texts) > MOST_ITEMS:
        raise ChecklistRefused(f"A checklist has {MOST_ITEMS:,} items at most, and this one is full. Make another issue for the rest.")
    by.keep_phase(phase)
    rows = [
        EnteredItem(
            issue=by.issue,
            key=uuid4().hex,
            phase=phase.key,
            is_own=True,
            text=text,
            ticked=False,
            created_at=by.at,
            changed_at=by.at,
            changed_by=by.user,
            version=1,
        )
        for text in texts
    ]
    EnteredItem.objects.bulk_create(rows, batch_size=200)
    return [row.key for row in rows]


def plan(issue: Issue, key: str, entered: Plan, seen: int, user: User) -> None:
    """Word an item, give it to somebody, say when it is due: what differs is changed. Raises ChecklistRefused."""
    text = words_of(entered.text, most=LONGEST_TEXT, what="item")
    assignee, due = _assignee(entered.assignee), _day(entered.due)
    with transaction.atomic():
        by = writer(issue, user)
        phase, item = by.item(key_of(issue, key))
        changes = list(_changes(item, text, assignee, due))
        if not changes:
            return
        own = "" if item.document is not None and item.document.text == text else text
        by.save_item(phase, item, seen, text=own, assignee=assignee, due_on=due)
        for what, before, after in changes:
            by.log(what, item.key, item.text, before, after)
    if any(what == What.WORDED for what, _, _ in changes):
        judge(issue)


def move(issue: Issue, key: str, step: int, seen: int, user: User) -> None:
    """One place up (-1) or down (1) among its neighbours, with the boxes that are nested in it. Raises ChecklistRefused."""
    with transaction.atomic():
        by = writer(issue, user)
        phase, item = by.item(key_of(issue, key))
        order = _swapped(phase.items, next((place for place, one in enumerate(phase.items) if one.key == item.key), -1), step)
        if order is None:
            return
        by.save_phase(phase, seen, order=[*order, *(one.key for one in phase.removed)])
        by.log(What.MOVED, item.key, item.text, after="up" if step < 0 else "down")
    arrange(issue)


def remove(issue: Issue, key: str, seen: int, user: User) -> None:
    """Fold an item of our own away. Raises ChecklistRefused."""
    _set_removed(issue, key, seen, user, is_removed=True)


def restore(issue: Issue, key: str, seen: int, user: User) -> None:
    """Bring it back. Raises ChecklistRefused."""
    _set_removed(issue, key, seen, user, is_removed=False)


def _set_removed(issue: Issue, key: str, seen: int, user: User, *, is_removed: bool) -> None:
    with transaction.atomic():
        by = writer(issue, user)
        phase, item = by.item(key_of(issue, key))
        if not item.is_own:
            raise ChecklistRefused("This item is the document’s. Take it out of the document; here only items that were entered here go.")
        if (item in phase.removed) == is_removed:
            return
        by.save_item(phase, item, seen, removed_at=by.at if is_removed else None)
        by.log(What.REMOVED if is_removed else What.RESTORED, item.key, item.text)
    judge(issue)


def _changes(item: MergedItem, text: str, assignee: User | None, due: date | None) -> "list[tuple[What, str, str]]":
    said = item.said
    was, day = (said.assignee if said else None), (said.due_on if said else None)
    found = [(What.WORDED, item.text, text)] if text != item.text else []
    if was != assignee:
        found.append((What.ASSIGNED, was.get_username() if was else "", assignee.get_username() if assignee else ""))
    if day != due:
        found.append((What.DUE, day.isoformat() if day else "", due.isoformat() if due else ""))
    return found


def _assignee(name: str) -> User | None:
    if not name:
        return None
    found = accounts.active(name)
    if found is None:
        raise ChecklistRefused(f"Nobody here is called “{name[:60]}”. Choose somebody from the list.")
    return found


def _day(written: str) -> date | None:
    if not written.strip():
        return None
    try:
        found = date.fromisoformat(written.strip())
    except ValueError:
        raise ChecklistRefused(f"“{written[:40]}” is no day. Write it as 2026-11-14.") from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ChecklistRefused(f"{found.isoformat()} is too far away. Give a day from {FIRST_DAY.year} to {LAST_DAY.year}.")
    return found


def _swapped(items: Sequence[MergedItem], place: int, step: int) -> list[str] | None:
    """Keys with a block and its neighbour changed; None if there is no neighbour on its level."""
    if place < 0:
        return None
    mine = merging.block(items, place)
    other = _neighbour(items, mine, step)
    if other is None:
        return None
    first, second = sorted((mine, other), key=lambda one: one.start)
    keys = [one.key for one in items]
    slice_of: Callable[[range], list[str]] = lambda one: keys[one.start : one.stop]  # noqa: E731
    return [*keys[: first.start], *slice_of(second), *slice_of(first), *keys[second.stop :]]


def _neighbour(items: Sequence[MergedItem], mine: range, step: int) -> range | None:
    depth = items[mine.start].depth
    if step > 0:
        is_one = mine.stop < len(items) and items[mine.stop].depth == depth
        return merging.block(items, mine.stop) if is_one else None
    for place in range(mine.start - 1, -1, -1):
        if items[place].depth <= depth:
            return range(place, mine.start) if items[place].depth == depth else None
    return None
