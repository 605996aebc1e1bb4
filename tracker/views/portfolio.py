"""The first page: every issue."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from tracker.queries import portfolio as portfolios
from tracker.queries import saved_views
from tracker.queries.portfolio_shown import ShownRow
from tracker.views import travel
from tracker.views.fragments import Fragment

_ROW: Fragment[ShownRow] = Fragment("portfolio/_row.html", most=1_000)  # some 4 KB each


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a group as HTML."""

    group: portfolios.Group
    rows: list[SafeString]

    @classmethod
    def of(cls, group: portfolios.Group, *, is_past: bool) -> "Table":
        """Those that were shown before are not rendered again."""
        return cls(group, [_ROW.of(ShownRow.of(row, is_past=is_past)) for row in group.rows])


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
    tables = [Table.of(group, is_past=bool(as_of)) for group in page.groups]
    context = {"page": page, "as_of": as_of, "tables": tables, "views": views, "may_save": may_save}
    return render(request, "portfolio/portfolio.html", context)
