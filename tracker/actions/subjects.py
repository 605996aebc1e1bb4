"""The subjects of tracker documents: found again whenever ledgers are written, chosen by people."""

from collections.abc import Mapping
from dataclasses import asdict

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.timezone import now

from scanner.claims.known import KnownNames
from scanner.subjects import About, about, subjects
from tracker.actions.ledger_documents import Followed
from tracker.models import DocumentSubject, Issue, Repository, TrackerDocument
from tracker.models.subjects import LONGEST_SUBJECT


class SubjectRefused(ValueError):
    """A subject that cannot be given; str() is one sentence."""


def keep(repository: Repository, read: Mapping[int, Followed], names: KnownNames) -> None:
    """Note what these documents say by themselves, and gather all documents of the repository again."""
    rows = {row.document_id: row for row in DocumentSubject.objects.filter(document__issue__repository=repository)}
    for document, followed in read.items():
        row = rows.setdefault(document, DocumentSubject(document_id=document))
        row.about = asdict(about(followed.says, followed.path, names))
    ordered = [rows[document] for document in sorted(rows)]
    for row, name in zip(ordered, subjects([_about(row) for row in ordered]), strict=True):
        row.found = name[:LONGEST_SUBJECT]
    with transaction.atomic():
        DocumentSubject.objects.bulk_create([row for row in ordered if row.pk is None], ignore_conflicts=True)
        DocumentSubject.objects.bulk_update([row for row in ordered if row.pk is not None], ["about", "found"])


def _about(row: DocumentSubject) -> About:
    said = row.about
    return About(said.get("name", ""), tuple(said.get("words", ())), tuple(said.get("spelled", ())))


def move(issue: Issue, name: str, user: User) -> None:
    """Say what an issue's document is about; it stays so when the document is read again. Raises SubjectRefused."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_SUBJECT or not name.isprintable() or not any(map(str.isalnum, name)):
        raise SubjectRefused(f"Name the subject with letters or digits, {LONGEST_SUBJECT} at most, like MessageRouter.")
    chosen = {"chosen": name, "chosen_by": user, "chosen_at": now()}
    DocumentSubject.objects.update_or_create(document=_document(issue), defaults=chosen)


def undo(issue: Issue) -> bool:
    """Back to the subject that was found; False if nobody had chosen one. Raises SubjectRefused."""
    rows = DocumentSubject.objects.filter(document=_document(issue)).exclude(chosen="")
    return rows.update(chosen="", chosen_by=None, chosen_at=None) > 0


def _document(issue: Issue) -> TrackerDocument:
    document = TrackerDocument.objects.filter(issue=issue).first()
    if document is None:
        raise SubjectRefused("This issue has no tracker document, so it stands on no subject page. Link a document to it first.")
    return document
