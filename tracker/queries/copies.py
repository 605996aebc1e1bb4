"""The folders that look like copies, for the page of their repository."""

from dataclasses import dataclass

from tracker.models import Repository
from tracker.models.copies import CopyDismissal, CopyProposal
from tracker.queries.source import visible
from tracker.queries.spans import percent


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A proposal as its row shows it."""

    folder: str  # as it is stored, for the buttons
    shown: str
    original: str
    equal: int
    files: int
    percent: int


@dataclass(frozen=True, slots=True)
class DismissedRow:
    """A folder that somebody marked as no copy."""

    folder: str
    shown: str
    by: str


@dataclass(frozen=True, slots=True)
class Copies:
    """What is proposed, and what was marked as no copy."""

    rows: list[CopyRow]
    dismissed: list[DismissedRow]


def of_repository(repository: Repository) -> Copies:
    """The proposals of the publication that is shown, those aside that somebody marked."""
    dismissed = list(CopyDismissal.objects.filter(repository=repository).select_related("dismissed_by").order_by("folder"))
    away = {one.folder for one in dismissed}
    rows = CopyProposal.objects.filter(publication=repository.published_id).order_by("-files", "folder")
    return Copies([_row(one) for one in rows if one.folder not in away], list(map(_dismissed, dismissed)))


def _dismissed(one: CopyDismissal) -> DismissedRow:
    by = one.dismissed_by.get_username() if one.dismissed_by else ""
    return DismissedRow(one.folder, visible(one.folder), by)


def _row(one: CopyProposal) -> CopyRow:
    share = percent(one.equal, one.files)
    return CopyRow(one.folder, visible(one.folder), visible(one.original), one.equal, one.files, share)
