"""Numbers from stored facts: counted under a publication of their own, then published at once."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from scanner.collector import held_still
from scanner.facts import ANALYZER
from scanner.graph import Graph
from scanner.history import Point, count_at, points_of_graph, points_of_line, points_of_tip
from scanner.lifetimes import Lifetime, identity_digest, identity_of, lifetimes
from scanner.patterns import PatternRefused
from scanner.question import Answers, Question, gather
from scanner.rules.duplicate_implementation import DuplicateImplementation
from scanner.rules.text_pattern import TextPattern
from tracker.actions import history, ledgers, owners, places, questions, touching
from tracker.actions.facts import StoredFacts
from tracker.models import Answer, Commit, Finding, Implementation, Issue, Measurement, Publication, Repository, Scan, UnreadableFile
from tracker.models.repositories import Depth
from tracker.models.results import LONGEST_MODULE, LONGEST_NAME, LONGEST_REASON

ROWS = 2_000  # rows written by one statement


def count(scan: Scan, depth: str, graph: Graph, progress: Callable[[str], None]) -> Publication:
    """Count every issue at this depth under a new, unpublished publication."""
    repository = scan.repository
    tip = tip_number(graph, scan.tip_oid)
    line = graph.line(tip)
    publication = Publication.objects.create(
        repository=repository,
        scan=scan,
        depth=depth,
        ref=scan.ref,
        tip_oid=scan.tip_oid,
        analyzer=ANALYZER,
        commits=len(graph),
        line_commits=len(line),
        excluded_files=excluded_files(repository, graph, tip),
        rules_digest=questions.rules_digest(repository),
    )
    for issue in Issue.objects.filter(repository=repository).prefetch_related("rules").order_by("pk"):
        issue.repository = repository
        _count_issue(issue, publication, graph, partial(progress, f"Counting “{issue.title[:200]}”"))
    _write_unreadable(publication, repository, graph, tip)
    owners.write(publication, owners.at(repository, publication.tip_oid))
    return publication


def count_issue(issue: Issue) -> bool:
    """Answer one new or changed issue from stored facts, under the publication that is shown; False if there is none."""
    repository = issue.repository
    publication = repository.published
    if publication is None:
        return False
    graph = history.load(repository)
    _count_issue(issue, publication, graph)
    ledgers.keep_issue(issue, publication, graph)
    return True


def count_stale(repository: Repository) -> None:
    """Answer the issues of a repository whose published numbers are of an older question, or that have none."""
    if repository.published is not None:
        stale = list(_stale(repository.published))
        for issue in stale:
            issue.repository = repository
            _count_issue(issue, repository.published, history.load(repository))
        ledgers.keep_missing(repository.published, [issue.pk for issue in stale])


def publish(
    publication: Publication,
    graph: Graph,
    write_first: Callable[[], None],
    tick: Callable[[], None] = lambda: None,
    *,
    judges: bool = True,
) -> None:
    """Show a publication instead of the one before, in one transaction; then delete what nobody sees any more.

    Issues that were added or changed while it was counted are counted now; the reconciler rings for one that changes even later.
    `write_first` runs inside the transaction and may raise to refuse (a lost lease).
    """
    repository = publication.repository
    stale = list(_stale(publication))
    for issue in stale:
        issue.repository = repository
        _count_issue(issue, publication, graph, tick)
    if judges:
        ledgers.keep_missing(publication, [issue.pk for issue in stale], tick)
    with transaction.atomic():
        write_first()
        _write_line(repository, graph.line(tip_number(graph, publication.tip_oid)))
        _show(publication.answers.all())
        Repository.objects.filter(pk=repository.pk).update(published=publication)
    repository.published = publication
    delete_unpublished(repository)


def delete_unpublished(repository: Repository) -> None:
    """Remove the rows of publications that no reader can reach."""
    for old in Publication.objects.filter(repository=repository).exclude(pk__in=[repository.published_id or 0]):
        _delete_rows(Finding, Implementation, Measurement, UnreadableFile, publication=old)
        old.delete()


def _delete_rows(*models: type[Model], **which: object) -> None:
    for model in models:
        rows = model._default_manager.filter(**which)
        rows._raw_delete(rows.db)


def _stale(publication: Publication) -> QuerySet[Issue]:
    """Issues whose newest revision is not counted under this publication."""
    counted = Answer.objects.filter(publication=publication, issue=OuterRef("pk"), revision=OuterRef("revision"))
    return Issue.objects.filter(~Exists(counted), repository=publication.repository).prefetch_related("rules").order_by("pk")


def tip_number(graph: Graph, oid: str) -> int:
    """The number of a publication's newest commit."""
    number = graph.number_of(oid)
    if number is None:
        raise LookupError(f"Commit {oid} is not in the stored history. Scan the repository again.")
    return number


