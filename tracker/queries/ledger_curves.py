"""Ticked against measured along the line, and the flags of ticks that the code denies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tracker.queries.ledger_words import count
from tracker.queries.ledgers import Ledger
from tracker.queries.series import History

WIDTH, HEIGHT = 800, 100
Percents = list[int | None]  # None: not known there


@dataclass(frozen=True, slots=True)
class Flag:
    """A numbered place of the chart, with its sentence."""

    place: int
    day: datetime
    words: str
    is_bad: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The second lane: both curves at the chart's columns, in percent, and the same without script."""

    ticked: Percents
    measured: Percents | None  # None: nothing was ever left
    sentence: str
    ticked_path: str
    measured_path: str
    gap_path: str

    @property
    def ticked_now(self) -> int:
        """The newest share of ticks."""
        return self.ticked[-1] or 0

    @property
    def measured_now(self) -> int | None:
        """The newest share of what is gone."""
        return self.measured[-1] if self.measured else None


@dataclass(frozen=True, slots=True)
class Curves:
    """Both curves at every place of the line."""

    ticked: Percents
    measured: Percents | None

    def at(self, places: Sequence[int], x: Sequence[int], history: History) -> Lane:
        """The lane of a chart with these columns."""
        ticked = [self.ticked[place] for place in places]
        measured = [self.measured[place] for place in places] if self.measured else None
        across = [round((one - x[0]) * WIDTH / max(x[-1] - x[0], 1), 1) for one in x]
        return Lane(
            ticked=ticked,
            measured=measured,
            sentence=_sentence(ticked, measured, [history.line.date(place) for place in places], history.at_end),
            ticked_path=_steps(across, ticked),
            measured_path=_steps(across, measured) if measured else "",
            gap_path=_gap(across, ticked, measured) if measured else "",
        )


def curves(ledger: Ledger, history: History, opened_on: date | None) -> Curves | None:
    """The curves of a document, None if it never had a box."""
    length = len(history.line.numbers)
    ticked: Percents = [None] * length
    changes = sorted(ledger.ticks)
    for (place, done, boxes), end in zip(changes, [one[0] for one in changes[1:]] + [length], strict=False):
        ticked[max(place, 0) : end] = [done * 100 // boxes if boxes else None] * (end - max(place, 0))
    return Curves(ticked, _measured(history, opened_on)) if any(one is not None for one in ticked) else None


def _measured(history: History, opened_on: date | None) -> Percents | None:
    first = max(history.place_at(datetime.combine(opened_on, time(), UTC)), 0) if opened_on else 0
    left = history.comparable
    most = max(left[first:], default=0)
    return [None] * first + [max(most - one, 0) * 100 // most for one in left[first:]] if most else None


def flags(ledger: Ledger, history: History) -> list[Flag]:
    """A red flag for each commit of the line with ticks that a front page may call contradicted."""
    by_place: dict[int, list[str]] = {}
    for item in ledger.against:
        if item.tick is not None and 0 <= item.tick.place <= history.last:
            by_place.setdefault(item.tick.place, []).append(item.text)
    has_left = any(history.left)
    return [
        Flag(place, history.line.date(place), _ticked(texts, history.left[place] if has_left else None), is_bad=True)
        for place, texts in sorted(by_place.items())
    ]


def _ticked(texts: Sequence[str], left: int | None) -> str:
    more = f" and {len(texts) - 1:,} more" if len(texts) > 1 else ""
    return f"“{_cut(texts[0])}”{more} ticked{f', {left:,} left' if left is not None else ''}"


def _cut(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89].rstrip()}…"


def _sentence(ticked: Percents, measured: Percents | None, days: Sequence[datetime], at_end: str) -> str:
    """What the lane shows, for those who do not see it."""
    said = [f"Ticked{' against measured' if measured else ''}, in percent"]
    first = next((index for index, one in enumerate(ticked) if one is not None), 0)
    for index in dict.fromkeys((first, len(ticked) - 1)):
        when = at_end if index == len(ticked) - 1 else f"on {days[index]:%-d %B %Y}"
        also = f" and {measured[index]} % measured" if measured and measured[index] is not None else ""
        said.append(f"{when} {ticked[index] or 0} % ticked{also}")
    above = _above(ticked, measured) if measured else 0
    return f"{said[0]}: {', '.join(said[1:])}." + (
        f" More was ticked than measured at {count(above, 'of the shown commits', 'of the shown commits')}." if above else ""
    )


def _above(ticked: Percents, measured: Percents) -> int:
    return sum(one is not None and other is not None and one > other for one, other in zip(ticked, measured, strict=True))


def _y(percent: int) -> int:
    return HEIGHT - percent


def _steps(across: Sequence[float], values: Percents) -> str:
    """A stepped line in SVG's words; it is broken where nothing is known."""
    path, before = "", None
    for x, value in zip(across, values, strict=True):
        if value is not None:
            path += f"M{x:g} {_y(value)}" if before is None else f"H{x:g}" + (f"V{_y(value)}" if value != before else "")
        before = value
    return path


def _gap(across: Sequence[float], ticked: Percents, measured: Percents) -> str:
    """The area between both, where more is ticked than measured."""
    rows = list(zip(across, [*across[1:], across[-1]], ticked, measured, strict=True))
    parts = (
        f"M{x:g} {_y(one)}H{end:g}V{_y(other)}H{x:g}Z"
        for x, end, one, other in rows
        if one is not None and other is not None and one > other and end > x
    )
    return "".join(parts)
