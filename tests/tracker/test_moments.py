"""Pages as of an earlier commit are those of a scan that ended there; what cannot be shown is said in a sentence."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scanner import ledger_words as sentences
from scanner import verdicts
from tests.support.pages import bring, made_issue, made_repository, measure
from tests.support.repositories import History
from tests.support.scanning import follow
from tests.tracker.test_claim_pages import item, keep
from tests.tracker.test_ledgers import DAY, IMPORTS, MOVED, NEW, OLD, PATH, REMOVED, START, TESTS, USER, begin, go_on, scanned, tracker
from tracker.actions import counting, first_run, run_here
from tracker.actions import issues as issue_actions
from tracker.models import Commit, Finding, Implementation, Issue, Repository
from tracker.models.repositories import Depth
from tracker.queries import courses, findings, implementations, issues, ledger_then, ledger_words, ledgers, left, lines, moments, series

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

SCRIPT = "<script>alert(1)</script>"


# As a scan that ended there


def story(repo: History) -> None:
    """Ticks that are too early, are made true, come back and go; files that come, move and go."""
    begin(repo, f"[ ] {IMPORTS}", f"[ ] {REMOVED}", f"[ ] {TESTS}")
    repo.commit({"shop/b.py": USER, "tests/test_router.py": "x = 1\n"}, when=START + 60)
    repo.commit({PATH: tracker(f"[x] {IMPORTS}", f"[ ] {REMOVED}", f"[x] {TESTS}")}, when=START + 120)
    go_on(repo, commits=7)
    repo.commit({"shop/a.py": MOVED, "shop/b.py": None, "shop/sub/b.py": USER}, when=START + 4 * DAY)
    repo.commit({"shop/sub/b.py": MOVED, "shop/core/router.py": None}, when=START + 5 * DAY)
    repo.commit({"shop/core/router.py": OLD, "shop/c.py": USER, "tests/test_router.py": None}, when=START + 6 * DAY)
    boxes = (f"[ ] {IMPORTS}", f"[x] {REMOVED}", f"[x] {TESTS}", "[ ] Write it down")
    repo.commit({PATH: tracker(*boxes), "shop/messaging/router.py": NEW + "\n"}, when=START + 7 * DAY)
    go_on(repo, since=START + 7 * DAY, commits=7)


@pytest.fixture
def told(tmp_path) -> tuple[Repository, list[str], object]:
    with History(tmp_path / "shop") as repo:
        story(repo)
        repository = scanned(repo)
    oids = list(Commit.objects.filter(repository=repository, line_index__isnull=False).order_by("line_index").values_list("oid", flat=True))
    return repository, oids, tmp_path


def router(repository: Repository) -> Issue:
    """An issue with rules of its own, beside the one of the document."""
    made = follow(repository)
    counting.count_issue(issue_actions.find(made.pk))
    return issues.named(Issue.objects.get(pk=made.pk).slug)


def ended_at(repository: Repository, folder, oid: str) -> Repository:
    """A copy that was never read further than a commit."""
    copy = folder / f"until-{oid[:9]}"
    shutil.copytree(repository.source, copy)
    queued = first_run.prepare(str(copy), ref=oid, trackers=[PATH], depth=Depth.LINE)
    run_here.run(queued, Depth.LINE)
    return Repository.objects.select_related("published").get(pk=queued.repository_id)


def listed(issue: Issue, moment=None) -> dict[str, object]:
    publication = issue.repository.published
    places, files = left.remaining(issue, publication, moment)
    shown: dict[str, object] = {}
    for state in ("now", "gone"):
        page = findings.page(issue, publication, findings.Filters(state=state), moment=moment)
        shown[state] = [
            (row.path, row.rule, row.before + row.marked, row.category, row.brought, row.removed) for f in page.files for row in f.rows
        ]
        others = {name: choices for name, choices in page.choices.items() if name not in ("state", "age")}
        shown[f"{state} choices"] = others, {one.value: one.count for one in page.choices["state"] if one.value != "waived"}
    found = implementations.of_issue(issue, publication, moment)
    known = [(row.path, row.class_name, row.reason, row.introduced) for row in found.rows]
    return shown | {"left": places, "files": files, "implementations": known, "went": [row.path for row in found.gone]}


WORDS = {"early": "supported", "ready to tick": "open"}  # what stored segments do not tell apart


def test_lists_and_verdicts_are_those_of_a_scan_that_ended_there(told):
    repository, oids, folder = told
    judged, issue = Issue.objects.get(repository=repository), router(repository)
    history, ledger = series.of_issue(issue, repository.published), ledgers.of_issue(judged, repository.published)
    seen, places = set(), set()
    for place in (0, 1, 2, 4, 9, 10, 11, 12, 13, len(oids) - 1):
        moment = moments.of_commit(Commit.objects.get(repository=repository, oid=oids[place]))
        other = ended_at(repository, folder, oids[place])
        real = ledgers.of_issue(Issue.objects.get(repository=other), other.published)
        other_issue = router(other)
        assert listed(issue, moment) == listed(other_issue), place
        then = ledger_then.of_ledger(ledger, place, history.line.times)
        states = {one.text: one.state for one in then.ledger.items}
        assert states == {one.text: WORDS.get(one.state, one.state) for one in real.items}, place
        assert (then.ticked, then.boxes) == (real.ticked, real.boxes), place
        assert series.until(history, place).left == series.of_issue(other_issue, other.published).left
        seen |= set(states.values())
        places.add(series.until(history, place).left[-1])
    assert {"open", "supported", "contradicted", "superseded", "not settled"} <= seen
    assert places == {0, 1, 2}


# What may be asked for


@pytest.fixture
def site() -> Repository:
    return made_repository("site")


@pytest.fixture
def issue(site) -> Issue:
    made = made_issue(site, "Router", {0: 1, 2: 3, 4: 2})
    bring(made, 0, 1)
    bring(made, 2, 2)
    gone = Finding.objects.get(issue=made, identity="2-1")
    gone.removed = gone.died = 4
    gone.save()
    return made


def page(client, issue: Issue, query: str, status: int = 200, part: str = "") -> str:
    response = client.get(f"/issues/{issue.slug}/{part}{query}")
    assert response.status_code == status
    return str(response.content.decode())


def oid(site: Repository, place: int) -> str:
    return Commit.objects.get(repository=site, line_index=place).oid


def day(site: Repository, place: int) -> str:
    return f"{Commit.objects.get(repository=site, line_index=place).committed_at:%Y-%m-%d}"


@pytest.mark.parametrize(("place", "left"), [(0, 1), (1, 1), (2, 3), (3, 3), (4, 2)])
def test_a_page_as_of_a_commit_has_the_numbers_of_that_commit(client, site, issue, place, left):
    shown = page(client, issue, f"?at={oid(site, place)}")
    assert f"{left} left · Router" in shown and f"{left} places there then".replace("1 places", "1 place") in shown
    assert f'As of <time datetime="{Commit.objects.get(repository=site, line_index=place).committed_at.isoformat()[:10]}' in shown


def test_a_day_means_the_last_commit_that_was_made_by_its_end(client, site, issue):
    between = f"{datetime.now(UTC) - timedelta(days=15):%Y-%m-%d}"  # commits are 20 and 10 days old
    assert oid(site, 2)[:9] in page(client, issue, f"?at={between}")
    assert "3 left · Router" in page(client, issue, f"?at={between}")
    assert "1 left · Router" in page(client, issue, f"?at={day(site, 0)}")


@pytest.mark.parametrize(
    ("wanted", "status", "sentence"),
    [
        ("2025-02-30", 400, "The calendar has no 2025-02-30."),
        ("2999-01-01", 400, "1 Jan 2999 has not come yet."),
        ("1999-01-01", 404, "On 1 Jan 1999 there was nothing yet: the first commit of the line"),
        ("deadbeef", 404, "site has no commit deadbeef in its scanned history."),
        ("v2.9", 404, "There is no commit “v2.9”."),
        ("-q", 400, "is neither a commit, a tag nor a day"),
        ("HEAD~2", 400, "is neither a commit, a tag nor a day"),
        ("a..b", 400, "is neither a commit, a tag nor a day"),
        ("%00", 400, "“U+0000” is neither"),
        ("%E2%80%AE", 400, "“U+202E” is neither"),
        ("x" * 9_000, 400, "is neither a commit"),
        ("%3Cscript%3E", 400, "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence_and_no_number_of_today_stands_there(client, issue, wanted, status, sentence):
    for part in ("", "claims/", "findings/0-0/"):
        shown = page(client, issue, f"?at={wanted}", status, part)
        assert sentence in shown and "2 left" not in shown and "t-kpi" not in shown
        assert f'href="/issues/{issue.slug}/{part}">Back to today' in shown


def test_a_commit_beside_the_line_is_named_with_a_link_to_what_it_did(client, site, issue):
    Commit.objects.filter(repository=site, number=1).update(line_index=None)
    beside = Commit.objects.get(repository=site, number=1).oid
    shown = page(client, issue, f"?at={beside}", 404)
    assert "is not on the first-parent line of main" in shown and f"/repositories/site/commits/{beside}/" in shown


def test_a_commit_that_came_after_the_publication_is_refused(client, site, issue):
    site.published.commits = 4
    site.published.save()
    assert "is not on the first-parent line" in page(client, issue, f"?at={oid(site, 4)}", 404)


def test_while_only_the_newest_commit_is_read_another_is_refused(client):
    tip = made_repository("tip", depth=Depth.TIP)
    made = made_issue(tip, "Router", {4: 2})
    assert "The history of tip is not read yet" in page(client, made, f"?at={oid(tip, 1)}", 404)
    assert "As of" in page(client, made, f"?at={oid(tip, 4)}")


def test_an_issue_without_numbers_has_none_of_then_either(client):
    site = made_repository("empty")
    made = Issue.objects.create(repository=site, title="Router", slug="empty-router")
    assert "has no numbers yet" in page(client, made, "?at=2025-01-01", 404)


def test_a_tag_is_looked_up_in_the_mirror(client, tmp_path):
    with History(tmp_path / "shop") as repo:
        begin(repo, f"[ ] {IMPORTS}")
        first = repo.commit({"shop/b.py": USER}, when=START + DAY)
        repo.tag("v1.0", first)
        repo.commit({"shop/b.py": None}, when=START + 2 * DAY)
        made = router(scanned(repo))
    assert first[:9] in page(client, made, "?at=v1.0") and "2 left" in page(client, made, "?at=v1.0")


# The page


def test_links_inside_keep_the_moment(client, site, issue):
    keep(issue, {"Phase": [item(issue, "All imports updated", "contradicted", 2)]})
    at = oid(site, 3)
    shown = page(client, issue, f"?at={at}")
    for address in (f"/issues/{issue.slug}/findings/0-0/?at={at}", f"/issues/{issue.slug}/claims/?at={at}", f"/?at={at}"):
        assert address in shown
    assert f'name="at" value="{at}"' in shown and f"at={at}&amp;state=gone" in shown.replace(
        f"state=gone&amp;at={at}", f"at={at}&amp;state=gone"
    )
    claims = page(client, issue, f"?at={at}&show=all", part="claims/")
    assert f"?at={at}" in claims and f'name="at" value="{at}"' in claims


def test_the_bar_leads_to_the_commits_that_changed_a_number(client, site, issue):
    shown = page(client, issue, f"?at={oid(site, 3)}")
    assert f'data-key="[" href="?at={oid(site, 2)}"' in shown and f'data-key="]" href="?at={oid(site, 4)}"' in shown
    first, last = page(client, issue, f"?at={oid(site, 0)}"), page(client, issue, f"?at={oid(site, 4)}")
    assert 'data-key="["' not in first and 'data-key="]"' not in last


def test_what_is_stored_of_the_newest_commit_only_is_not_shown_as_then(client, site, issue):
    shown = page(client, issue, f"?at={oid(site, 3)}")
    assert "Known for the newest commit only" in shown and "Files affected</h2>" not in shown and "could be read" not in shown


def test_the_finding_of_a_moment_is_left_though_it_is_gone_today(client, site, issue):
    assert '<span class="t-chip t-bad">Left</span>' in page(client, issue, f"?at={oid(site, 3)}", part="findings/2-1/")
    assert "Removed in" in page(client, issue, f"?at={oid(site, 4)}", part="findings/2-1/")
    assert "was not there at" in page(client, issue, f"?at={oid(site, 1)}", 404, "findings/2-1/")


def test_a_class_of_then_is_shown_and_not_that_of_today(client, site):
    made = made_issue(site, "Router", {0: 1}, symbol="MessageRouter", rules=("deprecated-import", "duplicate-implementation"))
    known = {"path": "a.py", "line": 1, "qualified_name": "MessageRouter", "category": "production", "reason": "own code", "identity": "1"}
    for class_name, introduced, removed in (("duplicate", 0, 2), ("proxy", 2, None)):
        Implementation.objects.create(
            publication=site.published,
            issue=made,
            class_name=class_name,
            introduced=introduced,
            born=introduced,
            removed=removed,
            died=removed,
            **known,
        )
    shown = page(client, made, f"?at={oid(site, 1)}")
    assert "Duplicate" in shown and "Proxy" not in shown
    assert "Proxy" in page(client, made, f"?at={oid(site, 2)}")


def test_two_canonical_implementations_of_then_are_said_then(client, site):
    made = made_issue(site, "Router", {0: 1}, symbol="MessageRouter", canonical_module="shop.router")
    for path, removed in (("shop/router.py", None), ("src/shop/router.py", 3)):
        Implementation.objects.create(
            publication=site.published, issue=made, path=path, line=1, qualified_name="MessageRouter", class_name="canonical",
            category="production", reason="", identity=path, introduced=1, born=1, removed=removed, died=removed,
        )  # fmt: skip
    assert "There are two canonical implementations." in page(client, made, f"?at={oid(site, 2)}")
    assert "canonical implementations." not in page(client, made, f"?at={oid(site, 3)}")
    assert "no file of that commit defines it there" in page(client, made, f"?at={oid(site, 0)}")


def then_of(issue: Issue, place: int) -> ledger_then.Then:
    ledger = ledgers.of_issue(issue, issue.repository.published)
    return ledger_then.of_ledger(ledger, place, lines.of_publication(issue.repository.published).times)


def test_at_the_newest_commit_a_claim_is_what_it_is_today(site, issue):
    boxes = [item(issue, "Imports updated", "contradicted", 1, ticked_at=None, segments=[[0, 2, "true"], [3, 4, "not true"]])]
    boxes += [item(issue, "One class", "early", 1), item(issue, "Later", "open", None)]
    keep(issue, {"Phase": boxes})
    states = [one.state for one in then_of(issue, 4).ledger.items]
    assert states == ["contradicted", "early", "open"] and then_of(issue, 4).ledger.headline == "2 ticked: 1 contradicted, 1 early"


def test_a_tick_without_a_date_came_back_from_nothing(site, issue):
    strip = [[0, 1, "true"], [2, 4, "not true"]]
    boxes = [
        item(issue, f"Box {state}", state, 1, ticked_at=None, segments=strip) for state in ("contradicted", "not settled", "supported")
    ]
    keep(issue, {"Phase": boxes})
    assert [one.state for one in then_of(issue, 3).ledger.items] == ["contradicted", "not settled", "not settled"]


def test_a_tick_that_was_denied_then_is_the_banner_of_then(client, site, issue):
    Commit.objects.filter(repository=site, line_index=2).update(committed_at=datetime.now(UTC) - timedelta(days=40))
    keep(
        issue,
        {"Phase": [item(issue, "Imports updated", "came back", 1, segments=[[0, 0, "not ticked"], [1, 1, "true"], [2, 4, "not true"]])]},
    )
    shown = page(client, issue, f"?at={oid(site, 2)}")
    assert "The tracker says complete. The code does not." in shown and "1 of 1 ticks is contradicted." in shown
    assert "t-banner" not in page(client, issue, f"?at={oid(site, 1)}")


# Claims


def claim_states(issue: Issue, place: int) -> dict[str, str]:
    times = lines.of_publication(issue.repository.published).times
    return {
        one.text: one.state for one in ledger_then.of_ledger(ledgers.of_issue(issue, issue.repository.published), place, times).ledger.items
    }


def test_what_was_ticked_before_the_document_is_known_is_not_judged(client, site, issue):
    made = item(issue, "Imports updated", "contradicted", 2, segments=[[0, 4, "not true"]], born_ticked=True)
    ledger = keep(issue, {"Phase": [made]})
    ledger.data["ticks"] = [[3, 1, 1]]
    ledger.save()
    assert claim_states(issue, 2) == {"Imports updated": "not judged then"}
    shown = page(client, issue, f"?at={oid(site, 2)}")
    assert (
        "Not judged at that commit" in shown and "Nobody knows whether it was ticked then" in shown and "The code said otherwise" in shown
    )
    assert "1 of 1 ticked" not in shown and "0 of 1 ticked" not in shown


def test_a_box_that_came_later_is_not_listed(client, site, issue):
    keep(issue, {"Phase": [item(issue, "Imports updated", "supported", 3)]})
    assert claim_states(issue, 0) == {}
    assert "1 box came into the document later" in page(client, issue, f"?at={oid(site, 0)}")


def test_a_step_and_an_event_of_which_the_past_is_not_stored_are_not_judged(issue):
    step = item(issue, "Step", "not checkable", judge="items of the phase")
    event = item(issue, "Event", "superseded", 2, nature="event", segments=[[0, 1, "not ticked"], [2, 4, "not true"]])
    keep(issue, {"Phase": [step, event]})
    assert claim_states(issue, 3) == {"Step": "not judged then", "Event": "not judged then"}


def test_too_soon_after_the_tick_nothing_is_held_against_it(issue):
    keep(issue, {"Phase": [item(issue, "Imports updated", "contradicted", 2)]})
    assert claim_states(issue, 3) == {"Imports updated": "not settled"}


# The first page


def test_the_first_page_as_of_a_day_has_the_numbers_of_that_day(client, site, issue):
    late = made_issue(made_repository("late", days=(2, 1)), "Other", {0: 7})
    shown = client.get(f"/?at={day(site, 3)}").content.decode()
    assert "As of <time" in shown and f"/issues/{issue.slug}/?at={oid(site, 3)}" in shown
    assert '<span class="t-strong">3</span>' in shown and '<span class="t-strong">7</span>' not in shown
    assert "nothing is known of it then" in shown and f"/issues/{late.slug}/" in shown


def test_a_commit_of_one_repository_sets_the_time_for_the_others(client, site, issue):
    other = made_repository("other", days=(60, 12, 2))
    made_issue(other, "Other", {0: 5, 1: 6, 2: 7})
    shown = client.get(f"/?at={oid(site, 3)}").content.decode()  # 10 days ago
    assert '<span class="t-strong">3</span>' in shown and '<span class="t-strong">6</span>' in shown


@pytest.mark.parametrize(("wanted", "status"), [("2025-02-30", 400), ("1999-01-01", 404), ("nope", 404), ("-", 400), ("deadbeef", 404)])
def test_the_first_page_says_what_it_cannot_show(client, issue, wanted, status):
    response = client.get(f"/?at={wanted}")
    assert response.status_code == status and b"Nothing can be shown as of this." in response.content


def test_who_brought_most_then_is_named_then(client, site, issue):
    shown = client.get(f"/?at={oid(site, 2)}").content.decode()
    assert "Ada Example" in shown and "added 2 in 14 days" in shown


def test_what_was_left_then_belongs_to_who_brought_it(site, issue):
    shown = Issue.objects.select_related("repository__published").prefetch_related("rules").get(pk=issue.pk)
    courses_then = courses.until([shown], {site.pk: 3})
    assert courses_then[issue.pk].most_left() == ("Ada Example", 3)
    assert courses.of_issues([shown])[issue.pk].most_left() == ("Ada Example", 2)


# Queries


@pytest.mark.parametrize("path", ["/issues/{slug}/", "/issues/{slug}/claims/", "/"])
def test_a_page_of_then_asks_the_same_number_of_queries_whatever_there_is(client, path):
    counts = []
    for size in (3, 30):
        site = made_repository(f"site-{size}", days=range(size, 0, -1))
        made = made_issue(site, "Router", {place: place for place in range(size)})
        for place in range(size):
            bring(made, place, 3)
            measure(made, place, "string-target", place)
        keep(made, {"Phase": [item(made, f"Box {number}", "supported", 2, segments=[[1, size - 1, "true"]]) for number in range(size)]})
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path.format(slug=made.slug) + f"?at={oid(site, size - 2)}").status_code == 200
        counts.append(len(queries))
        Repository.objects.all().delete()
    assert counts[0] == counts[1] <= 31


def test_claims_of_a_moment_before_the_document_have_no_numbers(client, site, issue):
    ledger = keep(issue, {"Phase": [item(issue, "Imports updated", "contradicted", 2, segments=[[0, 4, "not true"]])]})
    ledger.data["ticks"] = [[3, 1, 1]]
    ledger.save()
    shown = page(client, issue, f"?at={oid(site, 2)}", part="claims/")
    assert "What was ticked at that commit is not known" in shown and "t-kpi" not in shown and "Not judged at that commit" in shown
    assert "ticks not known" in client.get(f"/?at={oid(site, 2)}").content.decode()


def test_the_first_page_names_the_day_that_was_asked_for_and_not_that_of_a_commit(client, site, issue):
    asked = datetime.now(UTC) - timedelta(days=15)
    shown = client.get(f"/?at={asked:%Y-%m-%d}").content.decode()
    assert f"{asked:%-d %b %Y}</time>.</b> Each issue" in shown and "needed somebody then." in shown


def test_the_grace_and_the_order_of_states_are_those_of_the_verdicts():
    assert (ledger_then.GRACE_SECONDS, ledger_then.GRACE_COMMITS) == (verdicts.GRACE_SECONDS, verdicts.GRACE_COMMITS)
    settled = [state for state in ledger_then.IN_ORDER if state not in (ledger_words.UNSETTLED, ledger_then.UNKNOWN)]
    assert settled == [state.value for state in sentences._TICKED]
    said = sentences.headline(sentences._TICKED, [verdicts.State.CONTRADICTED])
    assert said.index("came back") < said.index("not settled") < said.index("early"), "as the order has it"
