"""Forms of the list of issues that save what it shows, and forget it."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from tracker.actions import saved_views
from tracker.queries import repositories
from tracker.queries.portfolio_filters import Filters
from tracker.queries.saved_views import filters_of
from tracker.queries.source import visible
from tracker.views.permissions import Standing, standing_of


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters that the form has under a name; an address that was only visited keeps nothing."""
    if request.method != "POST" or not isinstance(request.user, User):
        return redirect("portfolio")
    slug, name = request.POST.get("repository", ""), request.POST.get("name", "")
    filters = Filters.of(request.POST.dict(), {slug} if repositories.named(slug) else set())
    shared = "shared" in request.POST and standing_of(request) >= Standing.LEAD
    try:
        saved_views.save(request.user, name, filters, shared=shared)
    except saved_views.ViewRefused as error:
        messages.error(request, str(error))
        typed = urlencode({"view": name[:200]}) if name else ""
        return redirect(_list(filters, typed))
    return redirect(_list(filters))


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a view and show what it showed: it can be saved again."""
    if request.method != "POST" or not isinstance(request.user, User):
        return redirect("portfolio")
    gone = saved_views.remove(request.user, number, is_admin=standing_of(request) >= Standing.ADMIN)
    if gone is None:
        messages.error(request, "That view is not there any more. Nothing was changed.")
        return redirect("portfolio")
    messages.info(request, f"The view “{visible(gone.name)}” is removed.")
    return redirect(_list(filters_of(gone)))


def _list(filters: Filters, more: str = "") -> str:
    query = "&".join(part for part in (filters.query, more) if part)
    return reverse("portfolio") + (f"?{query}" if query else "")
