"""The strip of a claim over time: when it was ticked, and whether it was true then. Knows the commits' times alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from tracker.models import Commit
from tracker.queries.ledger_items import Item
from tracker.queries.ledger_words import SHADES, count

WIDTH, WIDE, LEAST_WIDE = 200, 100, 2.6
CLASSES = {"not ticked": "t-s-bed", "true": "t-s-good", "not true": "t-s-bad", "unknown": "t-s-none"}
Times = Mapping[tuple[int, int], datetime]  # (repository, place) -> when its commit was made


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of a strip, in units of the drawing; in percent of a wide one."""

    x: float
    width: float
    shade: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an answer turned, by the number that the list below has for it."""

    x: float
    number: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A drawing of one claim over time, and the same in words."""

    bars: list[Bar]
    tick: float | None
    marks: list[Mark]
    sentence: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The time that all strips of a list share."""

    start: datetime
    end: datetime

    def x(self, moment: datetime) -> float:
        """A moment in units of the drawing."""
        whole = max((self.end - self.start).total_seconds(), 1)
        return round(min(max((moment - self.start).total_seconds() / whole, 0), 1) * WIDTH, 1)


def times_of(items: Iterable[tuple[int, Item]]) -> dict[tuple[int, int], datetime]:
    """When the commits were made in which strips of these (repository, item) begin, turn and end: one query, never back in time."""
    places: dict[int, set[int]] = {}
    for repository, item in items:
        places.setdefault(repository, set()).update(place for first, last, _ in item.segments for place in (first, last))
    wanted = [Q(repository=repository, line_index__in=found) for repository, found in places.items() if found]
    if not wanted:
        return {}
    rows = Commit.objects.filter(reduce(or_, wanted)).order_by("repository", "line_index")
    latest: dict[int, datetime] = {}
    times = {}
    for repository, place, at in rows.values_list("repository_id", "line_index", "committed_at"):
        latest[repository] = max(at, latest.get(repository, at))
        times[repository, place or 0] = latest[repository]
    return times


def scale_of(items: Iterable[tuple[int, Item]], times: Times) -> Scale | None:
    """From a little before the first tick to the newest commit."""
    shown = list(items)
    ticks = [times[key] for repository, item in shown if (key := (repository, item.tick.place if item.tick else -1)) in times]
    ends = [times[key] for repository, item in shown for _, last, _ in item.segments if (key := (repository, last)) in times]
    if not ends:
        return None
    first = min(ticks, default=min(ends))
    return Scale(max(first - (max(ends) - first) / 8, min(times.values())), max(ends))


def strip(repository: int, item: Item, times: Times, scale: Scale) -> Strip | None:
    """The strip of a row; what the line does not hold is left out."""
    starts = [(times[repository, first], shade) for first, _, shade in item.segments if (repository, first) in times]
    if not starts:
        return None
    ends = [at for at, _ in starts[1:]] + [scale.end]
    bars = [
        Bar(scale.x(at), round(scale.x(end) - scale.x(at), 1), CLASSES.get(shade, "t-s-none"))
        for (at, shade), end in zip(starts, ends, strict=True)
    ]
    tick = scale.x(times[repository, item.tick.place]) if item.tick and (repository, item.tick.place) in times else None
    return Strip([bar for bar in bars if bar.width > 0], tick, [], _sentence(starts))


def wide(repository: int, item: Item, times: Times) -> Strip | None:
    """The strip of a claim's own page: short stretches are widened, so that each turn can be seen and is numbered."""
    starts = [(first, times[repository, first], shade) for first, _, shade in item.segments if (repository, first) in times]
    if not starts:
        return None
    end = times.get((repository, item.segments[-1][1]), starts[-1][1])
    seconds = [
        max((after - at).total_seconds(), 0) for (_, at, _), after in zip(starts, [at for _, at, _ in starts[1:]] + [end], strict=True)
    ]
    widths = _widened(seconds)
    edges = [round(sum(widths[:index]), 2) for index in range(len(widths) + 1)]
    bars = [
        Bar(edges[index], round(edges[index + 1] - edges[index], 2), CLASSES.get(shade, "t-s-none"))
        for index, (_, _, shade) in enumerate(starts)
    ]
    numbers = {edge.place: number for number, edge in enumerate(item.edges, 1)}
    marks = [Mark(edges[index], numbers[first]) for index, (first, _, _) in enumerate(starts) if first in numbers]
    tick = next((edges[index] for index, (first, _, _) in enumerate(starts) if item.tick and first == item.tick.place), None)
    return Strip(bars, tick, marks, _sentence([(at, shade) for _, at, shade in starts]))


def _widened(seconds: list[float]) -> list[float]:
    """Widths that add up to WIDE, none of them less than can be seen."""
    least = min(LEAST_WIDE, WIDE / len(seconds))
    spare, whole = WIDE - least * len(seconds), sum(seconds)
    return [least + (spare * one / whole if whole else spare / len(seconds)) for one in seconds]


def _sentence(starts: list[tuple[datetime, str]]) -> str:
    parts = [f"{SHADES.get(shade, shade)} from {_day(at)}" for at, shade in starts]
    return f"{parts[0][:1].upper()}{parts[0][1:]}{''.join(f', {part}' for part in parts[1:])}." if len(parts) < 12 else _short(starts)


def _short(starts: list[tuple[datetime, str]]) -> str:
    (first, shade), (last, newest) = starts[0], starts[-1]
    begins, ends = SHADES.get(shade, shade).capitalize(), SHADES.get(newest, newest)
    return f"{begins} from {_day(first)}, turned {count(len(starts) - 1, 'time')}, {ends} from {_day(last)}."


def since(repository: int, item: Item, times: Times, now: datetime) -> str:
    """How long the verdict has stood: “since the tick, 27 days”, “since 22 Oct 2025, was true before”."""
    if not item.is_answered or not item.segments:
        return ""
    (first, _, _), before = item.segments[-1], [shade for _, _, shade in item.segments[:-1]]
    at = times.get((repository, first))
    if at is None:
        return ""
    if item.tick is not None and first == item.tick.place:
        return f"since the tick, {count(max((now - at).days, 0), 'day')}"
    words = {"true": ", was true before", "not true": ", was not true before", "unknown": ", no answer before"}
    return f"since {_day(at)}{words.get(before[-1], '') if before else ''}"


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%-d %b %Y}"
