"""Pages that say what is wrong, in plain words."""

import logging
import secrets
import sys

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tracker.actions import disk, read_only
from tracker.views import read_only as refusals
from tracker.views import unsent
from tracker.views.context import theme_of

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that means nothing here; the page asks nothing of the database or the session."""
    return _plain(request, "errors/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Somebody may not see this, or do this."""
    return render(request, "errors/403.html", {"sentence": str(exception)}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: it was open too long, or comes from elsewhere."""
    logger.warning("A form to %r was refused: %s", request.path, reason)
    fields = unsent.of(request)
    return render(request, "errors/stale.html", {"fields": fields, "has_text": any(one.is_text for one in fields)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page; a view's own sentence says more."""
    said = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    sentence = said if isinstance(said, str) and not said.endswith("matches the given query.") else ""
    return render(request, "errors/404.html", {"sentence": sentence}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke: the page shows the id that stands in the log."""
    cause = sys.exc_info()[1]
    if cause is not None and disk.is_full(cause):
        return _unwritable(request)
    if cause is not None and read_only.refuses(cause):
        return _unchangeable(request)
    error = secrets.token_hex(4)
    logger.error("Error %s: %s %r", error, request.method, request.path, exc_info=sys.exc_info())
    try:
        return _plain(request, "errors/500.html", 500, error=error)
    except ValueError:  # a static file is not in the manifest: that may be what broke
        return HttpResponse(f"Something broke here. It is logged as {error}.\n", status=500, content_type="text/plain; charset=utf-8")


def _unwritable(request: HttpRequest) -> HttpResponse:
    """The disk is full: no fault of the page, and no template, for that might want to be stored."""
    logger.error("The disk is full: %s %r was refused", request.method, request.path)
    sentence = "The disk is full. Pages can be read; nothing can be changed until there is room.\n"
    return HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60", "HX-Reswap": "none"})


def _unchangeable(request: HttpRequest) -> HttpResponse:
    """The database takes no writes, as its own error says."""
    logger.error("The database takes no writes: %s %r was refused", request.method, request.path)
    return refusals.refused(request)


def _plain(request: HttpRequest, template: str, status: int, **context: str) -> HttpResponse:
    return HttpResponse(render_to_string(template, context | {"theme": theme_of(request)}), status=status)
