"""Accounts with a role."""

from django.contrib.auth.models import User

from tracker.actions import accounts
from tracker.models import Role


def made_account(name: str, role: Role) -> User:
    """An account that an admin made; it has no password, and no link any more."""
    accounts.invite(name, "", role)
    user = User.objects.get(username=name)
    user.sign_in_links.all().delete()
    return user


def lead(name: str = "mira") -> User:
    """Somebody who may change issues and ask for scans."""
    return made_account(name, Role.LEAD)


def admin(name: str = "mira") -> User:
    """Somebody who may change repositories, too."""
    return made_account(name, Role.ADMIN)
