"""Repositories to which nothing came for a while: what is said of today is true of them, and says little."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from tracker.models import Commit
from tracker.queries.states import A_TREND

LONG = timedelta(seconds=A_TREND)  # as long as an issue without a change is called stuck


@dataclass(frozen=True, slots=True)
class Idle:
    """A repository and its newest commit."""

    slug: str
    oid: str
    at: datetime
    days: int  # whole ones since then


def of_repositories(repositories: Collection[int], now: datetime) -> list[Idle]:
    """Those of some repositories whose newest commit is older than two weeks, by name; one query."""
    rows = Commit.objects.filter(repository__in=repositories, oid=F("repository__published__tip_oid"), committed_at__lt=now - LONG)
    rows = rows.order_by("repository__slug")
    return [Idle(slug, oid, at, (now - at).days) for slug, oid, at in rows.values_list("repository__slug", "oid", "committed_at")]
