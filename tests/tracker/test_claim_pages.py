"""Pages of the claim ledger: lists, one claim, phases, the banner, the second lane, the portfolio's words."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.accounts import lead
from tests.support.pages import made_issue, made_repository, tick, unbroken
from tracker.actions import corrections
from tracker.models import ClaimCorrection, Commit, DocumentLedger, Issue, TrackerDocument
from tracker.models.repositories import Depth
from tracker.queries import keeping, ledger_curves, ledger_lists, ledger_strips, ledger_words, ledgers, portfolio, series

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

SCRIPT = "<script>alert(1)</script>"
LAST = 4  # place of the newest commit
IMPORTS = "The item says: No place imports shop.core.router; the code has 111 places that import shop.core.router."


def moment(issue: Issue, place: int, **more: str) -> dict[str, object]:
    made = Commit.objects.get(repository=issue.repository, line_index=place)
    return {"place": place, "oid": made.oid, "author": made.author_name, "at": made.committed_at.isoformat(), **more}


def item(issue: Issue, text: str, state: str, ticked_in: int | None = 2, **changes: Any) -> dict[str, object]:
    """An item as the ledger stores it: seen from the second commit on."""
    shades = {"contradicted": "not true", "came back": "not true", "supported": "true", "early": "true", "ready to tick": "not ticked"}
    shade = shades.get(state, "unknown")
    strip = [[1, LAST, "not ticked"]] if ticked_in is None else [[1, ticked_in - 1, "not ticked"], [ticked_in, LAST, shade]]
    known = {
        "key": f"{abs(hash(text)):032x}"[:32],
        "text": text,
        "notes": [],
        "line": 84,
        "depth": 0,
        "ticked": ticked_in is not None,
        "born_ticked": False,
        "kind": "imports updated",
        "kind_name": "Imports updated",
        "judge": "repository",
        "nature": "state",
        "precise": True,
        "subjects": [
            {
                "thing": "module",
                "text": "shop.core.router",
                "source": "item",
                "certain": True,
                "known": ["shop.core.router"],
                "part": "subject",
            }
        ],
        "question": "No place imports shop.core.router",
        "verdict": "contradicted",
        "state": state,
        "state_words": state,
        "on_front_page": True,
        "sentence": IMPORTS,
        "then": 103,
        "now": 111,
        "ticked_at": None if ticked_in is None else moment(issue, ticked_in),
        "segments": strip,
        "edges": [],
        "proof": [{"path": "shop/a.py", "line": 7, "statement": "from shop.core.router import MessageRouter"}],
        "git": "git grep -n shop.core.router",
        "why_not": "",
        "correction": None,
    }
    return known | changes


def keep(issue: Issue, phases: dict[str, list[dict[str, Any]]], **changes: Any) -> DocumentLedger:
    """A ledger of an issue's document under what is published."""
    document = TrackerDocument.objects.filter(issue=issue).first()
    if document is None:
        tick(issue, {title: "".join("x" if one["ticked"] else "." for one in items) for title, items in phases.items()})
        document = TrackerDocument.objects.get(issue=issue)
    every = [one for items in phases.values() for one in items]
    found = [one["state"] for one in every if one["on_front_page"]]
    ticked = sum(one["ticked"] for one in every)
    stored = {
        "headline": f"{ticked} ticked",
        "closing": "",
        "ticks": [[1, 0, len(every)], [2, ticked, len(every)]],
        "phases": [{"title": title, "says_complete": False, "items": items} for title, items in phases.items()],
        "vanished": [],
    }
    counts = {"contradicted": found.count("contradicted"), "came_back": found.count("came back"), "ready": found.count("ready to tick")}
    return DocumentLedger.objects.create(
        publication=issue.repository.published, document=document, data=stored | changes, ticked=ticked, **counts
    )


@pytest.fixture
def issue() -> Issue:
    return made_issue(made_repository("shop"), "Session store", {0: 150, 2: 103, 4: 111})


