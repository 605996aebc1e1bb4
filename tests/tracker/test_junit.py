"""Test results: taken in by the terminal and by machines, answering claims along the line."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils.timezone import now

from tests.support.junit import ended, junit
from tests.support.repositories import History
from tests.support.scanning import scan
from tracker.actions import corrections, exports_claims, first_run, history, ledgers, run_here, test_results, test_waivers
from tracker.models import ChecklistItem, DocumentLedger, Repository, TestList, TestResults, TestWaiver, TrackerDocument
from tracker.models.repositories import Depth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

PATH = "docs/SSOT-router.md"
START = 1_760_000_000
DAY = 24 * 3600
TICK = 2  # place of the commit that ticks everything
LAST = 9
ROUTER = "tests/unit/ssot/test_router.py"
QUEUE = "tests/unit/test_queue.py"
VIOLATION = "tests/unit/test_violation.py"
ALL, NAMED, FAILS, LOOP = "All existing tests pass", "test_router.py PASSES", "test_violation.py - FAILS", "Run all existing tests"
PLAN = "Plan to run the tests"
TEXT = """# SSOT: MessageRouter

## Phase 1

- [{0}] All existing tests pass
- [{0}] `test_router.py` PASSES
- [{0}] `test_violation.py` - FAILS correctly (detects 7 duplicates)
- [{0}] Run all existing tests - ensure no regressions
  - **13/18 SSOT tests PASSING** (72% success rate - remaining "failures" validate the proxy)
- [{0}] Plan to run the tests
- [ ] `test_queue.py` passes
- [{0}] Removed `shop/a.py`

## Phase 2

