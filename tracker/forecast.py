"""When nothing may be left: a range of days, or the reason why none is given. Knows no table.

Method: the bootstrap (B. Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics 7, 1979) of weekly net changes,
the way Monte Carlo forecasts draw from past throughput. The last weeks' net changes are what is known of the pace. Each run first draws as
many weeks from them, with replacement, as there are: a pace that might have been seen as well, so that few weeks give a wide range. Then it
draws weeks from that pace until nothing is left. What a week differs from the mean is widened by sqrt(n / (n - 1)), because a sample varies
less than what it comes from. The 10th and the 90th percentile of the runs' ends are the range; the seed is fixed, so the same numbers give
the same range.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from random import Random

A_DAY = 86_400
A_WEEK = 7 * A_DAY
MOST_WEEKS, FEWEST_WEEKS = 8, 4
SILENT_DAYS = 14  # as long as an issue is called stuck
MOST_YEARS = 3
HORIZON = MOST_YEARS * 52  # weeks
RUNS = 600
LOW, HIGH = 0.1, 0.9
SEED = 1979
TOO_UNEVEN = "Too uneven in the last {} weeks"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The days between which nothing may be left any more, or why none are named."""

    first: date | None = None
    last: date | None = None
    reason: str = ""
    is_done: bool = False
    made_in: int = 0  # the year in which it is read: it is left out of the words

    @property
    def has_date(self) -> bool:
        """Are there days to show?"""
        return self.last is not None

    @property
    def words(self) -> str:
        """“18 Jan – 9 Mar”, “Done”, or “No date”; the reason stands beside."""
        return " – ".join(self.parts)

    @property
    def parts(self) -> tuple[str, ...]:
        """The same without the dash: each day is a part that no line may break."""
        if self.first is None or self.last is None:
            return ("Done" if self.is_done else "No date",)
        year = "" if self.last.year == self.made_in else f" {self.last.year}"
        if self.first == self.last:
            return (f"{self.last:%-d %b}{year}",)
        earlier = "" if self.first.year == self.last.year else f" {self.first.year}"
        return f"{self.first:%-d %b}{earlier}", f"{self.last:%-d %b}{year or (earlier and f' {self.last.year}')}"


def of_steps(times: Sequence[int], counts: Sequence[int], now: int) -> Forecast:
    """The forecast at a moment for a count that holds from each time until the next one. The times must not go back."""
    end = bisect_right(times, now)
    start = next((place for place in range(end) if counts[place]), end)  # data begin with what is first counted
    times, counts = times[start:end], counts[start:end]
    if not times:
        return Forecast(reason="Nothing was ever counted")
    left = counts[-1]
    if not left:
        return Forecast(is_done=True)
    weeks = min((now - times[0]) // A_WEEK, MOST_WEEKS)
    if weeks < FEWEST_WEEKS:
        return Forecast(reason=f"Fewer than {FEWEST_WEEKS} weeks of data")
    levels = [_at(times, counts, now - week * A_WEEK) for week in range(weeks, -1, -1)]
    nets = tuple(after - before for before, after in pairwise(levels))
    if reason := _refusal(nets, _silent_days(times, counts, now)):
        return Forecast(reason=reason)
    first, last = _ends(left, nets)
    if last is None or first is None:
        return Forecast(reason=TOO_UNEVEN.format(weeks) if any(net > 0 for net in nets) else f"More than {MOST_YEARS} years at this pace")
    today = datetime.fromtimestamp(now, UTC)
    return Forecast(_day(today, first), _day(today, last), made_in=today.year)


def _day(today: datetime, weeks: float) -> date:
    return (today + timedelta(weeks=weeks)).date()


def _at(times: Sequence[int], counts: Sequence[int], moment: int) -> int:
    place = bisect_right(times, moment) - 1
    return counts[place] if place >= 0 else 0


def _silent_days(times: Sequence[int], counts: Sequence[int], now: int) -> int | None:
    """Whole days since the count fell, None if it never did."""
    for place in range(len(times) - 1, 0, -1):
        if counts[place] < counts[place - 1]:
            return (now - times[place]) // A_DAY
    return None


def _refusal(nets: Sequence[int], silent: int | None) -> str:
    """Why a range would be a guess, "" if it would not."""
    rose, fell = sum(net > 0 for net in nets), sum(net < 0 for net in nets)
    if rose and sum(nets) >= 0:
        return f"Rose in {rose} of the last {len(nets)} weeks" if rose > 1 else f"More added than removed in {len(nets)} weeks"
    if silent is None:
        return "Nothing was ever removed"
    if silent >= SILENT_DAYS:
        return f"Nothing removed for {silent:,} days"
    return f"Fell in only {fell} of the last {len(nets)} weeks" if fell < 2 else ""


@lru_cache(maxsize=2_000)
def _ends(left: int, nets: tuple[int, ...]) -> tuple[float | None, float | None]:
    """After how many weeks the runs at both percentiles have nothing left; None for one that is beyond the horizon."""
    random = Random(SEED)  # noqa: S311 - nothing is secret here, and the same numbers have to give the same range
    size = len(nets)
    mean = sum(nets) / size
    known = [mean + (net - mean) * (size / (size - 1)) ** 0.5 for net in nets]
    runs = sorted(_run(left, random.choices(known, k=size), random) for _ in range(RUNS))
    low, high = runs[int(RUNS * LOW)], runs[min(int(RUNS * HIGH), RUNS - 1)]
    return (None if low > HORIZON else low), (None if high > HORIZON else high)


def _run(left: int, pace: Sequence[float], random: Random) -> float:
    """The weeks until nothing is left at a pace, more than the horizon if that is not reached."""
    before = float(left)
    weeks = min(max(int(-2 * left * len(pace) / total), 8), HORIZON) if (total := sum(pace)) < 0 else HORIZON
    done = 0
    while done < HORIZON:
        drawn = random.choices(pace, k=min(weeks, HORIZON - done))
        for week, level in enumerate(accumulate(drawn, initial=before)):
            if level <= 0:
                fell = drawn[week - 1]
                return done + week - level / fell
        before += sum(drawn)
        done += len(drawn)
    return HORIZON + 1.0
