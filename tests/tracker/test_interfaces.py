"""The gaps of an issue's duplicates, from a scan to the sentence."""

import pytest

from tests.support.repositories import History
from tests.support.scanning import follow, scan
from tracker.actions import counting, files, interfaces, issues
from tracker.models import Issue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

BASE = "class Base:\n    def __init__(self, limit=10): pass\n    def stop(self): return None\n"
CANONICAL = (
    "from shop.messaging.parts import Base\nclass MessageRouter(Base):\n    async def route(self, message, *, late=False): return message\n"
)
DUPLICATE = (
    "class MessageRouter:\n    def route(self, message): return message\n    def stop(self): return 1\n    def drain(self): return 2\n"
)
SAME = "class MessageRouter:\n    async def route(self, message): return 1\n    def stop(self): return 1\n    def __len__(self): return 3\n"


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


def counted(shop: History) -> Issue:
    shop.finish()
    issue = follow(scan(shop.path))
    counting.count_issue(issues.find(issue.pk))
    return issues.find(issue.pk)


def test_each_duplicate_is_compared_with_the_canonical_definition_and_its_bases(shop):
    shop.commit(
        {
            "shop/messaging/router.py": CANONICAL,
            "shop/messaging/parts.py": BASE,
            "shop/core/router.py": DUPLICATE,
            "shop/batch/router.py": SAME,
            "shop/old.py": "from shop.messaging.router import MessageRouter\n__all__ = ['MessageRouter']\n",
            "tests/fakes.py": DUPLICATE,
        }
    )
    found = interfaces.of_issue(counted(shop))
    assert [(one.path, one.line, one.class_name, one.verdict) for one in found] == [
        ("shop/batch/router.py", 1, "duplicate", "Needs 1 method: __len__."),
        ("shop/core/router.py", 1, "duplicate", "Needs 1 method: drain; 1 differs: route."),
    ]
    (route,) = found[1].gap.changed
    assert (route.duplicate, route.canonical, route.why) == (
        "(self, message)",
        "async (self, message, *, late=…)",
        "must be awaited there, not here",
    )


def test_the_gap_is_the_one_of_the_published_tip(shop):
    shop.commit({"shop/messaging/router.py": CANONICAL, "shop/messaging/parts.py": BASE, "shop/core/router.py": DUPLICATE})
    shop.commit({"shop/core/router.py": DUPLICATE.replace("def route", "async def route").replace("drain", "_drain")})
    (one,) = interfaces.of_issue(counted(shop))
    assert one.verdict == "Safe to redirect: the canonical one takes the same calls."


def test_without_a_canonical_definition_there_is_a_reason(shop):
    shop.commit({"shop/core/router.py": DUPLICATE})
    (one,) = interfaces.of_issue(counted(shop))
    assert one.gap is None
    assert one.verdict == "shop.messaging.router has no definition of MessageRouter to compare with."


def test_a_file_that_is_not_stored_is_a_reason_and_no_guess(shop, monkeypatch):
    shop.commit({"shop/messaging/router.py": CANONICAL, "shop/core/router.py": DUPLICATE})
    issue = counted(shop)
    monkeypatch.setattr(files, "facts_of_blob", lambda *asked: None)
    (one,) = interfaces.of_issue(issue)
    assert one.verdict == "shop/core/router.py is not in the mirror, or has not been read."


def test_nothing_published_is_no_duplicate(shop):
    shop.commit({"shop/messaging/router.py": CANONICAL, "shop/core/router.py": DUPLICATE})
    issue = counted(shop)
    issue.repository.published = None
    assert interfaces.of_issue(issue) == []
