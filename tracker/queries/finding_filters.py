"""The filters of a findings list, and what each of their choices would show: however many findings there are, the same few queries."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tracker.models import Commit, Finding, Implementation, Issue, Publication, Waiver
from tracker.queries import finding_groups
from tracker.queries.finding_groups import NOT_GIVEN, Bringing, Group, Grouped, bringer
from tracker.queries.source import visible
from tracker.queries.stands import Counted, Stand

NOBODY = "nobody"  # owns it; owners have an @
AGES = {"7": "last 7 days", "30": "last 30 days", "90": "last 90 days", "older": "older than 90 days"}
BRINGERS = {"people": "people", "merges": "merges", "bots": "bots"}
#: Filters whose values are a person's or a repository's words; those of the others are known beforehand.
OPEN = ("owner", "author", "assigned")
#: Filters that ask the commit that brought a place.
OF_COMMIT = ("author", "age", "after", "brought")
NAMES = ("state", "category", "rule", "form", "owner", "assigned", *OF_COMMIT, "mine")
MOST_CHOICES = 60

Values = tuple[str, ...]  # the choices of a filter that a group stands under


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the list: what authors and owners may be called that are this person. Nobody by default."""

    username: str = ""
    names: frozenset[str] = frozenset()  # small letters
    emails: frozenset[str] = frozenset()

    def wrote(self, commit: Bringing | None) -> bool:
        """Is the author this person?"""
        return commit is not None and (commit.author_email.casefold() in self.emails or commit.author_name.casefold() in self.names)

    def owns(self, owner: str) -> bool:
        """Is it the owner that CODEOWNERS names?"""
        return bool(self.username) and (owner.casefold() == f"@{self.username.casefold()}" or owner.casefold() in self.emails)


@dataclass(frozen=True, slots=True)
class Start:
    """From when on a place is one too many: the choice, and its words."""

    value: str
    words: str
    sentence: str
    moment: datetime | None  # by the commit's time, or
    place: int | None  # by its place on the line

    def is_before(self, place: int, commit: Bringing) -> bool:
        """Was a place that this commit brought brought afterwards?"""
        if self.place is not None:
            return place > self.place
        return self.moment is not None and commit.committed_at >= self.moment


@dataclass(frozen=True, slots=True)
class Facets:
    """What the filters show, with the wishes that nothing can fulfil left out."""

    wanted: Mapping[str, str]
    counts: Mapping[str, Mapping[str, int]]  # filter -> choice -> places, the other filters as they are; "" for all
    total: int
    shown: QuerySet[Finding]
    starts: list[Start]
    knows_owners: bool


def facets(
    issue: Issue,
    publication: Publication,
    rows: QuerySet[Finding],
    conditions: Mapping[str, Q],
    wanted: Mapping[str, str],
    reader: Reader,
    moment: datetime,
    *,
    stand: Stand | None = None,
    is_past: bool = False,
) -> Facets:
    """Sort the findings of an issue; `conditions` are the states as the rows themselves know them. All of them as they stand are kept."""
    decided = finding_groups.decided(rows, moment, is_past=is_past)
    if stand is not None:
        grouped = finding_groups.of_stand(stand, issue, publication, decided, conditions)
    else:
        grouped = finding_groups.read(issue, publication, decided, conditions)
    starts = _starts(issue, publication) if grouped.commits else []
    choices = _Choices(grouped, starts, reader, moment)
    asked = _possible(choices, wanted, starts, reader)
    counts, total = _counted(choices, asked)
    return Facets(
        wanted=asked,
        counts=counts,
        total=total,
        shown=decided.filter(_condition(asked, conditions, choices)),
        starts=starts,
        knows_owners=bool(publication.owners_file) or any(one.owners for one in grouped.groups),
    )


def _starts(issue: Issue, publication: Publication) -> list[Start]:
    found = []
    if issue.opened_on is not None:
        moment = datetime(issue.opened_on.year, issue.opened_on.month, issue.opened_on.day, tzinfo=UTC)
        day = f"{issue.opened_on:%-d %b %Y}"
        sentence = f"Brought by a commit of {day} or later: that day the issue was opened."
        found.append(Start("opened", f"the issue was opened, {day}", sentence, moment, None))
    canonical = Counted.of(issue, publication).kept("canonical", lambda: _canonical(issue, publication))
    return found + canonical


def _canonical(issue: Issue, publication: Publication) -> list[Start]:
    rows = Implementation.objects.filter(issue=issue, publication=publication, class_name="canonical")
    commit = Commit.objects.filter(repository=issue.repository_id, line_index=OuterRef("born"))
    earliest = rows.order_by("born", "pk").annotate(oid=Subquery(commit.values("oid")[:1]), at=Subquery(commit.values("committed_at")[:1]))
    for first, oid, at in earliest.values_list("born", "oid", "at")[:1]:
        if oid is not None:
            day = f"{at:%-d %b %Y}"
            sentence = f"Brought by a commit behind {oid[:9]} of {day}: there the canonical implementation appeared."
            return [Start("canonical", f"the canonical one appeared, {day}", sentence, None, first)]
    return []


