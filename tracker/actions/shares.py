"""Share links: made with a key that is shown once, revoked, forgotten when they are long past."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils.timezone import now

from tracker import keys
from tracker.models import Issue, ShareLink
from tracker.queries.source import visible

DAYS = 90
MOST_DAYS = 366
MOST_LINKS = 50  # of one issue that work


class ShareRefused(ValueError):
    """A link that is not made; str() is one sentence."""


def days_of(entered: str) -> int:
    """How long a link shall work; nothing entered is the usual time. Raises ShareRefused."""
    if not entered.strip():
        return DAYS
    if not (entered.isascii() and entered.isdecimal() and len(entered) < 6):
        raise ShareRefused(f"“{visible(entered[:20])}” is no number of days. Give 1 to {MOST_DAYS}.")
    return int(entered)


def create(issue: Issue, user: User, days: int = DAYS) -> str:
    """A key of 256 bits that opens the reports of this issue; only its hash is kept. Raises ShareRefused."""
    if not 1 <= days <= MOST_DAYS:
        raise ShareRefused(f"A share link works for 1 to {MOST_DAYS} days, not for {days}. Give another number.")
    ShareLink.objects.filter(issue=issue, expires_at__lt=now() - timedelta(days=MOST_DAYS)).delete()
    if ShareLink.objects.filter(issue=issue, revoked_at=None, expires_at__gt=now()).count() >= MOST_LINKS:
        raise ShareRefused(f"This issue has {MOST_LINKS} share links that work. Revoke one first.")
    key = keys.made()
    ShareLink.objects.create(issue=issue, made_by=user, key_sha256=keys.digest(key), expires_at=now() + timedelta(days=days))
    return key


def revoke(issue: Issue, link_id: int) -> bool:
    """End a link of this issue at once; False if it is another's, unknown or revoked already."""
    return bool(ShareLink.objects.filter(issue=issue, pk=link_id, revoked_at=None).update(revoked_at=now()))
