"""What the facts of any commit of the graph say to an issue, for pages: nothing is read from the repository's files for it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Exists, Max, OuterRef
from django.utils.timezone import now

from scanner.git import GitFailed
from scanner.graph import Graph
from scanner.history import places_at
from scanner.places import Place
from scanner.question import gather
from scanner.rules.duplicate_implementation import DuplicateImplementation
from scanner.rules.text_pattern import TextPattern
from tracker import report_cache
from tracker.actions import facts, history, ledger_names, ledger_tests, questions
from tracker.actions.counting import excluded_files
from tracker.actions.ledger_claims import readings
from tracker.actions.ledger_documents import Followed, at_path, from_text, paths_of
from tracker.actions.ledger_judging import Told as ToldTicks
from tracker.actions.ledger_judging import context_of, judge_all
from tracker.actions.ledger_line import Line, line_to
from tracker.actions.ledger_rows import data_of
from tracker.models import ClaimCorrection, Commit, DocumentLedger, Issue, Publication, TestResults, TestWaiver, TrackerDocument
from tracker.models.repositories import Depth
from tracker.models.results import LONGEST_MODULE, LONGEST_NAME, LONGEST_REASON
from tracker.queries.report_parts import Definition, ReportBusy, ReportRefused, Spot, Told

FORMAT = 2  # of what is kept
BUSY = "Another report is made right now. Load this one again in a moment."
_making = BoundedSemaphore(1)  # of one process: each takes a second or more, and a thread that serves pages


def stamp(issue: Issue, publication: Publication, commit: Commit) -> str:
    """What a report depends on: commit, analyzer, the issue's definition, and what answers its claims. At most four queries."""
    document = TrackerDocument.objects.filter(issue=issue).annotate(said=Count("corrections"), last=Max("corrections__made_at")).first()
    read = document and (document.pk, document.path, document.said, document.last, None if document.in_repository else document.imported_at)
    counted = issue.pk, issue.created_at, issue.revision, issue.problem, publication.rules_digest, publication.analyzer
    parts = FORMAT, counted, commit.oid, publication.depth == Depth.TIP, read
    return digest(*parts, *(_answering(document, publication, commit) if document else ()))


def _answering(document: TrackerDocument, publication: Publication, commit: Commit) -> Iterator[object]:
    """The ledger that is shown at the newest commit; test results up to a commit, and the waivers that hold today."""
    ledgers = DocumentLedger.objects.filter(document=document, publication=publication)
    yield ledgers.values_list("pk", flat=True).first() if commit.oid == publication.tip_oid else None
    known = Commit.objects.filter(repository=commit.repository_id, oid=OuterRef("oid"), number__lte=commit.number)
    results = TestResults.objects.filter(Exists(known), repository=commit.repository_id)
    yield tuple(results.aggregate(count=Count("pk"), last=Max("uploaded_at")).values())
    waived = TestWaiver.objects.filter(document=document, expires_on__gte=now().date())
    yield tuple(waived.aggregate(count=Count("pk"), last=Max("made_at")).values())


def digest(*parts: object) -> str:
    """Equal for equal values."""
    return sha256(repr(parts).encode("utf-8", "replace")).hexdigest()


def of_commit(issue: Issue, publication: Publication, commit: Commit) -> Told:
    """What the facts say; kept, because it takes seconds. Raises ReportRefused."""
    key, kept = report_cache.key(issue.pk, stamp(issue, publication, commit)), caches["reports"]
    known = kept.get(key)
    if isinstance(known, Told):
        return known
    if not _making.acquire(blocking=False):
        raise ReportBusy(BUSY)
    try:
        told = _told(issue, publication, commit)
    except GitFailed as error:
        raise ReportRefused(str(error)) from error
    finally:
        _making.release()
    with suppress(OSError):  # a full disk keeps nothing, and stops no reader
        kept.set(key, told)
    return told


def _told(issue: Issue, publication: Publication, commit: Commit) -> Told:
    graph = history.load(issue.repository)
    number = graph.number_of(commit.oid)
    if number is None:
        raise ReportRefused(f"Commit {commit.oid[:9]} is not in the stored history any more. Scan the repository again.")
    oids = {graph.blobs[blob] for blob in graph.state_at(number).values() if graph.blobs[blob]}
    missing = len(oids - facts.known(oids))
    if missing:
        files = "file has" if missing == 1 else "files have"
        raise ReportRefused(
            f"{missing:,} {files} not been read yet at commit {commit.oid[:9]}. "
            f"The next scan reads what it needs; at once does: manage.py export findings {issue.slug} --at {commit.oid}"
        )
    question = questions.of_issue(issue, graph, without={TextPattern.id})
    places = places_at(graph, gather(question, graph, facts.StoredFacts(graph)), number)
    path, ledger = _ledger(issue, publication, graph, number)
    return Told(
        spots=tuple(_spot(place) for place in places if place.counts),
        definitions=tuple(_definitions(places)),
        excluded=excluded_files(issue.repository, graph, number),
        document=path,
        ledger=ledger,
    )


def _spot(place: Place) -> Spot:
    return Spot(
        place.rule,
        place.path,
        place.line,
        place.category,
        place.form,
        place.scope,
        place.guard,
        place.within,
        place.module[:LONGEST_MODULE],
        place.name[:LONGEST_NAME],
        place.statement,
        place.intended,
    )


def _definitions(places: list[Place]) -> Iterator[Definition]:
    for one in places:
        if one.rule == DuplicateImplementation.id:
            yield Definition(one.path, one.line, one.name[:LONGEST_NAME], one.form, one.category, one.reason[:LONGEST_REASON])


def _ledger(issue: Issue, publication: Publication, graph: Graph, number: int) -> tuple[str, Mapping[str, Any] | None]:
    """The path of the issue's document at a commit, and its judged items, as the pages of the newest commit have them."""
    row = TrackerDocument.objects.filter(issue=issue).first()
    if row is None:
        return "", None
    if graph.oids[number] == publication.tip_oid:
        stored = DocumentLedger.objects.filter(document=row, publication=publication).first()
        if stored is not None:
            return row.path, stored.data
    line = line_to(issue.repository, graph, number, only_tip=publication.depth == Depth.TIP)
    followed = _followed(row, publication, line)
    if followed is None or (followed.is_gone and row.in_repository):
        return "", None
    names = ledger_names.of(publication, graph).known(graph)
    corrections = {one.key: one for one in ClaimCorrection.objects.filter(document=row).select_related("made_by")}
    ticked_at = line.place_before(row.imported_at) if followed.is_outside else None
    waived = ledger_tests.waived([row.pk], line).get(row.pk, {})
    since = line.begun(issue.opened_on) if followed.is_outside else None
    told = ToldTicks(readings(followed, names, corrections), context_of(issue), ticked_at, waived=waived, paths=followed.paths, since=since)
    return followed.path, data_of(followed, next(judge_all([told], line)), line, ticked_at)


def _followed(row: TrackerDocument, publication: Publication, line: Line) -> Followed | None:
    if not row.in_repository:
        return from_text(row.text, row.path)
    mirror = history.mirror_of(line.repository)
    return at_path(row.path, paths_of(row.path, mirror, publication.tip_oid), mirror, line)
