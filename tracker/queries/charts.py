"""The burn-down chart of an issue: what its script draws, and the same as a table and a drawing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.safestring import SafeString

from tracker import burndown
from tracker.queries import chart_flags, drawing_data, forecasts, ledger_curves
from tracker.queries.ledger_curves import Flag, Lane
from tracker.queries.ledgers import Ledger
from tracker.queries.series import CATEGORY_OF, CYCLES, INTENDED, LEFT, RULE_NAMES, SHORT_NAMES, UNREADABLE, WAIVED, History
from tracker.queries.stacks import BY_CATEGORY, Stack, Stacking

RANGES = {"30": "30 d", "90": "90 d", "all": "All"}
AXES = {"date": "Date", "commit": "Commit"}
SHA_DIGITS = 12
APART, WAITING = "apart", "waived"
NO_AIM = forecasts.Aim()
#: Word behind a number, title; other choices of the switch count what is there, under the rule's name.
WORDS = {
    "left": ("left", "What is left"),
    APART: ("set apart", "Set apart: intended, or ignored by a marker"),
    WAITING: ("waived", "Waived: not counted for now"),
}
DRAWN_COLUMNS, DRAWN_WIDTH, DRAWN_HEIGHT = 200, 800, 260


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a switch."""

    value: str
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Key:
    """One colour of the stack, with its newest count."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week in the table: its last commit, the count of each category, all together."""

    monday: datetime
    oid: str
    counts: tuple[int, ...]
    total: int
    ticked: int | None
    measured: int | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the chart's card shows."""

    title: str
    word: str
    rules: list[Choice]
    stacks: list[Choice]
    ranges: list[Choice]
    axes: list[Choice]
    legend: list[Key]
    sentence: str
    weeks: list[WeekRow]
    drawing: list[burndown.Outline]
    data: dict[str, object]
    total: int
    change: int
    is_partial: bool
    has_unreadable: bool
    apart: int  # places that no other series holds
    flags: list[Flag]
    lane: Lane | None  # ticked against measured
    future: forecasts.Future | None

    @property
    def script(self) -> SafeString:
        """What the script draws, as the page hands it over."""
        return drawing_data.script(self.data)


def of_history(
    history: History,
    wanted: Mapping[str, str],
    *,
    tracked: Collection[str],
    opened_on: date | None,
    now: datetime,
    ledger: Ledger | None = None,
    aim: forecasts.Aim = NO_AIM,
    stacking: Stacking = BY_CATEGORY,
) -> Chart | None:
    """The chart that the address asks for, of one of the rules that are tracked; what it does not know is as if it were not there."""
    if not history.line.numbers:
        return None
    names, shown = _names(history, tracked), shown_of(history, tracked, wanted)
    axis, span = _known(wanted, "axis", AXES, "date"), _known(wanted, "range", RANGES, "all")
    first = max(history.first, _first_place(history, span, now))
    counts, key_names = _series(history, shown, stacking.stack)
    x = history.line.times if axis == "date" else range(len(history.line.numbers))
    columns = burndown.columns(counts, x, first=first, most=drawing_data.most_columns(counts)).without_empty()
    unreadable = _total(history.counts([UNREADABLE]), len(history.line.numbers))
    totals = columns.totals()
    word, title = WORDS.get(shown, ("there", RULE_NAMES.get(shown, "")))
    flags = chart_flags.of_history(history, first, opened_on, ledger, rules_of(history, shown))
    curves = ledger_curves.curves(ledger, history, opened_on) if ledger is not None and not history.first else None
    lane = curves.at(columns.places, columns.x, history) if curves is not None else None
    future = forecasts.future(history, first, aim, opened_on) if (shown, axis) == ("left", "date") else None
    return Chart(
        title=title,
        word=word,
        rules=_choices(names, shown),
        stacks=_choices(stacking.offered, stacking.by),
        ranges=_choices(RANGES, span),
        axes=_choices(AXES, axis),
        legend=[Key(name, key_names[name], series[-1]) for name, series in columns.counts.items()],
        sentence=_sentence(history, columns, word, stacking.by) + (f" {future.sentence}" if future else ""),
        weeks=_weeks(history, columns, counts, first, curves),
        drawing=_drawing(columns),
        data=_data(history, columns, axis, word, key_names)
        | _lanes(lane, [unreadable[place] for place in columns.places] if any(unreadable[first:]) else None)
        | _marks(flags, x, future),
        total=totals[-1],
        change=totals[-1] - totals[-2] if len(totals) > 1 else 0,
        is_partial=history.first > 0,
        has_unreadable=any(unreadable[first:]),
        apart=sum(map(history.now, history.apart())),
        flags=flags,
        lane=lane,
        future=future,
    )


def _series(history: History, shown: str, stack: Stack | None) -> tuple[Mapping[str, list[int]], Mapping[str, str]]:
    """The counts and the names of what is stacked."""
    if stack is not None:
        return stack.counts, stack.names
    return _by_key(history.counts(rules_of(history, shown))), NAME_OF_KEY