def judged(issue: Issue, **changes: Any) -> list[dict[str, Any]]:
    """One item of every sort."""
    items = [
        item(issue, "Update all imports", "contradicted", **changes),
        item(issue, "Remove shop/core/router.py", "supported", now=0, sentence="The item says: gone; the code has no shop/core/router.py."),
        item(
            issue,
            "Agree on the plan",
            "not checkable",
            judge="nobody",
            question="",
            sentence="",
            why_not="It says what people did",
            now=None,
        ),
        item(issue, "One router", "ready to tick", ticked_in=None, ticked_at=None),
        item(issue, "Delete the tests of old", "early", state_words="early by 46 s"),
        item(issue, "Tests use the new path", "contradicted", on_front_page=False),
    ]
    keep(issue, {"1. Find": items[2:3], "2. Replace": [items[0], items[1], *items[3:]]})
    return items


def text(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return unbroken(response.content.decode())


# Lists


def test_the_list_begins_with_ticks_that_the_code_denies(client, issue):
    judged(issue)
    shown = text(client, "/claims/")
    assert "“Update all imports”" in shown and "“Tests use the new path”" not in shown
    assert "1 contradicted · Claims" in shown
    assert ">111 places</a> that import shop.core.router." in shown
    assert "since the tick, 20 days" in shown
    assert "Ada Example" in shown


@pytest.mark.parametrize(
    ("show", "texts"),
    [
        ("unsettled", ["Tests use the new path"]),
        ("ready", ["One router"]),
        ("supported", ["Remove shop/core/router.py", "Delete the tests of old"]),
        ("unchecked", ["Agree on the plan"]),
    ],
)
def test_a_filter_shows_its_states_and_counts_them(issue, show, texts):
    judged(issue)
    page = ledger_lists.page([issue], {"show": show}, datetime.now(UTC))
    assert [row.item.text for group in page.groups for row in group.rows] == texts
    assert next(one.count for one in page.choices if one.value == show) == len(texts)


def test_numbers_leave_out_what_is_not_settled(issue):
    judged(issue)
    numbers = ledger_lists.page([issue], {}, datetime.now(UTC)).numbers
    assert (numbers.contradicted, numbers.supported, numbers.late, numbers.unchecked, numbers.ready) == (1, 2, 1, 1, 1)
    assert (numbers.answered, numbers.ticked, numbers.percent) == (4, 5, 80)


def test_claims_can_be_seen_by_issue_and_by_who_ticked_and_nobody_is_counted(client, issue):
    judged(issue)
    other = made_issue(issue.repository, "Clock", {0: 3})
    keep(other, {"All": [item(other, "Use the clock", "contradicted", ticked_in=3)]})
    assert "Use the clock" not in text(client, f"/claims/?issue={issue.slug}")
    by = text(client, "/claims/?by=Bo+Sample")
    assert "Use the clock" in by and "Update all imports" not in by
    assert '<option value="Bo Sample" selected>Bo Sample</option>' in by
    assert "somebody@example.org" not in by
    assert "Use the clock" in text(client, "/claims/?by=Nobody&issue=none&show=zebra&page=x")


def test_the_list_says_why_it_is_empty(client, issue):
    assert "No box is judged yet." in text(client, "/claims/")
    assert "no judged boxes yet" in text(client, f"/issues/{issue.slug}/claims/")
    keep(issue, {"All": [item(issue, "Fine", "supported")]})
    assert "No tick is contradicted." in text(client, "/claims/")
    assert "1 box is judged." in text(client, "/claims/")


def test_a_long_list_has_pages(client, issue, monkeypatch):
    monkeypatch.setattr(ledger_lists, "A_PAGE", 2)
    judged(issue)
    first, last = text(client, "/claims/?show=all"), text(client, "/claims/?show=all&page=3")
    assert "1 to 2 of 6" in first and "page=2" in first and 'rel="prev"' not in first
    assert "5 to 6 of 6" in last and 'rel="next"' not in last


def test_the_download_is_the_list_as_it_is_filtered(client, issue):
    judged(issue)
    response = client.get("/claims.csv?show=contradicted")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0].startswith("issue,phase,line,text,ticked,state") and len(lines) == 2
    assert "Update all imports,yes,Contradicted,yes" in lines[1] and "git grep" in lines[1]
    assert client.get(f"/issues/{issue.slug}/claims.csv?show=all").status_code == 200


