"""The saved views that somebody sees above the list of issues: their own, then what others share."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q

from tracker.models import SavedView
from tracker.queries.accounts import name_of
from tracker.queries.portfolio_filters import Filters
from tracker.queries.source import visible

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved view."""

    number: int
    name: str
    filters: Filters
    is_own: bool
    is_shared: bool
    by: str  # "" for one's own


@dataclass(frozen=True, slots=True)
class Link:
    """The same as the list shows it."""

    saved: Saved
    count: int | None
    is_current: bool


def of(reader: User | AnonymousUser) -> list[Saved]:
    """By name, one's own first. One query."""
    rows = SavedView.objects.filter(Q(user=reader.pk) | Q(is_shared=True)).select_related("repository", "user")
    found = [_saved(one, is_own=one.user_id == reader.pk) for one in rows.order_by("name", "pk")]
    return sorted(found, key=lambda one: (not one.is_own, one.name.casefold()))[:MOST_SHOWN]


def _saved(view: SavedView, *, is_own: bool) -> Saved:
    return Saved(view.pk, visible(view.name), filters_of(view), is_own, view.is_shared, "" if is_own else name_of(view.user))


def filters_of(view: SavedView) -> Filters:
    """What a view asks for, as far as it is known today."""
    repository = view.repository.slug if view.repository else ""
    return Filters.of({"show": view.show, "repository": repository, "q": view.q, "sort": view.sort}, {repository})


def links(found: list[Saved], counts: Mapping[Filters, int], current: Filters) -> list[Link]:
    """Views with the issues that each shows; the one that the page shows is current."""
    return [Link(one, counts.get(one.filters), one.filters == current) for one in found]