def _marks(flags: Collection[Flag], x: Sequence[int], future: forecasts.Future | None) -> dict[str, object]:
    return {"flags": [{"x": x[one.place], "label": one.label, "bad": one.is_bad} for one in flags], "future": future and future.data}


def _known(wanted: Mapping[str, str], name: str, choices: Collection[str], otherwise: str) -> str:
    return wanted.get(name, "") if wanted.get(name) in choices else otherwise


def _data(history: History, columns: burndown.Columns, axis: str, word: str, names: Mapping[str, str]) -> dict[str, object]:
    """What the script draws of the columns."""
    return {
        "axis": axis,
        "word": word,
        "x": burndown.deltas(columns.x),
        "times": burndown.deltas([history.line.times[place] for place in columns.places]) if axis == "commit" else None,
        "shas": [history.line.oids[place][:SHA_DIGITS] for place in columns.places],
        "series": [{"key": name, "name": names[name], "y": series} for name, series in columns.counts.items()],
        "partial": history.first > 0,
    }


def _drawing(columns: burndown.Columns) -> list[burndown.Outline]:
    small = burndown.columns(columns.counts, columns.x, most=DRAWN_COLUMNS)
    return burndown.outlines(small, DRAWN_WIDTH, DRAWN_HEIGHT)


def _lanes(lane: Lane | None, unreadable: list[int] | None) -> dict[str, object]:
    return {"unreadable": unreadable, "ticked": lane and lane.ticked, "measured": lane and lane.measured}


NAME_OF_KEY = {category.key: category.name for category in reversed(CATEGORY_OF.values())} | {"rest": "Other files"}


def _names(history: History, tracked: Collection[str]) -> dict[str, str]:
    """What the switch offers: all that is left, each rule of the issue, and what is set apart."""
    found = {*tracked, *history.rules()} - {UNREADABLE, CYCLES}
    several = len(found & set(LEFT)) > 1
    names = {rule: name for rule, name in SHORT_NAMES.items() if rule in found and (rule not in LEFT or several)}
    apart = ({APART: "Set apart"} if history.apart() else {}) | ({WAITING: "Waived"} if history.apart(WAIVED) else {})
    return ({"left": "Left"} if found & set(LEFT) or not names else {}) | names | apart


def shown_of(history: History, tracked: Collection[str], wanted: Mapping[str, str]) -> str:
    """Which of its choices the address asks for."""
    names = _names(history, tracked)
    return _known(wanted, "show", names, next(iter(names)))


def rules_of(history: History, shown: str) -> Collection[str]:
    """The series that a choice adds up."""
    if shown in (APART, WAITING):
        return history.apart(WAIVED if shown == WAITING else INTENDED)
    return LEFT if shown == "left" else (shown,)


def _choices(names: Mapping[str, str], current: str) -> list[Choice]:
    return [Choice(value, name, value == current) for value, name in names.items()]


def _first_place(history: History, span: str, now: datetime) -> int:
    """The place whose count a range begins with, so that its left edge is not empty."""
    if span == "all":
        return 0
    return min(max(history.place_at(now - timedelta(days=int(span))), 0), history.last)


def _by_key(counts: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """The series of a chart: categories of one colour are one series."""
    merged: dict[str, list[int]] = {}
    for category, series in counts.items():
        key = CATEGORY_OF[category].key
        merged[key] = [one + other for one, other in zip(merged[key], series, strict=True)] if key in merged else series
    return merged


def _total(counts: Mapping[str, list[int]], length: int) -> list[int]:
    return list(map(sum, zip(*counts.values(), strict=True))) if counts else [0] * length


def _sentence(history: History, columns: burndown.Columns, word: str, by: str) -> str:
    """What the chart shows, for those who do not see it."""
    totals = columns.totals()

    def day(column: int) -> str:
        return f"{history.line.date(columns.places[column]):%-d %B %Y}"

    if len(totals) == 1:
        return f"Places {word} by {by} on {day(0)}: {totals[0]:,}."
    most, least = totals.index(max(totals)), totals.index(min(totals))
    return (
        f"Places {word} by {by} from {day(0)} to {day(-1)}: {totals[0]:,} at the start, at most {totals[most]:,} on {day(most)}, "
        f"at least {totals[least]:,} on {day(least)}, {totals[-1]:,} {history.at_end}."
    )


def _weeks(
    history: History, columns: burndown.Columns, counts: Mapping[str, list[int]], first: int, curves: ledger_curves.Curves | None
) -> list[WeekRow]:
    rows = []
    for week in reversed(burndown.weeks(history.line.times, first)):
        numbers = tuple(counts[key][week.place] for key in columns.counts)
        ticked = curves.ticked[week.place] if curves else None
        measured = curves.measured[week.place] if curves and curves.measured else None
        rows.append(WeekRow(week.monday, history.line.oids[week.place], numbers, sum(numbers), ticked, measured))
    return rows
