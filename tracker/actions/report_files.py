"""The files of reports that were made: they go when their issue goes."""

from collections.abc import Collection

from django.core.cache import caches

from tracker.models import Issue
from tracker.report_cache import ReportCache


def forget(issues: Collection[int]) -> None:
    """Delete the reports of these issues."""
    kept = _kept()
    gone = set(issues)
    kept.forget(gone.__contains__)


def forget_gone() -> None:
    """Delete the reports of issues that are not there any more: a crash, or a report that was being made, may have left them."""
    kept = _kept()
    there = set(Issue.objects.values_list("pk", flat=True))
    kept.forget(lambda issue: issue not in there)


def _kept() -> ReportCache:
    kept = caches["reports"]
    assert isinstance(kept, ReportCache)
    return kept
