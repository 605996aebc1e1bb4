"""Links that let somebody without an account read the reports of one issue."""

from dataclasses import dataclass
from datetime import datetime

from tracker import keys
from tracker.models import Issue, ShareLink
from tracker.queries.accounts import name_of

LONGEST_KEY = 100


def opens(issue: Issue, key: str, now: datetime) -> bool:
    """Is this the key of a link to this very issue that is neither expired nor revoked?"""
    if not key or len(key) > LONGEST_KEY:
        return False
    return ShareLink.objects.filter(issue=issue, key_sha256=keys.digest(key), revoked_at=None, expires_at__gt=now).exists()


@dataclass(frozen=True, slots=True)
class Shared:
    """A link as the settings list it; its key is not known any more."""

    pk: int
    made_by: str
    created_at: datetime
    expires_at: datetime


def of_issue(issue: Issue, now: datetime) -> list[Shared]:
    """The links that work, the newest first."""
    rows = (
        ShareLink.objects.filter(issue=issue, revoked_at=None, expires_at__gt=now).select_related("made_by").order_by("-created_at", "-pk")
    )
    return [Shared(row.pk, name_of(row.made_by), row.created_at, row.expires_at) for row in rows]
