"""Findings as their rows show them, and the words of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from tracker.models import Commit, Finding, Issue, Publication
from tracker.models.repositories import Depth
from tracker.queries import commits, place_decisions, source
from tracker.queries.moments import Moment
from tracker.queries.series import FRAGMENTATION, RULE_NAMES, category_name

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
WHOLE_PATH = "removed-path"


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
    said: place_decisions.Said


@dataclass(frozen=True, slots=True)
class File:
    """The rows of one file."""

    path: str
    category: str
    href: str
    rows: list[Row]
    owners: list[str]

    @property
    def shared(self) -> place_decisions.SetAside | None:
        """What set all of its rows aside at once, if that is so."""
        clicks = {row.said.aside.batch if row.said.aside else "" for row in self.rows}
        return self.rows[0].said.aside if len(self.rows) > 1 and len(clicks) == 1 else None

    @property
    def raw_path(self) -> str:
        """As the tables have it."""
        return self.rows[0].finding.path


def files(issue: Issue, publication: Publication, found: Iterable[Finding], moment: Moment | None) -> list[File]:
    """Findings in their order, those of one file that follow each other together. Always the same number of queries."""
    found = list(found)
    places = {finding.born for finding in found} | {finding.died for finding in found if finding.died is not None}
    places |= {finding.removed - 1 for finding in found if finding.removed}
    known = commits.at_places(issue.repository, places) if publication.depth != Depth.TIP else {}
    said = place_decisions.of_places(issue, {finding.identity for finding in found}) if moment is None else {}
    tip = moment.oid if moment else publication.tip_oid
    rows = [_row(issue, tip, finding, known, said.get(finding.identity, place_decisions.NOTHING)) for finding in found]
    files = [list(group) for _, group in groupby(rows, key=lambda row: row.finding.path)]
    return [File(group[0].path, group[0].category, group[0].file_href, group, _owners(group[0].finding)) for group in files]


def _owners(finding: Finding) -> list[str]:
    return [source.visible(owner) for owner in finding.owners.split()]


def _row(issue: Issue, sha: str, finding: Finding, known: Mapping[int, Commit], said: place_decisions.Said) -> Row:
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
        said=said,
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
