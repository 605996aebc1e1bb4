"""Accounts, for admins; and one's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions import access
from tracker.actions import accounts as actions
from tracker.forms.accounts import NewAccountForm, RoleForm
from tracker.models import Role
from tracker.queries import accounts as queries
from tracker.views.access import address_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Who has an account; and a new one, whose link is shown once."""
    entered = request.POST if request.method == "POST" else None
    form = NewAccountForm(entered)
    if entered is not None and form.is_valid():
        new = form.cleaned_data
        try:
            return _page(request, NewAccountForm(), invitation=actions.invite(new["name"], new["email"], Role(new["role"])))
        except actions.AccountRefused as error:
            form.add_error("name", str(error))
    return _page(request, form, status=200 if entered is None else 422)


def _page(
    request: HttpRequest, form: NewAccountForm, *, invitation: actions.Invitation | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    link = request.build_absolute_uri(invitation.path) if invitation is not None else ""
    context = {"rows": queries.listed(_reader(request)), "form": form, "invitation": invitation, "link": link, "problem": problem}
    return render(request, "access/accounts.html", context | {"roles": list(Role)}, status=status)


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@never_cache
@require_POST
def account(request: HttpRequest, number: int) -> HttpResponse:
    """Change a role, make a link, end an account or let it in again, as the button says."""
    user = queries.numbered(number)
    if user is None:
        raise Http404("There is no such account.")
    try:
        invitation = _done(request, user)
    except actions.AccountRefused as error:
        return _page(request, NewAccountForm(), problem=str(error), status=422)
    return redirect("accounts") if invitation is None else _page(request, NewAccountForm(), invitation=invitation)


def _done(request: HttpRequest, user: User) -> actions.Invitation | None:
    said, form = request.POST.get("do", ""), RoleForm(request.POST)
    if said == "link":
        return actions.new_link(user)
    if said in ("end", "begin"):
        actions.set_active(user, is_active=said == "begin", by=_reader(request))
    elif said == "role" and form.is_valid():
        actions.change_role(user, Role(form.cleaned_data["role"]), by=_reader(request))
    else:
        raise actions.AccountRefused("Nothing was changed: this is no role.")
    return None


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """Choose a password; who has one gives it first, and its tries are counted as at the sign-in."""
    user = _reader(request)
    entered = request.POST if request.method == "POST" else None
    who = user.get_username(), address_of(request)
    has_one = user.has_usable_password()
    try:
        if entered is not None and has_one:
            access.count_try(*who)
    except access.TooManyTries as error:
        return render(request, "access/password.html", {"form": PasswordChangeForm(user), "problem": str(error)}, status=429)
    form = PasswordChangeForm(user, entered) if has_one else SetPasswordForm(user, entered)
    if form.is_bound and has_one and "old_password" not in form.errors:
        access.forget_tries(*who)
    if not form.is_valid():
        return render(request, "access/password.html", {"form": form}, status=200 if entered is None else 422)
    update_session_auth_hash(request, form.save())
    messages.info(request, "Your password is changed. Other browsers have to sign in again.")
    return redirect("portfolio")
