"""The page of a finding: its line, its state, who brought it, what replaces it."""

import pytest

from tests.support.pages import bring, made_issue, made_repository
from tests.support.repositories import History
from tests.support.scanning import ROUTER, follow, scan
from tracker.actions import counting, issues, replacements
from tracker.actions import source as source_actions
from tracker.actions.repositories import RepositoryRefused
from tracker.models import Finding, Issue, UnreadableFile
from tracker.models.repositories import Depth
from tracker.queries import place
from tracker.views import findings as finding_views

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter: pass\nclass Handler: pass\n"
OLD = "class MessageRouter: pass\n"
FILES = {"shop/messaging/router.py": CANONICAL, "shop/core/router.py": OLD}
TAKES = "import os\n\n\ndef send():\n    from shop.core.router import MessageRouter\n    return MessageRouter\n"
SCRIPT = "<script>alert(1)</script>"


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


def findings(issue: Issue, path: str, **which: object) -> list[Finding]:
    rows = Finding.objects.filter(issue=issue, publication=issue.repository.published, path=path, **which)
    return list(rows.order_by("-introduced", "rule"))


def address(one: Finding, query: str = "") -> str:
    return f"/issues/{one.issue.slug}/findings/{one.identity}/{query}"


def shown(client, one: Finding, query: str = "", **headers: str) -> str:
    response = client.get(address(one, query), headers=headers)
    assert response.status_code == 200
    return str(response.content.decode())


def only(issue: Issue, path: str) -> Finding:
    (one,) = findings(issue, path)
    return one


def stored(**changes: object) -> Finding:
    """A finding without a mirror behind it."""
    issue = made_issue(made_repository("site"), "Router", {0: 1})
    bring(issue, 2, 1)
    Finding.objects.filter(issue=issue).update(**changes)
    return Finding.objects.get(issue=issue)


def test_a_place_that_is_left_is_shown_with_the_lines_around_it(client, shop):
    shop.commit(FILES)
    brought = shop.commit({"shop/a.py": TAKES}, message="Send it")
    page = shown(client, only(counted(shop), "shop/a.py"))
    assert "shop/a.py:5" in page and ">Left<" in page
    assert "<code>    from <mark>shop.core.router</mark> import MessageRouter</code>" in page
    assert '<tr class="t-asked"><th scope="row">5</th>' in page
    assert '<th scope="row">1</th><td><code>import os</code>' in page
    assert "in send()" in page and "from … import" in page and "Deprecated imports" in page
    assert f"/commits/{brought}/" in page and "Send it" in page
    assert f"/source/{brought}/shop/a.py?line=5#L5" in page


def test_an_excerpt_has_eight_lines_before_and_after(client, shop):
    lines = [f"line_{number} = {number}" for number in range(1, 41)]
    lines[19] = "from shop.core.router import MessageRouter"
    shop.commit({**FILES, "shop/a.py": "\n".join(lines)})
    page = shown(client, only(counted(shop), "shop/a.py"))
    assert page.count('<th scope="row">') == 17
    assert "line_12 " in page and "line_28 " in page and "line_11 " not in page and "line_29 " not in page


def test_a_place_that_is_gone_is_shown_as_it_last_was(client, shop):
    shop.commit({**FILES, "shop/a.py": TAKES})
    last = shop.commit({"shop/a.py": "import sys\n" + TAKES})
    removed = shop.commit({"shop/a.py": "import os\n"})
    page = shown(client, only(counted(shop), "shop/a.py"))
    assert f"Removed in {removed[:9]}, " in page
    assert f"/source/{last}/shop/a.py?line=6#L6" in page
    assert "nothing to replace" in page and "replacement=1" not in page


def test_a_place_that_came_back_is_left_and_says_when_it_was_there_before(client, shop):
    shop.commit({**FILES, "shop/a.py": TAKES})
    shop.commit({"shop/a.py": "import os\n"})
    shop.commit({"shop/a.py": TAKES})
    issue = counted(shop)
    newest, former = findings(issue, "shop/a.py")
    assert newest.identity == former.identity
    page = shown(client, newest)
    assert ">Left<" in page and "There before" in page


def test_a_place_that_moved_with_its_file_leads_to_where_it_is_now(client, shop):
    shop.commit({**FILES, "shop/a.py": TAKES})
    shop.commit({"shop/a.py": None, "shop/b.py": TAKES})
    issue = counted(shop)
    page = shown(client, only(issue, "shop/a.py"))
    assert "Moved with its file" in page and address(only(issue, "shop/b.py")) in page


