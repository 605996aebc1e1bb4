"""The badge and the chart of an issue as images that stand elsewhere: SVG without script, link or foreign font. Knows no table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from tracker import burndown

SURFACE = "#3b4654"
COLOURS = {"done": "#0b6e5f", "falling": "#0b5cad", "rising": "#b3350a", "contradicted": "#b3350a", "stuck": "#566273", "none": "#566273"}
FONT = "-apple-system, 'Segoe UI', sans-serif"
MOST_LETTERS, MOST_TITLE_LETTERS = 40, 80
WIDTH, HEIGHT = 800, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 64, 34, 28  # around the plot
MOST_COLUMNS, MOST_FLAGS, GRID_LINES = 200, 3, 4
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMWOQ%@—…")

#: Name -> colours of the light and the dark theme: those of the pages.
INKS = {
    "surface": ("#ffffff", "#171d26"),
    "text": ("#1b2430", "#e3e8ef"),
    "muted": ("#566273", "#9fabba"),
    "grid": ("#dfe3e8", "#2b3441"),
    "target": ("#8a4d00", "#f0b35e"),
    "bad": ("#b3350a", "#ff9a70"),
    "production": ("#0b4f8a", "#7cc0f7"),
    "production-line": ("#083a66", "#a9d7fb"),
    "tests": ("#8cc7ee", "#23557f"),
    "tests-line": ("#3f85b5", "#4a8bc0"),
    "rest": ("#c8ced6", "#3b4654"),
    "rest-line": ("#566273", "#9fabba"),
}
THEMES = {"light": 0, "dark": 1}


@dataclass(frozen=True, slots=True)
class Face:
    """What a badge says: the right field with its kind, and all of it in a sentence."""

    value: str
    kind: str
    sentence: str


def text(written: str) -> str:
    """Any text as XML may hold it."""
    return escape(_NOT_XML.sub("\ufffd", written))


def cut(written: str, most: int = MOST_LETTERS) -> str:
    """A label that is not too long for a badge, or a title for a chart."""
    return written if len(written) <= most else f"{written[: most - 1].rstrip()}…"


def width_of(written: str) -> int:
    """About how wide a text of 11 px is: it is fitted into that."""
    return round(
        sum(
            3.6 if one in _NARROW else 11.5 if ord(one) > 0x1100 else 9.4 if one in _WIDE else 7.3 if one.isupper() else 6.2
            for one in written
        )
    )


def badge_svg(title: str, face: Face, short: str = "") -> str:
    """A badge of two fields, 20 px high; a title that has no room gives way to a shorter name, if there is one."""
    label = short if short and len(title) > MOST_LETTERS else title
    label, value = cut(label), cut(face.value)
    first, second = width_of(label) + 12, width_of(value) + 12
    words = text(f"{cut(title, MOST_TITLE_LETTERS)}: {face.sentence}")
    fields = ((0, first, SURFACE, label), (first, second, COLOURS[face.kind], value))
    drawn = "".join(
        f'<rect x="{x}" width="{width}" height="20" fill="{colour}"/>'
        f'<text x="{x + 6}" y="14" textLength="{width - 12}" lengthAdjust="spacingAndGlyphs">{text(said)}</text>'
        for x, width, colour, said in fields
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{first + second}" height="20" role="img" aria-label="{words}">'
        f'<title>{words}</title><g fill="#fff" font-family="{FONT}" font-size="11">{drawn}</g></svg>\n'
    )


@dataclass(frozen=True, slots=True)
class Flag:
    """A numbered moment of a chart."""

    x: int
    label: str
    is_bad: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What a chart image shows; x are seconds."""

    title: str
    sentence: str
    word: str  # behind the last number
    columns: burndown.Columns  # production, tests, rest: from the bottom of the stack to its top
    target: Sequence[tuple[int, float]] = ()
    flags: Sequence[Flag] = ()
    until: int = 0  # the axis goes on until then


def chart_svg(picture: Picture, theme: str = "", *, is_alone: bool = True) -> str:
    """The chart of 800 x 260. Without a theme it follows the reader's; inside a page, that gives its classes their colours."""
    shown = picture.columns
    words = (
        f'<title id="t-chart-title">{text(picture.title)}</title><desc id="t-chart-desc">{text(picture.sentence)}</desc>'
        f"{_style(theme) if is_alone else ''}"
    )
    space = ' xmlns="http://www.w3.org/2000/svg"' if is_alone else ""
    drawn = _plot(picture) if shown.x else f'<text class="t-ink" x="{WIDTH / 2:g}" y="{HEIGHT / 2:g}" text-anchor="middle">no data</text>'
    return (
        f'<svg{space} class="t-picture" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t-chart-title t-chart-desc"'
        f' font-family="{FONT}" font-size="12">{words}<rect class="t-surface" width="{WIDTH}" height="{HEIGHT}"/>'
        f'<text class="t-ink t-title" x="{LEFT - 32}" y="20">{text(picture.title)}</text>{drawn}</svg>\n'
    )


