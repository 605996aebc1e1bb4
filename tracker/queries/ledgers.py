"""The ledger of an issue's tracker document: what is ticked, and what the code says to it. One query an answer, two for many issues."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F

from tracker.models import DocumentLedger, Issue, Publication
from tracker.queries import source
from tracker.queries.issues import plain
from tracker.queries.keeping import Kept
from tracker.queries.ledger_items import Here, Item, item_of
from tracker.queries.ledger_words import AGAINST, HELD, UNANSWERED, UNSETTLED, VERDICTS, Verdict, count

MOST_KEPT = 300  # some 150 KB each
#: What the head of a phase counts, in its order.
IN_A_HEAD = ("supported", "contradicted", UNSETTLED, "ready to tick", "not checkable", "open")


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many items have a verdict."""

    verdict: Verdict
    count: int


@dataclass(frozen=True, slots=True)
class PhaseLedger:
    """A phase with its items, as claimed and as measured."""

    title: str
    says_complete: bool
    items: list[Item]
    needs_support: bool = False
    key: str = ""  # of the phase, where anything was entered of the checklist

    @property
    def unsupported(self) -> int:
        """Ticked boxes that the code could answer, and whose claims it does not support."""
        return sum(item.is_answered and not item.holds for item in self.boxes)

    @property
    def completeness(self) -> str:
        """Where only supported claims make it complete: how far it is, once it says complete or all its boxes are ticked."""
        if not self.needs_support or not (self.says_complete or (self.boxes and not self.open)):
            return ""
        if self.unsupported:
            return f"complete as ticked, {count(self.unsupported, 'claim')} not supported"
        if self.open:
            return f"says complete, {self.open:,} open"
        return "complete, its claims are supported" if self.judged else "complete as ticked, no claim can be checked"

    @property
    def falls_short(self) -> bool:
        """Does it say complete over open boxes, or over claims that it needs?"""
        return self.is_at_odds or (bool(self.completeness) and self.unsupported > 0)

    @property
    def boxes(self) -> list[Item]:
        """Items that can be ticked."""
        return [item for item in self.items if item.is_box]

    @property
    def ticked(self) -> int:
        """Boxes that are ticked."""
        return sum(item.ticked for item in self.boxes)

    @property
    def judged(self) -> int:
        """Ticked boxes to which the code has an answer that is settled."""
        return sum(item.is_judged for item in self.boxes)

    @property
    def holding(self) -> int:
        """Those of them that are so."""
        return sum(item.holds for item in self.boxes)

    @property
    def is_at_odds(self) -> bool:
        """Does it say complete over open boxes?"""
        return self.says_complete and self.ticked < len(self.boxes)

    @property
    def open(self) -> int:
        """Boxes that are not ticked."""
        return len(self.boxes) - self.ticked

    @property
    def is_troubled(self) -> bool:
        """Is there anything to look at first?"""
        return self.falls_short or any(item.is_against for item in self.items)

    @property
    def counts(self) -> list[VerdictCount]:
        """Verdicts with their numbers; what is alike is one of them."""
        found = Counter(_counted_as(item.state) for item in self.boxes)
        return [VerdictCount(VERDICTS[state], found[state]) for state in IN_A_HEAD if found[state]]


def _counted_as(state: str) -> str:
    for name, alike in (("supported", HELD), ("contradicted", AGAINST), ("not checkable", UNANSWERED)):
        if state in alike:
            return name
    return state


@dataclass(frozen=True, slots=True)
class Vanished:
    """An item that is not in the document any more."""

    text: str
    phase: str
    was_open: bool


class Head(NamedTuple):
    """A ledger's row without its data: what is judged anew is written as another row, so the data of one never change."""

    pk: int
    issue: int
    path: str
    published: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """A document's items as the newest commit has them."""

    issue_id: int
    path: str
    headline: str
    closing: str
    ticks: list[tuple[int, int, int]]  # place, ticked, boxes
    phases: list[PhaseLedger]
    vanished: list[Vanished]
    head: Head | None = None  # None: it is of an earlier moment, or was not read from its row

    @property
    def items(self) -> list[Item]:
        """Every item that can be ticked."""
        return [item for phase in self.phases for item in phase.boxes]

    @property
    def ticked(self) -> int:
        """Boxes that are ticked."""
        return sum(phase.ticked for phase in self.phases)

    @property
    def boxes(self) -> int:
        """All boxes."""
        return sum(len(phase.boxes) for phase in self.phases)

    @property
    def against(self) -> list[Item]:
        """Ticks that the code denies, as a front page may say it: the one with most places first."""
        found = [item for item in self.items if item.is_against]
        return sorted(found, key=lambda item: -(item.now or 0))

    @property
    def says_complete(self) -> bool:
        """Does the tracker say of itself, or of a phase with a contradiction, that all is done?"""
        is_full = bool(self.boxes) and self.ticked == self.boxes
        return is_full or bool(self.closing) or any(one.says_complete and any(item.is_against for item in one.items) for one in self.phases)

    def item(self, key: str) -> Item | None:
        """The item of a key."""
        return next((item for phase in self.phases for item in phase.items if item.key == key), None)


