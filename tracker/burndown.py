"""Burn-down arithmetic: change points along a line become columns that share one x. Knows no table."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import le

MOST_COLUMNS = 1_200  # more are slower to draw than anybody can see
A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class ChangePoint:
    """From this place of the line on, a series has this count."""

    place: int
    series: str
    count: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Some places of a line, oldest first, with one x and one count of every series for each."""

    places: tuple[int, ...]
    x: tuple[int, ...]
    counts: Mapping[str, tuple[int, ...]]

    def totals(self) -> tuple[int, ...]:
        """All series together, column by column."""
        return tuple(map(sum, zip(*self.counts.values(), strict=True))) if self.counts else (0,) * len(self.places)

    def without_empty(self) -> "Columns":
        """The same without series that are 0 in every column."""
        return Columns(self.places, self.x, {name: counts for name, counts in self.counts.items() if any(counts)})


def monotone(times: Sequence[int]) -> list[int]:
    """Times that never go back: those out of order take the time of the trusted one before.

    Trusted is the longest run of places that are in order, so that one wrong clock, early or late, moves only itself.
    """
    if all(map(le, times, islice(times, 1, None))):
        return list(times)
    tails: list[int] = []  # place that ends the run of each length, with the smallest time
    ends: list[int] = []  # their times
    before: list[int] = []
    for place, time in enumerate(times):
        length = len(ends) if not ends or time >= ends[-1] else bisect_right(ends, time)
        before.append(tails[length - 1] if length else -1)
        if length == len(tails):
            tails.append(place)
            ends.append(time)
        else:
            tails[length], ends[length] = place, time
    trusted = bytearray(len(times))
    place = tails[-1]
    while place >= 0:
        trusted[place] = True
        place = before[place]
    latest = times[trusted.index(True)]
    return [latest := time if is_trusted else latest for time, is_trusted in zip(times, trusted, strict=True)]


def expand(points: Iterable[ChangePoint], names: Sequence[str], length: int) -> dict[str, list[int]]:
    """The count of every series at each of `length` places, 0 before its first point."""
    by_series: dict[str, dict[int, int]] = {name: {} for name in names}
    for point in points:
        by_series[point.series][point.place] = point.count
    expanded = {}
    for name, changes in by_series.items():
        counts: list[int] = []
        count = 0
        for place in sorted(changes):
            counts += [count] * (place - len(counts))
            count = changes[place]
        expanded[name] = counts + [count] * (length - len(counts))
    return expanded


def shifted(points: Iterable[tuple[int, int]], steps: Mapping[int, int]) -> list[tuple[int, int]]:
    """Change points (place, count) with something added from each of some places on; no count goes below 0."""
    at, count, added, result = dict(points), 0, 0, []
    for place in sorted({*at, *steps}):
        count = at.get(place, count)
        added += steps.get(place, 0)
        result.append((place, max(count + added, 0)))
    return result


def columns(counts: Mapping[str, Sequence[int]], x: Sequence[int], *, first: int = 0, most: int = MOST_COLUMNS) -> Columns:
    """The places from `first` on: all of them if there are at most `most`, else those that show the same curve."""
    places = range(first, len(x))
    kept = list(places) if len(places) <= most else _thinned(counts, x, places, most)
    return Columns(
        tuple(kept),
        tuple(x[place] for place in kept),
        {name: tuple(series[place] for place in kept) for name, series in counts.items()},
    )


