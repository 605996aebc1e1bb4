"""Accounts and their roles."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils.timezone import now

from tracker.models import Role, SignInLink
from tracker.models.access import LINK_LIFE, LOCAL_ADMIN
from tracker.queries.source import visible

ROLES = list(Role)
MOST_NAMES = 500


def role_of(user: User | AnonymousUser) -> Role | None:
    """The role of an account; of one that was given none, viewer. Nobody's is None. Asked once for a request."""
    if isinstance(user, AnonymousUser) or not user.is_active:
        return None
    if user.is_superuser:
        return Role.ADMIN
    prefetch_related_objects([user], "groups")
    names = {group.name for group in user.groups.all()}
    return next((role for role in reversed(ROLES) if role in names), Role.VIEWER)


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the list shows it."""

    user: User
    name: str
    role: Role | None  # None: deactivated
    state: str
    is_own: bool
    may_have_link: bool  # the terminal shows the local administrator's


def listed(reader: User) -> list[AccountRow]:
    """All accounts by name, those that are deactivated last."""
    open_links = SignInLink.objects.filter(user=OuterRef("pk"), used_at=None, created_at__gt=now() - LINK_LIFE)
    found = User.objects.prefetch_related("groups").annotate(has_link=Exists(open_links)).order_by("-is_active", "username")
    return [_row(one, reader, has_link=one.has_link) for one in found]


def _row(user: User, reader: User, *, has_link: bool) -> AccountRow:
    name = user.get_username()
    return AccountRow(user, visible(name), role_of(user), _state(user, has_link), user.pk == reader.pk, name != LOCAL_ADMIN)


def _state(user: User, has_link: bool) -> str:
    if not user.is_active:
        return "deactivated"
    if has_link:
        return "has an open link"
    return "" if user.has_usable_password() else "signs in by link only"


def name_of(user: User | None) -> str:
    """An account as pages name it."""
    return visible(user.get_username()) if user is not None else "somebody who has left"


def names() -> list[str]:
    """Whom something can be given to."""
    return list(User.objects.filter(is_active=True).order_by("username").values_list("username", flat=True)[:MOST_NAMES])


def active(name: str) -> User | None:
    """The account of a name, None if there is none or it has ended."""
    return User.objects.filter(username=name.replace("\0", "")[:150], is_active=True).first()


def numbered(number: int) -> User | None:
    """The account of a number."""
    return User.objects.filter(pk=number).first()
