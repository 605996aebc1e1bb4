"""What the places of an issue depend on: its published numbers, and what people decided. Equal while all of it is the same.

A process keeps what it has counted of places under it, so a waiver, its end, an assignment or new numbers show at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar, cast

from tracker.models import Assignment, Issue, Publication
from tracker.queries import waivers
from tracker.queries.keeping import Kept

V = TypeVar("V")
MOST_KEPT = 2_000  # answers, of a few rows each


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of an issue under a publication; nobody changes them."""

    issue: int
    revision: int
    publication: int
    made_at: datetime
    depth: str
    owners_file: str | None  # owners may be read after their findings
    repository: str  # its slug is in addresses

    @classmethod
    def of(cls, issue: Issue, publication: Publication) -> "Counted":
        """Of rows that were read."""
        made_at, owners_file = publication.created_at, publication.owners_file
        return cls(issue.pk, issue.counted_revision, publication.pk, made_at, publication.depth, owners_file, issue.repository.slug)

    def still(self) -> bool:
        """Are they what is shown?"""
        shown = Issue.objects.select_related("repository__published").filter(pk=self.issue, counted_in=self.publication)
        return any(one.repository.published is not None and Counted.of(one, one.repository.published) == self for one in shown)

    def kept(self, what: object, read: Callable[[], V]) -> V:
        """The answer to a question about them, which is read once."""
        return newest(_kept, self, self.issue, what, read)


@dataclass(frozen=True, slots=True)
class Stand:
    """The same with what people decided, as it holds on a day."""

    counted: Counted
    day: date
    decided: str  # a digest of what is set aside, how and until when, and of who was given what

    @classmethod
    def of(cls, issue: Issue, publication: Publication) -> "Stand":
        """Two queries."""
        return cls._on(Counted.of(issue, publication), waivers.today())

    @classmethod
    def _on(cls, counted: Counted, day: date) -> "Stand":
        held = waivers.active(day).filter(issue=counted.issue).values_list("identity", "sort", "until")
        given = Assignment.objects.filter(issue=counted.issue).values_list("identity", "assignee__username")
        decided = repr((sorted(map(repr, held)), sorted(map(repr, given))))
        return cls(counted, day, sha256(decided.encode("utf-8", "surrogatepass")).hexdigest())

    def still(self) -> bool:
        """Was nothing decided since, nothing counted anew, and is it the same day?"""
        return self.counted.still() and Stand._on(self.counted, waivers.today()) == self

    def kept(self, what: object, read: Callable[[], V]) -> V:
        """The answer to a question about places as they stand, which is read once."""
        return newest(_kept, self, self.counted.issue, what, read)


Answers = Kept[tuple[int, type, object], tuple[Counted | Stand, Any]]  # issue, sort of state, question -> state, answer
_kept: Answers = Kept(MOST_KEPT)


def newest(kept: Answers, state: Counted | Stand, issue: int, what: object, read: Callable[[], V]) -> V:
    """What is kept of a state, else what is read. Of an issue and a question one answer is kept: that of the newest state."""
    key = (issue, type(state), what)
    found = kept.get(key)
    if found is not None and found[0] == state:
        return cast(V, found[1])
    value = read()
    if state.still():
        kept.put(key, (state, value))
    return value
