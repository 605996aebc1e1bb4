"""The report of an issue at a commit, in four forms, under an address that stays."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from tracker import badge as drawing
from tracker.actions import history, report_facts
from tracker.actions.repositories import RepositoryRefused
from tracker.models import Commit, Issue, Publication
from tracker.queries import ancestry, commits, images, issues, ledger_curves, report_data, report_markdown, reports
from tracker.queries.report_markdown import Links
from tracker.queries.report_parts import ReportBusy, ReportRefused
from tracker.queries.reports import Report
from tracker.queries.source import visible
from tracker.views import downloads
from tracker.views.images import FORMAT as IMAGE_FORMAT
from tracker.views.issues import found
from tracker.views.reading import closed, key_of, may_read

FORMAT = 1  # of the pages: other words have another ETag
NEWEST = "newest"
_FULL = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
_NAME = re.compile(r"[\w][\w.@+-]{0,199}\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """A report that somebody may read."""

    issue: Issue
    publication: Publication
    commit: Commit
    definition: str

    @property
    def is_newest(self) -> bool:
        """Is there no newer one?"""
        return self.commit.oid == self.publication.tip_oid

    def etag(self, form: str, key: str) -> str:
        """Equal while commit, analyzer, definition and words are; the page also says whether there is a newer one."""
        issue = self.issue
        parts = (self.definition, issue.title, issue.github_url, issue.opened_on, issue.target_date, self.publication.ref)
        more = (form, FORMAT, IMAGE_FORMAT, bool(key), self.is_newest if form == "html" else "")
        return f'"{report_facts.digest(*parts, *more)[:32]}"'


Form = Callable[[HttpRequest, Asked, Report], HttpResponseBase]


@require_safe
def report(request: HttpRequest, slug: str, revision: str) -> HttpResponseBase:
    """The page: one column, nothing that moves."""
    return _answer(request, slug, revision, "html", _page)


@require_safe
def markdown(request: HttpRequest, slug: str, revision: str) -> HttpResponseBase:
    """Ready to paste."""
    return _answer(request, slug, revision, "md", _markdown)


@require_safe
def as_json(request: HttpRequest, slug: str, revision: str) -> HttpResponseBase:
    """For programs."""
    return _answer(request, slug, revision, "json", _json)


@require_safe
def as_csv(request: HttpRequest, slug: str, revision: str) -> HttpResponseBase:
    """The findings."""
    return _answer(request, slug, revision, "csv", _csv)


def _answer(request: HttpRequest, slug: str, revision: str, form: str, make: Form) -> HttpResponseBase:
    shown = found(slug)
    if not may_read(request, shown):
        raise Http404(f"There is no issue “{slug}”.")  # as if it were not there
    publication = issues.standing(shown).publication
    if publication is None:
        raise Http404(f"“{visible(shown.title)}” has no numbers yet. Its reports come with its first scan.")
    commit = _commit(shown, publication, revision)
    if commit.oid != revision:
        route = request.resolver_match.url_name if request.resolver_match else "report"
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return closed(request, redirect(f"{reverse(route or 'report', args=[slug, commit.oid])}{query}"))
    asked = Asked(shown, publication, commit, report_facts.stamp(shown, publication, commit))
    etag = asked.etag(form, key_of(request))
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            line = ancestry.history_to(shown, publication, commit)
            told = report_facts.of_commit(shown, publication, commit)
        except (ReportRefused, ancestry.NotRead) as error:
            return _refused(request, asked, error)
        response = make(request, asked, reports.of_commit(shown, publication, commit, line, told, asked.definition))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-store" if key_of(request) else "no-cache"
    return closed(request, response)


def _commit(shown: Issue, publication: Publication, revision: str) -> Commit:
    """The commit that an address names: in full, shortened, or by a name that Git knows."""
    if revision == NEWEST:
        revision = publication.tip_oid
    try:
        if commits.SHA.match(revision.lower()):
            return commits.named(shown.repository, revision)
    except commits.CommitUnknown as error:
        if _FULL.match(revision.lower()) or not _NAME.match(revision):
            raise Http404(str(error)) from error
    if not _NAME.match(revision) or ".." in revision:
        raise Http404("A report is named by a commit, in full or by its first digits.")
    try:
        return commits.named(shown.repository, history.mirror_of(shown.repository).resolve(revision))
    except (commits.CommitUnknown, RepositoryRefused) as error:
        raise Http404(f"{shown.repository.slug} has no commit “{visible(revision[:80])}” in its scanned history.") from error


def _refused(request: HttpRequest, asked: Asked, error: Exception) -> HttpResponseBase:
    is_busy = isinstance(error, ReportBusy)
    context = _context(request, asked) | {"sentence": visible(str(error))}
    response = render(request, "reports/refused.html", context, status=503 if is_busy else 409)
    if is_busy:
        response["Retry-After"] = "5"
    response["Cache-Control"] = "no-store"
    return closed(request, response)


def _context(request: HttpRequest, asked: Asked) -> dict[str, object]:
    query = f"?key={key_of(request)}" if key_of(request) else ""
    return {"issue": asked.issue, "title": visible(asked.issue.title), "commit": asked.commit, "is_newest": asked.is_newest} | {
        "query": query,
        "newest": asked.publication.tip_oid,
    }


def _page(request: HttpRequest, asked: Asked, shown: Report) -> HttpResponseBase:
    flags = [(flag.place, flag.words, True) for flag in ledger_curves.flags(shown.ledger, shown.history)] if shown.ledger else []
    rules = [row.rule for row in asked.issue.rules.all()]
    subject = images.Subject(asked.issue)
    picture = images.picture(subject, shown.history, rules=rules, expected=shown.forecast, flags=[] if shown.history.first else flags)
    chart = mark_safe(drawing.chart_svg(picture, is_alone=False))  # noqa: S308 - every text in it is escaped there
    numbers = list(report_markdown.numbers(shown))
    return render(request, "reports/report.html", _context(request, asked) | {"report": shown, "chart": chart, "numbers": numbers})


def _markdown(request: HttpRequest, asked: Asked, shown: Report) -> HttpResponseBase:
    text = report_markdown.report(shown, Links(asked.issue.slug, key_of(request)))
    return HttpResponse(text.encode("utf-8", "replace"), content_type="text/markdown; charset=utf-8")


def _json(request: HttpRequest, asked: Asked, shown: Report) -> HttpResponseBase:
    text = json.dumps(report_data.data(shown), ensure_ascii=False, indent=1)
    return HttpResponse(f"{text}\n".encode("utf-8", "replace"), content_type="application/json; charset=utf-8")


def _csv(request: HttpRequest, asked: Asked, shown: Report) -> HttpResponseBase:
    return downloads.stream(f"{asked.issue.slug}-{asked.commit.oid[:12]}.csv", report_data.SPOTS, report_data.rows(shown))
