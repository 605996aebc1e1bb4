"""Tokens for test results: made and revoked by administrators on the page of a repository."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tracker.actions import tokens
from tracker.forms.tests import TokenForm
from tracker.models import Repository
from tracker.queries import repositories
from tracker.queries.source import visible


@require_POST
@never_cache
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a token and show it, this once."""
    repository, user = _allowed(request, slug)
    form, token = TokenForm(request.POST), ""
    if form.is_valid():
        try:
            token = tokens.create(repository, form.cleaned_data["name"], user)
        except tokens.TokenRefused as error:
            form.add_error("name", str(error))
    upload = request.build_absolute_uri(reverse("upload_junit", args=[slug, "0" * 7])).replace("/0000000/", "/SHA/")
    context = {"repository": repository, "form": form, "token": token, "upload": upload}
    return render(request, "repositories/token.html", context, status=200 if token else 422)


@require_POST
def revoke(request: HttpRequest, slug: str) -> HttpResponse:
    """From now on the token opens nothing."""
    repository, _ = _allowed(request, slug)
    name = request.POST.get("name", "")
    try:
        tokens.revoke(repository, name)
        messages.info(request, f"The token “{visible(name)}” is revoked.")
    except tokens.TokenRefused as error:
        messages.error(request, visible(str(error)))
    return redirect(reverse("repository", args=[slug]) + "#results")


def _allowed(request: HttpRequest, slug: str) -> tuple[Repository, User]:
    assert isinstance(request.user, User)
    repository = repositories.named(slug)
    if repository is None:
        raise Http404(f"There is no repository “{slug}”.")
    return repository, request.user
