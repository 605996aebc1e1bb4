"""The page of a checklist: plain forms and parts for htmx, sign-in, refusals in words, and always the same number of queries."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.accounts import lead, made_account
from tests.support.pages import made_issue, made_repository, tick
from tracker.actions import checklist_items, checklists
from tracker.actions.checklist_items import Plan
from tracker.models import EnteredChange, EnteredItem, Issue, Role, TrackerDocument
from tracker.queries import checklist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

HOSTILE = ['"><svg/onload=alert(1)>', "<script>alert(1)</script>", "\u202eevil", "{{ 7|add:7 }}", "'; DROP TABLE x; --", "a\u200bb"]


@pytest.fixture
def issue() -> Issue:
    found = made_issue(made_repository("shop"), "Session store", {0: 3})
    tick(found, {"Phase 1: Find": "xx", "Phase 2: Replace": "x."})
    return found


@pytest.fixture
def mira() -> User:
    return lead("mira")


@pytest.fixture
def signed_in(client, mira):
    client.force_login(mira)
    return client


def address(issue: Issue) -> str:
    return f"/issues/{issue.slug}/checklist/"


def body(response) -> str:
    return str(response.content.decode())


def first(issue: Issue):
    return checklist.of_issue(issue).phases[0].items[0]


def hidden(page: str, item: str) -> dict[str, str]:
    """What the form of an item sends besides its button."""
    form = page.partition(f'id="item-{item}"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(key|seen|order|phase)" value="([^"]*)"', form))


@pytest.mark.parametrize(("role", "buttons"), [(Role.VIEWER, 0), (Role.LEAD, 5)])
def test_only_who_may_change_it_has_buttons(client, issue, role, buttons):
    client.force_login(made_account("teo", role))
    page = body(client.get(address(issue)))
    assert len(re.findall(r'value="(?:un)?tick"|value="phase-add"', page)) == buttons
    assert ("Leads can change this." in page) == (not buttons)


def test_the_card_of_an_issue_leads_to_its_checklist(client, issue):
    assert f'href="{address(issue)}">Edit</a>' in body(client.get(f"/issues/{issue.slug}/"))


def test_whoever_has_not_signed_in_sees_it_and_changes_nothing(client, issue):
    page = body(client.get(address(issue)))
    assert "Box 0" in page and "Sign in" in page and 'name="do"' not in page
    said = {"do": "tick", "key": first(issue).key, "seen": "0"}
    assert client.post(address(issue), said).url.startswith("/sign-in/")
    assert client.post(address(issue), said, headers={"HX-Request": "true"})["HX-Redirect"].startswith("/sign-in/")
    assert not EnteredItem.objects.exists()


def test_a_plain_form_ticks_and_returns_to_its_place(signed_in, issue):
    item = checklist.of_issue(issue).phases[1].items[1]
    said = hidden(body(signed_in.get(address(issue))), item.key)
    answer = signed_in.post(address(issue), said | {"do": "tick"})
    assert answer.status_code == 302 and answer.url == f"{address(issue)}?open={item.key}#item-{item.key}"
    page = body(signed_in.get(address(issue)))
    assert "Ticked here by mira" in page and "the document has it open" in page
    assert "<b>mira</b> ticked “Box 1”." in page


def test_htmx_gets_the_part_alone(signed_in, issue):
    said = {"do": "phase-add", "title": "Later"}
    answer = signed_in.post(address(issue), said, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and body(answer).startswith('<div id="editor"') and "Later" in body(answer)
    assert "<html" not in body(answer) and "HX-Request" in answer["Vary"]


def test_every_button_does_what_it_says(signed_in, issue):
    def send(**said: str) -> None:
        answer = signed_in.post(address(issue), said)
        assert answer.status_code == 302, body(answer)

    def phases() -> list[str]:
        return [one.title for one in checklist.of_issue(issue).phases]

    send(do="phase-add", title="Mine")
    mine = checklist.of_issue(issue).phases[2]
    send(do="add", phase=mine.key, text="One")
    send(do="add", phase=mine.key, text="Two")
    one, two = checklist.of_issue(issue).phases[2].items
    send(do="up", key=two.key, order="1")
    assert [item.text for item in checklist.of_issue(issue).phases[2].items] == ["Two", "One"]
    send(do="down", key=two.key, order="2")
    send(do="plan", key=one.key, seen="1", text="One more", assignee="mira", due="2030-05-06")
    send(do="remove", key=two.key, seen="1")
    page = body(signed_in.get(address(issue)))
    assert "Removed: “Two”" in page and "One more" in page and "6 May 2030" in page
    send(do="restore", key=two.key, seen="2")
    send(do="phase-up", phase=mine.key, order="0")
    assert phases() == ["Phase 1: Find", "Mine", "Phase 2: Replace"]
    send(do="phase-down", phase=mine.key, order="1")
    send(do="phase-change", phase=mine.key, seen="3", title="Ours", needs="on")
    send(do="phase-remove", phase=mine.key, seen="4")
    assert "Removed: phase “Ours” with 2 items" in body(signed_in.get(address(issue)))
    send(do="phase-restore", phase=mine.key, seen="5")
    send(do="template")
    assert len(phases()) == 8 and phases()[3].startswith("Phase 0")  # 1 and 2 are there
    assert EnteredChange.objects.count() == 17


def test_a_checklist_is_begun_where_there_is_none(signed_in, issue):
    bare = made_issue(issue.repository, "Bare", {0: 1})
    assert "made here" in body(signed_in.get(f"/issues/{bare.slug}/"))
    assert "No checklist yet." in body(signed_in.get(address(bare)))
    signed_in.post(address(bare), {"do": "begin"})
    assert "Made here." in body(signed_in.get(address(bare)))
    assert "This tracker has no boxes." in body(signed_in.get(f"/issues/{bare.slug}/"))
    assert signed_in.get(f"/issues/{bare.slug}/checklist.md").content.decode() == "# Bare\n"


def test_what_somebody_else_changed_is_shown_and_what_was_typed_is_kept(signed_in, issue):
    teo = lead("teo")
    item = first(issue)
    checklist_items.plan(issue, item.key, Plan("By Teo", "", ""), 0, teo)
    key = next(one.key for one in checklist.of_issue(issue).merged.items() if one.text == "By Teo")
    answer = signed_in.post(address(issue), {"do": "plan", "key": key, "seen": "0", "text": "By Mira", "assignee": "", "due": ""})
    page = body(answer)
    assert answer.status_code == 409 and "was changed by teo at" in page and "By Teo" in page
    assert ">By Mira</textarea>" in page and hidden(page, key)["seen"] == "1"


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"do": "explode"},
        {"do": "tick"},
        {"do": "tick", "key": "none", "seen": "0"},
        {"do": "tick", "key": "none", "seen": "²"},
        {"do": "add", "phase": "none", "text": "x"},
        {"do": "add", "text": "x"},
        {"do": "phase-add", "title": " "},
        {"do": "phase-add", "title": "x" * 301},
        {"do": "plan", "key": "none", "seen": "0", "text": "x", "due": "never"},
    ],
)
def test_what_cannot_be_done_is_refused_in_words(signed_in, issue, said):
    answer = signed_in.post(address(issue), said)
    assert answer.status_code == 422
    problem = re.search(r'role="alert">([^<]*)<', body(answer))
    assert problem is not None and problem[1].endswith(".")
    assert not EnteredChange.objects.exists()


def test_text_that_was_refused_is_not_lost(signed_in, issue):
    phase = checklist.of_issue(issue).phases[0].key
    page = body(signed_in.post(address(issue), {"do": "add", "phase": phase, "text": "word " * 500}))
    assert "2,000 are the most" in page and 'value="word word' in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_words(signed_in, issue, text):
    TrackerDocument.objects.update(path=f"docs/{text}.md")
    key = checklists.add_phase(issue, text, User.objects.get())
    checklist_items.add(issue, key, text, User.objects.get())
    for path in (address(issue), f"{address(issue)}?edit={text}&phase={text}&log={text}", f"/issues/{issue.slug}/"):
        page = body(signed_in.get(path))
        assert "<svg/onload" not in page and "<script>alert" not in page
        assert "\u202e" not in page and "\u200b" not in page
    part = signed_in.get(f"/issues/{issue.slug}/checklist.md", headers={"HX-Request": "true"})
    assert "<svg/onload" not in body(part) and "<script>alert" not in body(part)
    answer = signed_in.get(f"/issues/{issue.slug}/checklist.md")
    assert answer["Content-Type"].startswith("text/markdown") and "attachment" in answer["Content-Disposition"]


def test_the_log_has_pages(signed_in, issue, mira):
    phase = checklist.of_issue(issue).phases[0].key
    for number in range(31):
        checklist_items.add(issue, checklist.of_issue(issue).phases[0].key if number else phase, f"Item {number}", mira)
    page = body(signed_in.get(address(issue)))
    assert "page 1 of 2" in page and "added “Item 30”." in page and "added “Item 0”." not in page
    assert "added “Item 0”." in body(signed_in.get(f"{address(issue)}?log=2"))
    assert "page 2 of 2" in body(signed_in.get(f"{address(issue)}?log=99"))


def test_the_page_takes_as_many_queries_for_many_items_as_for_few(signed_in, issue, mira):
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            signed_in.get(path)
        return len(seen)

    paths = [address(issue), f"{address(issue)}?edit=x", f"/issues/{issue.slug}/", f"/issues/{issue.slug}/checklist.md"]
    checklists.add_phase(issue, "Mine", mira)
    signed_in.get(f"/issues/{issue.slug}/")  # the process keeps the issue's history from here on
    few = [queries(path) for path in paths]
    for number in range(9):
        user = lead(f"user{number}")
        phase = checklists.add_phase(issue, f"Mine {number}", user)
        item = checklist_items.add(issue, phase, f"Item {number}", user)
        checklist_items.plan(issue, item, Plan(f"Item {number}", user.username, "2030-01-01"), 1, user)
        checklist_items.tick(issue, item, True, 2, user)
    assert [queries(path) for path in paths] == few
    assert few[0] <= 16


def test_of_a_long_checklist_one_phase_is_open_at_a_time(signed_in, issue, monkeypatch):
    monkeypatch.setattr("tracker.queries.checklist_editor.MOST_OPEN", 3)
    page = body(signed_in.get(address(issue)))
    assert "Show 2 items" in page and "Box 0" not in page
    first_phase, second = checklist.of_issue(issue).phases
    page = body(signed_in.get(f"{address(issue)}?open={second.key}"))
    assert page.count("Box 0</div>") == 1 and page.count("Show 2 items") == 1
    answer = signed_in.post(address(issue), {"do": "tick", "key": second.items[1].key, "seen": "0"})
    assert "the document has it open" in body(signed_in.get(answer.url.replace("at-1-1", checklist.of_issue(issue).phases[1].items[1].key)))
    assert first_phase.title == "Phase 1: Find"


def test_an_unknown_issue_has_no_checklist(client):
    assert client.get("/issues/none/checklist/").status_code == 404
    assert client.get("/issues/none/checklist.md").status_code == 404
