"""The first page: every issue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from tracker.queries import portfolio as portfolios


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    """Which issues are stuck, and who must act?"""
    return render(request, "portfolio/portfolio.html", {"page": portfolios.page(request.GET.dict(), now())})
