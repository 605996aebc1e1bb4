"""The tests behind one claim, as the page of the claim lists them: failing ones first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from scanner.claims.tests_chosen import TestIndex
from scanner.claims.tests_meant import Meant
from scanner.junit import Outcome
from tracker.actions import test_runs
from tracker.models import Repository, TestResults

MOST_LISTED = 200
WORDS = {Outcome.ERROR: "error", Outcome.FAILED: "failed", Outcome.SKIPPED: "skipped", Outcome.PASSED: "passed"}


@dataclass(frozen=True, slots=True)
class ListedTest:
    """One test with its outcome in a word, and its file "" where nobody knows it."""

    label: str
    outcome: str
    path: str
    is_against: bool


@dataclass(frozen=True, slots=True)
class ListedTests:
    """The first tests of a claim, and how many there are."""

    tests: list[ListedTest]
    more: int
    results: TestResults


def listed(repository: Repository, stored: Mapping[str, Any], most: int = MOST_LISTED) -> ListedTests | None:
    """The tests of a claim by what its ledger keeps of it, None if its results are gone."""
    row = TestResults.objects.select_related("tests").filter(repository=repository, oid=stored.get("oid", "")).first()
    if row is None:
        return None
    index = TestIndex(test_runs.names_of(row.tests))
    chosen = index.chosen(msgspec.convert(stored["meant"], Meant))
    outcomes = test_runs.outcomes_of(row)
    places = [] if isinstance(chosen, str) else chosen
    worst: dict[str, int] = {}
    for place in places:
        label = index.tests[place].label
        if label not in worst or outcomes[place] > outcomes[worst[label]]:
            worst[label] = place
    order = [Outcome.ERROR, Outcome.FAILED, Outcome.SKIPPED, Outcome.PASSED]
    found = sorted(worst, key=lambda label: (order.index(Outcome(outcomes[worst[label]])), label))
    tests = [_test(label, Outcome(outcomes[worst[label]]), index.paths[worst[label]]) for label in found[:most]]
    return ListedTests(tests, len(found) - len(tests), row)


def failing(repository: Repository, stored: Mapping[str, Any]) -> set[str]:
    """The labels of all of its failing tests."""
    found = listed(repository, stored, most=1_000_000)
    return {one.label for one in found.tests if one.is_against} if found else set()


def _test(label: str, outcome: Outcome, path: str) -> ListedTest:
    return ListedTest(label, WORDS[outcome], path, outcome.is_against)
