"""Pages have links and buttons for those who may use them: asked of the table of permissions, on every page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.support import walk
from tests.support.accounts import made_account
from tests.support.pages import made_issue, made_repository
from tracker.models import Role
from tracker.views.permissions import PERMISSIONS, Standing, stated

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

TEMPLATES = Path(__file__).parents[2] / "templates"
LINKS = re.compile(r'<a [^>]*href="(/[^"#?]*)')
FORMS = re.compile(r'<form [^>]*method="post"[^>]*action="(/[^"#?]*)')


def reader(role: Role | None) -> Client:
    client = Client()
    if role is not None:
        client.force_login(made_account(f"some-{role}", role))
    return client


def needed(shown: str) -> Iterator[tuple[str, Standing]]:
    """The addresses that a page leads to, with who may go there."""
    for address, is_form in [(one, False) for one in LINKS.findall(shown)] + [(one, True) for one in FORMS.findall(shown)]:
        try:
            rule = stated(resolve(address).view_name)
        except Resolver404:
            continue  # a file beside the routes
        if rule is not None:
            yield address, rule.change if is_form else rule.see


@pytest.mark.parametrize("role", [Role.VIEWER, Role.LEAD])
def test_no_page_has_a_link_or_button_that_its_reader_may_not_use(data_dir, role):
    site, client, standing = walk.made_site(data_dir), reader(role), Standing[role.name]
    wrong = set()
    for addresses in site.addresses().values():
        for page in addresses:
            response = client.get(page)
            if response.status_code == 200:
                wrong |= {(page, address) for address, least in needed(response.text) if least > standing}
    assert wrong == set()


def test_pages_without_anything_offer_viewers_nothing_to_make():
    client = reader(Role.VIEWER)
    for page in ("/", "/claims/", "/discovery/", "/scans/", "/repositories/"):
        assert "/new/" not in client.get(page).text, page
    made_repository("shop")
    for page in ("/", "/claims/", "/repositories/shop/", "/discovery/"):
        assert "/new/" not in client.get(page).text, page


@pytest.mark.parametrize(("role", "there"), [(None, True), (Role.VIEWER, False), (Role.LEAD, True), (Role.ADMIN, True)])
def test_links_that_change_an_issue_are_for_leads_and_for_whoever_may_still_sign_in(role, there):
    issue = made_issue(made_repository("shop"), "Router", {0: 3})
    client = reader(role)
    shown = client.get("/").text + client.get(f"/issues/{issue.slug}/").text
    assert ('href="/issues/new/"' in shown, f"/issues/{issue.slug}/settings/" in shown, "Scan now</button>" in shown) == (
        there,
        there,
        there,
    )


def test_templates_ask_for_routes_that_there_are():
    asked = {route for path in TEMPLATES.rglob("*.html") for route in re.findall(r"\boffers\.(\w+)", path.read_text(encoding="utf-8"))}
    assert asked and asked <= set(PERMISSIONS)
