"""Rows of the exports, at any commit: what is not read yet is read then."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Q

from scanner.git import reading_command
from scanner.graph import Graph
from scanner.history import places_at
from scanner.lifetimes import identity_digest, identity_of
from scanner.patterns import PatternRefused
from scanner.places import Place
from scanner.question import gather
from scanner.rules.duplicate_implementation import DuplicateImplementation
from scanner.sandbox import ParserPool
from tracker.actions import discovery, facts, history, questions
from tracker.models import Commit, Finding, Implementation, Issue, Measurement, Publication, Repository
from tracker.models.repositories import Depth
from tracker.models.results import LONGEST_MODULE, LONGEST_NAME, LONGEST_REASON

SERIES = ("commit", "committed_at", "rule", "category", "count")
FINDINGS = ("rule", "path", "line", "category", "form", "scope", "guard", "module", "name", "introduced", "removed", "intended")
IMPLEMENTATIONS = ("path", "line", "qualified_name", "class", "category", "reason")
CANDIDATES = ("rank", "list", "name", "score", "definitions", "importers", "paths", "evidence")
ISSUES = ("slug", "title", "repository")

Row = tuple[str | int, ...]


class ExportRefused(ValueError):
    """An export that cannot be complete; str() is one sentence."""


def issues() -> Iterator[Row]:
    """Every issue, by slug."""
    return iter(Issue.objects.order_by("slug").values_list("slug", "title", "repository__slug"))


def series(issue: Issue, *, whole_graph: bool) -> Iterator[Row]:
    """The numbers of every commit of the line (or of the graph), rows with 0 left out."""
    publication = published_of(issue)
    needed = Depth.GRAPH if whole_graph else Depth.LINE
    depths = [Depth.TIP, Depth.LINE, Depth.GRAPH]
    if depths.index(Depth(publication.depth)) < depths.index(needed):
        raise ExportRefused(
            f"Only {Depth(publication.depth).label} of {issue.repository.slug} is published, not {needed.label}. "
            f"Run: manage.py scan {issue.repository.source} --depth {needed.value}"
        )
    points: dict[int, list[tuple[str, str, int]]] = {}
    rows = Measurement.objects.filter(Q(issue=issue) | Q(issue=None), publication=publication).exclude(rule__startswith="intended:")
    for number, rule, category, count in rows.values_list("commit_number", "rule", "category", "count"):
        points.setdefault(number, []).append((rule, category, count))
    commits = Commit.objects.filter(repository=issue.repository, number__lt=publication.commits)
    commits = commits.order_by("number") if whole_graph else commits.filter(line_index__isnull=False).order_by("line_index")
    return _filled(commits.values_list("number", "oid", "first_parent", "committed_at"), points)


def _filled(commits: Iterable[tuple[int, str, int, datetime]], points: dict[int, list[tuple[str, str, int]]]) -> Iterator[Row]:
    states: dict[int, dict[tuple[str, str], int]] = {-1: {}}
    for number, oid, parent, committed_at in commits:
        state = states[parent]
        if number in points:
            state = dict(state)
            for rule, category, count in points[number]:
                state[rule, category] = count
        states[number] = state
        for (rule, category), count in sorted(state.items()):
            if count:
                yield oid, _time(committed_at), rule, category, count


def findings(issue: Issue, revision: str | None) -> Iterator[Row]:
    """What is there at a commit, by path and line; intended ones too, files of excluded categories not."""
    return iter(sorted(_findings(issue, revision), key=in_order))


def _findings(issue: Issue, revision: str | None) -> Iterator[Row]:
    publication = published_of(issue)
    graph = history.load(issue.repository)
    number = commit_of(issue.repository, publication, graph, revision)
    lives = _lives(issue, publication, graph.oids[number])
    ordinals: Counter[object] = Counter()
    for place in _places(issue, graph, number):
        if not place.counts:
            continue
        identity = identity_of(place)
        introduced, removed = lives.get(identity_digest(identity, ordinals[identity]), ("", ""))
        ordinals[identity] += 1
        form = "" if place.rule == DuplicateImplementation.id else place.form
        yield (
            place.rule,
            place.path,
            place.line,
            place.category,
            form,
            place.scope,
            place.guard,
            place.module[:LONGEST_MODULE],
            place.name[:LONGEST_NAME],
            introduced,
            removed,
            int(place.intended),
        )


def implementations(issue: Issue, revision: str | None) -> Iterator[Row]:
    """Every implementation of the issue's symbol at a commit, with its class."""
    publication = published_of(issue)
    graph = history.load(issue.repository)
    number = commit_of(issue.repository, publication, graph, revision)
    places = (place for place in _places(issue, graph, number) if place.rule == DuplicateImplementation.id)
    rows = ((one.path, one.line, one.name[:LONGEST_NAME], one.form, one.category, one.reason[:LONGEST_REASON]) for one in places)
    return iter(sorted(rows))


