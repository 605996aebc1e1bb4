"""The definitions of an issue's symbol, each with its class."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from tracker.models import Commit, Implementation, Issue, Publication
from tracker.models.repositories import Depth
from tracker.queries import commits, source
from tracker.queries.moments import Moment

#: The words of the exports, in the page's order; those behind the bar are shown, but in no number.
ORDER = ("canonical", "duplicate", "fallback", "proxy", "re-export", "alias", "subclass shim", "lazy", "test double", "backup copy")
UNCOUNTED = frozenset({"canonical", "test double", "backup copy"})
MOST_GONE = 50
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Row:
    """An implementation as its row shows it."""

    path: str
    line: int
    name: str
    class_name: str
    reason: str
    counts: bool
    href: str
    introduced: int
    brought: Commit | None
    removed: Commit | None


@dataclass(frozen=True, slots=True)
class Implementations:
    """Those that are there now, and those that went."""

    rows: list[Row]
    gone: list[Row]

    @property
    def canonical(self) -> int:
        """How many are in the canonical place."""
        return sum(row.class_name == "canonical" for row in self.rows)

    @property
    def besides(self) -> int:
        """How many count: all but the canonical one, test doubles and backup copies."""
        return sum(row.counts for row in self.rows)

    @property
    def copies(self) -> int:
        """How many lie in backup folders."""
        return sum(row.class_name == "backup copy" for row in self.rows)

    def drift(self, issue: Issue, commit: str = "the newest commit") -> tuple[str, str] | None:
        """What is wrong with the canonical place, a heading and a sentence: more than one implementation there, or none."""
        if not issue.symbol or not issue.canonical_module or self.canonical == 1:
            return None
        if not self.canonical:
            asked = f"{source.visible(issue.symbol)} was asked for in {source.visible(issue.canonical_module)}"
            return "There is no canonical implementation.", f"{asked}, and no file of {commit} defines it there."
        there = [row for row in self.rows if row.class_name == "canonical"]
        newest = max((row for row in there if row.brought), key=lambda row: row.introduced, default=None)
        since = f" {newest.path} appeared on {newest.brought.committed_at:%-d %b %Y}." if newest and newest.brought else ""
        shown = [f"{row.path}:{row.line}" for row in there[:MOST_NAMED]] + (["…"] if len(there) > MOST_NAMED else [])
        return f"There are {_in_words(len(there))} canonical implementations.", f"{', '.join(shown)}.{since}"


def of_issue(issue: Issue, publication: Publication, moment: Moment | None = None) -> Implementations:
    """All implementations, the canonical one first; one that changed its class is not gone."""
    rows = Implementation.objects.filter(issue=issue, publication=publication)
    wanted = Q(removed=None) | Q(removed=F("died"))
    if moment is not None:
        wanted = moment.there | Q(removed__lte=moment.place, removed=F("died"))
    found = list(rows.filter(wanted).order_by("path", "line", "pk"))
    if moment is not None:
        for one in found:  # as it was then; it is never saved
            one.removed = one.removed if moment.has_seen(one.removed) else None
    here = {(one.path, one.qualified_name) for one in found if one.removed is None}
    gone: dict[tuple[str, str], Implementation] = {}
    for one in sorted((one for one in found if one.removed is not None), key=lambda one: one.removed or 0):
        if (one.path, one.qualified_name) not in here:
            gone[one.path, one.qualified_name] = one
    newest_first = sorted(gone.values(), key=lambda one: one.removed or 0, reverse=True)[:MOST_GONE]
    now = sorted((one for one in found if one.removed is None), key=_rank)
    known = {} if publication.depth == Depth.TIP else _commits(issue, [*now, *newest_first])
    tip = moment.oid if moment else publication.tip_oid
    return Implementations([_row(issue, tip, one, known) for one in now], [_row(issue, tip, one, known) for one in newest_first])


def _rank(one: Implementation) -> tuple[int, str, int]:
    return ORDER.index(one.class_name) if one.class_name in ORDER else len(ORDER), one.path, one.line


def _in_words(number: int) -> str:
    return {2: "two", 3: "three", 4: "four"}.get(number, f"{number:,}")


def _commits(issue: Issue, rows: Iterable[Implementation]) -> dict[int, Commit]:
    rows = list(rows)
    places = {one.born for one in rows} | {one.removed for one in rows if one.removed is not None}
    return commits.at_places(issue.repository, places | {one.removed - 1 for one in rows if one.removed})


def _row(issue: Issue, tip: str, one: Implementation, known: dict[int, Commit]) -> Row:
    sha = tip
    if one.removed and one.removed - 1 in known:
        sha = known[one.removed - 1].oid
    return Row(
        path=source.visible(one.path),
        line=one.line,
        name=one.qualified_name,
        class_name=one.class_name,
        reason=source.visible(one.reason),
        counts=one.class_name not in UNCOUNTED,
        href=source.address(issue.repository.slug, sha, one.path, one.line),
        introduced=one.introduced,
        brought=known.get(one.born),
        removed=known.get(one.removed) if one.removed is not None else None,
    )
