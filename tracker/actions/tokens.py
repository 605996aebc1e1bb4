"""Tokens with which machines send test results: one repository each, shown once, kept as their SHA-256."""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from tracker import keys
from tracker.models import Repository, UploadToken

MOST_TOKENS = 50  # of one repository that are not revoked
PREFIX = "ssot_"  # so that scanners of secrets know one


class TokenRefused(ValueError):
    """A token that cannot be made or revoked; str() is one sentence."""


def create(repository: Repository, name: str, user: User | None = None) -> str:
    """A new token of 256 random bits; nobody can see it again. Raises TokenRefused."""
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > 100:
        raise TokenRefused("Give the token a name of at most 100 characters: where it will be used.")
    standing = UploadToken.objects.filter(repository=repository, revoked_at=None)
    if standing.filter(name=name).exists():
        raise _taken(repository, name)
    if standing.count() >= MOST_TOKENS:
        raise TokenRefused(f"{repository.slug} has {MOST_TOKENS} tokens. Revoke one that nobody needs.")
    token = keys.made(PREFIX)
    try:
        with transaction.atomic():
            UploadToken.objects.create(repository=repository, name=name, token_sha256=keys.digest(token), made_by=user)
    except IntegrityError as error:  # somebody made one of this name just now
        raise _taken(repository, name) from error
    return token


def _taken(repository: Repository, name: str) -> TokenRefused:
    return TokenRefused(f"{repository.slug} has a token “{name}” already. Choose another name, or revoke that one first.")


def revoke(repository: Repository, name: str) -> None:
    """From now on the token opens nothing. Raises TokenRefused."""
    name = name.replace("\0", "")
    revoked = UploadToken.objects.filter(repository=repository, name=name, revoked_at=None).update(revoked_at=now())
    if not revoked:
        raise TokenRefused(f"{repository.slug} has no token “{name[:100]}” that could be revoked.")


def opened(slug: str, token: str) -> UploadToken | None:
    """The token's row if it opens the repository of the slug, None if it is unknown, revoked or another repository's.

    Found by its SHA-256, so that the time says nothing of the token.
    """
    rows = UploadToken.objects.select_related("repository__published")
    row = rows.filter(token_sha256=keys.digest(token), revoked_at=None, repository__slug=slug).first()
    if row is None:
        return None
    UploadToken.objects.filter(pk=row.pk).update(used_at=now())
    return row
