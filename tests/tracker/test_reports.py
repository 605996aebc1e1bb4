"""Reports at a commit: what they say, that later commits change nothing of it, their four forms, who may read them."""

import csv
import io
import json
import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from tests.support.accounts import lead
from tests.support.markdown import addresses, rendered, tokens
from tests.support.pages import unbroken
from tests.support.repositories import History
from tests.support.scanning import ROUTER, follow, scan
from tracker import tasks
from tracker.actions import counting, exports, exports_claims, first_run, issues, report_facts, run_here, shares
from tracker.embedded import WithoutTokens
from tracker.models import BlobFacts, Issue, ShareLink
from tracker.models.repositories import Depth
from tracker.queries import report_markdown
from tracker.queries.report_markdown import Links
from tracker.queries.report_parts import ReportBusy

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

CANONICAL = "class MessageRouter:\n    def route(self, message): return message\n"
DUPLICATE = "class MessageRouter:\n    def route(self, message): return 1\n"
USER = "from shop.core.router import MessageRouter\n"
SPOT = "shop/a.py"


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setattr(tasks.count_issue, "delay", lambda issue: None)


@pytest.fixture
def shop(tmp_path):
    """Three commits of the line and one beside it."""
    with History(tmp_path / "shop") as made:
        first = made.commit({"shop/core/router.py": DUPLICATE, SPOT: USER, "tests/test_a.py": USER})
        second = made.commit({"shop/messaging/router.py": CANONICAL, "shop/b.py": f"\n\n{USER}"})
        beside = made.commit({"shop/c.py": USER, "shop/d.py": USER}, branch="side", parents=[second])
        merged = made.commit({"shop/core/router.py": None, SPOT: f"# moved down\n{USER}"}, parents=[second, beside])
        made.finish()
        yield SimpleNamespace(history=made, path=made.path, first=first, second=second, beside=beside, merged=merged)


def counted(shop, *, depth: str = Depth.GRAPH) -> Issue:
    issue = follow(scan(shop.path, depth=depth), ROUTER)
    counting.count_issue(issues.find(issue.pk))
    return issues.find(issue.pk)


def text(client, issue: Issue, commit: str, form: str = "", query: str = "", status: int = 200) -> str:
    response = client.get(f"/r/{issue.slug}/{commit}/{form}{query}")
    assert response.status_code == status, response.content
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return unbroken(content.decode())


def data(client, issue: Issue, commit: str) -> dict[str, Any]:
    return dict(json.loads(text(client, issue, commit, "report.json")))


def test_a_report_says_what_was_true_at_its_commit(client, shop):
    issue = counted(shop)
    first, merged = data(client, issue, shop.first), data(client, issue, shop.merged)
    assert first["left"] == 2
    assert first["categories"]["Production"] == {"places": 1, "files": 1}
    assert sum(one["places"] for one in first["categories"].values()) == 2
    assert [(one["path"], one["class"]) for one in first["implementations"]] == [("shop/core/router.py", "duplicate")]
    assert merged["left"] == 3
    assert [(one["path"], one["class"]) for one in merged["implementations"]] == [("shop/messaging/router.py", "canonical")]
    assert merged["others"]["Dangling imports"] == 3


def test_lines_are_those_of_the_commit(client, shop):
    issue = counted(shop)

    def lines(commit: str) -> dict[str, int]:
        return {one["path"]: one["line"] for one in data(client, issue, commit)["findings"] if one["rule"] == "deprecated-import"}

    assert (lines(shop.second)[SPOT], lines(shop.merged)[SPOT], lines(shop.merged)["shop/b.py"]) == (1, 2, 3)


@pytest.mark.parametrize("name", ["first", "second", "beside", "merged"])
def test_findings_are_those_of_the_export_at_that_commit(client, shop, name: str):
    issue, commit = counted(shop), getattr(shop, name)
    rows = list(csv.reader(io.StringIO(text(client, issue, commit, "report.csv"))))
    places = [dict(zip(exports.FINDINGS, map(str, row), strict=True)) for row in exports.findings(issue, commit)]
    wanted = sorted((one["rule"], one["path"], one["line"], one["module"], one["name"], one["intended"]) for one in places)
    head = rows[0]
    found = [dict(zip(head, row, strict=True)) for row in rows[1:]]
    assert sorted((one["rule"], one["path"], one["line"], one["module"], one["name"], one["intended"]) for one in found) == wanted
    assert data(client, issue, commit)["left"] == sum(one["rule"] in ("deprecated-import", "string-target") for one in places)


