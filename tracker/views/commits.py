"""One commit, and one file of a commit."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from tracker.actions import source as source_actions
from tracker.actions.repositories import RepositoryRefused
from tracker.models import Commit, Repository
from tracker.queries import commit_turns, commits
from tracker.queries import source as sources

LINES_AROUND = 2_000


def _found(slug: str, sha: str) -> tuple[Repository, Commit]:
    repository = get_object_or_404(Repository.objects.select_related("published"), slug=slug)
    try:
        return repository, commits.named(repository, sha)
    except commits.CommitUnknown as error:
        raise Http404(str(error)) from error


@require_safe
def commit(request: HttpRequest, slug: str, sha: str) -> HttpResponse:
    """What a commit did to the issues; with ?readout only who made it and its subject, for the chart."""
    repository, shown = _found(slug, sha)
    if "readout" in request.GET:
        response = HttpResponse(sources.visible(f"{shown.author_name}: {shown.subject}"), content_type="text/plain; charset=utf-8")
        response["Cache-Control"] = "private, max-age=86400"
        return response
    words = {"subject": sources.visible(shown.subject), "author": sources.visible(shown.author_name)}
    page = commits.page(repository, shown)
    context = words | {"repository": repository, "page": page, "commit": shown, "then": f"?at={shown.oid}"} | _turns(repository, page)
    return render(request, "commits/commit.html", context)


def _turns(repository: Repository, page: commits.CommitPage) -> dict[str, object]:
    """Claims and files that a commit of the line turned."""
    publication, shown = repository.published, page.commit
    if publication is None or not page.is_counted or shown.line_index is None:
        return {}
    return {
        "claims": commit_turns.claims(publication, shown.line_index),
        "readings": commit_turns.readings(publication, repository.slug, shown.line_index, shown.oid),
    }


@require_safe
def source(request: HttpRequest, slug: str, sha: str, path: str) -> HttpResponse:
    """A file at a commit, one line and the findings marked."""
    repository, shown = _found(slug, sha)
    if sha.lower() != shown.oid and not request.GET:
        return redirect(sources.address(repository.slug, shown.oid, path))
    path = request.GET.get("path", path) if path == sources.ODD else path
    asked = _number(request.GET.get("line", ""))
    odd = f"&path={quote(path)}" if "path" in request.GET else ""
    context = {"repository": repository, "commit": shown, "path": sources.visible(path), "line": asked, "odd": odd}
    centre = asked or _number(request.GET.get("around", "")) or 1
    return render(request, "commits/source.html", context | _file(repository, shown, path, asked, centre))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 8 and int(text) else None


def _file(repository: Repository, shown: Commit, path: str, asked: int | None, centre: int) -> dict[str, object]:
    try:
        found = source_actions.excerpt(repository, shown.oid, path, centre, around=LINES_AROUND)
    except RepositoryRefused as error:
        return {"problem": str(error)}
    if found is None:
        return {"problem": "This file version is not in the mirror, or it is larger than 1 MiB."}
    if any("\0" in line.text for line in found.lines):
        return {"problem": "This is a binary file; it has no lines to show."}
    findings = sources.findings_in(repository, shown, path)
    lines = [(line.number, line.text) for line in found.lines]
    return {"file": sources.shown_file(lines, findings, asked, centre=centre, around=LINES_AROUND)}