@dataclass(frozen=True, slots=True)
class Stored:
    """A ledger and the document that it was read from."""

    ledger: Ledger
    path: str  # as the repository spells it
    in_repository: bool


def stored(issue: Issue, publication: Publication) -> Stored | None:
    """The ledger of an issue under a publication with its document, None if nothing was judged."""
    rows = DocumentLedger.objects.filter(document__issue=issue, publication=publication)
    columns = rows.values_list("pk", "document__path", "publication__created_at", "document__in_repository")
    for pk, path, made_at, in_repository in columns[:1]:
        for ledger in _of_heads([Head(pk, issue.pk, path, made_at)]).values():
            return Stored(ledger, path, in_repository)
    return None


def of_issue(issue: Issue, publication: Publication) -> Ledger | None:
    """The ledger of an issue under a publication, None if nothing was judged."""
    found = stored(issue, publication)
    return found.ledger if found is not None else None


def with_entered(ledger: Ledger, here: Mapping[str, Here]) -> Ledger:
    """The ledger with what people entered of its items."""
    phases = [
        replace(phase, items=[replace(item, here=here[item.key]) if item.key in here else item for item in phase.items])
        for phase in ledger.phases
    ]
    return replace(ledger, phases=phases)


def of_issues(issues: Collection[Issue]) -> dict[int, Ledger]:
    """Issue id -> its ledger under what its repository shows. Two queries, one for what is kept."""
    rows = DocumentLedger.objects.filter(document__issue__in=[issue.pk for issue in issues])
    rows = rows.filter(publication=F("document__issue__repository__published"))
    heads = [Head(*row) for row in rows.values_list("pk", "document__issue", "document__path", "publication__created_at")]
    found = _of_heads(heads)
    return {head.issue: found[head] for head in heads if head in found}


def _of_heads(heads: Collection[Head]) -> dict[Head, Ledger]:
    found = {head: ledger for head in heads if (ledger := _kept.get(head)) is not None}
    if len(found) < len(heads):
        missing = {head.pk: head for head in heads if head not in found}
        for pk, data in DocumentLedger.objects.filter(pk__in=missing).values_list("pk", "data"):
            head = missing[pk]
            found[head] = replace(of_data(head.issue, head.path, data), head=head)
            _kept.put(head, found[head])
    return found


_kept: Kept[Head, Ledger] = Kept(MOST_KEPT)


def of_row(row: DocumentLedger) -> Ledger:
    """A ledger as it is stored."""
    return of_data(row.document.issue_id, row.document.path, row.data)


def of_data(issue_id: int, path: str, written: Mapping[str, Any]) -> Ledger:
    """A ledger out of its stored form."""
    phases = []
    for phase in written.get("phases", ()):
        title = plain(str(phase.get("title", "")))
        items = [item_of(row, title) for row in phase.get("items", ())]
        phases.append(
            PhaseLedger(title, bool(phase.get("says_complete")), items, bool(phase.get("needs_support")), str(phase.get("key", "")))
        )
    return Ledger(
        issue_id=issue_id,
        path=source.visible(path),
        headline=source.visible(str(written.get("headline", ""))),
        closing=source.visible(str(written.get("closing", ""))),
        ticks=[(int(place), int(ticked), int(boxes)) for place, ticked, boxes in written.get("ticks", ())],
        phases=phases,
        vanished=[_vanished(one) for one in written.get("vanished", ())],
    )


def _vanished(row: Mapping[str, Any]) -> Vanished:
    text, phase = source.visible(str(row.get("text", ""))), plain(str(row.get("phase", "")))
    return Vanished(text, phase, row.get("state") in ("open", "ready to tick"))
