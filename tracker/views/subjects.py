"""Subjects: which trackers are about one thing, what they claim of it, and whether they name the same place."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import subjects as actions
from tracker.models import Repository
from tracker.queries import ledger_lists, subjects
from tracker.queries.source import visible
from tracker.views.issues import found

ALL_REPOSITORIES = Repository.objects.select_related("published")


@require_safe
def every(request: HttpRequest, slug: str) -> HttpResponse:
    """The subjects of a repository."""
    repository = get_object_or_404(ALL_REPOSITORIES, slug=slug)
    return render(request, "subjects/subjects.html", {"repository": repository, "subjects": subjects.every(repository)})


@require_safe
def subject(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One subject: its trackers, the places that they name, their claims."""
    repository = get_object_or_404(ALL_REPOSITORIES, slug=slug)
    listed = subjects.every(repository)
    shown = next((one for one in listed if one.key == subjects.key_of(name)), None)
    if shown is None:
        raise Http404(f"No tracker of {repository.slug} is about “{visible(name)[:80]}”.")
    page = ledger_lists.page(shown.issues, {"show": "all"} | request.GET.dict(), now(), denied_first=True)
    number = page.filters.page
    context = {"repository": repository, "subject": shown, "page": page, "previous": number - 1, "following": number + 1}
    return render(request, "subjects/subject.html", context | {"names": [one.name for one in listed]})


@login_required
@require_POST
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what an issue's tracker is about, or take that back."""
    issue = found(slug)
    assert isinstance(request.user, User)
    try:
        if request.POST.get("say") == "undo":
            actions.undo(issue)
        else:
            actions.move(issue, request.POST.get("name", ""), request.user)
    except actions.SubjectRefused as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    shown = subjects.of_issue(issue)
    return redirect("subject", issue.repository.slug, shown.key) if shown is not None else redirect("issue", slug)
