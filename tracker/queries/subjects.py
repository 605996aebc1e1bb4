"""Subjects: the trackers that are about one thing, and the places that they name for it. Always the same number of queries."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.text import slugify

from tracker.models import DocumentLedger, DocumentSubject, Issue, Publication, Repository
from tracker.queries import source
from tracker.queries.issues import plain
from tracker.queries.source import visible

_LAST_WORD = re.compile(r"[A-Z][a-z0-9]+$")
_COLUMNS = ("document", "ticked", "open", "contradicted", "came_back", "data__headline", "data__closing")
_COLUMNS_TOO = ("data__status", "data__began", "data__changed", "data__targets")


@dataclass(frozen=True, slots=True)
class Place:
    """One place that a document calls the right one, and what the newest commit has there."""

    dotted: str
    module: str
    name: str
    words: str
    is_there: bool
    importers: int
    href: str

    @property
    def parts(self) -> list[str]:
        """It may break between them."""
        return re.findall(r"[^.]*\.|[^.]+", self.dotted)


@dataclass(frozen=True, slots=True)
class Tracker:
    """A tracker document in numbers."""

    issue: Issue
    title: str
    path: str
    status: str
    ticked: int
    boxes: int
    against: int
    headline: str
    closing: str
    began: datetime | None
    changed: datetime | None
    places: list[Place]
    name: str  # of the class that it is about by itself
    row: DocumentSubject

    @property
    def is_chosen(self) -> bool:
        """Has a person put it here?"""
        return bool(self.row.chosen)


@dataclass(frozen=True, slots=True)
class Named:
    """A place with the trackers that name it, the newest first."""

    place: Place
    trackers: list[Tracker]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject with its trackers, the last changed first."""

    key: str  # in addresses
    name: str
    trackers: list[Tracker]

    @property
    def ticked(self) -> int:
        """Ticked boxes of all trackers."""
        return sum(one.ticked for one in self.trackers)

    @property
    def boxes(self) -> int:
        """Boxes of all trackers."""
        return sum(one.boxes for one in self.trackers)

    @property
    def against(self) -> int:
        """Ticks that the code denies."""
        return sum(one.against for one in self.trackers)

    @property
    def changed(self) -> datetime | None:
        """When the last of them was changed."""
        return max((one.changed for one in self.trackers if one.changed), default=None)

    @property
    def issues(self) -> list[Issue]:
        """The issues of the trackers."""
        return [one.issue for one in self.trackers]

    @property
    def named(self) -> list[Named]:
        """Every place that is named, those of most trackers first."""
        found: dict[str, Named] = {}
        for tracker in self.trackers:
            for place in tracker.places:
                found.setdefault(place.dotted, Named(place, [])).trackers.append(tracker)
        return sorted(found.values(), key=lambda one: (-len(one.trackers), one.place.dotted))

    @property
    def is_class(self) -> bool:
        """Is it the class of one of its trackers? A topic has no place of its own."""
        return any(one.name == self.name for one in self.trackers)

    @property
    def rivals(self) -> list[str]:
        """The modules that are named for the subject itself, if they are several."""
        if not self.is_class:
            return []
        modules = {one.place.module for one in self.named for tracker in one.trackers if _head(tracker, one.place) == _last(self.name)}
        return sorted(modules) if len(modules) > 1 else []


@dataclass(frozen=True, slots=True)
class Note:
    """That a later tracker of the same subject names another place."""

    key: str
    subject: str
    place: Place
    tracker: Tracker


def every(repository: Repository) -> list[Subject]:
    """The subjects of a repository, those with most trackers first."""
    return _gathered(repository, list(_rows(repository)))


def of_issue(issue: Issue) -> Subject | None:
    """The subject that an issue's tracker stands with."""
    rows = list(_rows(issue.repository))
    own = next((key_of(str(row)) for row in rows if row.document.issue_id == issue.pk), None)
    return next(iter(_gathered(issue.repository, [row for row in rows if key_of(str(row)) == own])), None) if own else None


