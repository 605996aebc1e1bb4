"""What the portfolio says of issues with rules of every kind, from scans; and that the issue's page says the same."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils.timezone import now

from tests.support.pages import bring, made_issue, made_repository
from tests.support.repositories import History
from tests.support.scanning import follow, prepare
from tracker.actions import places, run_here
from tracker.actions.issues import IssueDraft
from tracker.models.repositories import Depth
from tracker.queries import courses, issues, portfolio
from tracker.queries.portfolio_rows import Row
from tracker.queries.waivers import Where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter:\n    def route(self, message):\n        return message\n"
OLD = "from shop.core.router import MessageRouter\n"
BODY = "    a = [1]\n    b = a * 2\n    c = sorted(b)\n    d = len(c)\n    e = d + 1\n    return e\n"
FILES = {
    "shop/x.py": "print(1)\nprint(2)\n",
    "shop/twins.py": f"def one():\n{BODY}def two():\n{BODY}",
    "shop/messaging.py": CANONICAL,
    "shop/facade.py": "from shop.messaging import MessageRouter as _Router\n",
    "shop/a.py": "from shop.messaging import MessageRouter\n",
    "shop/b.py": "from shop.facade import MessageRouter\n",
}
PRINTS = IssueDraft(title="No prints", pattern=r"\bprint\(")
TWINS = IssueDraft(title="No twins", identical_size=5)
PATHS = IssueDraft(title="One path", symbol="MessageRouter", canonical="shop.messaging", fragmentation=True)
CYCLES = IssueDraft(title="No cycles", cycles=("all",))


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


def row_of(shop: History, draft: IssueDraft, depth: str = Depth.GRAPH) -> Row:
    shop.finish()
    queued = prepare(shop.path, depth=depth)
    follow(queued.repository, draft)
    run_here.run(queued, depth)
    (row,) = [row for group in portfolio.page({}, now()).groups for row in group.rows]
    return row


@pytest.mark.parametrize(("draft", "count"), [(PRINTS, 2), (TWINS, 2), (PATHS, 1)])
def test_an_issue_without_deprecated_modules_follows_its_own_rules(shop, draft, count):
    shop.commit(FILES)
    row = row_of(shop, draft)
    assert (row.state.kind, row.number.now, row.number.word) == ("stuck", count, "there")


@pytest.mark.parametrize(("draft", "gone"), [(PRINTS, "shop/x.py"), (TWINS, "shop/twins.py"), (PATHS, "shop/b.py")])
def test_such_an_issue_is_done_when_nothing_is_there_any_more(shop, draft, gone):
    shop.commit(FILES)
    shop.commit({gone: None})
    row = row_of(shop, draft)
    assert (row.state.kind, row.number.now) == ("done", 0)


@pytest.mark.parametrize("draft", [PRINTS, TWINS, PATHS])
def test_such_an_issue_is_not_done_while_only_the_newest_commit_is_read(shop, draft):
    shop.commit(FILES)
    assert row_of(shop, draft, Depth.TIP).state.kind == "none"


@pytest.mark.parametrize("depth", [Depth.TIP, Depth.GRAPH])
def test_import_cycles_alone_are_in_no_number(shop, depth):
    shop.commit(FILES)
    state = row_of(shop, CYCLES, depth).state
    assert (state.kind, state.words, state.more) == ("none", "No data", "its rules are in no number")


def test_stuck_days_are_the_same_on_both_pages(shop):
    noon = now().replace(hour=15, minute=0, second=0, microsecond=0)

    def at(days: int, hour: int) -> int:
        return int((noon - timedelta(days=days)).replace(hour=hour).timestamp())

    shop.commit({"shop/messaging/router.py": CANONICAL, "shop/core/router.py": CANONICAL, "shop/a.py": OLD}, when=at(100, 9))
    shop.commit({"shop/b.py": OLD}, when=at(30, 10))
    shop.commit({"shop/b.py": None}, when=at(30, 12))
    shop.commit({"README": "x"}, when=at(20, 12))
    row = row_of(shop, IssueDraft(title="One home", deprecated=("shop.core.router",)))
    issue = issues.named(row.issue.slug)
    trend = issues.page(issue, issue.repository.published, now()).numbers.trend
    assert trend.word == row.state.words and trend.word.startswith("Stuck ")


@pytest.mark.parametrize("earlier", [0, 1])
def test_a_waiver_between_two_looks_is_kept_under_no_name_that_it_is_not(monkeypatch, earlier):
    issue = made_issue(made_repository("shop"), "Router", {2: 3, 3: 5})
    bring(issue, 2, 3)
    bring(issue, 3, 2)
    mira = User.objects.create_user("mira")
    if earlier:
        places.waive(issue, Where(identity="3-1"), "waived", "waits", None, mira)
    stamps, looks = courses._stamps, []

    def look(issues):
        found = stamps(issues)
        looks.append(found)
        if len(looks) == 1:  # somebody else's click, now
            places.waive(issue, Where(identity="2-0"), "waived", "waits", None, mira)
        return found

    monkeypatch.setattr(courses, "_stamps", look)
    courses.of_issues([issues.named(issue.slug)])
    places.restore(issue, identity="2-0")
    assert courses.of_issues([issues.named(issue.slug)])[issue.pk].steps.now == 5 - earlier
