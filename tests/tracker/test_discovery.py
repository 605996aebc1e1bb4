"""Candidates with a publication, their page, the two clicks, and the export."""

import csv
import io
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.support.accounts import lead
from tests.support.repositories import History
from tests.support.scanning import follow, scan
from tracker.actions import discovery, history
from tracker.actions.issues import IssueDraft
from tracker.models import CandidateDismissal, CandidateReport, Repository

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

ROUTER = "class Router:\n    def route(self): return 1\n    def add(self): return 2\n    def stop(self): return 3\n"
COLOUR = "from enum import Enum\nclass Colour(Enum):\n    RED = 1\n    def a(self): return 1\n"


def users(module: str, count: int, name: str = "Router") -> dict[str, str]:
    leaf = f"{module}_{name}".replace(".", "_")
    return {f"shop/use/{leaf}_{number}.py": f"from {module} import {name}\nx = {number}\n" for number in range(count)}


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        files = {"shop/a.py": ROUTER, "shop/b.py": ROUTER, "shop/c.py": COLOUR, "shop/d.py": COLOUR}
        made.commit(files | users("shop.a", 4) | users("shop.b", 2) | users("shop.c", 3, "Colour") | users("shop.d", 3, "Colour"))
        made.commit({"shop/b.py": None})
        made.commit({"shop/b.py": ROUTER})
    return made


@pytest.fixture
def repository(shop) -> Repository:
    scanned = scan(shop.path)
    discovery.keep(scanned.published, history.load(scanned))
    return scanned


@pytest.fixture
def signed_in(client):
    client.force_login(lead())
    return client


