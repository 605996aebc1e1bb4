"""What exists more than once and nobody tracks it: the page, and the two clicks."""

from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import discovery as actions
from tracker.models import Repository
from tracker.queries import discovery

ALL_REPOSITORIES = Repository.objects.select_related("published")


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The candidates of the repository that the address names, or of the first one."""
    repositories = list(ALL_REPOSITORIES.order_by("slug"))
    wanted = request.GET.get("repository", "")
    chosen = next((one for one in repositories if one.slug == wanted), repositories[0] if repositories else None)
    return _page(request, chosen, repositories)


@require_safe
def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """The candidates of one repository."""
    repository = get_object_or_404(ALL_REPOSITORIES, slug=slug)
    return _page(request, repository, list(ALL_REPOSITORIES.order_by("slug")))


def _page(request: HttpRequest, repository: Repository | None, repositories: list[Repository]) -> HttpResponse:
    filters = discovery.Filters.of(request.GET.dict())
    page = discovery.page(repository, filters) if repository is not None else None
    return render(request, "discovery/discovery.html", {"repository": repository, "repositories": repositories, "page": page})


@require_POST
def dismiss(request: HttpRequest, slug: str) -> HttpResponse:
    """Mark a candidate “not a violation”, or say why it is none."""
    repository = get_object_or_404(ALL_REPOSITORIES, slug=slug)
    which, name = request.POST.get("list", ""), request.POST.get("name", "")
    assert isinstance(request.user, User)
    try:
        actions.dismiss(repository, which, name, user=request.user, reason=request.POST.get("reason", ""))
    except actions.DismissalRefused as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    return _answer(request, repository, which, name, {"list": which, "marked": name})


@require_POST
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """List a candidate again."""
    repository = get_object_or_404(ALL_REPOSITORIES, slug=slug)
    which, name = request.POST.get("list", ""), request.POST.get("name", "").replace("\0", "")
    actions.restore(repository, which, name)
    return _answer(request, repository, which, name, {"list": which})


def _answer(request: HttpRequest, repository: Repository, which: str, name: str, back: dict[str, str]) -> HttpResponse:
    """The row alone where htmx asks, the page otherwise."""
    row = discovery.candidate(repository, which, name) if request.headers.get("HX-Request") else None
    if row is not None:
        return render(request, "discovery/_candidate.html", {"row": row, "repository": repository})
    return redirect(f"{reverse('repository_discovery', args=[repository.slug])}?{urlencode(back)}")