class _Choices:
    """The choices of each filter that a group stands under. Each is worked out when it is asked for: most groups are asked one filter."""

    def __init__(self, grouped: Grouped, starts: Iterable[Start], reader: Reader, moment: datetime) -> None:
        self.grouped, self.starts, self.reader, self.moment = grouped, starts, reader, moment
        self.mine = {place for place, commit in grouped.commits.items() if reader.wrote(commit)} if reader.username else set()
        self.of: Mapping[str, Callable[[Group], Values]] = {
            "state": lambda one: (one.state,),
            "category": lambda one: (one.category,),
            "rule": lambda one: (one.rule,),
            "form": lambda one: (one.form,),
            "owner": lambda one: tuple(map(visible, one.owners.split())) or (NOBODY,),
            "assigned": lambda one: (visible(one.assignee),),
            "author": self._author,
            "age": self._ages,
            "after": self._after,
            "brought": self._brought,
            "mine": lambda one: ("1",) if self.is_mine(one) else (),
        }

    def known(self, name: str) -> set[str]:
        """Every choice of a filter."""
        return {value for one in self.grouped.groups for value in self.of[name](one)}

    def is_mine(self, one: Group) -> bool:
        """Did the reader bring these places, or look after them, or own them?"""
        name = self.reader.username
        return bool(name) and (one.born in self.mine or one.assignee == name or any(map(self.reader.owns, one.owners.split())))

    def _author(self, one: Group) -> Values:
        commit = self.grouped.commits.get(one.born)
        return () if commit is None else (visible(commit.author_name),)  # as pages show it: a value stands in a page, too

    def _ages(self, one: Group) -> Values:
        commit = self.grouped.commits.get(one.born)
        if commit is None:
            return ()
        age = self.moment - commit.committed_at
        return tuple(days for days in AGES if days != "older" and age <= timedelta(days=int(days))) or ("older",)

    def _after(self, one: Group) -> Values:
        commit = self.grouped.commits.get(one.born)
        return () if commit is None else tuple(start.value for start in self.starts if start.is_before(one.born, commit))

    def _brought(self, one: Group) -> Values:
        commit = self.grouped.commits.get(one.born)
        return () if commit is None else (bringer(commit),)


def _possible(choices: _Choices, wanted: Mapping[str, str], starts: Collection[Start], reader: Reader) -> dict[str, str]:
    """The wishes that something can fulfil. A fixed choice may show nothing; one of the others has to be somebody's."""
    asked = {name: wanted.get(name, "") for name in NAMES}
    asked |= {name: "" for name in OPEN if asked[name] and asked[name] not in choices.known(name)}
    asked |= {"after": ""} if asked["after"] not in {one.value for one in starts} else {}
    return asked | {name: "" for name in OF_COMMIT if not choices.grouped.commits} | ({} if reader.username else {"mine": ""})


def _counted(choices: _Choices, wanted: Mapping[str, str]) -> tuple[dict[str, Counter[str]], int]:
    """For each filter what its choices would show while the others stay, and what all of them show."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
    active = [name for name in NAMES if wanted[name]]
    total = 0
    for one in choices.grouped.groups:
        against = [name for name in active if wanted[name] not in choices.of[name](one)]
        if len(against) > 1:
            continue
        total += 0 if against else one.count
        for name in against or NAMES:
            counts[name][""] += one.count
            for value in choices.of[name](one):
                counts[name][value] += one.count
    return counts, total


def _condition(wanted: Mapping[str, str], conditions: Mapping[str, Q], choices: _Choices) -> Q:
    """The same wishes for the database, which reads only the rows of a page."""
    groups, of = choices.grouped.groups, choices.of
    found = _state(wanted["state"], conditions)
    for name in ("category", "rule", "form"):
        found &= Q(**{name: wanted[name]}) if wanted[name] else Q()
    asked = [name for name in OF_COMMIT if wanted[name]]
    if asked:
        found &= Q(born__in={one.born for one in groups if all(wanted[name] in of[name](one) for name in asked)})
    if wanted["owner"]:
        found &= Q(owners__in={one.owners for one in groups if wanted["owner"] in of["owner"](one)})
    if wanted["assigned"]:
        given = {one.assignee for one in groups if wanted["assigned"] in of["assigned"](one)}
        found &= Q(assignee=None) if wanted["assigned"] == NOT_GIVEN else Q(assignee__in=given)
    return found & _is_mine(choices) if wanted["mine"] else found


def _is_mine(choices: _Choices) -> Q:
    reader = choices.reader
    owned = {one.owners for one in choices.grouped.groups if any(map(reader.owns, one.owners.split()))}
    return Q(born__in=choices.mine) | Q(owners__in=owned) | Q(assignee=reader.username)


def _state(state: str, conditions: Mapping[str, Q]) -> Q:
    if state == "now":
        return conditions["now"] & Q(aside=None)
    by_hand = conditions["now"] & Q(aside=state)
    if state == Waiver.Sort.WAIVED:
        return by_hand
    return conditions[state] | by_hand if state == Waiver.Sort.INTENDED else conditions[state]


def order(names: Mapping[str, int], current: str) -> list[str]:
    """The choices of an open filter, those with most places first, nobody last; not more than fit into a list."""
    found = sorted((name for name in names if name), key=lambda name: (name in (NOBODY, NOT_GIVEN), -names[name], visible(name).casefold()))
    kept = found[:MOST_CHOICES]
    return kept if not current or current in kept else [*kept, current]
