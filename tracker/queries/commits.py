"""Commits by name or place, and what one of them did to the issues."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from tracker.models import Commit, Finding, Implementation, Issue, Measurement, Publication, Repository
from tracker.models.repositories import Depth
from tracker.queries import source
from tracker.queries.series import CATEGORIES, LEFT, RULE_NAMES, category_name

MOST_LISTED = 200
SHA = re.compile(r"[0-9a-f]{7,64}\Z")


class CommitUnknown(LookupError):
    """No commit of a repository has this name; str() says why."""


def beginning(repository: Repository, sha: str) -> list[Commit]:
    """The commits whose names begin with these digits; of several the first two."""
    return list(Commit.objects.filter(repository=repository, oid__gte=sha, oid__lt=sha + "g").order_by("oid")[:2])


def named(repository: Repository, sha: str) -> Commit:
    """The commit of a full or shortened sha. Raises CommitUnknown."""
    sha = sha.lower()
    if not SHA.match(sha):
        raise CommitUnknown("A commit is named by 7 or more of its hexadecimal digits.")
    found = beginning(repository, sha)
    if not found:
        raise CommitUnknown(f"{repository.slug} has no commit {sha[:40]} in its scanned history.")
    if len(found) > 1:
        raise CommitUnknown(f"More than one commit of {repository.slug} begins with {sha}. Give more digits.")
    return found[0]


def at_places(repository: Repository, places: Iterable[int]) -> dict[int, Commit]:
    """The commits at places of the line."""
    rows = Commit.objects.filter(repository=repository, line_index__in=set(places))
    return {row.line_index: row for row in rows if row.line_index is not None}


@dataclass(frozen=True, slots=True)
class Turn:
    """One series that changed."""

    rule: str
    category: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """How many more, or fewer."""
        return self.after - self.before

    @property
    def is_intended(self) -> bool:
        """Is it counted apart?"""
        return self.rule.startswith("intended:")

    @property
    def name(self) -> str:
        """The rule in the page's words."""
        rule = self.rule.removeprefix("intended:")
        return RULE_NAMES.get(rule, rule) + (", intended" if self.is_intended else "")

    @property
    def category_name(self) -> str:
        """The category in the page's words."""
        return category_name(self.category)


@dataclass(frozen=True, slots=True)
class Place:
    """A finding as its row shows it."""

    path: str
    line: int
    before: str
    marked: str
    after: str
    rule: str
    category: str
    intended: bool
    href: str


@dataclass(frozen=True, slots=True)
class ClassTurn:
    """An implementation that came, went, or changed its class."""

    path: str
    line: int
    before: str
    after: str
    reason: str
    href: str


@dataclass(slots=True)
class Effect:
    """What a commit did to one issue."""

    issue: Issue
    turns: list[Turn] = field(default_factory=list)
    added: list[Place] = field(default_factory=list)
    removed: list[Place] = field(default_factory=list)
    added_count: int = 0
    removed_count: int = 0
    moved: int = 0
    implementations: list[ClassTurn] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The issue's title for the eye."""
        return source.visible(self.issue.title)

    @property
    def is_any(self) -> bool:
        """Did anything change?"""
        return bool(self.turns or self.added_count or self.removed_count or self.moved or self.implementations)

    @property
    def left_change(self) -> int:
        """The change of what is left."""
        return sum(turn.change for turn in self.turns if turn.rule in LEFT)


@dataclass(frozen=True, slots=True)
class CommitPage:
    """Everything that the page of a commit shows."""

    commit: Commit
    parent: Commit | None
    effects: list[Effect]
    unreadable: list[Turn]
    is_counted: bool
    line_length: int
    previous: Commit | None
    following: Commit | None


def page(repository: Repository, commit: Commit) -> CommitPage:
    """A commit with its effects on all issues of its repository."""
    publication = repository.published
    parent = Commit.objects.filter(repository=repository, number=commit.first_parent).first() if commit.first_parent >= 0 else None
    if publication is None:
        return CommitPage(commit, parent, [], [], False, 0, None, None)
    is_counted = _is_counted(publication, commit)
    effects, unreadable = _effects(repository, publication, commit, parent) if is_counted else ([], [])
    changed = _changed(repository, publication)
    place = commit.line_index
    return CommitPage(
        commit=commit,
        parent=parent,
        effects=effects,
        unreadable=unreadable,
        is_counted=is_counted,
        line_length=publication.line_commits,
        previous=None if place is None else changed.filter(line_index__lt=place).order_by("-line_index").first(),
        following=None if place is None else changed.filter(line_index__gt=place).order_by("line_index").first(),
    )


def _is_counted(publication: Publication, commit: Commit) -> bool:
    """Can the numbers of a commit be set against those of its parent? Commits that came after the publication wait for the next one."""
    if commit.number >= publication.commits:
        return False
    return publication.depth == Depth.GRAPH or (publication.depth == Depth.LINE and commit.line_index is not None)


def _changed(repository: Repository, publication: Publication) -> QuerySet[Commit]:
    """Commits of the line that changed a number."""
    if publication.depth == Depth.TIP:
        return Commit.objects.none()
    numbers = Measurement.objects.filter(publication=publication).values("commit_number")
    return Commit.objects.filter(repository=repository, line_index__isnull=False, number__in=numbers)


