"""Subjects: trackers of one thing on one page, the places that they name, moves by people, further duplications as proposals."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.support.accounts import lead
from tests.support.pages import made_issue, made_repository
from tests.support.repositories import History
from tests.tracker.test_claim_pages import item, keep
from tracker.actions import first_run, history, ledgers, run_here, subjects
from tracker.models import DocumentSubject, Issue, Repository
from tracker.models.repositories import Depth
from tracker.queries import keeping

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

ROUTER = "class ShopRouter:\n    def route(self): return 1\n    def add(self): return 2\n    def stop(self): return 3\n"
CANONICAL = ROUTER.replace("ShopRouter", "CanonicalShopRouter")
STORE = "class CartStore:\n    def put(self): return 1\n    def take(self): return 2\n    def drop(self): return 3\n"
FIRST = """# SSOT-incomplete-migration-shop-router-duplication
**Status:** \U0001f6a7 UNDER WAY

- **CANONICAL SSOT:** `/shop/handlers.py`
CANONICAL IMPORT: `from shop.handlers import ShopRouter`

### **Additional SSOT Violations Discovered**
1. **Cart Store Duplication** (HIGH severity)
2. **Shop Router Import Path Fragmentation** (MEDIUM severity)
3. Dual interfaces <b>everywhere</b>

## Phase 1: Consolidate
- [x] Removed `shop/old.py`
- [ ] Only one ShopRouter
"""
LATER = """# SSOT-incomplete-migration-shop-routing-consolidation

- **SSOT:** `/shop/canonical.py` - CanonicalShopRouter (646 lines)

