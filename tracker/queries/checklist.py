"""An issue's checklist: its tracker document as people tick it there, and what they entered here."""

from dataclasses import dataclass

from tracker.models import Issue, Phase, TrackerDocument
from tracker.queries import entered, merging
from tracker.queries.merging import DocumentItem, DocumentPhase, Merged, MergedItem, MergedPhase
from tracker.queries.source import visible


@dataclass(frozen=True, slots=True)
class Checklist:
    """A document with its phases."""

    document: TrackerDocument
    merged: Merged
    version: int  # of the order of the phases

    @property
    def phases(self) -> list[MergedPhase]:
        """The phases that are shown."""
        return self.merged.phases

    @property
    def boxes(self) -> int:
        """All check boxes."""
        return sum(len(row.items) for row in self.phases)

    @property
    def ticked(self) -> int:
        """Boxes that are ticked."""
        return sum(row.ticked for row in self.phases)

    @property
    def percent(self) -> int:
        """The ticked share, rounded down: 100 only if every box is ticked."""
        return self.ticked * 100 // self.boxes if self.boxes else 0

    @property
    def complete(self) -> int:
        """Phases that say complete."""
        return sum(row.says_complete for row in self.phases)

    @property
    def path(self) -> str:
        """Where the document lies, safe for the eye."""
        return visible(self.document.path)

    @property
    def is_made_here(self) -> bool:
        """Is there no document behind it?"""
        return not self.document.path

    def item(self, key: str) -> tuple[MergedPhase, MergedItem] | None:
        """The item of a key, removed or not, with its phase."""
        every = (*self.merged.phases, *self.merged.removed)
        return next(((phase, item) for phase in every for item in (*phase.items, *phase.removed) if item.key == key), None)


def of_issue(issue: Issue) -> Checklist | None:
    """The checklist of an issue, None if it has neither a document nor one that was begun here."""
    document = TrackerDocument.objects.filter(issue=issue).first()
    if document is None:
        return None
    said = entered.of_issue(issue.pk)
    return Checklist(document, merging.merged(layer(document), said), said.order.version if said.order else 0)


def layer(document: TrackerDocument) -> list[DocumentPhase]:
    """What the document says, as it was last read."""
    return [_phase(row) for row in document.phases.order_by("position").prefetch_related("items")]


def _phase(row: Phase) -> DocumentPhase:
    """Rows from before items had keys are known by their place until they are read again."""
    items = [
        DocumentItem(one.key or f"at-{row.position}-{one.position}", one.text, one.notes, one.ticked, one.depth, one.line)
        for one in sorted(row.items.all(), key=lambda one: one.position)
    ]
    return DocumentPhase(row.key or f"at-{row.position}", row.title, row.says_complete, items)