def in_order(row: Row) -> tuple[object, ...]:
    """Rows of findings stand by path and line, then by their rule and module, then by all that they say."""
    rule, path, line, category, form, scope, guard, module, *more = row
    return path, line, rule, module, category, form, scope, guard, more


def candidates(repository: Repository, revision: str | None) -> Iterator[Row]:
    """Both ranked lists at a commit, the best first."""
    if repository.published is None:
        raise ExportRefused(f"Nothing of “{repository.slug}” is published yet. Run: manage.py scan {repository.source}")
    graph = history.load(repository)
    number = commit_of(repository, repository.published, graph, revision)
    read_missing(repository, graph, number)
    return discovery.rows(discovery.of_commit(repository, graph, number), repository)


def published_of(issue: Issue) -> Publication:
    """The publication that answers the issue as it is now. Raises ExportRefused."""
    publication = issue.repository.published
    if publication is None or issue.counted_in != publication.pk or issue.counted_revision != issue.revision:
        raise ExportRefused(f"“{issue.slug}” has no published numbers yet. Run: manage.py scan {issue.repository.source}")
    return publication


def commit_of(repository: Repository, publication: Publication, graph: Graph, revision: str | None) -> int:
    """The number of a revision, by default of the newest published commit. Raises ExportRefused and GitFailed."""
    oid = publication.tip_oid if revision is None else history.mirror_of(repository).resolve(revision)
    number = graph.number_of(oid)
    if number is None:
        raise ExportRefused(f"Commit {oid[:12]} is not in the history of {repository.ref}. Scan a revision that contains it.")
    return number


def _places(issue: Issue, graph: Graph, commit: int) -> list[Place]:
    read_missing(issue.repository, graph, commit)
    try:
        question = questions.of_issue(issue, graph)
    except PatternRefused as error:
        raise ExportRefused(str(error)) from error
    return places_at(graph, gather(question, graph, facts.StoredFacts(graph)), commit)


def read_missing(repository: Repository, graph: Graph, commit: int) -> None:
    """Read the commit's blobs that no scan has read yet."""
    oids = {graph.blobs[blob] for blob in graph.state_at(commit).values() if graph.blobs[blob]}
    missing = sorted(oids - facts.known(oids))
    if not missing:
        return
    argv, env = reading_command(history.mirror_of(repository).path)
    with ParserPool(argv, env, children=settings.SCAN_CONCURRENCY, timeout=settings.PARSER_TIMEOUT) as pool:
        for chunk in facts.chunks(pool.read(missing), 200):
            facts.store(chunk)


def _lives(issue: Issue, publication: Publication, oid: str) -> dict[str, tuple[str, str]]:
    """Identity -> (commit that brought it, commit that removed it), for a commit of the line whose history is read."""
    index = Commit.objects.filter(repository=issue.repository, oid=oid).values_list("line_index", flat=True).first()
    if index is None or publication.depth == Depth.TIP:
        return {}
    line = dict(Commit.objects.filter(repository=issue.repository, line_index__isnull=False).values_list("line_index", "oid"))
    return {
        identity: (line[born], "" if died is None else line[died])
        for model in (Finding, Implementation)
        for identity, born, died, removed in model.objects.filter(issue=issue, publication=publication, introduced__lte=index).values_list(
            "identity", "born", "died", "removed"
        )
        if removed is None or removed > index
    }


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
