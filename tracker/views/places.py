"""The places of a file or a folder: set aside or assigned together, and the click that undoes it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions import places as actions
from tracker.models import Issue
from tracker.queries import findings
from tracker.queries.source import visible
from tracker.queries.waivers import Where
from tracker.views import place_forms
from tracker.views.issues import found


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest, slug: str) -> HttpResponse:
    """What is there in a file or folder, with the forms that decide about all of it."""
    shown = found(slug)
    where = Where(path=request.GET.get("path", "").replace("\0", "").strip().lstrip("/")[:4096])
    forms = place_forms.forms_of(request)
    assert forms is not None
    if request.method == "POST":
        batch = place_forms.decide(request, shown, where, forms)
        if batch is not None:
            return _back(request, shown, decided=batch)
    context = {"issue": shown, "title": visible(shown.title), "repository": shown.repository, "forms": forms, "where": visible(where.path)}
    context |= {"listed": findings.there(shown, where)}
    return render(request, "findings/places.html", context, status=200 if request.method != "POST" else 422)


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Undo what one click did, or count one place again."""
    shown = found(slug)
    batch, identity = request.POST.get("batch", ""), request.POST.get("identity", "")
    actions.restore(shown, batch=batch, identity=identity)
    if batch:
        actions.unassign(shown, batch=batch)
    return _back(request, shown)


def _back(request: HttpRequest, shown: Issue, **more: str) -> HttpResponse:
    """To the list as it was filtered."""
    query = request.GET.copy()
    for name in ("path", "decided"):
        query.pop(name, None)
    for name, value in more.items():
        query[name] = value
    return redirect(f"{reverse('issue', args=[shown.slug])}{'?' if query else ''}{query.urlencode()}#findings")