def test_a_commit_beside_the_line_has_a_report_that_says_so(client, shop):
    issue = counted(shop)
    found = data(client, issue, shop.beside)
    assert (found["on_line"], found["left"], set(found["last_7_days"])) == (False, 5, {"net"})
    assert "beside the line of" in text(client, issue, shop.beside)


@pytest.mark.parametrize("form", ["report.md", "report.json", "report.csv"])
def test_later_commits_change_no_letter_of_a_report(client, shop, form: str):
    issue = counted(shop)
    commits = (shop.first, shop.second, shop.beside, shop.merged)
    before = {commit: text(client, issue, commit, form) for commit in commits}
    shop.history.commit({"shop/a.py": None, "shop/b.py": f"# one\n# two\n{USER}", "shop/messaging/router.py": None}, when=1_800_000_000)
    shop.history.commit({"shop/e.py": USER, "tests/test_a.py": None}, when=1_700_000_000)  # its clock is wrong
    shop.history.finish()
    scan(shop.path)
    assert issues.find(issue.pk).repository.published.tip_oid not in commits
    caches["reports"].clear()
    for commit in commits:
        assert text(client, issue, commit, form) == before[commit]


def test_a_report_that_is_kept_is_the_one_that_is_made(client, shop):
    issue = counted(shop)
    made = text(client, issue, shop.second)
    with CaptureQueriesContext(connection) as asked:
        assert text(client, issue, shop.second) == made
    assert not [one for one in asked if "blobfacts" in one["sql"].lower()]


def test_a_page_says_that_there_is_a_newer_report_and_only_then(client, shop):
    issue = counted(shop)
    assert "newer report" not in text(client, issue, shop.merged)
    old = text(client, issue, shop.second)
    assert f'<a href="/r/{issue.slug}/{shop.merged}/">newer report</a>' in old
    assert "newer report" not in text(client, issue, shop.second, "report.md")


def test_short_and_spoken_names_lead_to_the_full_one(client, shop):
    issue = counted(shop)
    for name in (shop.second[:7], shop.second.upper(), "main~1"):
        response = client.get(f"/r/{issue.slug}/{name}/")
        if name == "main~1":
            assert response.status_code == 404  # no arithmetic in addresses
        else:
            assert (response.status_code, response["Location"]) == (302, f"/r/{issue.slug}/{shop.second}/")
    for name in ("newest", "main"):
        response = client.get(f"/r/{issue.slug}/{name}/report.md")
        assert (response.status_code, response["Location"]) == (302, f"/r/{issue.slug}/{shop.merged}/report.md")


@pytest.mark.parametrize(
    "name", ["0" * 40, "0" * 7, "abc", "no-such-branch", "--output=x", "..", "a@{1}", "%00", "x" * 300, "-x", "%2e%2e"]
)
def test_an_unknown_commit_is_a_page_with_a_sentence(client, shop, name: str):
    issue = counted(shop)
    response = client.get(f"/r/{issue.slug}/{name}/")
    assert response.status_code == 404
    assert "There is no such page." in response.content.decode()


def test_an_issue_that_is_not_there_or_has_no_numbers_has_no_report(client, shop):
    assert client.get(f"/r/nobody/{'0' * 40}/").status_code == 404
    issue = counted(shop)
    Issue.objects.filter(pk=issue.pk).update(counted_in=None)
    assert "no numbers yet" in text(client, issue, shop.merged, status=404)


def test_an_etag_holds_while_the_report_does(client, shop):
    issue = counted(shop)
    for form in ("", "report.md", "report.json", "report.csv"):
        first = client.get(f"/r/{issue.slug}/{shop.second}/{form}")
        again = client.get(f"/r/{issue.slug}/{shop.second}/{form}", headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again["ETag"], first["Cache-Control"]) == (304, first["ETag"], "no-cache")
    etag = client.get(f"/r/{issue.slug}/{shop.second}/report.md")["ETag"]
    Issue.objects.filter(pk=issue.pk).update(revision=issue.revision + 1, counted_revision=issue.revision + 1)
    assert client.get(f"/r/{issue.slug}/{shop.second}/report.md")["ETag"] != etag


