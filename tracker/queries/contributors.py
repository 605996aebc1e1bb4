"""Who brought and who removed the places of an issue; merges and bots apart. Always the same number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from tracker.models import Commit, Finding, Issue, Publication
from tracker.models.repositories import Depth
from tracker.queries import waivers
from tracker.queries.finding_groups import bringer
from tracker.queries.finding_rows import Made
from tracker.queries.ledger_lists import initials
from tracker.queries.series import LEFT
from tracker.queries.source import visible
from tracker.queries.stands import Stand

MOST_ADDITIONS = 30  # commits that are listed
KINDS = {"people": "", "merges": "merge", "bots": "bot"}
SORTS = {"name": "By name", "removed": "By removed"}


@dataclass(slots=True)
class Person:
    """What commits of one author did to the places of an issue."""

    name: str
    added: int = 0
    removed: int = 0
    left: int = 0  # of the places that they brought
    last: datetime | None = None  # of their commits that did anything here

    @property
    def initials(self) -> str:
        """One or two letters."""
        return initials(self.name)


@dataclass(frozen=True, slots=True)
class Addition:
    """A commit that brought places."""

    made: Made
    added: int
    left: int
    kind: str  # "", merge, bot


@dataclass(frozen=True, slots=True)
class Contributors:
    """The whole page."""

    sort: str
    people: list[Person]
    apart: list[Person]  # merges and bots, under their words
    additions: list[Addition]
    addition_count: int
    left: int
    is_known: bool  # the history is read

    @property
    def holders(self) -> list[Person]:
        """Whose commits brought what is left, most first; merges and bots behind the people."""
        people = sorted(self.people, key=lambda one: (-one.left, one.name.casefold()))
        return [one for one in [*people, *self.apart] if one.left]


@dataclass(slots=True)
class _Done:
    """What one commit did."""

    added: int = 0
    removed: int = 0
    left: int = 0


def of_issue(issue: Issue, publication: Publication, sort: str = "", stand: Stand | None = None) -> Contributors:
    """Everybody whose commits on the line brought or removed a place; read once for how the places stand."""
    sort = sort if sort in SORTS else "name"
    if publication.depth == Depth.TIP:
        return Contributors(sort, [], [], [], 0, 0, is_known=False)
    return (stand or Stand.of(issue, publication)).kept(("contributors", sort), lambda: _read(issue, publication, sort))


def _read(issue: Issue, publication: Publication, sort: str) -> Contributors:
    done = _done(issue, publication)
    known = {row.line_index: row for row in _commits(issue, publication) if row.line_index is not None and row.line_index in done}
    people, apart = _people(known, done)
    added = sorted((place for place, one in done.items() if one.added and place in known), reverse=True)
    return Contributors(
        sort=sort,
        people=sorted(people, key=_by_name) if sort == "name" else sorted(people, key=_by_removed),
        apart=apart,
        additions=[_addition(known[place], done[place]) for place in added[:MOST_ADDITIONS]],
        addition_count=len(added),
        left=sum(one.left for one in done.values()),
        is_known=True,
    )


def _commits(issue: Issue, publication: Publication) -> Iterable[Commit]:
    """The commits of the line that brought or removed anything."""
    rows = Finding.objects.filter(issue=issue, publication=publication, rule__in=LEFT, intended=False)
    does = Q(line_index__in=rows.values("born")) | Q(line_index__in=rows.filter(died__isnull=False).values("died"))
    return Commit.objects.filter(does, repository=issue.repository_id)


def _done(issue: Issue, publication: Publication) -> dict[int, _Done]:
    """Place of the line -> what its commit did; files that only moved don't count, nor what is set aside in what is left."""
    rows = Finding.objects.filter(issue=issue, publication=publication, rule__in=LEFT, intended=False).order_by()
    decided = rows.annotate(aside=waivers.sort_of(waivers.today())).values("born")
    came = decided.annotate(added=Count("pk", filter=Q(introduced=F("born"))), left=Count("pk", filter=Q(removed=None, aside=None)))
    went = rows.filter(removed=F("died")).values("died").annotate(removed=Count("pk"))
    done: dict[int, _Done] = {}
    for place, added, left in came.values_list("born", "added", "left"):
        one = done.setdefault(place, _Done())
        one.added, one.left = added, left
    for died, removed in went.values_list("died", "removed"):
        done.setdefault(died or 0, _Done()).removed = removed
    return {place: one for place, one in done.items() if one.added or one.removed or one.left}


def _kind(commit: Commit) -> str:
    return KINDS[bringer(commit)]


def _people(known: dict[int, Commit], done: dict[int, _Done]) -> tuple[list[Person], list[Person]]:
    people: dict[str, Person] = {}
    apart = {"merge": Person("Merges"), "bot": Person("Bots")}
    for place, commit in known.items():
        kind, name = _kind(commit), visible(commit.author_name) or "no name"
        one = apart[kind] if kind else people.setdefault(name, Person(name))
        what = done[place]
        one.added, one.removed, one.left = one.added + what.added, one.removed + what.removed, one.left + what.left
        one.last = max(one.last or commit.committed_at, commit.committed_at)
    return list(people.values()), [one for one in apart.values() if one.last is not None]


def _addition(commit: Commit, done: _Done) -> Addition:
    made = Made.of(commit)
    assert made is not None
    return Addition(made, done.added, done.left, _kind(commit))


def _by_name(one: Person) -> tuple[str, str]:
    return one.name.casefold(), one.name


def _by_removed(one: Person) -> tuple[int, str, str]:
    return -one.removed, one.name.casefold(), one.name
