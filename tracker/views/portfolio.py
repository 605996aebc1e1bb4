"""The first page: every issue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from tracker.queries import portfolio as portfolios
from tracker.queries import saved_views
from tracker.views import travel


@require_safe
@travel.travels
def portfolio(request: HttpRequest) -> HttpResponse:
    """Which issues are stuck, and who must act? With ?at= as of an earlier day or commit."""
    moments = travel.everywhere(request)
    saved = saved_views.of(request.user) if moments is None else []
    page = portfolios.page(request.GET.dict(), now(), moments, [one.filters for one in saved])
    views = saved_views.links(saved, page.counts, page.filters)
    as_of = travel.day(request) or max((moment.at for moment in moments.values()), default=None) if moments is not None else None
    is_new = bool(page.filters.query) and not any(one.is_current and one.saved.is_own for one in views)
    may_save = is_new and moments is None and request.user.is_authenticated
    return render(request, "portfolio/portfolio.html", {"page": page, "as_of": as_of, "views": views, "may_save": may_save})