def test_an_intended_place_says_what_sets_it_apart(client, shop):
    shop.commit({**FILES, "shop/a.py": TAKES.replace("import MessageRouter\n", "import MessageRouter  # ssot: intended\n")})
    page = shown(client, only(counted(shop), "shop/a.py"))
    assert ">Intended<" in page and "Set apart by a marker" in page and "Kept on purpose" not in page


def test_a_dangling_import_is_dangling_and_not_left(client, shop):
    shop.commit({**FILES, "shop/a.py": TAKES})
    shop.commit({"shop/core/router.py": None})
    (dangling,) = findings(counted(shop), "shop/a.py", rule="dangling-import")
    assert ">Dangling<" in shown(client, dangling)


def test_a_chain_of_re_exports_is_shown_step_by_step(client, shop):
    hub = "from shop.core.router import MessageRouter\n__all__ = ['MessageRouter']\n"
    shop.commit({**FILES, "shop/hub.py": hub, "shop/a.py": "from shop.hub import MessageRouter\n"})
    page = shown(client, only(counted(shop), "shop/a.py"))
    assert "Reached through" in page and "through a re-export" in page
    steps = ['<li><code class="t-wrapany">shop.hub.MessageRouter</code></li>', '<li><code class="t-wrapany">shop.core.router</code></li>']
    assert "".join(steps) in page


def test_the_page_asks_for_the_replacement_when_it_is_there(client, shop, monkeypatch):
    monkeypatch.setattr(replacements, "of_findings", lambda *asked: pytest.fail("The page may start no process."))
    shop.commit({**FILES, "shop/a.py": TAKES})
    one = only(counted(shop), "shop/a.py")
    page = shown(client, one)
    assert f'hx-get="{address(one)}?replacement=1" hx-trigger="load"' in page
    assert '<a href="?replacement=1#replacement">' in page


def test_the_replacement_is_there_without_script(client, shop):
    shop.commit({**FILES, "shop/a.py": TAKES})
    page = shown(client, only(counted(shop), "shop/a.py"), "?replacement=1")
    assert '<pre class="t-new" id="new-text"' in page and ">from shop.messaging.router import MessageRouter</pre>" in page
    assert ">from shop.core.router import MessageRouter</pre>" in page
    assert 'data-copy="new-text" hidden' in page and "<h1" in page and 'hx-trigger="load"' not in page


def test_htmx_gets_the_card_alone(client, shop):
    shop.commit({**FILES, "shop/a.py": "from shop.core.router import *\n"})
    one = only(counted(shop), "shop/a.py")
    card = shown(client, one, "?replacement=1", **{"HX-Request": "true", "HX-Target": "replacement"})
    assert card.startswith('<section class="card" id="replacement"') and "<h1" not in card
    assert "A star import: which names of shop.core.router are used here is not written in it." in card
    assert "data-copy" not in card


def test_a_path_to_remove_counts_as_a_whole(client, shop):
    shop.commit(FILES)
    (one,) = findings(counted(shop), "shop/core/router.py", rule="removed-path")
    page = shown(client, one, "?replacement=1")
    assert "It counts as a whole" in page and "Only imports and strings have a replacement." in page
    assert ">There now<" in page and "shop/core/router.py:1" not in page


def test_a_module_that_no_file_is_has_no_link_to_a_file(client):
    one = stored(rule="import-path-fragmentation", path="vendor.router", module="vendor.router", form="")
    page = shown(client, one)
    assert "No file of this repository is this module" in page and "/source/" not in page


def test_a_version_that_is_not_in_the_mirror_says_so(client, shop, monkeypatch):
    shop.commit({**FILES, "shop/a.py": TAKES})
    one = only(counted(shop), "shop/a.py")
    monkeypatch.setattr(source_actions, "excerpt", lambda *asked: None)
    assert "This file version is not in the mirror" in shown(client, one)


def test_a_repository_without_a_mirror_costs_the_excerpt_only(client):
    page = shown(client, stored(), "?replacement=1")
    assert "shop/2_0.py:1" in page and ">Left<" in page and "Ada Example" in page
    assert "<table>" not in page and "data-copy" not in page


