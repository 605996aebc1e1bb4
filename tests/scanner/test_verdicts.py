"""One small series for each rule: T true, F false, ? unknown, n subject not found; one letter a commit."""

import itertools

import pytest

from scanner.durations import in_words
from scanner.roll_ups import roll_up
from scanner.verdicts import (
    GRACE_COMMITS,
    ClaimHistory,
    Holds,
    Nature,
    Segment,
    Shade,
    State,
    Turn,
    Verdict,
    grace_end,
    judge,
    never_held,
    segments,
    tick_at,
    verdict_at,
)

HOUR = 3600
LETTERS = {"T": Holds.TRUE, "F": Holds.FALSE, "?": Holds.UNKNOWN, "n": Holds.NO_SUBJECT}
LATER = "F" * 30  # hours: longer than the grace


def claim(series: str, *ticks: int, nature: Nature = Nature.STATE, unreadable: int = 0, **more) -> ClaimHistory:
    turns = [Turn(place, LETTERS[letter], unreadable) for place, letter in enumerate(series) if series[place - 1 : place] != letter]
    return ClaimHistory(nature, tuple(turns), 0, ticks, **more)


def hours(count: int) -> list[int]:
    return [place * HOUR for place in range(count)]


def judged(series: str, *ticks: int, **more):
    return judge(claim(series, *ticks, **more), hours(len(series)), len(series) - 1)


def event(series: str, *ticks: int, **more):
    return judged(series, *ticks, nature=Nature.EVENT, **more)


def test_ticked_and_true_is_supported():
    one = judged("FTTT", 1)
    assert (one.state, one.verdict, one.words, one.on_front_page) == (State.SUPPORTED, Verdict.SUPPORTED, "supported", True)


def test_ticked_and_false_at_every_commit_since_is_contradicted():
    one = judged("FFF" + LATER, 1, is_confirmed=True)
    assert (one.state, one.verdict, one.on_front_page) == (State.CONTRADICTED, Verdict.CONTRADICTED, True)
    assert one.edges == ()


def test_ticked_false_and_later_true_is_early_by_the_time_between():
    series = claim("FFT", 1)
    one = judge(series, [0, 1000, 1046], 2)
    assert (one.state, one.words, one.verdict) == (State.EARLY, "early by 46 s", Verdict.SUPPORTED)
    assert judge(series, [0, 1000, 1000 + 54 * 60], 2).words == "early by 54 min"


def test_a_clock_that_went_backwards_counts_commits():
    assert judge(claim("FFFT", 1), [0, 1000, 990, 900], 3).words == "early by 2 commits"


def test_ticked_true_and_later_false_came_back():
    one = judged("FTTF", 1, is_precise=True)
    assert (one.state, one.verdict, one.words, one.on_front_page) == (State.CAME_BACK, Verdict.CONTRADICTED, "came back", True)
    assert one.edges == (Turn(1, Holds.TRUE), Turn(3, Holds.FALSE))


def test_early_and_then_false_again_came_back():
    assert judged("FFTTFF", 1).state is State.CAME_BACK


def test_a_file_that_flaps_has_every_edge_and_the_state_of_now():
    there_again = judged("FFTFTFTF", 1)
    assert there_again.state is State.CAME_BACK
    assert [turn.place for turn in there_again.edges] == [2, 3, 4, 5, 6, 7]
    assert judged("FTFTFT", 1).state is State.SUPPORTED


@pytest.mark.parametrize("series", ["".join(letters) for letters in itertools.product("TF", repeat=5)])
@pytest.mark.parametrize("tick", range(5))
def test_every_short_series_has_the_state_that_its_letters_spell(series, tick):
    since, true_before = series[tick:], "T" in series[: tick + 1]
    if series[-1] == "T":
        state, happened = (State.SUPPORTED if since[0] == "T" else State.EARLY), State.SUPPORTED if true_before else State.EARLY
    else:
        state, happened = (State.CAME_BACK if "T" in since else State.CONTRADICTED), State.SUPERSEDED
    assert judged(series, tick).state is state
    assert event(series, tick).state is (happened if "T" in series else State.CONTRADICTED)
    stretches = segments(claim(series, tick), 4)
    letters = {Shade.NOT_TICKED: "-", Shade.TRUE: "T", Shade.NOT_TRUE: "F"}
    drawn = "".join(letters[one.shade] * (one.end - one.start) for one in stretches)
    assert drawn == "-" * tick + since


