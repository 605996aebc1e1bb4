"""What people decide about places, by the forms of the pages."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from tests.support.accounts import lead, made_account
from tests.support.pages import bring, made_issue, made_repository
from tracker.actions import issues, places
from tracker.models import Assignment, Finding, Issue, PlaceNote, Repository, Role, Waiver
from tracker.queries import source
from tracker.queries.waivers import Where, today

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

SCRIPT = "<script>alert(1)</script>"
UNTIL = str(today() + timedelta(days=30))


@pytest.fixture
def issue() -> Issue:
    made = made_issue(made_repository("site"), "Router", {2: 3})
    bring(made, 2, 3)
    return issues.find(made.pk)


@pytest.fixture
def mira(client) -> User:
    user = lead("mira")
    User.objects.filter(pk=user.pk).update(email="mira@example.org")
    client.force_login(user)
    return user


def one(issue: Issue, identity: str = "2-0") -> str:
    return f"/issues/{issue.slug}/findings/{identity}/"


def text(response) -> str:
    return str(response.content.decode())


def say(client, issue: Issue, what: str, **fields: str):
    return client.post(one(issue), {"say": what, **fields})


WAIVE = {"waive-reason": "waits for the client", "waive-until": UNTIL}


def test_a_finding_is_waived_and_its_page_says_who_when_and_why(client, issue, mira):
    answer = say(client, issue, "waived", **WAIVE)
    assert answer.status_code == 302 and answer["Location"] == f"{one(issue)}#decided"
    page = text(client.get(one(issue)))
    assert ">Waived until" in page and "by mira" in page and "“waits for the client”" in page and "Undo" in page
    assert "or waive…" not in page and "mira@example.org" not in page


def test_a_finding_is_marked_as_intended_without_a_last_day(client, issue, mira):
    say(client, issue, "intended", **{"waive-reason": "guards the old path", "waive-until": ""})
    made = Waiver.objects.get()
    assert (made.sort, made.until, made.made_by) == ("intended", None, mira)
    assert ">Intended<" in text(client.get(one(issue)))


def test_the_form_suggests_ninety_days(client, issue, mira):
    assert f'value="{today() + timedelta(days=90)}"' in text(client.get(one(issue)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"waive-reason": "", "waive-until": UNTIL}, "Say why: a place is set aside with a reason."),
        ({"waive-reason": "x", "waive-until": "soon"}, "This is no day."),
        ({"waive-reason": "x", "waive-until": "2001-01-01"}, "today or later"),
        ({"waive-reason": "x" * 501, "waive-until": ""}, "at most 500 characters"),
    ],
)
def test_what_is_wrong_stands_at_the_form(client, issue, mira, fields, sentence):
    answer = say(client, issue, "waived", **fields)
    assert answer.status_code == 422 and sentence in text(answer) and not Waiver.objects.exists()


def test_undo_brings_it_back(client, issue, mira):
    say(client, issue, "waived", **WAIVE)
    say(client, issue, "restore")
    assert not Waiver.objects.exists() and "or waive…" in text(client.get(one(issue)))


def test_a_finding_is_assigned_and_taken_back(client, issue, mira):
    User.objects.create_user("bo")
    say(client, issue, "assign", **{"assign-account": "bo"})
    assert "Assigned to <b>bo</b> by mira" in text(client.get(one(issue)))
    assert say(client, issue, "assign", **{"assign-account": "nobody"}).status_code == 422
    say(client, issue, "unassign")
    assert not Assignment.objects.exists()


def test_a_note_is_kept_and_removed(client, issue, mira):
    say(client, issue, "note", **{"note-text": f"first\n{SCRIPT}\u202e"})
    page = text(client.get(one(issue)))
    assert "first<br>" in page and "&lt;script&gt;" in page and "<script>alert" not in page and "\u202e" not in page
    say(client, issue, "remove-note", number="no number")
    assert PlaceNote.objects.count() == 1
    say(client, issue, "remove-note", number=str(PlaceNote.objects.get().pk))
    assert not PlaceNote.objects.exists()


def test_hostile_reasons_and_names_are_text(client, issue, mira):
    User.objects.filter(pk=mira.pk).update(username=f"{SCRIPT}\u202e")
    say(client, issue, "waived", **{"waive-reason": f"{SCRIPT}\u202e", "waive-until": UNTIL})
    places.assign(issue, Where(identity="2-0"), f"{SCRIPT}\u202e", User.objects.get())
    client.logout()
    for address in (
        one(issue),
        f"/issues/{issue.slug}/?state=waived",
        f"/issues/{issue.slug}/?state=waived&decided={Waiver.objects.get().batch}",
    ):
        page = text(client.get(address))
        assert "<script>alert" not in page and "\u202e" not in page and "U+202E" in page


@pytest.mark.parametrize("what", ["waived", "assign", "note", "restore", "unassign", "remove-note"])
def test_writing_needs_a_sign_in(client, issue, what):
    answer = say(client, issue, what, **WAIVE)
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
    assert not Waiver.objects.exists()


def test_a_viewer_may_look_and_not_decide(client, issue):
    client.force_login(made_account("vi", Role.VIEWER))
    page = text(client.get(one(issue)))
    assert 'name="say"' not in page and "Leads and admins can waive it" in page
    assert "Waive or assign" not in text(client.get(f"/issues/{issue.slug}/"))
    assert say(client, issue, "waived", **WAIVE).status_code == 403
    assert client.get(f"/issues/{issue.slug}/places/?path=shop").status_code == 403
    assert client.post(f"/issues/{issue.slug}/places/undo/", {"identity": "2-0"}).status_code == 403
    assert not Waiver.objects.exists()


def test_without_a_sign_in_there_is_no_form(client, issue):
    page = text(client.get(one(issue)))
    assert 'name="say"' not in page and "Sign in" in page
    assert "Waive or assign" not in text(client.get(f"/issues/{issue.slug}/"))


@pytest.mark.parametrize("address", ["places/", "places/undo/"])
def test_the_pages_of_many_places_need_a_sign_in(client, issue, address):
    assert client.post(f"/issues/{issue.slug}/{address}", {"say": "waived", **WAIVE})["Location"].startswith("/sign-in/")
    assert not Waiver.objects.exists()


def test_nonsense_changes_nothing(client, issue, mira):
    for what in ("", "everything", "\0"):
        assert say(client, issue, what).status_code == 422
    assert client.post(f"/issues/{issue.slug}/places/undo/", {}).status_code == 302
    assert client.get(f"/issues/{issue.slug}/places/undo/").status_code == 405


# A file, a folder


def test_a_folder_is_waived_and_one_click_undoes_it(client, issue, mira):
    page = text(client.get(f"/issues/{issue.slug}/places/?path=shop/&owner=nobody"))
    assert "3 places there now in 3 files" in page and ">Waive 3<" in page
    answer = client.post(f"/issues/{issue.slug}/places/?path=shop/&owner=nobody", {"say": "waived", **WAIVE})
    batch = Waiver.objects.values_list("batch", flat=True).distinct().get()
    assert answer["Location"] == f"/issues/{issue.slug}/?owner=nobody&decided={batch}#findings"
    listed = text(client.get(answer["Location"]))
    assert "3 places are waived until" in listed and f'value="{batch}"' in listed and ">0</span>" in listed
    client.post(f"/issues/{issue.slug}/places/undo/", {"batch": batch})
    assert not Waiver.objects.exists() and "3 places are waived" not in text(client.get(answer["Location"]))


def test_the_list_offers_each_file(client, issue, mira):
    page = text(client.get(f"/issues/{issue.slug}/?owner=nobody"))
    assert f"/issues/{issue.slug}/places/?owner=nobody&amp;path=shop%2F2_0.py" in page


def test_one_place_of_the_list_is_undone_there(client, issue, mira):
    places.waive(issue, Where(path="shop"), "waived", "waits", today(), mira)
    client.post(f"/issues/{issue.slug}/places/undo/?state=waived", {"identity": "2-1"})
    assert set(Waiver.objects.values_list("identity", flat=True)) == {"2-0", "2-2"}


def test_what_one_click_set_aside_in_a_file_is_told_once(client, issue, mira):
    Finding.objects.update(path="shop/a.py")
    places.waive(issue, Where(path="shop"), "waived", "waits for the client", today(), mira)
    page = text(client.get(f"/issues/{issue.slug}/?state=waived"))
    assert page.count("“waits for the client”") == 1 and page.count('name="identity"') == 3
    places.restore(issue, identity="2-1")
    places.waive(issue, Where(identity="2-1"), "waived", "waits for Bo", today(), mira)
    assert text(client.get(f"/issues/{issue.slug}/?state=waived")).count("“waits for the client”") == 2


def test_many_places_are_assigned_at_once(client, issue, mira):
    client.post(f"/issues/{issue.slug}/places/?path=shop/2_1.py", {"say": "assign", "assign-account": "mira"})
    assert Assignment.objects.get().identity == "2-1"
    assert "Assigned to <b>mira</b>" in text(client.get(f"/issues/{issue.slug}/?assigned=mira"))


def test_a_path_without_places_says_so(client, issue, mira):
    for path in ("no/such", SCRIPT, "\u202e", "..", "%00"):
        page = text(client.get(f"/issues/{issue.slug}/places/", {"path": path}))
        assert "Nothing is there and open under this path." in page and "<script>alert" not in page and "\u202e" not in page
    answer = client.post(f"/issues/{issue.slug}/places/?path=no/such", {"say": "waived", **WAIVE})
    assert answer.status_code == 422 and "None of these places is there and open any more." in text(answer)


def test_the_numbers_say_what_is_waived(client, issue, mira):
    places.waive(issue, Where(identity="2-0"), "waived", "waits", today(), mira)
    page = text(client.get(f"/issues/{issue.slug}/"))
    assert ">1 waived</a>, 1 ends within 7 days" in page and '<span class="t-big">2</span>' in page
    assert "2 left" in text(client.get(f"/issues/{issue.slug}/"))


# On GitHub


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://github.com/example/shop.git", "https://github.com/example/shop"),
        ("https://github.com/example/shop", "https://github.com/example/shop"),
        ("https://user:token@github.com/example/my.shop/", "https://github.com/example/my.shop"),
        ("git@github.com:example/shop.git", "https://github.com/example/shop"),
        ("ssh://git@github.com/example/shop", "https://github.com/example/shop"),
        ("https://evilgithub.com/example/shop", ""),
        ("https://github.com.example.org/example/shop", ""),
        ("https://github.com/example/shop/more", ""),
        ("/srv/github.com/example/shop", ""),
        ("https://gitlab.example.org/example/shop", ""),
    ],
)
def test_a_line_is_linked_where_github_has_it(address, shown):
    found = source.on_github(Repository(source=address), "a" * 40, "shop/a b#1.py", 7)
    assert found == (f"{shown}/blob/{'a' * 40}/shop/a%20b%231.py#L7" if shown else "")


def test_the_page_links_to_github(client, issue):
    Repository.objects.update(source="https://github.com/example/shop.git")
    assert "https://github.com/example/shop/blob/" in text(client.get(one(issue)))
    Finding.objects.update(path="shop/a\nb.py")
    assert "github.com/example" not in text(client.get(one(issue)))
