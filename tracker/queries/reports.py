"""The report of an issue at one commit: what was true there, whatever happened later."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Count, F, Q

from tracker.badge import Face
from tracker.forecast import Forecast
from tracker.models import Commit, Finding, Issue, Publication
from tracker.queries import forecasts, images, ledgers
from tracker.queries.finding_rows import FORMS, GUARDS
from tracker.queries.implementations import ORDER, UNCOUNTED
from tracker.queries.issues import github_name
from tracker.queries.ledger_counts import Ticks
from tracker.queries.ledger_items import Item
from tracker.queries.ledger_words import AGAINST, HELD, UNSETTLED
from tracker.queries.ledgers import Ledger
from tracker.queries.left import Movement
from tracker.queries.numbers import Measured
from tracker.queries.report_parts import Definition, Spot, Told
from tracker.queries.series import CATEGORIES, LEFT, RULE_NAMES, UNREADABLE, History, category_name
from tracker.queries.source import visible, visible_code
from tracker.queries.states import A_TREND

MOST_FILES, MOST_CLAIMS = 100, 100
#: What the code denies stands first, then what somebody can do.
CLAIM_ORDER = (*AGAINST, UNSETTLED, "ready to tick", *HELD, "open")


@dataclass(frozen=True, slots=True)
class Part:
    """What is left in one category."""

    name: str
    key: str
    places: int
    files: int


@dataclass(frozen=True, slots=True)
class ShownSpot:
    """A finding in a list of its file."""

    line: int
    statement: str
    words: str


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of production with its findings."""

    path: str
    spots: list[ShownSpot]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report says, in all its forms; texts of the repository are safe for the eye."""

    issue: Issue
    title: str
    github_name: str
    repository: str
    commit: Commit
    at: datetime
    ref: str
    analyzer: str
    definition: str  # a digest of what was asked
    is_counted: bool
    face: Face
    left: int
    parts: list[Part]
    others: list[tuple[str, int]]  # rule in words -> places of production and tests that are no "left"
    intended: int
    unreadable: int
    excluded: list[tuple[str, int]]
    week: Movement | None
    net: int | None  # in 7 days, None while only one commit is read
    measured: Measured | None
    forecast: Forecast | None
    ledger: Ledger | None
    document: str
    claims: list[Item]
    claims_more: int
    definitions: list[Definition]
    canonical: int
    besides: int
    files: list[ShownFile]
    files_more: int
    elsewhere: list[tuple[str, int]]  # category in words -> findings that are not listed
    asked: list[tuple[str, list[str]]]  # what is counted: words and names
    spots: Sequence[Spot]
    history: History

    @property
    def is_beside(self) -> bool:
        """Does the commit stand beside the line?"""
        return self.commit.line_index is None

    @property
    def against(self) -> int:
        """Ticks that the code denies."""
        return len(self.ledger.against) if self.ledger else 0


def of_commit(issue: Issue, publication: Publication, commit: Commit, history: History, told: Told, definition: str) -> Report:
    """Put together what was true at a commit. At most one query."""
    is_partial = history.first > 0
    at = history.line.date(history.last)
    rules = {row.rule: row.options for row in issue.rules.all()}
    is_counted = any(rule in LEFT for rule in rules)
    left = [spot for spot in told.spots if spot.rule in LEFT and not spot.intended]
    ledger = ledgers.of_data(issue.pk, told.document, told.ledger) if told.ledger is not None else None
    expected = forecasts.of_history(history, at) if is_counted and not is_partial else None
    claims = sorted(ledger.items, key=_claim_rank) if ledger else []
    files, listed = _files(told.spots)
    return Report(
        issue=issue,
        title=visible(issue.title),
        github_name=github_name(issue.github_url) if issue.github_url else "",
        repository=issue.repository.slug,
        commit=commit,
        at=at,
        ref=visible(publication.ref),
        analyzer=publication.analyzer,
        definition=definition[:12],
        is_counted=is_counted,
        face=_face(history, left, rules, told, ledger, expected, at),
        left=len(left),
        parts=_parts(left),
        others=_others(history, rules),
        intended=sum(spot.intended for spot in told.spots if spot.rule in LEFT),
        unreadable=history.now(UNREADABLE),
        excluded=[(category_name(category), count) for category, count in told.excluded.items()],
        week=_week(issue, publication, commit, history, at) if not is_partial else None,
        net=None if is_partial else history.left[-1] - _level(history, at - timedelta(days=7)),
        measured=None if is_partial else _measured(history, issue.opened_on),
        forecast=expected,
        ledger=ledger,
        document=visible(told.document),
        claims=claims[:MOST_CLAIMS],
        claims_more=max(len(claims) - MOST_CLAIMS, 0),
        definitions=sorted((_shown(one) for one in told.definitions), key=_definition_rank),
        canonical=sum(one.class_name == "canonical" for one in told.definitions),
        besides=sum(one.class_name not in UNCOUNTED for one in told.definitions),
        files=files[:MOST_FILES],
        files_more=max(len(files) - MOST_FILES, 0),
        elsewhere=_elsewhere(told.spots, listed),
        asked=_asked(issue, rules),
        spots=told.spots,
        history=history,
    )


def _face(
    history: History,
    left: list[Spot],
    rules: Mapping[str, object],
    told: Told,
    ledger: Ledger | None,
    expected: Forecast | None,
    at: datetime,
) -> Face:
    ticks = None
    if ledger is not None:
        against = len(ledger.against)
        ticks = Ticks(ledger.ticked, against, 0, sum(item.state == "ready to tick" for item in ledger.items), "", "")
    if not any(rule in LEFT for rule in rules):
        count = sum(not spot.intended for spot in told.spots)
        nothing = ("done", "done") if rules else images.NO_DATA
        return images.face_of((f"{count:,} there", "stuck") if count else nothing, ticks, None)
    is_beside = any(one.class_name not in UNCOUNTED for one in told.definitions) or any(one.rule == "removed-path" for one in told.spots)
    net = 0 if history.first else history.left[-1] - _level(history, at - timedelta(seconds=A_TREND))
    return images.face_of(images.standing(len(left), "left", net, is_beside=is_beside), ticks, expected, "left")


def _level(history: History, moment: datetime) -> int:
    place = history.place_at(moment)
    return history.left[place] if place >= 0 else 0


def _parts(left: list[Spot]) -> list[Part]:
    places = Counter(spot.category for spot in left)
    files = Counter(category for category, _ in {(spot.category, spot.path) for spot in left})
    return [Part(one.name, one.key, places[one.id], files[one.id]) for one in CATEGORIES if places[one.id]]


def _others(history: History, rules: Mapping[str, object]) -> list[tuple[str, int]]:
    """What the issue's other rules count, from the numbers."""
    return [(name, history.now(rule)) for rule, name in RULE_NAMES.items() if rule in rules and rule not in LEFT]


