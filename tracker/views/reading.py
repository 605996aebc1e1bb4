"""Who may read the reports, badge and chart of an issue: one question, asked in one place."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.timezone import now

from tracker.models import Issue
from tracker.queries import shares


def may_read(request: HttpRequest, issue: Issue) -> bool:
    """Everybody while reading needs no account; else who has signed in, whoever has a key to this issue, or all if reports are public."""
    if settings.PUBLIC_REPORTS or not settings.REQUIRE_SIGN_IN:
        return True
    return request.user.is_authenticated or shares.opens(issue, key_of(request), now())


def key_of(request: HttpRequest) -> str:
    """The key of a share link, if the address has one."""
    return request.GET.get("key", "")


def closed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """An answer to a key: no page learns of it as a referrer, and no search engine keeps it."""
    if key_of(request):
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
    return response
