"""What people decide about places: set aside with a reason, given to somebody, noted; each can be undone."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.timezone import now

from tracker.models import Assignment, Finding, Issue, PlaceNote, Waiver
from tracker.models.waivers import LONGEST_NOTE, LONGEST_REASON
from tracker.queries import accounts, successors, waivers

DAYS = 90  # a waiver lasts so long, unless somebody says otherwise
MOST_AT_ONCE = 20_000
MOST_YEARS = 10
MOST_MOVES = 20
MOST_NOTES = 50
ROWS = 2_000


class DecisionRefused(ValueError):
    """Something that cannot be decided about places; str() is one sentence."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What one click did."""

    batch: str
    places: int


def waive(issue: Issue, where: waivers.Where, sort: str, reason: str, until: date | None, user: User) -> Decided:
    """Set places aside that are there and not set aside yet. Raises DecisionRefused."""
    if sort not in Waiver.Sort.values:
        raise DecisionRefused(f"“{sort[:40]}” is neither waived nor intended. Choose one of them.")
    reason = _line(reason)
    if not reason:
        raise DecisionRefused("A place is set aside with a reason. Write why this one is wanted, or has to wait.")
    if len(reason) > LONGEST_REASON:
        raise DecisionRefused(f"The reason is longer than {LONGEST_REASON} letters. Shorten it.")
    today = waivers.today()
    if until is not None and not today <= until <= today + timedelta(days=366 * MOST_YEARS):
        raise DecisionRefused(f"The last day has to be today or later, and within {MOST_YEARS} years. Choose another, or none.")

    def made(identity: str, batch: str) -> Waiver:
        return Waiver(issue=issue, identity=identity, sort=sort, reason=reason, until=until, batch=batch, made_by=user, made_at=now())

    return _decide(issue, waivers.not_aside(_there(issue, where), today), made, ["sort", "reason", "until", "batch", "made_by", "made_at"])


def assign(issue: Issue, where: waivers.Where, username: str, user: User) -> Decided:
    """Give places that are there to an account. Raises DecisionRefused."""
    assignee = accounts.active(username)
    if assignee is None:
        raise DecisionRefused(f"There is no account “{username[:80]}”. Choose one of the list.")

    def made(identity: str, batch: str) -> Assignment:
        return Assignment(issue=issue, identity=identity, assignee=assignee, batch=batch, made_by=user, made_at=now())

    return _decide(issue, _there(issue, where), made, ["assignee", "batch", "made_by", "made_at"])


def note(issue: Issue, identity: str, text: str, user: User) -> PlaceNote:
    """Write something to a place, whether it is still there or not. Raises DecisionRefused."""
    text = "\n".join(line.rstrip() for line in text.replace("\0", "").replace("\r\n", "\n").strip().split("\n"))
    if not text or len(text) > LONGEST_NOTE:
        raise DecisionRefused(f"A note has words, {LONGEST_NOTE:,} letters at most. Write some, or shorten it.")
    if not Finding.objects.filter(issue=issue, publication=issue.counted_in or 0, identity=identity).exists():
        raise DecisionRefused("This place is not known any more. Load the page of the issue again.")
    if PlaceNote.objects.filter(issue=issue, identity=identity).count() >= MOST_NOTES:
        raise DecisionRefused(f"This place has {MOST_NOTES} notes already. Remove one first.")
    return PlaceNote.objects.create(issue=issue, identity=identity, text=text, made_by=user)


def restore(issue: Issue, *, batch: str = "", identity: str = "") -> int:
    """Undo what one click set aside, or one place of it; how many came back."""
    return _undo(Waiver.objects.filter(issue=issue), batch, identity)


def unassign(issue: Issue, *, batch: str = "", identity: str = "") -> int:
    """Undo an assignment, or that of one place."""
    return _undo(Assignment.objects.filter(issue=issue), batch, identity)


def remove_note(issue: Issue, number: int) -> bool:
    """Take a note away; False if it was gone."""
    deleted, _ = PlaceNote.objects.filter(issue=issue, pk=number).delete()
    return deleted > 0


def follow(issue_id: int, publication_id: int) -> None:
    """Decisions go on where their place goes on: in a renamed file, or in another function or class.

    Called before a publication is shown, in its transaction.
    """
    rows = Finding.objects.filter(issue=issue_id, publication=publication_id)
    for model in (Waiver, Assignment, PlaceNote):
        held = model._default_manager.filter(issue=issue_id)
        if held.exists():
            _move(model, held, rows)


def _move(model: type[Model], held: QuerySet[Model], rows: QuerySet[Finding]) -> None:
    """Each to a place of its own: one where something is decided already keeps that."""
    for _ in range(MOST_MOVES):
        gone = successors.moved(rows).filter(identity__in=held.values("identity"))
        gone = gone.exclude(identity__in=rows.filter(removed=None).values("identity")).order_by("removed", "pk")
        last = {one.identity: one for one in gone}
        targets = successors.of_places(rows, list(last.values()))
        taken = set() if model is PlaceNote else set(held.values_list("identity", flat=True))
        is_any = False
        for old, new in targets.items():
            if new not in taken:
                is_any = bool(held.filter(identity=old).update(identity=new)) or is_any
                taken |= set() if model is PlaceNote else {new}
        if not is_any:
            return


def _decide(issue: Issue, rows: QuerySet[Finding], made: Callable[[str, str], Waiver | Assignment], fields: Collection[str]) -> Decided:
    """One row for each place, in place of an earlier one, under one batch. Raises DecisionRefused."""
    identities = list(dict.fromkeys(rows.order_by("path", "line", "pk").values_list("identity", flat=True)[: MOST_AT_ONCE + 1]))
    if not identities:
        raise DecisionRefused("None of these places is there and open any more. Load the page again.")
    if len(identities) > MOST_AT_ONCE:
        raise DecisionRefused(f"More than {MOST_AT_ONCE:,} places at once. Choose a smaller folder.")
    batch = uuid4().hex
    decisions: Any = [made(identity, batch) for identity in identities]  # all of one model
    rows_of = {"unique_fields": ["issue", "identity"], "update_fields": list(fields)}
    with transaction.atomic():
        Issue.objects.select_for_update().filter(pk=issue.pk).first()
        type(decisions[0])._default_manager.bulk_create(decisions, batch_size=ROWS, update_conflicts=True, **rows_of)
    return Decided(batch, len(identities))


def _there(issue: Issue, where: waivers.Where) -> QuerySet[Finding]:
    """Places of the numbers that are shown."""
    return where.of(Finding.objects.filter(issue=issue, publication=issue.counted_in or 0, removed=None, intended=False))


def _undo(rows: QuerySet[Waiver] | QuerySet[Assignment], batch: str, identity: str) -> int:
    if not batch and not identity:
        return 0
    rows = rows.filter(batch=batch.replace("\0", "")) if batch else rows.filter(identity=identity.replace("\0", ""))
    deleted, _ = rows.delete()
    return deleted


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