def test_open_and_true_is_ready_to_tick_and_never_an_accusation():
    one = judged("FFT")
    assert (one.state, one.words, one.verdict, one.on_front_page) == (State.READY, "ready to tick", Verdict.SUPPORTED, False)


def test_open_and_false_is_open():
    one = judged("TFF")
    assert (one.state, one.verdict) == (State.OPEN, Verdict.CONTRADICTED)


@pytest.mark.parametrize("more", [{"is_checkable": False}, {"denies_itself": True}, {"counts_places": True, "unreadable": 1}])
def test_open_is_only_ready_when_the_answer_is_sure(more):
    assert judged("TTT", **more).state is State.OPEN


def test_a_subject_that_was_never_there_gets_no_verdict():
    one = judged("nnn" + "n" * 30, 1, is_confirmed=True)
    assert (one.state, one.verdict) == (State.NO_SUBJECT, Verdict.NOT_CHECKABLE)


@pytest.mark.parametrize("series", ["F??", "T??", "???"])
def test_what_is_unknown_now_is_not_checkable(series):
    assert (judged(series, 0).state, judged(series, 0).verdict) == (State.NOT_CHECKABLE, Verdict.NOT_CHECKABLE)


def test_a_claim_without_a_question_is_not_checkable_whatever_the_code_says():
    assert judged("F" + LATER, 0, is_checkable=False).state is State.NOT_CHECKABLE


def test_a_tick_that_denies_itself_is_not_judged():
    one = judged("FFF" + LATER, 1, denies_itself=True, is_confirmed=True)
    assert (one.state, one.verdict, one.words) == (State.DENIED, Verdict.NOT_CHECKABLE, "text says otherwise")


def test_an_event_that_was_true_and_went_away_later_is_superseded():
    one = event("FTT" + LATER, 1, is_confirmed=True)
    assert (one.state, one.verdict) == (State.SUPERSEDED, Verdict.CONTRADICTED)


def test_an_event_that_was_late_and_went_away_again_is_superseded():
    assert event("FFTF" + LATER, 1).state is State.SUPERSEDED


def test_an_event_that_was_over_before_its_tick_is_superseded():
    assert event("TFF" + LATER, 1, is_confirmed=True).state is State.SUPERSEDED


def test_an_event_that_never_happened_is_contradicted():
    assert event("FFF" + LATER, 1, is_confirmed=True).state is State.CONTRADICTED


def test_an_event_that_happened_after_the_tick_is_early_and_one_from_before_is_not():
    assert event("FFT", 1).state is State.EARLY
    assert event("TFT", 1).state is State.SUPPORTED


def test_a_state_that_was_true_before_its_tick_only_is_contradicted():
    assert judged("TFF" + LATER, 1).state is State.CONTRADICTED


def test_the_grace_ends_with_the_later_of_a_day_and_five_commits():
    busy = [place * 60 for place in range(2000)]
    slow = [place * 10 * 24 * HOUR for place in range(20)]
    assert grace_end(0, busy, 1999) == 24 * 60 + 1
    assert grace_end(3, slow, 19) == 3 + GRACE_COMMITS + 1
    assert grace_end(0, busy, 1440) is None
    assert grace_end(3, slow, 8) is None


def test_a_tick_whose_time_is_in_the_future_stays_in_its_grace():
    assert grace_end(0, [10**10, *hours(50)], 50) is None


def test_nothing_is_held_against_a_tick_in_its_grace():
    one = judged("FFFF", 1, is_confirmed=True)
    assert (one.state, one.in_grace, one.on_front_page) == (State.CONTRADICTED, True, False)
    assert not judged("FF" + LATER, 1, is_confirmed=True).in_grace


