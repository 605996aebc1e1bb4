"""Signing in and out: links that work once, passwords with a limit of tries, the theme."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import now

from tracker.actions import access
from tracker.models import SignInLink

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _no_tries(data_dir):
    cache.clear()


@pytest.fixture
def mira(db: None) -> User:
    return User.objects.create_user("mira", "mira@example.org", PASSWORD)


def try_password(client: Client, password: str, name: str = "mira", **more: str):
    return client.post("/sign-in/", {"username": name, "password": password} | more)


def signed_in(client: Client) -> str:
    """The name of whoever is signed in, as the shell shows it."""
    found = re.search(r"Signed in as ([^<]+)<", client.get("/").text)
    return found[1] if found else ""


@pytest.mark.django_db
def test_a_link_signs_the_local_administrator_in_once(client):
    path = access.new_sign_in_link()
    assert client.get(path).status_code == 200
    response = client.post(path)
    assert (response.status_code, response["Location"]) == (302, "/")
    user = User.objects.get()
    assert (signed_in(client), user.is_superuser, user.has_usable_password()) == ("local-admin", True, False)
    again = Client()
    assert again.post(path).status_code == 410
    assert signed_in(again) == ""


@pytest.mark.django_db
def test_looking_at_a_link_does_not_use_it_up(client):
    path = access.new_sign_in_link()
    for _ in range(3):
        assert "works once" in client.get(path).text
    assert SignInLink.objects.get().used_at is None
    assert signed_in(client) == ""


@pytest.mark.django_db
def test_a_link_ends_after_a_day_and_is_forgotten(client):
    path = access.new_sign_in_link()
    SignInLink.objects.update(created_at=now() - timedelta(hours=25))
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    access.new_sign_in_link()
    assert SignInLink.objects.count() == 1


@pytest.mark.django_db
def test_the_token_itself_is_nowhere_in_the_database():
    token = access.new_sign_in_link().strip("/").rpartition("/")[2]
    assert len(token) > 40
    assert token not in SignInLink.objects.get().token_sha256


@pytest.mark.django_db
def test_a_token_that_was_never_made_is_refused(client):
    assert client.get("/sign-in/nonsense/").status_code == 410
    assert client.post("/sign-in/nonsense/").status_code == 410


@pytest.mark.django_db
def test_the_local_administrator_gets_his_rights_back_and_keeps_his_password():
    first = access.redeem(access.new_sign_in_link().split("/")[2])
    first.set_password(PASSWORD)
    first.is_active = False
    first.save()
    second = access.redeem(access.new_sign_in_link().split("/")[2])
    assert (second.pk, second.is_active, second.check_password(PASSWORD)) == (first.pk, True, True)


@pytest.mark.django_db
def test_signing_in_gives_the_session_another_key(client):
    client.get("/sign-in/")
    session = client.session
    session["before"] = 1
    session.save()
    key = session.session_key
    client.cookies["sessionid"] = key
    client.post(access.new_sign_in_link())
    assert client.session.session_key != key


@pytest.mark.parametrize("name", ["mira", "mira@example.org", " MIRA@example.org "])
def test_a_name_or_an_e_mail_address_with_its_password_signs_in(client, mira, name):
    assert try_password(client, PASSWORD, name).status_code == 302
    assert signed_in(client) == "mira"


def test_an_e_mail_address_of_two_accounts_names_neither(client, mira):
    User.objects.create_user("second", "mira@example.org", PASSWORD)
    assert try_password(client, PASSWORD, "mira@example.org").status_code == 422


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, mira):
    first, second = try_password(client, "wrong"), try_password(client, "wrong", "nobody")
    assert first.status_code == second.status_code == 422
    hide = re.compile(r'csrf[^>]*>|X-CSRFToken[^}]*|value="(mira|nobody)"')
    assert hide.sub("", first.text) == hide.sub("", second.text)
    assert "Name, e-mail or password is wrong." in first.text


def test_five_wrong_passwords_close_the_account_for_this_address(client, mira):
    for _ in range(access.MOST_TRIES):
        assert try_password(client, "wrong").status_code == 422
    response = try_password(client, PASSWORD)
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert "Too many tries. Wait 15 minutes." in response.text
    assert try_password(client, PASSWORD, "MIRA@EXAMPLE.ORG").status_code == 429
    assert try_password(Client(REMOTE_ADDR="192.0.2.7"), PASSWORD).status_code == 302


def test_the_account_opens_again_after_a_quarter_of_an_hour(client, mira, monkeypatch):
    real = time.time
    for _ in range(access.MOST_TRIES):
        try_password(client, "wrong")
    monkeypatch.setattr(time, "time", lambda: real() + access.SECONDS_OF_TRIES + 1)
    assert try_password(client, PASSWORD).status_code == 302


def test_a_right_password_ends_the_count(client, mira):
    for _ in range(2):
        for _ in range(access.MOST_TRIES - 1):
            try_password(client, "wrong")
        assert try_password(client, PASSWORD).status_code == 302
        client.post("/sign-out/")


def test_many_accounts_from_one_address_are_stopped_too(client, db):
    for number in range(access.MOST_TRIES_OF_ADDRESS):
        access.count_try(f"name{number}", "127.0.0.1")
    assert try_password(client, "wrong", "one more").status_code == 429


def test_tries_at_the_same_time_are_all_counted(db):
    def one(_: int) -> bool:
        try:
            access.count_try("mira", "192.0.2.1")
        except access.TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(one, range(40))) == access.MOST_TRIES


def test_an_empty_field_is_no_try(client, mira):
    for _ in range(access.MOST_TRIES + 1):
        assert try_password(client, "").status_code == 422
    assert try_password(client, PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example", "foo", "issue", ""]
)
def test_nobody_is_sent_elsewhere_after_signing_in(client, mira, wanted):
    assert try_password(client, PASSWORD, next=wanted)["Location"] == "/"


def test_after_signing_in_one_is_where_one_wanted_to_be(client, mira):
    response = client.get("/issues/new/")
    assert response["Location"] == "/sign-in/?next=/issues/new/"
    assert 'name="next" value="/issues/new/"' in client.get(response["Location"]).text
    assert try_password(client, PASSWORD, next="/issues/new/")["Location"] == "/issues/new/"
    assert client.get("/sign-in/?next=/scans/")["Location"] == "/scans/"


@pytest.mark.parametrize("wanted", ["foo", "portfolio", "http://testserver/scans/", "//testserver/"])
def test_only_a_path_is_gone_on_to(client, mira, wanted):
    client.force_login(mira)
    assert client.get("/sign-in/", {"next": wanted})["Location"] == "/"
    assert client.post("/theme/", {"theme": "dark", "next": wanted})["Location"] == "/"


def test_signing_out_takes_a_post(client, mira):
    client.force_login(mira)
    assert client.get("/sign-out/").status_code == 405
    assert signed_in(client) == "mira"
    assert client.post("/sign-out/").status_code == 302
    assert signed_in(client) == ""


def test_forms_without_a_token_change_nothing(mira):
    strict = Client(enforce_csrf_checks=True)
    link = access.new_sign_in_link()
    for path in ("/sign-in/", "/sign-out/", "/theme/", link):
        response = strict.post(path, {"username": "mira", "password": PASSWORD})
        assert response.status_code == 403
        assert "This page was open too long." in response.text
    assert access.redeems_as(link.split("/")[2])


def test_pages_with_tokens_and_passwords_are_kept_by_no_cache(client, db):
    for path in ("/sign-in/", access.new_sign_in_link()):
        assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.django_db
def test_a_theme_is_kept_in_a_cookie_until_system_takes_it_away(client):
    assert "data-bs-theme" not in client.get("/").text
    response = client.post("/theme/", {"theme": "dark", "next": "/scans/?page=2"})
    assert response["Location"] == "/scans/?page=2"
    assert response.cookies["theme"]["httponly"] and response.cookies["theme"]["samesite"] == "Lax"
    assert 'data-bs-theme="dark"' in client.get("/").text
    client.post("/theme/", {"theme": "system"})
    assert "data-bs-theme" not in client.get("/").text


@pytest.mark.django_db
def test_single_keys_are_turned_off_by_a_cookie_and_on_without_it(client):
    assert "data-keys-off" not in client.get("/").text
    response = client.post("/keys/", {"keys": "off", "next": "/scans/?page=2"})
    assert response["Location"] == "/scans/?page=2"
    assert response.cookies["keys"]["httponly"] and response.cookies["keys"]["samesite"] == "Lax"
    off = client.get("/").text
    assert "<html" in off and " data-keys-off>" in off.partition("<head>")[0] and "Single keys are off in this browser." in off
    client.post("/keys/", {"keys": '"><script>', "next": "//evil.example"})
    assert "data-keys-off" not in client.get("/").text
    assert client.get("/keys/").status_code == 405


@pytest.mark.django_db
def test_a_theme_that_is_none_is_not_written(client):
    client.post("/theme/", {"theme": '"><script>', "next": "//evil.example"})
    client.cookies["theme"] = '"><script>'
    response = client.get("/")
    assert "data-bs-theme" not in response.text
    assert "<script>" not in response.text
    assert client.post("/theme/", {"theme": "light", "next": "//evil.example"})["Location"] == "/"
