"""Saved views of the list of issues: kept by a person under a name, seen above the list, shared by leads, removed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.accounts import made_account
from tests.support.pages import made_issue, made_repository
from tracker.actions import saved_views
from tracker.actions.saved_views import MOST_VIEWS
from tracker.models import Repository, Role, SavedView
from tracker.queries.portfolio_filters import Filters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

STUCK = Filters(show="stuck")
NAV = re.compile(r'<nav class="t-views".*?</nav>', re.DOTALL)


@pytest.fixture(autouse=True)
def issues() -> Repository:
    """Two issues that are stuck, one of them in another repository, and one that falls."""
    shop = made_repository("shop")
    made_issue(shop, "Router", {0: 10})
    made_issue(shop, "Session store", {0: 10, 4: 2})
    made_issue(made_repository("site"), "Clock", {0: 10})
    return shop


def person(role: Role = Role.VIEWER, name: str = "") -> Client:
    client = Client()
    client.force_login(made_account(name or f"some-{role}", role))
    return client


def views(client: Client, address: str = "/") -> list[tuple[str, str]]:
    """The words and addresses above the list."""
    found = NAV.search(client.get(address).text)
    links = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', found.group(), re.DOTALL) if found else []
    return [(re.sub(r"<[^>]*>", "", words), address) for address, words in links]


def save(client: Client, name: str, **more: str) -> str:
    """Save a view, and what the page says then."""
    return client.post("/views/", {"name": name, "show": "stuck", **more}, follow=True).text


def test_who_has_saved_nothing_sees_nothing_and_who_is_not_signed_in_cannot_save(client):
    viewer = person()
    assert views(viewer) == [] and "Save this view" not in viewer.get("/").text
    assert "Save this view" in viewer.get("/?show=stuck").text
    assert "Save this view" not in client.get("/?show=stuck").text
    assert client.post("/views/", {"name": "Mine", "show": "stuck"})["Location"] == "/sign-in/?next=/views/"
    assert not SavedView.objects.exists()


def test_a_view_is_saved_with_its_filters_and_stands_above_the_list_with_its_count():
    viewer = person()
    answer = viewer.post("/views/", {"name": "  My   stuck ones ", "show": "stuck", "repository": "shop", "q": "router", "sort": "left"})
    assert answer["Location"] == "/?show=stuck&repository=shop&q=router&sort=left"
    assert views(viewer) == [("My stuck ones 1", "/?show=stuck&amp;repository=shop&amp;q=router&amp;sort=left")]
    assert 'aria-current="true"><span class="t-wrapany">My stuck ones</span>' in viewer.get(answer["Location"]).text
    save(viewer, "All stuck")
    assert [words for words, _ in views(viewer, "/?q=nothing")] == ["All stuck 2", "My stuck ones 1"]


def test_what_is_no_filter_of_the_list_is_dropped():
    viewer = person()
    save(viewer, "Mine", repository="nowhere", sort="sideways", at="2025-01-01", evil="<script>")
    assert views(viewer) == [("Mine 2", "/?show=stuck")]
    assert "There is nothing to save" in save(viewer, "Empty", show="nonsense", repository="nowhere")
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "needs a name"), (" \0 ", "needs a name"), ("x" * 61, "61 characters"), ("Mine", "“Mine” already")]
)
def test_a_name_that_is_empty_too_long_or_taken_is_refused_and_stays_typed(name, sentence):
    viewer = person()
    save(viewer, "Mine")
    said = save(viewer, name, sort="left")
    assert sentence in said and SavedView.objects.count() == 1
    assert not name.strip(" \0") or f'name="name" value="{name}"' in said


def test_names_are_ones_own():
    first, second = person(), person(name="bo")
    save(first, "Stuck")
    assert "already" not in save(second, "Stuck") and SavedView.objects.count() == 2
    assert len(views(first)) == len(views(second)) == 1


def test_the_database_holds_names_once_too():
    user = made_account("mira", Role.VIEWER)
    saved_views.save(user, "Stuck", STUCK)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(user=user, name="Stuck")


def test_sixty_characters_of_hostile_text_are_text():
    viewer, name = person(), ('<script>alert("1")</script>\u202e' + "ü" * 60)[:60]
    save(viewer, name, q='"><b>')
    shown = viewer.get("/").text
    assert "<script>alert" not in shown and "&lt;script&gt;alert" in shown and "\u202e" not in shown
    assert views(viewer)[0][1] == "/?show=stuck&amp;q=%22%3E%3Cb%3E"


def test_nobody_has_more_than_thirty():
    user = made_account("mira", Role.VIEWER)
    for number in range(MOST_VIEWS):
        saved_views.save(user, f"View {number}", STUCK)
    with pytest.raises(saved_views.ViewRefused, match="Remove one first"):
        saved_views.save(user, "One more", STUCK)


def test_a_view_is_removed_by_its_owner_and_its_filters_stay():
    viewer = person()
    save(viewer, "Mine")
    number = SavedView.objects.get().pk
    other = person(Role.LEAD)
    assert "not there any more" in other.post(f"/views/{number}/remove/", follow=True).text and SavedView.objects.exists()
    assert f'action="/views/{number}/remove/"' in viewer.get("/?show=stuck").text
    answer = viewer.post(f"/views/{number}/remove/")
    assert answer["Location"] == "/?show=stuck" and not SavedView.objects.exists()
    assert "Save this view" in viewer.get("/?show=stuck").text


def test_a_lead_shares_a_view_with_everybody_and_a_viewer_cannot(client):
    lead, viewer = person(Role.LEAD, "mira"), person()
    assert "for everybody" in lead.get("/?show=stuck").text and "for everybody" not in viewer.get("/?show=stuck").text
    save(viewer, "Not for all", shared="1")
    save(lead, "For all", shared="1")
    assert [words for words, _ in views(client)] == ["For all 2 by mira"]
    assert [words for words, _ in views(lead)] == ["For all 2 for everybody"]
    assert [words for words, _ in views(viewer)] == ["Not for all 2", "For all 2 by mira"]


def test_an_admin_removes_what_others_share_and_nothing_else():
    lead, admin = person(Role.LEAD, "mira"), person(Role.ADMIN)
    save(lead, "For all", shared="1")
    save(lead, "Mine", sort="left")
    shared, own = SavedView.objects.get(name="For all"), SavedView.objects.get(name="Mine")
    assert f'action="/views/{shared.pk}/remove/"' in admin.get("/?show=stuck").text
    for one in (shared, own):
        admin.post(f"/views/{one.pk}/remove/")
    assert list(SavedView.objects.all()) == [own]


def test_a_view_of_a_repository_goes_with_it(issues):
    viewer = person()
    save(viewer, "Shop", repository="shop")
    issues.published = None
    issues.save()
    issues.delete()
    assert views(viewer) == []


def test_an_address_that_is_only_visited_changes_nothing():
    viewer = person()
    save(viewer, "Mine")
    for address in ("/views/", f"/views/{SavedView.objects.get().pk}/remove/"):
        assert viewer.get(address)["Location"] == "/"
    assert SavedView.objects.count() == 1


def test_many_views_ask_no_more_queries_than_one():
    user = made_account("mira", Role.VIEWER)
    client, counts = Client(), []
    client.force_login(user)
    for names in (["a"], ["b", "c", "d", "e"]):
        for name in names:
            saved_views.save(user, name, Filters(show="stuck", repository="shop", q=name))
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/?repository=site")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_views_are_of_today(client):
    save(person(Role.LEAD), "For all", shared="1")
    day = datetime.now(UTC).date() - timedelta(days=15)
    assert views(client) and views(client, f"/?at={day:%Y-%m-%d}&show=stuck") == []
