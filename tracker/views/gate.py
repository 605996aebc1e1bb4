"""Middleware: nobody comes to a view but by the rule of its route."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import ResolverMatch

from tracker.queries.accounts import role_of
from tracker.views import errors
from tracker.views.permissions import ADMINS, SAFE, Rule, Standing, standing_of, stated


class Gate:
    """Asks who somebody is only where that matters: the webhook and the health pages need no session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing is to do before the route is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """None where the request may pass; the sign-in, or a page that says who may."""
        rule = _rule_of(request.resolver_match)
        needed = rule.see if request.method in SAFE else rule.change
        if needed == Standing.ANYBODY or standing_of(request) >= needed:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        wanted = "admin" if needed == Standing.ADMIN else "lead or admin"
        return errors.forbidden(request, PermissionError(f"It takes the role {wanted}; yours is {role_of(request.user)}."))


def _rule_of(match: ResolverMatch | None) -> Rule:
    """A route without a rule is an admin's."""
    return (match and stated(match.view_name)) or ADMINS


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A part of a page that htmx asks for cannot be the sign-in: the whole page goes there, and comes back to where it was."""
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    response = HttpResponse()
    response["HX-Redirect"] = redirect_to_login(_page_of(request)).url
    return response


def _page_of(request: HttpRequest) -> str:
    """The page that a part was asked for, as the browser says; the part's own address if it says nonsense."""
    try:
        here = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return request.path
    return here.path + (f"?{here.query}" if here.query else "") or request.path
