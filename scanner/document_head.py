"""What the head of a tracker says of the whole: status, priority, day, GitHub issue."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from scanner.document_lines import Line

MOST_LETTERS = 300
_FIELD = re.compile(
    r"(?:(?:current|overall|issue|project|tracker|github)[ ]+)?"
    r"(status|priority|created|opened|date)(?:[ ]+(?:on|at|date|level))?[ ]*:[ ]*(\S.*)",
    re.IGNORECASE,
)
_BEFORE_FIELD = re.compile(r"\W*(?:\[[ xX]\])?\W*")
_URL = re.compile(r"https?://(?:www\.)?github\.com/[\w.-]{1,100}/[\w.-]{1,100}/(?:issues|pull)/\d{1,10}\b", re.ASCII)
_SAYS_ISSUE = re.compile(r"\bgit ?hub[ ]+(?:issue|link|url)\b", re.IGNORECASE)
_NEAR = 2  # lines below “GitHub Issue” in which its address may stand
_ISO = re.compile(r"\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\.?[ ]+(\d{{1,2}})(?:st|nd|rd|th)?,?[ ]+(\d{{4}})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)?[ ]+{_MONTH}\.?,?[ ]+(\d{{4}})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the phases."""

    status: str | None
    priority: str | None
    created: date | None
    github_url: str | None


def head_of(lines: Sequence[Line], first_phase: int) -> Head:
    """The first of each field above the line of the first phase or box."""
    head = [line for line in lines if line.number < first_phase and line.kind != "code"]
    fields: dict[str, str] = {}
    for name, value in _fields(head):
        fields.setdefault(name, value)
    day = next((found for name in ("created", "opened", "date") if name in fields and (found := day_of(fields[name]))), None)
    return Head(fields.get("status"), fields.get("priority"), day, _github_url(lines, head))


def day_of(text: str) -> date | None:
    """The first day in the text: 2025-09-14, September 14, 2025 or 14 September 2025."""
    with suppress(ValueError):
        if found := _ISO.search(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _MONTH_FIRST.search(text):
            return date(int(found[3]), _month(found[1]), int(found[2]))
        if found := _DAY_FIRST.search(text):
            return date(int(found[3]), _month(found[2]), int(found[1]))
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _fields(head: Sequence[Line]) -> Iterator[tuple[str, str]]:
    for line in head:
        for part in line.text.split(" | "):
            start = _BEFORE_FIELD.match(part)
            if start and (found := _FIELD.match(part, start.end())):
                yield found[1].lower(), found[2].strip()[:MOST_LETTERS]


def _github_url(lines: Sequence[Line], head: Sequence[Line]) -> str | None:
    """The address beside “GitHub Issue”, else the first one of the head."""
    near = -1
    for index, line in enumerate(lines):
        if line.kind == "code":
            continue
        if _SAYS_ISSUE.search(line.text):
            near = index + _NEAR
        if index <= near and (found := _URL.search(line.raw)):
            return found[0]
    return next((found[0] for line in head if (found := _URL.search(line.raw))), None)