def note(issue: Issue, subject: Subject | None) -> Note | None:
    """What to say on the pages of an issue: the newest later tracker that names another place for the same thing."""
    own = next((one for one in subject.trackers if one.issue.pk == issue.pk), None) if subject is not None else None
    if subject is None or not subject.is_class or own is None or own.began is None or not own.places:
        return None
    modules, heads = {place.module for place in own.places}, {_head(own, place) for place in own.places}
    later = [one for one in subject.trackers if one.began is not None and one.began > own.began]
    for tracker in sorted(later, key=_began, reverse=True):
        for place in tracker.places:
            if place.module not in modules and _head(tracker, place) in heads - {""}:
                return Note(subject.key, subject.name, place, tracker)
    return None


def key_of(name: str) -> str:
    """A subject's name in an address; small and capital letters are one."""
    return slugify(name, allow_unicode=True) or name.encode("utf-8", "surrogatepass").hex()


def _rows(repository: Repository) -> Iterator[DocumentSubject]:
    rows = DocumentSubject.objects.filter(document__issue__repository=repository).select_related("document__issue", "chosen_by")
    return (row for row in rows.defer("document__text", "document__problems").order_by("pk") if str(row))


def _gathered(repository: Repository, rows: Collection[DocumentSubject]) -> list[Subject]:
    found: dict[str, list[Tracker]] = {}
    names: dict[str, str] = {}
    for tracker in _trackers(repository, rows):
        name = str(tracker.row)
        found.setdefault(key_of(name), []).append(tracker)
        names.setdefault(key_of(name), visible(name))
    made = [Subject(key, names[key], sorted(mine, key=_by_change)) for key, mine in found.items()]
    return sorted(made, key=lambda one: (-len(one.trackers), one.name.casefold()))


def _trackers(repository: Repository, rows: Collection[DocumentSubject]) -> Iterator[Tracker]:
    """Those whose boxes have been judged."""
    published = repository.published
    if published is None:
        return
    ledgers = _ledgers(published, [row.document_id for row in rows])
    for row in rows:
        ledger = ledgers.get(row.document_id)
        if ledger is not None:
            row.document.issue.repository = repository
            yield _tracker(row, ledger, repository.slug, published.tip_oid)


def _ledgers(publication: Publication, documents: Collection[int]) -> dict[int, dict[str, Any]]:
    rows = DocumentLedger.objects.filter(publication=publication, document__in=documents)
    return {one["document"]: one for one in rows.values(*_COLUMNS, *_COLUMNS_TOO)}


def _tracker(row: DocumentSubject, ledger: dict[str, Any], slug: str, sha: str) -> Tracker:
    issue = row.document.issue
    return Tracker(
        issue=issue,
        title=visible(issue.title),
        path=visible(row.document.path),
        status=plain(str(ledger["data__status"] or "")),
        ticked=ledger["ticked"],
        boxes=ledger["ticked"] + ledger["open"],
        against=ledger["contradicted"] + ledger["came_back"],
        headline=visible(str(ledger["data__headline"] or "")),
        closing=visible(str(ledger["data__closing"] or "")),
        began=_moment(ledger["data__began"]) or _day(issue.opened_on),
        changed=_moment(ledger["data__changed"]),
        places=[_place(one, slug, sha) for one in ledger["data__targets"] or ()],
        name=str(row.about.get("name", "")),
        row=row,
    )


def _place(one: dict[str, Any], slug: str, sha: str) -> Place:
    spot = one.get("spot")
    return Place(
        dotted=visible(one["dotted"]),
        module=one["module"],
        name=one["name"],
        words=visible(one["words"]),
        is_there=one["is_there"],
        importers=one["importers"],
        href=source.address(slug, sha, spot["path"], spot["line"]) if spot else "",
    )


def _moment(told: dict[str, Any] | None) -> datetime | None:
    return datetime.fromisoformat(told["at"]) if told else None


def _day(day: date | None) -> datetime | None:
    """When a document that no commit has says that it began."""
    return datetime.combine(day, time(), UTC) if day is not None else None


def _began(tracker: Tracker) -> float:
    return tracker.began.timestamp() if tracker.began else 0.0


def _by_change(tracker: Tracker) -> tuple[float, str]:
    return (-tracker.changed.timestamp() if tracker.changed else 0.0, tracker.title)


def _head(tracker: Tracker, place: Place) -> str:
    """The sort of thing that stands at a place: Router, Factory."""
    return _last(place.name) or _last(tracker.name)


def _last(name: str) -> str:
    found = _LAST_WORD.search(name)
    return found[0] if found else ""
