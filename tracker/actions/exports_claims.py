"""Rows of the claims export: a document's items as they stood at any commit, with the code's answer there."""

from collections.abc import Iterator

from scanner.claims.asking import IssueContext
from scanner.claims.claim import Claim
from scanner.claims.evidence import Evidence
from scanner.document_parts import TrackerDocument as ReadDocument
from scanner.graph import Graph
from scanner.tracker_draft import draft
from tracker.actions import exports, history, ledger_entered, ledger_names, ledger_tests
from tracker.actions.exports import ExportRefused, Row
from tracker.actions.ledger_claims import readings
from tracker.actions.ledger_documents import Followed, at_path, from_text, paths_of
from tracker.actions.ledger_judging import Judged, Told, context_of, judge_all
from tracker.actions.ledger_line import Line, line_to
from tracker.actions.ledger_rows import sentence_of
from tracker.models import ClaimCorrection, Issue, Publication, Repository, TrackerDocument
from tracker.models.repositories import Depth

CLAIMS = ("phase", "item", "ticked", "kind", "subject", "state", "verdict", "evidence")


def of_issue(issue: Issue, revision: str | None) -> Iterator[Row]:
    """The items of an issue's document at a commit; one from outside has the same at every commit."""
    row = TrackerDocument.objects.filter(issue=issue).first()
    if row is None:
        raise ExportRefused(f"“{issue.slug}” has no tracker document, so it claims nothing.")
    line = _line(issue.repository, revision)
    followed = _followed(row.path, line) if row.in_repository else from_text(row.text, row.path)
    if followed is None:
        raise ExportRefused(f"{row.path} can't be read any more. Import it again.")
    return _rows(_with_entered(row, followed, line), line, context_of(issue), _corrections(row), row.pk)


def of_document(repository: Repository, path: str, revision: str | None) -> Iterator[Row]:
    """The items of a document of the repository at a commit, whether an issue was made of it or not."""
    line = _line(repository, revision)
    path = path.removeprefix("./")
    followed = _followed(path, line)
    row = TrackerDocument.objects.filter(issue__repository=repository, in_repository=True, path=path).select_related("issue").first()
    if row is not None:
        return _rows(_with_entered(row, followed, line), line, context_of(row.issue), _corrections(row), row.pk)
    return _rows(followed, line, _drafted(followed.says), {})


def _with_entered(row: TrackerDocument, followed: Followed, line: Line) -> Followed:
    """People entered things beside the newest commit; an older one is as its document stood."""
    is_newest = line.tip == _published(line.repository).tip_oid
    return ledger_entered.merged([row], {row.pk: followed}, line)[row.pk] if is_newest else followed


def _followed(path: str, line: Line) -> Followed:
    """The document as it stood at the line's end, whatever it was called there."""
    mirror = history.mirror_of(line.repository)
    followed = at_path(path, paths_of(path, mirror, _published(line.repository).tip_oid), mirror, line)
    if followed is None or followed.is_gone:
        raise ExportRefused(f"{path[:300]} is not in commit {line.tip[:9]}, or it can't be read as a tracker.")
    return followed


def _published(repository: Repository) -> Publication:
    if repository.published is None:
        raise ExportRefused(f"Nothing of “{repository.slug}” is published yet. Run: manage.py scan {repository.source}")
    return repository.published


def _line(repository: Repository, revision: str | None) -> Line:
    """The first parents of the commit, whose files are read if no scan has."""
    publication = _published(repository)
    graph = history.load(repository)
    number = exports.commit_of(repository, publication, graph, revision)
    exports.read_missing(repository, graph, number)
    return line_to(repository, graph, number, only_tip=publication.depth == Depth.TIP)


def _corrections(row: TrackerDocument) -> dict[str, ClaimCorrection]:
    return {one.key: one for one in ClaimCorrection.objects.filter(document=row).select_related("made_by")}


def _drafted(document: ReadDocument) -> IssueContext:
    facts = draft(document)
    return IssueContext(facts.symbol or "", facts.canonical_module or "", tuple(facts.deprecated_modules))


def _rows(followed: Followed, line: Line, issue: IssueContext, corrections: dict[str, ClaimCorrection], document: int = 0) -> Iterator[Row]:
    names = _names(line.repository, line.graph).known(line.graph)
    waived = ledger_tests.waived([document], line).get(document, {})
    told = Told(
        readings(followed, names, corrections),
        issue,
        line.last if followed.is_outside else None,
        followed.here,
        waived=waived,
        paths=followed.paths,
    )
    for one in next(judge_all([told], line)):
        reading = one.reading
        yield (
            reading.phase.title,
            reading.item.text,
            int(reading.item.ticked),
            reading.claim.kind,
            _subject(reading.claim),
            one.state.value,
            one.judgement.verdict.value,
            _evidence(one, one.evidence(line)),
        )


def _names(repository: Repository, graph: Graph) -> ledger_names.Names:
    return ledger_names.of(_published(repository), graph)


def _subject(claim: Claim) -> str:
    """What it is about, by the name that the repository has for it."""
    return "; ".join(dict.fromkeys(one.known[0] if len(one.known) == 1 else one.text for one in claim.subjects))


def _evidence(one: Judged, found: Evidence) -> str:
    """The sentence with its first lines of proof, or why there is none."""
    sentence = sentence_of(one, found) or one.why_not
    proof = "; ".join(f"{line.path}:{line.line} {line.statement}".strip() for line in found.proof) if one.history.is_checkable else ""
    more = f"; {found.more:,} more" if proof and found.more else ""
    return " ".join(filter(None, [sentence, proof + more]))
