"""Accounts: made by admins, entered by a link, given roles, ended; and one's own password."""

import re
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from tests.support.accounts import admin, lead, made_account
from tracker.actions import access, accounts
from tracker.models import Role, SignInLink
from tracker.queries.accounts import role_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

PASSWORD = "correct horse battery"
OTHER = "another battery staple"


@pytest.fixture
def ada(client) -> User:
    user = admin("ada")
    client.force_login(user)
    return user


def invited(client, name="mira", role="lead", **more: str):
    return client.post("/accounts/", {"name": name, "role": role} | more)


def link_in(response) -> str:
    found = re.search(r'id="link-text">http://testserver(/sign-in/[^<]+)<', response.text)
    assert found, response.text
    return found[1]


def of(name: str) -> User:
    return User.objects.get(username=name)


def do(client, user: User, what: str, **more: str):
    return client.post(f"/accounts/{user.pk}/", {"do": what} | more)


def test_somebody_is_invited_comes_in_by_the_link_and_chooses_a_password(client, ada):
    link = link_in(invited(client, email="mira@example.org"))
    theirs = Client()
    assert "signs you in as mira" in theirs.get(link).text
    assert theirs.post(link)["Location"] == "/accounts/password/"
    assert "Choose a password" in theirs.get("/accounts/password/").text
    assert theirs.post("/accounts/password/", {"new_password1": PASSWORD, "new_password2": PASSWORD})["Location"] == "/"
    assert "Signed in as mira" in theirs.get("/").text  # the session goes on
    fresh = Client()
    assert fresh.post("/sign-in/", {"username": "mira@example.org", "password": PASSWORD}).status_code == 302
    assert role_of(of("mira")) == Role.LEAD
    assert Client().post(link).status_code == 410


def test_a_link_has_256_bits_and_is_stored_as_its_hash_alone(client, ada):
    token = link_in(invited(client)).split("/")[2]
    assert len(token) == 43
    assert token not in str(list(SignInLink.objects.values_list()))


def test_a_link_is_shown_once(client, ada):
    token = link_in(invited(client)).split("/")[2]
    response = client.get("/accounts/")
    assert token not in response.text and "no-store" in response["Cache-Control"]


def test_a_link_ends_after_a_day(client, ada):
    link = link_in(invited(client))
    SignInLink.objects.update(created_at=now() - timedelta(hours=25))
    assert Client().post(link).status_code == 410


def test_a_new_link_ends_the_older_one_and_with_its_use_the_password_and_its_sessions(client, ada):
    link = link_in(invited(client))
    user = of("mira")
    user.set_password(PASSWORD)
    user.save()
    session = Client()
    session.force_login(user)
    newer = link_in(do(client, user, "link"))
    assert Client().post(link).status_code == 410
    assert "Signed in as mira" in session.get("/").text
    assert Client().post(newer).status_code == 302
    assert "Signed in as" not in session.get("/").text
    assert Client().post("/sign-in/", {"username": "mira", "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ({"name": ""}, "Give a name to sign in with."),
        ({"name": "ADA"}, "An account has this name or e-mail address already."),
        ({"name": "\uff21\uff24\uff21"}, "An account has this name or e-mail address already."),
        ({"name": "Local-Admin"}, "Choose another name."),
        ({"name": "<script>"}, "A name has letters, digits"),
        ({"name": "a b"}, "A name has letters, digits"),
        ({"name": "x" * 151}, "at most 150"),
        ({"email": "no"}, "This is no e-mail address."),
        ({"email": "ADA@example.org"}, "An account has this name or e-mail address already."),
        ({"role": "operator"}, "Select a valid choice"),
    ],
)
def test_what_is_no_account_is_said_at_its_field(client, ada, entered, sentence):
    User.objects.update(email="ada@example.org")
    response = client.post("/accounts/", {"name": "mira", "role": "viewer"} | entered)
    assert response.status_code == 422 and sentence in response.text
    assert User.objects.count() == 1 and not SignInLink.objects.exists()


def test_a_role_holds_from_the_next_click(client, ada):
    mira = lead()
    theirs = Client()
    theirs.force_login(mira)
    assert theirs.get("/issues/new/").status_code == 200
    assert do(client, mira, "role", role="viewer").status_code == 302
    assert theirs.get("/issues/new/").status_code == 403
    assert do(client, mira, "role", role="admin").status_code == 302
    assert theirs.get("/accounts/").status_code == 200 and theirs.get("/admin/").status_code == 200
    assert do(client, mira, "role", role="lead").status_code == 302
    assert (of("mira").is_superuser, of("mira").is_staff) == (False, False)