def _effects(repository: Repository, publication: Publication, commit: Commit, parent: Commit | None) -> tuple[list[Effect], list[Turn]]:
    effects = {
        issue.pk: Effect(issue) for issue in Issue.objects.filter(repository=repository, counted_in=publication.pk).order_by("title")
    }
    points = list(Measurement.objects.filter(publication=publication, commit_number=commit.number))
    before = _before(repository, publication, commit, points)
    unreadable = []
    for point in points:
        turn = Turn(point.rule, point.category, before.get((point.issue_id, point.rule, point.category), 0), point.count)
        if point.issue_id is None:
            unreadable.append(turn)
        elif point.issue_id in effects:
            effects[point.issue_id].turns.append(turn)
    for effect in effects.values():
        effect.turns.sort(key=_order)
    if commit.line_index is not None:
        _add_findings(effects, publication, repository.slug, commit, parent)
        _add_implementations(effects, publication, repository.slug, commit, parent)
    return [effect for effect in effects.values() if effect.is_any], sorted(unreadable, key=_order)


def _order(turn: Turn) -> tuple[bool, int, str, int]:
    rule = turn.rule.removeprefix("intended:")
    rules = [*RULE_NAMES]
    categories = [category.id for category in CATEGORIES]
    return (
        turn.rule != rule,
        rules.index(rule) if rule in rules else len(rules),
        rule,
        categories.index(turn.category) if turn.category in categories else len(categories),
    )


def _before(
    repository: Repository, publication: Publication, commit: Commit, points: Iterable[Measurement]
) -> dict[tuple[int | None, str, str], int]:
    """The counts at the first parent: of each series the newest point on the way back along first parents."""
    wanted = {(point.issue_id, point.rule, point.category) for point in points}
    if not wanted or commit.first_parent < 0:
        return {}
    earlier: dict[int, list[tuple[tuple[int | None, str, str], int]]] = {}
    rows = Measurement.objects.filter(publication=publication, commit_number__lte=commit.first_parent)
    rows = rows.filter(rule__in={rule for _, rule, _ in wanted}, category__in={category for _, _, category in wanted})
    for number, issue, rule, category, count in rows.values_list("commit_number", "issue_id", "rule", "category", "count"):
        earlier.setdefault(number, []).append(((issue, rule, category), count))
    commits = Commit.objects.filter(repository=repository, number__lte=commit.first_parent)
    parents = dict(commits.values_list("number", "first_parent")) if earlier else {}
    found: dict[tuple[int | None, str, str], int] = {}
    number = commit.first_parent
    while number in parents and len(found) < len(wanted):
        for series, count in earlier.get(number, ()):
            if series in wanted:
                found.setdefault(series, count)
        number = parents[number]
    return found


def _add_findings(effects: dict[int, Effect], publication: Publication, slug: str, commit: Commit, parent: Commit | None) -> None:
    place = commit.line_index
    rows = Finding.objects.filter(publication=publication, issue__in=effects)
    for row in rows.filter(Q(introduced=place) | Q(removed=place)).order_by("path", "line", "pk"):
        effect = effects[row.issue_id]
        if row.introduced == place and row.born == place:
            effect.added_count += 1
            if len(effect.added) < MOST_LISTED:
                effect.added.append(_place(row, slug, commit))
        elif row.introduced == place:
            effect.moved += 1
        if row.removed == place and row.died == place:
            effect.removed_count += 1
            if len(effect.removed) < MOST_LISTED:
                effect.removed.append(_place(row, slug, parent or commit))


def _place(row: Finding, slug: str, commit: Commit) -> Place:
    before, marked, after = source.parts(source.visible(row.statement), row.module)
    return Place(
        path=source.visible(row.path),
        line=row.line,
        before=before,
        marked=marked,
        after=after,
        rule=RULE_NAMES.get(row.rule, row.rule),
        category=category_name(row.category),
        intended=row.intended,
        href=source.address(slug, commit.oid, row.path, row.line),
    )


def _add_implementations(effects: dict[int, Effect], publication: Publication, slug: str, commit: Commit, parent: Commit | None) -> None:
    place = commit.line_index
    rows = Implementation.objects.filter(publication=publication, issue__in=effects)
    went: dict[tuple[int, str, str], Implementation] = {}
    came: dict[tuple[int, str, str], Implementation] = {}
    for row in rows.filter(Q(introduced=place) | Q(removed=place)).order_by("path", "line", "pk")[:MOST_LISTED]:
        (came if row.introduced == place else went)[row.issue_id, row.path, row.qualified_name] = row
    for key in dict.fromkeys([*went, *came]):
        row = came.get(key) or went[key]
        turn = ClassTurn(
            path=source.visible(row.path),
            line=row.line,
            before=went[key].class_name if key in went else "",
            after=came[key].class_name if key in came else "",
            reason=source.visible(row.reason),
            href=source.address(slug, (commit if key in came else parent or commit).oid, row.path, row.line),
        )
        effects[row.issue_id].implementations.append(turn)