def test_a_file_that_does_not_parse_says_why(client, shop):
    shop.commit({**FILES, "shop/a.py": "from shop.core.router import MessageRouter\nprint 'x'\n"})
    page = shown(client, only(counted(shop), "shop/a.py"))
    assert "The file does not parse: line 2: Missing parentheses" in page and "Found by the simpler reading." in page
    UnreadableFile.objects.all().delete()
    assert "The file does not parse. Found by the simpler reading." in shown(client, Finding.objects.get(path="shop/a.py"))


def test_at_the_tip_alone_nobody_is_named(client, shop):
    shop.commit({**FILES, "shop/a.py": TAKES})
    shop.finish()
    issue = follow(scan(shop.path, depth=Depth.TIP))
    counting.count_issue(issues.find(issue.pk))
    assert "Known when the history is read." in shown(client, only(issues.find(issue.pk), "shop/a.py"))


@pytest.mark.parametrize("identity", ["0" * 32, "nothing-like-it", SCRIPT.replace("/", ""), "%00", "x" * 400])
def test_an_unknown_finding_is_a_404_in_words(client, identity):
    one = stored()
    response = client.get(f"/issues/{one.issue.slug}/findings/{identity}/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "“Router” has no finding" in page and "<script>" not in page


def test_findings_of_issues_that_are_not_there_or_not_counted_are_404s(client):
    one = stored()
    assert client.get(f"/issues/no-such-issue/findings/{one.identity}/").status_code == 404
    Issue.objects.update(counted_in=None)
    assert "has no numbers yet" in client.get(address(one)).content.decode()


def test_a_finding_of_another_issue_is_unknown(client):
    one = stored()
    other = made_issue(one.issue.repository, "Other", {})
    assert client.get(f"/issues/{other.slug}/findings/{one.identity}/").status_code == 404


def test_hostile_text_is_text(client, shop):
    odd = f"shop/{'deep' * 40}/a\u202eb<b>.py"
    shop.commit({**FILES, odd: f"# {SCRIPT} \u202e\nfrom shop.core.router import MessageRouter\n"}, message=f"{SCRIPT} \u202e")
    page = shown(client, only(counted(shop), odd), "?replacement=1")
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert "\u202e" not in page and "U+202E" in page and "<b>" not in page


def test_each_page_asks_the_same_few_queries(shop, django_assert_num_queries):
    shop.commit({**FILES, **{f"shop/a{number}.py": TAKES for number in range(30)}})
    issue = counted(shop)
    one = only(issue, "shop/a7.py")
    with django_assert_num_queries(5):
        place.named(issue, issue.repository.published, one.identity)


def test_every_rule_of_the_draft_leads_to_a_page(client, shop):
    twin = "def work(a):\n    b = a + 1\n    c = b + 2\n    d = c + 3\n    return d\n"
    shop.commit({**FILES, "shop/a.py": "import os\nos.environ['X']\nTODO = 1\n" + twin, "shop/b.py": twin})
    shop.finish()
    draft = issues.IssueDraft(
        **{name: getattr(ROUTER, name) for name in ("title", "symbol", "canonical", "deprecated")},
        references=("os.environ",),
        fragmentation=True,
        identical_size=3,
        pattern="TODO",
    )
    issue = follow(scan(shop.path), draft)
    counting.count_issue(issues.find(issue.pk))
    rules = set()
    for one in Finding.objects.filter(issue=issue).select_related("issue"):
        shown(client, one)
        rules.add(one.rule)
    assert {"deprecated-reference", "identical-body", "text-pattern"} <= rules


def test_only_so_many_replacements_are_worked_out_at_once(client, monkeypatch):
    one = stored()
    monkeypatch.setattr(replacements, "of_findings", lambda *asked: pytest.fail("No process may start."))
    for _ in range(finding_views.MOST_REWRITERS):
        assert finding_views._rewriters.acquire(blocking=False)
    try:
        assert finding_views.BUSY in shown(client, one, "?replacement=1")
    finally:
        finding_views._rewriters.release(finding_views.MOST_REWRITERS)


def test_a_replacement_that_fails_makes_room_for_the_next(client, monkeypatch):
    def refuse(*asked: object) -> None:
        raise RepositoryRefused("The mirror is not there.")

    one = stored()
    monkeypatch.setattr(replacements, "of_findings", refuse)
    for _ in range(finding_views.MOST_REWRITERS + 1):
        assert "The mirror is not there." in shown(client, one, "?replacement=1")
