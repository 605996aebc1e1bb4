"""What the badge and the chart image of an issue show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256

from django.db.models import Count, Max, OuterRef, Subquery

from tracker import badge, burndown
from tracker.badge import Face, Flag, Picture
from tracker.forecast import Forecast
from tracker.models import DocumentLedger, Issue, Waiver
from tracker.models.repositories import Depth
from tracker.queries import courses, forecasts, ledger_counts
from tracker.queries.courses import Course
from tracker.queries.ledger_counts import Ticks
from tracker.queries.ledger_words import count
from tracker.queries.series import CATEGORIES, CYCLES, LEFT, RULE_NAMES, History
from tracker.queries.source import visible
from tracker.queries.states import A_TREND

#: What the address of a badge may ask for; without it, the first that matters.
SHOWN = ("left", "ticks", "forecast")
NO_DATA = ("no data", "none")
GROUP_OF = {one.id: "tests" if one.id.endswith("-test") else "production" if one.id == "production" else "rest" for one in CATEGORIES}


@dataclass(frozen=True, slots=True)
class Subject:
    """An issue, and what its images depend on besides the day."""

    issue: Issue
    ledger: int | None = None
    waivers: int | None = None
    newest_waiver: datetime | None = None

    @property
    def title(self) -> str:
        """Its title for the eye."""
        return visible(self.issue.title)

    @property
    def short(self) -> str:
        """What a badge calls it where the title is too long."""
        return visible(self.issue.symbol)

    def stamp(self, *more: object) -> str:
        """Equal while the image is: for an ETag."""
        issue, published = self.issue, self.issue.repository.published
        shown = (
            (published.pk, published.created_at, published.analyzer) if published is not None and published.pk == issue.counted_in else None
        )
        waived = (self.waivers, self.newest_waiver)
        parts = (
            issue.pk,
            issue.title,
            issue.symbol,
            issue.counted_revision,
            issue.opened_on,
            issue.target_date,
            shown,
            self.ledger,
            waived,
            *more,
        )
        return sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:32]


def subject(slug: str) -> Subject | None:
    """The issue of a slug, in one query."""
    ledgers = DocumentLedger.objects.filter(document__issue=OuterRef("pk"), publication=OuterRef("repository__published"))
    waivers = Waiver.objects.filter(issue=OuterRef("pk")).order_by().values("issue")
    rows = Issue.objects.select_related("repository__published").annotate(
        ledger=Subquery(ledgers.values("pk")[:1]),
        waivers_made=Subquery(waivers.annotate(found=Count("pk")).values("found")),
        newest_waiver=Subquery(waivers.annotate(found=Max("made_at")).values("found")),
    )
    issue = rows.filter(slug=slug).first()
    return Subject(issue, issue.ledger, issue.waivers_made, issue.newest_waiver) if issue is not None else None


def face(found: Subject, shown: str, now: datetime) -> Face:
    """What a badge says of an issue."""
    issue = found.issue
    course = courses.of_issues([issue]).get(issue.pk)
    if course is None:
        return Face(*NO_DATA, "no data")
    ticks = ledger_counts.of_issues([issue]).get(issue.pk) if found.ledger is not None else None
    is_partial = issue.repository.published is None or issue.repository.published.depth == Depth.TIP
    if not (course.is_counted and course.steps.counts):
        return face_of(NO_DATA, ticks, None, shown)
    expected = None if is_partial else forecasts.of_steps(course.steps, int(now.timestamp()))
    return face_of(_standing(course, now, is_partial=is_partial), ticks, expected, shown)


def face_of(standing: tuple[str, str], ticks: Ticks | None, expected: Forecast | None, shown: str = "") -> Face:
    """A badge of where the number stands (words, kind), what the code says to the ticks, and when it may be done."""
    against = ticks.against if ticks is not None else 0
    denied = (f"{count(against, 'tick')} contradicted", "contradicted")
    said = [standing[0]]
    if ticks is not None:
        said.append(f"{against:,} of {count(ticks.ticked, 'tick')} contradicted")
    if expected is not None and not expected.is_done:
        reason = f": {expected.reason[:1].lower()}{expected.reason[1:]}" if expected.reason else ""
        said.append(f"done by {expected.words}" if expected.has_date else f"no date{reason}")
    sentence = "; ".join(said)
    if shown == "ticks":
        return Face(*(denied if against else ("no tick contradicted", "done") if ticks else NO_DATA), sentence)
    if shown == "forecast":
        return Face(*_expected(expected, standing), sentence)
    return Face(*(denied if against and shown != "left" else standing), sentence)


def _expected(expected: Forecast | None, standing: tuple[str, str]) -> tuple[str, str]:
    if expected is None:
        return NO_DATA
    if expected.is_done:
        return standing
    return (f"done by {expected.words}", "falling") if expected.has_date else ("no date", standing[1] if standing[1] != "done" else "stuck")


def _standing(course: Course, now: datetime, *, is_partial: bool) -> tuple[str, str]:
    steps, moment = course.steps, int(now.timestamp())
    net = 0 if is_partial else steps.now - steps.at(moment - A_TREND)
    return standing(steps.now, "left" if course.is_left else "there", net, is_beside=course.is_left and any(course.beside.values()))


def standing(left: int, word: str, net: int, *, is_beside: bool) -> tuple[str, str]:
    """Words and kind of a number; `net` is its change in two weeks, beside it may be what has no place."""
    if not left:
        return (f"0 {word}", "stuck") if is_beside else ("done", "done")
    return (f"{left:,} {word}, rising", "rising") if net > 0 else (f"{left:,} {word}", "falling" if net < 0 else "stuck")


def picture(
    found: Subject, history: History, *, rules: Collection[str], expected: Forecast | None, flags: Sequence[tuple[int, str, bool]] = ()
) -> Picture:
    """The chart image of a history: what is left, or what the issue's first other rule counts; flags are (place, words, is it bad)."""
    issue = found.issue
    asked = (
        LEFT if not set(rules).isdisjoint(LEFT) or not rules else tuple(rule for rule in RULE_NAMES if rule in rules and rule != CYCLES)[:1]
    )
    word = "left" if asked == LEFT else "there"
    title = f"{badge.cut(found.title, badge.MOST_TITLE_LETTERS)}: what is {word}"
    if not history.line.numbers:
        return Picture(title, "No data.", word, burndown.Columns((), (), {}))
    shown = burndown.columns(_grouped(history.counts(asked)), history.line.times, first=history.first, most=badge.MOST_COLUMNS)
    future = (
        forecasts.future(history, history.first, forecasts.Aim(expected, issue.target_date), issue.opened_on) if word == "left" else None
    )
    marked = _flags(history, issue.opened_on, flags)
    said = [_sentence(history, shown, word), *(f"{flag.label}: {words}." for flag, words in marked), future.sentence if future else ""]
    return Picture(
        title=title,
        sentence=" ".join(filter(None, said)),
        word=word,
        columns=shown.without_empty() if any(shown.totals()) else shown,
        target=_clipped(future) if future else (),
        flags=[flag for flag, _ in marked],
        until=future.until if future and future.target else 0,
    )