@held_still()
def _count_issue(issue: Issue, publication: Publication, graph: Graph, tick: Callable[[], None] = lambda: None) -> None:
    """Ask and count first, then write all of it in one transaction: others can write meanwhile."""
    revision = issue.revision
    tip = tip_number(graph, publication.tip_oid)
    line = graph.line(tip)
    tick()
    question, problem = _question(issue, graph, tick)
    witness = touching.Witness(graph, tip)
    answers = gather(question, graph, witness, tick)
    tick()
    points = list(_points(publication.depth, graph, answers, tip, line))
    tick()
    found = _lifetimes(publication.depth, graph, answers, tip, line)
    touched = touching.of_issue(issue, witness, question.path_rules, (one.place for one in found if one.removed is None))
    findings, implementations = _rows(issue, publication, found)  # owners are asked for here: they may take long
    tick()
    with transaction.atomic():
        Issue.objects.select_for_update().filter(pk=issue.pk).first()  # who counts the same waits here, and writes it once more
        _delete_rows(Finding, Implementation, Measurement, issue=issue, publication=publication)
        _write_points(issue, publication, points)
        Finding.objects.bulk_create(findings, batch_size=ROWS)
        Implementation.objects.bulk_create(implementations, batch_size=ROWS)
        touching.write(issue, publication, touched)
        fields = {"revision": revision, "problem": problem}
        answer, _ = Answer.objects.update_or_create(publication=publication, issue=issue, defaults=fields)
        if Repository.objects.filter(pk=publication.repository_id, published=publication).exists():
            _show([answer])


def _show(answers: Iterable[Answer]) -> None:
    """From now on pages show these answers; those of a publication that nobody sees yet wait for it."""
    for one in answers:
        Issue.objects.filter(pk=one.issue_id).update(counted_revision=one.revision, counted_in=one.publication_id, problem=one.problem)
        places.follow(one.issue_id, one.publication_id)


def _question(issue: Issue, graph: Graph, tick: Callable[[], None]) -> tuple[Question, str]:
    """The issue's question, and what could not be asked."""
    try:
        return questions.of_issue(issue, graph, tick=tick), ""
    except PatternRefused as error:
        return questions.of_issue(issue, graph, without={TextPattern.id}), str(error)[:500]


def _points(depth: str, graph: Graph, answers: Answers, tip: int, line: list[int]) -> Iterator[Point]:
    if depth == Depth.TIP:
        return points_of_tip(graph, answers, tip)
    return points_of_line(answers, line) if depth == Depth.LINE else points_of_graph(graph, answers)


def _lifetimes(depth: str, graph: Graph, answers: Answers, tip: int, line: list[int]) -> list[Lifetime]:
    if depth != Depth.TIP:
        return lifetimes(graph, answers, line)
    here = len(line) - 1
    ordinals: Counter[object] = Counter()
    found = []
    for place in sorted(count_at(graph, answers, tip).places(), key=lambda place: place.line):
        identity = identity_of(place)
        found.append(Lifetime(place, ordinals[identity], introduced=here, born=here))
        ordinals[identity] += 1
    return found


def _write_points(issue: Issue | None, publication: Publication, points: Iterable[Point]) -> None:
    rows = (
        Measurement(
            publication=publication,
            issue=issue,
            commit_number=point.commit,
            rule=point.series.rule,
            category=point.series.category,
            count=point.number.count,
            files=point.number.files,
        )
        for point in points
    )
    Measurement.objects.bulk_create(rows, batch_size=ROWS)


def _rows(issue: Issue, publication: Publication, found: list[Lifetime]) -> tuple[list[Finding], list[Implementation]]:
    findings, implementations = [], []
    owned = owners.at(publication.repository, publication.tip_oid)
    for lifetime in found:
        if lifetime.place.rule == DuplicateImplementation.id:
            implementations.append(_implementation(issue, publication, lifetime))
        else:
            findings.append(_finding(issue, publication, lifetime, owned.of(lifetime.place.path)))
    return findings, implementations


