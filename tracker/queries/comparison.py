"""What happened to an issue between two places of its line. Always the same number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, QuerySet

from tracker.models import Commit, Finding, Issue, Publication, UnreadableFile
from tracker.queries import commits, implementations, ledger_then, ledgers, moments, series, source, waivers
from tracker.queries.finding_rows import Made
from tracker.queries.implementations import Implementations
from tracker.queries.ledger_then import Turned
from tracker.queries.ledgers import Ledger
from tracker.queries.moments import Moment
from tracker.queries.series import LEFT, RULE_NAMES, category_name

FEW, MOST_LISTED = 20, 500  # of each list, and of the one that is asked for; its number is whole
LONGEST_TAG = 40  # of a link's words
LISTS = ("added", "removed", "moved")


@dataclass(frozen=True, slots=True)
class Row:
    """A place of a list, and the commit that did it."""

    identity: str
    path: str
    line: int
    before: str
    marked: str
    after: str
    rule: str
    category: str
    by: Made | None
    former: str  # where it was, if it has moved
    is_revealed: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The first rows of a list with the number of all."""

    rows: list[Row]
    count: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Where one number comes from the other: then + added + revealed - removed + set = now."""

    then: int
    added: int  # by commits, without what was revealed
    revealed: int  # their file could not be read until then
    removed: int
    set_apart: int  # counted as intended since their file moved; negative: counted as left since
    now: int

    @property
    def parts(self) -> list[tuple[str, int]]:
        """The changes by their words, with their signs."""
        parts = [("added", self.added), ("revealed", self.revealed), ("removed", -self.removed)]
        return [*parts, ("set apart", -self.set_apart)] if self.set_apart else parts


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the waterfall, in percent of its drawing."""

    word: str
    count: int
    top: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the page shows."""

    start: Moment
    end: Moment
    balance: Balance
    bars: list[Bar]
    passing: int  # came and went in between
    added: Listed
    removed: Listed
    moved: Listed
    turned: list[Turned]
    then: Implementations
    now: Implementations
    set_aside: int  # places at the end that are set aside today; here they count


def between(issue: Issue, publication: Publication, start: Moment, end: Moment, whole: str = "") -> Comparison:
    """Two moments of one issue, the earlier one first; of the lists one may be wanted whole."""
    most = {name: MOST_LISTED if name == whole else FEW for name in LISTS}
    rows = Finding.objects.filter(issue=issue, publication=publication, rule__in=LEFT)
    counted = rows.filter(intended=False)
    added = _found(counted.filter(end.there, born__gt=start.place))
    removed = _found(counted.filter(start.there, died__gt=start.place, died__lte=end.place))
    moved = _found(rows.filter(end.there, born__lte=start.place, introduced__gt=start.place))
    then, now = counted.filter(start.there).count(), counted.filter(end.there).count()
    passing = counted.filter(born__gt=start.place, introduced__gt=start.place, died__lte=end.place, removed=F("died")).count()
    known = commits.at_places(issue.repository, _places(added, removed, moved))
    revealed = _revealed(publication, added, start, end)
    former = _former(rows, moved, start)
    balance = Balance(then, len(added) - len(revealed), len(revealed), len(removed), then + len(added) - len(removed) - now, now)
    ledger = ledgers.of_issue(issue, publication)
    return Comparison(
        start=start,
        end=end,
        balance=balance,
        bars=bars(balance),
        passing=passing,
        added=Listed([_row(one, known.get(one.born), is_revealed=one.pk in revealed) for one in added[: most["added"]]], len(added)),
        removed=Listed([_row(one, known.get(one.died or 0)) for one in removed[: most["removed"]]], len(removed)),
        moved=Listed([_row(one, known.get(one.introduced), former=former.get(one.pk, "")) for one in moved[: most["moved"]]], len(moved)),
        turned=ledger_then.turned(ledger, start.place, end.place) if ledger is not None else [],
        then=implementations.of_issue(issue, publication, start),
        now=implementations.of_issue(issue, publication, end),
        set_aside=waivers.aside(counted.filter(end.there), waivers.today()).count(),
    )


def _found(rows: QuerySet[Finding]) -> list[Finding]:
    return list(rows.order_by("path", "line", "pk"))


def _places(added: Iterable[Finding], removed: Iterable[Finding], moved: Iterable[Finding]) -> set[int]:
    ends = {one.died for one in removed if one.died is not None}
    return {one.born for one in added} | ends | {one.introduced for one in moved}


def _revealed(publication: Publication, added: Iterable[Finding], start: Moment, end: Moment) -> set[int]:
    """Those of the added ones whose file could not be read up to the very commit before they came."""
    rows = UnreadableFile.objects.filter(publication=publication, last__gte=start.place, last__lt=end.place)
    ends = dict(rows.values_list("path", "last"))
    return {one.pk for one in added if ends.get(one.path) == one.born - 1 and one.form != "approximate"}


def _former(rows: QuerySet[Finding], moved: Iterable[Finding], start: Moment) -> dict[int, str]:
    """Where the moved ones were at the start."""
    then: dict[tuple[str, int, str, str, str], str] = {}
    births = {one.born for one in moved}
    for one in rows.filter(start.there) if births else ():
        if one.born in births:
            then[_same(one)] = one.path
    return {one.pk: source.visible(then[_same(one)]) for one in moved if _same(one) in then}


def _same(one: Finding) -> tuple[str, int, str, str, str]:
    return one.rule, one.born, one.module, one.within, one.statement


def _row(one: Finding, commit: Commit | None, *, former: str = "", is_revealed: bool = False) -> Row:
    before, marked, after = source.parts(source.visible(one.statement), source.visible(one.module))
    return Row(
        identity=one.identity,
        path=source.visible(one.path),
        line=one.line,
        before=before,
        marked=marked,
        after=after,
        rule=RULE_NAMES.get(one.rule, one.rule),
        category=category_name(one.category),
        by=Made.of(commit),
        former=former,
        is_revealed=is_revealed,
    )


def bars(balance: Balance) -> list[Bar]:
    """A waterfall: each change begins where the one before ended."""
    levels, level = [balance.then], balance.then
    for _, change in balance.parts:
        level += change
        levels.append(level)
    highest = max(*levels, 1)
    found = [_bar("then", balance.then, 0, balance.then, highest, "whole")]
    for (word, change), before in zip(balance.parts, levels, strict=False):
        low, high = sorted((before, before + change))
        found.append(_bar(word, change, low, high, highest, "more" if change > 0 else "less"))
    return [*found, _bar("at the end", balance.now, 0, balance.now, highest, "whole")]


def _bar(word: str, count: int, low: int, high: int, highest: int, kind: str) -> Bar:
    return Bar(word, count, round(100 - high * 100 / highest, 2), round((high - low) * 100 / highest, 2), kind)


@dataclass(frozen=True, slots=True)
class Preset:
    """A stretch that people ask for, as a link."""

    name: str
    start: str
    end: str = ""  # the newest commit


def since_release(line: series.Line, tags: Mapping[str, str], end: Moment | None = None, asked: str = "") -> list[Preset]:
    """Since the newest tag that stands on the line before its newest commit, or before the end that is asked for; nothing without one."""
    of_commit: dict[str, list[str]] = {}
    for name, oid in tags.items():
        of_commit.setdefault(oid, []).append(name)
    last = end.place if end is not None else len(line.numbers) - 1
    for place in range(last - 1, -1, -1) if tags else ():
        if line.oids[place] in of_commit:
            oid = line.oids[place]
            name = min(of_commit[oid], key=lambda one: (len(one), one))  # v1.0, not v1.0-rc2
            start = name if moments.is_plain_name(name) else oid
            return [Preset(f"Since {source.visible(name[:LONGEST_TAG])}", start, asked)]
    return []


def presets(issue: Issue, line: series.Line, ledger: Ledger | None) -> list[Preset]:
    """Since the tick, since the tracker began, 7 and 30 days before the newest commit: as far as the line reaches."""
    if not line.numbers:
        return []
    newest, first = line.date(len(line.numbers) - 1), line.date(0)
    found = [
        Preset(f"{days} days", f"{newest - timedelta(days=days):%Y-%m-%d}") for days in (7, 30) if newest - timedelta(days=days) >= first
    ]
    if issue.opened_on is not None and first.date() <= issue.opened_on <= newest.date():
        found.insert(0, Preset("Since the tracker began", f"{issue.opened_on:%Y-%m-%d}"))
    tick = _tick(ledger) if ledger is not None else ""
    return [Preset("Since the tick", tick), *found] if tick else found


def _tick(ledger: Ledger) -> str:
    """The newest tick that a front page denies, else the newest of all."""
    ticks = [item.tick for item in ledger.against or ledger.items if item.tick is not None and item.tick.place >= 0]
    return max(ticks, key=lambda one: one.place).oid if ticks else ""