def test_the_number_of_queries_does_not_grow_with_claims_or_issues(client, issue):
    def queries(address: str) -> int:
        keeping.forget()
        with CaptureQueriesContext(connection) as captured:
            text(client, address)
        return len(captured)

    judged(issue)
    before = queries("/claims/?show=all"), queries(f"/issues/{issue.slug}/"), queries("/")
    for number in range(5):
        other = made_issue(made_repository(f"site{number}"), f"Clock {number}", {0: 3})
        keep(other, {"All": [item(other, f"Use the clock {one}", "contradicted") for one in range(5)]})
    assert (queries("/claims/?show=all"), queries(f"/issues/{issue.slug}/")) == before[:2]
    assert queries("/") <= before[2]


# The issue's page


def test_phases_say_what_was_claimed_and_what_was_measured(client, issue):
    judged(issue)
    shown = text(client, f"/issues/{issue.slug}/")
    assert "4 of 5 ticked; 2 of 3 judged hold" in shown
    assert shown.count('<details class="t-phase" open>') == 1
    assert "Early by 46 s" in shown and "Not settled" in shown and "Ready to tick" in shown
    assert "It says what people did." in shown
    assert shown.count("t-item t-claim-row t-depth-0 t-denied") == 1


def test_a_statement_is_grey_and_counts_for_nothing(client, issue):
    keep(issue, {"All": [item(issue, "Mocks only through the factory", "not checkable", is_box=False), item(issue, "Fine", "supported")]})
    shown = text(client, f"/issues/{issue.slug}/")
    assert '<div class="t-item t-statement' in shown and "1 of 1 ticked" in shown
    assert "Mocks only" not in text(client, "/claims/?show=all")


def test_what_left_the_document_is_named_below_the_phases(client, issue):
    gone = [
        {"key": "k", "text": "Write the guide", "phase": "3. Close", "state": "open"},
        {"key": "l", "text": "Old", "phase": "", "state": "gone"},
    ]
    keep(issue, {"All": [item(issue, "Fine", "supported")]}, vanished=gone)
    shown = text(client, f"/issues/{issue.slug}/")
    assert "2 items are not in the document any more" in shown
    assert shown.count("removed while open") == 1


def test_the_banner_says_the_worst_tick_with_its_numbers(client, issue):
    items = judged(issue)
    shown = text(client, f"/issues/{issue.slug}/")
    assert "Ticked, but not done." in shown
    assert "1 of 5 ticks is contradicted. “Update all imports” was ticked on" in shown
    assert "with 103 places left; today there are 111." in shown
    assert "See the claim<" in shown
    DocumentLedger.objects.all().delete()
    keep(issue, {"All": [item(issue, "Update all imports", "contradicted", ticked_at=None, then=None)]})
    assert "“Update all imports” was ticked; there are 111 places left." in text(client, f"/issues/{issue.slug}/")
    DocumentLedger.objects.all().delete()
    keep(issue, {"All": items[:3]})
    assert "The tracker says complete. The code does not." in text(client, f"/issues/{issue.slug}/")


def test_what_a_front_page_may_not_say_is_in_no_banner_and_no_state(client, issue):
    keep(
        issue,
        {"All": [item(issue, "Update all imports", "contradicted", on_front_page=False), item(issue, "Later", "open", ticked_in=None)]},
    )
    assert "t-banner" not in text(client, f"/issues/{issue.slug}/")
    assert [row.state.kind for group in portfolio.page({}, datetime.now(UTC)).groups for row in group.rows] == ["rising"]


def test_another_kind_of_number_is_not_called_places(client, issue):
    said = "The item says: one router; the code has 2 definitions."
    keep(issue, {"All": [item(issue, "One router", "contradicted", kind="single implementation", sentence=said, then=3, now=2)]})
    shown = text(client, f"/issues/{issue.slug}/")
    assert "places left" not in shown.partition("t-banner")[2].partition("</section>")[0]
    assert said in shown


def test_a_ledger_of_another_publication_is_not_shown(client, issue):
    judged(issue)
    Issue.objects.update(counted_in=None)
    assert "Not settled" not in text(client, f"/issues/{issue.slug}/")
    assert client.get(f"/issues/{issue.slug}/claims/{'0' * 32}/").status_code == 404


# The chart


