"""The published lines of repositories. A line never changes under its publication, so a process reads it once and keeps it, packed."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, overload

from django.db.models import BigIntegerField, Func

from tracker import burndown
from tracker.models import Commit, Publication, Repository
from tracker.queries.keeping import Kept

MOST_KEPT = 128  # of 10,000 commits: some 350 KB each


class Epoch(Func):
    """Seconds since 1970, which commits have no parts of: a million numbers are read in a fraction of the time that as many dates take."""

    arity = 1
    template = "CAST(FLOOR(EXTRACT(EPOCH FROM %(expressions)s)) AS BIGINT)"
    output_field = BigIntegerField()

    def get_db_converters(self, connection: Any) -> list[Any]:
        """None: databases give integers, and a call for each of a million takes a tenth of the time."""
        return []

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, Any]:
        """The same in SQLite's words."""
        return self.as_sql(compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)", **more)


class Oids(Sequence[str]):
    """Commit ids, 20 or 32 bytes each instead of an object with twice as many letters. Raises ValueError if they differ in length."""

    def __init__(self, oids: Collection[str]) -> None:
        packed = list(map(bytes.fromhex, oids))
        self._width = len(packed[0]) if packed else 20
        if any(len(one) != self._width for one in packed):
            raise ValueError("commit ids of more than one length")
        self._packed = b"".join(packed)

    def __len__(self) -> int:
        """How many."""
        return len(self._packed) // self._width

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """The id at a place of the line."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        index = range(len(self))[place]
        return self._packed[index * self._width : (index + 1) * self._width].hex()


@dataclass(frozen=True, slots=True)
class Line:
    """The commits of the published line, oldest first; times are seconds that never go back."""

    numbers: Sequence[int]
    oids: Sequence[str]
    times: Sequence[int]

    def place(self, number: int) -> int | None:
        """Where a commit of the graph stands on the line; numbers grow along it, because parents come first."""
        place = bisect_left(self.numbers, number)
        return place if place < len(self.numbers) and self.numbers[place] == number else None

    def date(self, place: int) -> datetime:
        """When the commit at a place was made, in UTC."""
        return datetime.fromtimestamp(self.times[place], UTC)


_kept: Kept[tuple[int, datetime], Line] = Kept(MOST_KEPT)


def of_publication(publication: Publication) -> Line:
    """The line of what a repository shows."""
    return of_publications([publication])[publication.repository_id]


def of_publications(publications: Iterable[Publication]) -> dict[int, Line]:
    """Repository id -> the line of what it shows. Two queries, none for what is kept."""
    wanted = {one.repository_id: one for one in publications}
    found = _known(wanted.values())
    if len(found) < len(wanted):
        with _kept.reading:
            found |= _known(one for one in wanted.values() if one.repository_id not in found)
            missing = [one for one in wanted.values() if one.repository_id not in found]
            found |= _read(missing) if missing else {}
    return found


def _known(publications: Iterable[Publication]) -> dict[int, Line]:
    return {one.repository_id: line for one in publications if (line := _kept.get((one.pk, one.created_at))) is not None}


def _read(publications: Sequence[Publication]) -> dict[int, Line]:
    found = {one.repository_id: Line(array("q"), (), array("q")) for one in publications}
    commits = Commit.objects.filter(repository__in=found, line_index__isnull=False).order_by("repository", "line_index")
    rows = commits.values_list("repository_id", "number", "oid", Epoch("committed_at")).iterator()
    for repository, line in groupby(rows, key=itemgetter(0)):  # one after the other: packed, they are a tenth
        found[repository] = _packed(list(line))
    still = set(Repository.objects.filter(pk__in=found).values_list("pk", "published"))
    for one in publications:
        if (one.repository_id, one.pk) in still:  # else it was replaced while it was read
            _kept.put((one.pk, one.created_at), found[one.repository_id])
    return found


def _packed(rows: Sequence[tuple[int, int, str, int]]) -> Line:
    return Line(
        array("q", [number for _, number, _, _ in rows]),
        Oids([oid for _, _, oid, _ in rows]),
        array("q", burndown.monotone([time for _, _, _, time in rows])),
    )