def _week(issue: Issue, publication: Publication, commit: Commit, history: History, at: datetime) -> Movement | None:
    """What came and went in seven days, file moves left out; only the line knows that."""
    if commit.line_index is None:
        return None
    after, last = history.place_at(at - timedelta(days=7)), commit.line_index
    rows = Finding.objects.filter(issue=issue, publication=publication, rule__in=LEFT, intended=False)
    found = rows.aggregate(
        added=Count("pk", filter=Q(introduced__gt=after, introduced__lte=last, introduced=F("born"))),
        removed=Count("pk", filter=Q(removed__gt=after, removed__lte=last, removed=F("died"))),
    )
    return Movement(found["added"], found["removed"])


def _measured(history: History, opened_on: date | None) -> Measured | None:
    began = datetime.combine(opened_on, time(), UTC) if opened_on else None
    first = max(history.place_at(began), 0) if began else 0
    most = max(history.left[first:], default=0)
    gone = most - history.left[-1]
    return Measured(most, gone, gone * 100 // most) if most else None


def _claim_rank(item: Item) -> tuple[int, int]:
    return CLAIM_ORDER.index(item.state) if item.state in CLAIM_ORDER else len(CLAIM_ORDER), item.line


def _shown(one: Definition) -> Definition:
    return Definition(visible(one.path), one.line, visible(one.name), one.class_name, category_name(one.category), visible(one.reason))


def _definition_rank(one: Definition) -> tuple[int, str, int]:
    return ORDER.index(one.class_name) if one.class_name in ORDER else len(ORDER), one.path, one.line


def _files(spots: Sequence[Spot]) -> tuple[list[ShownFile], set[int]]:
    """Production's findings by file, implementations left out, for they have a table; and which those are."""
    chosen = [
        (number, spot)
        for number, spot in enumerate(spots)
        if spot.category == "production" and not spot.intended and spot.rule in (*LEFT, "dangling-import")
    ]
    chosen.sort(key=lambda one: (one[1].path, one[1].line, one[1].rule))
    files = [ShownFile(visible(path), [_spot(spot) for _, spot in group]) for path, group in groupby(chosen, key=lambda one: one[1].path)]
    return files, {number for number, _ in chosen}


def _spot(spot: Spot) -> ShownSpot:
    place = f"in {visible(spot.within)}()" if spot.scope == "function" and spot.within else ""
    words = [RULE_NAMES.get(spot.rule, spot.rule), FORMS.get(spot.form, spot.form), place, GUARDS.get(spot.guard, "")]
    return ShownSpot(spot.line, visible_code(spot.statement), ", ".join(filter(None, words)))


def _elsewhere(spots: Sequence[Spot], listed: set[int]) -> list[tuple[str, int]]:
    counts = Counter(spot.category for number, spot in enumerate(spots) if number not in listed and not spot.intended and spot.rule in LEFT)
    return [(one.name, counts[one.id]) for one in CATEGORIES if counts[one.id]]


def _asked(issue: Issue, rules: Mapping[str, Mapping[str, object]]) -> list[tuple[str, list[str]]]:
    """What is counted, in words, with the names that were given."""
    found = [("Symbol", [issue.symbol]), ("Canonical module", [issue.canonical_module])]
    for rule, name in RULE_NAMES.items():
        if rule in rules:
            given = rules[rule]
            names = [str(one) for key in ("modules", "names", "paths") for one in _list(given.get(key))]
            found.append((name, names + [str(given[key]) for key in ("pattern",) if given.get(key)]))
    found.append(("Intended references", [line.strip() for line in issue.intended_paths.splitlines() if line.strip()]))
    return [(name, [visible(one) for one in given if one]) for name, given in found if any(given)]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
