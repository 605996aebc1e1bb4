"""The first page: every issue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from tracker.queries import portfolio as portfolios
from tracker.views import travel


@require_safe
@travel.travels
def portfolio(request: HttpRequest) -> HttpResponse:
    """Which issues are stuck, and who must act? With ?at= as of an earlier day or commit."""
    moments = travel.everywhere(request)
    page = portfolios.page(request.GET.dict(), now(), moments)
    as_of = travel.day(request) or max((moment.at for moment in moments.values()), default=None) if moments is not None else None
    return render(request, "portfolio/portfolio.html", {"page": page, "as_of": as_of})
