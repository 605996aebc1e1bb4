"""Folders that look like copies: the two clicks, and the page of what is kept out of the numbers."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import copies as actions
from tracker.actions import exclusions
from tracker.models import Repository
from tracker.queries import repositories
from tracker.queries.series import category_name
from tracker.queries.source import address, visible
from tracker.views.bells import ring_issue


def _found(slug: str) -> Repository:
    repository = repositories.named(slug)
    if repository is None:
        raise Http404(f"There is no repository “{slug}”.")
    return repository


@require_POST
def exclude(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a copied folder out of every number."""

    def change(repository: Repository, folder: str) -> str:
        exclusions.exclude(repository, folder)
        for issue in repository.issues.values_list("pk", flat=True):
            ring_issue(issue)
        return f"{visible(folder)} is excluded. The numbers follow as soon as they are counted again."

    return _changed(request, slug, change)


@require_POST
def dismiss(request: HttpRequest, slug: str) -> HttpResponse:
    """Remember that a folder is not a copy."""
    user = request.user
    assert isinstance(user, User)

    def change(repository: Repository, folder: str) -> str:
        actions.dismiss(repository, folder, user=user)
        return f"{visible(folder)} is marked “not a copy”."

    return _changed(request, slug, change)


@require_POST
def restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a folder again."""

    def change(repository: Repository, folder: str) -> str:
        actions.restore(repository, folder)
        return ""

    return _changed(request, slug, change)


def _changed(request: HttpRequest, slug: str, change: Callable[[Repository, str], str]) -> HttpResponse:
    """Do it and show the section again, with the sentence that says what was done or why it was not."""
    repository = _found(slug)
    try:
        sentence = change(repository, request.POST.get("folder", ""))
    except actions.CopyRefused as error:
        messages.error(request, str(error))
    else:
        if sentence:
            messages.info(request, sentence)
    return redirect(f"{reverse('repository', args=[slug])}#copies")


@dataclass(frozen=True, slots=True)
class Row:
    """An excluded file as its row shows it."""

    path: str
    href: str
    category: str
    rule: str


@require_safe
def excluded(request: HttpRequest, slug: str) -> HttpResponse:
    """The excluded files of the newest published commit, with the rule that caught each."""
    repository = _found(slug)
    shown = repository.published
    found = exclusions.page(repository, line=_number(request, "rule"), number=_number(request, "page") or 1)
    rows = [
        Row(
            path=visible(one.path),
            href=address(slug, shown.tip_oid, one.path) if shown is not None else "",
            category=category_name(one.category),
            rule=one.line.glob if one.line else "",
        )
        for one in (found.files if found is not None else ())
    ]
    rules = [(one, category_name(one.category)) for one in (found.rules if found is not None else ())]
    return render(request, "repositories/excluded.html", {"repository": repository, "found": found, "rules": rules, "rows": rows})


def _number(request: HttpRequest, name: str) -> int | None:
    wanted = request.GET.get(name, "")
    return int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 7 else None
