"""Middleware: a form in a charset that is none can't be read, and says so before anything looks into it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from tracker.views import errors


class Charsets:
    """Python has codecs that make no text ("hex"): Django takes their names, and fails where the form is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A bad request, or what comes next."""
        try:
            b"a".decode((request.content_params or {}).get("charset", "utf-8"))
        except (LookupError, ValueError) as error:
            return errors.bad_request(request, error)
        return self.get_response(request)
