"""The strip of numbers of an issue: what is left, where that goes, and what is counted beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tracker import burndown
from tracker.forecast import Forecast
from tracker.models import Issue, Publication
from tracker.models.repositories import Depth
from tracker.queries import forecasts, left, waivers
from tracker.queries.left import Movement, Remaining
from tracker.queries.moments import Moment
from tracker.queries.series import CYCLES, LEFT, RULE_NAMES, History
from tracker.queries.stands import Stand
from tracker.queries.states import A_TREND

#: Rules with a number of their own in the strip: what they count is neither left nor an implementation or a path.
WITH_OWN_NUMBER = {
    "import-path-fragmentation": "modules that the symbol is imported through",
    "identical-body": "definitions that have a twin",
    "text-pattern": "lines that match",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """How much of the most there ever was is gone."""

    most: int
    gone: int
    percent: int  # rounded down: 100 only if nothing is left


@dataclass(frozen=True, slots=True)
class Trend:
    """Where the number went in two weeks."""

    word: str
    kind: str  # rising, falling, stuck, done


@dataclass(frozen=True, slots=True)
class Beside:
    """The number of a rule that counts something else than what is left."""

    rule: str
    name: str
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The strip of numbers, and what stands beside what is left."""

    left: int
    files: int
    is_counted: bool  # does the issue follow anything that can be left?
    remaining: list[Remaining]
    intended: int
    aside: waivers.Standing  # what people set aside, of what would be left
    set_aside: int  # of what was left at a moment: places that are set aside today
    week: Movement | None
    month: Movement | None  # 30 days
    measured: Measured | None
    trend: Trend | None
    paths: int | None  # paths to remove that are still there
    paths_wanted: int
    dangling: int
    beside: list[Beside]
    looks_for_cycles: bool
    forecast: Forecast | None

    @property
    def is_empty(self) -> bool:
        """Is there nothing for the strip to show?"""
        return not (self.is_counted or self.beside or self.looks_for_cycles or self.paths is not None)


def of_issue(
    issue: Issue, publication: Publication, history: History, now: datetime, moment: Moment | None = None, stand: Stand | None = None
) -> Numbers:
    """Everything that the strip shows; places are asked once for how they stand."""
    rules = {row.rule: row.options for row in issue.rules.all()}
    has_history = publication.depth != Depth.TIP and bool(history.line.numbers)
    since = tuple(history.place_at(now - timedelta(days=days)) for days in (7, 30)) if has_history else ()

    def read() -> left.Places:
        return left.places(issue, publication, since, history.last, moment)

    places = read() if moment is not None else (stand or Stand.of(issue, publication)).kept(("numbers", since), read)
    return Numbers(
        left=sum(one.places for one in places.remaining),
        files=places.files,
        is_counted=any(rule in LEFT for rule in rules),
        remaining=places.remaining,
        intended=places.intended,
        aside=places.aside,
        set_aside=places.set_aside,
        week=places.week,
        month=places.month,
        measured=_measured(history, issue.opened_on) if has_history else None,
        trend=_trend(history, now) if has_history and any(rule in LEFT for rule in rules) else None,
        paths=history.now("removed-path") if "removed-path" in rules else None,
        paths_wanted=len(rules.get("removed-path", {}).get("paths", ())),
        dangling=history.now("dangling-import"),
        beside=_beside(rules, history),
        looks_for_cycles=CYCLES in rules,
        forecast=forecasts.of_history(history, now) if has_history and moment is None and any(rule in LEFT for rule in rules) else None,
    )


def _beside(rules: Mapping[str, object], history: History) -> list[Beside]:
    return [Beside(rule, RULE_NAMES[rule], history.now(rule), words) for rule, words in WITH_OWN_NUMBER.items() if rule in rules]


def _measured(history: History, opened_on: date | None) -> Measured | None:
    first = max(history.place_at(datetime.combine(opened_on, time(), UTC)), 0) if opened_on else 0
    most = max(history.comparable[first:], default=0)
    gone = most - history.comparable[-1]
    return Measured(most, gone, gone * 100 // most) if most else None


def _trend(history: History, now: datetime) -> Trend:
    steps = burndown.Steps(history.line.times, history.comparable)
    if not steps.now:
        return Trend("Done", "done")
    moment, before = int(now.timestamp()), int(now.timestamp()) - A_TREND
    net = steps.now - steps.at(before)
    if net:
        return Trend("Rising", "rising") if net > 0 else Trend("Falling", "falling")
    return Trend(f"Stuck {(moment - steps.steady_since(before)) // burndown.A_DAY:,} days", "stuck")
