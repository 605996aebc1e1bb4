"""Spans of time and shares as people say them."""

from datetime import datetime, timedelta
from math import ceil

RECENT = timedelta(hours=48)


def spoken(span: timedelta) -> str:
    """How long something took."""
    seconds = max(int(span.total_seconds()), 0)
    if seconds < 1:
        return "under 1 s"
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60} s" if seconds % 60 else f"{seconds // 60} min"
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def ago(moment: datetime, now: datetime) -> str:
    """A moment of the last two days by its distance, an earlier one by its date."""
    span = now - moment
    if span < timedelta(minutes=1):
        return "just now"
    if span < timedelta(hours=1):
        return f"{span.seconds // 60} min ago"
    if span < RECENT:
        return f"{int(span.total_seconds()) // 3600} h ago"
    return f"{moment:%-d %b %Y}"


def every(minutes: int) -> str:
    """How often, for a schedule."""
    if minutes == 0:
        return "by hand only"
    if minutes % 1440 == 0:
        return "every day" if minutes == 1440 else f"every {minutes // 1440} days"
    if minutes % 60 == 0:
        return "every hour" if minutes == 60 else f"every {minutes // 60} h"
    return f"every {minutes} min"


def estimate(low: float, high: float) -> str:
    """About how many seconds something will still take: one number, or two where they differ."""
    if high < 60:
        return "less than 1 min"
    size, unit = (3600, "h") if high > 5400 else (60, "min")
    few, many = round(low / size), ceil(high / size)
    return f"{few}–{many} {unit}" if 0 < few < many - 1 else f"about {max(round(high / size), 1)} {unit}"


def percent(part: int, whole: int) -> int:
    """A share, rounded down: 100 only if nothing is missing."""
    return part * 100 // whole if whole else 100
