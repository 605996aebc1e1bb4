"""Two commits of an issue, side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.actions import revisions
from tracker.models import Issue, Publication
from tracker.queries import comparison, issues, ledgers, lines
from tracker.queries.moments import Moment, MomentRefused
from tracker.queries.source import visible
from tracker.views import travel
from tracker.views.issues import found

DAYS_BEFORE = 30  # where nothing is asked for


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """What happened between two commits, days or tags; without any, in the last 30 days of the line."""
    shown = found(slug)
    publication = issues.standing(shown).publication
    if publication is None:
        raise Http404(f"“{visible(shown.title)}” has no numbers yet. Commits can be compared after its first scan.")
    line = lines.of_publication(publication)
    presets, tags = comparison.presets(shown, line, ledgers.of_issue(shown, publication)), revisions.tags(shown.repository)
    start = request.GET.get("from", "").strip() or next((one.start for one in presets if one.name == f"{DAYS_BEFORE} days"), line.oids[0])
    end = request.GET.get("to", "").strip()
    context = {
        "issue": shown,
        "title": visible(shown.title),
        "repository": shown.repository,
        "presets": [*comparison.since_release(line, tags), *presets],
        "start": start,
        "end": end,
    }
    try:
        found_ = _between(shown, publication, start, end or publication.tip_oid, request.GET.get("all", ""))
    except MomentRefused as refused:
        wrong = {"problem": str(refused), "beside": refused.beside}
        return render(request, "travel/compare.html", context | wrong, status=refused.status)
    context["presets"] = [*comparison.since_release(line, tags, found_.end, end), *presets]
    return render(request, "travel/compare.html", context | {"found": found_})


def _between(shown: Issue, publication: Publication, start: str, end: str, whole: str) -> comparison.Comparison:
    first, last = (travel.named(shown.repository, publication, name) for name in (start, end))
    _check(first, last)
    return comparison.between(shown, publication, first, last, whole)


def _check(first: Moment, last: Moment) -> None:
    if first.place > last.place:
        raise MomentRefused(f"{first.oid[:9]} is newer than {last.oid[:9]}: swap them.", status=400)
