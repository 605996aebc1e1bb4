"""The tables of an issue as CSV."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from tracker.actions import exports, exports_tip
from tracker.actions.repositories import RepositoryRefused
from tracker.models import Issue
from tracker.views import downloads
from tracker.views.issues import found


@require_safe
def findings_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The findings at the newest commit."""
    return _download(slug, "findings", exports.FINDINGS, exports_tip.findings)


@require_safe
def series_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The numbers of every commit of the line."""
    return _download(slug, "series", exports.SERIES, lambda shown: exports.series(shown, whole_graph=False))


@require_safe
def implementations_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The implementations at the newest commit."""
    return _download(slug, "implementations", exports.IMPLEMENTATIONS, exports_tip.implementations)


def _download(slug: str, name: str, header: tuple[str, ...], rows: Callable[[Issue], Iterable[exports.Row]]) -> HttpResponseBase:
    shown = found(slug)
    try:
        return downloads.stream(f"{slug}-{name}.csv", header, rows(shown))
    except (exports.ExportRefused, RepositoryRefused) as error:
        return downloads.refused(str(error))
