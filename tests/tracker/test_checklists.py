"""What people enter lies over the document: it counts, it is judged, it is logged, and no reading of the document takes it away."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.support.repositories import History
from tests.support.scanning import scan
from tracker.actions import (
    checklist_items,
    checklist_keeping,
    checklist_markdown,
    checklists,
    corrections,
    documents,
    exports_claims,
    first_run,
    history,
    issues,
    run_here,
)
from tracker.actions.checklist_items import Plan
from tracker.actions.checklist_keeping import ChecklistChanged, ChecklistRefused
from tracker.models import ChecklistItem, DocumentLedger, EnteredChange, EnteredItem, Issue, Phase, Repository, TrackerDocument
from tracker.models.repositories import Depth
from tracker.queries import checklist, checklist_words, ledgers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

PATH = "docs/SSOT-router.md"
START = 1_760_000_000
ROUTER = "class MessageRouter:\n    def route(self, message):\n        return message\n"
REMOVED = "Removed shop/core/router.py"
PLANNED = "Plan the removal"
WORK = "## Phase 1: Work\n\n- [ ] Removed `shop/core/router.py`\n- [ ] Plan the removal\n"
TEXT = "# SSOT: MessageRouter\n\n" + WORK + "\n## Phase 2: Close\n\n- [x] {}\n"
CLOSED = "Create the pull request"


@pytest.fixture
def repo(tmp_path):
    with History(tmp_path / "shop") as made:
        made.commit({"shop/core/router.py": ROUTER, "shop/queue.py": "x = 1\n", PATH: TEXT.format(CLOSED)}, when=START)
        for number in range(8):
            made.commit({"shop/other.py": f"x = {number}\n"}, when=START + 3 * 24 * 3600 + number)
        yield made


@pytest.fixture
def issue(repo) -> Issue:
    repo.finish()
    queued = first_run.prepare(str(repo.path), ref="main", trackers=[PATH], depth=Depth.LINE)
    run_here.run(queued, Depth.LINE)
    return Issue.objects.select_related("repository__published").get()


@pytest.fixture
def mira() -> User:
    return User.objects.create_user("mira")


@pytest.fixture
def teo() -> User:
    return User.objects.create_user("teo")


def rescan(repo) -> None:
    repo.finish()
    scan(repo.path, depth=Depth.LINE)


def ledger() -> DocumentLedger:
    return DocumentLedger.objects.get(publication=Repository.objects.get().published)


def judged(text: str) -> Mapping[str, Any]:
    return next(one for phase in ledger().data["phases"] for one in phase["items"] if one["text"].startswith(text))


def merged(issue: Issue, text: str):
    return next(item for item in checklist.of_issue(issue).merged.items() if item.text.startswith(text))


def key(issue: Issue, text: str) -> str:
    return str(merged(issue, text).key)


def phase(issue: Issue, title: str):
    return next(one for one in checklist.of_issue(issue).phases if one.title.startswith(title))


def texts(issue: Issue) -> list[str]:
    return [item.text for item in checklist.of_issue(issue).merged.items()]


def words(issue: Issue, text: str) -> list[str]:
    return list(checklist_words.of_item(merged(issue, text), datetime.now(UTC).date()).words)


def log() -> list[tuple[str, str, str]]:
    return [(one.author_name, one.what, one.about) for one in EnteredChange.objects.order_by("pk")]


# Ticks


def test_a_tick_made_here_counts_and_says_that_the_document_has_it_open(issue, mira):
    checklist_items.tick(issue, key(issue, PLANNED), True, 0, mira)
    today = f"{datetime.now(UTC):%-d %b %Y}"
    assert words(issue, PLANNED) == [f"Ticked here by mira, {today}; the document has it open."]
    assert judged(PLANNED)["ticked"] and judged(PLANNED)["here"]["by"] == "mira"
    assert judged(PLANNED)["ticked_at"] is None, "no commit ticked it"
    assert (ledger().ticked, ledger().open) == (2, 1)
    assert ledger().data["ticks"][-1][1:] == [2, 3], "the curve ends where the numbers are"
    assert log() == [("mira", "ticked", PLANNED)]
    assert not ChecklistItem.objects.get(text=PLANNED).ticked, "the document's layer is untouched"


def test_a_tick_taken_back_leaves_the_document_as_it_is(issue, mira):
    checklist_items.tick(issue, key(issue, PLANNED), True, 0, mira)
    checklist_items.tick(issue, key(issue, PLANNED), False, 1, mira)
    assert words(issue, PLANNED) == [] and not judged(PLANNED)["ticked"]
    checklist_items.tick(issue, key(issue, CLOSED), False, 0, mira)
    assert words(issue, CLOSED)[0].endswith("the document has it ticked.")
    assert ledger().ticked == 0 and ledger().data["ticks"][-1][1] == 0


def test_a_tick_that_the_document_makes_as_well_is_the_documents(repo, issue, mira):
    checklist_items.tick(issue, key(issue, PLANNED), True, 0, mira)
    repo.commit({PATH: TEXT.format(CLOSED).replace("[ ] Plan", "[x] Plan")})
    rescan(repo)
    assert words(issue, PLANNED) == []
    assert judged(PLANNED)["ticked_at"]["place"] == 9


def test_a_tick_made_here_is_judged_from_its_own_moment(repo, issue, mira):
    checklist_items.tick(issue, key(issue, REMOVED), True, 0, mira)
    assert judged(REMOVED)["on_front_page"] is False and judged(REMOVED)["state"] == "contradicted", "no grace has passed"
    later = int((datetime.now(UTC) + timedelta(days=3)).timestamp())
    for number in range(10):
        repo.commit({"shop/other.py": f"y = {number}\n"}, when=later + number)
    rescan(repo)
    assert judged(REMOVED)["on_front_page"] is True and ledger().contradicted == 1
    assert [segment[2] for segment in judged(REMOVED)["segments"]] == ["not ticked", "not true"]


# Own items


def test_an_own_item_is_a_claim_that_is_read_judged_listed_counted_and_exported(issue, mira):
    here = phase(issue, "Phase 1").key
    made = checklist_items.add(issue, here, "Removed `shop/queue.py`", mira)
    assert texts(issue) == [REMOVED, PLANNED, "Removed shop/queue.py", CLOSED]
    found = judged("Removed shop/queue.py")
    assert (found["key"], found["kind"], found["state"], found["own"]) == (made, "removed", "open", True)
    assert found["subjects"][0]["text"] == "shop/queue.py"
    assert (ledger().open, ledger().ticked) == (3, 1)
    assert ledger().data["ticks"][-1][1:] == [1, 4]
    rows = list(exports_claims.of_issue(issue, None))
    assert [row[1] for row in rows] == texts(issue)
    assert rows[2][:6] == ("Phase 1: Work", "Removed shop/queue.py", 0, "removed", "shop/queue.py", "open")
    first = [row[1] for row in exports_claims.of_issue(issue, "main~3")]
    assert first == [REMOVED, PLANNED, CLOSED], "an older commit is as its document stood"


def test_an_own_item_that_the_code_supports_is_supported_once_ticked(repo, issue, mira):
    made = checklist_items.add(issue, phase(issue, "Phase 1").key, "Removed `shop/queue.py`", mira)
    checklist_items.tick(issue, made, True, 1, mira)
    repo.commit({"shop/queue.py": None}, when=int(datetime.now(UTC).timestamp()) + 60)
    rescan(repo)
    assert judged("Removed shop/queue.py")["state"] == "early"
    assert judged("Removed shop/queue.py")["key"] == made


def test_an_own_item_takes_a_correction_like_any_other(issue, mira):
    made = checklist_items.add(issue, phase(issue, "Phase 1").key, "The queue is a thing of the past", mira)
    corrections.correct(TrackerDocument.objects.get(), made, "removed", ["shop/queue.py"], mira)
    assert judged("The queue")["kind"] == "removed" and judged("The queue")["state"] == "open"


def test_a_removed_item_is_folded_and_comes_back_as_it_was(issue, mira):
    made = checklist_items.add(issue, phase(issue, "Phase 1").key, "Write it down", mira)
    checklist_items.tick(issue, made, True, 1, mira)
    checklist_items.remove(issue, made, 2, mira)
    assert "Write it down" not in texts(issue) and ledger().open + ledger().ticked == 3
    assert [one.key for one in phase(issue, "Phase 1").removed] == [made]
    checklist_items.restore(issue, made, 3, mira)
    assert judged("Write it down")["ticked"] and EnteredItem.objects.get(key=made).ticked_by == mira
    with pytest.raises(ChecklistRefused, match="the document’s"):
        checklist_items.remove(issue, key(issue, PLANNED), 0, mira)


def test_an_item_is_worded_assigned_and_given_a_date_and_each_is_logged(issue, mira, teo):
    checklist_items.plan(issue, key(issue, PLANNED), Plan("Removed shop/queue.py", "teo", "2026-01-31"), 0, mira)
    item = merged(issue, "Removed shop/queue.py")
    assert item.said.assignee == teo and str(item.said.due_on) == "2026-01-31"
    assert item.days_late(date(2026, 2, 3)) == 3
    assert words(issue, item.text) == [f"Worded here; the document says “{PLANNED}”."]
    assert judged("Removed shop/queue.py")["kind"] == "removed", "the new words are what is judged"
    assert [what for _, what, _ in log()] == ["worded", "assigned", "due"]
    checklist_items.plan(issue, item.key, Plan(PLANNED, "", ""), 1, mira)
    assert words(issue, PLANNED) == [] and not judged(PLANNED).get("document_text")


# Order


def test_items_and_phases_stand_as_people_put_them_and_new_ones_behind_their_neighbours(repo, issue, mira):
    made = checklist_items.add(issue, phase(issue, "Phase 1").key, "Mine", mira)
    checklist_items.move(issue, made, -1, phase(issue, "Phase 1").version, mira)
    checklist_items.move(issue, made, -1, phase(issue, "Phase 1").version, mira)
    checklists.move_phase(issue, phase(issue, "Phase 2").key, -1, 0, mira)
    wanted = [CLOSED, "Mine", REMOVED, PLANNED]
    assert texts(issue) == wanted
    assert [one["text"] for phase in ledger().data["phases"] for one in phase["items"]] == wanted, "the ledger has the same order"
    repo.commit({PATH: TEXT.format(CLOSED).replace("- [ ] Plan", "- [ ] Ask around\n- [ ] Plan")})
    rescan(repo)
    assert texts(issue) == [CLOSED, "Mine", REMOVED, "Ask around", PLANNED]
    assert [one["text"] for phase in ledger().data["phases"] for one in phase["items"]] == texts(issue)


def test_a_box_moves_with_those_that_are_nested_in_it(repo, issue, mira):
    nested = "# T\n\n## Phase 1: Work\n\n- [ ] A\n  - [ ] A1\n  - [ ] A2\n- [ ] B\n"
    row = TrackerDocument.objects.get()
    documents.from_document(issue.repository, nested.encode(), "nested.md")
    other = Issue.objects.exclude(pk=issue.pk).get()
    checklist_items.move(other, key(other, "B"), -1, 0, mira)
    assert texts(other) == ["B", "A", "A1", "A2"]
    checklist_items.move(other, key(other, "A1"), -1, 1, mira)
    assert texts(other) == ["B", "A", "A1", "A2"], "it is the first below its box"
    checklist_items.move(other, key(other, "A2"), -1, 1, mira)
    assert texts(other) == ["B", "A", "A2", "A1"]
    assert row.pk == TrackerDocument.objects.get(issue=issue).pk


# Re-imports


def test_a_new_scan_keeps_everything_entered_through_edits_of_the_text(repo, issue, mira, teo):
    checklist_items.plan(issue, key(issue, REMOVED), Plan(REMOVED, "teo", "2030-01-01"), 0, mira)
    checklist_items.tick(issue, key(issue, REMOVED), True, 1, mira)
    checklist_items.add(issue, phase(issue, "Phase 1").key, "Mine", mira)
    changed = (
        TEXT.format(CLOSED)
        .replace("router.py`", "router.py` - done, 587 lines less")
        .replace("Phase 1: Work", "✅ Phase 1: Work - COMPLETE")
    )
    repo.commit({PATH: changed})
    rescan(repo)
    item = merged(issue, REMOVED)
    assert item.text.endswith("587 lines less") and item.ticked and item.said.assignee == teo
    assert phase(issue, "✅ Phase 1").items[-1].text == "Mine"
    assert judged(REMOVED)["here"]["by"] == "mira"


def test_what_was_entered_of_an_item_that_left_is_kept_and_comes_back_with_it(repo, issue, mira):
    checklist_items.tick(issue, key(issue, PLANNED), True, 0, mira)
    repo.commit({PATH: TEXT.format(CLOSED).replace("- [ ] Plan the removal\n", "")})
    rescan(repo)
    gone = checklist.of_issue(issue).merged.vanished
    assert [one.words for one in gone] == [PLANNED] and checklist_words.of_gone(gone[0]).startswith("ticked here by mira")
    repo.commit({PATH: TEXT.format(CLOSED)})
    rescan(repo)
    assert merged(issue, PLANNED).ticked and not checklist.of_issue(issue).merged.vanished


def test_own_items_outlive_the_heading_they_stood_under(repo, issue, mira):
    checklist_items.add(issue, phase(issue, "Phase 2").key, "Mine", mira)
    repo.commit({PATH: TEXT.format(CLOSED).partition("## Phase 2")[0]})
    rescan(repo)
    assert phase(issue, "Phase 2").is_lost and texts(issue)[-1] == "Mine"
    assert judged("Mine")["own"]


def test_a_document_that_is_given_again_keeps_entered_things_and_corrections(repo, issue, mira):
    first = TEXT.format(CLOSED)
    other = documents.from_document(issue.repository, first.encode(), "given.md")
    checklist_items.tick(other, key(other, REMOVED), True, 0, mira)
    checklist_keeping.judge(other)
    document = TrackerDocument.objects.get(issue=other)
    corrections.not_checkable(document, key(other, PLANNED), mira, "nobody knows")
    again = first.replace("Plan the removal", "Plan the removal - drafted").replace("router.py`", "router.py` completely")
    documents.from_document(issue.repository, again.encode(), "given.md")
    checklist_keeping.judge(other)
    shown = ledgers.of_issue(other, Repository.objects.get().published)
    found = {item.text: item for item in shown.items}
    assert found["Removed shop/core/router.py completely"].ticked_here.by == "mira"
    assert found["Plan the removal - drafted"].correction.reason == "nobody knows"


def test_keys_that_two_versions_gave_follow_the_line_once_it_is_read(repo, issue, mira):
    ChecklistItem.objects.update(key="")
    Phase.objects.update(key="")
    at = merged(issue, PLANNED).key
    assert at == "at-0-1", "rows from before keys are known by their place"
    checklist_items.tick(issue, at, True, 0, mira)
    ChecklistItem.objects.filter(text=PLANNED).update(key="f" * 32)
    EnteredItem.objects.update(key="f" * 32)
    repo.commit({"shop/other.py": "w = 1\n"})
    rescan(repo)
    assert merged(issue, PLANNED).ticked and merged(issue, PLANNED).key == judged(PLANNED)["key"] != "f" * 32


def test_linking_a_document_later_keeps_what_was_made_here(repo, issue, mira):
    other = Issue.objects.create(repository=issue.repository, title="Other", slug="other")
    checklists.apply_template(other, mira)
    mirror = history.mirror_of(issue.repository)
    documents.link(other, mirror, issue.repository.published.tip_oid, PATH)
    assert [one.title for one in checklist.of_issue(other).phases][:3] == ["Phase 1: Work", "Phase 2: Close", "Phase 0: Discovery"]


# Checklists of our own, and phases


def test_an_issue_without_a_document_gets_the_seven_phases_in_its_own_words(issue, mira):
    other = Issue.objects.create(
        repository=issue.repository, title="Queue", slug="queue", symbol="Queue", canonical_module="shop.queue", counted_revision=1
    )
    assert checklists.apply_template(other, mira) == 7
    found = checklist.of_issue(other)
    assert [one.title[:8] for one in found.phases] == [f"Phase {number}:" for number in range(7)]
    assert "Consolidate Queue to a single implementation" in texts(other)
    row = DocumentLedger.objects.get(document__issue=other)
    kinds = {item["text"]: item["kind"] for phase in row.data["phases"] for item in phase["items"]}
    assert kinds["Consolidate Queue to a single implementation"] == "single implementation"
    with pytest.raises(ChecklistRefused, match="All seven phases"):
        checklists.apply_template(other, mira)
    checklists.remove_phase(other, found.phases[3].key, 1, mira)
    assert checklists.apply_template(other, mira) == 1


def test_a_checklist_begins_with_nothing_and_grows(issue, mira):
    other = Issue.objects.create(repository=issue.repository, title="Queue", slug="queue")
    with pytest.raises(ChecklistRefused, match="has no checklist yet"):
        checklist_items.add(other, "x", "Something", mira)
    checklists.begin(other, mira)
    checklists.begin(other, mira)
    here = checklists.add_phase(other, "Only phase", mira)
    checklist_items.add(other, here, "Only item", mira)
    assert texts(other) == ["Only item"] and checklist.of_issue(other).is_made_here
    assert [what for _, what, _ in log()] == ["begun", "phase added", "added"]


def test_a_phase_is_renamed_removed_and_brought_back(issue, mira):
    own = checklists.add_phase(issue, "Later", mira)
    checklist_items.add(issue, own, "Mine", mira)
    checklists.change_phase(issue, own, "Much later", False, 1, mira)
    assert phase(issue, "Much later").version == 2
    checklists.remove_phase(issue, own, 2, mira)
    assert "Mine" not in texts(issue) and ledger().open + ledger().ticked == 3
    with pytest.raises(ChecklistRefused, match="was removed"):
        checklist_items.add(issue, own, "More", mira)
    checklists.restore_phase(issue, own, 3, mira)
    assert judged("Mine")["own"]
    with pytest.raises(ChecklistRefused, match="document’s"):
        checklists.remove_phase(issue, phase(issue, "Phase 1").key, 0, mira)


def test_a_phase_can_need_that_its_claims_are_supported(repo, issue, mira):
    repo.commit({PATH: TEXT.format(CLOSED).replace("[ ]", "[x]").replace("Work", "Work COMPLETE")}, when=START + 9 * 24 * 3600)
    for number in range(8):
        repo.commit({"shop/other.py": f"z = {number}\n"}, when=START + 19 * 24 * 3600 + number)
    rescan(repo)

    def head():
        return ledgers.of_issue(issue, Repository.objects.get().published).phases[0]

    assert (head().says_complete, head().completeness, head().unsupported) == (True, "", 1), "off until somebody turns it on"
    checklists.change_phase(issue, phase(issue, "Phase 1").key, phase(issue, "Phase 1").title, True, 0, mira)
    assert head().completeness == "complete as ticked, 1 claim not supported" and head().falls_short
    repo.commit({"shop/core/router.py": None}, when=START + 20 * 24 * 3600)
    rescan(repo)
    assert head().completeness == "complete, its claims are supported" and not head().falls_short


# Two people, limits and hostile words


def test_the_last_write_undoes_nobodys(issue, mira, teo):
    box = key(issue, PLANNED)
    checklist_items.plan(issue, box, Plan("Plan it with care", "", ""), 0, teo)
    with pytest.raises(ChecklistChanged, match="was changed by teo at"):
        checklist_items.plan(issue, box, Plan("Plan it fast", "", ""), 0, mira)
    with pytest.raises(ChecklistChanged):
        checklist_items.tick(issue, box, True, 0, mira)
    assert merged(issue, "Plan it").text == "Plan it with care" and not merged(issue, "Plan it").ticked
    here = phase(issue, "Phase 1")
    checklist_items.move(issue, box, -1, here.version, teo)
    with pytest.raises(ChecklistChanged):
        checklist_items.move(issue, box, 1, here.version, mira)
    checklists.move_phase(issue, here.key, 1, 0, teo)
    with pytest.raises(ChecklistChanged, match="The order of the phases"):
        checklists.move_phase(issue, here.key, -1, 0, mira)
    assert all(author == "teo" for author, _, _ in log())


def test_two_people_who_tick_the_same_box_agree(issue, mira, teo):
    checklist_items.tick(issue, key(issue, PLANNED), True, 0, teo)
    checklist_items.tick(issue, key(issue, PLANNED), True, 0, mira)
    assert EnteredItem.objects.get().ticked_by == teo and len(log()) == 1


@pytest.mark.parametrize(
    ("typed", "why"),
    [("x" * 2_001, "2,000 are the most"), ("  \n ", "has no words"), ("<b></b>", "has no words"), ("\0\x01", "has no words")],
)
def test_an_item_that_cannot_be_is_refused_in_a_sentence(issue, mira, typed, why):
    with pytest.raises(ChecklistRefused, match=why):
        checklist_items.add(issue, phase(issue, "Phase 1").key, typed, mira)
    assert not EnteredItem.objects.exists() and not EnteredChange.objects.exists()


@pytest.mark.parametrize("due", ["tomorrow", "2026-02-30", "9999-01-01", "0001-01-01", "2026-01-01T00:00"])
def test_a_day_that_is_none_is_refused(issue, mira, due):
    with pytest.raises(ChecklistRefused):
        checklist_items.plan(issue, key(issue, PLANNED), Plan(PLANNED, "", due), 0, mira)


def test_nobody_unknown_is_assigned_and_no_unknown_item_changed(issue, mira):
    with pytest.raises(ChecklistRefused, match="Nobody here is called “ghost”"):
        checklist_items.plan(issue, key(issue, PLANNED), Plan(PLANNED, "ghost", ""), 0, mira)
    for unknown in ("x", "\0", "at-9-9", "at-0-1-2", "at-²", "x" * 500):
        with pytest.raises(ChecklistRefused, match="not in the checklist any more"):
            checklist_items.tick(issue, unknown, True, 0, mira)


def test_a_full_checklist_takes_no_more(issue, mira, monkeypatch):
    monkeypatch.setattr("tracker.actions.checklist_items.MOST_ITEMS", 4)
    monkeypatch.setattr("tracker.actions.checklists.MOST_PHASES", 1)
    checklist_items.add(issue, phase(issue, "Phase 1").key, "One more", mira)
    with pytest.raises(ChecklistRefused, match="4 items at most"):
        checklist_items.add(issue, phase(issue, "Phase 1").key, "Too many", mira)
    checklists.add_phase(issue, "Mine", mira)
    with pytest.raises(ChecklistRefused, match="1 phases"):
        checklists.add_phase(issue, "Too many", mira)
    with pytest.raises(ChecklistRefused):
        checklists.apply_template(issue, mira)
    assert not EnteredChange.objects.filter(what="template").exists()


def test_entered_things_wait_for_a_repository_that_is_not_scanned_yet(mira):
    repository = Repository.objects.create(slug="new", source="/srv/new", is_local=True)
    other = issues.create_unchecked(repository, issues.IssueDraft(title="Queue"))
    checklists.apply_template(other, mira)
    checklist_items.tick(other, checklist.of_issue(other).phases[0].items[0].key, True, 1, mira)
    assert checklist.of_issue(other).ticked == 1 and not DocumentLedger.objects.exists()


def test_a_gone_account_leaves_its_name_in_the_log(issue, mira):
    checklist_items.tick(issue, key(issue, PLANNED), True, 0, mira)
    mira.delete()
    assert log()[0][0] == "mira"
    assert words(issue, PLANNED)[0].startswith("Ticked here, ")


def test_the_markdown_of_both_layers_is_imported_as_the_same_checklist(issue, mira):
    checklist_items.tick(issue, key(issue, PLANNED), True, 0, mira)
    own = checklists.add_phase(issue, "Later & <b>bold</b> *things*", mira)
    checklist_items.add(issue, own, "Remove `a_b.py` [now](https://example.org) \\*really\\*", mira)
    again = documents.from_document(issue.repository, checklist_markdown.of_issue(issue).encode(), "again.md")
    both = [
        [(one.title, [(item.text, item.ticked) for item in one.items]) for one in checklist.of_issue(each).phases]
        for each in (issue, again)
    ]
    assert both[0] == both[1]
