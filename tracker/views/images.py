"""The badge and the chart of an issue, for pages elsewhere: an issue that is there has always an image."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from tracker import badge as drawing
from tracker.badge import Face
from tracker.queries import ancestry, commits, forecasts, images, ledger_curves, ledgers, series
from tracker.queries.images import Subject
from tracker.views.reading import closed, may_read

logger = logging.getLogger(__name__)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
FORMAT = 2  # of the images: other words or shapes have another ETag
UNKNOWN = Face("unknown", "none", "unknown")


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What is left, contradicted ticks, or the forecast, in two fields."""
    found = images.subject(slug)
    if found is None or not may_read(request, found.issue):
        return _svg(request, drawing.badge_svg("issue", UNKNOWN), status=404)
    moment, shown = now(), request.GET.get("show", "")
    shown = shown if shown in images.SHOWN else ""
    no_data = drawing.badge_svg(found.title, Face("no data", "none", "no data"), found.short)
    stamp = found.stamp("badge", FORMAT, shown, moment.date())
    return _drawn(request, stamp, lambda: drawing.badge_svg(found.title, images.face(found, shown, moment), found.short), no_data)


@require_safe
def chart(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What is left along the line, up to now or to a commit."""
    found = images.subject(slug)
    if found is None or not may_read(request, found.issue):
        return _svg(request, drawing.badge_svg("issue", UNKNOWN), status=404)
    wanted = request.GET.get("theme", "")
    theme, at = wanted if wanted in drawing.THEMES else "", request.GET.get("at", "")
    no_data = drawing.chart_svg(images.picture(found, series.History(series.Line([], [], []), 0), rules=(), expected=None), theme)
    stamp = found.stamp("chart", FORMAT, theme, at, now().date())
    return _drawn(request, stamp, lambda: drawing.chart_svg(_picture(found, at), theme) if _is_counted(found) else no_data, no_data)


def _is_counted(found: Subject) -> bool:
    published = found.issue.repository.published
    return published is not None and found.issue.counted_in == published.pk


def _picture(found: Subject, at: str) -> drawing.Picture:
    issue, publication = found.issue, found.issue.repository.published
    assert publication is not None
    rules = list(issue.rules.values_list("rule", flat=True))
    if at:
        try:
            history = ancestry.history_to(issue, publication, commits.named(issue.repository, at))
        except (commits.CommitUnknown, ancestry.NotRead):
            return images.picture(found, series.History(series.Line([], [], []), 0), rules=rules, expected=None)
        moment = history.line.date(history.last)
        return images.picture(found, history, rules=rules, expected=forecasts.of_history(history, moment))
    history = series.of_issue(issue, publication)
    ledger = ledgers.of_issue(issue, publication) if found.ledger is not None else None
    flags = [(flag.place, flag.words, True) for flag in ledger_curves.flags(ledger, history)] if ledger and not history.first else []
    expected = None if history.first else forecasts.of_history(history, now())
    return images.picture(found, history, rules=rules, expected=expected, flags=flags)


def _drawn(request: HttpRequest, stamp: str, draw: Callable[[], str], no_data: str) -> HttpResponseBase:
    """The image, or 304 if the reader has it; who fetches images for others keeps an error for long, so there is none."""
    etag = f'"{stamp}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        known["ETag"] = etag
        return _headed(request, known)
    try:
        drawn = draw()
    except Exception:
        logger.exception("The image %r could not be drawn", request.path)
        return _svg(request, no_data)
    response = _svg(request, drawn)
    response["ETag"] = etag
    return response


def _svg(request: HttpRequest, drawn: str, *, status: int = 200) -> HttpResponseBase:
    response = HttpResponse(drawn.encode("utf-8", "replace"), status=status, content_type="image/svg+xml; charset=utf-8")
    return _headed(request, response)


def _headed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return closed(request, response)
