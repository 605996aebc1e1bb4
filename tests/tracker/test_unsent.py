"""A form that was open too long: what somebody wrote comes back to be sent again, and nothing that came from elsewhere."""

import re

import pytest
from django.test import Client

from tests.support.accounts import lead
from tests.support.pages import made_issue, made_repository, tick
from tracker.models import Issue
from tracker.queries import checklist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

HERE = {"Origin": "http://testserver"}
LOOK = "/theme/"


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def issue() -> Issue:
    found = made_issue(made_repository("shop"), "Session store", {0: 3})
    tick(found, {"Find": "x."})
    return found


def refused(client: Client, sent: dict[str, object], headers: dict[str, str]) -> str:
    response = client.post(LOOK, sent, headers=headers)
    assert response.status_code == 403 and "This page was open too long." in response.text
    return response.text


def test_what_was_written_is_below_and_can_be_sent_again(strict, issue):
    strict.force_login(lead())
    address, phase = f"/issues/{issue.slug}/checklist/", checklist.of_issue(issue).phases[0].key
    shown = strict.post(address, {"do": "add", "phase": phase, "text": "Move the\n<b>callers</b>"}, headers=HERE).text
    assert "Your text is below; send it again." in shown and "\nMove the\n&lt;b&gt;callers&lt;/b&gt;</textarea>" in shown
    token = re.findall(r'action="' + re.escape(address) + r'"><input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"', shown)
    hidden = dict(re.findall(r'<input type="hidden" name="(do|phase)" value="([^"]+)">', shown))
    again = strict.post(address, {**hidden, "text": "Move the callers", "csrfmiddlewaretoken": token[0]}, headers=HERE)
    assert again.status_code == 302
    assert "Move the callers" in [item.text for item in checklist.of_issue(issue).merged.items()]


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://testserver:81"}])
def test_nothing_that_came_from_elsewhere_is_shown(strict, headers):
    assert "delete it all" not in refused(strict, {"text": "delete it all"}, headers)


@pytest.mark.parametrize("name", ["password", "new_password1", "token", "client_secret"])
def test_no_form_with_a_secret_comes_back(strict, name):
    shown = refused(strict, {name: "hunter2 hunter2", "text": "a b"}, HERE)
    assert "hunter2" not in shown and "Your text is below" not in shown


def test_a_form_of_choices_alone_is_sent_again_without_words(strict):
    shown = refused(strict, {"theme": "dark", "next": "/"}, HERE)
    assert "Send it again." in shown and "<textarea" not in shown and '<input type="hidden" name="theme" value="dark">' in shown


@pytest.mark.parametrize("fields", [51, 2000])
def test_a_form_of_too_many_fields_does_not_come_back(strict, fields):
    response = strict.post(LOOK, {f"field-{number}": "a b" for number in range(fields)}, headers=HERE)
    assert response.status_code in (400, 403) and "<textarea" not in response.text