def _style(theme: str) -> str:
    if theme in THEMES:
        return f"<style>{_rules(THEMES[theme])}</style>"
    return f"<style>{_rules(0)}@media (prefers-color-scheme: dark){{{_rules(1)}}}</style>"


def _rules(theme: int) -> str:
    ink = {name: colours[theme] for name, colours in INKS.items()}
    areas = "".join(
        f".t-p-{one}{{fill:{ink[one]};stroke:{ink[f'{one}-line']};stroke-width:1.2}}" for one in ("production", "tests", "rest")
    )
    return (
        f".t-surface{{fill:{ink['surface']}}}.t-ink{{fill:{ink['text']}}}.t-title{{font-weight:600}}"
        f".t-here{{paint-order:stroke;stroke:{ink['surface']};stroke-width:4px;stroke-linejoin:round}}"
        f".t-quiet{{fill:{ink['muted']};font-size:11px}}.t-rule{{stroke:{ink['grid']}}}"
        f".t-aim{{stroke:{ink['target']};stroke-width:2;stroke-dasharray:7 4;fill:none}}"
        f".t-mark{{stroke:{ink['muted']};stroke-dasharray:3 3}}.t-mark.t-bad{{stroke:{ink['bad']}}}"
        f".t-flagged{{fill:{ink['muted']};font-size:11px}}.t-flagged.t-bad{{fill:{ink['bad']}}}{areas}"
    )


def _plot(picture: Picture) -> str:
    """Grid, areas, target, flags, axis and the last number."""
    shown = picture.columns
    start, now = shown.x[0], shown.x[-1]
    end = max(picture.until, now, start + 1)
    totals = shown.totals()
    top = _round_top(max([*totals, *(round(places) for _, places in picture.target), 1]))
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(time: float) -> float:
        return round(LEFT + (min(max(time, start), end) - start) * across / (end - start), 1)

    def y(places: float) -> float:
        return round(TOP + down - places * down / top, 1)

    drawn = [
        f'<line class="t-rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(level):g}" y2="{y(level):g}"/>'
        f'<text class="t-quiet" x="{LEFT - 6}" y="{y(level) + 4:g}" text-anchor="end">{level:,}</text>'
        for level in range(0, top + 1, top // GRID_LINES)
    ]
    width = max(x(now) - LEFT, 1)
    drawn.append(f'<g transform="translate({LEFT} {y(max(totals)):g})">')
    drawn += [
        f'<path class="t-p-{area.series}" d="{area.path}"/>'
        for area in burndown.outlines(shown, round(width), round(y(0) - y(max(totals))))
        if max(totals)
    ]
    drawn.append("</g>")
    if picture.target:
        drawn.append('<path class="t-aim" d="M' + "L".join(f"{x(time):g} {y(places):g}" for time, places in picture.target) + '"/>')
    drawn += [_flag(flag, x(flag.x)) for flag in picture.flags[:MOST_FLAGS]]
    height = min(y(totals[-1]) + 4, y(0) - 4)
    drawn.append(f'<text class="t-ink t-title t-here" x="{x(now) + 6:g}" y="{height:g}">{totals[-1]:,} {text(picture.word)}</text>')
    return "".join(drawn) + _axis(start, end)


def _flag(flag: Flag, x: float) -> str:
    bad = " t-bad" if flag.is_bad else ""
    return (
        f'<line class="t-mark{bad}" x1="{x:g}" x2="{x:g}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
        f'<text class="t-flagged{bad}" x="{x:g}" y="{TOP - 3}" text-anchor="middle">{text(flag.label)}</text>'
    )


def _axis(start: int, end: int) -> str:
    places = ((start, LEFT, "start"), ((start + end) // 2, (LEFT + WIDTH - RIGHT) / 2, "middle"), (end, WIDTH - RIGHT, "end"))
    return "".join(
        f'<text class="t-quiet" x="{x:g}" y="{HEIGHT - 9}" text-anchor="{anchor}">{datetime.fromtimestamp(time, UTC):%-d %b %Y}</text>'
        for time, x, anchor in places
    )


def _round_top(most: int) -> int:
    """The end of the scale: a number that four equal steps reach."""
    size = 1
    while True:
        for step in (size, 3 * size // 2, 2 * size, 5 * size // 2, 3 * size, 4 * size, 5 * size, 6 * size, 8 * size):
            if step * GRID_LINES >= most:
                return step * GRID_LINES
        size *= 10


def merged(counts: Mapping[str, Sequence[int]], group_of: Mapping[str, str]) -> dict[str, list[int]]:
    """Series by category as those of the image: production, all tests as one, the rest."""
    groups: dict[str, list[int]] = {}
    for name in ("production", "tests", "rest"):
        members = [series for category, series in counts.items() if group_of.get(category, "rest") == name]
        if members:
            groups[name] = [sum(at_place) for at_place in zip(*members, strict=True)]
    return groups
