"""The files that an issue touches, by category and by way."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.queries import issues, touching
from tracker.queries.source import visible


@require_safe
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the files, as the address filters them."""
    issue = issues.named(slug)
    if issue is None:
        raise Http404(f"There is no issue “{slug}”.")
    publication = issues.standing(issue).publication
    if publication is None:
        raise Http404(f"“{visible(issue.title)}” has no numbers yet. Its files come with its first scan.")
    context = {
        "issue": issue,
        "title": visible(issue.title),
        "repository": issue.repository,
        "publication": publication,
        "listing": touching.listing(issue, publication, touching.Filters.of(request.GET.dict())),
    }
    return render(request, "issues/files.html", context)