def test_tick_and_code_in_the_other_order_by_a_merge_is_early_and_no_contradiction():
    reordered = claim("FFT" + "T" * 30, 1, is_confirmed=True)
    times = [0, 1000, 1003, *(2000 + place * HOUR for place in range(30))]
    assert judge(reordered, times, 32).words == "early by 3 s"
    assert not judge(reordered, times, 1).on_front_page
    assert judged("FT" + "T" * 30, 2).state is State.SUPPORTED


def test_what_was_true_on_the_branch_of_the_tick_is_not_false_at_the_tick():
    merged_apart = judged("FFFT", 1, on_branch=Holds.TRUE)
    assert merged_apart.state is State.SUPPORTED
    lost_by_the_merge = judged("FFF" + LATER, 1, on_branch=Holds.TRUE, is_confirmed=True)
    assert lost_by_the_merge.state is State.CAME_BACK
    assert event("FF" + LATER, 1, on_branch=Holds.TRUE).state is State.SUPERSEDED
    assert judged("FF" + LATER, 1, on_branch=Holds.FALSE, is_confirmed=True).on_front_page
    assert not judged("FF" + LATER, 1, on_branch=Holds.UNKNOWN, is_confirmed=True).on_front_page


def test_a_contradiction_on_a_front_page_needs_a_sure_reading():
    assert not judged("FF" + LATER, 1).on_front_page
    assert judged("FF" + LATER, 1, is_precise=True).on_front_page
    assert not judged("FTF" + LATER, 1).on_front_page


def test_a_contradiction_on_a_front_page_was_false_at_the_tick_and_behind_the_grace():
    unknown_at_the_tick = judged("??F" + LATER, 1, is_confirmed=True)
    assert (unknown_at_the_tick.state, unknown_at_the_tick.on_front_page) == (State.CONTRADICTED, False)
    unknown_behind_the_grace = judged("FF" + "F" * 23 + "?" + "F" * 5, 0, is_confirmed=True)
    assert (unknown_behind_the_grace.state, unknown_behind_the_grace.on_front_page) == (State.CONTRADICTED, False)


def test_unreadable_files_withhold_supported_from_claims_that_count_places():
    one = judged("FTT", 1, counts_places=True, unreadable=14)
    assert (one.state, one.verdict, one.words) == (State.NOT_CHECKABLE, Verdict.NOT_CHECKABLE, "supported, 14 unreadable")


def test_unreadable_files_change_nothing_for_a_path_nor_for_what_is_false():
    assert judged("FTT", 1, unreadable=14).words == "supported"
    assert judged("FF" + LATER, 1, counts_places=True, unreadable=14).state is State.CONTRADICTED


def test_the_verdict_is_of_that_commit_alone():
    series = claim("TFT?n", 2)
    assert [verdict_at(series, place) for place in range(5)] == [
        Verdict.SUPPORTED,
        Verdict.CONTRADICTED,
        Verdict.SUPPORTED,
        Verdict.NOT_CHECKABLE,
        Verdict.NOT_CHECKABLE,
    ]


def test_any_commit_is_judged_without_what_came_after_it():
    series = claim("FFTF", 1)
    assert [judge(series, hours(4), place).state for place in range(4)] == [
        State.OPEN,
        State.CONTRADICTED,
        State.EARLY,
        State.CAME_BACK,
    ]


def test_an_item_that_was_unticked_is_judged_from_its_second_tick():
    series = claim("FFFFTT", 1, 4, unticks=(2,))
    assert [tick_at(series, place) for place in range(6)] == [None, 1, None, None, 4, 4]
    assert judge(series, hours(6), 3).state is State.OPEN
    assert judge(series, hours(6), 5).state is State.SUPPORTED


def test_before_the_first_answer_all_is_unknown():
    late = ClaimHistory(Nature.STATE, (Turn(3, Holds.TRUE),), 0, (1,))
    assert judge(late, hours(5), 2).state is State.NOT_CHECKABLE
    assert judge(late, hours(5), 4).state is State.SUPPORTED


