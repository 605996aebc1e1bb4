"""Share links of an issue: made and revoked on its settings page."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tracker.actions import shares
from tracker.queries import report_markdown
from tracker.queries.report_markdown import Links
from tracker.queries.source import visible
from tracker.views.issues import found


@never_cache
@require_POST
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a link and show it, once."""
    shown = found(slug)
    assert isinstance(request.user, User)
    days = request.POST.get("days", "")
    try:
        key = shares.create(shown, request.user, shares.days_of(days))
    except shares.ShareRefused as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('issue_settings', args=[slug])}#shares")
    links, title = Links(slug, key), visible(shown.title)
    snippets = [report_markdown.badge(title, links), report_markdown.chart(title, links)]
    context = {"issue": shown, "title": title, "address": links.report("newest"), "snippets": snippets}
    return render(request, "reports/shared.html", context)


@require_POST
def revoke(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """End a link at once."""
    if not shares.revoke(found(slug), number):
        messages.error(request, "That share link is not there any more. Nothing was changed.")
    return redirect(f"{reverse('issue_settings', args=[slug])}#shares")
