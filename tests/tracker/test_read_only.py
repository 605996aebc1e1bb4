"""While the operator works on the database: pages open, changes get one sentence and their text back."""

import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.support import walk
from tests.support.accounts import admin, lead
from tests.support.pages import made_issue, made_repository, tick
from tests.tracker.test_settings import ask
from tracker.actions import read_only
from tracker.actions.read_only import SENTENCE
from tracker.management.commands import up
from tracker.models import Issue, Scan
from tracker.queries import checklist
from tracker.views.read_only import Sessions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

SET = {"sqlite": "PRAGMA query_only={}", "postgresql": "SET default_transaction_read_only={}"}


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    yield
    read_only.forget()


@pytest.fixture
def refusing() -> Iterator["Refusing"]:
    switch = Refusing()
    yield switch
    switch.turn("OFF")


class Refusing:
    """Makes the database itself refuse writes."""

    def turn(self, to: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(SET[connection.vendor].format(to))


@pytest.fixture
def issue() -> Issue:
    found = made_issue(made_repository("shop"), "Router", {0: 3})
    tick(found, {"Find": "x."})
    return found


def person(user) -> Client:
    client = Client(headers={"Origin": "http://testserver"}, raise_request_exception=False)
    client.force_login(user)
    return client


def add_item(client: Client, issue: Issue, headers: dict[str, str] | None = None) -> Any:
    sent = {"do": "add", "phase": checklist.of_issue(issue).phases[0].key, "text": "Move <b>all</b> callers"}
    return client.post(f"/issues/{issue.slug}/checklist/", sent, headers=headers)


def is_a_refusal_with_its_text(answer: Any, issue: Issue) -> bool:
    said = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], said.count(SENTENCE)) == (503, "60", 1)
    assert "\nMove &lt;b&gt;all&lt;/b&gt; callers</textarea>" in said and '<input type="hidden" name="do" value="add">' in said
    assert f'action="/issues/{issue.slug}/checklist/"' in said and "Nothing was changed." in said
    return len(checklist.of_issue(issue).phases[0].items) == 2


def test_a_change_is_answered_with_one_sentence_and_its_text(issue, settings):
    client = person(lead())
    settings.READ_ONLY = True
    assert is_a_refusal_with_its_text(add_item(client, issue), issue)
    client.post("/repositories/shop/scan/")
    assert not Scan.objects.exists()


def test_what_the_database_itself_refuses_is_answered_the_same_way_and_pages_say_so_for_a_while(issue, refusing):
    client = person(lead())
    refusing.turn("ON")
    assert SENTENCE not in client.get("/").text  # nobody has found out
    assert is_a_refusal_with_its_text(add_item(client, issue), issue)
    assert client.get("/").text.count(SENTENCE) == 1
    refusing.turn("OFF")
    assert add_item(client, issue).status_code == 302  # at once, whatever is remembered
    read_only.forget()
    assert SENTENCE not in client.get("/").text


def test_every_page_opens_and_says_so_once(data_dir, settings, refusing):
    site, client = walk.made_site(data_dir), person(admin())
    client.get("/")
    settings.READ_ONLY = True
    refusing.turn("ON")
    for addresses in site.addresses().values():
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code in (200, 302), address  # a report of the newest commit leads to that
            assert answer.text.count(SENTENCE) == (0 if address.startswith("/r/") else 1), address
    assert Client().get("/sign-in/").text.count(SENTENCE) == 1


def test_where_nothing_is_the_matter_no_page_speaks_of_it(client, issue):
    assert SENTENCE not in client.get("/").text + client.get(f"/issues/{issue.slug}/").text


def test_what_a_cookie_keeps_can_be_changed(client, settings):
    settings.READ_ONLY = True
    assert client.post("/theme/", {"theme": "dark"}).status_code == 302 and client.cookies["theme"].value == "dark"


def test_passwords_are_not_given_back(client, settings):
    settings.READ_ONLY = True
    answer = client.post("/sign-in/", {"username": "mira", "password": "hunter2 hunter2"}, headers={"Origin": "http://testserver"})
    assert answer.status_code == 503 and "hunter2" not in answer.text and "Nothing was changed." in answer.text