## Phase 1: Consolidate
- [ ] Only one CanonicalShopRouter
"""
OTHER = "# SSOT-incomplete-migration-CartStore-duplication\n\n## Phase 1\n- [ ] Only one CartStore\n"
FOLDER = "/repositories/{}/subjects/"
DAY = 24 * 3600


@pytest.fixture
def shop(tmp_path) -> Repository:
    with History(tmp_path / "shop") as repo:
        files = {"shop/handlers.py": ROUTER, "shop/old.py": "x = 1\n", "shop/cart.py": STORE, "shop/basket.py": STORE}
        users = {"shop/use.py": "from shop.handlers import ShopRouter\n", "shop/gone.py": "from shop.nowhere import ShopRouter\n"}
        repo.commit(files | users | {"docs/SSOT-first.md": FIRST, "docs/SSOT-cart.md": OTHER}, when=1_760_000_000)
        later = {"shop/canonical.py": CANONICAL, "shop/new.py": "from shop.canonical import CanonicalShopRouter\n"}
        repo.commit(later | {"docs/SSOT-later.md": LATER}, when=1_760_000_000 + DAY)
        repo.finish()
        queued = first_run.prepare(str(repo.path), ref="main", trackers=["docs/SSOT-*.md"], depth=Depth.LINE)
        run_here.run(queued, Depth.LINE)
    return Repository.objects.select_related("published").get(pk=queued.repository_id)


def issue_of(path: str) -> Issue:
    return Issue.objects.get(document__path=f"docs/SSOT-{path}.md")


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", answer.content.decode())))


def user(client: Client) -> User:
    made = lead()
    client.force_login(made)
    return made


def test_trackers_of_one_thing_stand_on_one_page(client, shop):
    assert "ShopRouter" in text(client, FOLDER.format(shop.slug))
    page = text(client, FOLDER.format(shop.slug) + "shoprouter/")
    assert "2 trackers are about it: 1 of 3 boxes ticked" in page
    assert "UNDER WAY" in page
    assert "docs/SSOT-first.md" in page
    assert "docs/SSOT-later.md" in page
    assert "docs/SSOT-cart.md" not in page


def test_the_page_says_what_the_code_has_at_each_place(client, shop):
    page = text(client, FOLDER.format(shop.slug) + "shoprouter/")
    assert "The trackers name 2 places for ShopRouter: they do not agree where it belongs." in page
    assert re.search(r"shop\.handlers\.ShopRouter defined there 1 ", page)
    assert re.search(r"shop\.canonical\.CanonicalShopRouter defined there 1 ", page)


def test_an_earlier_tracker_is_told_of_the_later_place_and_the_later_one_is_not(client, shop):
    sentence = "A later tracker names another place: shop.canonical.CanonicalShopRouter, in SSOT-incomplete-migration-shop-routing"
    for address in ("", "claims/"):
        assert sentence in text(client, f"/issues/{issue_of('first').slug}/{address}")
        assert "A later tracker" not in text(client, f"/issues/{issue_of('later').slug}/{address}")


def test_a_tracker_that_stands_alone_says_so(client, shop):
    page = text(client, f"/issues/{issue_of('cart').slug}/")
    assert "No other tracker is about CartStore." in page


def test_further_duplications_are_shown_with_what_the_code_says(client, shop):
    page = text(client, f"/issues/{issue_of('first').slug}/")
    assert "The document names further ones" in page
    assert re.search(r"Cart Store Duplication high line 8 CartStore has 2 definitions with code of their own\..*?True", page)
    assert "ShopRouter is imported through 2 paths by 2 statements: shop.handlers 1, shop.nowhere 1. 1 of the paths is gone." in page
    assert re.search(r"Dual interfaces everywhere line 10 Its words make no name .*?Subject not found", page)
    assert f"Followed already by {issue_of('cart').slug}." in page
    assert "further ones" in text(client, f"/issues/{issue_of('first').slug}/claims/")
    assert "further ones" not in text(client, f"/issues/{issue_of('later').slug}/")


def test_the_button_opens_the_form_filled_in(client, shop):
    user(client)
    page = client.get(f"/issues/{issue_of('first').slug}/").content.decode()
    links = [unescape(one) for one in re.findall(r'href="(/issues/new/\?[^"]+)" aria-label="Make it an issue', page)]
    assert len(links) == 3
    wanted = parse_qs(urlsplit(links[1]).query)
    assert wanted["symbol"] == ["ShopRouter"]
    assert wanted["canonical"] == ["shop.handlers"]
    assert wanted["deprecated"] == ["shop.nowhere"]
    form = client.get(links[1]).content.decode()
    assert 'value="Shop Router Import Path Fragmentation"' in form
    assert re.search(r'name="fragmentation"[^>]*checked', form)


def test_what_a_person_chose_stays_when_documents_are_read_again(client, shop):
    mira = user(client)
    cart = issue_of("cart")
    answer = client.post(f"/issues/{cart.slug}/subject/", {"name": "ShopRouter"})
    assert answer.url == FOLDER.format(shop.slug) + "shoprouter/"
    ledgers.keep(shop.published, history.load(shop))
    row = DocumentSubject.objects.get(document__issue=cart)
    assert (row.found, row.chosen, row.chosen_by) == ("CartStore", "ShopRouter", mira)
    page = text(client, answer.url)
    assert "3 trackers are about it" in page
    assert "Put here by mira" in page
    assert "read as CartStore" in page


def test_a_choice_can_be_taken_back(client, shop):
    mira = user(client)
    subjects.move(issue_of("cart"), "Baskets", mira)
    answer = client.post(f"/issues/{issue_of('cart').slug}/subject/", {"say": "undo"})
    assert answer.url == FOLDER.format(shop.slug) + "cartstore/"
    row = DocumentSubject.objects.get(document__issue=issue_of("cart"))
    assert (row.chosen, row.chosen_by, row.chosen_at) == ("", None, None)


def test_a_name_of_its_own_makes_a_new_subject_and_small_letters_are_no_other(client, shop):
    mira = user(client)
    subjects.move(issue_of("cart"), "Shopping  baskets", mira)
    subjects.move(issue_of("later"), "shopping Baskets", mira)
    assert "2 trackers are about it" in text(client, FOLDER.format(shop.slug) + "shopping-baskets/")


@pytest.mark.parametrize("name", ["", "  ", "!!!", "_-_", "a\u202eb", "x" * 121, "a\0b"])
def test_a_name_that_cannot_be_shown_is_refused_in_words(client, shop, name):
    user(client)
    answer = client.post(f"/issues/{issue_of('cart').slug}/subject/", {"name": name})
    assert answer.status_code == 400
    assert "Name the subject with letters or digits" in answer.content.decode()
    assert DocumentSubject.objects.get(document__issue=issue_of("cart")).chosen == ""


def test_who_has_not_signed_in_moves_nothing(client, shop):
    address = f"/issues/{issue_of('cart').slug}/subject/"
    assert "/sign-in/" in client.post(address, {"name": "ShopRouter"}).url
    user(client)
    assert client.get(address).status_code == 405
    assert DocumentSubject.objects.get(document__issue=issue_of("cart")).chosen == ""


def test_an_issue_without_a_document_stands_on_no_subject_page(client):
    user(client)
    alone = made_issue(made_repository("shop"), "Clock", {0: 1})
    answer = client.post(f"/issues/{alone.slug}/subject/", {"name": "Clock"})
    assert (answer.status_code, "no tracker document" in answer.content.decode()) == (400, True)


def test_a_subject_that_nobody_is_about_is_not_there(client, shop):
    assert "No tracker of" in text(client, FOLDER.format(shop.slug) + "clock/", 404)
    text(client, FOLDER.format(shop.slug) + "%E2%80%AE/", 404)
    assert client.get(FOLDER.format("elsewhere")).status_code == 404


def test_a_repository_whose_boxes_nobody_judged_says_so(client):
    assert "No tracker has been judged yet." in text(client, FOLDER.format(made_repository("shop").slug))


def tracked(repository: Repository, title: str, subject: str, states: dict[str, str], **changes: Any) -> Issue:
    """An issue with a judged document that stands with a subject."""
    issue = made_issue(repository, title, {0: 3})
    boxes = [item(issue, text, state) for text, state in states.items()]
    ledger = keep(issue, {"Phase 1": boxes}, **changes)
    DocumentSubject.objects.create(document=ledger.document, found=subject, about={"name": subject})
    return issue


def test_contradicted_claims_come_first_whatever_their_tracker(client):
    repository = made_repository("shop")
    tracked(repository, "Alpha", "ShopRouter", {"Alpha is right": "supported", "Alpha is wrong": "contradicted"})
    tracked(repository, "Beta", "ShopRouter", {"Beta is right": "supported", "Beta is wrong": "contradicted"})
    page = text(client, FOLDER.format("shop") + "shoprouter/")
    claims = page[page.index("Claims") :]
    for one in ("Alpha", "Beta"):
        assert claims.index(f"{one} is wrong") < claims.index(f"{one} is right")
    assert "4 boxes ticked, 2 contradicted" in page


def test_what_a_document_calls_itself_cannot_write_into_the_page(client):
    script, target = "<script>alert(1)</script>", {"words": "<b>x</b>", "is_there": False, "importers": 0, "spot": None, "line": 1}
    place = target | {"dotted": f"shop.{script}", "module": "shop", "name": ""}
    further = {"text": script, "severity": "high", "line": 1, "name": "", "verdict": "refuted", "sentence": script, "spots": []}
    stored = {"targets": [place], "further": [further | {"canonical": "", "deprecated": [], "of_paths": False}], "status": script}
    made = tracked(made_repository("shop"), script, script, {"A box": "supported"}, **stored)
    for address in (FOLDER.format("shop"), FOLDER.format("shop") + "scriptalert1script/", f"/issues/{made.slug}/claims/"):
        answer = client.get(address)
        body = answer.content.decode()
        assert answer.status_code == 200
        assert "alert(1)" in body
        assert script not in body
        assert "<b>x</b>" not in body


def test_ledgers_of_an_earlier_version_have_no_places_and_no_proposals(client):
    made = tracked(made_repository("shop"), "Alpha", "ShopRouter", {"A box": "supported"})
    assert "No tracker of this subject says where the canonical place is." in text(client, FOLDER.format("shop") + "shoprouter/")
    assert "further ones" not in text(client, f"/issues/{made.slug}/")


def test_the_number_of_queries_does_not_grow_with_trackers_or_subjects(client):
    repository = made_repository("shop")
    made = tracked(repository, "Alpha", "ShopRouter", {"Alpha is wrong": "contradicted"})
    addresses = (FOLDER.format("shop"), FOLDER.format("shop") + "shoprouter/", f"/issues/{made.slug}/", f"/issues/{made.slug}/claims/")

    def queries() -> list[int]:
        found = []
        for address in addresses:
            keeping.forget()
            with CaptureQueriesContext(connection) as captured:
                text(client, address)
            found.append(len(captured))
        return found

    text(client, addresses[0])
    before = queries()
    for number in range(6):
        tracked(repository, f"Issue {number}", "ShopRouter" if number % 2 else f"Store{number}", {f"Box {number}": "contradicted"})
    assert queries() == before
