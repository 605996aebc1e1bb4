"""Ledgers: ticks that run ahead, come back and go unticked, documents that move, vanish and are rewritten."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.repositories import History
from tests.support.scanning import ROUTER, scan
from tracker import example
from tracker.actions import corrections, counting, documents, first_run, history, issues, ledgers, run_here
from tracker.models import DocumentLedger, KnownNames, Publication, Repository, TrackerDocument
from tracker.models.repositories import Depth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

PATH = "docs/SSOT-router.md"
OLD = "class MessageRouter:\n    def route(self, message):\n        return message\n"
NEW = "class MessageRouter:\n    def route(self, message):\n        return [message]\n"
USER = "from shop.core.router import MessageRouter\n"
MOVED = "from shop.messaging.router import MessageRouter\n"
DAY = 24 * 3600
START = 1_760_000_000


def tracker(*boxes: str, title: str = "SSOT migration: MessageRouter", phase: str = "Phase 1: Consolidation") -> str:
    return f"# {title}\n\n## {phase}\n\n" + "".join(f"- {box}\n" for box in boxes)


REMOVED = "Removed `shop/core/router.py`"
IMPORTS = "All imports of `shop.core.router` updated"
TESTS = "Create `tests/test_router.py`"


@pytest.fixture
def repo(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


def begin(repo: History, *boxes: str) -> None:
    files = {"shop/core/router.py": OLD, "shop/messaging/router.py": NEW, "shop/a.py": USER, PATH: tracker(*boxes)}
    repo.commit(files, when=START)


def go_on(repo: History, days: int = 3, commits: int = 8, since: int = START) -> None:
    """So many more commits that no grace is left."""
    for number in range(commits):
        repo.commit({"shop/other.py": f"x = {number}\n"}, when=since + days * DAY + number * 600)


def scanned(repo: History, path: str = PATH, depth: str = Depth.LINE) -> Repository:
    repo.finish()
    queued = first_run.prepare(str(repo.path), ref="main", trackers=[path], depth=depth)
    run_here.run(queued, depth)
    return Repository.objects.select_related("published").get(pk=queued.repository_id)


def ledger_of(repository: Repository) -> DocumentLedger:
    return DocumentLedger.objects.get(publication=repository.published)


def items_of(ledger: DocumentLedger) -> dict[str, Mapping[str, Any]]:
    return {item["text"].replace("`", ""): item for phase in ledger.data["phases"] for item in phase["items"]}


def item(repository: Repository, text: str) -> Mapping[str, Any]:
    return items_of(ledger_of(repository))[text.replace("`", "")]


# States over time


def test_a_tick_that_runs_ahead_of_the_code_is_early_by_its_seconds(repo):
    begin(repo, f"[ ] {REMOVED}")
    repo.commit({PATH: tracker(f"[x] {REMOVED}")}, when=START + 600)
    repo.commit({"shop/core/router.py": None}, when=START + 646)
    found = item(scanned(repo), REMOVED)
    assert (found["state"], found["state_words"], found["verdict"]) == ("early", "early by 46 s", "supported")
    assert found["ticked_at"]["place"] == 1
    assert [segment[2] for segment in found["segments"]] == ["not ticked", "not true", "true"]
    assert [(edge["place"], edge["to"]) for edge in found["edges"]] == [(2, "true")]


def test_what_was_true_and_is_so_no_more_came_back(repo):
    begin(repo, f"[ ] {REMOVED}")
    repo.commit({PATH: tracker(f"[x] {REMOVED}"), "shop/core/router.py": None}, when=START + 600)
    repo.commit({"shop/core/router.py": OLD}, "It is needed after all", when=START + 700)
    ledger = ledger_of(scanned(repo))
    found = items_of(ledger)[REMOVED.replace("`", "")]
    assert found["state"] == "came back" and found["verdict"] == "contradicted"
    assert found["edges"][-1]["subject"] == "It is needed after all"
    assert found["git"].startswith("git cat-file -e ") and found["git"].endswith("shop/core/router.py")
    assert ledger.came_back == 1 and ledger.contradicted == 0
    assert ledger.data["headline"] == "1 ticked: 1 came back"


def test_a_tick_that_was_never_true_is_contradicted_behind_the_grace(repo):
    begin(repo, f"[ ] {IMPORTS}")
    repo.commit({PATH: tracker(f"[x] {IMPORTS}")}, when=START + 600)
    go_on(repo)
    repository = scanned(repo)
    found = item(repository, IMPORTS)
    assert found["state"] == "contradicted"
    assert (found["then"], found["now"]) == (1, 1)
    assert found["proof"][0]["path"] == "shop/a.py" and found["proof"][0]["line"] == 1
    assert found["sentence"].startswith("The item says") and "the code has" in found["sentence"]


def test_too_soon_after_the_tick_nothing_is_held_against_it(repo):
    begin(repo, f"[x] {IMPORTS}")
    ledger = ledger_of(scanned(repo))
    assert items_of(ledger)[IMPORTS.replace("`", "")]["on_front_page"] is False
    assert ledger.contradicted == 0
    assert ledger.data["headline"] == "1 ticked: 1 not settled"


def test_an_open_item_that_is_true_is_ready_to_tick(repo):
    begin(repo, f"[ ] {REMOVED}", f"[ ] {IMPORTS}")
    repo.commit({"shop/core/router.py": None})
    ledger = ledger_of(scanned(repo))
    assert items_of(ledger)[REMOVED.replace("`", "")]["state"] == "ready to tick"
    assert items_of(ledger)[IMPORTS.replace("`", "")]["state"] == "open"
    assert (ledger.ticked, ledger.open, ledger.ready) == (0, 2, 1)


def test_an_event_that_has_happened_is_superseded_when_its_file_goes(repo):
    begin(repo, f"[ ] {TESTS}")
    repo.commit({PATH: tracker(f"[x] {TESTS}"), "tests/test_router.py": "def test_a(): pass\n"})
    repo.commit({"tests/test_router.py": None})
    assert item(scanned(repo), TESTS)["state"] == "superseded"


def test_what_people_planned_is_not_checkable_and_looks_neutral(repo):
    begin(repo, "[x] Plan the removal of the old router")
    found = item(scanned(repo), "Plan the removal of the old router")
    assert (found["state"], found["verdict"], found["judge"]) == ("not checkable", "not checkable", "nobody")
    assert found["why_not"] and not found["proof"] and not found["git"]


def test_a_name_that_never_existed_is_no_verdict(repo):
    begin(repo, "[x] Removed `shop/core/no_such_file.py`")
    assert item(scanned(repo), "Removed shop/core/no_such_file.py")["state"] == "subject not found"


def test_a_step_is_answered_by_the_items_of_its_phase(repo):
    text = tracker("[x] Step 1: Execute remediation") + f"\n## Step 1: Remediation\n\n- [x] {REMOVED}\n- [x] Plan the rest\n"
    repo.commit({"shop/core/router.py": OLD, PATH: text})
    repo.commit({"shop/core/router.py": None})
    found = item(scanned(repo), "Step 1: Execute remediation")
    assert (found["judge"], found["verdict"]) == ("items of the phase", "supported")
    assert "1 of 2 judged" in found["sentence"]


# Documents over time


def test_a_moved_document_keeps_its_items_and_is_read_where_it_is_now(repo):
    begin(repo, f"[ ] {REMOVED}", f"[ ] {IMPORTS}")
    repo.commit({PATH: tracker(f"[x] {REMOVED}", f"[ ] {IMPORTS}")})
    repository = scanned(repo)
    before = item(repository, REMOVED)
    moved = "reports/archived/SSOT-router.md"
    repo.commit({PATH: None, moved: tracker(f"[x] {REMOVED}", f"[ ] {IMPORTS}")})
    repo.finish()
    repository = scan(repo.path, depth=Depth.LINE)
    after = item(repository, REMOVED)
    assert (after["key"], after["ticked_at"]["place"]) == (before["key"], 1)
    assert TrackerDocument.objects.get().path == moved
    assert ledger_of(repository).data["closing"] == "archived with 1 open"
    repo.commit({moved: tracker(f"[x] {REMOVED}", f"[x] {IMPORTS}")})
    repo.finish()
    assert ledger_of(scan(repo.path, depth=Depth.LINE)).ticked == 2


def test_a_deleted_document_keeps_its_last_good_version(repo):
    begin(repo, f"[x] {REMOVED}", f"[ ] {IMPORTS}")
    scanned(repo)
    repo.commit({PATH: None})
    repo.finish()
    ledger = ledger_of(scan(repo.path, depth=Depth.LINE))
    assert ledger.data["closing"] == "removed with 1 open"
    assert len(items_of(ledger)) == 2 and not ledger.data["vanished"]


def test_a_version_that_is_no_tracker_leaves_the_items_as_they_were(repo):
    begin(repo, f"[x] {REMOVED}")
    repository = scanned(repo)
    repo.commit({PATH: "- [ ] x\n" + "y" * 300_000})
    repo.finish()
    repository = scan(repo.path, depth=Depth.LINE)
    assert item(repository, REMOVED)["ticked"]


def test_words_appended_to_an_item_leave_its_tick_where_it_was(repo):
    begin(repo, f"[ ] {REMOVED}")
    repo.commit({PATH: tracker(f"[x] {REMOVED}")})
    repo.commit({PATH: tracker(f"[x] {REMOVED} - COMPLETE, 587 lines less")})
    found = item(scanned(repo), f"{REMOVED} - COMPLETE, 587 lines less")
    assert found["ticked_at"]["place"] == 1 and not found["born_ticked"]


def test_words_that_name_another_thing_begin_a_new_item(repo):
    begin(repo, f"[ ] {REMOVED}")
    repo.commit({PATH: tracker("[x] Removed `shop/core/queue.py`"), "shop/core/queue.py": "x = 1\n"})
    ledger = ledger_of(scanned(repo))
    assert items_of(ledger)["Removed shop/core/queue.py"]["ticked_at"]["place"] == 1
    assert ledger.data["vanished"] == []


def test_an_open_item_that_is_taken_out_has_vanished(repo):
    begin(repo, f"[x] {REMOVED}", f"[ ] {IMPORTS}")
    repo.commit({PATH: tracker(f"[x] {REMOVED}")})
    (gone,) = ledger_of(scanned(repo)).data["vanished"]
    assert (gone["state"], gone["phase"]) == ("open", "Phase 1: Consolidation")


def test_the_claimed_curve_has_a_point_for_each_change(repo):
    begin(repo, f"[ ] {REMOVED}")
    repo.commit({"shop/b.py": "x = 1\n"})
    repo.commit({PATH: tracker(f"[x] {REMOVED}", f"[ ] {IMPORTS}")})
    repo.commit({PATH: tracker(f"[x] {REMOVED}", f"[ ] {IMPORTS}") + "\nWords only.\n"})
    assert ledger_of(scanned(repo)).data["ticks"] == [[0, 0, 1], [2, 1, 2]]


def test_a_document_from_outside_is_judged_from_when_it_was_told(repo, tmp_path):
    repo.commit({"shop/core/router.py": OLD, "shop/a.py": USER}, when=START)
    repo.commit({"shop/core/router.py": None}, when=START + 600)
    (tmp_path / "router.md").write_text(tracker(f"[x] {REMOVED}", f"[x] {IMPORTS}"))
    ledger = ledger_of(scanned(repo, str(tmp_path / "router.md")))
    gone, imports = (items_of(ledger)[text.replace("`", "")] for text in (REMOVED, IMPORTS))
    assert (gone["state"], imports["state"], imports["on_front_page"]) == ("supported", "contradicted", False)
    assert gone["ticked_at"] is None
    assert [segment[2] for segment in gone["segments"]] == ["not true", "true"], "the whole strip is there at once"
    assert ledger.data["ticks"] == [[1, 2, 2]]


def test_a_confirmed_tick_from_outside_that_was_never_true_is_denied_on_front_pages(repo, tmp_path):
    repo.commit({"shop/core/router.py": OLD, "shop/a.py": USER}, when=START)
    for number in range(12):
        repo.commit({"shop/b.py": f"x = {number}\n"}, when=START + (number + 1) * 6 * 3600)
    (tmp_path / "router.md").write_text(tracker(f"[x] {REMOVED}", f"[x] {IMPORTS}"))
    ledger = ledger_of(scanned(repo, str(tmp_path / "router.md")))
    imports = items_of(ledger)[IMPORTS.replace("`", "")]
    assert (imports["state"], imports["on_front_page"], ledger.contradicted) == ("contradicted", False, 1), "the other names its file"
    corrections.confirm(ledger.document, imports["key"], User.objects.create_user("mira"))
    ledger = DocumentLedger.objects.get(document=ledger.document)
    assert items_of(ledger)[IMPORTS.replace("`", "")]["on_front_page"] and ledger.contradicted == 2


def test_two_documents_with_one_title_have_a_ledger_each(repo):
    begin(repo, f"[x] {REMOVED}")
    repo.commit({"docs/SSOT-other.md": tracker(f"[ ] {REMOVED}")})
    repository = scanned(repo, "docs/*.md")
    assert sorted(DocumentLedger.objects.filter(publication=repository.published).values_list("ticked", flat=True)) == [0, 1]


# When they are kept


def test_at_depth_tip_only_the_newest_commit_is_judged(repo):
    begin(repo, f"[x] {REMOVED}", "[x] Removed class `NoSuchRouter`")
    repo.commit({"shop/core/router.py": None})
    repository = scanned(repo, depth=Depth.TIP)
    found = item(repository, REMOVED)
    assert found["verdict"] == "supported"
    assert [edge["place"] for edge in found["edges"]] == [1], "what was before is not known"
    assert item(repository, "Removed class NoSuchRouter")["state"] == "not checkable", "what is not read may have been there"


def test_ledgers_go_with_their_publication(repo):
    begin(repo, f"[x] {REMOVED}")
    first = scanned(repo).published_id
    repo.commit({"shop/b.py": "x = 1\n"})
    repo.finish()
    repository = scan(repo.path, depth=Depth.LINE)
    assert repository.published_id != first
    assert list(DocumentLedger.objects.values_list("publication", flat=True)) == [repository.published_id]
    assert list(KnownNames.objects.values_list("publication", flat=True)) == [repository.published_id]


def test_a_repository_without_trackers_costs_nothing(repo):
    repo.commit({"shop/a.py": USER})
    repo.finish()
    repository = scan(repo.path, depth=Depth.LINE)
    graph = history.load(repository)
    with CaptureQueriesContext(connection) as queries:
        ledgers.keep(repository.published, graph)
    assert len(queries) == 1 and not KnownNames.objects.exists()


def test_a_document_given_later_has_its_ledger_when_its_issue_is_counted(repo):
    begin(repo, f"[x] {REMOVED}")
    repo.finish()
    repository = scan(repo.path, depth=Depth.LINE)
    issue = documents.from_document(repository, tracker(f"[x] {IMPORTS}").encode(), "given.md")
    assert counting.count_issue(issues.find(issue.pk))
    assert item(repository, IMPORTS)["now"] == 1


def test_a_document_that_comes_while_others_are_judged_is_not_forgotten(repo, monkeypatch):
    begin(repo, f"[x] {REMOVED}")
    repo.finish()
    keep = ledgers.keep

    def keep_and_add(publication: Publication, *rest: Any) -> None:
        keep(publication, *rest)
        documents.from_document(publication.repository, tracker(f"[x] {IMPORTS}").encode(), "given.md")

    monkeypatch.setattr(ledgers, "keep", keep_and_add)
    repository = scan(repo.path, depth=Depth.LINE)
    assert item(repository, IMPORTS)["ticked"]


def test_changed_rules_are_asked_at_once(repo):
    begin(repo, "[x] All imports updated to the canonical path")
    repository = scanned(repo)
    issue = TrackerDocument.objects.get().issue
    before = item(repository, "All imports updated to the canonical path")
    issues.change(issue, ROUTER)
    counting.count_issue(issues.find(issue.pk))
    after = item(repository, "All imports updated to the canonical path")
    assert before["key"] == after["key"]


def test_two_scans_of_the_same_commit_write_the_same_ledger(repo):
    begin(repo, f"[ ] {REMOVED}", f"[x] {IMPORTS}")
    repo.commit({"shop/core/router.py": None})
    repository = scanned(repo)
    before = ledger_of(repository).data
    ledgers.keep(repository.published, history.load(repository))
    assert ledger_of(repository).data == before


def test_the_examples_trackers_tell_of_ticks_ahead_of_the_code(tmp_path):
    built = example.build(tmp_path / "example")
    queued = first_run.prepare(str(built), ref="main", trackers=[example.TRACKER], depth=Depth.LINE)
    run_here.run(queued, Depth.LINE)
    found = DocumentLedger.objects.filter(publication__repository=queued.repository_id)
    assert found.count() == 3
    states = {one["state"] for ledger in found for one in items_of(ledger).values()}
    assert {"contradicted", "not checkable", "open"} <= states