@pytest.mark.parametrize("address", ["/hooks/github/", "/repositories/shop/junit/abcdef1/"])
def test_programs_get_plain_text(client, settings, address):
    settings.READ_ONLY = True
    answer = client.post(address, b"{}", content_type="application/json")
    assert (answer.status_code, answer.text, answer["Content-Type"]) == (503, f"{SENTENCE}\n", "text/plain; charset=utf-8")


def test_who_may_not_change_it_is_told_that_first(client, issue, settings):
    settings.READ_ONLY = True
    assert client.post(f"/issues/{issue.slug}/checklist/", {"do": "add"})["Location"].startswith("/sign-in/")


def test_a_part_of_a_page_that_htmx_sends_is_answered_with_the_whole_page(issue, settings):
    client = person(lead())
    settings.READ_ONLY = True
    answer = add_item(client, issue, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (503, "#main", "#main > .t-wrap")
    codes = re.findall(r'"code": "([^"]*)", "swap": true', client.get("/").text)
    assert any(re.fullmatch(code, "503") for code in codes)


@pytest.mark.parametrize(("method", "fails"), [("get", False), ("head", False), ("post", True)])
def test_a_session_that_cannot_be_stored_breaks_no_page(rf: RequestFactory, refusing, method, fails):
    def view(request):
        request.session["seen"] = "now"
        return HttpResponse("read")

    refusing.turn("ON")
    sessions, request = Sessions(view), getattr(rf, method)("/")
    if fails:
        with pytest.raises(DatabaseError):
            sessions(request)
    else:
        answer: Any = sessions(request)
        assert answer.content == b"read" and read_only.is_on()


def test_another_error_of_the_database_is_none_of_these():
    assert not read_only.refuses(OperationalError("database is locked")) and not read_only.is_on()
    wrapped = OperationalError("cannot execute UPDATE in a read-only transaction")
    wrapped.__cause__ = type("ReadOnlySqlTransaction", (Exception,), {"sqlstate": "25006"})()
    assert read_only.refuses(wrapped) and read_only.is_on()


def test_with_the_setting_the_database_holds_itself_to_it(tmp_path):
    embedded = ask("settings.DATABASES['default']['OPTIONS']['init_command']", DATA_DIR=str(tmp_path), READ_ONLY="1")
    assert embedded.stdout.strip("'\n").endswith("PRAGMA query_only=ON;")
    where = {"DATABASE_URL": "postgres://nobody@127.0.0.1/none", "SECRET_KEY": "x" * 50, "DATA_DIR": str(tmp_path)}
    assert "default_transaction_read_only=on" in ask("settings.DATABASES['default']['OPTIONS']", READ_ONLY="1", **where).stdout
    assert "read_only" not in ask("settings.DATABASES['default']", **where).stdout


def test_neither_workers_nor_schedule_run_and_no_link_is_made(settings):
    with socket.socket() as listener:
        names = [one.name for one in up.programs(listener)]
        settings.READ_ONLY = True
        assert {"web", "worker", "beat"} < set(names) and [one.name for one in up.programs(listener)] == ["web"]
    assert "changes are off" in up.invitation("http://127.0.0.1:8000")


def test_who_has_another_password_since_is_signed_out_for_the_page_alone(issue, refusing):
    mira = lead()
    client = person(mira)
    mira.set_password("another one, chosen elsewhere")
    mira.save()
    refusing.turn("ON")
    for _ in range(2):
        answer = client.get("/")
        assert answer.status_code == 200 and "Sign in" in answer.text
    assert not client.cookies["sessionid"].value, "the browser forgets it"


def test_a_password_inside_an_address_does_not_come_back(issue, settings):
    settings.READ_ONLY = True
    sent = {"source": "https://bob:hunter2@example.org/x.git", "note": "a long text"}
    assert "hunter2" not in person(lead()).post("/repositories/new/", sent).text
