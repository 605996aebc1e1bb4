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
class Copies:
    """What is proposed, and what was marked as no copy."""

    rows: list[CopyRow]
    dismissed: list[CopyDismissal]


def of_repository(repository: Repository) -> Copies:
    """The proposals of the publication that is shown, those aside that somebody marked."""
    dismissed = list(CopyDismissal.objects.filter(repository=repository).select_related("dismissed_by").order_by("folder"))
    away = {one.folder for one in dismissed}
    rows = CopyProposal.objects.filter(publication=repository.published_id).order_by("-files", "folder")
    return Copies([_row(one) for one in rows if one.folder not in away], dismissed)


def _row(one: CopyProposal) -> CopyRow:
    original = visible(one.original)
    return CopyRow(one.folder, visible(one.folder), original, one.equal, one.files, percent(one.equal, one.files) or 0)