def test_both_curves_are_in_percent_and_the_gap_only_where_more_is_ticked(issue):
    judged(issue)
    history = series.of_issue(issue, issue.repository.published)
    ledger = ledgers.of_issue(issue, issue.repository.published)
    curves = ledger_curves.curves(ledger, history, None)
    assert curves.ticked == [None, 0, 83, 83, 83]
    assert curves.measured == [0, 0, 31, 31, 26]
    lane = curves.at(range(5), [0, 1, 2, 3, 4], history)
    assert lane.gap_path == "M400 17H600V69H400ZM600 17H800V69H600Z"
    assert lane.ticked_path.startswith("M200 100H400V17") and lane.measured_path.startswith("M0 100")
    assert lane.sentence.endswith("now 83 % ticked and 26 % measured. More was ticked than measured at 3 of the shown commits.")


def test_the_chart_flags_denied_ticks_and_its_table_has_both_shares(client, issue):
    judged(issue)
    shown = text(client, f"/issues/{issue.slug}/")
    assert '<span class="t-flag t-bad">1</span>' in shown
    assert "“Update all imports” ticked, 103 left" in shown
    assert '<td class="t-num">83 %</td><td class="t-num">26 %</td>' in shown
    assert 'data-lane="claims"' in shown and '"bad":true' in shown


def test_without_a_ledger_or_history_there_is_no_second_lane(client, issue):
    assert "Ticked against measured" not in text(client, f"/issues/{issue.slug}/")
    judged(issue)
    issue.repository.published.depth = Depth.TIP
    issue.repository.published.save()
    assert "Ticked against measured" not in text(client, f"/issues/{issue.slug}/")
    assert "Judged at the newest commit; history follows." in text(client, "/claims/")


# One claim


def test_a_claim_is_a_sentence_two_numbers_proof_and_a_command(client, issue):
    edges = [moment(issue, 3, subject="Move it", to="true"), moment(issue, 4, subject="Revert it", to="false")]
    strip = [[1, 1, "not ticked"], [2, 2, "not true"], [3, 3, "true"], [4, 4, "not true"]]
    kept = item(issue, "Update all imports", "came back", edges=edges, segments=strip)
    keep(issue, {"2. Replace": [kept]})
    shown = text(client, f"/issues/{issue.slug}/claims/{kept['key']}/")
    assert IMPORTS in shown and "No place imports shop.core.router." in shown
    assert ">103</dd>" in shown and ">111</dd>" in shown
    assert 'href="/repositories/shop/source/' in shown and "shop/a.py:7" in shown
    assert "It became true." in shown and "It became untrue." in shown and "Revert it" in shown
    assert "git grep -n shop.core.router" in shown and "from the item" in shown
    assert "Ticked and not true from" not in shown and "ticked and not true from" in shown


def test_a_subject_from_the_title_is_called_a_suggestion(client, issue):
    subjects = [{"thing": "symbol", "text": "SessionStore", "source": "title", "certain": False, "known": [], "part": "subject"}]
    kept = item(issue, "Only one", "contradicted", on_front_page=False, precise=False, subjects=subjects)
    keep(issue, {"All": [kept]})
    shown = text(client, f"/issues/{issue.slug}/claims/{kept['key']}/")
    assert "from the title: a suggestion" in shown and "Nothing of this name was ever in the history." in shown
    assert "Until somebody confirms it" in shown and ledger_words.UNSURE in shown


def test_what_comes_from_a_document_is_escaped_on_every_page(client, issue):
    turned = "\u202e"
    words: dict[str, Any] = dict.fromkeys(
        ("sentence", "question", "git", "why_not", "kind_name", "kind", "judge", "nature", "state_words"), SCRIPT
    )
    proof, correction = [{"path": SCRIPT, "line": 1, "statement": SCRIPT}], {"by": SCRIPT, "at": None, "reason": SCRIPT}
    subjects = [{"thing": SCRIPT, "text": SCRIPT, "source": SCRIPT, "certain": False, "known": [SCRIPT], "part": SCRIPT}]
    kept = item(issue, SCRIPT + turned, "contradicted", notes=[SCRIPT], proof=proof, correction=correction, subjects=subjects, **words)
    keep(issue, {SCRIPT: [kept]}, headline=SCRIPT, closing=SCRIPT, vanished=[{"text": SCRIPT, "phase": SCRIPT}])
    for address in ("/", "/claims/", f"/issues/{issue.slug}/", f"/issues/{issue.slug}/claims/{kept['key']}/"):
        shown = text(client, address)
        assert SCRIPT not in shown and turned not in shown
        assert "style=" not in shown


