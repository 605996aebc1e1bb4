"""The filters of a findings list, and what each of their choices would show: three queries, however many findings there are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value

from tracker.models import Assignment, Commit, Finding, Implementation, Issue, Publication, Waiver
from tracker.models.repositories import Depth
from tracker.queries import commits, waivers
from tracker.queries.source import visible

NOBODY = "nobody"  # owns it; owners have an @
NOT_GIVEN = "(nobody)"  # looks after it; an account may be called nobody
AGES = {"7": "last 7 days", "30": "last 30 days", "90": "last 90 days", "older": "older than 90 days"}
BRINGERS = {"people": "people", "merges": "merges", "bots": "bots"}
BOT_ENDS = ("[bot]", "-bot", " bot")
BOTS = ("bot", "web-flow", "dependabot", "renovate", "github-actions")
#: Filters whose values are a person's or a repository's words; those of the others are known beforehand.
OPEN = ("owner", "author", "assigned")
#: Filters that ask the commit that brought a place.
OF_COMMIT = ("author", "age", "after", "brought")
NAMES = ("state", "category", "rule", "form", "owner", "assigned", *OF_COMMIT, "mine")
MOST_CHOICES = 60
NO_WORD = Value(None, output_field=CharField(null=True))

Values = Mapping[str, tuple[str, ...]]  # filter -> the choices that a group stands under


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the list: what authors and owners may be called that are this person. Nobody by default."""

    username: str = ""
    names: frozenset[str] = frozenset()  # small letters
    emails: frozenset[str] = frozenset()

    def wrote(self, commit: Commit | None) -> bool:
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

    def is_before(self, place: int, commit: Commit) -> bool:
        """Was a place that this commit brought brought afterwards?"""
        if self.place is not None:
            return place > self.place
        return self.moment is not None and commit.committed_at >= self.moment


@dataclass(frozen=True, slots=True)
class Group:
    """Places that no filter can tell apart."""

    state: str
    category: str
    rule: str
    form: str
    owners: str
    assignee: str
    born: int
    count: int


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
    is_past: bool = False,
) -> Facets:
    """Sort the findings of an issue; `conditions` are the states as the rows themselves know them. What people decided is of today."""
    aside, assignee = (NO_WORD, NO_WORD) if is_past else (waivers.sort_of(moment.astimezone(UTC).date()), _assignee())
    decided = rows.annotate(aside=aside, assignee=assignee)
    groups = _groups(decided, conditions)
    known = commits.at_places(issue.repository, {one.born for one in groups}) if publication.depth != Depth.TIP else {}
    starts = _starts(issue, publication) if known else []
    of_place = {place: _of_commit(place, commit, starts, moment) for place, commit in known.items()}
    mine = {place for place, commit in known.items() if reader.wrote(commit)}
    sorted_groups = [(one, _values(one, of_place.get(one.born, {}), mine, reader)) for one in groups]
    possible = {name: {value for _, values in sorted_groups for value in values.get(name, ())} for name in OPEN}
    asked = {name: wanted.get(name, "") for name in NAMES}
    # A fixed choice may show nothing; one of the others has to be somebody's.
    asked |= {name: "" for name in OPEN if asked[name] not in possible[name]}
    asked |= {"after": ""} if asked["after"] not in {one.value for one in starts} else {}
    asked |= {name: "" for name in OF_COMMIT if not known} | ({} if reader.username else {"mine": ""})
    counts, total = _counted(sorted_groups, asked)
    owned = {one.owners for one in groups if any(map(reader.owns, one.owners.split()))}
    is_mine = Q(born__in=mine) | Q(owners__in=owned) | Q(assignee=reader.username)
    return Facets(
        wanted=asked,
        counts=counts,
        total=total,
        shown=decided.filter(_condition(asked, conditions, sorted_groups, is_mine)),
        starts=starts,
        knows_owners=bool(publication.owners_file) or any(one.owners for one in groups),
    )


def _assignee() -> Subquery:
    given = Assignment.objects.filter(issue=OuterRef("issue"), identity=OuterRef("identity"))
    return Subquery(given.values("assignee__username")[:1])


def _groups(rows: QuerySet[Finding], conditions: Mapping[str, Q]) -> list[Group]:
    counts = {f"in_{state}": Count("pk", filter=condition) for state, condition in conditions.items()}
    columns = ("category", "rule", "form", "owners", "born", "aside", "assignee")
    found = []
    for row in rows.order_by().values(*columns).annotate(**counts).values_list(*columns, *counts):
        category, rule, form, owners, born, aside, assignee = row[: len(columns)]
        for state, count in zip(conditions, row[len(columns) :], strict=True):
            if count:
                stands = aside if state == "now" and aside else state
                found.append(Group(stands, category, rule, form, owners, assignee or NOT_GIVEN, born, count))
    return found


