"""One finding for its page: where it stands or stood, who brought it, what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.models import Commit, Finding, Issue, Publication, UnreadableFile
from tracker.models.repositories import Depth
from tracker.queries import commits, place_decisions, source, successors
from tracker.queries.finding_rows import WHOLE_PATH, Made, form, is_file, where
from tracker.queries.moments import Moment
from tracker.queries.series import FRAGMENTATION, LEFT, RULE_NAMES, category_name

MOST_LIVES = 20


@dataclass(frozen=True, slots=True)
class Life:
    """One stretch of the line in which the place was there."""

    brought: Made | None
    removed: Made | None  # None: it is there, or nobody knows yet


@dataclass(frozen=True, slots=True)
class Place:
    """A finding in words."""

    finding: Finding
    path: str
    state: str  # left, there, dangling, intended, waived, removed, moved
    where: str
    rule: str
    form: str
    category: str
    before: str
    marked: str
    after: str
    chains: list[list[str]]  # ways from an imported name to the deprecated module
    reason: str
    sha: str  # the newest commit that has it
    file_href: str
    life: Life
    earlier: list[Life]
    successor: str  # identity of the same place where it has moved to
    unreadable: str  # why its file could not be read
    has_lines: bool
    owners: list[str]
    said: place_decisions.Said
    on_github: str  # the address of the line there, "" for a repository that is elsewhere

    @property
    def can_wait(self) -> bool:
        """Can it be set aside: is it there, and not set apart by the code or by somebody?"""
        return self.is_there and self.state not in ("intended", "waived")

    @property
    def is_there(self) -> bool:
        """Does the newest commit have it?"""
        return self.finding.removed is None


def named(issue: Issue, publication: Publication, identity: str, moment: Moment | None = None) -> Place | None:
    """The place of an identity, as it is now or last was; as it was then, if a moment is given."""
    rows = Finding.objects.filter(issue=issue, publication=publication, identity=identity.replace("\0", ""))
    if moment is not None:
        rows = rows.filter(introduced__lte=moment.place)
    found = list(rows.order_by("-introduced", "-pk")[:MOST_LIVES])
    for row in found if moment else ():
        if moment and not moment.has_seen(row.removed):
            row.removed = row.died = None  # never saved
    lives = sorted(found, key=lambda row: row.removed is not None)
    return _place(issue, publication, lives, moment) if lives else None


def _place(issue: Issue, publication: Publication, lives: Sequence[Finding], moment: Moment | None) -> Place:
    finding, *earlier = lives
    known = _commits(issue, publication, lives)
    sha = moment.oid if moment else publication.tip_oid
    if finding.removed and finding.removed - 1 in known:
        sha = known[finding.removed - 1].oid
    before, marked, after = source.parts(source.visible(finding.statement), source.visible(finding.module))
    said = place_decisions.of_place(issue, finding.identity)
    return Place(
        finding=finding,
        path=source.visible(finding.path),
        state=_state(finding, place_decisions.NOTHING if moment else said),  # decisions are of today
        where=where(finding),
        rule=RULE_NAMES.get(finding.rule, finding.rule),
        form=form(finding),
        category=category_name(finding.category),
        before=before,
        marked=marked,
        after=after,
        chains=_chains(finding),
        reason="" if finding.form == "re-export" else source.visible(finding.reason),
        sha=sha,
        file_href=source.address(issue.repository.slug, sha, finding.path, finding.line) if is_file(finding) else "",
        life=_life(finding, known),
        earlier=[_life(one, known) for one in earlier],
        successor=successors.of_place(finding),
        unreadable=_unreadable(finding, publication),
        has_lines=is_file(finding) and finding.rule not in (FRAGMENTATION, WHOLE_PATH),
        owners=[source.visible(owner) for owner in finding.owners.split()],
        said=said,
        on_github=source.on_github(issue.repository, sha, finding.path, finding.line) if is_file(finding) else "",
    )


def _commits(issue: Issue, publication: Publication, lives: Iterable[Finding]) -> dict[int, Commit]:
    if publication.depth == Depth.TIP:
        return {}
    places: set[int] = set()
    for one in lives:
        places |= {place for place in (one.born, one.died, one.removed, (one.removed or 0) - 1) if place is not None and place >= 0}
    return commits.at_places(issue.repository, places)


def _life(one: Finding, known: dict[int, Commit]) -> Life:
    ended = one.died if one.died is not None else one.removed
    return Life(Made.of(known.get(one.born)), Made.of(known.get(ended)) if ended is not None else None)


def _state(finding: Finding, said: place_decisions.Said) -> str:
    if finding.removed is not None:
        return "removed" if finding.removed == finding.died else "moved"
    if finding.intended:
        return "intended"
    if said.aside is not None and said.aside.is_active:
        return said.aside.sort
    if finding.rule == "dangling-import":
        return "dangling"
    return "left" if finding.rule in LEFT else "there"


def _chains(finding: Finding) -> list[list[str]]:
    """For each name the modules that hand it on, the nearest first."""
    if finding.form != "re-export":
        return []
    return [[step.strip() for step in way.split("->")] for way in source.visible(finding.reason).split(";")]


def _unreadable(finding: Finding, publication: Publication) -> str:
    if finding.form != "approximate":
        return ""
    found = UnreadableFile.objects.filter(publication=publication, path=finding.path).values_list("reason", flat=True).first()
    return source.visible(found or "").removeprefix("syntax error: ")