def _finding(issue: Issue, publication: Publication, lifetime: Lifetime, owned_by: str) -> Finding:
    place = lifetime.place
    return Finding(
        publication=publication,
        issue=issue,
        identity=identity_digest(identity_of(place), lifetime.ordinal),
        rule=place.rule,
        path=place.path,
        line=place.line,
        category=place.category,
        owners=owned_by,
        form=place.form,
        scope=place.scope,
        within=place.within[:500],
        guard=place.guard,
        reason=place.reason[:500],
        module=place.module[:LONGEST_MODULE],
        name=place.name[:LONGEST_NAME],
        statement=place.statement[:1000],
        intended=place.intended,
        introduced=lifetime.introduced,
        removed=lifetime.removed,
        born=lifetime.born,
        died=lifetime.died,
    )


def _implementation(issue: Issue, publication: Publication, lifetime: Lifetime) -> Implementation:
    place = lifetime.place
    return Implementation(
        publication=publication,
        issue=issue,
        path=place.path,
        line=place.line,
        qualified_name=place.name[:LONGEST_NAME],
        class_name=place.form,
        category=place.category,
        scope=place.scope,
        guard=place.guard,
        module=place.module[:LONGEST_MODULE],
        intended=place.intended,
        reason=place.reason[:LONGEST_REASON],
        identity=identity_digest(identity_of(place), lifetime.ordinal),
        introduced=lifetime.introduced,
        removed=lifetime.removed,
        born=lifetime.born,
        died=lifetime.died,
    )


def excluded_files(repository: Repository, graph: Graph, tip: int) -> dict[str, int]:
    """Category -> files of a commit that are in no number."""
    rules = questions.path_rules(repository)
    paths = (graph.paths[number] for number in graph.state_at(tip))
    categories = Counter(rules.category(path) for path in paths if path.endswith(".py"))
    return {category: number for category, number in sorted(categories.items()) if not rules.is_counted(category)}


def _write_line(repository: Repository, line: list[int]) -> None:
    """Number the commits of the line; only those whose number changes are touched."""
    stored = dict(Commit.objects.filter(repository=repository, line_index__isnull=False).values_list("number", "line_index"))
    wanted = {number: index for index, number in enumerate(line)}
    off = [number for number in stored if number not in wanted]
    for start in range(0, len(off), ROWS):
        Commit.objects.filter(repository=repository, number__in=off[start : start + ROWS]).update(line_index=None)
    moved = [number for number, index in wanted.items() if stored.get(number) != index]
    for start in range(0, len(moved), ROWS):
        rows = list(Commit.objects.filter(repository=repository, number__in=moved[start : start + ROWS]).only("id", "number"))
        for row in rows:
            row.line_index = wanted[row.number]
        Commit.objects.bulk_update(rows, ["line_index"], batch_size=400)


def _write_unreadable(publication: Publication, repository: Repository, graph: Graph, tip: int) -> None:
    """The files that could not be read in some version along the line (of the tip alone at that depth)."""
    rules = questions.path_rules(repository)
    question = questions.unreadable_only(rules)
    answers = gather(question, graph, StoredFacts(graph))
    line = graph.line(tip)
    _write_points(None, publication, _points(publication.depth, graph, answers, tip, line))
    versions: Counter[str] = Counter()
    on_line = set(line)
    blobs = {blob for _, blob in answers.says}
    for commit in sorted(on_line):
        for change in graph.changes(commit):
            versions[graph.paths[change.path]] += change.new in blobs
    files: dict[str, list[Lifetime]] = {}
    for lifetime in _lifetimes(publication.depth, graph, answers, tip, line):
        files.setdefault(lifetime.place.path, []).append(lifetime)
    rows = []
    for path, found in files.items():
        newest = max(found, key=lambda lifetime: lifetime.introduced)
        at_tip = newest.removed is None
        rows.append(
            UnreadableFile(
                publication=publication,
                path=path,
                category=newest.place.category,
                reason=f"{newest.place.form}: {newest.place.reason}"[:500],
                versions=max(versions[path], 1),
                first=min(lifetime.introduced for lifetime in found),
                last=len(line) - 1 if newest.removed is None else newest.removed - 1,
                at_tip=at_tip,
            )
        )
    UnreadableFile.objects.bulk_create(rows, batch_size=ROWS)