def test_only_who_has_signed_in_may_say_what_a_box_means(client, issue):
    kept = judged(issue)[0]
    address = f"/issues/{issue.slug}/claims/{kept['key']}/"
    assert "Sign in</a></p>" in text(client, address)
    response = client.post(address, {"say": "confirm"})
    assert response.status_code == 302 and response["Location"].startswith("/sign-in/")
    assert not ClaimCorrection.objects.exists()


@pytest.fixture
def said(client, issue, monkeypatch) -> list[tuple[str, ...]]:
    """What reached the actions; the repository of these pages is not on disk."""
    client.force_login(lead())
    heard: list[tuple[str, ...]] = []
    for name in ("confirm", "correct", "not_checkable", "undo"):
        monkeypatch.setattr(corrections, name, lambda _document, key, *rest, name=name: heard.append((name, key, *map(str, rest))))
    return heard


def test_a_reading_is_confirmed_corrected_dismissed_and_undone(client, issue, said):
    kept = judged(issue)[0]
    address = f"/issues/{issue.slug}/claims/{kept['key']}/"
    correction = {"correct-kind": "removed", "correct-subjects": "shop/a.py\n\n shop/b.py ", "correct-reason": "It is the file."}
    for entered in ({"say": "confirm"}, {"say": "correct"} | correction, {"say": "dismiss", "dismiss-reason": "A plan."}, {"say": "undo"}):
        assert client.post(address, entered).status_code == 302
    key = str(kept["key"])
    assert said == [
        ("confirm", key, "mira"),
        ("correct", key, "removed", "['shop/a.py', 'shop/b.py']", "mira", "It is the file."),
        ("not_checkable", key, "mira", "A plan."),
        ("undo", key),
    ]


def test_not_checkable_needs_a_reason(client, issue, said):
    kept = judged(issue)[0]
    response = client.post(f"/issues/{issue.slug}/claims/{kept['key']}/", {"say": "dismiss", "dismiss-reason": " "})
    assert response.status_code == 422 and "Say why the code cannot answer it" in response.text and said == []


def test_what_cannot_be_said_is_answered_in_words(client, issue, said, monkeypatch):
    def refuse(*_: object) -> None:
        raise corrections.CorrectionRefused("Nothing of this history is called “x”.")

    monkeypatch.setattr(corrections, "correct", refuse)
    kept = judged(issue)[0]
    entered = {"say": "correct", "correct-kind": "removed", "correct-subjects": "x", "correct-reason": ""}
    response = client.post(f"/issues/{issue.slug}/claims/{kept['key']}/", entered)
    assert response.status_code == 422 and "Nothing of this history is called “x”." in response.text
    assert client.post(f"/issues/{issue.slug}/claims/{kept['key']}/", {"say": "zebra"}).status_code == 422


def test_who_said_what_and_when_stays_on_the_page(client, issue, said):
    kept = judged(issue)[0]
    document, mira = TrackerDocument.objects.get(issue=issue), User.objects.get()
    ClaimCorrection.objects.create(document=document, key=kept["key"], sort="not checkable", reason="A plan.", made_by=mira)
    shown = text(client, f"/issues/{issue.slug}/claims/{kept['key']}/")
    assert "Marked as not checkable by mira" in shown and "“A plan.”" in shown and 'value="undo"' in shown


def test_a_claim_that_is_not_there_is_a_sentence(client, issue):
    assert "has no such claim now" in text(client, f"/issues/{issue.slug}/claims/{'f' * 32}/", 404)
    assert "has no such claim now" in text(client, f"/issues/{issue.slug}/claims/%00/", 404)


# The portfolio


def test_the_portfolio_names_contradictions_first(client, issue):
    judged(issue)
    shown = portfolio.page({}, datetime.now(UTC))
    row = shown.groups[0].rows[0]
    assert (row.state.kind, row.state.words, row.state.more) == ("contradicted", "Contradicted", "1 of 5 ticks")
    assert "5 ticked</a> · <a" in text(client, "/") and "1 ready to tick" in text(client, "/")


