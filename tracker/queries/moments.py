"""The place of the line that a page is shown as of. Without one a page shows the newest commit."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote

from django.db.models import Q

from tracker.models import Commit, Issue, Measurement, Publication, Repository
from tracker.models.repositories import Depth
from tracker.queries import commits, lines, series, source

_date = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)\Z", re.ASCII)
_name = re.compile(r"(?!.*(?:\.\.|//|@\{))[^\W_][\w./+@-]{0,199}\Z")
Resolve = Callable[[str], str | None]  # the commit of a tag or branch


class MomentRefused(LookupError):
    """No page can be shown as of what was asked for; str() says why."""

    def __init__(self, sentence: str, *, status: int = 404, beside: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.beside = beside  # a commit that is there, but not on the line
        self.repository = ""  # its slug


@dataclass(frozen=True, slots=True)
class Moment:
    """A commit of the line, by its place."""

    place: int
    oid: str
    at: datetime
    author: str
    subject: str

    @property
    def query(self) -> str:
        """What keeps the moment in an address."""
        return f"?at={quote(self.oid)}"

    @property
    def there(self) -> Q:
        """Findings and implementations that it has."""
        return Q(introduced__lte=self.place) & (Q(removed=None) | Q(removed__gt=self.place))

    def has_seen(self, place: int | None) -> bool:
        """Is a place of the line not behind it?"""
        return place is not None and place <= self.place


def of_commit(commit: Commit) -> Moment:
    """The moment of a commit that stands on the line."""
    place = commit.line_index
    assert place is not None
    return Moment(place, commit.oid, commit.committed_at, source.visible(commit.author_name), source.visible(commit.subject))


def named(repository: Repository, publication: Publication, wanted: str, today: date, resolve: Resolve = lambda name: None) -> Moment:
    """The moment of a commit, a day or a tag. Raises MomentRefused."""
    wanted = wanted.strip()
    day = day_of(wanted, today)
    if day is not None:
        return _on_day(repository, publication, day)
    check_name(wanted)
    return at(repository, publication, _commit(repository, wanted, resolve))


def day_of(wanted: str, today: date) -> date | None:
    """The day that is written there, None for something else. Raises MomentRefused for one that cannot be."""
    found = _date.match(wanted)
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError as error:
        raise MomentRefused(f"The calendar has no {wanted}. A day is written as 2025-10-18.", status=400) from error
    if day > today:
        raise MomentRefused(f"{day:%-d %b %Y} has not come yet. Give a day that has.", status=400)
    return day


def check_name(wanted: str) -> None:
    """Whether a commit, tag or branch can be called so. Raises MomentRefused."""
    if not _name.match(wanted):
        shown = source.visible(wanted[:60])
        raise MomentRefused(
            f"“{shown}” is neither a commit, a tag nor a day. Give 7 or more digits of a commit, or 2025-10-18.", status=400
        )


def is_plain_name(name: str) -> bool:
    """Does somebody who writes this name mean a tag or branch, and no commit or day?"""
    return bool(_name.match(name)) and not commits.SHA.match(name.lower()) and not _date.match(name)


def _on_day(repository: Repository, publication: Publication, day: date) -> Moment:
    """The last commit that was made by the end of a day, in UTC."""
    line = lines.of_publication(publication)
    if not line.numbers:
        raise MomentRefused(f"{repository.slug} has no commits on its line yet.")
    end = datetime.combine(day, time(), UTC) + timedelta(days=1)
    place = series.History(line, 0).place_at(end - timedelta(seconds=1))
    if place < 0:
        first = f"{line.oids[0][:9]}, is of {line.date(0):%-d %b %Y}"
        raise MomentRefused(f"On {day:%-d %b %Y} there was nothing yet: the first commit of the line, {first}.")
    return at(repository, publication, Commit.objects.get(repository=repository, number=line.numbers[place]))


def _commit(repository: Repository, wanted: str, resolve: Resolve) -> Commit:
    try:
        return commits.named(repository, wanted)
    except commits.CommitUnknown as error:
        oid = resolve(wanted)
        found = Commit.objects.filter(repository=repository, oid=oid).first() if oid else None
        if found is not None:
            return found
        said = str(error) if commits.SHA.match(wanted.lower()) else f"There is no commit “{source.visible(wanted[:60])}”."
        raise MomentRefused(said) from error


def at(repository: Repository, publication: Publication, commit: Commit) -> Moment:
    """The moment of a commit, if pages can be shown as of it. Raises MomentRefused."""
    if publication.depth == Depth.TIP and commit.oid != publication.tip_oid:
        only = f"only its newest commit, {publication.tip_oid[:9]}, is known"
        raise MomentRefused(f"The history of {repository.slug} is not read yet: {only}.")
    if commit.line_index is None or commit.number >= publication.commits:
        line = f"the first-parent line of {source.visible(publication.ref)}"
        raise MomentRefused(f"Commit {commit.oid[:9]} is not on {line}, which pages follow.", beside=commit.oid)
    return of_commit(commit)


@dataclass(frozen=True, slots=True)
class Around:
    """The commits next to a moment that changed a number of an issue."""

    previous: str  # oid, "" for none
    following: str


def around(issue: Issue, publication: Publication, moment: Moment) -> Around:
    """Where the keys [ and ] lead to."""
    numbers = Measurement.objects.filter(publication=publication, issue=issue).values("commit_number")
    changed = Commit.objects.filter(repository=issue.repository_id, line_index__isnull=False, number__in=numbers)
    before = changed.filter(line_index__lt=moment.place).order_by("-line_index").values_list("oid", flat=True).first()
    after = changed.filter(line_index__gt=moment.place).order_by("line_index").values_list("oid", flat=True).first()
    return Around(before or "", after or "")
