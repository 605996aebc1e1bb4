"""The findings of an issue: filtered, counted, a page of them grouped by file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count, F, Q, QuerySet

from tracker.models import Commit, Finding, Issue, Publication
from tracker.models.repositories import Depth
from tracker.queries import commits, source
from tracker.queries.series import CATEGORIES, LEFT, RULE_NAMES, category_name

A_PAGE = 20
STATES = {"now": "There now", "intended": "Intended", "gone": "Gone"}
CONDITIONS = {
    "now": Q(removed=None, intended=False),
    "intended": Q(removed=None, intended=True),
    "gone": Q(removed__isnull=False, removed=F("died")),  # a place that moved with its file is not gone
}
GUARDS = {"try": "in try", "type-checking": "for type checkers only", "if": "under a condition"}
FORMS = {
    "from": "from … import",
    "import": "plain import",
    "relative": "relative import",
    "star": "star import",
    "dynamic": "imported by a call",
    "re-export": "through a re-export",
    "string": "",  # the rule has said it
    "approximate": "found by the simpler reading",
}
FRAGMENTATION = "import-path-fragmentation"
WHOLE_PATH = "removed-path"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it does not know is as if it were not there."""

    state: str = "now"
    category: str = ""
    rule: str = ""
    folder: str = ""
    page: int = 1

    @classmethod
    def of(cls, wanted: Mapping[str, str]) -> "Filters":
        """The filters of a query string."""
        page = wanted.get("page", "")
        return cls(
            state=wanted.get("state", "") if wanted.get("state") in STATES else "now",
            category=wanted.get("category", "") if wanted.get("category") in {one.id for one in CATEGORIES} else "",
            rule=wanted.get("rule", "") if wanted.get("rule") in RULE_NAMES else "",
            folder=wanted.get("folder", "").strip().lstrip("/").replace("\0", "")[:500],
            page=max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with the places that it would show."""

    value: str
    name: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A commit as pages name it, its words safe for the eye."""

    oid: str
    author_name: str
    subject: str
    committed_at: datetime

    @classmethod
    def of(cls, commit: Commit | None) -> "Made | None":
        """The words of a commit, None for none."""
        if commit is None:
            return None
        return cls(commit.oid, source.visible(commit.author_name), source.visible(commit.subject), commit.committed_at)


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as its row shows it."""

    finding: Finding
    path: str
    before: str  # of the statement; the module is marked
    marked: str
    after: str
    where: str
    rule: str
    form: str
    category: str
    reason: str
    file_href: str  # "" where no file is
    brought: Made | None
    removed: Made | None


@dataclass(frozen=True, slots=True)
class File:
    """The rows of one file."""

    path: str
    category: str
    href: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """A page of findings with its filters."""

    filters: Filters
    states: list[Choice]
    categories: list[Choice]
    rules: list[Choice]
    files: list[File]
    total: int
    first: int
    last: int
    pages: int
    knows_commits: bool

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
class Remaining:
    """What is left in one category of files."""

    category: str
    name: str
    key: str
    places: int
    files: int


def remaining(issue: Issue, publication: Publication) -> tuple[list[Remaining], int]:
    """What is left by category, and the number of files with anything left."""
    rows = Finding.objects.filter(CONDITIONS["now"], issue=issue, publication=publication, rule__in=LEFT)
    found = {
        row["category"]: row for row in rows.values("category").annotate(places=Count("pk"), files=Count("path", distinct=True)).order_by()
    }
    named = [Remaining(one.id, one.name, one.key, found[one.id]["places"], found[one.id]["files"]) for one in CATEGORIES if one.id in found]
    return named, sum(one.files for one in named)


def intended(issue: Issue, publication: Publication) -> int:
    """Places that are there on purpose."""
    return Finding.objects.filter(CONDITIONS["intended"], issue=issue, publication=publication, rule__in=LEFT).count()


@dataclass(frozen=True, slots=True)
class Movement:
    """Places of what is left that came and went behind a place of the line."""

    added: int
    removed: int

    @property
    def net(self) -> int:
        """How many more, or fewer."""
        return self.added - self.removed


def movement(issue: Issue, publication: Publication, after: int) -> Movement:
    """What came and went behind a place of the line; files that only moved don't count."""
    rows = Finding.objects.filter(issue=issue, publication=publication, rule__in=LEFT, intended=False)
    found = rows.aggregate(
        added=Count("pk", filter=Q(introduced__gt=after, introduced=F("born"))),
        removed=Count("pk", filter=Q(removed__gt=after, removed=F("died"))),
    )
    return Movement(found["added"], found["removed"])


def page(issue: Issue, publication: Publication, filters: Filters) -> FindingsPage:
    """One page of the findings that the filters let through, by file and line; always the same number of queries."""
    in_folder = _in_folder(Finding.objects.filter(issue=issue, publication=publication), filters.folder)
    groups = _groups(in_folder)
    shown = in_folder.filter(CONDITIONS[filters.state])
    if filters.category:
        shown = shown.filter(category=filters.category)
    if filters.rule:
        shown = shown.filter(rule=filters.rule)
    total = sum(groups[key] for key in groups if _fits(key, filters))
    pages = max(-(-total // A_PAGE), 1)
    start = (min(filters.page, pages) - 1) * A_PAGE
    found = list(shown.order_by("path", "line", "pk")[start : start + A_PAGE])
    return FindingsPage(
        filters=filters,
        states=_choices(STATES, filters.state, groups, 0, filters, "state"),
        categories=_choices({one.id: one.name for one in CATEGORIES}, filters.category, groups, 1, filters, "category"),
        rules=_choices(RULE_NAMES, filters.rule, groups, 2, filters, "rule"),
        files=_files(issue, publication, found),
        total=total,
        first=start + 1 if found else 0,
        last=start + len(found),
        pages=pages,
        knows_commits=publication.depth != Depth.TIP,
    )


def _in_folder(rows: QuerySet[Finding], folder: str) -> QuerySet[Finding]:
    return rows.filter(path__startswith=folder) if folder else rows


Key = tuple[str, str, str]  # state, category, rule


def _groups(rows: QuerySet[Finding]) -> Counter[Key]:
    """How many places each combination of filters would show."""
    groups: Counter[Key] = Counter()
    counts = {f"in_{state}": Count("pk", filter=condition) for state, condition in CONDITIONS.items()}
    found = rows.order_by().values("category", "rule").annotate(**counts).values_list("category", "rule", *counts)
    for category, rule, *numbers in found:
        for state, number in zip(CONDITIONS, numbers, strict=True):
            if number:
                groups[state, category, rule] = number
    return groups


def _fits(key: Key, filters: Filters, besides: str = "") -> bool:
    """Would the filters, one of them perhaps left out, let a combination through?"""
    wanted = {"state": filters.state, "category": filters.category, "rule": filters.rule}
    return all(name == besides or not value or value == part for (name, value), part in zip(wanted.items(), key, strict=True))


def _choices(names: Mapping[str, str], current: str, groups: Mapping[Key, int], part: int, filters: Filters, besides: str) -> list[Choice]:
    counts: Counter[str] = Counter()
    for key, count in groups.items():
        if _fits(key, filters, besides):
            counts[key[part]] += count
    every = [] if besides == "state" else [Choice("", "All", counts.total(), not current)]
    return every + [
        Choice(value, name, counts[value], value == current)
        for value, name in names.items()
        if counts[value] or value == current or besides == "state"
    ]


def _files(issue: Issue, publication: Publication, found: Iterable[Finding]) -> list[File]:
    found = list(found)
    places = {finding.born for finding in found} | {finding.died for finding in found if finding.died is not None}
    places |= {finding.removed - 1 for finding in found if finding.removed}
    known = commits.at_places(issue.repository, places) if publication.depth != Depth.TIP else {}
    rows = [_row(issue, publication, finding, known) for finding in found]
    files = [list(group) for _, group in groupby(rows, key=lambda row: row.finding.path)]
    return [File(group[0].path, group[0].category, group[0].file_href, group) for group in files]


def _row(issue: Issue, publication: Publication, finding: Finding, known: Mapping[int, Commit]) -> Row:
    sha = publication.tip_oid
    if finding.removed and finding.removed - 1 in known:
        sha = known[finding.removed - 1].oid  # the last commit that has the line
    before, marked, after = source.parts(source.visible(finding.statement), source.visible(finding.module))
    return Row(
        finding=finding,
        path=source.visible(finding.path),
        before=before,
        marked=marked,
        after=after,
        where=where(finding),
        rule=RULE_NAMES.get(finding.rule, finding.rule),
        form=form(finding),
        category=category_name(finding.category),
        reason=source.visible(finding.reason),
        file_href=source.address(issue.repository.slug, sha, finding.path) if is_file(finding) else "",
        brought=Made.of(known.get(finding.born)),
        removed=Made.of(known.get(finding.died)) if finding.died is not None else None,
    )


def is_file(finding: Finding) -> bool:
    """Is its path a file of the repository, and no module of somebody else's or folder?"""
    if finding.rule == WHOLE_PATH:
        return finding.path.rpartition("/")[2].count(".") > 0
    return finding.rule != FRAGMENTATION or finding.path != finding.module


def form(finding: Finding) -> str:
    """How the module is named there, in words."""
    return FORMS.get(finding.form, finding.form)


def where(finding: Finding) -> str:
    """Where the statement stands, in words."""
    if finding.rule == FRAGMENTATION:
        return "the whole module"
    if finding.rule == WHOLE_PATH:
        return "the whole path"
    within = source.visible(finding.within)
    place = (
        f"in {within}()" if finding.scope == "function" and within else f"in class {within}" if finding.scope == "class" else "top level"
    )
    return ", ".join(word for word in (place, GUARDS.get(finding.guard, "")) if word)
