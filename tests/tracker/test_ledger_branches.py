"""A tick that came with a merge is judged where it was made as well."""

import csv
import io

import pytest
from django.core.management import call_command

from tests.support.repositories import History
from tracker.actions import first_run, run_here
from tracker.models import DocumentLedger, Issue
from tracker.models.repositories import Depth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

PATH = "docs/SSOT-router.md"
ROUTER = "shop/core/router.py"
OLD = "class MessageRouter:\n    def route(self, message):\n        return message\n"
START = 1_760_000_000
DAY = 24 * 3600
TEXT = "# SSOT: MessageRouter\n\n## Phase 1\n\n- [{}] Removed `shop/core/router.py`\n- [x] Plan the rest\n"
BESIDE = "When it was ticked it was true on the side branch at {}, and not on the line."


class Told:
    """A main branch and one beside it; the merge brings the tick."""

    def __init__(self, path) -> None:
        self.history = History(path / "shop")
        self.base = self.history.commit({ROUTER: OLD, PATH: TEXT.format(" ")}, when=START)
        self.count = 0

    def main(self, files, *, parents=None) -> str:
        self.count += 1
        return self.history.commit(files, parents=parents, when=START + self.count * DAY, branch="main")

    def side(self, files, branch: str = "side") -> str:
        self.count += 1
        return self.history.commit(files, when=START + self.count * DAY, branch=branch)

    def merge(self, files, *others: str) -> str:
        return self.main(files, parents=[self.history._tips["main"], *others])

    def later(self) -> str:
        """Past every grace."""
        return [self.main({"shop/other.py": f"x = {number}\n"}) for number in range(8)][-1]

    def scanned(self, path, depth: str = Depth.GRAPH) -> dict[str, str]:
        self.history.finish()
        run_here.run(first_run.prepare(str(path / "shop"), ref="main", trackers=[PATH], depth=depth), depth)
        return exported()


def exported(*arguments: str) -> dict[str, str]:
    out = io.StringIO()
    call_command("export", "claims", Issue.objects.get().slug, *arguments, stdout=out)
    return next(row for row in csv.DictReader(io.StringIO(out.getvalue())) if row["kind"] == "removed")


def on_front_page() -> bool:
    (item, _) = DocumentLedger.objects.latest("pk").data["phases"][0]["items"]
    return item["on_front_page"] and item["state"] in ("contradicted", "came back")


@pytest.fixture
def told(tmp_path) -> Told:
    return Told(tmp_path)


@pytest.mark.parametrize("depth", [Depth.LINE, Depth.GRAPH])
def test_what_was_true_on_the_side_branch_and_lost_by_the_merge_came_back(told, tmp_path, depth):
    side = told.side({ROUTER: None, PATH: TEXT.format("x")})
    told.main({"shop/other.py": "x = 1\n"})
    told.merge({PATH: TEXT.format("x")}, side)
    told.later()
    row = told.scanned(tmp_path, depth)
    assert (row["state"], row["verdict"]) == ("came back", "contradicted")
    assert BESIDE.format(side[:9]) in row["evidence"]
    (item, _) = DocumentLedger.objects.get().data["phases"][0]["items"]
    assert item["state"] == "came back" and item["sentence"].endswith(BESIDE.format(side[:9]))


def test_a_report_of_an_older_commit_knows_the_branch_as_well(client, told, tmp_path):
    side = told.side({ROUTER: None, PATH: TEXT.format("x")})
    told.main({"shop/other.py": "x = 1\n"})
    told.merge({PATH: TEXT.format("x")}, side)
    older = told.later()
    told.main({"shop/other.py": "x = 2\n"})
    told.scanned(tmp_path)
    claims = client.get(f"/r/{Issue.objects.get().slug}/{older}/report.json").json()["claims"]
    assert BESIDE.format(side[:9]) in next(one["evidence"] for one in claims if one["text"].startswith("Removed"))


