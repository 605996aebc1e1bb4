"""The files that an issue touches: a small table, and the list behind each of its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tracker.models import Issue, Publication, TouchingFile
from tracker.queries.paging import Paged, number_of, page_of
from tracker.queries.series import CATEGORIES, category_name
from tracker.queries.source import address, visible
from tracker.queries.stands import Counted

A_PAGE = 200
TESTS = frozenset({"integration-test", "unit-test", "other-test"})


@dataclass(frozen=True, slots=True)
class WayName:
    """A way as the table shows it."""

    id: str  # in addresses
    field: str
    name: str
    hint: str


WAYS = (
    WayName("old", "old_path", "Old path", "Imports a deprecated module"),
    WayName("canonical", "canonical_path", "Canonical", "Imports the symbol from the canonical module"),
    WayName("re-export", "re_export", "Re-export", "Imports it from a module that hands it on"),
    WayName("other", "other_path", "Elsewhere", "Imports the symbol from a module that defines its own, or that is not there"),
    WayName("string", "string", "String", "Names it in a string"),
    WayName("reference", "reference", "Reference", "Uses it through a module that it imports"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the table."""

    way: str
    count: int


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """The files of one category; they may use several ways."""

    category: str
    name: str
    key: str
    cells: list[Cell]
    files: int


@dataclass(frozen=True, slots=True)
class Table:
    """Categories by ways; a way that no file uses has no column."""

    ways: list[WayName]
    rows: list[CategoryRow]
    sums: list[Cell]
    files: int
    test_files: int


def table(issue: Issue, publication: Publication) -> Table:
    """How many files of each category touch an issue, by each way and in all; read once for its numbers."""
    return Counted.of(issue, publication).kept("touching", lambda: _table(issue, publication))


def _table(issue: Issue, publication: Publication) -> Table:
    by_way = {way.field: Count("pk", filter=Q(**{way.field: True})) for way in WAYS}
    found = _files(issue, publication).order_by().values("category").annotate(files=Count("pk"), **by_way)
    fields = ("files", *by_way)
    rows = {category: dict(zip(fields, numbers, strict=True)) for category, *numbers in found.values_list("category", *fields)}
    ways = [way for way in WAYS if any(row[way.field] for row in rows.values())]
    shown = [
        CategoryRow(one.id, one.name, one.key, [Cell(way.id, rows[one.id][way.field]) for way in ways], rows[one.id]["files"])
        for one in CATEGORIES
        if one.id in rows
    ]
    sums = [Cell(way.id, sum(row[way.field] for row in rows.values())) for way in ways]
    tests = sum(row.files for row in shown if row.category in TESTS)
    return Table(ways, shown, sums, sum(row.files for row in shown), tests)


def _files(issue: Issue, publication: Publication) -> QuerySet[TouchingFile]:
    return TouchingFile.objects.filter(issue=issue, publication=publication)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it does not know is as if it were not there."""

    category: str = ""
    way: str = ""
    page: int = 1

    @classmethod
    def of(cls, wanted: Mapping[str, str]) -> "Filters":
        """The filters of a query string."""
        category = wanted.get("category", "")
        return cls(
            category=category if category in {one.id for one in CATEGORIES} | {"tests"} else "",
            way=wanted.get("way", "") if wanted.get("way") in {way.id for way in WAYS} else "",
            page=number_of(wanted.get("page", "")),
        )


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with its ways."""

    path: str
    href: str
    category: str
    ways: str


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of files."""

    filters: Filters
    categories: list[tuple[str, str]]
    ways: list[tuple[str, str]]
    rows: list[FileRow]
    total: int
    first: int

    @property
    def last(self) -> int:
        """The place of the last file shown."""
        return self.first + len(self.rows) - 1


def listing(issue: Issue, publication: Publication, filters: Filters) -> Listing:
    """One page of the files that the filters let through, by path."""
    found = _files(issue, publication)
    if filters.category:
        found = found.filter(category__in=TESTS if filters.category == "tests" else [filters.category])
    for way in WAYS:
        if way.id == filters.way:
            found = found.filter(**{way.field: True})
    total = found.count()
    page, pages, start = page_of(filters.page, total, A_PAGE)
    rows = [_row(issue, publication, one) for one in found.order_by("path", "pk")[start : start + A_PAGE]]
    categories = [("", "All"), ("tests", "All tests"), *((one.id, one.name) for one in CATEGORIES)]
    ways = [("", "Any way"), *((way.id, way.name) for way in WAYS)]
    return Listing(page, pages, filters, categories, ways, rows, total, start + 1)


def _row(issue: Issue, publication: Publication, one: TouchingFile) -> FileRow:
    return FileRow(
        path=visible(one.path),
        href=address(issue.repository.slug, publication.tip_oid, one.path),
        category=category_name(one.category),
        ways=", ".join(way.name.lower() for way in WAYS if getattr(one, way.field)),
    )