- [{0}] Phase 1: all done
"""
GREEN = ended(ROUTER, passed=18) | ended(QUEUE, passed=3) | ended(VIOLATION, passed=2)
RED = ended(ROUTER, passed=13, failed=5) | ended(QUEUE, passed=3) | ended(VIOLATION, failed=2)


@pytest.fixture
def commits(tmp_path) -> list[str]:
    with History(tmp_path / "shop") as made:
        files = dict.fromkeys((ROUTER, QUEUE, VIOLATION), "def test_it():\n    pass\n")
        found = [made.commit({"shop/a.py": "x = 1\n"}, when=START)]
        found.append(made.commit({**files, PATH: TEXT.format(" ")}, when=START + DAY))
        found.append(made.commit({PATH: TEXT.format("x")}, when=START + 2 * DAY))
        found += [made.commit({"shop/a.py": f"x = {place}\n"}, when=START + place * DAY) for place in range(3, LAST + 1)]
    return found


@pytest.fixture
def repository(tmp_path, commits) -> Repository:
    queued = first_run.prepare(str(tmp_path / "shop"), ref="main", trackers=[PATH], depth=Depth.LINE)
    run_here.run(queued, Depth.LINE)
    return Repository.objects.select_related("published").get()


@pytest.fixture
def document(repository) -> TrackerDocument:
    return TrackerDocument.objects.get()


@pytest.fixture
def mira() -> User:
    return User.objects.create_user("mira", is_staff=True)


def item(text: str) -> Mapping[str, Any]:
    ledger = DocumentLedger.objects.get(publication=Repository.objects.get().published)
    return next(one for phase in ledger.data["phases"] for one in phase["items"] if one["text"].replace("`", "").startswith(text))


def take(repository: Repository, commit: str, outcomes: Mapping[str, str], suite: str = "pytest") -> test_results.Taken:
    return test_results.take(repository, commit, junit(outcomes, suite), "terminal")


def shown(text: str) -> tuple[str, str]:
    found = item(text)
    return found["state"], found["verdict"]


def kept() -> tuple[int, int, int, int]:
    row = TestResults.objects.get()
    return row.passed, row.failed, row.errors, row.skipped


# Verdicts


def test_without_an_upload_nothing_is_asked_of_tests(repository):
    for text in (ALL, NAMED, FAILS, LOOP):
        assert shown(text) == ("not checkable", "not checkable")
        assert item(text)["why_not"] == "Only test results can answer it, and none are kept for this commit"
        assert item(text)["tests"] is None


def test_an_upload_answers_at_once(repository, commits):
    taken = take(repository, commits[LAST], GREEN)
    assert (taken.uploaded, taken.passed, taken.judged) == (23, 23, 1)
    assert shown(ALL)[1] == shown(NAMED)[1] == shown(LOOP)[1] == "supported"
    assert "the code has 18 of 18 tests that pass, 100 %" in item(NAMED)["sentence"]
    assert shown("test_queue.py passes") == ("ready to tick", "supported")


def test_failing_tests_stand_against_a_tick_but_no_front_page_says_so_unasked(repository, commits):
    take(repository, commits[TICK], RED)
    found = item(NAMED)
    assert (found["state"], found["verdict"], found["on_front_page"]) == ("contradicted", "contradicted", False)
    assert "13 of 18 tests that pass, 72 %" in found["sentence"]
    assert (found["tests"]["now"], found["tests"]["then"]) == ("13 of 18 pass, 72 %",) * 2
    assert [(one["path"], one["statement"]) for one in found["proof"]] == [(ROUTER, f"test_failed_{number}") for number in range(3)]


def test_a_confirmed_reading_may_be_said_on_a_front_page(repository, commits, document, mira):
    take(repository, commits[TICK], RED)
    corrections.confirm(document, item(NAMED)["key"], mira)
    assert item(NAMED)["on_front_page"] and item(NAMED)["state"] == "contradicted"


def test_failing_as_designed_is_supported_by_failing(repository, commits):
    take(repository, commits[TICK], RED)
    assert shown(FAILS) == ("supported", "supported")
    assert "2 of 2 tests that fail, 100 %" in item(FAILS)["sentence"]
    take(repository, commits[5], GREEN)
    assert shown(FAILS) == ("superseded", "contradicted"), "what failed as designed may pass after the repair"


def test_tests_that_should_fail_and_pass_contradict(repository, commits):
    take(repository, commits[TICK], GREEN)
    assert shown(FAILS) == ("contradicted", "contradicted")


def test_results_that_begin_long_after_the_tick_do_not_deny_that_tests_failed(repository, commits):
    take(repository, commits[LAST], GREEN)
    assert shown(FAILS) == ("not checkable", "not checkable")
    assert "come long after the tick" in item(FAILS)["why_not"]
    take(repository, commits[LAST], RED)
    assert shown(FAILS)[1] == "supported"


def test_between_uploads_the_last_result_is_carried_on_and_its_age_is_said(repository, commits):
    take(repository, commits[3], RED)
    take(repository, commits[6], GREEN)
    found = item(NAMED)
    assert f"results of {commits[6][:9]}, 3 days and 3 commits older, uploaded {now():%Y-%m-%d}" in found["sentence"]
    assert found["segments"] == [[1, 1, "not ticked"], [2, 2, "unknown"], [3, 5, "not true"], [6, LAST, "true"]]
    assert [(edge["place"], edge["to"]) for edge in found["edges"]] == [(3, "false"), (6, "true")]


def test_before_the_first_upload_nothing_is_said(repository, commits):
    take(repository, commits[6], GREEN)
    issue = repository.issues.get()
    rows = {row[1]: row for row in exports_claims.of_issue(issue, commits[5])}
    assert rows[ALL][5:7] == ("not checkable", "not checkable")
    assert "none are kept for this commit" in str(rows[ALL][7])
    rows = {row[1]: row for row in exports_claims.of_issue(issue, commits[6])}
    assert rows[ALL][6] == "supported"


def test_results_of_a_commit_beside_the_line_say_nothing(tmp_path, commits):
    with History(tmp_path / "other") as made:
        base = made.commit({**dict.fromkeys((ROUTER, QUEUE, VIOLATION), ""), PATH: TEXT.format("x")}, when=START)
        side = made.commit({"shop/b.py": ""}, branch="side", parents=[base], when=START + DAY)
        made.commit({"shop/c.py": ""}, parents=[base, side], when=START + 2 * DAY)
    queued = first_run.prepare(str(tmp_path / "other"), ref="main", trackers=[PATH], depth=Depth.GRAPH)
    run_here.run(queued, Depth.GRAPH)
    repository = Repository.objects.select_related("published").get(slug="other")
    take(repository, side, RED)
    assert item_of(repository, NAMED)["tests"] is None


def item_of(repository: Repository, text: str) -> Mapping[str, Any]:
    ledger = DocumentLedger.objects.get(publication=repository.published)
    return next(one for phase in ledger.data["phases"] for one in phase["items"] if one["text"].replace("`", "").startswith(text))


def test_a_fraction_that_the_item_admits_is_neither_supported_nor_contradicted(repository, commits):
    take(repository, commits[TICK], ended(ROUTER, passed=13, failed=5))
    found = item(LOOP)
    assert (found["state"], found["verdict"]) == ("not checkable", "not checkable")
    assert "13 of 18 pass, 72 %" in found["why_not"] and found["tests"]["now"] == "13 of 18 pass, 72 %"
    take(repository, commits[5], ended(ROUTER, passed=12, failed=6))
    assert shown(LOOP)[1] == "contradicted", "fewer than it says"
    take(repository, commits[6], ended(ROUTER, passed=18))
    assert shown(LOOP)[1] == "supported"


def test_skipping_the_failing_tests_makes_nothing_true(repository, commits):
    take(repository, commits[TICK], ended(ROUTER, passed=13, skipped=5))
    assert shown(LOOP)[1] == "not checkable" and "too many were skipped" in item(LOOP)["why_not"]
    take(repository, commits[TICK + 1], ended(ROUTER, skipped=18))
    assert shown(NAMED)[1] == "not checkable"


def test_a_group_of_another_size_is_not_the_one_that_is_meant(repository, commits):
    take(repository, commits[LAST], ended(ROUTER, passed=13, failed=5) | ended(ROUTER.replace("_router", "_more"), passed=40))
    assert item(LOOP)["tests"]["meant"]["said"] == "All tests", "58 tests are called ssot, so the other reading counts"


def test_a_partial_run_says_nothing_of_all_tests(repository, commits):
    take(repository, commits[3], RED)
    take(repository, commits[6], ended(QUEUE, passed=3))
    assert shown(ALL)[1] == "contradicted" and commits[3][:9] in item(ALL)["sentence"]
    assert commits[6][:9] in item("test_queue.py passes")["sentence"]


def test_an_upload_leaves_the_same_ledger_as_a_judgement_of_everything(repository, commits, document, mira):
    corrections.confirm(document, item("Removed shop/a.py")["key"], mira)
    take(repository, commits[TICK], RED)
    quick = DocumentLedger.objects.get()
    ledgers.keep_document(document, repository.published, history.load(repository))
    full = DocumentLedger.objects.get()
    assert quick.data == full.data and quick.pk != full.pk
    assert item("Removed shop/a.py")["on_front_page"] and item("Phase 1")["state"] == "contradicted"
    assert (quick.contradicted, quick.supported, quick.not_checkable) == (full.contradicted, full.supported, full.not_checkable)


def test_items_that_speak_of_no_result_stay_as_they_were(repository, commits):
    take(repository, commits[LAST], GREEN)
    assert shown(PLAN)[1] == "not checkable" and item(PLAN)["tests"] is None


def test_results_survive_another_scan_and_are_judged_with_it(tmp_path, repository, commits):
    take(repository, commits[LAST], GREEN)
    with History(tmp_path / "shop") as made:
        made.commit({"shop/a.py": "x = 99\n"}, parents=[commits[LAST]], when=START + 20 * DAY)
    scan(tmp_path / "shop", depth=Depth.LINE)
    assert shown(ALL)[1] == "supported" and "1 commit older" in item(ALL)["sentence"]


def test_a_person_can_say_which_tests_are_meant(repository, commits, document, mira):
    take(repository, commits[LAST], RED)
    corrections.correct(document, item(PLAN)["key"], "tests pass", [QUEUE], mira)
    assert shown(PLAN)[1] == "supported"
    corrections.not_checkable(document, item(ALL)["key"], mira, "Nightly only")
    assert (shown(ALL)[1], item(ALL)["why_not"]) == ("not checkable", "Nightly only")


# One upload and the next


def test_the_same_upload_twice_changes_nothing(repository, commits):
    first = take(repository, commits[LAST], RED)
    assert take(repository, commits[LAST], RED) == first
    assert (TestResults.objects.count(), TestList.objects.count()) == (1, 1)
    assert kept() == (16, 7, 0, 0)


def test_jobs_that_share_the_work_are_put_together_and_a_later_result_of_a_test_counts(repository, commits):
    take(repository, commits[LAST], ended(ROUTER, passed=1, failed=1))
    take(repository, commits[LAST], ended(QUEUE, passed=3))
    assert kept() == (4, 1, 0, 0)
    take(repository, commits[LAST], {f"{ROUTER}::test_failed_0": "passed"})
    assert kept() == (5, 0, 0, 0)


def test_a_test_that_fails_in_one_of_two_suites_fails(repository, commits):
    take(repository, commits[TICK], ended(ROUTER, passed=18), "py311")
    take(repository, commits[TICK], {f"{ROUTER}::test_passed_0": "failed"}, "py312")
    assert item(NAMED)["tests"]["now"] == "17 of 18 pass, 94 %"


def test_equal_lists_of_tests_are_kept_once(repository, commits):
    for commit in commits:
        take(repository, commit, GREEN)
    assert (TestResults.objects.count(), TestList.objects.count()) == (len(commits), 1)


@pytest.mark.parametrize("place", [LAST - 1, LAST])
def test_a_report_that_was_read_before_an_upload_is_made_anew(client, repository, commits, document, mira, place):
    address = f"/r/{repository.issues.get().slug}/{commits[place]}/report.json"

    def verdict() -> str:
        claims = client.get(address).json()["claims"]
        return str(next(one["verdict"] for one in claims if one["text"].startswith("test_router.py")))

    assert verdict() == "not checkable"
    take(repository, commits[LAST - 1], ended(ROUTER, passed=17, failed=1))
    assert verdict() == "not settled"
    take(repository, commits[LAST - 1], ended(ROUTER, passed=17) | {f"{ROUTER}::test_failed_0": "passed"})
    assert verdict() == "supported"


# Waivers


def waive(document: TrackerDocument, user: User, text: str, number: int, **changes: Any) -> None:
    name = f"{ROUTER.removesuffix('.py').replace('/', '.')}::test_failed_{number}"
    standard = {"test": name, "reason": "The proxy fails here by design", "expires_on": now().date() + timedelta(days=30)}
    fields: dict[str, Any] = standard | changes
    test_waivers.waive(document, item(text)["key"], fields["test"], fields["reason"], fields["expires_on"], user)


def test_five_named_tests_have_to_be_waived(repository, commits, document, mira):
    take(repository, commits[LAST], ended(ROUTER, passed=13, failed=5))
    for number in range(4):
        waive(document, mira, LOOP, number)
        assert shown(LOOP)[1] == "not checkable"
    waive(document, mira, LOOP, 4)
    found = item(LOOP)
    assert (found["state"], found["verdict"]) == ("supported", "supported")
    assert "13 of 18 tests that pass, 72 %, 5 failing and waived" in found["sentence"], "never silently"
    assert len(found["tests"]["waived"]) == 5
    assert shown(NAMED)[1] == "contradicted", "a waiver is for one claim"


def test_a_waiver_that_is_over_does_not_count(repository, commits, document, mira):
    take(repository, commits[LAST], ended(ROUTER, passed=17, failed=1))
    waive(document, mira, NAMED, 0, expires_on=now().date())
    assert shown(NAMED)[1] == "supported"
    TestWaiver.objects.update(expires_on=now().date() - timedelta(days=1))
    assert test_waivers.end_expired() == 1
    assert shown(NAMED) == ("contradicted", "contradicted"), "as if it had never been waived"
    assert test_waivers.end_expired() == 0


def test_a_waiver_does_not_change_what_was(tmp_path, repository, commits, document, mira):
    take(repository, commits[3], ended(ROUTER, passed=17, failed=1))
    waive(document, mira, NAMED, 0)
    assert item(NAMED)["segments"][-2:] == [[3, LAST - 1, "not true"], [LAST, LAST, "true"]]
    rows = {row[1]: row for row in exports_claims.of_issue(repository.issues.get(), commits[5])}
    assert rows["test_router.py PASSES"][6] == "contradicted"


def test_a_waiver_stays_with_its_item_where_the_line_gives_it_another_key(repository, commits, document, mira):
    take(repository, commits[LAST], ended(ROUTER, passed=17, failed=1))
    waive(document, mira, NAMED, 0)
    key = item(NAMED)["key"]
    ChecklistItem.objects.filter(key=key).update(key="as two versions alone gave it")
    TestWaiver.objects.update(key="as two versions alone gave it")
    test_results.judge_again(repository)
    assert TestWaiver.objects.get().key == key and shown(NAMED)[1] == "supported"


def test_a_withdrawn_waiver_counts_no_more(repository, commits, document, mira):
    take(repository, commits[LAST], ended(ROUTER, passed=17, failed=1))
    waive(document, mira, NAMED, 0)
    assert test_waivers.withdraw(document, item(NAMED)["key"], TestWaiver.objects.get().pk)
    assert shown(NAMED)[1] == "contradicted"
    assert not test_waivers.withdraw(document, item(NAMED)["key"], 999)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"test": "tests.unit.test_nowhere::test_x"}, "No failing test of this claim is called"),
        ({"test": "tests.unit.ssot.test_router::test_passed_0"}, "No failing test of this claim is called"),
        ({"reason": " \0 "}, "Say why this test may fail"),
        ({"expires_on": now().date() - timedelta(days=1)}, "ends on a day between"),
        ({"expires_on": now().date() + timedelta(days=400)}, "ends on a day between"),
    ],
)
def test_a_waiver_needs_a_failing_test_a_reason_and_a_last_day(repository, commits, document, mira, changes, sentence):
    take(repository, commits[LAST], RED)
    with pytest.raises(test_waivers.WaiverRefused, match=sentence):
        waive(document, mira, NAMED, 0, **changes)
    assert not TestWaiver.objects.exists()


def test_what_should_fail_needs_no_waiver(repository, commits, document, mira):
    take(repository, commits[LAST], RED)
    with pytest.raises(test_waivers.WaiverRefused, match="wants its tests to fail"):
        waive(document, mira, FAILS, 0)
