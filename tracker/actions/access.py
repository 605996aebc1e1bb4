"""Who may write: one-time sign-in links, and a limit on wrong passwords."""

import time
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import now

from tracker import keys
from tracker.embedded import lock
from tracker.models import SignInLink
from tracker.models.access import LINK_LIFE, LOCAL_ADMIN

MOST_TRIES = 5
SECONDS_OF_TRIES = 15 * 60
#: Of one address, whatever accounts it names; so that nobody fills the disk with counts.
MOST_TRIES_OF_ADDRESS = 100


def new_sign_in_link(user: User | None = None) -> str:
    """The path of a link that signs its holder in, once and within 24 hours: as this account, or as the local administrator.

    Links that are too old are forgotten.
    """
    token = keys.made()
    SignInLink.objects.filter(created_at__lt=now() - LINK_LIFE).delete()
    SignInLink.objects.create(token_sha256=keys.digest(token), user=user)
    return reverse("redeem", args=[token])


def redeems_as(token: str) -> str:
    """The name of the account that a link is for; empty if redeem() would not accept it."""
    link = _redeemable(token).select_related("user").first()
    return "" if link is None else link.user.get_username() if link.user is not None else LOCAL_ADMIN


@transaction.atomic
def redeem(token: str) -> User | None:
    """Use a link up and return its account; None if the link is used, too old or unknown.

    Whoever gets a link of their own chooses a password next: the old one, which may have been lost, ends.
    """
    link = _redeemable(token).select_related("user").first()
    if link is None or not _redeemable(token).update(used_at=now()):
        return None
    if link.user is None:
        return _local_admin()
    link.user.set_unusable_password()
    link.user.save(update_fields=["password"])
    return link.user


def _local_admin() -> User:
    """Made on first use; gets back what it may."""
    rights = {"is_active": True, "is_staff": True, "is_superuser": True}
    user, _ = User.objects.update_or_create(
        username=LOCAL_ADMIN, defaults=rights, create_defaults=rights | {"password": make_password(None)}
    )
    return user


def _redeemable(token: str) -> QuerySet[SignInLink]:
    is_for_somebody = Q(user=None) | Q(user__is_active=True)
    return SignInLink.objects.filter(is_for_somebody, token_sha256=keys.digest(token), used_at=None, created_at__gt=now() - LINK_LIFE)


class TooManyTries(Exception):
    """Somebody has to wait before the next try."""

    def __init__(self, seconds: float) -> None:
        self.minutes = max(-(-int(seconds) // 60), 1)
        super().__init__(f"Too many tries. Wait {self.minutes} minute{'' if self.minutes == 1 else 's'}.")


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a password was wrong, and until when that is remembered."""

    count: int
    until: float


def username_of(entered: str) -> str:
    """The account that somebody means: its name, or its e-mail address if no other account has the same."""
    entered = unicodedata.normalize("NFKC", entered).strip()
    if "@" in entered and not User.objects.filter(username=entered).exists():
        named = list(User.objects.filter(email__iexact=entered).values_list("username", flat=True)[:2])
        if len(named) == 1:
            return named[0]
    return entered


def count_try(username: str, address: str) -> None:
    """Count a try before its password is looked at, so that many at once are no way around. Raises TooManyTries."""
    limits = {_key(username, address): MOST_TRIES, _key("", address): MOST_TRIES_OF_ADDRESS}
    with lock(settings.DATA_DIR, "sign-in.lock"):
        known = {key: _tries(key) for key in limits}
        if blocked := [tries.until for key, tries in known.items() if tries.count >= limits[key]]:
            raise TooManyTries(max(blocked) - time.time())
        for key, tries in known.items():
            cache.set(key, (tries.count + 1, tries.until), tries.until - time.time())


def forget_tries(username: str, address: str) -> None:
    """A right password ends the count of this account."""
    cache.delete(_key(username, address))


def _tries(key: str) -> Tries:
    count, until = cache.get(key, (0, time.time() + SECONDS_OF_TRIES))
    return Tries(count, until)


def _key(username: str, address: str) -> str:
    return "sign-in-" + sha256(f"{username.casefold()}\0{address}".encode()).hexdigest()