def test_what_was_true_there_and_came_to_the_line_later_was_not_early(told, tmp_path):
    side = told.side({ROUTER: None, PATH: TEXT.format("x")})
    told.merge({PATH: TEXT.format("x")}, side)
    told.main({ROUTER: None})
    row = told.scanned(tmp_path)
    assert (row["state"], row["verdict"]) == ("supported", "supported")
    assert BESIDE.format(side[:9]) in row["evidence"]


def test_what_was_false_there_too_stays_contradicted_on_the_front_page(told, tmp_path):
    side = told.side({PATH: TEXT.format("x")})
    told.main({"shop/other.py": "x = 1\n"})
    told.merge({PATH: TEXT.format("x")}, side)
    told.later()
    row = told.scanned(tmp_path)
    assert row["state"] == "contradicted" and "side branch" not in row["evidence"]
    assert on_front_page()


def test_that_the_branch_did_it_after_the_tick_does_not_count(told, tmp_path):
    told.side({PATH: TEXT.format("x")})
    side = told.side({ROUTER: None})
    told.merge({PATH: TEXT.format("x")}, side)
    told.later()
    assert told.scanned(tmp_path)["state"] == "contradicted"


def test_of_a_tick_that_the_merge_made_itself_nobody_knows_and_no_front_page_speaks(told, tmp_path):
    side = told.side({"shop/other.py": "x = 1\n"})
    told.merge({PATH: TEXT.format("x")}, side)
    told.later()
    row = told.scanned(tmp_path)
    assert row["state"] == "contradicted" and not on_front_page()


def test_of_a_tick_that_two_branches_made_the_one_where_it_was_true_counts(told, tmp_path):
    one = told.side({PATH: TEXT.format("x")}, "one")
    two = told.side({ROUTER: None, PATH: TEXT.format("x")}, "two")
    told.merge({PATH: TEXT.format("x")}, one, two)
    told.later()
    row = told.scanned(tmp_path)
    assert row["state"] == "came back" and two[:9] in row["evidence"]


def test_a_branch_that_was_merged_into_the_branch_is_found(told, tmp_path):
    inner = told.side({ROUTER: None, PATH: TEXT.format("x")}, "inner")
    told.side({"shop/a.py": "y = 1\n"}, "outer")
    outer = told.history.commit(
        {PATH: TEXT.format("x")}, parents=[told.history._tips["outer"], inner], branch="outer", when=START + 9 * DAY
    )
    told.count = 10
    told.merge({PATH: TEXT.format("x")}, outer)
    told.later()
    assert inner[:9] in told.scanned(tmp_path)["evidence"]


def test_another_item_with_the_same_words_is_not_taken_for_it(told, tmp_path):
    twice = TEXT.format("x") + "\n## Phase 2\n\n- [{}] Removed `shop/core/router.py`\n"
    told.main({PATH: twice.format(" ")})
    told.side({ROUTER: None})
    side = told.side({PATH: twice.format("x")})
    told.merge({PATH: twice.format("x")}, side)
    told.later()
    told.scanned(tmp_path)
    (first, _), (second,) = (phase["items"] for phase in DocumentLedger.objects.get().data["phases"])
    assert (first["state"], second["state"]) == ("contradicted", "came back")


def test_a_tick_on_the_line_is_judged_on_the_line_alone(told, tmp_path):
    side = told.side({ROUTER: None})
    told.main({PATH: TEXT.format("x")})
    told.merge({"shop/b.py": "z = 1\n"}, side)
    told.later()
    row = told.scanned(tmp_path)
    assert row["state"] == "contradicted" and on_front_page()


def test_at_a_commit_of_the_branch_its_own_line_answers(told, tmp_path):
    side = told.side({ROUTER: None, PATH: TEXT.format("x")})
    told.merge({PATH: TEXT.format("x")}, side)
    told.scanned(tmp_path)
    row = exported("--at", side)
    assert row["state"] == "supported" and "side branch" not in row["evidence"]
