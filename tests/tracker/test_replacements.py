"""What replaces an issue's findings, from a scan to the new text, and to the next scan that finds nothing."""

import pytest

from tests.support.repositories import History
from tests.support.scanning import follow, scan
from tracker.actions import counting, issues, replacements
from tracker.actions.replacements import Proposal
from tracker.models import Finding, Issue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = (
    "from shop.core.router import Limits, only_here\n__all__ = ['MessageRouter', 'Limits']\n"
    "class MessageRouter: pass\nclass Handler: pass\nclass Entry: pass\n"
)
OLD = "from shop.messaging.router import Handler\nclass MessageRouter: pass\nclass Limits: pass\nclass Entry: pass\ndef only_here(): pass\n"
FILES = {"shop/messaging/router.py": CANONICAL, "shop/core/router.py": OLD}


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


def counted(shop: History) -> Issue:
    shop.finish()
    repository = scan(shop.path)
    issue = Issue.objects.first() or follow(repository)
    counting.count_issue(issues.find(issue.pk))
    return issues.find(issue.pk)


def findings(issue: Issue, path: str = "") -> list[Finding]:
    rows = Finding.objects.filter(issue=issue, publication=issue.repository.published, removed=None, rule__in=replacements.RULES)
    return list(rows.filter(path__startswith=path).order_by("path", "line", "pk"))


def proposed(issue: Issue, path: str = "") -> list[Proposal]:
    return replacements.of_findings(issue, issue.repository.published.tip_oid, findings(issue, path))


def test_findings_are_replaced_and_the_next_scan_finds_them_no_more(shop):
    consumers = {
        "shop/a.py": "from shop.core.router import (\n    MessageRouter,  # ours\n)\n",
        "shop/b.py": "def load():\n    from .core import router\n    return router.MessageRouter\n",
        "tests/test_c.py": "from importlib import import_module\nimport_module('shop.core.router')\n",
        "tests/test_d.py": "patch('shop.core.router.MessageRouter.route')\n",
    }
    shop.commit({**FILES, **consumers})
    issue = counted(shop)
    made = {one.path: one for one in proposed(issue) if one.path in consumers}
    assert {path: one.new for path, one in made.items()} == {
        "shop/a.py": "from shop.messaging.router import (\n    MessageRouter,  # ours\n)",
        "shop/b.py": "from shop.messaging import router",
        "tests/test_c.py": "'shop.messaging.router'",
        "tests/test_d.py": "'shop.messaging.router.MessageRouter.route'",
    }
    assert {one.note + one.reason for one in made.values()} == {""}
    shop.commit({path: text.replace(made[path].old, made[path].new) for path, text in consumers.items()})
    assert [row.path for row in findings(counted(shop)) if row.path in consumers] == []


def test_only_names_that_are_the_same_thing_there_move(shop):
    shop.commit({**FILES, "shop/a.py": "from shop.core.router import Entry, Handler, MessageRouter, only_here\n"})
    (one,) = proposed(counted(shop), "shop/a.py")
    assert one.old == "from shop.core.router import Entry, Handler, MessageRouter, only_here"
    assert one.new == "from shop.messaging.router import Handler, MessageRouter\nfrom shop.core.router import Entry, only_here"


def test_a_name_that_only_the_canonical_module_defines_has_moved(shop):
    shop.commit({"shop/messaging/router.py": CANONICAL, "shop/a.py": "from shop.core.router import Entry\n"})
    assert {one.new for one in proposed(counted(shop), "shop/a.py")} == {"from shop.messaging.router import Entry"}


def test_a_name_that_the_canonical_module_has_from_the_old_one_is_replaced_with_a_note(shop):
    shop.commit({**FILES, "shop/a.py": "from shop.core.router import Limits\n"})
    (one,) = proposed(counted(shop), "shop/a.py")
    assert one.new == "from shop.messaging.router import Limits"
    assert one.note == "shop.messaging.router has Limits from a deprecated module itself: the place counts until it defines Limits"


def test_a_name_that_both_modules_have_from_a_third_one_is_the_same_thing(shop):
    third = "from shop.types import Mode, Hidden\n"
    shop.commit(
        {
            "shop/messaging/router.py": third + CANONICAL.replace("'Limits'", "'Mode'"),
            "shop/core/router.py": third + OLD,
            "shop/a.py": "from shop.core.router import Mode, Hidden\n",
        }
    )
    (one,) = proposed(counted(shop), "shop/a.py")
    assert one.new == "from shop.messaging.router import Mode\nfrom shop.core.router import Hidden"


def test_a_name_from_a_module_in_between_is_taken_from_the_canonical_one(shop):
    shop.commit(
        {
            **FILES,
            "shop/hub.py": "from shop.core.router import MessageRouter\nfrom shop.core.router import Limits as Handler\n",
            "shop/a.py": "from shop.hub import MessageRouter, Handler, other\n",
        }
    )
    (one,) = proposed(counted(shop), "shop/a.py")
    assert one.new == "from shop.messaging.router import MessageRouter\nfrom shop.hub import Handler, other"


def test_reasons_are_words(shop):
    shop.commit(
        {
            **FILES,
            "shop/a.py": "from shop.core.router import *\n",
            "shop/b.py": "import shop.core.router\nshop.core.router.MessageRouter()\n",
            "shop/c.py": "from shop.core.router import MessageRouter\nprint 'x'\n",
        }
    )
    made = {one.path: (one.new, one.reason) for one in proposed(counted(shop)) if len(one.path) == len("shop/a.py")}
    assert made == {
        "shop/a.py": ("", "A star import: which names of shop.core.router are used here is not written in it"),
        "shop/b.py": ("", "Uses of shop.core.router.MessageRouter in this file have to change too, as in line 2"),
        "shop/c.py": ("", "The file does not parse: line 2: Missing parentheses in call to 'print'. Did you mean print(...)?"),
    }


def test_without_a_canonical_module_there_is_nothing_to_offer(shop):
    shop.commit({"shop/core/router.py": OLD, "shop/a.py": "from shop.core.router import MessageRouter\n"})
    issue = counted(shop)
    assert proposed(issue, "shop/a.py")[0].reason == "shop.messaging.router has no file at this commit that could be read"
    issue.canonical_module = ""
    assert proposed(issue, "shop/a.py")[0].reason == "The issue names no canonical module"


def test_a_place_that_is_not_at_the_commit_has_a_reason(shop):
    before = shop.commit(FILES)
    shop.commit({"shop/a.py": "from shop.core.router import MessageRouter\n"})
    issue = counted(shop)
    (one,) = replacements.of_findings(issue, before, findings(issue, "shop/a.py"))
    assert one.reason == "The file is not in the mirror at this commit, or is too large"
    paths = Finding.objects.filter(issue=issue, rule="removed-path")
    (one,) = replacements.of_findings(issue, before, list(paths))
    assert one.reason == "Only imports and strings have a replacement"
