"""import-trackers: a row for each document, an issue for each that has boxes."""

import csv
import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.support.repositories import History
from tests.support.scanning import scan
from tracker.models import ChecklistItem, Issue, TrackerDocument
from tracker.models.repositories import Depth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

HEADER = "path,title,issue_url,status,phases,boxes,ticked,claims_checkable,problems"
GLOB = "**/SSOT-*.md"
ROUTER = """# SSOT migration: MessageRouter

**GitHub Issue**: https://github.com/shop/shop/issues/12
**Status**: IN PROGRESS

## Phase 1: Remove

- [x] Removed `shop/router.py`
- [X] Plan the rest
- [ ] Update all imports of `shop.router`
- [✅] Something with a picture

## Phase 2: Later

- [ ] Removed `shop/never.py`
"""


@pytest.fixture
def repo(tmp_path):
    with History(tmp_path / "shop") as made:
        made.commit(
            {
                "shop/router.py": "class MessageRouter: pass\n",
                "SSOT-root.md": ROUTER,
                "docs/deep/SSOT-router.md": ROUTER.replace("MessageRouter", "Queue, “quoted”"),
                "docs/SSOT-words.md": "# Words\n\nNo boxes.\n",
                "docs/SSOT-script.py": "x = 1\n",
                "docs/other.md": ROUTER,
            }
        )
        yield made


def imported(*arguments: str) -> list[dict[str, str]]:
    out = io.StringIO()
    call_command("import-trackers", *arguments, stdout=out)
    text = out.getvalue()
    assert text.splitlines()[0] == HEADER and "\r" not in text
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def slug(repo) -> str:
    repo.finish()
    return scan(repo.path, depth=Depth.LINE).slug


def test_every_document_has_a_row_by_path_and_those_with_boxes_become_issues(slug):
    rows = imported(slug, GLOB)
    assert [row["path"] for row in rows] == ["SSOT-root.md", "docs/SSOT-words.md", "docs/deep/SSOT-router.md"]
    root, words, deep = rows
    assert (root["title"], root["issue_url"]) == ("SSOT migration: MessageRouter", "https://github.com/shop/shop/issues/12")
    assert (root["status"], root["phases"], root["boxes"], root["ticked"]) == ("IN PROGRESS", "2", "4", "2")
    assert root["claims_checkable"] == "2", "the removed file and the imports; a plan asks nothing, another file never was"
    assert "✅" in root["problems"]
    assert (words["boxes"], words["ticked"]) == ("0", "0") and "no check boxes" in words["problems"]
    assert deep["title"] == "SSOT migration: Queue, “quoted”"
    assert sorted(Issue.objects.values_list("slug", flat=True)) == ["ssot-migration-messagerouter", "ssot-migration-queue-quoted"]


def test_a_document_that_has_its_issue_is_read_again(repo, slug):
    imported(slug, GLOB)
    repo.commit({"SSOT-root.md": ROUTER.replace("- [ ] Update", "- [x] Update")})
    repo.finish()
    scan(repo.path, depth=Depth.LINE)
    rows = imported(slug, GLOB)
    assert rows[0]["ticked"] == "3"
    assert Issue.objects.count() == TrackerDocument.objects.count() == 2
    assert ChecklistItem.objects.filter(phase__document__path="SSOT-root.md", ticked=True).count() == 3


def test_a_document_that_was_moved_keeps_its_issue(repo, slug):
    imported(slug, GLOB)
    before = TrackerDocument.objects.get(path="SSOT-root.md").issue_id
    repo.commit({"SSOT-root.md": None, "reports/SSOT-root.md": ROUTER})
    repo.finish()
    scan(repo.path, depth=Depth.TIP)
    imported(slug, GLOB)
    assert TrackerDocument.objects.get(path="reports/SSOT-root.md").issue_id == before
    assert Issue.objects.count() == 2


def test_at_a_commit_it_prints_what_was_said_there_and_changes_nothing(repo, slug):
    first = repo.git("rev-parse", "main").decode().strip()
    repo.commit({"SSOT-root.md": None, "docs/SSOT-words.md": None, "docs/deep/SSOT-router.md": ROUTER.replace("[ ]", "[x]")})
    repo.finish()
    scan(repo.path, depth=Depth.LINE)
    assert len(imported(slug, GLOB, "--at", first)) == 3
    assert [row["ticked"] for row in imported(slug, GLOB, "--at", "main")] == ["4"]
    assert not Issue.objects.exists()


def test_two_documents_with_one_title_are_two_issues(repo, slug):
    repo.commit({"docs/deep/SSOT-router.md": ROUTER})
    repo.finish()
    scan(repo.path, depth=Depth.LINE)
    imported(slug, GLOB)
    assert sorted(Issue.objects.values_list("slug", flat=True)) == ["ssot-migration-messagerouter", "ssot-migration-messagerouter-2"]


def test_documents_that_cannot_be_read_say_so_in_their_row(repo, slug):
    many = "# Many\n\n## Phase\n\n" + "- [ ] x\n" * 10_001
    huge = "# Huge\n\n## Phase\n\n- [ ] " + "y" * 2_000_000 + "\n"
    repo.commit({"docs/SSOT-many.md": many, "docs/SSOT-huge.md": huge, "docs/SSOT-bytes.md": b"# \xff\xfe\x00\n\n- [x] Plan \xff\n"})
    repo.finish()
    scan(repo.path, depth=Depth.TIP)
    rows = {row["path"]: row for row in imported(slug, GLOB)}
    assert len(rows) == 6
    assert "5,000 lines" in rows["docs/SSOT-many.md"]["problems"] and rows["docs/SSOT-many.md"]["boxes"] == "0"
    assert "256 kB" in rows["docs/SSOT-huge.md"]["problems"]
    assert rows["docs/SSOT-bytes.md"]["boxes"] in ("0", "1")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere", GLOB], "There is no repository “nowhere”"),
        (["shop", "nothing/*.md"], "No Markdown file of commit"),
        (["shop", "shop/router.py/"], "No Markdown file of commit"),
        (["shop", ""], "matches nothing|is no glob"),
        (["shop", GLOB, "--at", "no-such-branch"], "no-such-branch"),
    ],
)
def test_what_cannot_be_imported_is_a_sentence_and_no_output(slug, arguments, sentence, capsys):
    with pytest.raises(CommandError, match=sentence):
        call_command("import-trackers", *arguments)
    assert not capsys.readouterr().out
