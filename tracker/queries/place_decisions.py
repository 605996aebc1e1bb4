"""What people decided about single places, in words: always the same three queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.models import Assignment, Issue, PlaceNote, Waiver
from tracker.queries import accounts, waivers
from tracker.queries.source import visible


@dataclass(frozen=True, slots=True)
class SetAside:
    """How a place is set aside, or was until a day."""

    sort: str
    reason: str
    until: date | None
    by: str
    at: datetime
    batch: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Given:
    """Who looks after a place."""

    to: str
    by: str
    at: datetime
    batch: str


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote to it."""

    number: int
    lines: list[str]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """Everything that was decided about one place."""

    aside: SetAside | None = None
    given: Given | None = None
    notes: list[Note] = field(default_factory=list)

    @property
    def is_anything(self) -> bool:
        """Is there something to show?"""
        return bool(self.aside or self.given or self.notes)


NOTHING = Said()


def of_places(issue: Issue, identities: Collection[str]) -> dict[str, Said]:
    """Identity -> what was decided about the place, for those that something was."""
    day = waivers.today()
    asked = {"issue": issue, "identity__in": list(identities)}
    aside = {one.identity: _aside(one, day) for one in Waiver.objects.filter(**asked).select_related("made_by")}
    given = {one.identity: _given(one) for one in Assignment.objects.filter(**asked).select_related("made_by", "assignee")}
    notes: dict[str, list[Note]] = defaultdict(list)
    for one in PlaceNote.objects.filter(**asked).select_related("made_by").order_by("made_at", "pk"):
        lines = [visible(line) for line in one.text.split("\n")]
        notes[one.identity].append(Note(one.pk, lines, accounts.name_of(one.made_by), one.made_at))
    decided = {*aside, *given, *notes}
    return {one: Said(aside.get(one), given.get(one), notes.get(one, [])) for one in decided}


def of_place(issue: Issue, identity: str) -> Said:
    """The same for one place."""
    return of_places(issue, [identity]).get(identity, NOTHING)


def _aside(one: Waiver, day: date) -> SetAside:
    is_active = one.until is None or one.until >= day
    return SetAside(one.sort, visible(one.reason), one.until, accounts.name_of(one.made_by), one.made_at, one.batch, is_active)


def _given(one: Assignment) -> Given:
    return Given(accounts.name_of(one.assignee), accounts.name_of(one.made_by), one.made_at, one.batch)


@dataclass(frozen=True, slots=True)
class Click:
    """What one click did, for the bar that can undo it."""

    what: str  # waived, intended, assigned
    places: int
    until: date | None = None
    to: str = ""
    batch: str = ""


def click(issue: Issue, batch: str) -> Click | None:
    """What a batch set aside or assigned, None if that is undone."""
    batch = batch.replace("\0", "")[:32]
    aside = Waiver.objects.filter(issue=issue, batch=batch)
    first = aside.first() if batch else None
    if first is not None:
        return Click(first.sort, aside.count(), first.until, batch=batch)
    rows = Assignment.objects.filter(issue=issue, batch=batch).select_related("assignee")
    given = rows.first() if batch else None
    return Click("assigned", rows.count(), to=accounts.name_of(given.assignee), batch=batch) if given is not None else None
