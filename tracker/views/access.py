"""Signing in and out, and what a browser keeps: the theme, and whether single keys do something."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions import access
from tracker.models.access import LOCAL_ADMIN
from tracker.views.context import KEYS_COOKIE, THEME_COOKIE, THEMES

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
A_YEAR = 365 * 24 * 3600


class SignInForm(AuthenticationForm):
    """Django's form: an e-mail address does as well as a name, and every try is counted."""

    error_messages = {"invalid_login": "Name, e-mail or password is wrong.", "inactive": "Name, e-mail or password is wrong."}
    wait_minutes = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Name or e-mail"
        self.fields["username"].error_messages["required"] = "Give a name or an e-mail address."
        self.fields["password"].error_messages["required"] = "Give a password."

    def clean(self) -> dict[str, Any]:
        """Count first, then look at the password."""
        if not self.cleaned_data.get("username") or not self.cleaned_data.get("password"):
            return self.cleaned_data
        self.cleaned_data["username"] = access.username_of(self.cleaned_data["username"])
        who = self.cleaned_data["username"], address_of(self.request)
        try:
            access.count_try(*who)
        except access.TooManyTries as error:
            self.wait_minutes = error.minutes
            self.add_error(None, str(error))
            return self.cleaned_data
        cleaned = super().clean()
        access.forget_tries(*who)
        return cleaned


def address_of(request: HttpRequest | None) -> str:
    """Who is at the other end of the connection; behind a trusted proxy whom that one names, the last: anybody can write those before."""
    if request is None:
        return ""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip()[:64] or str(request.META.get("REMOTE_ADDR", ""))


def next_of(request: HttpRequest) -> str:
    """Where to go on, if that is a path here; else the first page."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_here = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    is_path = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if is_here and is_path else "/"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By name or e-mail and password."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_of(request))
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        login(request, form.get_user())
        return HttpResponseRedirect(next_of(request))
    status = 429 if form.wait_minutes else 422 if form.is_bound else 200
    response = render(request, "access/sign_in.html", {"form": form, "next": next_of(request)}, status=status)
    if form.wait_minutes:
        response["Retry-After"] = str(form.wait_minutes * 60)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request: HttpRequest, token: str) -> HttpResponse:
    """By a one-time link. Looking at it shows a button, so that what fetches links ahead does not use it up."""
    if request.method == "POST":
        user = access.redeem(token)
        if user is not None:
            login(request, user, backend=MODEL_BACKEND)
            return redirect(settings.LOGIN_REDIRECT_URL if user.get_username() == LOCAL_ADMIN else "own_password")
    name = access.redeems_as(token) if request.method != "POST" else ""
    context = {"name": name, "is_local": name == LOCAL_ADMIN}
    return render(request, "access/redeem.html", context, status=200 if name else 410)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie; System takes the cookie away."""
    chosen = request.POST.get("theme", "")
    return _kept(request, THEME_COOKIE, chosen if chosen in THEMES and chosen != "system" else "")


@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Keep in a cookie that single keys are off (WCAG 2.1.4); turning them on takes the cookie away."""
    return _kept(request, KEYS_COOKIE, "off" if request.POST.get("keys") == "off" else "")


def _kept(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    """Back to the page, with a choice of this browser kept for a year or forgotten."""
    response: HttpResponse = HttpResponseRedirect(next_of(request))
    if value:
        response.set_cookie(cookie, value, max_age=A_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    else:
        response.delete_cookie(cookie, samesite="Lax")
    return response
