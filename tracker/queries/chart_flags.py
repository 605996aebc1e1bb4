"""Flags of a chart: where the tracker began, ticks that the code denies, what people set aside."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

from tracker.queries import ledger_curves
from tracker.queries.ledger_curves import Flag
from tracker.queries.ledgers import Ledger
from tracker.queries.series import History


def of_history(history: History, first: int, opened_on: date | None, ledger: Ledger | None, rules: Collection[str]) -> list[Flag]:
    """Where the tracker began, ticks that the code denies, and what people set aside, if that is within the range."""
    if history.first:
        return []
    place = history.place_at(datetime.combine(opened_on, time(), UTC)) if opened_on is not None else -1
    found = []
    if opened_on is not None and place >= 0:
        found.append(Flag(place, datetime.combine(opened_on, time(), UTC), "the tracker began", is_bad=False))
    found += ledger_curves.flags(ledger, history) if ledger is not None else []
    found += _set_aside(history, rules)
    found.sort(key=lambda flag: flag.place)
    return [replace(flag, label=str(number)) for number, flag in enumerate((flag for flag in found if flag.place >= first), 1)]


def _set_aside(history: History, rules: Collection[str]) -> Iterator[Flag]:
    """No commit is to blame for the fall, nor for the rise when it counts again."""
    steps: Counter[tuple[int, int, str]] = Counter()
    for one in history.aside:
        first, end = one.held(history.line.times)
        if one.rule in rules and first < end:
            steps[first, one.begins, "waived" if one.sort == "waived" else "marked as intended"] += 1
            if not one.is_active and one.ends is not None and end < (one.removed or history.last + 1):
                steps[end, one.ends, "counted again"] += 1
    days: Counter[tuple[int, date, str]] = Counter()
    for (place, seconds, words), count in steps.items():
        days[place, datetime.fromtimestamp(seconds, UTC).date(), words] += count
    for (place, day, words), count in days.items():
        yield Flag(place, datetime.combine(day, time(), UTC), f"{count:,} place{'' if count == 1 else 's'} {words}", is_bad=False)
