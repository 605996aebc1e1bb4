"""Who changed what in a checklist, newest first, a page at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from tracker.models import EnteredChange, Issue
from tracker.queries.checklist_words import quoted
from tracker.queries.issues import plain
from tracker.queries.paging import Paged, number_of, page_of
from tracker.queries.source import visible

A_PAGE = 30
What = EnteredChange.What


@dataclass(frozen=True, slots=True)
class Row:
    """One change as a sentence behind its author's name."""

    author: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Log(Paged):
    """One page of the changes."""

    rows: list[Row]
    total: int


def page(issue: Issue, wanted: str) -> Log:
    """The changes that an address asks for."""
    found = EnteredChange.objects.filter(issue=issue).order_by("-pk")
    total = found.count()
    number, pages, before = page_of(number_of(wanted), total, A_PAGE)
    rows = [Row(visible(one.author_name), one.at, _words(one)) for one in found[before : before + A_PAGE]]
    return Log(number, pages, rows, total)


def _words(row: EnteredChange) -> str:
    clean = plain if row.what.startswith("phase") else str
    about, before, after = (f"“{quoted(clean(text))}”" for text in (row.about, row.before, row.after))
    told: dict[str, Callable[[], str]] = {
        What.BEGUN: lambda: "began the checklist.",
        What.TEMPLATE: lambda: f"applied the template: {quoted(row.about)}.",
        What.PHASE_NAMED: lambda: f"renamed the phase {before} to {after}.",
        What.PHASE_MOVED: lambda: f"moved the phase {about} {row.after}.",
        What.PHASE_NEEDS: lambda: f"let the phase {about} count as complete {row.after}.",
        What.WORDED: lambda: f"reworded {before} to {after}.",
        What.MOVED: lambda: f"moved {about} {row.after}.",
        What.ASSIGNED: lambda: f"assigned {about} to {visible(row.after)}." if row.after else f"assigned {about} to nobody.",
        What.DUE: lambda: f"set {about} due {_day(row.after)}." if row.after else f"took the due date of {about} away.",
    }
    other = f"{EnteredChange.What(row.what).label} {about}." if row.what in What.values else f"changed {about}."
    return told.get(row.what, lambda: other)()


def _day(written: str) -> str:
    return f"{date.fromisoformat(written):%-d %b %Y}"
