"""Accounts: made by an admin, given a role, ended. Nobody makes one for themselves."""

import unicodedata
from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tracker.actions import access
from tracker.models import Role
from tracker.models.access import LOCAL_ADMIN

MOST_LETTERS = 150
NOT_OWN = "This is your own account. Another admin has to do this."
TAKEN = "An account has this name or e-mail address already."


class AccountRefused(Exception):
    """What cannot be done to an account, in one sentence."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link for somebody, to be shown once."""

    name: str
    path: str


def invite(name: str, email: str, role: Role) -> Invitation:
    """A new account, and the link by which its owner comes in and chooses a password. Raises AccountRefused."""
    name, email = unicodedata.normalize("NFKC", name).strip(), email.strip()
    _check_name(name)
    if User.objects.filter(username__iexact=name).exists() or (email and User.objects.filter(email__iexact=email).exists()):
        raise AccountRefused(TAKEN)
    try:
        with transaction.atomic():
            user = User.objects.create_user(name, email)
            _give(user, role)
            return new_link(user)
    except IntegrityError as error:
        raise AccountRefused(TAKEN) from error


def _check_name(name: str) -> None:
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError as error:
        raise AccountRefused("A name has letters, digits and @ . + - _ only.") from error
    if len(name) > MOST_LETTERS:
        raise AccountRefused(f"A name has {MOST_LETTERS} letters at most.")
    if name.casefold() == LOCAL_ADMIN:
        raise AccountRefused(f"{LOCAL_ADMIN} is the account of the link that the terminal shows. Choose another name.")


def new_link(user: User) -> Invitation:
    """A link for an account whose owner has no password or lost it; older ones end. Raises AccountRefused."""
    if not user.is_active:
        raise AccountRefused(f"{user.get_username()} is deactivated. Activate the account first.")
    if user.get_username() == LOCAL_ADMIN:
        raise AccountRefused("The terminal shows a link for this account when the program starts.")
    user.sign_in_links.all().delete()
    return Invitation(user.get_username(), access.new_sign_in_link(user))


def change_role(user: User, role: Role, *, by: User) -> None:
    """Give an account another role, which holds from its next click. Raises AccountRefused."""
    _check_other(user, by)
    with transaction.atomic():
        _give(user, role)


def set_active(user: User, *, is_active: bool, by: User) -> None:
    """End an account with its sessions and links, or let it in again. What it did keeps its name. Raises AccountRefused."""
    _check_other(user, by)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        user.sign_in_links.all().delete()


def _check_other(user: User, by: User) -> None:
    """So there is always an admin left."""
    if user.pk == by.pk:
        raise AccountRefused(NOT_OWN)


def _give(user: User, role: Role) -> None:
    """An admin is staff, too: what is stored can be looked at."""
    group, _ = Group.objects.get_or_create(name=role.value)
    user.groups.set([group])
    user.is_staff = user.is_superuser = role == Role.ADMIN
    user.save(update_fields=["is_staff", "is_superuser"])
