"""Downloads of the newest commit: what pages give out of the tables is what the command reads out of the history, to the letter."""

import pytest
from django.core.management import call_command

from tests.support.repositories import History
from tests.support.scanning import ROUTER, follow, scan
from tracker.actions import counting, exports, exports_tip, facts, files, history, interfaces, issues, patterns
from tracker.actions.issues import IssueDraft
from tracker.models import BlobFacts, Implementation, Issue
from tracker.models.repositories import Depth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

BODY = "    a = [1]\n    b = a * 2\n    c = sorted(b)\n    print(c)\n    d = len(c)\n    return d\n"
CANONICAL = "class MessageRouter:\n    def route(self, message): return message\n"
DUPLICATE = "class MessageRouter:\n    def route(self, message): return 1\n"
USERS = {
    "shop/a.py": "from shop.core.router import MessageRouter; from shop.core.router import MessageRouter\nprint(1); print(2)\n",
    "shop/b.py": "import importlib\ndef late():\n    return importlib.import_module('shop.core.router')\n"
    "WHERE = 'shop.core.router.MessageRouter'\n",
    "shop/c.py": "try:\n    from shop.core.router import MessageRouter  # ssot: intended\n"
    "except ImportError:\n    from shop.gone.router import x\n",
    "shop/d.py": "import os\nos.environ['A']\nfrom shop.messaging.router import MessageRouter\n",
    "shop/old/__init__.py": "from shop.messaging.router import MessageRouter\n__all__ = ['MessageRouter']\n",
    "shop/broken.py": "from shop.core.router import MessageRouter\ndef (\n",
    "shop/long.py": f"from shop.core.router import {', '.join(f'name_{number}' for number in range(2_000))}\n",
    "shop/left.py": "from shop import right\nfrom shop.core.router import MessageRouter\n",
    "shop/right.py": "from shop import left  # ssot: intended\n",
    "shop/twin_1.py": f"def one():\n{BODY}",
    "shop/twin_2.py": f"def two():\n{BODY}",
    "tests/fakes.py": DUPLICATE,
    "backup/router.py": DUPLICATE,
    "shop/guarded/router.py": DUPLICATE,
    "shop/gone/router.py": "x = 1\n",
}
EVERYTHING = IssueDraft(
    title="Everything that can be counted",
    symbol="MessageRouter",
    canonical="shop.messaging.router",
    deprecated=("shop.core.router", "shop.gone.router"),
    remove=("shop/core/router.py", "shop/gone/"),
    references=("os.environ",),
    fragmentation=True,
    cycles=("all",),
    identical_size=5,
    pattern=r"\bprint\(",
    intended_paths="shop/guarded/**",
)


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        made.commit({"shop/messaging/router.py": CANONICAL, "shop/core/router.py": DUPLICATE, "shop/__init__.py": ""})
        made.commit(USERS)
        made.commit({"shop/a.py": None, "shop/moved.py": USERS["shop/a.py"], "shop/gone/router.py": None})
        made.commit({"shop/late.py": "from shop.core.router import MessageRouter\n"})
        made.commit({"shop/late.py": "\n\nfrom shop.core.router import MessageRouter\n", "shop/core/router.py": None})
        made.commit({"shop/core/router.py": f"x = 1\n{DUPLICATE}"})
    return made


def counted(shop: History, draft: IssueDraft = EVERYTHING, depth: str = Depth.GRAPH) -> Issue:
    issue = follow(scan(shop.path, depth=depth), draft)
    counting.count_issue(issues.find(issue.pk))
    return issues.find(issue.pk)


@pytest.mark.parametrize("depth", [Depth.TIP, Depth.LINE, Depth.GRAPH])
def test_the_tables_say_of_the_newest_commit_what_its_files_say(shop, depth):
    issue = counted(shop, depth=depth)
    found = exports_tip.findings(issue)
    assert found == list(exports.findings(issue, None))
    listed = exports_tip.implementations(issue)
    assert listed == list(exports.implementations(issue, None))
    assert {"canonical", "duplicate", "re-export", "test double"} <= {row[3] for row in listed}
    assert {row[0] for row in found} == {row.rule for row in issue.rules.all()}
    assert {row[11] for row in found} == {0, 1} and any(row[9] for row in found) == (depth != Depth.TIP)


def test_a_download_is_the_commands_file(client, shop, capsys):
    issue = counted(shop)
    for name in ("findings", "implementations"):
        call_command("export", name, issue.slug)
        response = client.get(f"/issues/{issue.slug}/{name}.csv")
        assert b"".join(response.streaming_content).decode() == capsys.readouterr().out


def test_no_page_reads_or_stores_a_file(client, shop, monkeypatch):
    issue = counted(shop)
    before = BlobFacts.objects.count()
    for module, name in ((exports, "read_missing"), (facts, "store"), (files, "facts_at"), (patterns, "hits"), (exports, "gather")):
        monkeypatch.setattr(module, name, lambda *asked, **more: pytest.fail("A page may not read or store files."))
    monkeypatch.setattr(history, "mirror_of", lambda repository: pytest.fail("A page needs no mirror."))
    for address in ("findings.csv", "implementations.csv", "?cycles=1&gap=1"):
        assert client.get(f"/issues/{issue.slug}/{address}").status_code == 200
    assert interfaces.of_issue(issue) and BlobFacts.objects.count() == before


def test_cycles_wait_for_files_that_nobody_has_read(client, shop):
    issue = counted(shop)
    BlobFacts.objects.all().delete()
    assert "have not been read yet" in client.get(f"/issues/{issue.slug}/?cycles=1").content.decode()
    response = client.get(f"/issues/{issue.slug}/findings.csv")
    assert (response.status_code, BlobFacts.objects.count()) == (409, 0)
    assert client.get(f"/issues/{issue.slug}/implementations.csv").status_code == 200


def test_numbers_of_an_earlier_version_are_not_given_out_half(client, shop):
    issue = counted(shop, ROUTER)
    Implementation.objects.update(scope="")
    assert client.get(f"/issues/{issue.slug}/findings.csv").status_code == 409


def test_a_pattern_that_was_refused_is_told(client, shop):
    issue = counted(shop, ROUTER)
    Issue.objects.update(problem="The pattern took 31 s.")
    assert client.get(f"/issues/{issue.slug}/findings.csv").content == b"The pattern took 31 s.\n"