def _starts(issue: Issue, publication: Publication) -> list[Start]:
    found = []
    if issue.opened_on is not None:
        moment = datetime(issue.opened_on.year, issue.opened_on.month, issue.opened_on.day, tzinfo=UTC)
        day = f"{issue.opened_on:%-d %b %Y}"
        sentence = f"Brought by a commit of {day} or later: that day the issue was opened."
        found.append(Start("opened", f"the issue was opened, {day}", sentence, moment, None))
    rows = Implementation.objects.filter(issue=issue, publication=publication, class_name="canonical")
    commit = Commit.objects.filter(repository=issue.repository_id, line_index=OuterRef("born"))
    earliest = rows.order_by("born", "pk").annotate(oid=Subquery(commit.values("oid")[:1]), at=Subquery(commit.values("committed_at")[:1]))
    for first, oid, at in earliest.values_list("born", "oid", "at")[:1]:
        if oid is not None:
            day = f"{at:%-d %b %Y}"
            sentence = f"Brought by a commit behind {oid[:9]} of {day}: there the canonical implementation appeared."
            found.append(Start("canonical", f"the canonical one appeared, {day}", sentence, None, first))
    return found


def _of_commit(place: int, commit: Commit, starts: Iterable[Start], moment: datetime) -> Values:
    age = moment - commit.committed_at
    ages = tuple(days for days in AGES if days != "older" and age <= timedelta(days=int(days)))
    return {
        "author": (visible(commit.author_name),),  # as pages show it: a value stands in a page, too
        "age": ages or ("older",),
        "after": tuple(start.value for start in starts if start.is_before(place, commit)),
        "brought": (bringer(commit),),
    }


def is_bot(name: str, email: str = "") -> bool:
    """Does a program write under this name?"""
    name = name.strip().casefold()
    return name.endswith(BOT_ENDS) or name in BOTS or "[bot]@" in email.casefold()


def bringer(commit: Commit) -> str:
    """People, bots, or a merge: on a line of first parents it brings what its branch had."""
    if is_bot(commit.author_name, commit.author_email):
        return "bots"
    return "merges" if commit.parents > 1 else "people"


def _values(one: Group, of_commit: Values, mine: set[int], reader: Reader) -> Values:
    owners = tuple(one.owners.split())
    is_mine = one.born in mine or one.assignee == reader.username or any(map(reader.owns, owners))
    return {
        **of_commit,
        "state": (one.state,),
        "category": (one.category,),
        "rule": (one.rule,),
        "form": (one.form,),
        "owner": tuple(map(visible, owners)) or (NOBODY,),
        "assigned": (visible(one.assignee),),
        "mine": ("1",) if is_mine and reader.username else (),
    }


def _counted(groups: Iterable[tuple[Group, Values]], wanted: Mapping[str, str]) -> tuple[dict[str, Counter[str]], int]:
    """For each filter what its choices would show while the others stay, and what all of them show."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
    active = [name for name in NAMES if wanted[name]]
    total = 0
    for one, values in groups:
        against = [name for name in active if wanted[name] not in values.get(name, ())]
        if len(against) > 1:
            continue
        total += 0 if against else one.count
        for name in against or NAMES:
            counts[name][""] += one.count
            for value in values.get(name, ()):
                counts[name][value] += one.count
    return counts, total


def _condition(wanted: Mapping[str, str], conditions: Mapping[str, Q], groups: Iterable[tuple[Group, Values]], is_mine: Q) -> Q:
    """The same wishes for the database, which reads only the rows of a page."""
    found = _state(wanted["state"], conditions)
    for name in ("category", "rule", "form"):
        found &= Q(**{name: wanted[name]}) if wanted[name] else Q()
    asked = [name for name in OF_COMMIT if wanted[name]]
    if asked:
        fitting = (one.born for one, values in groups if all(wanted[name] in values.get(name, ()) for name in asked))
        found &= Q(born__in=set(fitting))
    if wanted["owner"]:
        found &= Q(owners__in={one.owners for one, values in groups if wanted["owner"] in values["owner"]})
    if wanted["assigned"]:
        given = {one.assignee for one, values in groups if wanted["assigned"] in values["assigned"]}
        found &= Q(assignee=None) if wanted["assigned"] == NOT_GIVEN else Q(assignee__in=given)
    return found & is_mine if wanted["mine"] else found


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
