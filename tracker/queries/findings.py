"""The findings of an issue: filtered, counted, a page of them grouped by file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.timezone import now

from tracker.models import Finding, Issue, Publication
from tracker.models.repositories import Depth
from tracker.queries import finding_filters, finding_rows, source, waivers
from tracker.queries.choices import Choice
from tracker.queries.finding_filters import AGES, BRINGERS, NOBODY, Facets, Reader
from tracker.queries.finding_groups import NOT_GIVEN
from tracker.queries.finding_rows import FORMS, File, Row
from tracker.queries.left import CONDITIONS, conditions
from tracker.queries.moments import Moment
from tracker.queries.paging import number_of
from tracker.queries.series import CATEGORIES, RULE_NAMES
from tracker.queries.stands import Stand

A_PAGE = 20
STATES = {"now": "There now", "waived": "Waived", "intended": "Intended", "gone": "Gone"}
#: By the commit that brought a place: one that moved with its file is as old as before.
ORDERS = {"": ("path", "line", "pk"), "newest": ("-born", "path", "line", "pk")}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it does not know is as if it were not there."""

    state: str = "now"
    category: str = ""
    rule: str = ""
    folder: str = ""
    page: int = 1
    owner: str = ""
    form: str = ""
    author: str = ""
    age: str = ""
    after: str = ""
    brought: str = ""
    assigned: str = ""
    mine: str = ""
    order: str = ""  # by file

    def granted(self, wanted: Mapping[str, str]) -> "Filters":
        """The same without what nothing can fulfil."""
        values: dict[str, Any] = dict(wanted)
        return replace(self, **values)

    @property
    def shown_folder(self) -> str:
        """The folder for the eye."""
        return source.visible(self.folder)

    @property
    def narrows(self) -> bool:
        """Is anything asked for besides a state?"""
        return bool(self.folder) or any(getattr(self, name) for name in finding_filters.NAMES if name != "state")

    @property
    def is_rare(self) -> bool:
        """Is one of those asked for that stand folded?"""
        return bool(self.form or self.after or self.brought or self.assigned)

    @classmethod
    def of(cls, wanted: Mapping[str, str]) -> "Filters":
        """The filters of a query string."""
        return cls(
            state=wanted.get("state", "") if wanted.get("state") in STATES else "now",
            category=wanted.get("category", "") if wanted.get("category") in {one.id for one in CATEGORIES} else "",
            rule=wanted.get("rule", "") if wanted.get("rule") in RULE_NAMES else "",
            folder=wanted.get("folder", "").strip().lstrip("/").replace("\0", "")[:500],
            page=number_of(wanted.get("page", "")),
            form=wanted.get("form", "") if wanted.get("form") in FORMS else "",
            age=wanted.get("age", "") if wanted.get("age") in AGES else "",
            brought=wanted.get("brought", "") if wanted.get("brought") in BRINGERS else "",
            mine="1" if wanted.get("mine") == "1" else "",
            order=wanted.get("order", "") if wanted.get("order") in ORDERS else "",
            **{name: wanted.get(name, "").replace("\0", "")[:500] for name in (*finding_filters.OPEN, "after")},
        )


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """A page of findings with its filters."""

    filters: Filters
    choices: dict[str, list[Choice]]  # filter -> its choices
    starts: list[finding_filters.Start]
    knows_owners: bool
    owners_file: str
    owners_problem: str
    files: list[File]
    total: int
    first: int
    last: int
    pages: int
    knows_commits: bool

    @property
    def rows(self) -> list[Row]:
        """The same without their files."""
        return [row for file in self.files for row in file.rows]

    @property
    def previous(self) -> int | None:
        """The number of the page before."""
        page = min(self.filters.page, self.pages)
        return page - 1 if page > 1 else None

    @property
    def following(self) -> int | None:
        """The number of the next page."""
        page = min(self.filters.page, self.pages)
        return page + 1 if page < self.pages else None


@dataclass(frozen=True, slots=True)
class There:
    """Places that are there and open, and how many of the same file or folder are set aside."""

    total: int
    aside: int
    files: int
    rows: list[tuple[str, int, str]]  # the first ones: path, line, statement


