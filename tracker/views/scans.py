"""The list of scans, the live page of one, and the buttons that ask, pause, go on and stop."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import repositories
from tracker.actions import scans as scan_actions
from tracker.models import Repository, Scan
from tracker.queries import repositories as repository_queries
from tracker.queries import scans as scan_queries
from tracker.queries.paging import number_of
from tracker.queries.scan_steps import OPEN
from tracker.views.bells import ring_scan


def _found(number: int) -> Scan:
    scan = scan_queries.numbered(number)
    if scan is None:
        raise Http404(f"There is no scan {number}.")
    return scan


@require_safe
def scans(request: HttpRequest) -> HttpResponse:
    """All scans, those that failed within a day first."""
    number = number_of(request.GET.get("page", ""))
    has_repositories = Repository.objects.exists()
    return render(request, "scans/scans.html", {"list": scan_queries.listed(number, now()), "has_repositories": has_repositories})


@require_safe
def scan(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a scan, or the part of it that htmx asks for every 2 s while the scan is open."""
    shown = _found(number)
    page = scan_queries.page(shown, now())
    is_part = bool(request.headers.get("HX-Request")) and request.headers.get("HX-Target") == "scan"
    context = {
        "page": page,
        "scan": shown,
        "repository": shown.repository,
        "timeout": settings.PARSER_TIMEOUT,
        "is_part": is_part,
        "is_new_step": is_part and request.GET.get("seen", "") != page.key,
    }
    response = render(request, "scans/_scan.html" if is_part else "scans/scan.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _changed(request: HttpRequest, number: int, change: Callable[[Scan, User], None]) -> HttpResponse:
    """Change a scan and show it, or the one that is in its way. An address that was only visited changes nothing."""
    shown = _found(number)
    if request.method == "POST" and request.user.is_authenticated:
        change(shown, request.user)
        shown.refresh_from_db(fields=["state"])
        if shown.state in OPEN:
            ring_scan(shown.pk)
    return redirect("scan", shown.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def pause_scan(request: HttpRequest, number: int) -> HttpResponse:
    """Pause a scan that is queued or runs."""
    return _changed(request, number, lambda scan, user: scan_actions.pause(scan, by=user.get_username()))


@require_http_methods(["GET", "HEAD", "POST"])
def resume_scan(request: HttpRequest, number: int) -> HttpResponse:
    """Let a paused scan go on."""
    return _changed(request, number, lambda scan, user: scan_actions.resume(scan))


@require_http_methods(["GET", "HEAD", "POST"])
def stop_scan(request: HttpRequest, number: int) -> HttpResponse:
    """End a scan for good."""
    return _changed(request, number, lambda scan, user: scan_actions.stop(scan, by=user.get_username()))


@require_http_methods(["GET", "HEAD", "POST"])
def scan_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a scan and show it."""
    repository = repository_queries.named(slug)
    if repository is None:
        raise Http404(f"There is no repository “{slug}”.")
    if request.method != "POST" or not request.user.is_authenticated:
        return redirect("repository", slug)
    requested = repositories.scan_now(repository, user=request.user)
    ring_scan(requested.pk)
    return redirect("scan", requested.pk)
