"""Burn-down arithmetic."""

import random

import pytest

from tracker.burndown import ChangePoint, Columns, columns, deltas, expand, monotone, outlines, place_at, weeks

A_DAY = 86_400


def test_a_count_holds_until_the_next_change_point() -> None:
    counts = expand([ChangePoint(1, "production", 5), ChangePoint(3, "production", 2)], ["production"], 5)
    assert counts == {"production": [0, 5, 5, 2, 2]}


def test_a_series_without_points_is_0_everywhere() -> None:
    assert expand([], ["script"], 3) == {"script": [0, 0, 0]}


def test_a_series_may_change_at_the_first_and_at_the_last_place() -> None:
    counts = expand([ChangePoint(0, "a", 3), ChangePoint(2, "a", 1)], ["a"], 3)
    assert counts == {"a": [3, 3, 1]}


def test_points_in_any_order_give_the_same_series() -> None:
    points = [ChangePoint(0, "a", 3), ChangePoint(2, "a", 1), ChangePoint(4, "a", 9)]
    assert expand(points, ["a"], 6) == expand(reversed(points), ["a"], 6)


def test_a_short_line_is_sent_whole() -> None:
    shown = columns({"a": [3, 2, 2]}, [10, 20, 30])
    assert shown == Columns((0, 1, 2), (10, 20, 30), {"a": (3, 2, 2)})


def test_a_line_of_the_most_columns_is_sent_whole() -> None:
    assert len(columns({"a": list(range(1_200))}, range(1_200)).places) == 1_200


def test_a_range_begins_at_its_first_place() -> None:
    assert columns({"a": [3, 2, 1]}, [10, 20, 30], first=1).x == (20, 30)


@pytest.mark.parametrize("length", [1_201, 4_000, 13_715])
def test_a_long_line_keeps_its_extremes_its_ends_and_the_limit(length: int) -> None:
    chance = random.Random(length)
    counts = {"a": [chance.randint(10, 90) for _ in range(length)], "b": [chance.randint(10, 90) for _ in range(length)]}
    counts["a"][777], counts["b"][778] = 500, 0
    counts["a"][778] = 0
    shown = columns(counts, [place * 61 for place in range(length)])
    assert len(shown.places) <= 1_200
    assert shown.places[0] == 0 and shown.places[-1] == length - 1
    assert {777, 778} <= set(shown.places)
    assert max(shown.totals()) == 500 + counts["b"][777]
    assert min(shown.totals()) == 0


def test_all_series_of_a_thinned_line_share_one_x_and_hold_true_counts() -> None:
    counts = {"a": list(range(5_000)), "b": list(range(5_000, 0, -1))}
    shown = columns(counts, range(5_000), most=100)
    assert len({len(shown.x), *map(len, shown.counts.values())}) == 1
    assert all(shown.counts[name][index] == counts[name][place] for name in counts for index, place in enumerate(shown.places))


def test_a_line_of_one_moment_is_thinned_too() -> None:
    shown = columns({"a": [place % 7 for place in range(3_000)]}, [5] * 3_000)
    assert shown.places[0] == 0 and shown.places[-1] == 2_999
    assert max(shown.totals()) == 6


def test_series_that_are_always_0_are_left_out() -> None:
    assert list(columns({"a": [0, 0], "b": [0, 1]}, [1, 2]).without_empty().counts) == ["b"]


def test_no_series_at_all_has_totals_of_0() -> None:
    assert columns({}, [1, 2]).totals() == (0, 0)


def test_times_in_order_stay_as_they_are() -> None:
    assert monotone([1, 2, 2, 9]) == [1, 2, 2, 9]


def test_one_commit_from_the_future_moves_only_itself() -> None:
    assert monotone([10, 20, 9_999, 30, 40]) == [10, 20, 20, 30, 40]


def test_one_commit_from_1970_moves_only_itself() -> None:
    assert monotone([10, 20, 0, 30, 40]) == [10, 20, 20, 30, 40]


def test_a_wrong_first_time_takes_the_first_right_one() -> None:
    assert monotone([9_999, 20, 30]) == [20, 20, 30]


def test_no_times_are_no_times() -> None:
    assert monotone([]) == []


def test_monotone_times_never_go_back() -> None:
    chance = random.Random(7)
    times = monotone([chance.randint(0, 1_000) for _ in range(2_000)])
    assert times == sorted(times)


def test_a_moment_has_the_last_place_that_is_not_later() -> None:
    assert [place_at([10, 20, 20, 30], moment) for moment in (9, 10, 20, 29, 99)] == [-1, 0, 2, 2, 3]


def test_deltas_begin_with_the_value_itself() -> None:
    assert deltas([100, 105, 105, 103]) == [100, 5, 0, -2]
    assert deltas([]) == []


def test_a_week_begins_on_monday_and_ends_with_its_last_commit() -> None:
    sunday, monday = 3 * A_DAY + 80_000, 4 * A_DAY  # 4 and 5 January 1970
    found = weeks([0, sunday, monday, monday + 5])
    assert [(week.monday.isoformat()[:10], week.place) for week in found] == [("1969-12-29", 1), ("1970-01-05", 3)]


def test_an_outline_steps_at_each_change_and_closes_along_the_area_below() -> None:
    shown = Columns((0, 1, 2), (0, 50, 100), {"a": (2, 1, 1), "b": (2, 2, 0)})
    first, second = outlines(shown, 100, 40)
    assert (first.series, first.path) == ("a", "M0 20L50 20L50 30L100 30L100 40L0 40Z")
    assert second.path == "M0 0L50 0L50 10L100 10L100 30L100 30L100 30L50 30L50 20L0 20Z"


def test_one_column_is_drawn_over_the_whole_width() -> None:
    assert outlines(Columns((0,), (7,), {"a": (3,)}), 100, 40)[0].path == "M0 0L100 0L100 40L0 40Z"
