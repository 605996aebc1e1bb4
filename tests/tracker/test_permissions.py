"""Every route states who may: all routes are asked by everybody, with reading open and closed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.support.accounts import made_account
from tests.support.pages import made_issue, made_repository
from tracker.models import Issue, Repository, Role, Scan
from tracker.views.permissions import OPEN, PERMISSIONS, SAFE, Standing, stated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

SAMPLES = {"SlugConverter": "shop", "IntConverter": "1", "StringConverter": "abc", "PathConverter": "shop/a.py"}


@dataclass(frozen=True)
class Route:
    """A route by its name, and an address that leads to it."""

    name: str
    address: str
    view: object


def routes_of(patterns, namespace="", before="/") -> Iterator[Route]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from routes_of(one.url_patterns, inner, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield Route(namespace + (one.name or ""), before + sample(one), one.callback)


def sample(one: URLPattern) -> str:
    if not isinstance(one.pattern, RoutePattern):
        return "nothing-like-it/"  # the admin's last pattern, which takes everything else
    text = str(one.pattern)
    for name, converter in one.pattern.converters.items():
        kind = next(kind for kind in SAMPLES if kind in {base.__name__ for base in type(converter).__mro__} or converter.regex == r"\w+")
        known = {f"<{part}{name}>" for part in ("", "slug:", "int:", "str:", "path:")}
        for written in known:
            text = text.replace(written, SAMPLES[kind])
    return text


ROUTES = sorted(routes_of(get_resolver().url_patterns), key=lambda route: (route.name, route.address))
SIGNING_OUT = {"sign_out", "admin:logout"}
PEOPLE = {None: Standing.ANYBODY, Role.VIEWER: Standing.VIEWER, Role.LEAD: Standing.LEAD, Role.ADMIN: Standing.ADMIN}


@pytest.fixture
def people() -> dict[Role | None, User | None]:
    return {None: None} | {role: made_account(f"some-{role}", role) for role in Role}


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def answer(route: Route, user: User | None, method: str):
    return client_of(user).generic(method, route.address)


def passed(response, user: User | None) -> bool:
    """Did the request come to its view?"""
    if user is None:
        return not (response.status_code == 302 and response["Location"].startswith("/sign-in/?next="))
    return not (response.status_code == 403 and "It takes the role" in response.text)


def test_every_route_has_a_stated_permission():
    for name in sorted({route.name for route in ROUTES if stated(route.name) is None}):
        pytest.fail(
            f"The route “{name}” has no stated permission: only admins get there. Add one line to PERMISSIONS in "
            f'tracker/views/permissions.py: "{name}": READ (or READ_LEADS_CHANGE, LEADS, ADMINS, …).'
        )


def test_every_stated_permission_is_that_of_a_route():
    names = {route.name for route in ROUTES} | {route.name[: route.name.rfind(":") + 1] for route in ROUTES}
    assert set(PERMISSIONS) - names == set()


def test_an_unstated_route_is_an_admins(monkeypatch, people):
    monkeypatch.delitem(PERMISSIONS, "scans")
    route = next(route for route in ROUTES if route.name == "scans")
    assert {role: passed(answer(route, user, "GET"), user) for role, user in people.items()} == {
        None: False,
        Role.VIEWER: False,
        Role.LEAD: False,
        Role.ADMIN: True,
    }


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_everybody_gets_as_far_as_the_table_says(people, settings, closed, method):
    settings.REQUIRE_SIGN_IN = closed
    clients = {role: client_of(user) for role, user in people.items()}
    for route in ROUTES:
        rule = stated(route.name)
        needed = rule.see if method in SAFE else rule.change
        for role, user in people.items():
            standing = Standing.READER if role is None and not closed else PEOPLE[role]
            client = client_of(user) if route.name in SIGNING_OUT else clients[role]
            response = client.generic(method, route.address)
            assert passed(response, user) == (standing >= needed), (route.name, role, method, response.status_code)
            assert response.status_code < 500, (route.name, role, method)
    assert all(SESSION_KEY in client.session for role, client in clients.items() if role), "a route of SIGNING_OUT is missing there"


def test_what_is_open_whatever_the_settings_say_is_little():
    assert {name for name, rule in PERMISSIONS.items() if rule == OPEN} == {
        "sign_in",
        "redeem",
        "sign_out",
        "theme",
        "keys",
        "github_hook",
        "upload_junit",
        "report",  # these six ask who may read an issue's reports
        "report_markdown",
        "report_json",
        "report_csv",
        "badge",
        "chart_image",
        "livez",
        "readyz",
    }
    assert all(rule.change >= rule.see for rule in PERMISSIONS.values())


def test_only_what_no_cookie_opens_takes_forms_without_a_token():
    assert {route.name for route in ROUTES if getattr(route.view, "csrf_exempt", False)} == {"github_hook", "upload_junit"}


def test_the_roles_do_what_they_are_for(people, django_capture_on_commit_callbacks):
    """By what is there afterwards, not by the table."""
    repository = made_repository("shop")
    repository.slug = "shop"
    repository.save()
    made_issue(repository, "Session store", {0: 3})

    def does(role, address, **entered):
        client = Client()
        client.force_login(people[role])
        return client.post(address, entered).status_code

    for role in (Role.VIEWER, Role.LEAD):
        assert does(role, "/repositories/shop/", part="delete", confirmation="shop") == 403
    assert does(Role.VIEWER, "/repositories/shop/scan/") == 403 and not Scan.objects.exists()
    assert does(Role.VIEWER, "/issues/issue-0/settings/", confirmation="Session store") == 403 and Issue.objects.exists()
    assert does(Role.LEAD, "/repositories/shop/scan/") == 302 and Scan.objects.count() == 1
    assert does(Role.LEAD, "/issues/issue-0/settings/", confirmation="Session store") == 302 and not Issue.objects.exists()
    assert does(Role.LEAD, f"/scans/{Scan.objects.get().pk}/stop/") == 302
    assert does(Role.ADMIN, "/repositories/shop/", part="delete", confirmation="shop") == 302 and not Repository.objects.exists()


def test_a_refusal_says_who_may(people):
    client = Client()
    client.force_login(people[Role.VIEWER])
    said = client.get("/issues/new/").text
    assert "You may not see this." in said and "It takes the role lead or admin; yours is viewer. Ask an admin." in said
    said = client.post("/accounts/", {"name": "eve", "role": "admin"}).text
    assert "You may not do this." in said and "It takes the role admin; yours is viewer. Ask an admin." in said
    assert not User.objects.filter(username="eve").exists()


def test_closed_reading_tells_nobody_what_is_there(client, settings):
    settings.REQUIRE_SIGN_IN = True
    made_issue(made_repository("shop"), "Session store", {0: 3})
    there, not_there = client.get("/issues/issue-0/"), client.get("/issues/other/")
    assert there["Location"] == "/sign-in/?next=/issues/issue-0/" and not_there["Location"] == "/sign-in/?next=/issues/other/"
    for address in ("/sign-in/", "/nothing/"):
        said = client.get(address).text
        assert "shop" not in said.lower() and "Session store" not in said
    assert "Reading needs no account." not in client.get("/sign-in/").text
    assert client.get("/livez").status_code == 200 and client.get("/readyz").status_code == 200


def test_buttons_are_those_that_somebody_may_press(people):
    made_repository("shop")
    shown = {}
    for role, user in people.items():
        client = Client()
        if user is not None:
            client.force_login(user)
        said = client.get("/repositories/shop/").text
        shown[role] = ("Scan now</button>" in said, "Save and scan" in said, 'href="/accounts/"' in said)
    assert shown == {
        None: (False, False, False),
        Role.VIEWER: (False, False, False),
        Role.LEAD: (True, False, False),
        Role.ADMIN: (True, True, True),
    }


@pytest.mark.parametrize(("role", "queries"), [(Role.VIEWER, 1), (Role.LEAD, 1), (Role.ADMIN, 0)])
def test_a_role_costs_one_question_at_most(people, role, queries, django_assert_max_num_queries):
    made_repository("shop")
    client = Client()
    client.get("/scans/")
    with django_assert_max_num_queries(100) as anonymous:
        client.get("/scans/")
    client.force_login(people[role])
    with django_assert_max_num_queries(100) as known:
        client.get("/scans/")
    assert len(known) == len(anonymous) + 2 + queries  # the session, the account, its role
