"""What people entered of an item, in words."""

from collections.abc import Iterator
from datetime import date

from tracker.models import EnteredItem
from tracker.queries.ledger_items import Here
from tracker.queries.merging import Merged, MergedItem
from tracker.queries.source import visible

LONGEST_QUOTE = 300


def here(merged: Merged, today: date) -> dict[str, Here]:
    """Key -> what was entered, of every item that somebody said anything of."""
    return {item.key: of_item(item, today) for item in merged.items() if item.said is not None}


def of_item(item: MergedItem, today: date) -> Here:
    """What was entered of one item."""
    said = item.said
    assignee = visible(said.assignee.get_username()) if said and said.assignee else ""
    return Here(tuple(_words(item)), assignee, said.due_on if said else None, item.days_late(today))


def of_gone(said: EnteredItem) -> str:
    """What was entered of an item that is not in the document any more."""
    told = []
    if said.ticked is not None:
        told.append(f"{'ticked' if said.ticked else 'unticked'} here{_by(said)}")
    if said.text:
        told.append(f"worded here as “{quoted(said.text)}”")
    if said.assignee:
        told.append(f"assigned to {visible(said.assignee.get_username())}")
    if said.due_on:
        told.append(f"due {said.due_on:%-d %b %Y}")
    return ", ".join(told)


def quoted(text: str) -> str:
    """A text as it can stand in a sentence."""
    shown = visible(text)
    return shown if len(shown) <= LONGEST_QUOTE else f"{shown[: LONGEST_QUOTE - 1].rstrip()}…"


def _words(item: MergedItem) -> Iterator[str]:
    said = item.said
    if said is None:
        return
    if item.is_own:
        yield "Entered here."
        if item.ticked:
            yield f"Ticked here{_by(said)}."
    elif item.is_ticked_here and item.ticked:
        yield f"Ticked here{_by(said)}; the document has it open."
    elif item.is_ticked_here:
        yield f"Unticked here{_by(said)}; the document has it ticked."
    if item.is_worded_here and item.document is not None:
        yield f"Worded here; the document says “{quoted(item.document.text)}”."


def _by(said: EnteredItem) -> str:
    by = f" by {visible(said.ticked_by.get_username())}" if said.ticked_by else ""
    return f"{by}, {said.ticked_at:%-d %b %Y}" if said.ticked_at else by