def test_the_strip_has_a_stretch_for_each_kind_and_no_two_equal_ones_in_a_row():
    assert segments(claim("TFFTTF?T", 2), 7) == [
        Segment(0, 2, Shade.NOT_TICKED),
        Segment(2, 3, Shade.NOT_TRUE),
        Segment(3, 5, Shade.TRUE),
        Segment(5, 6, Shade.NOT_TRUE),
        Segment(6, 7, Shade.UNKNOWN),
        Segment(7, 8, Shade.TRUE),
    ]


def test_the_strip_begins_where_the_item_does_and_ends_at_the_commit_shown():
    series = ClaimHistory(Nature.STATE, (Turn(0, Holds.TRUE), Turn(5, Holds.FALSE)), 2, (2,), (4,))
    assert segments(series, 6) == [Segment(2, 4, Shade.TRUE), Segment(4, 7, Shade.NOT_TICKED)]
    assert segments(series, 2) == [Segment(2, 3, Shade.TRUE)]
    assert segments(series, 1) == []


def test_the_strip_of_a_claim_without_a_question_is_hollow():
    assert segments(claim("FFT", 1, is_checkable=False), 2) == [Segment(0, 1, Shade.NOT_TICKED), Segment(1, 3, Shade.UNKNOWN)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (46, "46 s"),
        (119, "119 s"),
        (120, "2 min"),
        (54 * 60 + 59, "54 min"),
        (7064, "117 min"),
        (7200, "2 h"),
        (2 * 86_400 - 1, "47 h"),
        (2 * 86_400, "2 days"),
        (3 * 86_400 + 5, "3 days"),
        (2000 * 86_400, "2,000 days"),
        (-5, "0 s"),
    ],
)
def test_durations_read_as_people_say_them(seconds, words):
    assert in_words(seconds) == words


def test_one_commit_is_one():
    assert in_words(-5, 1) == "1 commit"


def test_a_phase_is_as_good_as_its_worst_judged_item():
    phase = roll_up([State.SUPPORTED, State.CONTRADICTED, *[State.NOT_CHECKABLE] * 5])
    assert (phase.verdict, phase.worst, phase.words) == (Verdict.CONTRADICTED, State.CONTRADICTED, "2 of 7 judged, 1 contradicted")


def test_what_came_back_speaks_against_a_phase_and_what_was_overtaken_does_not():
    assert roll_up([State.SUPPORTED, State.CAME_BACK]).words == "2 of 2 judged, 1 came back"
    assert roll_up([State.SUPPORTED, State.CAME_BACK]).verdict is Verdict.CONTRADICTED
    assert roll_up([State.SUPERSEDED, State.EARLY, State.SUPPORTED]).verdict is Verdict.SUPPORTED


@pytest.mark.parametrize("states", [[], [State.OPEN, State.READY], [State.NOT_CHECKABLE, State.NO_SUBJECT, State.DENIED]])
def test_a_phase_without_judged_items_is_not_checkable(states):
    phase = roll_up(states)
    assert (phase.verdict, phase.worst, phase.words) == (Verdict.NOT_CHECKABLE, None, f"0 of {len(states)} judged")


# Ticks of which nobody knows the moment


@pytest.mark.parametrize(
    ("series", "since", "expected"),
    [
        ("FFF" + LATER, 0, True),
        ("TTT" + LATER, 3, True),  # true before the document was begun
        ("TTT" + LATER, 1, False),  # true after it: it may have been ticked then
        ("???" + LATER, 1, True),  # at no time true
        (LATER + "F?", 0, False),  # no answer now
        (LATER + "T", 0, False),
        ("?" * 30 + "FFF", 0, False),  # false for less than the grace
        ("F" * 10, 0, False),  # the document is younger than the grace
        (LATER + "T" + "F" * 10, 40, False),
    ],
)
def test_a_tick_without_a_date_is_denied_if_it_was_never_true_since_its_document_began(series, since, expected):
    history = claim(series, len(series) - 1, is_confirmed=True)
    assert never_held(history, min(since, len(series) - 1), hours(len(series)), len(series) - 1) is expected


def test_without_a_sure_question_nothing_is_denied():
    series = "FFF" + LATER
    assert not never_held(claim(series, 2), 0, hours(len(series)), len(series) - 1)
    assert never_held(claim(series, 2, is_precise=True), 0, hours(len(series)), len(series) - 1)
