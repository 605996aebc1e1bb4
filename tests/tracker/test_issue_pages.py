"""The page of an issue: banners, implementations, chart, findings, cycles; and the forms that make and change one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.accounts import lead
from tests.support.pages import bring, made_issue, made_repository, made_scan, measure, tick
from tests.support.repositories import History
from tests.support.scanning import ROUTER, follow, scan
from tracker import tasks
from tracker.actions import counting, drafts, interfaces, issues
from tracker.actions.repositories import RepositoryRefused
from tracker.models import Commit, Finding, Implementation, Issue, Phase, Repository
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState
from tracker.queries import keeping
from tracker.queries.issues import plain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter:\n    def route(self, message): return message\n"
DUPLICATE = "class MessageRouter:\n    def route(self, message): return 1\n    def drain(self): return 2\n"
SCRIPT = "<script>alert(1)</script>"
MORE_RULES = {
    "references": "os.environ\nunittest.TestCase",
    "fragmentation": "on",
    "cycles": "all",
    "identical_size": "6",
    "identical_folder": "shop/services",
    "pattern": r"router\s*=",
    "pattern_globs": "shop/**\ntests/**",
}


@pytest.fixture(autouse=True)
def rung(monkeypatch):
    heard: list[int] = []
    monkeypatch.setattr(tasks.count_issue, "delay", heard.append)
    return heard


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


@pytest.fixture
def signed_in(client):
    client.force_login(lead())
    return client


@pytest.fixture
def site() -> Repository:
    return made_repository("site")


def counted(shop: History, draft: drafts.IssueDraft = ROUTER) -> Issue:
    shop.finish()
    issue = follow(scan(shop.path), draft)
    counting.count_issue(issues.find(issue.pk))
    return issues.find(issue.pk)


def page(client, issue: Issue, query: str = "", target: str = "") -> str:
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    response = client.get(f"/issues/{issue.slug}/{query}", headers=headers)
    assert response.status_code == 200
    return str(response.content.decode())


def implement(issue: Issue, path: str, class_name: str, **changes: object) -> None:
    known = {"line": 3, "qualified_name": issue.symbol, "category": "production", "reason": "own code", "introduced": 1, "born": 1}
    Implementation.objects.create(
        publication=issue.repository.published, issue=issue, path=path, class_name=class_name, identity=path[-32:], **known | changes
    )
    keeping.forget()  # no scan writes under a publication that is shown


def router(site: Repository, **fields: object) -> Issue:
    rules = ("deprecated-import", "duplicate-implementation")
    known = {"symbol": "MessageRouter", "canonical_module": "shop.messaging.router"}
    return made_issue(site, "Router", {0: 3}, rules=rules, **known | fields)


def set_apart(issue: Issue) -> None:
    measure(issue, 2, "intended:deprecated-import", 4)
    measure(issue, 3, "intended:text-pattern", 3, "unit-test")


# Banners


def test_no_canonical_implementation_is_said_with_the_place_that_was_asked_for(client, site):
    issue = router(site)
    implement(issue, "shop/core/router.py", "duplicate")
    shown = page(client, issue)
    assert "There is no canonical implementation." in shown
    assert "MessageRouter was asked for in shop.messaging.router" in shown


def test_two_canonical_implementations_are_named_with_the_day_of_the_newer_one(client, site):
    issue = router(site)
    implement(issue, "shop/messaging/router.py", "canonical")
    implement(issue, "src/shop/messaging/router.py", "canonical", line=9, introduced=3, born=3)
    shown = page(client, issue)
    day = Commit.objects.get(repository=site, line_index=3).committed_at
    assert "There are two canonical implementations." in shown
    assert "shop/messaging/router.py:3, src/shop/messaging/router.py:9." in shown
    assert f"src/shop/messaging/router.py appeared on {day:%-d %b %Y}." in shown


@pytest.mark.parametrize("fields", [{"symbol": ""}, {"canonical_module": ""}])
def test_an_issue_without_symbol_or_canonical_module_cannot_drift(client, site, fields):
    assert "canonical implementation." not in page(client, router(site, **fields))


def test_one_canonical_implementation_is_no_news(client, site):
    issue = router(site)
    implement(issue, "shop/messaging/router.py", "canonical")
    assert "t-banner" not in page(client, issue)


def test_what_could_not_be_counted_is_a_banner(client, site):
    issue = made_issue(site, "Router", {0: 3}, problem="The pattern is on more than 100,000 lines.")
    shown = page(client, issue)
    assert "Not everything could be counted." in shown and "The pattern is on more than 100,000 lines." in shown


def test_there_is_one_banner_the_highest_first_and_a_problem_is_never_hidden(client, site):
    issue = router(site, problem="The pattern is too wide.")
    bring(issue, 2, 1)
    seen = []
    for change in (lambda: None, lambda: made_scan(site, ScanState.FAILED, error="Git is away."), lambda: tick(issue, {"All": "xx"})):
        change()
        shown = page(client, issue)
        assert shown.count("t-banner") == 1 and "The pattern is too wide." in shown
        seen.append(shown.partition('<h2 id="notice">')[2].partition("</h2>")[0])
    assert seen == ["There is no canonical implementation.", "The last scan failed.", "The tracker says complete. The code does not."]


def test_drift_comes_before_history_that_is_still_read(client):
    issue = router(made_repository("tip", depth=Depth.TIP))
    assert "There is no canonical implementation." in page(client, issue)
    implement(issue, "shop/messaging/router.py", "canonical")
    assert "Only the newest commit is read." in page(client, issue)


def test_an_issue_of_a_file_says_so_in_its_head(client, site):
    assert "follows <code>.ssot.toml</code>" in page(client, made_issue(site, "Router", {0: 3}, in_toml=True))
    assert ".ssot.toml" not in page(client, made_issue(site, "Other", {0: 3}))


# Implementations


def test_the_page_offers_the_comparison_and_makes_none(client, site, monkeypatch):
    monkeypatch.setattr(interfaces, "of_issue", lambda issue: pytest.fail("The page may read no files."))
    issue = router(site)
    implement(issue, "shop/messaging/router.py", "canonical")
    assert "gap=1" not in page(client, issue)
    implement(issue, "shop/core/router.py", "duplicate")
    shown = page(client, issue)
    assert f'hx-get="/issues/{issue.slug}/?gap=1" hx-trigger="load"' in shown and 'href="?gap=1#implementations"' in shown


@pytest.mark.parametrize("target", ["", "implementations"])
def test_each_duplicate_says_what_stands_before_its_redirection(client, shop, target):
    shop.commit(
        {
            "shop/messaging/router.py": CANONICAL,
            "shop/core/router.py": DUPLICATE,
            "shop/same.py": CANONICAL.replace("return message", "return 5"),
            "shop/other.py": DUPLICATE.replace("message", "message, late"),
        }
    )
    shown = page(client, counted(shop), "?gap=1", target)
    assert ("<h1" in shown) == (not target)
    assert "Safe to redirect: the canonical one takes the same calls." in shown
    assert "Needs 1 method: drain." in shown and "<h3>The canonical one lacks</h3>" in shown and "drain (self)" in shown
    assert "<h3>Used in another way</h3>" in shown and "route (self, message, late)" in shown
    assert "hx-trigger" not in shown.partition('id="implementations"')[2].partition("</section>")[0]


def test_a_comparison_without_a_mirror_is_a_sentence(client, site, monkeypatch):
    issue = router(site)
    implement(issue, "shop/messaging/router.py", "canonical")
    implement(issue, "shop/core/router.py", "duplicate")
    assert "is not in the mirror, or has not been read." in page(client, issue, "?gap=1")

    def refuse(issue: Issue) -> list[interfaces.Comparison]:
        raise RepositoryRefused("The folder is gone.")

    monkeypatch.setattr(interfaces, "of_issue", refuse)
    assert "Nothing could be compared. The folder is gone." in page(client, issue, "?gap=1")


# Chart


def test_the_switch_offers_every_rule_of_the_issue_and_what_is_set_apart(client, site):
    rules = ("deprecated-import", "string-target", "identical-body", "text-pattern", "import-cycle")
    issue = made_issue(site, "Router", {0: 3}, rules=rules)
    set_apart(issue)
    chart = page(client, issue, target="burndown")
    offered = chart.partition('aria-label="Rule"')[2].partition("</div>")[0]
    names = [part.rpartition(">")[2] for part in offered.split("</a>")[:-1]]
    assert names == ["Left", "Imports", "Strings", "Bodies", "Patterns", "Set apart"]


def test_what_is_set_apart_has_a_chart_and_a_number(client, site):
    issue = made_issue(site, "Router", {0: 3})
    assert "No place is set apart" in page(client, issue)
    set_apart(issue)
    Issue.objects.update(revision=2, counted_revision=2)
    shown = page(client, issue, "?show=apart")
    assert "Set apart: intended, or ignored by a marker" in shown and "7 set apart" in shown
    assert '<a href="?show=apart#burndown">7 places</a> set apart' in shown
    assert "3 left" in page(client, issue)


def test_a_rule_that_never_counted_anything_has_an_empty_chart(client, site):
    issue = made_issue(site, "Router", {}, rules=("text-pattern",))
    shown = page(client, issue, "?show=text-pattern")
    assert "Nothing was ever counted here." in shown and "<dt>Text patterns</dt>" in shown


@pytest.mark.parametrize("query", ["?show=nothing", "?show=import-cycle", "?show=intended:deprecated-import", "?range=5&axis=z"])
def test_what_the_chart_does_not_know_is_as_if_it_were_not_there(client, site, query):
    assert "3 left" in page(client, made_issue(site, "Router", {0: 3}), query)


# Import cycles


def test_import_cycles_are_listed_on_request(client, shop):
    shop.commit({"shop/a.py": "import shop.b\n", "shop/b.py": "import shop.a\n", "shop/c.py": "import shop.a\n"})
    issue = counted(shop, drafts.IssueDraft("Cycles", cycles=("all",)))
    asked = page(client, issue)
    assert "List the import cycles" in asked and "shop/a.py" not in asked
    for shown in (page(client, issue, "?cycles=1"), page(client, issue, "?cycles=1", "cycles")):
        listed = shown.partition('id="cycles"')[2]
        ways = ['<code class="t-wrapany">shop.a</code> →', '<code class="t-wrapany">shop.b</code> →', "shop/a.py:1</a>", "shop/b.py:1</a>"]
        assert all(part in listed for part in ways) and "shop/c.py" not in listed
    assert page(client, issue, "?cycles=1", "cycles").startswith("<section")


def test_no_cycle_and_no_answer_are_sentences(client, shop, site):
    shop.commit({"shop/a.py": "import shop.b\n", "shop/b.py": ""})
    issue = counted(shop, drafts.IssueDraft("Cycles", cycles=("all",)))
    assert "No module imports itself in a circle." in page(client, issue, "?cycles=1")
    Issue.objects.update(revision=7)
    assert "has no published numbers yet" in page(client, issue, "?cycles=1")
    assert "import cycles" not in page(client, made_issue(site, "Router", {0: 3}))


# Findings


def test_a_row_leads_to_the_finding_by_its_line_and_to_the_file_by_its_path(client, site):
    issue = made_issue(site, "Router", {0: 3})
    bring(issue, 2, 1)
    shown = page(client, issue, target="findings")
    assert f'href="/issues/{issue.slug}/findings/2-0/"' in shown
    assert f'href="/repositories/site/source/{site.published.tip_oid}/shop/2_0.py">shop/<wbr>2_<wbr>0.<wbr>py</a>' in shown


def test_a_module_that_no_file_is_leads_to_no_file(client, site):
    issue = made_issue(site, "Router", {})
    bring(issue, 2, 1)
    Finding.objects.update(rule="import-path-fragmentation", path="vendor.router", module="vendor.router", form="")
    shown = page(client, issue, target="findings")
    assert ">vendor.<wbr>router</span>" in shown and "/source/" not in shown and "the whole module" in shown


def test_every_rule_that_found_something_can_be_filtered_for(client, site):
    issue = made_issue(site, "Router", {})
    bring(issue, 2, 4)
    rules = ("deprecated-reference", "identical-body", "text-pattern", "import-path-fragmentation")
    for one, rule in zip(Finding.objects.all(), rules, strict=True):
        Finding.objects.filter(pk=one.pk).update(rule=rule)
    shown = page(client, issue, target="findings")
    assert all(f'<option value="{rule}">' in shown for rule in rules)


def test_forms_are_words(client, site):
    issue = made_issue(site, "Router", {})
    bring(issue, 2, 3)
    for one, form in zip(Finding.objects.all(), ("re-export", "dynamic", "approximate"), strict=True):
        Finding.objects.filter(pk=one.pk).update(form=form)
    shown = page(client, issue, target="findings")
    words = ("through a re-export", "imported by a call", "found by the simpler reading")
    assert all(f"Deprecated imports, {word}" in shown for word in words)


def test_the_page_asks_the_same_queries_for_ten_findings_and_for_two_hundred(client, site, django_assert_num_queries):
    few, many = router(site), router(site)
    bring(few, 2, 10)
    bring(many, 2, 100)
    bring(many, 3, 100)
    for number in range(20):
        implement(many, f"shop/{number}.py", "duplicate")
    implement(few, "shop/a.py", "duplicate")
    set_apart(many)
    with CaptureQueriesContext(connection) as asked:
        page(client, few)
    keeping.forget()
    with django_assert_num_queries(len(asked)):
        page(client, many)


# Words


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("✅ Phase 0: Discovery - COMPLETE", "Phase 0: Discovery - COMPLETE"),
        ("Done ✔️ 🎉", "Done"),
        ("⚠️\u200d Plan → do", "Plan → do"),
        ("Café", "Café"),
        ("(draft) C++", "(draft) C++"),
        ("✅", "✅"),
        ("", ""),
        ("a\u202eb", "aU+202Eb"),
    ],
)
def test_signs_around_words_are_not_shown(written, shown):
    assert plain(written) == shown


def test_phases_and_statuses_lose_their_signs_on_the_page_alone(client, site):
    issue = made_issue(site, "Router", {0: 3}, status_text="✅ COMPLETE", priority_text="🔥 HIGH")
    tick(issue, {"🚀 Phase 1 ✅": "x."})
    shown = page(client, issue)
    assert "<h3>Phase 1</h3>" in shown and "<q>COMPLETE</q>" in shown and "<q>HIGH</q>" in shown
    assert Phase.objects.get().title == "🚀 Phase 1 ✅"


def test_hostile_text_is_text(client, site):
    title = (SCRIPT + "\u202e" + "W" * 300)[:300]
    issue = made_issue(site, title, {0: 3}, symbol="Router", status_text=title, canonical_module="a.b", problem=f"{SCRIPT}\u202e")
    tick(issue, {title: "x."})
    bring(issue, 2, 1)
    Finding.objects.update(path=f"shop/{SCRIPT}\u202e.py", statement=f"from {SCRIPT}\u202e import x")
    implement(issue, f"shop/{SCRIPT}\u202e.py", "duplicate", reason=f"{SCRIPT}\u202e")
    Commit.objects.update(subject=f"{SCRIPT}\u202e", author_name=f"{SCRIPT}\u202e")
    for query in ("", "?gap=1", "?show=%3Cscript%3E", "?folder=%3Cscript%3E"):
        shown = page(client, issue, query)
        assert "<script>alert" not in shown and "\u202e" not in shown and "U+202E" in shown


# Forms


def entered(**changes: str) -> dict[str, str]:
    return {"title": "Router", "deprecated": "shop.core.router", **changes}


def test_all_rules_can_be_entered(signed_in, shop, rung):
    shop.commit({"shop/core/router.py": DUPLICATE})
    shop.finish()
    repository = scan(shop.path)
    values = entered(repository=repository.slug, symbol="MessageRouter", **MORE_RULES)
    response = signed_in.post("/issues/new/", values)
    issue = Issue.objects.get()
    assert response.status_code == 302 and rung == [issue.pk]
    draft = drafts.of_issue(issue)
    assert (draft.references, draft.fragmentation, draft.cycles) == (("os.environ", "unittest.TestCase"), True, ("all",))
    assert (draft.identical_size, draft.identical_folder) == (6, "shop/services")
    assert (draft.pattern, draft.pattern_globs) == (r"router\s*=", ("shop/**", "tests/**"))
    shown = signed_in.get(f"/issues/{issue.slug}/settings/").content.decode()
    assert '<details class="t-more" open>' in shown and "os.environ\nunittest.TestCase" in shown and 'value="6"' in shown
    signed_in.post(f"/issues/{issue.slug}/settings/", entered(symbol="MessageRouter"))
    assert {row.rule for row in Issue.objects.get().rules.all()}.isdisjoint({"import-cycle", "text-pattern", "identical-body"})


def test_the_other_rules_are_folded_until_one_is_used(signed_in, site):
    shown = signed_in.get("/issues/new/?repository=site").content.decode()
    assert '<details class="t-more">' in shown and "More rules" in shown
    assert shown.count("_helptext") >= 2 * len(MORE_RULES)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("references", "os environ", "is no dotted name"),
        ("cycles", "every module", "is no dotted name"),
        ("identical_size", "1", "A body of 1 statements is not compared."),
        ("identical_size", "-4", "A body of -4 statements is not compared."),
        ("identical_size", "many", "Give a whole number of statements."),
        ("pattern", "(", "is never closed"),
        ("pattern", "x" * 501, "at most 500 characters"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_entered_is_lost(signed_in, site, field, value, sentence):
    values = entered(repository="site", **MORE_RULES | {field: value, "symbol": "MessageRouter"})
    response = signed_in.post("/issues/new/", values)
    shown = response.content.decode()
    assert response.status_code == 422 and not Issue.objects.exists()
    error = shown.partition(f'id="id_{field}_error">')[2].partition("</div>")[0]
    assert sentence in error
    assert ('<details class="t-more" open>' in shown and "unittest.TestCase" in shown) or field == "references"
    assert 'name="fragmentation" aria-describedby="id_fragmentation_helptext" id="id_fragmentation" checked' in shown
    assert value[:400] in shown


def test_fragmentation_needs_a_symbol(signed_in, site):
    shown = signed_in.post("/issues/new/", entered(repository="site", fragmentation="on")).content.decode()
    assert "Import paths are counted for a symbol." in shown.partition('id="id_symbol_error">')[2].partition("</div>")[0]


def test_settings_of_an_issue_of_a_file_are_shown_and_not_saved(signed_in, site, rung):
    issue = router(site, in_toml=True)
    address = f"/issues/{issue.slug}/settings/"
    shown = signed_in.get(address).content.decode()
    assert "changes here are overwritten by the file" in shown and "Save and count again" not in shown
    assert 'value="MessageRouter"' in shown and "disabled" in shown
    response = signed_in.post(address, entered(title="Else"))
    assert response.status_code == 422 and "Nothing was saved." in response.content.decode()
    assert Issue.objects.get().title == "Router" and rung == []


def test_an_issue_of_a_file_can_be_deleted_with_a_warning(signed_in, site):
    issue = router(site, in_toml=True)
    assert "the next scan makes it again" in signed_in.get(f"/issues/{issue.slug}/settings/").content.decode()
    assert signed_in.post(f"/issues/{issue.slug}/settings/", {"confirmation": "Router"}).status_code == 302
    assert not Issue.objects.exists()


@pytest.mark.parametrize("path", ["/issues/new/", "/issues/issue-0/settings/"])
def test_only_who_is_signed_in_sees_the_forms(client, site, path):
    router(site)
    assert client.get(path).status_code == 302
