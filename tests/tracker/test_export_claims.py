"""export claims: a document's items at a commit, with the code's answer there."""

import csv
import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.support.repositories import History
from tests.support.scanning import ROUTER, follow
from tracker.actions import first_run, run_here
from tracker.models import Issue, Repository
from tracker.models.repositories import Depth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

HEADER = "phase,item,ticked,kind,subject,state,verdict,evidence"
PATH = "docs/SSOT-router.md"
OLD = "class MessageRouter:\n    def route(self, message):\n        return message\n"
USER = "from shop.core.router import MessageRouter\n"
START = 1_760_000_000
TEXT = "# SSOT: MessageRouter\n\n## Phase 1\n\n- [{}] Removed `shop/core/router.py`\n- [x] Plan the rest\n"


@pytest.fixture
def commits(tmp_path) -> list[str]:
    """Open and false; ticked and false; ticked and true; moved; back again."""
    with History(tmp_path / "shop") as made:
        return [
            made.commit({"shop/core/router.py": OLD, "shop/a.py": USER, PATH: TEXT.format(" ")}, when=START),
            made.commit({PATH: TEXT.format("x")}, when=START + 100),
            made.commit({"shop/core/router.py": None}, when=START + 146),
            made.commit({PATH: None, "reports/SSOT-router.md": TEXT.format("x")}, when=START + 200),
            made.commit({"shop/core/router.py": OLD}, when=START + 300),
        ]


def scanned(path, tracker: str, depth: str = Depth.LINE) -> Issue:
    queued = first_run.prepare(str(path), ref="main", trackers=[tracker], depth=depth)
    run_here.run(queued, depth)
    return Issue.objects.get()


def exported(*arguments: str) -> list[dict[str, str]]:
    out = io.StringIO()
    call_command("export", "claims", *arguments, stdout=out)
    text = out.getvalue()
    assert text.splitlines()[0] == HEADER and "\r" not in text
    return list(csv.DictReader(io.StringIO(text)))


def removed(rows: list[dict[str, str]]) -> tuple[str, str, str]:
    row = next(row for row in rows if row["kind"] == "removed")
    assert row["subject"] == "shop/core/router.py"
    return row["ticked"], row["state"], row["verdict"]


def test_each_commit_has_its_own_ticks_and_its_own_answer(tmp_path, commits):
    slug = scanned(tmp_path / "shop", "reports/SSOT-router.md").slug
    assert [removed(exported(slug, "--at", commit)) for commit in commits] == [
        ("0", "open", "contradicted"),
        ("1", "contradicted", "contradicted"),
        ("1", "early", "supported"),
        ("1", "early", "supported"),
        ("1", "came back", "contradicted"),
    ]
    assert exported(slug) == exported(slug, "--at", "main")


def test_the_rows_say_phase_item_and_what_the_code_has(tmp_path, commits):
    slug = scanned(tmp_path / "shop", "reports/SSOT-router.md").slug
    first, plan = exported(slug)
    assert (first["phase"], first["item"]) == ("Phase 1", "Removed shop/core/router.py")
    assert first["evidence"].startswith("The item says") and "shop/core/router.py:1" in first["evidence"]
    assert (plan["kind"], plan["ticked"], plan["state"], plan["verdict"]) == ("plan", "1", "not checkable", "not checkable")
    assert plan["evidence"] and plan["subject"] == ""


def test_a_document_without_an_issue_is_asked_by_its_path_at_that_commit(tmp_path, commits):
    slug = scanned(tmp_path / "shop", "reports/SSOT-router.md").repository.slug
    Issue.objects.all().delete()
    rows = [removed(exported("--repo", slug, "--document", PATH, "--at", commit))[2] for commit in commits[:3]]
    assert rows == ["contradicted", "contradicted", "supported"]
    for name in (PATH, "reports/SSOT-router.md"):
        assert removed(exported("--repo", slug, "--document", name, "--at", commits[4]))[2] == "contradicted"
        assert removed(exported("--repo", slug, "--document", name, "--at", commits[0]))[0] == "0"