def there(issue: Issue, where: waivers.Where) -> There:
    """What somebody would decide about."""
    rows = where.of(Finding.objects.filter(CONDITIONS["now"], issue=issue, publication=issue.counted_in or 0))
    open_ones = waivers.not_aside(rows, waivers.today())
    counts = open_ones.aggregate(total=Count("pk"), files=Count("path", distinct=True))
    first = open_ones.order_by("path", "line", "pk").values_list("path", "line", "statement")[:A_PAGE]
    shown = [(source.visible(path), line, source.visible(statement)) for path, line, statement in first]
    return There(counts["total"], rows.count() - counts["total"], counts["files"], shown)


def page(
    issue: Issue,
    publication: Publication,
    filters: Filters,
    reader: Reader | None = None,
    moment: Moment | None = None,
    stand: Stand | None = None,
) -> FindingsPage:
    """One page of the findings that the filters let through, in their order; always the same number of queries."""
    knows_commits = publication.depth != Depth.TIP
    filters = filters if knows_commits else replace(filters, order="")
    in_folder = _in_folder(Finding.objects.filter(issue=issue, publication=publication), filters.folder)
    wanted = {name: getattr(filters, name) for name in finding_filters.NAMES}
    if moment is not None and wanted["state"] not in conditions(moment):
        wanted["state"] = "now"
    at = moment.at if moment else now()
    facets = finding_filters.facets(
        issue,
        publication,
        in_folder,
        conditions(moment),
        wanted,
        reader or Reader(),
        at,
        stand=(stand or Stand.of(issue, publication)) if moment is None and not filters.folder else None,
        is_past=moment is not None,
    )
    pages = max(-(-facets.total // A_PAGE), 1)
    start = (min(filters.page, pages) - 1) * A_PAGE
    found = list(facets.shown.order_by(*ORDERS[filters.order])[start : start + A_PAGE])
    found = [_as_of(finding, moment) for finding in found] if moment else found
    return FindingsPage(
        filters=filters.granted(facets.wanted),
        choices={name: _choices(name, facets, moment) for name in finding_filters.NAMES},
        starts=facets.starts,
        knows_owners=facets.knows_owners,
        owners_file=publication.owners_file or "",
        owners_problem=source.visible(publication.owners_problem),
        files=finding_rows.files(issue, publication, found, moment),
        total=facets.total,
        first=start + 1 if found else 0,
        last=start + len(found),
        pages=pages,
        knows_commits=knows_commits,
    )


def _in_folder(rows: QuerySet[Finding], folder: str) -> QuerySet[Finding]:
    return rows.filter(path__startswith=folder) if folder else rows


def _as_of(finding: Finding, moment: Moment) -> Finding:
    """The same without what came later; it is never saved."""
    if not moment.has_seen(finding.removed):
        finding.removed = finding.died = None
    return finding


def _choices(name: str, facets: Facets, moment: Moment | None) -> list[Choice]:
    """The choices of a filter: all, and those that would show something."""
    counts, current = facets.counts[name], facets.wanted[name]
    names = _names(name, facets, moment)
    every = [] if name == "state" else [Choice("", "All", counts.get("", 0), not current)]
    return every + [
        Choice(value, words, counts.get(value, 0), value == current)
        for value, words in names.items()
        if counts.get(value) or value == current or name == "state"
    ]


def _names(name: str, facets: Facets, moment: Moment | None) -> Mapping[str, str]:
    if name in finding_filters.OPEN:
        nobody = {NOBODY: "Nobody owns it"} if name == "owner" else {NOT_GIVEN: "Nobody"}
        values = finding_filters.order(facets.counts[name], facets.wanted[name])
        return {value: nobody.get(value, source.visible(value)) for value in values}
    known: dict[str, Mapping[str, str]] = {
        "state": STATES if moment is None else {one: "There then" if one == "now" else STATES[one] for one in conditions(moment)},
        "category": {one.id: one.name for one in CATEGORIES},
        "rule": RULE_NAMES,
        "form": {value: words or "string" for value, words in FORMS.items()},
        "age": AGES,
        "after": {start.value: start.words for start in facets.starts},
        "brought": BRINGERS,
        "mine": {"1": "Mine"},
    }
    return known[name]
