"""The ledger of a tracker document: what every item claims, what the code had and has, kept with a publication."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from scanner.claims.known import Known
from scanner.graph import Graph
from scanner.verdicts import State
from tracker.actions import document_keys, documents, history, ledger_code, ledger_entered, ledger_names, ledger_tests, subjects
from tracker.actions.ledger_claims import readings
from tracker.actions.ledger_documents import LONGEST_PATH, Followed, follow
from tracker.actions.ledger_judging import Judged, Told, context_of, counted, judge_all
from tracker.actions.ledger_line import Line, line_to
from tracker.actions.ledger_names import Names
from tracker.actions.ledger_rows import data_of
from tracker.models import ClaimCorrection, DocumentLedger, Issue, Publication, TrackerDocument
from tracker.models.repositories import Depth

TOGETHER = 150  # documents whose claims are asked in one go
Tick = Callable[[], None]
Stored = Mapping[int, Mapping[str, Mapping[str, Any]]]  # document -> item -> its row


@dataclass(frozen=True, slots=True)
class _Document:
    row: TrackerDocument
    followed: Followed
    told: Told
    code: ledger_code.Row


def _go_on() -> None:
    """Nobody waits."""


def keep(publication: Publication, graph: Graph, tick: Tick = _go_on) -> None:
    """Judge every tracker document of the repository and keep the ledgers with a publication. `tick` may raise to stop."""
    rows = list(_documents(publication))
    if rows:
        line = _line(publication, graph)
        found = _take_moves(rows, follow(rows, history.mirror_of(publication.repository), line), line)
        tick()
        _judge(publication, rows, found, ledger_names.keep(publication, graph), line, tick)


def keep_document(document: TrackerDocument, publication: Publication, graph: Graph) -> None:
    """The same for one document, from stored facts: its rules, its boxes or a correction have changed."""
    _keep_some([document], publication, graph)


def keep_changed(document: TrackerDocument, publication: Publication) -> None:
    """The same after somebody said something of it, under what is shown.

    A publication that is being counted judges it once more before it is shown.
    """
    DocumentLedger.objects.filter(document=document).exclude(publication=publication).delete()
    keep_document(document, publication, history.load(publication.repository))


def keep_again(documents: Collection[int], publication: Publication) -> None:
    """The same after a change of test results: what the code has answered stays.

    A publication that is being counted judges them once more before it is shown.
    """
    rows = list(_documents(publication).filter(pk__in=documents))
    DocumentLedger.objects.filter(document__in=documents).exclude(publication=publication).delete()
    kept = DocumentLedger.objects.filter(publication=publication, document__in=documents)
    stored = {one.document_id: {item["key"]: item for phase in one.data["phases"] for item in phase["items"]} for one in kept}
    _keep_some(rows, publication, history.load(publication.repository), stored=stored)


def keep_issue(issue: Issue, publication: Publication, graph: Graph) -> None:
    """The same for the document of an issue, if it has one."""
    document = _documents(publication).filter(issue=issue).first()
    if document is not None:
        keep_document(document, publication, graph)


def keep_missing(publication: Publication, again: Collection[int] = (), tick: Tick = _go_on) -> None:
    """The same for documents that came while the others were judged, and for those of the issues that are to be judged `again`."""
    judged = _documents(publication).filter(ledgers__publication=publication).exclude(issue__in=again)
    rows = list(_documents(publication).exclude(pk__in=judged.values("pk")))
    if rows:
        _keep_some(rows, publication, history.load(publication.repository), tick)


def _keep_some(
    rows: Sequence[TrackerDocument], publication: Publication, graph: Graph, tick: Tick = _go_on, stored: Stored | None = None
) -> None:
    line = _line(publication, graph)
    found = follow(rows, history.mirror_of(publication.repository), line)
    _judge(publication, rows, found, ledger_names.of(publication, graph), line, tick, stored or {})


def _judge(
    publication: Publication,
    rows: Sequence[TrackerDocument],
    found: Mapping[int, Followed],
    names: Names,
    line: Line,
    tick: Tick,
    stored: Stored = MappingProxyType({}),
) -> None:
    for row in rows:
        if row.pk in found:
            document_keys.settle(row, found[row.pk])
    found = ledger_entered.merged(rows, found, line)
    known, corrections, waived = names.known(line.graph), _corrections(rows), ledger_tests.waived([row.pk for row in rows], line)
    code = ledger_code.seen({pk: one.says for pk, one in found.items()}, known, line)
    told = []
    for row in (row for row in rows if row.pk in found):
        mine = _told(row, found[row.pk], known, corrections, line)
        mine = replace(mine, waived=waived.get(row.pk, {}), stored=stored.get(row.pk, {}))
        told.append(_Document(row, found[row.pk], mine, code[row.pk]))
    subjects.keep(publication.repository, found, known)
    for start in range(0, len(told), TOGETHER):
        tick()
        _write(publication, _ledgers(publication, told[start : start + TOGETHER], line, tick))


def _documents(publication: Publication) -> QuerySet[TrackerDocument]:
    rows = TrackerDocument.objects.filter(issue__repository=publication.repository_id)
    return rows.select_related("issue").prefetch_related("issue__rules").order_by("pk")


def _corrections(rows: Iterable[TrackerDocument]) -> dict[tuple[int, str], ClaimCorrection]:
    found = ClaimCorrection.objects.filter(document__in=[row.pk for row in rows]).select_related("made_by")
    return {(one.document_id, one.key): one for one in found}


def _line(publication: Publication, graph: Graph) -> Line:
    tip = graph.number_of(publication.tip_oid)
    if tip is None:
        raise LookupError(f"Commit {publication.tip_oid} is not in the stored history. Scan the repository again.")
    return line_to(publication.repository, graph, tip, only_tip=publication.depth == Depth.TIP)


def _told(row: TrackerDocument, followed: Followed, known: Known, corrections: dict[tuple[int, str], ClaimCorrection], line: Line) -> Told:
    mine = {key: one for (document, key), one in corrections.items() if document == row.pk}
    ticked_at = line.place_before(row.imported_at) if followed.is_outside else None
    since = line.begun(row.issue.opened_on) if followed.is_outside else None
    return Told(readings(followed, known, mine), context_of(row.issue), ticked_at, followed.here, paths=followed.paths, since=since)


def _take_moves(rows: Sequence[TrackerDocument], found: dict[int, Followed], line: Line) -> dict[int, Followed]:
    """A document that lies elsewhere now is looked for there from now on."""
    taken = {row.path for row in rows if row.in_repository}
    moved = False
    for row in rows:
        followed = found.get(row.pk)
        if followed and row.in_repository and not followed.is_gone and followed.path not in taken and len(followed.path) <= LONGEST_PATH:
            row.path = followed.path
            TrackerDocument.objects.filter(pk=row.pk).update(path=row.path)
            moved = True
    if moved:
        documents.refresh(line.repository, history.mirror_of(line.repository), line.tip)
    return found


def _ledgers(publication: Publication, found: Sequence[_Document], line: Line, tick: Tick) -> Iterator[DocumentLedger]:
    for one, judged in zip(found, judge_all([one.told for one in found], line, tick), strict=True):
        yield _ledger(publication, one, judged, line)


def _ledger(publication: Publication, one: _Document, judged: Sequence[Judged], line: Line) -> DocumentLedger:
    counts = counted(judged)
    ticked = sum(item.reading.item.ticked for item in judged)
    return DocumentLedger(
        publication=publication,
        document=one.row,
        data=data_of(one.followed, judged, line, one.told.ticked_at) | one.code,
        ticked=ticked,
        open=len(judged) - ticked,
        contradicted=counts[State.CONTRADICTED],
        came_back=counts[State.CAME_BACK],
        early=counts[State.EARLY],
        supported=counts[State.SUPPORTED],
        ready=counts[State.READY],
        not_checkable=counts[State.NOT_CHECKABLE],
    )


def _write(publication: Publication, found: Iterable[DocumentLedger]) -> None:
    rows = list(found)
    documents = [row.document_id for row in rows]
    with transaction.atomic():
        # Who judges the same waits here, and writes it once more.
        list(TrackerDocument.objects.select_for_update().filter(pk__in=documents).order_by("pk").values_list("pk"))
        DocumentLedger.objects.filter(publication=publication, document__in=documents).delete()
        DocumentLedger.objects.bulk_create(rows, batch_size=50)