def test_before_it_was_written_and_after_it_was_deleted_there_is_no_document(tmp_path):
    with History(tmp_path / "shop") as made:
        before = made.commit({"shop/core/router.py": OLD})
        made.commit({PATH: TEXT.format("x")})
        after = made.commit({PATH: None})
        made.commit({PATH: TEXT.format(" ")})
    issue = scanned(tmp_path / "shop", PATH)
    for commit in (before, after):
        with pytest.raises(CommandError, match="is not in commit"):
            call_command("export", "claims", issue.slug, "--at", commit)
    assert removed(exported(issue.slug)) == ("0", "open", "contradicted")


def test_a_document_from_outside_has_the_same_items_at_every_commit(tmp_path, commits):
    (tmp_path / "router.md").write_text(TEXT.format("x"))
    slug = scanned(tmp_path / "shop", str(tmp_path / "router.md")).slug
    assert [removed(exported(slug, "--at", commit)) for commit in commits[1:4]] == [
        ("1", "contradicted", "contradicted"),
        ("1", "supported", "supported"),
        ("1", "supported", "supported"),
    ]


def test_a_commit_beside_the_line_is_judged_along_its_own_first_parents(tmp_path):
    with History(tmp_path / "shop") as made:
        made.commit({"shop/core/router.py": OLD, PATH: TEXT.format(" ")})
        side = made.commit({"shop/core/router.py": None, PATH: TEXT.format("x")}, branch="side")
        made.commit({"shop/b.py": "x = 1\n"})
        made.commit({"shop/core/router.py": None, PATH: TEXT.format("x")}, parents=[made._tips["main"], side])
    slug = scanned(tmp_path / "shop", PATH, Depth.GRAPH).slug
    assert removed(exported(slug, "--at", side)) == ("1", "supported", "supported")
    assert removed(exported(slug, "--at", "main^1")) == ("0", "open", "contradicted")


def test_at_depth_tip_an_older_commit_is_read_for_the_answer(tmp_path, commits):
    slug = scanned(tmp_path / "shop", "reports/SSOT-router.md", Depth.TIP).slug
    assert removed(exported(slug, "--at", commits[2]))[2] == "supported"
    assert removed(exported(slug))[2] == "contradicted"


def test_nothing_is_counted_for_it(tmp_path, commits):
    issue = scanned(tmp_path / "shop", "reports/SSOT-router.md")
    follow(Repository.objects.get(), ROUTER)
    exported(issue.slug)
    assert Issue.objects.exclude(pk=issue.pk).get().counted_in != Repository.objects.get().published_id


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no-such-issue"], "There is no issue “no-such-issue”"),
        ([], "Give an issue’s slug"),
        (["--repo", "shop"], "Give an issue’s slug"),
        (["ssot-messagerouter", "--repo", "shop", "--document", PATH], "Give an issue’s slug"),
        (["--repo", "nowhere", "--document", PATH], "There is no repository “nowhere”"),
        (["--repo", "shop", "--document", "docs/none.md"], "docs/none.md is not in commit"),
        (["ssot-messagerouter", "--at", "no-such-branch"], "no-such-branch"),
    ],
)
def test_what_cannot_be_exported_is_a_sentence_and_no_output(tmp_path, commits, arguments, sentence, capsys):
    scanned(tmp_path / "shop", "reports/SSOT-router.md")
    with pytest.raises(CommandError, match=sentence):
        call_command("export", "claims", *arguments)
    assert not capsys.readouterr().out


def test_an_issue_without_a_document_claims_nothing(tmp_path, commits):
    scanned(tmp_path / "shop", "reports/SSOT-router.md")
    issue = follow(Repository.objects.get(), ROUTER)
    with pytest.raises(CommandError, match="has no tracker document"):
        call_command("export", "claims", issue.slug)
