"""Places that people set aside: which, since when, until when, and what that does to a number."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import now

from tracker.models import Finding, Issue, Publication, Waiver

A_DAY, SOON = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Where:
    """Which places somebody means: a single one, those of a file, those below a folder; by default all."""

    identity: str = ""
    path: str = ""

    def of(self, rows: QuerySet[Finding]) -> QuerySet[Finding]:
        """Those of some findings."""
        if self.identity:
            return rows.filter(identity=self.identity)
        if self.path:
            return rows.filter(Q(path=self.path) | Q(path__startswith=f"{self.path.rstrip('/')}/"))
        return rows


def today() -> date:
    """The day in UTC, by which waivers end."""
    return now().astimezone(UTC).date()


def active(day: date) -> QuerySet[Waiver]:
    """Waivers that hold on a day, their last one included."""
    return Waiver.objects.filter(Q(until=None) | Q(until__gte=day))


def not_aside(rows: QuerySet[Finding], day: date) -> QuerySet[Finding]:
    """Findings without those that are set aside on a day."""
    return rows.filter(~Exists(_of_finding(day)))


def aside(rows: QuerySet[Finding], day: date) -> QuerySet[Finding]:
    """Only those that are."""
    return rows.filter(Exists(_of_finding(day)))


def sort_of(day: date) -> Subquery:
    """In a query of findings: how each is set aside on a day, None if it is not."""
    return Subquery(_of_finding(day).values("sort")[:1])


def _of_finding(day: date) -> QuerySet[Waiver]:
    return active(day).filter(issue=OuterRef("issue"), identity=OuterRef("identity"))


@dataclass(frozen=True, slots=True)
class Standing:
    """How many places are set aside now."""

    waived: int = 0
    intended: int = 0
    soon: int = 0  # waived ones that come back within a week

    @property
    def all(self) -> int:
        """Both sorts."""
        return self.waived + self.intended


def standing(publications: Collection[int | None], issues: Iterable[int], rules: Collection[str], day: date) -> dict[int, Standing]:
    """Issue id -> its places that are set aside, by rules; issues without any are left out."""
    rows = Finding.objects.filter(issue__in=list(issues), publication__in=publications, removed=None, intended=False, rule__in=rules)
    rows = rows.annotate(sort=sort_of(day), until=Subquery(_of_finding(day).values("until")[:1])).exclude(sort=None)
    soon = Count("pk", filter=Q(until__lt=day + SOON))
    found: dict[int, Standing] = {}
    for issue, sort, count, ending in (
        rows.order_by().values("issue", "sort").annotate(n=Count("pk"), soon=soon).values_list("issue", "sort", "n", "soon")
    ):
        one = found.get(issue, Standing())
        if sort == Waiver.Sort.WAIVED:
            found[issue] = Standing(count, one.intended, ending)
        else:
            found[issue] = Standing(one.waived, count, one.soon)
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """One life of a place on the line, and from when to when it was set aside, in seconds."""

    rule: str
    category: str
    owners: str
    sort: str
    introduced: int
    removed: int | None
    begins: int
    ends: int | None
    is_active: bool

    def held(self, times: Sequence[int]) -> tuple[int, int]:
        """The places of the line where it is there and does not count, the end left out; the newest one is as it is today."""
        last = len(times) - 1
        first, end = bisect_left(times, self.begins), len(times)
        if self.is_active:
            first = min(first, last)
        elif self.ends is not None:
            end = min(bisect_left(times, self.ends), last)
        alive = self.life(len(times))
        return max(first, alive[0]), min(end, alive[1])

    def life(self, length: int) -> tuple[int, int]:
        """The places of the line where it is there, the end left out."""
        return self.introduced, length if self.removed is None else self.removed


def stretches(issue: Issue, publication: Publication, day: date) -> list[Stretch]:
    """Every life of every place of an issue that is or was set aside; what was undone never was. Always the same two queries."""
    decided = {one.identity: one for one in Waiver.objects.filter(issue=issue)}
    held = Waiver.objects.filter(issue=issue).values("identity")
    rows = Finding.objects.filter(issue=issue, publication=publication, intended=False, identity__in=held)
    columns = rows.values_list("identity", "rule", "category", "owners", "introduced", "removed")
    return [_stretch(decided[row[0]], day, row) for row in columns if row[0] in decided]


def _stretch(waiver: Waiver, day: date, row: tuple[str, str, str, str, int, int | None]) -> Stretch:
    _, rule, category, owners, introduced, removed = row
    ends = None if waiver.until is None else int(datetime.combine(waiver.until + A_DAY, time(), UTC).timestamp())
    begins = int(waiver.made_at.timestamp())
    is_active = waiver.until is None or waiver.until >= day
    return Stretch(rule, category, owners, waiver.sort, introduced, removed, begins, ends, is_active)


def counts(found: Iterable[tuple[int, int]], length: int) -> list[int]:
    """How many of some stretches cover each place."""
    steps = [0] * (length + 1)
    for first, end in found:
        if first < end:
            steps[first] += 1
            steps[end] -= 1
    return list(accumulate(steps))[:length]
