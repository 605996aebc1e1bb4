"""What a commit turned besides numbers: claims of trackers, and files that could or could not be read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tracker.models import DocumentLedger, Publication, UnreadableFile
from tracker.queries import ledger_then, ledgers, source
from tracker.queries.ledger_items import Item
from tracker.queries.ledger_words import TURNS
from tracker.queries.series import category_name

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class ClaimTurn:
    """A box of an issue that was ticked, unticked, or answered otherwise."""

    issue: int
    slug: str
    item: Item
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that could be read before and not after, or the other way."""

    path: str
    category: str
    reason: str
    is_unreadable: bool
    href: str


@dataclass(frozen=True, slots=True)
class Readings:
    """The first of them with the number of all."""

    files: list[Reading]
    count: int


def claims(publication: Publication, place: int) -> list[ClaimTurn]:
    """The claims that turned at a place of the line, by issue: one query."""
    rows = DocumentLedger.objects.filter(publication=publication, document__issue__counted_in=publication.pk)
    found = []
    for row in rows.select_related("document__issue").order_by("document__issue__title"):
        if not _touches(row.data, place):
            continue
        issue = row.document.issue
        turned = list(_turned(ledgers.of_row(row), place))
        found += [ClaimTurn(issue.pk, issue.slug, one.item, one.before, one.after) for one in turned]
    return found[:MOST_LISTED]


def _touches(written: Mapping[str, Any], place: int) -> bool:
    """Can anything of a stored ledger have turned there? Most haven't, and are not looked at closer."""
    items = [item for phase in written.get("phases", ()) for item in phase.get("items", ())]
    starts = any(segment[0] == place for item in items for segment in item.get("segments", ()))
    return starts or any(edge.get("place") == place for item in items for edge in item.get("edges", ()))


def _turned(ledger: ledgers.Ledger, place: int) -> Iterable[ledger_then.Turned]:
    yield from ledger_then.turned(ledger, place - 1, place) if place else ()
    for item in ledger.items:
        if ledger_then.shade_at(item, place) == ledger_then.shade_at(item, place - 1) == ledger_then.NOT_TICKED:
            yield from (
                ledger_then.Turned(item, "", f"not ticked; it {TURNS.get(edge.to, '')}") for edge in item.edges if edge.place == place
            )


def readings(publication: Publication, slug: str, place: int, oid: str) -> Readings:
    """Files by name; of each only its first unreadable commit and its last are stored."""
    rows = UnreadableFile.objects.filter(Q(first=place) | Q(last=place - 1, at_tip=False), publication=publication).order_by("path")
    files = [
        Reading(
            source.visible(row.path),
            category_name(row.category),
            source.visible(row.reason),
            row.first == place,
            source.address(slug, oid, row.path),
        )
        for row in rows[:MOST_LISTED]
    ]
    return Readings(files, rows.count() if len(files) == MOST_LISTED else len(files))
