"""The candidates of a repository for their page: what is listed, tracked already, or marked “not a violation”."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tracker.models import CandidateDismissal, CandidateReport, Issue, Repository
from tracker.queries.choices import Choice
from tracker.queries.source import address, visible

FIRST_ROWS = 25
FIRST_PLACES = 5
LISTS = dict(CandidateDismissal.List.choices)
SENTENCES = {"classes": "more than one class", "imports": "more than one path"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it does not know is as if it were not there."""

    list: str = "classes"
    folder: str = ""
    shows_all: bool = False
    shows_marked: bool = False
    shows_left_out: bool = False
    marked: str = ""  # a name that was marked just now: its row stays, folded

    @classmethod
    def of(cls, wanted: Mapping[str, str]) -> "Filters":
        """The filters of a query string."""
        return cls(
            list=wanted.get("list", "") if wanted.get("list") in LISTS else "classes",
            folder=wanted.get("folder", "").replace("\0", "")[:200],
            shows_all="all" in wanted,
            shows_marked="marked" in wanted and not wanted["marked"],
            shows_left_out="left_out" in wanted,
            marked=wanted.get("marked", "").replace("\0", "")[:500],
        )


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One path of a candidate; the bar is drawn from `start` to the right end, in percent."""

    parts: list[str]  # of the path: it may break between them
    href: str
    kind: str
    reason: str
    imports: str
    start: int
    width: int
    is_most_used: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate, or the fold that is left of one that was marked."""

    rank: int
    which: str
    name: str
    service: str
    reason: str
    definitions: int
    overlap: int | None  # percent
    importers: str
    shims: int
    paths: int
    places: list[PlaceRow]
    more_places: list[PlaceRow]
    unlisted: int
    track: str
    dismissal: CandidateDismissal | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page of one repository."""

    filters: Filters
    choices: list[Choice]
    folders: list[str]
    rows: list[Row]
    hidden: int  # rows behind "Show all"
    marked: list[CandidateDismissal]
    tracked: list[Issue]
    left_out: list[tuple[str, str]]
    left_out_count: int
    unread: int  # Python files of the newest commit that could not be read


def page(repository: Repository, filters: Filters) -> Page | None:
    """The candidates at the newest published commit; None while nobody has computed them."""
    report = CandidateReport.objects.filter(publication=repository.published_id).first()
    if report is None or repository.published is None:
        return None
    marked = list(CandidateDismissal.objects.filter(repository=repository).select_related("dismissed_by").order_by("name"))
    tracked = {issue.symbol: issue for issue in Issue.objects.filter(repository=repository).exclude(symbol="").order_by("-pk")}
    listed = {name: _listed(report.data[name], name, marked, tracked, filters) for name in LISTS}
    folders = sorted({one["service"] for one in listed[filters.list] if one["service"]})
    chosen = [one for one in listed[filters.list] if not filters.folder or one["service"] == filters.folder]
    shown = chosen if filters.shows_all else chosen[:FIRST_ROWS]
    sha = repository.published.tip_oid
    by_key = {(one.list, one.name): one for one in marked}
    names = {one["name"] for one in report.data[filters.list]}
    return Page(
        filters=filters,
        choices=[Choice(name, LISTS[name], _open(listed[name], name, by_key), name == filters.list) for name in LISTS],
        folders=folders,
        rows=[row(repository, sha, filters.list, rank, one, by_key) for rank, one in enumerate(shown, start=1)],
        hidden=len(chosen) - len(shown),
        marked=[one for one in marked if one.list == filters.list],
        tracked=sorted((issue for symbol, issue in tracked.items() if symbol in names), key=lambda issue: issue.title),
        left_out=[(one["name"], one["sort"]) for one in report.data["left_out"]] if filters.shows_left_out else [],
        left_out_count=report.data["left_out_count"],
        unread=repository.published.unreadable_files.filter(at_tip=True).count(),
    )


def candidate(repository: Repository, which: str, name: str) -> Row | None:
    """One candidate as its row, for the answer to a click; None if it is listed no more."""
    report = CandidateReport.objects.filter(publication=repository.published_id).first()
    if report is None or repository.published is None or which not in LISTS:
        return None
    by_key = {(one.list, one.name): one for one in CandidateDismissal.objects.filter(repository=repository).select_related("dismissed_by")}
    for rank, one in enumerate(report.data[which], start=1):
        if one["name"] == name:
            return row(repository, repository.published.tip_oid, which, rank, one, by_key)
    return None


def _listed(
    candidates: Iterable[dict[str, Any]], which: str, marked: Iterable[CandidateDismissal], tracked: Mapping[str, Issue], filters: Filters
) -> list[dict[str, Any]]:
    """What nobody tracks and nobody has marked, but for the one that was marked just now."""
    away = {one.name for one in marked if one.list == which} - {filters.marked}
    return [one for one in candidates if one["name"] not in away and one["name"] not in tracked]


def _open(listed: list[dict[str, Any]], which: str, marked: Mapping[tuple[str, str], CandidateDismissal]) -> int:
    return sum(1 for one in listed if (which, one["name"]) not in marked)


def row(
    repository: Repository, sha: str, which: str, rank: int, one: Mapping[str, Any], marked: Mapping[tuple[str, str], CandidateDismissal]
) -> Row:
    """A stored candidate as its row."""
    total = max(one["importers"], 1)
    most = next((place for place in one["places"] if place["path"] and place["imports"]), None)
    places = [_place(repository.slug, sha, place, total, place is most) for place in one["places"]]
    return Row(
        rank=rank,
        which=which,
        name=one["name"],
        service=one["service"],
        reason=one["reason"],
        definitions=one["definitions"],
        overlap=None if one["overlap"] is None else round(100 * one["overlap"]),
        importers=f"{one['importers']:,}",
        shims=one["shims"],
        paths=one["paths"],
        places=places[:FIRST_PLACES],
        more_places=places[FIRST_PLACES:],
        unlisted=one["more"],
        track=_track(repository.slug, which, one),
        dismissal=marked.get((which, one["name"])),
    )


def _place(slug: str, sha: str, place: Mapping[str, Any], total: int, is_most_used: bool) -> PlaceRow:
    width = min(100, round(100 * place["imports"] / total))
    return PlaceRow(
        parts=re.findall(r"[^/.]*[/.]|[^/.]+", visible(place["path"] or place["module"])),
        href=address(slug, sha, place["path"], place["line"]) if place["path"] else "",
        kind=place["kind"],
        reason=visible(place["reason"]),
        imports=f"{place['imports']:,}",
        start=100 - width,
        width=width,
        is_most_used=is_most_used,
    )


def _track(slug: str, which: str, one: Mapping[str, Any]) -> str:
    """The form of a new issue, filled in."""
    draft = {
        "repository": slug,
        "title": f"{one['name']}: {SENTENCES[which]}",
        "symbol": one["name"],
        "canonical": one["canonical"],
        "deprecated": "\n".join(one["deprecated"]),
    }
    return f"{reverse('new_issue')}?{urlencode({name: value.encode('utf-8', 'surrogatepass') for name, value in draft.items()})}"
