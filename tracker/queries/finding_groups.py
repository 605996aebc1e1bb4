"""The places of an issue in groups that no filter can tell apart, with the commits that brought them. A process reads them once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value

from tracker.models import Assignment, Commit, Finding, Issue, Publication
from tracker.models.repositories import Depth
from tracker.queries import waivers
from tracker.queries.keeping import Kept
from tracker.queries.stands import Answers, Stand, newest

NOT_GIVEN = "(nobody)"  # looks after it; an account may be called nobody
BOT_ENDS = ("[bot]", "-bot", " bot")
BOTS = ("bot", "web-flow", "dependabot", "renovate", "github-actions")
NO_WORD = Value(None, output_field=CharField(null=True))
COLUMNS = ("category", "rule", "form", "owners", "born", "aside", "assignee")
MOST_KEPT = 128  # of 1,000 places each: some 250 KB


@dataclass(frozen=True, slots=True)
class Bringing:
    """What filters ask of a commit that brought places."""

    author_name: str
    author_email: str
    parents: int
    committed_at: datetime


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
class Grouped:
    """All groups, and place of the line -> the commit there; of no place while only the newest commit is read."""

    groups: Sequence[Group]
    commits: Mapping[int, Bringing]


_kept: Answers = Kept(MOST_KEPT)


def of_stand(stand: Stand, issue: Issue, publication: Publication, decided: QuerySet[Finding], conditions: Mapping[str, Q]) -> Grouped:
    """The groups of all places of an issue as they stand."""
    return newest(_kept, stand, issue.pk, "groups", lambda: read(issue, publication, decided, conditions))


def read(issue: Issue, publication: Publication, decided: QuerySet[Finding], conditions: Mapping[str, Q]) -> Grouped:
    """The groups of some places: two queries."""
    groups = _groups(decided, conditions)
    return Grouped(groups, _commits(issue, {one.born for one in groups}) if publication.depth != Depth.TIP else {})


def decided(rows: QuerySet[Finding], moment: datetime, *, is_past: bool) -> QuerySet[Finding]:
    """Findings with what people decided about them, which is known of today alone."""
    aside, assignee = (NO_WORD, NO_WORD) if is_past else (waivers.sort_of(moment.astimezone(UTC).date()), _assignee())
    return rows.annotate(aside=aside, assignee=assignee)


def _assignee() -> Subquery:
    given = Assignment.objects.filter(issue=OuterRef("issue"), identity=OuterRef("identity"))
    return Subquery(given.values("assignee__username")[:1])


def _groups(rows: QuerySet[Finding], conditions: Mapping[str, Q]) -> list[Group]:
    counts = {f"in_{state}": Count("pk", filter=condition) for state, condition in conditions.items()}
    found = []
    for row in rows.order_by().values(*COLUMNS).annotate(**counts).values_list(*COLUMNS, *counts):
        category, rule, form, owners, born, aside, assignee = row[: len(COLUMNS)]
        for state, count in zip(conditions, row[len(COLUMNS) :], strict=True):
            if count:
                stands = aside if state == "now" and aside else state
                found.append(Group(stands, category, rule, form, owners, assignee or NOT_GIVEN, born, count))
    return found


def _commits(issue: Issue, places: set[int]) -> dict[int, Bringing]:
    rows = Commit.objects.filter(repository=issue.repository_id, line_index__in=places)
    columns = rows.values_list("line_index", "author_name", "author_email", "parents", "committed_at")
    return {place: Bringing(name, email, parents, at) for place, name, email, parents, at in columns if place is not None}


def is_bot(name: str, email: str = "") -> bool:
    """Does a program write under this name?"""
    name = name.strip().casefold()
    return name.endswith(BOT_ENDS) or name in BOTS or "[bot]@" in email.casefold()


def bringer(commit: Bringing | Commit) -> str:
    """People, bots, or a merge: on a line of first parents it brings what its branch had."""
    if is_bot(commit.author_name, commit.author_email):
        return "bots"
    return "merges" if commit.parents > 1 else "people"
