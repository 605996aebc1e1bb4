"""Requests that mean no good, or nothing: an answer in words, never an error of the server."""

import pytest
from django.test import Client

from tests.support.accounts import lead, made_account
from tests.support.junit import junit
from tests.support.pages import made_issue, made_repository
from tracker.actions import tokens
from tracker.models import Role, ShareLink, TestResults
from tracker.queries.subjects import key_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]
FORM = b'--B\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n--B--\r\n'


def test_a_current_address_that_is_none_leads_to_the_sign_in(settings):
    settings.REQUIRE_SIGN_IN = True
    answer = Client(raise_request_exception=False).get("/", headers={"HX-Request": "true", "HX-Current-URL": "http://[x"})
    assert answer["HX-Redirect"] == "/sign-in/?next=/"


@pytest.mark.parametrize("address", ["/theme/", "/repositories/shop/junit/{tip}/"])
@pytest.mark.parametrize("charset", ["hex", "rot13", "nothing-like-it"])
def test_a_form_in_a_charset_that_is_none_is_a_bad_request(address, charset):
    repository = made_repository("shop")
    headers = {"Authorization": f"Bearer {tokens.create(repository, 'ci')}"}
    machine = Client(enforce_csrf_checks=True, raise_request_exception=False)
    kind = f"multipart/form-data; boundary=B; charset={charset}"
    answer = machine.generic("POST", address.format(tip=repository.published.tip_oid), FORM, content_type=kind, headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["\uff9e", "_", "\ufe70"])
def test_every_subject_has_an_address(name):
    assert key_of(name)


@pytest.mark.parametrize("days", ["-1", "1e2", "abc", "\u0663", "0", "367"])
def test_days_that_are_no_number_make_no_share_link(client, days):
    issue = made_issue(made_repository("shop"), "One router", {0: 3})
    client.force_login(lead())
    client.post(f"/issues/{issue.slug}/shares/", {"days": days})
    assert not ShareLink.objects.exists()


def test_results_of_one_commit_have_a_limit_together(client, monkeypatch):
    monkeypatch.setattr("scanner.junit.MOST_TESTS", 50)
    repository = made_repository("shop")
    headers = {"Authorization": f"Bearer {tokens.create(repository, 'ci')}"}
    found = []
    for number in range(3):
        raw = junit({f"tests/test_a.py::test_{number}_{one}": "passed" for one in range(40)})
        address = f"/repositories/shop/junit/{repository.published.tip_oid}"  # without a slash: a redirect would lose the results
        found.append(client.post(address, raw, content_type="application/xml", headers=headers).status_code)
    assert found == [200, 422, 422] and TestResults.objects.get().passed == 40


def test_one_stranger_behind_the_proxy_does_not_close_the_sign_in_for_all(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # TRUSTED_PROXY=1
    user = made_account("vera", Role.VIEWER)
    user.set_password("correct-horse-9")
    user.save()
    stranger = Client(headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.66"})
    answers = [stranger.post("/sign-in/", {"username": f"nobody-{number}", "password": "wrong"}).status_code for number in range(101)]
    assert answers[-1] == 429
    mine = Client(headers={"X-Forwarded-For": "192.0.2.1"}).post("/sign-in/", {"username": "vera", "password": "correct-horse-9"})
    assert mine.status_code == 302
