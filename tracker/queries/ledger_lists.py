"""The list of claims: of one issue, or of all. Always the same number of queries."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tracker.models import Issue
from tracker.queries import ledger_strips, ledger_then, ledgers, lines, source, spans
from tracker.queries.choices import Choice
from tracker.queries.ledger_items import Item
from tracker.queries.ledger_strips import Scale, Strip
from tracker.queries.ledger_words import AGAINST, LISTS, UNANSWERED, UNSETTLED, count
from tracker.queries.ledgers import Ledger
from tracker.queries.moments import Moment
from tracker.queries.paging import number_of

A_PAGE = 100
CSV = (
    "issue",
    "phase",
    "line",
    "text",
    "ticked",
    "state",
    "settled",
    "code_says",
    "then",
    "now",
    "question",
    "ticked_by",
    "ticked_at",
    "commit",
    "git",
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it does not know is as if it were not there."""

    show: str = "contradicted"
    issue: str = ""
    by: str = ""
    page: int = 1

    @classmethod
    def of(cls, wanted: Mapping[str, str], issues: Collection[str], people: Collection[str]) -> "Filters":
        """The filters of a query string."""
        return cls(
            show=wanted.get("show", "") if wanted.get("show") in LISTS else "contradicted",
            issue=wanted.get("issue", "") if wanted.get("issue", "") in issues else "",
            by=wanted.get("by", "") if wanted.get("by", "") in people else "",
            page=number_of(wanted.get("page", "")),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One claim."""

    issue: Issue
    item: Item
    strip: Strip | None
    since: str
    initials: str


@dataclass(frozen=True, slots=True)
class Group:
    """The claims of one issue."""

    issue: Issue
    title: str
    hint: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The strip of numbers."""

    contradicted: int
    contradicted_in: int
    came_back: int
    supported: int
    late: int
    unchecked: int
    ready: int
    unsettled: int
    ticked: int
    answered: int

    @property
    def percent(self) -> int:
        """The share of ticks that the code can answer, rounded down."""
        return spans.percent(self.answered, self.ticked)


@dataclass(frozen=True, slots=True)
class Claims:
    """The whole page."""

    filters: Filters
    numbers: Numbers
    choices: list[Choice]
    issues: list[tuple[str, str]]  # slug, title
    people: list[str]
    groups: list[Group]
    scale: Scale | None
    first: int  # of the rows that are shown, from 1
    last: int
    found: int
    total: int  # items, whatever the filters say
    is_read: bool  # is there a ledger at all?
    is_partial: bool
    is_known: bool = True  # what was ticked at the moment


def tracked_issues() -> list[Issue]:
    """Every issue, with what its repository shows."""
    return list(Issue.objects.select_related("repository__published").order_by("pk"))


def page(
    issues: Sequence[Issue], wanted: Mapping[str, str], now: datetime, moment: Moment | None = None, *, denied_first: bool = False
) -> Claims:
    """The claims that the address asks for, of one repository perhaps as of a moment."""
    found, filters = _read(issues, wanted)
    if moment is not None and found and issues[0].repository.published is not None:
        times = lines.of_publication(issues[0].repository.published).times
        found = {pk: ledger_then.of_ledger(ledger, moment.place, times).ledger for pk, ledger in found.items()}
    is_known = moment is None or any(ledger.ticks for ledger in found.values())
    filters = filters if is_known else replace(filters, show="all")
    pairs = list(_through(issues, found, filters))
    if denied_first:
        pairs.sort(key=lambda pair: not pair[1].is_against)
    shown = [pair for pair in pairs if _is_in(pair[1], filters.show)]
    start = (filters.page - 1) * A_PAGE if (filters.page - 1) * A_PAGE < len(shown) else 0
    part = shown[start : start + A_PAGE]
    groups, scale = _groups(part, found, now)
    everything = [item for ledger in found.values() for item in ledger.items]
    return Claims(
        filters=filters,
        numbers=_numbers(pairs),
        choices=_choices(pairs, filters.show),
        issues=sorted(
            ((issue.slug, source.visible(issue.title)) for issue in issues if issue.pk in found), key=lambda one: one[1].casefold()
        ),
        people=_people(found),
        groups=groups,
        scale=scale,
        first=start + 1 if part else 0,
        last=start + len(part),
        found=len(shown),
        total=len(everything),
        is_known=is_known,
        is_read=bool(found),
        is_partial=any(
            issue.repository.published is not None and issue.repository.published.depth == "tip" for issue in issues if issue.pk in found
        ),
    )


def rows(issues: Sequence[Issue], wanted: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    """The same list for a download, all of it."""
    found, filters = _read(issues, wanted)
    for issue, item in _through(issues, found, filters):
        if not _is_in(item, filters.show):
            continue
        tick = item.tick
        here = item.ticked_here if item.ticked else None
        by_hand = (here.by, here.at.isoformat() if here.at else "", "") if here else ("", "", "")
        ticked = (tick.author, tick.at.isoformat(), tick.oid) if tick else by_hand
        says = (item.sentence, item.then, item.now, item.question)
        settled = "no" if item.state == "not settled" else "yes"
        yield (
            issue.slug,
            item.phase,
            item.line,
            item.text,
            "yes" if item.ticked else "no",
            item.verdict.word,
            settled,
            *says,
            *ticked,
            item.git,
        )


def _read(issues: Sequence[Issue], wanted: Mapping[str, str]) -> tuple[dict[int, Ledger], Filters]:
    found = ledgers.of_issues(issues)
    filters = Filters.of(wanted, [issue.slug for issue in issues], _people(found))
    states = {item.state for ledger in found.values() for item in ledger.items}
    if not wanted.get("show") and UNSETTLED in states and states.isdisjoint(AGAINST):
        filters = replace(filters, show="unsettled")  # what somebody has to confirm is worth more than an empty list
    return found, filters


def _people(found: Mapping[int, Ledger]) -> list[str]:
    names = {item.tick.author for ledger in found.values() for item in ledger.items if item.tick}
    return sorted(names, key=str.casefold)


def _through(issues: Sequence[Issue], found: Mapping[int, Ledger], filters: Filters) -> Iterator[tuple[Issue, Item]]:
    """What the filters by issue and person let through: issues with most against them first."""
    order = {issue.pk: (-len(found[issue.pk].against), issue.title.casefold(), issue.pk) for issue in issues if issue.pk in found}
    for issue in sorted((issue for issue in issues if issue.pk in found), key=lambda one: order[one.pk]):
        if filters.issue in ("", issue.slug):
            yield from ((issue, item) for item in found[issue.pk].items if not filters.by or (item.tick and item.tick.author == filters.by))


def _is_in(item: Item, show: str) -> bool:
    states = LISTS[show][1]
    return not states or item.state in states


def _choices(pairs: Sequence[tuple[Issue, Item]], current: str) -> list[Choice]:
    counts = {name: sum(_is_in(item, name) for _, item in pairs) for name in LISTS}
    return [
        Choice(name, LISTS[name][0], counts[name], name == current)
        for name in LISTS
        if name != "unsettled" or counts[name] or name == current
    ]


def _numbers(pairs: Sequence[tuple[Issue, Item]]) -> Numbers:
    items = [item for _, item in pairs]
    return Numbers(
        contradicted=sum(item.is_against for item in items),
        contradicted_in=len({issue.pk for issue, item in pairs if item.is_against}),
        came_back=sum(item.state == "came back" for item in items),
        supported=sum(item.holds for item in items),
        late=sum(item.state == "early" for item in items),
        unchecked=sum(item.state in UNANSWERED for item in items),
        ready=sum(item.state == "ready to tick" for item in items),
        unsettled=sum(item.ticked and item.state == UNSETTLED for item in items),
        ticked=sum(item.ticked for item in items),
        answered=sum(item.is_answered for item in items),
    )


def _groups(part: Sequence[tuple[Issue, Item]], found: Mapping[int, Ledger], now: datetime) -> tuple[list[Group], Scale | None]:
    keyed = [(issue.repository_id, item) for issue, item in part]
    times = ledger_strips.times_of(keyed)
    scale = ledger_strips.scale_of(keyed, times)
    groups: dict[int, Group] = {}
    for issue, item in part:
        if issue.pk not in groups:
            groups[issue.pk] = Group(issue, source.visible(issue.title), _hint(found[issue.pk]), [])
        strip = ledger_strips.strip(issue.repository_id, item, times, scale) if scale is not None else None
        since = ledger_strips.since(issue.repository_id, item, times, now)
        groups[issue.pk].rows.append(Row(issue, item, strip, since, initials(item.tick.author) if item.tick else ""))
    return list(groups.values()), scale


def _hint(ledger: Ledger) -> str:
    against = sum(item.state in AGAINST for item in ledger.items)
    return f"{against:,} contradicted of {count(ledger.ticked, 'tick')}"


def initials(name: str) -> str:
    """One or two letters of a name."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    return "".join(dict.fromkeys((letters[0], letters[-1]))).upper() if letters else "?"
