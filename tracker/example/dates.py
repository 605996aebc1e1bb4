"""Moves the story in time: an example that ended long ago would have nothing that falls, rises or is forecast."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from tracker.example.story import STORY
from tracker.example.writer import Commit

TRACKERS = "docs/trackers/"
_created = re.compile(rb"(?<=^\*\*Created:\*\* )\d{4}-\d\d-\d\d", re.MULTILINE)


def weeks_until(today: date) -> timedelta:
    """The whole weeks between the last commit of the story and a day; the days of the week stay what they are."""
    return timedelta(weeks=(today - STORY[-1].moment().date()).days // 7)


def moved(commits: Iterable[Commit], later: timedelta) -> Iterator[Commit]:
    """The commits so much later, and the days in their tracker documents with them."""
    for one in commits:
        changes = {path: _of_later(text, later) if text and path.startswith(TRACKERS) else text for path, text in one.changes.items()}
        yield replace(one, when=one.when + later, changes=changes)


def _of_later(text: bytes, later: timedelta) -> bytes:
    return _created.sub(lambda day: (date.fromisoformat(day[0].decode()) + later).isoformat().encode(), text)
