"""Tests behind a claim as its page lists them, waivers by its form, and results on the page of a repository."""

import re
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from scanner.git import GitFailed
from tests.support.accounts import lead
from tests.support.junit import ended, junit
from tests.support.pages import made_issue, made_repository
from tests.tracker.test_claim_pages import item, keep
from tracker.actions import ledgers, test_results
from tracker.models import Issue, TestResults, TestWaiver, TrackerDocument
from tracker.queries.ledger_items import item_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

FILE = "tests/test_a.py"
SCRIPT = "<script>alert(1)</script>"
MEANT = {"said": "All tests", "paths": [], "names": [], "words": [], "total": None, "is_least": False}


@pytest.fixture
def issue() -> Issue:
    return made_issue(made_repository("shop"), "Session store", {0: 1})


@pytest.fixture
def address(issue) -> str:
    return claim(issue, ended(FILE, passed=3, failed=1, error=1, skipped=1))


def claim(issue: Issue, outcomes: dict[str, str]) -> str:
    """The page of a claim that all of these tests pass."""
    repository = issue.repository
    test_results.take(repository, repository.published.tip_oid, junit(outcomes), "terminal")
    tests = {
        "polarity": "present",
        "meant": MEANT,
        "now": "3 of 6 pass, 50 %",
        "then": "",
        "oid": repository.published.tip_oid,
        "waived": [],
    }
    row = item(
        issue, "All tests pass", "contradicted", judge="test results", kind="tests pass", tests=tests, question="All tests pass", git=""
    )
    keep(issue, {"1. Test": [row]})
    return f"/issues/{issue.slug}/claims/{row['key']}/"


def page(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_failing_tests_stand_first(client, address):
    card = page(client, address).split('id="tests"')[1].split("</section>")[0]
    assert re.findall(r"::test_(\w+?)_\d</code><span[^>]*>(\w+)", card) == [
        ("error", "error"),
        ("failed", "failed"),
        ("skipped", "skipped"),
        *[("passed", "passed")] * 3,
    ]
    assert "uploaded <time" in card


def test_the_numbers_are_told_as_of_tests(client, address):
    assert ">3 of 6 pass, 50 %</dd>" in page(client, address)


def test_names_of_tests_cannot_do_harm(client, issue):
    shown = page(client, claim(issue, {f"{FILE}::&lt;script&gt;alert(1)&lt;/script&gt;": "failed", f"{FILE}::test_\u202e": "failed"}))
    assert SCRIPT not in shown and "\u202e" not in shown and "U+202E" in shown


def test_however_many_tests_there_are_the_page_lists_some_and_asks_as_often(client, address, issue):
    with CaptureQueriesContext(
        connection,
    ) as few:
        page(client, address)
    TrackerDocument.objects.all().delete()
    TestResults.objects.all().delete()
    many = claim(issue, ended(FILE, passed=700, failed=300))
    with CaptureQueriesContext(connection) as all_of_them:
        shown = page(client, many)
    assert len(few) == len(all_of_them)
    assert shown.count("::test_") < 300 and "800 more" in shown


def test_a_signed_in_person_waives_a_test_and_takes_it_back(client, address, issue, monkeypatch):
    monkeypatch.setattr(ledgers, "keep_again", lambda documents, publication: None)  # these rows have no commits behind them
    client.force_login(lead())
    name = re.findall(r'<option value="([^"]+test_failed_0)"', page(client, address))[0]
    last = now().date() + timedelta(days=7)
    response = client.post(
        f"{address}waive/", {"waive-test": name, "waive-reason": f"Proxy {SCRIPT}", "waive-expires_on": str(last)}, follow=True
    )
    row = TestWaiver.objects.get()
    assert (row.test, row.expires_on, row.made_by.get_username()) == (name, last, "mira")
    shown = response.content.decode()
    assert SCRIPT not in shown and f"until {last:%-d %b %Y}" in shown and ">waived</span>" in shown
    client.post(f"{address}withdraw/", {"waiver": str(row.pk)})
    assert not TestWaiver.objects.exists()


def test_a_waiver_that_cannot_be_taken_back_now_says_so(client, address, issue, monkeypatch):
    monkeypatch.setattr(test_results, "judge_again", Mock(side_effect=GitFailed("Its mirror is gone.")))
    client.force_login(lead())
    key = address.rstrip("/").rpartition("/")[2]
    fields = {"test": "a", "test_sha256": "0" * 64, "reason": "x", "made_at": now(), "expires_on": now().date()}
    row = TestWaiver.objects.create(document=TrackerDocument.objects.get(), key=key, **fields)
    response = client.post(f"{address}withdraw/", {"waiver": str(row.pk)}, follow=True)
    assert response.status_code == 200
    assert "its claim could not be judged again yet: Its mirror is gone." in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"waive-reason": ""}, "Say why this test may fail"),
        ({"waive-expires_on": ""}, "Give the last day"),
        ({"waive-expires_on": "soon"}, "This is no date"),
        ({"waive-expires_on": "2020-01-01"}, "A waiver ends on a day between"),
        ({"waive-test": "nothing"}, "No failing test of this claim is called"),
        ({"waive-test": ""}, "Choose a failing test"),
    ],
)
def test_what_is_wrong_with_a_waiver_is_said(client, address, changes, sentence):
    client.force_login(lead())
    name = re.findall(r'<option value="([^"]+test_failed_0)"', page(client, address))[0]
    entered = {"waive-test": name, "waive-reason": "x", "waive-expires_on": str(now().date())} | changes
    response = client.post(f"{address}waive/", entered, follow=True)
    assert sentence in response.content.decode() and not TestWaiver.objects.exists()


def test_an_expired_waiver_is_listed_as_one_that_does_not_count(client, address, issue):
    yesterday = now().date() - timedelta(days=1)
    fields = {"test": "tests.test_a::test_failed_0", "test_sha256": "0" * 64, "reason": "old", "made_at": now()}
    key = address.rstrip("/").rpartition("/")[2]
    TestWaiver.objects.create(document=TrackerDocument.objects.get(), key=key, expires_on=yesterday, **fields)
    shown = page(client, address)
    assert "it does not count" in shown and ">waived</span>" not in shown


def test_who_has_not_signed_in_waives_nothing(client, address):
    assert 'href="/sign-in/' in page(client, address).split('id="tests"')[1]
    for path in ("waive", "withdraw"):
        assert client.post(f"{address}{path}/", {}).status_code == 302
        assert client.get(f"{address}{path}/").status_code in (302, 405)


def test_the_page_of_a_repository_shows_its_newest_results_in_as_many_queries(client, issue):
    page(client, "/repositories/shop/")  # what a process keeps is read once
    with CaptureQueriesContext(connection) as none:
        assert "manage.py import-junit" in page(client, "/repositories/shop/")
    for number in range(3):
        oid = f"{issue.repository.pk:020x}{number:020x}"
        test_results.take(issue.repository, oid, junit(ended(FILE, passed=3, failed=number)), "token “nightly”")
    with CaptureQueriesContext(connection) as some:
        shown = page(client, "/repositories/shop/")
    assert len(none) == len(some)
    assert "kept for 3 commits" in shown and "3 of 5 pass, 2 fail" in shown and "token “nightly”" in shown


def test_a_stored_item_without_tests_is_read_as_before():
    assert item_of({"judge": "test results", "question": "All tests pass"}, "").is_asked is False