def test_a_role_that_is_none_changes_nothing(client, ada):
    mira = lead()
    for entered in ({"do": "role", "role": "operator"}, {"do": "role"}, {"do": "promote"}, {}):
        assert client.post(f"/accounts/{mira.pk}/", entered).status_code == 422
    assert role_of(of("mira")) == Role.LEAD
    assert client.post("/accounts/999/", {"do": "end"}).status_code == 404


def test_ending_an_account_ends_its_sessions_links_and_password(client, ada):
    link = link_in(invited(client))
    mira = of("mira")
    mira.set_password(PASSWORD)
    mira.save()
    theirs = Client()
    theirs.force_login(mira)
    assert do(client, mira, "end").status_code == 302
    assert "Signed in as" not in theirs.get("/").text
    assert Client().post(link).status_code == 410
    assert Client().post("/sign-in/", {"username": "mira", "password": PASSWORD}).status_code == 422
    assert do(client, mira, "link").status_code == 422
    assert "deactivated" in client.get("/accounts/").text
    assert do(client, mira, "begin").status_code == 302
    assert Client().post("/sign-in/", {"username": "mira", "password": PASSWORD}).status_code == 302


def test_a_link_of_an_account_that_was_ended_meanwhile_signs_nobody_in(client, ada):
    link = link_in(invited(client))
    User.objects.filter(username="mira").update(is_active=False)
    assert Client().get(link).status_code == 410 and Client().post(link).status_code == 410


def test_a_deleted_account_takes_its_links_along(client, ada):
    link = link_in(invited(client))
    of("mira").delete()
    assert Client().post(link).status_code == 410


def test_nobody_ends_or_demotes_themselves(client, ada):
    for what in ("end", "role"):
        response = do(client, ada, what, role="viewer")
        assert response.status_code == 422 and accounts.NOT_OWN in response.text
    assert role_of(of("ada")) == Role.ADMIN and of("ada").is_active


def test_the_local_administrator_gets_no_link_from_a_page(client, ada):
    local = access.redeem(access.new_sign_in_link().split("/")[2])
    assert do(client, local, "link").status_code == 422
    assert f"New link for {local}" not in client.get("/accounts/").text


def test_an_account_without_a_group_reads(client):
    user = User.objects.create_user("mira")
    assert role_of(user) == Role.VIEWER
    user.groups.add(Group.objects.create(name="something else"))
    assert role_of(of("mira")) == Role.VIEWER


@pytest.mark.parametrize("others", [1, 12])
def test_the_list_asks_as_often_however_long_it_is(client, ada, others, django_assert_num_queries):
    for number in range(others):
        made_account(f"name{number}", Role.LEAD)
    with django_assert_num_queries(4):  # session, account; accounts, groups
        client.get("/accounts/")


def test_one_changes_a_password_by_giving_the_old_one(client):
    mira = lead()
    mira.set_password(PASSWORD)
    mira.save()
    client.force_login(mira)
    change = {"old_password": "wrong", "new_password1": OTHER, "new_password2": OTHER}
    assert client.post("/accounts/password/", change).status_code == 422
    short = client.post("/accounts/password/", change | {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"})
    assert short.status_code == 422 and "too short" in short.text
    assert client.post("/accounts/password/", change | {"old_password": PASSWORD}).status_code == 302
    assert of("mira").check_password(OTHER)


def test_whoever_has_a_session_cannot_try_passwords_for_ever(client):
    mira = lead()
    mira.set_password(PASSWORD)
    mira.save()
    client.force_login(mira)
    change = {"old_password": "wrong", "new_password1": OTHER, "new_password2": OTHER}
    for _ in range(access.MOST_TRIES):
        assert client.post("/accounts/password/", change).status_code == 422
        client.get("/accounts/password/")
    response = client.post("/accounts/password/", change | {"old_password": PASSWORD})
    assert response.status_code == 429 and "Too many tries." in response.text
    assert of("mira").check_password(PASSWORD)


def test_a_new_password_ends_other_sessions(client):
    mira = lead()
    mira.set_password(PASSWORD)
    mira.save()
    other = Client()
    other.force_login(mira)
    client.force_login(mira)
    client.post("/accounts/password/", {"old_password": PASSWORD, "new_password1": OTHER, "new_password2": OTHER})
    assert "Signed in as mira" in client.get("/").text
    assert "Signed in as" not in other.get("/").text


def test_accounts_from_before_there_were_roles_keep_what_they_could_do():
    move = import_module("tracker.migrations.0018_pushes_are_heard_and_accounts_have_roles")
    User.objects.create_user("mira")
    User.objects.create_superuser("operator")
    move.keep_rights(apps, SimpleNamespace(connection=connection))
    assert (role_of(of("mira")), role_of(of("operator"))) == (Role.LEAD, Role.ADMIN)
    assert [group.name for group in of("operator").groups.all()] == ["admin"]