@pytest.mark.parametrize(
    ("closing", "kind", "words"),
    [("closed with 3 open", "closed", "Closed, not done"), ("complete", "complete", "Says complete, 111 left")],
)
def test_a_tracker_that_calls_itself_closed_while_places_are_left_is_not_done(issue, closing, kind, words):
    keep(issue, {"All": [item(issue, "Fine", "supported"), item(issue, "Later", "open", ticked_in=None)]}, closing=closing)
    state = portfolio.page({}, datetime.now(UTC)).groups[0].rows[0].state
    assert (state.kind, state.words, state.more) == (kind, words, closing)


@pytest.mark.parametrize("closing", ["", "closed with 3 open"])
def test_the_page_of_an_issue_has_the_state_of_its_line_in_the_portfolio(client, issue, closing):
    boxes = [item(issue, "Update all imports", "contradicted"), item(issue, "Later", "open", ticked_in=None)]
    keep(issue, {"All": boxes}, closing=closing)
    state = portfolio.page({}, datetime.now(UTC)).groups[0].rows[0].state
    head = text(client, f"/issues/{issue.slug}/").partition("</h1>")[0].rpartition("<h1>")[2]
    assert state.kind == ("closed" if closing else "contradicted") and f"{state.words}</span>" in head
    assert head.count("t-chip") == 2, "the trend stands beside it"
    whole = Commit.objects.get(repository=issue.repository, line_index=LAST).oid
    assert "t-chip" in text(client, f"/issues/{issue.slug}/?at={whole}").partition("</h1>")[0]


def test_what_most_ticks_deny_stands_first(issue):
    other = made_issue(issue.repository, "Clock", {0: 1, 4: 9})
    tick(other, {"Find": "x"})
    keep(issue, {"All": [item(issue, "Update all imports", "contradicted"), item(issue, "Later", "open", ticked_in=None)]})
    rows = portfolio.page({}, datetime.now(UTC)).groups[0].rows
    assert [row.issue.pk for row in rows] == [issue.pk, other.pk]
    assert [row.state.kind for row in rows] == ["contradicted", "complete"]


# Words and strips


@pytest.mark.parametrize(
    ("sentence", "now", "link"),
    [
        ("The code has 1,204 places that import a.b.", 1204, "1,204 places"),
        ("The code has 11 places in v11.2.", 11, "11 places"),
        ("The code has no shop/a.py.", 0, "no shop/a.py"),
        ("Nothing in the code can answer this.", None, ""),
    ],
)
def test_evidence_is_a_link_with_the_number_in_it(sentence, now, link):
    found = ledger_words.evidence(sentence, now)
    assert found.link == link and found.before + found.link + found.after == sentence


def test_a_strip_holds_each_stretch_its_tick_and_the_same_in_words(issue):
    keep(issue, {"All": [item(issue, "Update all imports", "contradicted")]})
    shown = ledger_lists.page([issue], {}, datetime.now(UTC)).groups[0].rows[0].strip
    assert [bar.shade for bar in shown.bars] == ["t-s-bed", "t-s-bad"]
    assert shown.tick == shown.bars[1].x and shown.bars[-1].x + shown.bars[-1].width == 200
    assert shown.sentence.startswith("Not ticked from ") and ", ticked and not true from " in shown.sentence


def test_a_short_stretch_of_a_wide_strip_can_be_seen(issue):
    strip = [[1, 1, "not ticked"], [2, 2, "not true"], [3, 3, "true"], [4, 4, "not true"]]
    Commit.objects.filter(line_index=3).update(committed_at=Commit.objects.get(line_index=4).committed_at)
    ledger = ledgers.of_issue(issue, keep(issue, {"All": [item(issue, "A", "came back", segments=strip)]}).publication)
    one = ledger.items[0]
    wide = ledger_strips.wide(issue.repository_id, one, ledger_strips.times_of([(issue.repository_id, one)]))
    assert min(bar.width for bar in wide.bars) >= 2.5 and round(sum(bar.width for bar in wide.bars)) == 100
