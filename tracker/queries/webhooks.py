"""What the page of a repository says of pushes."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from tracker.models import Repository
from tracker.queries.spans import ago


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where GitHub shall post to, and what has been heard from there."""

    address: str
    is_on: bool
    pushed: str  # how long ago; empty: never
    pinged: str


def of_repository(repository: Repository, now: datetime) -> Webhook | None:
    """None for a path of this machine, which no push is told of."""
    if repository.is_local:
        return None
    return Webhook(
        address=settings.PUBLIC_URL.rstrip("/") + reverse("github_hook"),
        is_on=bool(settings.GITHUB_WEBHOOK_SECRETS),
        pushed=ago(repository.pushed_at, now) if repository.pushed_at else "",
        pinged=ago(repository.pinged_at, now) if repository.pinged_at else "",
    )