def test_files_that_nobody_has_read_are_not_read_for_a_page(client, shop):
    issue = counted(shop)
    BlobFacts.objects.all().delete()
    said = text(client, issue, shop.first, status=409)
    assert "have not been read yet" in said and "manage.py export findings" in said
    assert f'<a href="/r/{issue.slug}/{shop.merged}/">The newest report</a>' in said


def test_where_only_the_line_is_read_a_commit_beside_it_has_no_report(client, shop):
    issue = counted(shop, depth=Depth.LINE)
    said = text(client, issue, shop.beside, status=409)
    assert "stands beside the line" in said and "The newest report" in said
    assert data(client, issue, shop.second)["left"] == 3


def test_where_only_the_newest_commit_is_read_it_alone_has_a_report(client, shop):
    issue = counted(shop, depth=Depth.TIP)
    found = data(client, issue, shop.merged)
    assert (found["left"], found["last_7_days"], found["forecast"]) == (3, None, None)
    assert "Only the newest commit is read so far" in text(client, issue, shop.first, status=409)


def test_a_second_report_waits_for_the_first(client, shop, monkeypatch):
    issue = counted(shop)
    report_facts._making.acquire()
    try:
        response = client.get(f"/r/{issue.slug}/{shop.second}/")
    finally:
        report_facts._making.release()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert str(ReportBusy(report_facts.BUSY)) in response.content.decode()
    text(client, issue, shop.second)


def test_a_page_asks_the_same_number_of_queries_whatever_the_commit_holds(client, shop):
    issue = counted(shop)
    counts = []
    for commit in (shop.first, shop.merged):
        text(client, issue, commit)
        with CaptureQueriesContext(connection) as asked:
            text(client, issue, commit)
        counts.append(len(asked))
    assert counts[1] <= counts[0] <= 10  # the line of the newest commit is kept


def test_the_page_is_one_column_without_script(client, shop):
    page = text(client, counted(shop), shop.second)
    assert "<script" not in page and 'class="t-top"' not in page and "<nav" not in page
    assert '<svg class="t-picture"' in page and "<style" not in page
    assert "shop/b.py" in page and "What is counted" in page and "analyzer" in page


# Markdown

NASTY = "x = 1  # @mira fixes #12 | `a` <img src=x> [l](https://evil.example) 5aba5b9f2c546ef6ad2e123436390f0eff2728e9"


def test_the_markdown_of_a_hostile_repository_links_to_us_alone(client, tmp_path, settings):
    settings.PUBLIC_URL = "https://ssot.example"
    path = "shop/@mira #12 |`x` <b> www.evil.example.py"
    with History(tmp_path / "shop") as made:
        commit = made.commit({"shop/core/router.py": DUPLICATE, path: f"{USER.strip()} {NASTY[6:]}\n", SPOT: USER})
    issue = follow(scan(made.path), ROUTER)
    counting.count_issue(issues.find(issue.pk))
    title = "@mira #12 GH-9 <script>alert(1)</script> | [x](https://evil.example) www.evil.example 5aba5b9f2c546ef6"
    Issue.objects.filter(pk=issue.pk).update(title=title, github_url="https://evil.example/a/b/issues/1")
    written = text(client, issue, commit, "report.md")
    html = rendered(written)
    assert set(addresses(html)) == {
        f"https://ssot.example/r/{issue.slug}/{commit}/",
        f"https://ssot.example/chart/{issue.slug}.svg?at={commit}",
    }
    assert tokens(html) == []
    assert "<script" not in html and "<b>" not in html
    assert len(written) < 60_000


def test_the_markdown_of_a_large_report_fits_into_a_comment(client, tmp_path):
    files = {f"shop/{'long_' * 30}{number}.py": USER * 3 for number in range(300)}
    with History(tmp_path / "shop") as made:
        commit = made.commit(files | {"shop/core/router.py": DUPLICATE})
    issue = follow(scan(made.path), ROUTER)
    counting.count_issue(issues.find(issue.pk))
    written = text(client, issue, commit, "report.md")
    assert len(written) <= 60_000
    assert f"[Report at `{commit[:9]}`]" in written and "more place" in written


def test_the_issue_page_offers_what_can_be_pasted(client, shop, settings):
    settings.PUBLIC_URL = "https://ssot.example"
    issue = counted(shop)
    page = client.get(f"/issues/{issue.slug}/").content.decode()
    assert f"[![MessageRouter has one home: what is left](https://ssot.example/badge/{issue.slug}.svg)]" in page
    assert f"(https://ssot.example/chart/{issue.slug}.svg)" in page
    assert f'data-copy-from="/r/{issue.slug}/{shop.merged}/report.md"' in page
    assert f'href="/r/{issue.slug}/{shop.merged}/">Report</a>' in page


