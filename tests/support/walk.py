"""Every page of an instance with something on each: the example repository scanned, and who looks at which address."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import now

from tests.support.accounts import lead
from tests.support.junit import ended, junit
from tests.support.pages import made_scan
from tracker import example
from tracker.actions import first_run, run_here, saved_views, test_results
from tracker.models import CandidateReport, Commit, DocumentLedger, DocumentSubject, Finding, Issue, Repository, Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState
from tracker.queries import checklist
from tracker.queries.portfolio_filters import Filters

#: Routes that answer with no page of ours, and why.
NO_PAGE = {
    "a file": (
        "findings_csv series_csv implementations_csv issue_claims_csv claims_csv checklist_markdown report_markdown report_json report_csv"
    ),
    "an image": "badge chart_image",
    "a form that leads to a page": (
        "undo_places waive_test withdraw_waiver move_subject revoke_share pause_scan resume_scan stop_scan scan_now remove_repository "
        "exclude_copy dismiss_copy restore_copy dismiss_candidate restore_candidate revoke_token sign_out theme keys account "
        "save_view remove_view"
    ),
    "for machines": "github_hook upload_junit livez readyz",
}
#: Pages that answer a form or a link of the walk's own.
ANSWERS = {"create_token", "share", "redeem", "sign_in"}
#: All others. A page that is new gets an address below, in Site.addresses().
PAGES = set(
    """
    portfolio new_issue issue compare people issue_places issue_settings issue_claims claim checklist finding issue_files report
    claims discovery repository_discovery scans scan repositories new_repository repository excluded subjects subject
    commit source accounts own_password
    """.split()  # noqa: SIM905 - a list of words is read as words
)


@dataclass(frozen=True)
class Site:
    """What the walk needs to know of an instance."""

    repository: Repository
    issue: Issue
    stopped: Scan
    running: Scan

    def addresses(self) -> dict[str, list[str]]:
        """Route -> addresses of its pages, for an admin."""
        slug, repository, tip = self.issue.slug, self.repository.slug, self.repository.published.tip_oid
        claims = [one["key"] for one in items(self.issue)]
        document = checklist.of_issue(self.issue)
        found = Finding.objects.filter(issue=self.issue, publication=self.repository.published)
        changed = found.exclude(introduced=0).order_by("-introduced")[0]
        at = Commit.objects.get(repository=self.repository, number=changed.introduced).oid
        subject = DocumentSubject.objects.filter(document__issue__repository=self.repository).exclude(found="")[0]
        edited = f"?edit={document.phases[0].items[0].key}&phase={document.phases[0].key}"
        return {
            "portfolio": ["/", "/?sort=left", "/?q=nothing-like-it"],
            "new_issue": ["/issues/new/", f"/issues/new/?repository={repository}"],
            "issue": [f"/issues/{slug}/", f"/issues/{slug}/?gap=1&axis=commit&state=gone&order=newest", f"/issues/{slug}/?at={at}"],
            "compare": [f"/issues/{slug}/compare/", f"/issues/{slug}/compare/?from={at}&to={tip}"],
            "people": [f"/issues/{slug}/people/"],
            "issue_places": [f"/issues/{slug}/places/", f"/issues/{slug}/places/?path=nothing/like/it.py"],
            "issue_settings": [f"/issues/{slug}/settings/"],
            "issue_claims": [f"/issues/{slug}/claims/?show=all"],
            "claim": [f"/issues/{slug}/claims/{key}/" for key in claims[:1]],
            "checklist": [f"/issues/{slug}/checklist/", f"/issues/{slug}/checklist/{edited}"],
            "finding": [
                f"/issues/{slug}/findings/{one.identity}/" for one in (found.filter(removed=None)[0], found.exclude(removed=None)[0])
            ],
            "issue_files": [f"/issues/{slug}/files/"],
            "report": [f"/r/{slug}/newest/", f"/r/{slug}/{at}/"],
            "claims": ["/claims/", "/claims/?show=all"],
            "discovery": ["/discovery/"],
            "repository_discovery": [f"/repositories/{repository}/discovery/?left_out=1"],
            "scans": ["/scans/"],
            "scan": [f"/scans/{one.pk}/" for one in (*Scan.objects.filter(state=ScanState.PUBLISHED)[:1], self.stopped, self.running)],
            "repositories": ["/repositories/"],
            "new_repository": ["/repositories/new/"],
            "repository": [f"/repositories/{repository}/", f"/repositories/{self.stopped.repository.slug}/"],
            "excluded": [f"/repositories/{repository}/excluded/"],
            "subjects": [f"/repositories/{repository}/subjects/"],
            "subject": [reverse("subject", args=[repository, str(subject)])],
            "commit": [f"/repositories/{repository}/commits/{oid}/" for oid in (tip, at)],
            "source": [f"/repositories/{repository}/source/{tip}/{found.filter(removed=None)[0].path}"],
            "accounts": ["/accounts/"],
            "own_password": ["/accounts/password/"],
        }


def items(issue: Issue) -> list[dict[str, str]]:
    """What the ledger of an issue's document says of its boxes; what is contradicted first."""
    ledger = DocumentLedger.objects.get(document__issue=issue, publication=issue.repository.published)
    every = [one for phase in ledger.data["phases"] for one in phase["items"]]
    return sorted(every, key=lambda one: one["verdict"] != "contradicted")


def made_site(folder: Path) -> Site:
    """The example repository with its trackers, test results, people, and scans in other states."""
    queued = first_run.prepare(str(example.build(folder / "example", now().date())), ref="main", trackers=[example.TRACKER])
    run_here.run(queued, Depth.GRAPH)
    repository = Repository.objects.select_related("published").get(pk=queued.repository_id)
    test_results.take(repository, repository.published.tip_oid, junit(ended("tests/test_a.py", passed=3, failed=1, skipped=1)), "terminal")
    other = Repository.objects.create(slug="other", source="/srv/other", is_local=True, path_rules="")
    stopped = made_scan(other, ScanState.FAILED, error="Git could not be reached.")
    third = Repository.objects.create(slug="third", source="/srv/third", is_local=True, path_rules="")
    running = made_scan(third, ScanState.RUNNING)
    saved_views.save(lead("bo"), "Largest first", Filters(sort="left"), shared=True)
    assert CandidateReport.objects.filter(publication=repository.published).exists()
    issue = max(Issue.objects.filter(repository=repository), key=lambda one: Finding.objects.filter(issue=one).count())
    return Site(repository, issue, stopped, running)


def routes() -> set[str]:
    """The names of all routes of ours; the admin's are Django's."""
    return {name for name in _names(get_resolver().url_patterns) if name}


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield one.name