def _grouped(counts: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    return badge.merged(counts, GROUP_OF)


def _clipped(future: forecasts.Future) -> tuple[tuple[int, float], ...]:
    """The target's line as far as the axis goes."""
    if not future.target or future.target[-1][0] <= future.until:
        return future.target
    (start, most), (end, _) = future.target
    return (start, most), (future.until, round(most * (end - future.until) / (end - start), 1))


def _flags(history: History, opened_on: date | None, more: Sequence[tuple[int, str, bool]]) -> list[tuple[Flag, str]]:
    place = history.place_at(datetime.combine(opened_on, time(), UTC)) if opened_on is not None else -1
    began = [(place, "the tracker began", False)] if opened_on is not None and place >= history.first and place >= 0 else []
    chosen = sorted([*began, *more][: badge.MOST_FLAGS])
    return [
        (Flag(history.line.times[at], str(number), is_bad), f"{words}, {_day(history, at, opened_on, is_bad=is_bad)}")
        for number, (at, words, is_bad) in enumerate(chosen, 1)
    ]


def _day(history: History, place: int, opened_on: date | None, *, is_bad: bool) -> str:
    """The tracker began on its own day, between two commits perhaps."""
    return f"{opened_on if opened_on is not None and not is_bad else history.line.date(place):%-d %B %Y}"


def _sentence(history: History, shown: burndown.Columns, word: str) -> str:
    totals = shown.totals()
    days = [f"{history.line.date(place):%-d %B %Y}" for place in shown.places]
    most = totals.index(max(totals))
    if len(totals) == 1:
        return f"{totals[0]:,} {word} on {days[0]}."
    return f"{totals[0]:,} {word} on {days[0]}, at most {totals[most]:,} on {days[most]}, {totals[-1]:,} on {days[-1]}."