# who may read


@pytest.fixture
def closed(settings):
    settings.REQUIRE_SIGN_IN = True
    settings.PUBLIC_REPORTS = False


def addresses_of(issue: Issue, commit: str) -> list[str]:
    return [f"/r/{issue.slug}/{commit}/{form}" for form in ("", "report.md", "report.json", "report.csv")] + [
        f"/badge/{issue.slug}.svg",
        f"/chart/{issue.slug}.svg",
    ]


def statuses(client, issue: Issue, commit: str, key: str = "") -> set[int]:
    return {client.get(address, {"key": key} if key else {}).status_code for address in addresses_of(issue, commit)}


@pytest.mark.usefixtures("closed")
def test_a_closed_instance_shows_reports_to_keys_and_to_who_has_signed_in(client, shop, settings):
    issue, mira = counted(shop), lead("mira")
    assert statuses(client, issue, shop.second) == {404}
    assert statuses(client, issue, shop.second, "x" * 43) == {404}
    key = shares.create(issue, mira)
    assert statuses(client, issue, shop.second, key) == {200}
    settings.PUBLIC_REPORTS = True
    assert statuses(client, issue, shop.second) == {200}
    settings.PUBLIC_REPORTS = False
    client.force_login(mira)
    assert statuses(client, issue, shop.second) == {200}


def test_an_open_instance_shows_reports_to_everybody(client, shop):
    assert statuses(client, counted(shop), shop.second) == {200}


@pytest.mark.usefixtures("closed")
def test_a_key_opens_one_issue_until_it_expires_or_is_revoked(client, shop):
    issue = counted(shop)
    other = follow(issue.repository, ROUTER)
    counting.count_issue(issues.find(other.pk))
    key = shares.create(issue, lead("mira"))
    assert statuses(client, issues.find(other.pk), shop.second, key) == {404}
    ShareLink.objects.update(expires_at=now() - timedelta(seconds=1))
    assert statuses(client, issue, shop.second, key) == {404}
    ShareLink.objects.update(expires_at=now() + timedelta(days=1))
    assert statuses(client, issue, shop.second, key) == {200}
    assert shares.revoke(issue, ShareLink.objects.get().pk)
    assert statuses(client, issue, shop.second, key) == {404}


@pytest.mark.usefixtures("closed")
def test_what_may_not_be_read_looks_as_if_it_were_not_there(client, shop):
    issue = counted(shop)
    there = client.get(f"/r/{issue.slug}/{shop.second}/").content.decode().replace(issue.slug, "nobody")
    absent = client.get(f"/r/nobody/{shop.second}/").content.decode()
    sentence = "There is no issue “nobody”."
    assert sentence in there and sentence in absent
    assert client.get(f"/badge/{issue.slug}.svg").content == client.get("/badge/nobody.svg").content
    assert client.get(f"/chart/{issue.slug}.svg").content == client.get("/chart/nobody.svg").content


def test_no_log_holds_a_key():
    said = WithoutTokens("{message}", style="{").format(logging.makeLogRecord({"msg": "Not Found: /r/a/b/?at=1&key=s3cret-key_1&x=2"}))
    assert said == "Not Found: /r/a/b/?at=1&key=***&x=2"


def test_an_image_with_a_key_leads_to_the_report_that_the_key_opens(settings):
    settings.PUBLIC_URL = "https://ssot.example"
    said = report_markdown.badge("Router", Links("router", "k"))
    assert said == "[![Router: what is left](https://ssot.example/badge/router.svg?key=k)](https://ssot.example/r/router/newest/?key=k)"


def test_a_key_is_256_bits_and_only_its_hash_is_kept(shop):
    issue = counted(shop)
    key = shares.create(issue, lead("mira"))
    assert len(key) == 43
    row = ShareLink.objects.get()
    assert key not in repr(vars(row)) and len(row.key_sha256) == 64
    assert timedelta(days=89) < row.expires_at - now() < timedelta(days=91)


