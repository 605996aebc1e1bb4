"""Tracker documents: read from the repository or from a file, and made into issues."""

from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from scanner.git import Mirror
from scanner.markdown import TrackerDocument as ReadDocument
from scanner.markdown import TrackerRefused, read_tracker
from scanner.tracker_draft import draft as draft_from
from scanner.tree import glob_matches
from tracker.actions import document_keys, issues
from tracker.actions.issues import IssueDraft
from tracker.models import ChecklistItem, DocumentLedger, Issue, Phase, Repository, TrackerDocument

MOST_BYTES = 256 * 1024

__all__ = ["TrackerRefused", "attach", "attach_read", "from_document", "link", "refresh"]


def attach(repository: Repository, mirror: Mirror, tip: str, tracker: str) -> list[Issue]:
    """Issues of the documents that `tracker` names: a path or glob inside the repository, or a file outside.

    A document that already has its issue is read again; nothing is created twice. Raises TrackerRefused
    before anything is written.
    """
    inside = [path for path in mirror.paths(tip) if path == tracker or glob_matches(tracker, path)]
    if inside:
        read = [(path, _checked(_inside(mirror, tip, path), path), True) for path in sorted(inside)]
    else:
        read = [(Path(tracker).name, _checked(_outside(tracker), Path(tracker).name), False)]
    with transaction.atomic():
        return [_save(repository, path, document, in_repository=where) for path, document, where in read]


def attach_read(repository: Repository, read: Iterable[tuple[str, ReadDocument]]) -> list[Issue]:
    """The same for documents of the repository, by path, that have been read and found good."""
    with transaction.atomic():
        return [_save(repository, path, document, in_repository=True) for path, document in read]


def link(issue: Issue, mirror: Mirror, tip: str, path: str) -> None:
    """Give an issue the checklist of a document of the repository. Raises TrackerRefused and changes nothing."""
    document = _checked(_inside(mirror, tip, path), path)
    with transaction.atomic():
        row = TrackerDocument.objects.filter(issue=issue).first() or TrackerDocument(issue=issue)
        if (row.path, row.in_repository) != (path, True):
            row.path, row.in_repository = path, True
            DocumentLedger.objects.filter(document=row.pk).delete()
        _write(row, document)


def refresh(repository: Repository, mirror: Mirror, tip: str) -> list[str]:
    """Read the documents of the repository again as they are at a commit; returns what could not be, in sentences.

    A document that is gone, or that can't be read any more, keeps its last good version.
    """
    problems = []
    for row in TrackerDocument.objects.filter(issue__repository=repository, in_repository=True).order_by("path"):
        try:
            document = _checked(_inside(mirror, tip, row.path), row.path)
        except TrackerRefused as error:
            problems.append(f"{error} Its last good version stays.")
            continue
        if document.text != row.text:
            with transaction.atomic():
                _write(row, document)
    return problems


def _inside(mirror: Mirror, tip: str, path: str) -> bytes:
    raw = mirror.file(tip, path, MOST_BYTES + 1)
    if raw is None:
        raise TrackerRefused(f"{path} is not in commit {tip[:9]}, or it is larger than 256 kB.")
    return raw


def from_document(repository: Repository, raw: bytes, name: str) -> Issue:
    """An issue from an uploaded or pasted document. Raises TrackerRefused."""
    document = _checked(raw, name)
    with transaction.atomic():
        return _save(repository, name, document, in_repository=False)


def _outside(tracker: str) -> bytes:
    path = Path(tracker).expanduser()
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise TrackerRefused(f"{tracker} cannot be read: {error.strerror}.") from error
    raise TrackerRefused(f"No tracker “{tracker}”: no file of the repository matches it, and no such file lies here. Check TRACKER.")


def _checked(raw: bytes, name: str) -> ReadDocument:
    document = read_tracker(raw, name)
    if not any(phase.items for phase in document.phases):
        raise TrackerRefused(
            f"{name} has no phases with check boxes. A tracker needs lines like “- [ ] Update all imports” under its headings."
        )
    return document


def _save(repository: Repository, path: str, document: ReadDocument, *, in_repository: bool) -> Issue:
    row = TrackerDocument.objects.filter(issue__repository=repository, path=path, in_repository=in_repository).first()
    if row is None:
        issue = _create_issue(repository, document)
        row = TrackerDocument(issue=issue, path=path, in_repository=in_repository)
    else:
        issue = row.issue
    _write(row, document)
    return issue


def _write(row: TrackerDocument, document: ReadDocument) -> None:
    """Replace what the document said; what people entered stays, under keys that follow their boxes."""
    keys = document_keys.of_row(row) if row.pk else None
    keys = document_keys.carried(row.text, keys, row.path, document) if keys else document_keys.fresh(document)
    row.text = document.text
    row.problems = list(document.problems)
    row.save()
    row.phases.all().delete()
    _save_phases(row, document)
    document_keys.keep(row, keys)


def _create_issue(repository: Repository, document: ReadDocument) -> Issue:
    """What the document says is taken as it stands; rules that find nothing show so on the page."""
    facts = draft_from(document)
    return issues.create_unchecked(
        repository,
        IssueDraft(
            title=(" ".join(document.title.split()) or "Untitled tracker")[:300],
            symbol=facts.symbol or "",
            canonical=facts.canonical_module or "",
            deprecated=tuple(facts.deprecated_modules),
            remove=tuple(facts.remove_paths),
            github_url=document.github_url or "",
            opened_on=document.created,
            status_text=document.status or "",
            priority_text=document.priority or "",
        ),
    )


def _save_phases(row: TrackerDocument, document: ReadDocument) -> None:
    for position, phase in enumerate(document.phases):
        saved = Phase.objects.create(document=row, position=position, title=phase.title[:500], says_complete=phase.says_complete)
        ChecklistItem.objects.bulk_create(
            ChecklistItem(
                phase=saved,
                position=index,
                text=item.text,
                notes=list(item.notes),
                ticked=item.ticked,
                depth=min(item.depth, 32_767),
                line=item.line,
            )
            for index, item in enumerate(phase.items)
        )
