"""Whose commits brought and removed the places of an issue."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.queries import contributors, issues
from tracker.queries.source import visible
from tracker.views.issues import found


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """The people of an issue, by name or by what they removed."""
    shown = found(slug)
    publication = issues.standing(shown).publication
    if publication is None:
        raise Http404(f"“{visible(shown.title)}” has no numbers yet. Who brought what is known after its first scan.")
    page = contributors.of_issue(shown, publication, request.GET.get("sort", ""))
    context = {"issue": shown, "title": visible(shown.title), "repository": shown.repository, "page": page, "sorts": contributors.SORTS}
    return render(request, "travel/people.html", context)
