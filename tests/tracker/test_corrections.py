"""What people say of a reading: it counts at once, it stays, and it can be taken back."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.support.repositories import History
from tests.support.scanning import scan
from tracker.actions import corrections, documents, first_run, history, ledgers, run_here
from tracker.actions.corrections import CorrectionRefused
from tracker.models import ClaimCorrection, DocumentLedger, Repository, TrackerDocument
from tracker.models.repositories import Depth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

PATH = "docs/SSOT-router.md"
START = 1_760_000_000
ROUTER = "class MessageRouter:\n    def route(self, message):\n        return message\n"
VAGUE = "The old router is a thing of the past"
REMOVED = "Removed shop/core/router.py"
TEXT = "# SSOT: MessageRouter\n\n## Phase 1\n\n- [x] {}\n- [x] Removed `shop/core/router.py`\n- [x] Plan the removal\n"


@pytest.fixture
def repo(tmp_path):
    with History(tmp_path / "shop") as made:
        made.commit({"shop/core/router.py": ROUTER, "shop/queue.py": "x = 1\n", PATH: TEXT.format(VAGUE)}, when=START)
        for number in range(8):
            made.commit({"shop/other.py": f"x = {number}\n"}, when=START + 3 * 24 * 3600 + number)
        yield made


@pytest.fixture
def repository(repo) -> Repository:
    repo.finish()
    queued = first_run.prepare(str(repo.path), ref="main", trackers=[PATH], depth=Depth.LINE)
    run_here.run(queued, Depth.LINE)
    return Repository.objects.select_related("published").get()


@pytest.fixture
def document(repository) -> TrackerDocument:
    return TrackerDocument.objects.get()


@pytest.fixture
def mira() -> User:
    return User.objects.create_user("mira")


def item(text: str) -> Mapping[str, Any]:
    ledger = DocumentLedger.objects.get(publication=Repository.objects.get().published)
    return next(one for phase in ledger.data["phases"] for one in phase["items"] if one["text"].replace("`", "").startswith(text))


def test_a_corrected_item_is_judged_at_once_along_its_whole_history(document, mira):
    assert item(VAGUE)["state"] == "not checkable"
    corrections.correct(document, item(VAGUE)["key"], "removed", ["shop/core/router.py"], mira, "It is about the file")
    found = item(VAGUE)
    assert (found["kind"], found["state"], found["verdict"]) == ("removed", "contradicted", "contradicted")
    assert found["on_front_page"], "a person has said what it means"
    assert found["segments"] == [[0, 8, "not true"]]
    assert (found["correction"]["by"], found["correction"]["reason"]) == ("mira", "It is about the file")
    assert DocumentLedger.objects.get().data["headline"].startswith("3 ticked: 2 contradicted")


def test_a_correction_survives_another_scan_and_another_import(repo, document, repository, mira):
    corrections.correct(document, item(VAGUE)["key"], "removed", ["shop/core/router.py"], mira)
    repo.commit({"shop/core/router.py": None, PATH: TEXT.format(VAGUE + " - COMPLETE")})
    repo.finish()
    scan(repo.path, depth=Depth.LINE)
    assert (item(VAGUE)["kind"], item(VAGUE)["verdict"]) == ("removed", "supported")
    fresh = Repository.objects.get()
    documents.attach(fresh, history.mirror_of(fresh), fresh.published.tip_oid, PATH)
    ledgers.keep(fresh.published, history.load(fresh))
    assert item(VAGUE)["correction"]["by"] == "mira"


def test_a_confirmed_reading_keeps_its_kind_and_subjects(document, mira):
    before = item(REMOVED)
    corrections.confirm(document, before["key"], mira)
    after = item(REMOVED)
    assert [one["text"] for one in after["subjects"]] == [one["text"] for one in before["subjects"]]
    assert after["correction"]["by"] == "mira" and after["on_front_page"]
    assert ClaimCorrection.objects.get().kind == "removed"


def test_an_item_can_be_said_to_be_not_checkable(document, mira):
    corrections.not_checkable(document, item(REMOVED)["key"], mira, "The file is meant to come\nback")
    found = item(REMOVED)
    assert (found["state"], found["verdict"]) == ("not checkable", "not checkable")
    assert found["why_not"] == "The file is meant to come back"


def test_the_last_word_counts_and_can_be_taken_back(document, mira):
    key = item(REMOVED)["key"]
    corrections.not_checkable(document, key, mira)
    corrections.correct(document, key, "removed", ["shop/queue.py"], mira)
    assert ClaimCorrection.objects.count() == 1
    assert [one["known"] for one in item(REMOVED)["subjects"]] == [["shop/queue.py"]]
    assert corrections.undo(document, key)
    assert item(REMOVED)["correction"] is None
    assert [one["known"] for one in item(REMOVED)["subjects"]] == [["shop/core/router.py"]]
    assert not corrections.undo(document, key)


def test_a_corrected_kind_judges_as_that_kind_does(document, mira):
    corrections.correct(document, item(VAGUE)["key"], "single implementation", ["MessageRouter"], mira)
    found = item(VAGUE)
    assert (found["nature"], found["judge"], found["subjects"][0]["thing"]) == ("state", "repository", "symbol")


@pytest.mark.parametrize(
    ("kind", "subjects", "sentence"),
    [
        ("magic", ["shop/core/router.py"], "cannot answer “magic”"),
        ("plan", ["shop/core/router.py"], "cannot answer “plan”"),
        ("removed", [], "Name what the item is about"),
        ("removed", [" "], "Name what the item is about"),
        ("removed", ["x"] * 13, "Name what the item is about"),
        ("removed", ["shop/no/such.py"], "Nothing of this history is called “shop/no/such.py”"),
        ("removed", ["shop/\0.py"], "Nothing of this history is called"),
        ("removed", ["y" * 5000], "Nothing of this history is called"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(document, mira, kind, subjects, sentence):
    with pytest.raises(CorrectionRefused, match=sentence):
        corrections.correct(document, item(VAGUE)["key"], kind, subjects, mira)
    assert not ClaimCorrection.objects.exists() and item(VAGUE)["correction"] is None


def test_a_plan_has_no_reading_to_confirm(document, mira):
    with pytest.raises(CorrectionRefused, match="asks the code nothing"):
        corrections.confirm(document, item("Plan")["key"], mira)


def test_an_item_that_is_gone_is_refused(document, mira):
    for attempt in (corrections.confirm, corrections.not_checkable):
        with pytest.raises(CorrectionRefused, match="not in the document any more"):
            attempt(document, "0" * 32, mira)


def test_what_a_person_who_has_left_said_still_stands(document, mira):
    corrections.not_checkable(document, item(REMOVED)["key"], mira)
    mira.delete()
    fresh = Repository.objects.get()
    ledgers.keep(fresh.published, history.load(fresh))
    assert item(REMOVED)["correction"]["by"] == "somebody who has left"


def test_a_correction_reaches_a_publication_that_is_being_counted(repo, document, repository, mira, monkeypatch):
    repo.commit({"shop/more.py": "x = 1\n"})
    repo.finish()
    keep = ledgers.keep

    def keep_and_correct(*given: Any) -> None:
        keep(*given)
        corrections.not_checkable(document, item(REMOVED)["key"], mira)

    monkeypatch.setattr(ledgers, "keep", keep_and_correct)
    scan(repo.path, depth=Depth.LINE)
    assert item(REMOVED)["correction"]["by"] == "mira"