@pytest.mark.usefixtures("closed")
def test_an_answer_to_a_key_is_kept_by_nobody_and_keeps_the_key_in_its_links(client, shop):
    issue = counted(shop)
    key = shares.create(issue, lead("mira"))
    response = client.get(f"/r/{issue.slug}/{shop.second}/", {"key": key})
    headers = [response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")]
    assert headers == ["private, no-store", "no-referrer", "noindex"]
    assert f'href="/r/{issue.slug}/{shop.merged}/?key={key}"' in response.content.decode()
    assert f"report.md?key={key}" in response.content.decode()
    short = client.get(f"/r/{issue.slug}/{shop.second[:8]}/", {"key": key})
    assert short["Location"].endswith(f"/{shop.second}/?key={key}")
    assert client.get(f"/badge/{issue.slug}.svg", {"key": key})["Referrer-Policy"] == "no-referrer"


def test_links_are_made_shown_once_and_revoked_on_the_settings_page(client, shop):
    issue = counted(shop)
    assert client.post(f"/issues/{issue.slug}/shares/").status_code == 302  # to the sign-in
    assert not ShareLink.objects.exists()
    client.force_login(lead("mira"))
    page = client.post(f"/issues/{issue.slug}/shares/", {"days": "7"}).content.decode()
    assert "Its key is shown now and never again" in page and f"/r/{issue.slug}/newest/?key=" in page
    link = ShareLink.objects.get()
    assert link.expires_at - now() < timedelta(days=8)
    settings_page = client.get(f"/issues/{issue.slug}/settings/").content.decode()
    assert f"/shares/{link.pk}/revoke/" in settings_page and "key=" not in settings_page
    assert client.post(f"/issues/{issue.slug}/shares/{link.pk}/revoke/").status_code == 302
    assert "No link works now." in client.get(f"/issues/{issue.slug}/settings/").content.decode()


@pytest.mark.parametrize("days", ["0", "9999", "99999"])
def test_a_link_that_would_work_too_long_is_not_made(client, shop, days: str):
    issue = counted(shop)
    client.force_login(lead("mira"))
    said = client.post(f"/issues/{issue.slug}/shares/", {"days": days}, follow=True).content.decode()
    assert f"works for 1 to 366 days, not for {days}" in said
    assert not ShareLink.objects.exists()


def test_a_link_of_another_issue_is_not_revoked(client, shop):
    issue = counted(shop)
    shares.create(issue, lead("mira"))
    other = follow(issue.repository, ROUTER)
    assert not shares.revoke(other, ShareLink.objects.get().pk)
    assert ShareLink.objects.get().revoked_at is None


# claims

TRACKER = "docs/SSOT-router.md"
BOXES = "# SSOT: MessageRouter\n\n## Phase 1\n\n- [{}] Removed `shop/core/router.py`\n- [x] Plan the rest @mira #12\n"


def test_claims_are_those_of_the_document_at_the_commit(client, tmp_path):
    with History(tmp_path / "told") as made:
        commits = [
            made.commit({"shop/core/router.py": DUPLICATE, SPOT: USER}, when=1_760_000_000),
            made.commit({TRACKER: BOXES.format(" ")}, when=1_760_000_100),
            made.commit({TRACKER: BOXES.format("x")}, when=1_760_000_200),
            made.commit({"shop/core/router.py": None}, when=1_760_000_300),
            made.commit({TRACKER: None, "reports/SSOT-router.md": BOXES.format("x")}, when=1_760_000_400),
        ]
    run_here.run(
        queued := first_run.prepare(str(made.path), ref="main", trackers=["reports/SSOT-router.md"], depth=Depth.GRAPH), Depth.GRAPH
    )
    issue = issues.find(Issue.objects.get(repository=queued.repository).pk)
    assert data(client, issue, commits[0])["claims"] == []
    for commit in commits[1:]:
        exported = sorted((row[1], row[2], row[6]) for row in exports_claims.of_issue(issue, commit))
        found = data(client, issue, commit)["claims"]
        assert sorted((one["text"], int(one["ticked"])) for one in found) == [(text, ticked) for text, ticked, _ in exported]
        verdicts = {text: verdict for text, _, verdict in exported}
        held = [one["verdict"] for one in found if one["ticked"] and verdicts[one["text"]] == "supported"]
        assert all(word.startswith(("supported", "early")) for word in held)
        assert bool(held) == (commit in commits[3:])
    assert data(client, issue, commits[2])["ticked"]["document"] == TRACKER
    html = rendered(text(client, issue, commits[-1], "report.md"))
    assert tokens(html) == [] and "Removed" in html
