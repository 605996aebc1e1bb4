"""Forecasts of generated series whose end is known, and the series of which none is made."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from random import Random

import pytest

from tracker import forecast
from tracker.forecast import A_DAY, A_WEEK, Forecast

START = int(datetime(2025, 9, 1, tzinfo=UTC).timestamp())


def at_weeks(counts: Sequence[int], *, days_after: int = 0) -> Forecast:
    """The forecast behind one count a week, so many days after the last."""
    times = [START + week * A_WEEK for week in range(len(counts))]
    return forecast.of_steps(times, counts, times[-1] + days_after * A_DAY)


def test_a_steady_fall_ends_when_it_has_always_fallen_so():
    found = at_weeks([100, 90, 80, 70, 60])
    assert (found.first, found.last) == (date(2025, 11, 10), date(2025, 11, 10))
    assert (found.words, found.reason) == ("10 Nov", "")


def test_the_end_within_a_week_is_told_by_the_day():
    found = at_weeks([95, 85, 75, 65, 55])
    assert found.first == found.last == date(2025, 11, 6)  # 5.5 weeks after 29 September, rounded down to its day


def test_the_same_numbers_give_the_same_range():
    counts = [150, 141, 139, 128, 121, 112, 108, 99, 90]
    assert at_weeks(counts) == at_weeks(list(counts))
    forecast._ends.cache_clear()
    first = at_weeks(counts)
    forecast._ends.cache_clear()
    assert at_weeks(counts) == first
    assert first.first < first.last


def generated(seed: int, slope: float, noise: float, start: int) -> list[int]:
    random = Random(seed)
    counts = [start]
    while counts[-1] > 0 and len(counts) < 400:
        counts.append(max(0, round(counts[-1] + random.gauss(slope, noise))))
    return counts


@pytest.mark.parametrize(("slope", "noise", "start"), [(-8, 4, 214), (-8, 8, 214), (-5, 3, 140), (-10, 6, 200), (-3, 2, 124)])
def test_four_of_five_ranges_hold_the_day_on_which_a_noisy_fall_ends(slope: float, noise: float, start: int):
    early = late = shown = 0
    for seed in range(200):
        counts = generated(seed, slope, noise, start)
        found = at_weeks(counts[: forecast.MOST_WEEKS + 1])
        if found.first is None or found.last is None:
            continue
        shown += 1
        end = START + (len(counts) - 1) * A_WEEK  # nothing is left some time in the week before this moment
        early += datetime.fromtimestamp(end, UTC).date() < found.first
        late += datetime.fromtimestamp(end - A_WEEK, UTC).date() > found.last
    assert shown >= 160
    assert 0.72 <= 1 - (early + late) / shown <= 0.9
    assert max(early, late) <= 0.18 * shown  # it errs to both sides alike


def test_more_noise_gives_a_wider_range():
    def width(noise: float) -> int:
        found = at_weeks(generated(3, -8, noise, 200)[:9])
        return (found.last - found.first).days

    assert width(1) < width(4)


@pytest.mark.parametrize(
    ("counts", "days_after", "reason"),
    [
        ([100, 90, 80], 0, "Fewer than 4 weeks of data"),
        ([0, 0, 0, 0, 0, 0, 0, 40, 30], 0, "Fewer than 4 weeks of data"),
        ([10, 20, 30, 40, 50, 60, 70, 65, 60], 0, "Rose in 6 of the last 8 weeks"),
        ([50, 40, 100, 95, 90, 85, 80, 75, 70], 0, "More added than removed in 8 weeks"),
        ([100, 90, 80, 70, 60, 50], 19, "Nothing removed for 19 days"),
        ([60, 60, 60, 60, 60, 60], 0, "Nothing was ever removed"),
        ([100, 100, 100, 100, 100, 100, 100, 100, 40], 0, "Fell in only 1 of the last 8 weeks"),
        ([60, 40, 61, 43, 62, 41, 60, 44, 59], 0, "Too uneven in the last 8 weeks"),
        ([2000, 2000, 1999, 1999, 1998, 1998, 1997, 1997, 1996], 0, "More than 3 years at this pace"),
        ([0, 0, 0, 0, 0], 0, "Nothing was ever counted"),
        ([], 0, "Nothing was ever counted"),
    ],
)
def test_where_a_date_would_be_a_guess_the_reason_stands_instead(counts: list[int], days_after: int, reason: str):
    found = at_weeks(counts, days_after=days_after) if counts else forecast.of_steps([], [], START)
    assert (found.words, found.reason, found.has_date, found.is_done) == ("No date", reason, False, False)


def test_a_step_at_the_end_of_a_fall_moves_the_range_and_widens_it():
    steady, stepped = at_weeks([100, 95, 90, 85, 80, 75, 70, 65, 60]), at_weeks([130, 125, 120, 115, 110, 105, 100, 65, 60])
    assert stepped.first < steady.first
    assert stepped.last - stepped.first > steady.last - steady.first


def test_what_is_done_needs_no_date():
    found = at_weeks([30, 20, 10, 0, 0, 0])
    assert (found.words, found.reason, found.is_done) == ("Done", "", True)


def test_what_came_later_does_not_change_an_earlier_forecast():
    times = [START + week * A_WEEK for week in range(12)]
    counts = [100, 92, 85, 76, 70, 61, 55, 46, 40, 200, 300, 0]
    assert forecast.of_steps(times, counts, times[8]) == forecast.of_steps(times[:9], counts[:9], times[8])


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 1, 18), date(2026, 3, 9), "18 Jan – 9 Mar"),
        (date(2027, 1, 18), date(2027, 3, 9), "18 Jan – 9 Mar 2027"),
        (date(2026, 12, 18), date(2027, 3, 9), "18 Dec 2026 – 9 Mar 2027"),
        (date(2025, 12, 18), date(2026, 3, 9), "18 Dec 2025 – 9 Mar 2026"),
        (date(2026, 1, 18), date(2026, 1, 18), "18 Jan"),
    ],
)
def test_a_range_names_the_year_where_it_is_not_this_one(first: date, last: date, words: str):
    assert Forecast(first, last, made_in=2026).words == words
