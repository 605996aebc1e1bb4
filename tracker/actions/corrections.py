"""What people say of an item's reading: confirmed, corrected, not checkable. The document's ledger follows at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User

from scanner.claims.claim import Judge
from scanner.claims.known import KnownNames
from scanner.claims.reading import BY_ID
from tracker.actions import history, ledger_names, ledgers
from tracker.actions.ledger_claims import LONGEST_SUBJECT, MOST_SUBJECTS, Said, named, said
from tracker.models import ClaimCorrection, DocumentLedger, Publication, TrackerDocument

Sort = ClaimCorrection.Sort
#: The kinds that the code or its test results can answer, by name.
KINDS = tuple(sorted(kind.id for kind in BY_ID.values() if kind.judge in (Judge.REPOSITORY, Judge.JUNIT)))


class CorrectionRefused(ValueError):
    """Something that cannot be said of an item; str() is one sentence."""


def confirm(document: TrackerDocument, key: str, user: User) -> None:
    """The reading is right as it is. Raises CorrectionRefused."""
    item = _item(document, key)
    if item["judge"] != Judge.REPOSITORY.value and not item.get("tests"):
        raise CorrectionRefused(f"“{_short(item)}” asks the code nothing, so there is no reading to confirm. Correct it instead.")
    subjects = [{name: one[name] for name in ("thing", "text", "source", "part")} for one in item["subjects"]]
    _save(document, key, user, sort=Sort.CONFIRMED, kind=item["kind"], subjects=subjects)


def correct(document: TrackerDocument, key: str, kind: str, subjects: Sequence[str], user: User, reason: str = "") -> None:
    """Another kind, or other subjects, are meant. Raises CorrectionRefused."""
    _item(document, key)
    if kind not in KINDS:
        raise CorrectionRefused(f"The code cannot answer “{kind[:40]}”. It can answer: {', '.join(KINDS)}.")
    written = [one.strip() for one in subjects if one.strip()]
    if not written or len(written) > MOST_SUBJECTS:
        raise CorrectionRefused(f"Name what the item is about: a file, a class, a function or a module, {MOST_SUBJECTS} at most.")
    publication = _published(document)
    graph = history.load(publication.repository)
    found = list(_named(dict.fromkeys(written), kind, ledger_names.of(publication, graph).known(graph)))
    _save(document, key, user, sort=Sort.CORRECTED, kind=kind, subjects=found, reason=reason)


def not_checkable(document: TrackerDocument, key: str, user: User, reason: str = "") -> None:
    """The code cannot answer this item. Raises CorrectionRefused."""
    _item(document, key)
    _save(document, key, user, sort=Sort.NOT_CHECKABLE, reason=reason)


def undo(document: TrackerDocument, key: str) -> bool:
    """Back to the suggested reading; False if nobody had said anything. Raises CorrectionRefused."""
    publication = _published(document)
    deleted, _ = ClaimCorrection.objects.filter(document=document, key=key.replace("\0", "")[:32]).delete()
    if deleted:
        ledgers.keep_changed(document, publication)
    return deleted > 0


def _named(written: Iterable[str], kind: str, names: KnownNames) -> Iterator[Said]:
    for text in written:
        subject = named(text, BY_ID[kind], names) if len(text) <= LONGEST_SUBJECT and text.isprintable() else None
        if subject is None:
            raise CorrectionRefused(
                f"Nothing of this history is called “{text[:80]}”. Write a path, a class, a function or a module of it."
            )
        yield said(subject)


def _save(document: TrackerDocument, key: str, user: User, *, sort: str, reason: str = "", **reading: object) -> None:
    fields = {"kind": "", "subjects": [], **reading, "sort": sort, "made_by": user}
    fields["reason"] = " ".join(reason.replace("\0", "").split())[:500]
    ClaimCorrection.objects.update_or_create(document=document, key=key, defaults=fields)
    ledgers.keep_changed(document, _published(document))


def _published(document: TrackerDocument) -> Publication:
    publication = document.issue.repository.published
    if publication is None:
        raise CorrectionRefused(f"Nothing of {document.issue.repository.slug} is published yet. Wait for its first scan.")
    return publication


def _item(document: TrackerDocument, key: str) -> Mapping[str, Any]:
    """The item as the ledger that is shown has it."""
    ledger = DocumentLedger.objects.filter(publication=_published(document), document=document).first()
    phases = ledger.data["phases"] if ledger is not None else []
    found = next((item for phase in phases for item in phase["items"] if item["key"] == key), None)
    if found is None:
        raise CorrectionRefused("This item is not in the document any more. Reload the page.")
    item: Mapping[str, Any] = found
    return item


def _short(item: Mapping[str, Any]) -> str:
    return str(item["text"])[:80]
