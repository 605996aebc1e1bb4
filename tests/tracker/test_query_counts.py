"""Every page that takes no special set-up asks the same queries for little and for much: 1 or 100 issues, 10 or 10,000 commits."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from bench import filling, mirrors
from bench.filling import Size
from tests.support.accounts import admin
from tracker.models import Commit, DocumentLedger, Finding, Issue, Scan
from tracker.queries import keeping, subjects
from tracker.urls import urlpatterns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]


@dataclass(frozen=True, slots=True)
class World:
    """What addresses are about."""

    issue: Issue
    sha: str
    identity: str
    key: str
    scan: int

    @property
    def of_issue(self) -> str:
        return f"/issues/{self.issue.slug}/"

    @property
    def of_repository(self) -> str:
        return f"/repositories/{self.issue.repository.slug}/"

    @property
    def report(self) -> str:
        return f"/r/{self.issue.slug}/{self.issue.repository.published.tip_oid}/"


#: Route -> its addresses. A new page belongs here, or into APART with the reason.
PAGES: dict[str, Callable[[World], list[str]]] = {
    "portfolio": lambda at: ["/", f"/?repository={at.issue.repository.slug}&sort=left"],
    "new_issue": lambda at: ["/issues/new/"],
    "issue": lambda at: [
        at.of_issue,
        f"{at.of_issue}?range=90&axis=commit",
        f"{at.of_issue}?state=gone&category=production&page=2",
        f"{at.of_issue}?order=newest",
    ],
    "finding": lambda at: [f"{at.of_issue}findings/{at.identity}/"],
    "series_csv": lambda at: [f"{at.of_issue}series.csv"],
    "issue_claims": lambda at: [f"{at.of_issue}claims/?show=all"],
    "issue_claims_csv": lambda at: [f"{at.of_issue}claims.csv"],
    "claim": lambda at: [f"{at.of_issue}claims/{at.key}/"],
    "checklist": lambda at: [f"{at.of_issue}checklist/"],
    "checklist_markdown": lambda at: [f"{at.of_issue}checklist.md"],
    "people": lambda at: [f"{at.of_issue}people/"],
    "issue_files": lambda at: [f"{at.of_issue}files/"],
    "issue_places": lambda at: [f"{at.of_issue}places/"],
    "issue_settings": lambda at: [f"{at.of_issue}settings/"],
    "report": lambda at: [at.report],
    "report_markdown": lambda at: [f"{at.report}report.md"],
    "report_json": lambda at: [f"{at.report}report.json"],
    "report_csv": lambda at: [f"{at.report}report.csv"],
    "badge": lambda at: [f"/badge/{at.issue.slug}.svg"],
    "chart_image": lambda at: [f"/chart/{at.issue.slug}.svg", f"/chart/{at.issue.slug}.svg?at={at.sha}"],
    "claims": lambda at: ["/claims/", "/claims/?show=all"],
    "claims_csv": lambda at: ["/claims.csv"],
    "discovery": lambda at: ["/discovery/"],
    "scans": lambda at: ["/scans/"],
    "scan": lambda at: [f"/scans/{at.scan}/"],
    "repositories": lambda at: ["/repositories/"],
    "new_repository": lambda at: ["/repositories/new/"],
    "repository": lambda at: [at.of_repository],
    "excluded": lambda at: [f"{at.of_repository}excluded/"],
    "repository_discovery": lambda at: [f"{at.of_repository}discovery/"],
    "subjects": lambda at: [f"{at.of_repository}subjects/"],
    "subject": lambda at: [f"{at.of_repository}subjects/{quote(subjects.key_of(str(at.issue.document.subject)))}/"],
    "commit": lambda at: [f"{at.of_repository}commits/{at.sha}/", f"{at.of_repository}commits/{at.sha}/?readout"],
    "source": lambda at: [f"{at.of_repository}source/{at.issue.repository.published.tip_oid}/{filling.path_of(0, 'production')}"],
    "accounts": lambda at: ["/accounts/"],
    "own_password": lambda at: ["/accounts/password/"],
    "livez": lambda at: ["/livez"],
    "readyz": lambda at: ["/readyz"],
}
ONLY_POST = "it only takes what somebody sends"
FACTS = "it reads the facts of real files: tests/tracker/test_exports_tip.py"
APART = {
    **dict.fromkeys(("waive_test", "withdraw_waiver", "move_subject", "share", "revoke_share", "undo_places"), ONLY_POST),
    **dict.fromkeys(("pause_scan", "resume_scan", "stop_scan", "scan_now", "remove_repository"), ONLY_POST),
    **dict.fromkeys(
        ("save_view", "remove_view", "exclude_copy", "dismiss_copy", "restore_copy", "dismiss_candidate", "restore_candidate"), ONLY_POST
    ),
    **dict.fromkeys(("upload_junit", "create_token", "revoke_token", "github_hook", "sign_out", "theme", "keys", "account"), ONLY_POST),
    **dict.fromkeys(("findings_csv", "implementations_csv"), FACTS),
    "compare": "which lists it asks for depends on the two commits: tests/tracker/test_compare.py",
    **dict.fromkeys(("sign_in", "redeem"), "who is signed in already is led on"),
}


def test_every_route_has_its_addresses_here_or_the_reason_why_not():
    routes = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    missing, gone, twice = sorted(routes - {*PAGES, *APART}), sorted({*PAGES, *APART} - routes), sorted(PAGES.keys() & APART.keys())
    assert not missing, (
        f"New routes {missing}: give their addresses in PAGES of {__name__}, or in APART the reason why their queries grow unseen."
    )
    assert not gone, f"{gone} are no routes any more: take them out of PAGES or APART of {__name__}."
    assert not twice, f"{twice} stand both in PAGES and in APART of {__name__}."


def test_no_page_asks_more_queries_for_many_issues_and_long_histories(client):
    tip = mirrors.make(settings.DATA_DIR / "mirrors")
    client.force_login(admin())
    little = asked(client, world(Size(commits=10), tip))
    filling.fill(Size(repositories=8, commits=10, first=10), tip)
    much = asked(client, world(Size(commits=10_000, issues=100, brings=0.01, first=1), tip))
    grown = {page: (count, much[page]) for page, count in little.items() if much[page] > count}
    assert not grown, "\n".join(
        f"{page} asks {one} queries with one issue and ten commits, {other} with a hundred and ten thousand"
        for page, (one, other) in grown.items()
    )


def world(size: Size, tip: str) -> World:
    """Filled as wanted; its first issue has a kept report and a mirror."""
    issue = Issue.objects.select_related("repository__published", "document__subject").get(pk=filling.fill(size, tip)[0].pk)
    mirrors.share(settings.DATA_DIR / "mirrors", issue.repository_id)
    mirrors.keep_reports([issue])
    ledger = DocumentLedger.objects.get(document__issue=issue)
    return World(
        issue=issue,
        sha=Commit.objects.get(
            repository=issue.repository, line_index=Finding.objects.filter(issue=issue, introduced__gt=0)[0].introduced
        ).oid,
        identity=Finding.objects.filter(issue=issue, removed=None)[0].identity,
        key=ledger.data["phases"][0]["items"][0]["key"],
        scan=Scan.objects.get(repository=issue.repository).pk,
    )


def asked(client, at: World) -> dict[str, int]:
    """Route and number of its address -> queries of the page while nothing is kept."""
    counts = {}
    for route, addresses_of in PAGES.items():
        for number, address in enumerate(addresses_of(at)):
            keeping.forget()
            with CaptureQueriesContext(connection) as captured:
                response = client.get(address)
                assert response.status_code == 200, f"{address} answers {response.status_code}"
                b"".join(response)
            counts[f"{route} {number}"] = len(captured)
    return counts
