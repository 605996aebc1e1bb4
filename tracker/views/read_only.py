"""While the database takes no writes: pages open, and what would change something gets one sentence and its text back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from tracker.actions import read_only
from tracker.views import unsent
from tracker.views.permissions import SAFE

#: Routes that keep what they change in a cookie.
COOKIES = ("theme", "keys")


class ReadOnly:
    """With READ_ONLY nothing that changes something comes to its view. Without it views find out: tracker/views/errors.py."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing is to do before the route is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """None where the request may pass."""
        route = request.resolver_match.view_name if request.resolver_match else ""
        if request.method in SAFE or route in COOKIES or not read_only.is_declared():
            return None
        return refused(request)


class Sessions(SessionMiddleware):
    """Sessions that are not written down, nor ended, while that cannot be done: no page fails for it."""

    def process_request(self, request: HttpRequest) -> None:
        """A session that is not good any more is ended while it is read: then for this request alone."""
        super().process_request(request)
        if request.method in SAFE:
            request.session.flush = partial(_flushed, request, request.session.flush)  # type: ignore[method-assign]

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """The answer, with its session stored where the database takes it."""
        try:
            return super().process_response(request, response)
        except Error as error:
            if request.method in SAFE and read_only.refuses(error):
                return response
            raise


def _flushed(request: HttpRequest, flush: Callable[[], None]) -> None:
    try:
        flush()
    except Error as error:
        if not read_only.refuses(error):
            raise
        request.session = type(request.session)()  # an empty one: its cookie goes with the answer


def refused(request: HttpRequest) -> HttpResponse:
    """503, with what somebody typed below it, to be sent again; for programs, which need no form of ours, as plain text."""
    view = request.resolver_match.func if request.resolver_match else None
    if getattr(view, "csrf_exempt", False):
        answer = HttpResponse(f"{read_only.SENTENCE}\n", content_type="text/plain; charset=utf-8", status=503)
    else:
        fields = unsent.of(request) if request.method not in SAFE else []
        context = {"sentence": read_only.SENTENCE, "fields": fields, "has_text": any(one.is_text for one in fields)}
        answer = render(request, "errors/read_only.html", context, status=503)
        answer["HX-Retarget"], answer["HX-Reselect"], answer["HX-Reswap"] = "#main", "#main > .t-wrap", "innerHTML show:window:top"
    answer["Retry-After"] = "60"
    return answer