def page(client, repository, **wanted: str) -> str:
    response = client.get(reverse("repository_discovery", args=[repository.slug]), wanted)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def exported(*arguments: str) -> list[dict[str, str]]:
    out = io.StringIO()
    call_command("export", "candidates", *arguments, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_the_candidates_are_kept_with_the_publication_and_go_with_it(repository):
    (report,) = CandidateReport.objects.all()
    assert [one["name"] for one in report.data["classes"]] == ["Router"]
    discovery.keep(repository.published, history.load(repository))
    assert CandidateReport.objects.count() == 1
    repository.published.delete()
    assert not CandidateReport.objects.exists()


def test_the_page_names_the_candidate_its_places_and_what_is_left_out(client, repository):
    shown = page(client, repository)
    assert "Duplicate classes 1" in shown
    assert "Two classes of one service do nearly the same" in shown
    assert "shop/<wbr>a.<wbr>py" in shown and "4 imports" in shown and "most used" in shown
    assert "left out: 1 name." in shown
    assert "Colour" not in shown
    assert "Colour" in page(client, repository, left_out="1")
    assert "score" not in shown.lower()


def test_tracking_opens_the_form_of_a_new_issue_filled_in(signed_in, repository):
    signed_in.get(reverse("discovery"))
    shown = page(signed_in, repository)
    address = shown.split("btn-primary")[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert query == {
        "repository": "shop",
        "title": "Router: more than one class",
        "symbol": "Router",
        "canonical": "shop.a",
        "deprecated": "shop.b",
    }
    form = signed_in.get(address).content.decode()
    assert 'value="shop.a"' in form and ">\nshop.b</textarea>" in form


def test_a_tracked_candidate_is_listed_no_more_but_linked(client, repository):
    issue = follow(repository, IssueDraft(title="One router", symbol="Router", canonical="shop.a", deprecated=("shop.b",)))
    shown = page(client, repository)
    assert "Nothing found that exists twice." in shown
    assert f'<a href="/issues/{issue.slug}/">Router</a>' in shown


def test_a_dismissal_is_remembered_with_who_when_and_why_and_can_be_undone(signed_in, repository):
    address = reverse("dismiss_candidate", args=[repository.slug])
    click = {"list": "classes", "name": "Router"}
    answer = signed_in.post(address, click, follow=True)
    assert "Marked “not a violation” by mira" in answer.content.decode()
    assert "Duplicate classes 0" in answer.content.decode()
    signed_in.post(address, click | {"reason": " two  on purpose "})
    (made,) = CandidateDismissal.objects.all()
    assert (made.reason, made.dismissed_by.username, made.dismissed_at is not None) == ("two on purpose", "mira", True)
    assert "Nothing found that exists twice." in page(signed_in, repository)
    assert "two on purpose" in page(signed_in, repository, marked="")
    assert exported(repository.slug)[0]["list"] == "imports"
    signed_in.post(reverse("restore_candidate", args=[repository.slug]), click)
    assert "Duplicate classes 1" in page(signed_in, repository)


def test_htmx_gets_the_folded_row_alone(signed_in, repository):
    answer = signed_in.post(
        reverse("dismiss_candidate", args=[repository.slug]), {"list": "classes", "name": "Router"}, headers={"HX-Request": "true"}
    )
    assert answer.content.decode().startswith('<article class="t-cand t-folded"')


def test_nobody_dismisses_without_an_account_or_what_is_no_candidate(client, repository):
    address = reverse("dismiss_candidate", args=[repository.slug])
    assert client.post(address, {"list": "classes", "name": "Router"}).status_code == 302
    assert "Not a violation" not in page(client, repository)
    client.force_login(lead("teo"))
    assert client.post(address, {"list": "classes", "name": "Nothing"}).status_code == 400
    assert client.post(address, {"list": "classes", "name": "Router\0"}).status_code == 400
    assert client.post(address, {"list": "shoes", "name": "Router"}).status_code == 400
    assert client.get(address).status_code == 405
    assert not CandidateDismissal.objects.exists()


def test_a_page_reads_only(client, repository):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page(client, repository)
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []


def test_the_page_says_what_to_do_while_there_are_no_candidates(client, signed_in, shop):
    assert "No repository yet." in client.get(reverse("discovery")).content.decode()
    scanned = scan(shop.path)
    CandidateReport.objects.all().delete()
    assert "The candidates are not computed yet." in page(signed_in, scanned)
    assert "Scan now" in page(signed_in, scanned)
    Repository.objects.update(published=None)
    assert "has not been read yet" in page(client, scanned)


def test_the_address_may_hold_anything(client, repository):
    assert "Router" in page(client, repository, list="shoes", folder="", all="1", left_out="")
    assert "Nothing found" in page(client, repository, folder="<b>\0")
    assert client.get("/discovery/?repository=nothing").status_code == 200
    assert client.get("/repositories/nothing/discovery/").status_code == 404


def test_the_export_lists_both_kinds_at_any_commit(repository, shop):
    rows = exported(repository.slug)
    assert list(rows[0]) == ["rank", "list", "name", "score", "definitions", "importers", "paths", "evidence"]
    assert [(row["rank"], row["list"], row["name"]) for row in rows] == [("1", "classes", "Router"), ("1", "imports", "Router")]
    assert (rows[0]["definitions"], rows[0]["importers"], rows[0]["paths"]) == ("2", "6", "2")
    assert "shop/a.py:1 canonical, 4 imports; shop/b.py:1 duplicate, 2 imports" in rows[0]["evidence"]
    (before,) = exported(repository.slug, "--at", "main~1")
    assert before["list"] == "imports" and "shop.b gone, 2 imports" in before["evidence"]


def test_an_export_of_nothing_is_refused_with_a_sentence(repository):
    with pytest.raises(CommandError, match=r"There is no repository “warehouse”\. There are: shop"):
        exported("warehouse")
    with pytest.raises(CommandError):
        exported(repository.slug, "--at", "no-such-revision")
    Repository.objects.update(published=None)
    with pytest.raises(CommandError, match="Nothing of “shop” is published yet"):
        exported(repository.slug)