def _thinned(counts: Mapping[str, Sequence[int]], x: Sequence[int], places: range, most: int) -> list[int]:
    """Equal stretches of x keep the place with the highest total, the one with the lowest, and their last; the very first stays."""
    shown = {name: series[places.start : places.stop] for name, series in counts.items()}
    totals = list(map(sum, zip(*shown.values(), strict=True))) if shown else [0] * len(places)
    stretches = max((most - 1) // 3, 1)
    start, width = x[places[0]], max(x[places[-1]] - x[places[0]], 1)
    kept = {places.start}
    begin = places.start
    while begin < places.stop:
        stretch = min((x[begin] - start) * stretches // width, stretches - 1)
        end = places.stop
        if stretch + 1 < stretches:  # the next one begins at the first x that is not below its share of the width
            end = bisect_left(x, start - (stretch + 1) * -width // stretches, begin, places.stop)
        among = totals[begin - places.start : end - places.start]
        kept |= {begin + among.index(max(among)), begin + among.index(min(among)), end - 1}
        begin = end
    return sorted(kept)


def place_at(times: Sequence[int], moment: int) -> int:
    """The last place that is not later than a moment, -1 if all are later. The times must not go back."""
    return bisect_right(times, moment) - 1


def deltas(values: Sequence[int]) -> list[int]:
    """The first value, then each one's distance from the one before: short in JSON."""
    return [value - before for value, before in zip(values, (0, *values), strict=False)]


@dataclass(frozen=True, slots=True)
class Week:
    """The last place of a week that has any; `monday` is midnight UTC."""

    monday: datetime
    place: int


def weeks(times: Sequence[int], first: int = 0) -> list[Week]:
    """One row for each week with commits, oldest first. The times must not go back."""
    last_place = {}
    for place in range(first, len(times)):
        last_place[(times[place] // A_DAY + 3) // 7] = place  # 1 January 1970 was a Thursday
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return [Week(epoch + timedelta(days=week * 7 - 3), place) for week, place in last_place.items()]


@dataclass(frozen=True, slots=True)
class Outline:
    """One area of a small drawing: its series and the path of its shape, in SVG's words."""

    series: str
    path: str


def outlines(shown: Columns, width: int, height: int) -> list[Outline]:
    """The stacked areas of a drawing without script, bottom first; at least one column is needed."""
    top = max(shown.totals(), default=0) or 1
    start, span = shown.x[0], max(shown.x[-1] - shown.x[0], 1)
    across = [*(round((x - start) * width / span, 1) for x in shown.x[:-1] or shown.x), width]
    below = [0] * len(across)
    drawn = []
    for name, counts in shown.counts.items():
        above = [low + count for low, count in zip(below, counts if len(counts) > 1 else counts * 2, strict=True)]
        upper, lower = _steps(across, above, height, top), _steps(across, below, height, top)
        drawn.append(Outline(name, "M" + "L".join([*upper, *reversed(lower)]) + "Z"))
        below = above
    return drawn


def _steps(across: Sequence[float], values: Sequence[int], height: int, top: int) -> list[str]:
    steps = []
    before = None
    for x, value in zip(across, values, strict=True):
        y = round(height - value * height / top, 1)
        if before is not None and y != before:
            steps.append(f"{x:g} {before:g}")
        if before is None or y != before:
            steps.append(f"{x:g} {y:g}")
        before = y
    return [*steps, f"{across[-1]:g} {before:g}"]


@dataclass(frozen=True, slots=True)
class Steps:
    """A count that holds from each time until the next one, 0 before the first. The times must not go back."""

    times: Sequence[int]
    counts: Sequence[int]

    @property
    def now(self) -> int:
        """The newest count."""
        return self.counts[-1] if self.counts else 0

    def at(self, moment: int) -> int:
        """The count at a moment."""
        place = place_at(self.times, moment)
        return self.counts[place] if place >= 0 else 0

    def most_since(self, moment: int) -> int:
        """The highest count at a moment or later."""
        return max(self.counts[max(place_at(self.times, moment), 0) :], default=0)

    def steady_since(self, moment: int) -> int:
        """When the count that holds at a moment began; the moment itself if nothing was counted by then."""
        place = place_at(self.times, moment)
        if place < 0:
            return moment
        while place > 0 and self.counts[place - 1] == self.counts[place]:
            place -= 1
        return self.times[place]


@dataclass(frozen=True, slots=True)
class Spark:
    """A small drawing of steps: the path of its line and the path of the shape below, in SVG's words."""

    line: str
    shape: str


def spark(steps: Steps, start: int, end: int, width: int, height: int) -> Spark | None:
    """Steps between two times, on a scale of their own; None if nothing was counted by the end."""
    inside = range(place_at(steps.times, start) + 1, place_at(steps.times, end) + 1)
    times = [steps.times[place] for place in inside]
    counts = [steps.counts[place] for place in inside]
    if inside.start:  # a step before the start holds at the start
        times, counts = [start, *times], [steps.counts[inside.start - 1], *counts]
    if not times:
        return None
    shown = columns({"": [*counts, counts[-1]]}, [*times, end], most=max(width // 2, 4))
    values = shown.counts[""]
    across = [round((x - start) * width / max(end - start, 1), 1) for x in shown.x]
    line = "M" + "L".join(_steps(across, values, height, max(values) or 1))
    return Spark(line, f"{line}V{height}H{across[0]:g}Z")
