"""Forecasts of issues, and what the chart draws of the time to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tracker import burndown, forecast
from tracker.forecast import Forecast
from tracker.queries.series import History


def of_history(history: History, now: datetime) -> Forecast:
    """When nothing may be left, as it looks at a moment."""
    return forecast.of_steps(history.line.times, history.comparable, int(now.timestamp()))


def of_steps(steps: burndown.Steps, now: int) -> Forecast:
    """The same for a course."""
    return forecast.of_steps(steps.times, steps.counts, now)


Point = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Aim:
    """When an issue is expected to be done, and when it shall be."""

    expected: Forecast | None = None
    target: date | None = None


@dataclass(frozen=True, slots=True)
class Future:
    """What a chart draws behind its last point, and what it says of it; points are (seconds, places)."""

    early: tuple[Point, ...]  # the sooner end of the range
    late: tuple[Point, ...]
    target: tuple[Point, ...]
    until: int  # seconds: the end of the axis
    sentence: str

    @property
    def data(self) -> dict[str, object]:
        """The same for the script."""
        lines = {"early": self.early, "late": self.late, "target": self.target}
        return {"until": self.until} | {name: [list(point) for point in points] for name, points in lines.items() if points}


def future(history: History, first: int, aim: Aim, opened_on: date | None) -> Future | None:
    """What a chart of what is left that begins at a place draws of the time to come, None if there is nothing to draw."""
    if history.first:
        return None  # nothing is known of the past
    expected, target = aim.expected, aim.target
    times, left = history.line.times, history.left
    start, end = times[first], times[-1]
    line = _target(times, left, first, target, opened_on)
    early: tuple[Point, ...] = ()
    late: tuple[Point, ...] = ()
    said = []
    if expected is not None and expected.first is not None and expected.last is not None and _moment(expected.first) > end:
        now, soon, at_last = (end, left[-1]), (_moment(expected.first), 0), (_moment(expected.last), 0)
        early, late = (now, soon, at_last), (now, at_last)  # both end together, so that what lies between is filled to the end
        said.append(f"At the pace of the last weeks nothing is left between {expected.first:%-d %B %Y} and {expected.last:%-d %B %Y}.")
    if line and target is not None:
        said.append(f"The target is none on {target:%-d %B %Y}.")
    if not said:
        return None
    wanted = max([end, *(points[-1][0] for points in (late, line) if points)])
    # The past keeps half of the width at least.
    return Future(early, late, line, min(wanted, end + max(end - start, burndown.A_DAY)), " ".join(said))


def _target(times: Sequence[int], left: Sequence[int], first: int, target: date | None, opened_on: date | None) -> tuple[Point, ...]:
    """From the most there was since the tracker began to none at the target, cut where the chart begins."""
    if target is None:
        return ()
    end = _moment(target)
    began = max(burndown.place_at(times, _moment(opened_on)), 0) if opened_on else 0
    places = range(began, burndown.place_at(times, end) + 1)
    most = max(places, key=left.__getitem__, default=None)
    if most is None or not left[most] or end <= times[first] or end <= times[most]:
        return ()
    begin = max(times[most], times[first])
    return (begin, round(left[most] * (end - begin) / (end - times[most]), 1)), (end, 0)


def _moment(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
