"""An issue's tracker document as people tick it."""

from dataclasses import dataclass

from tracker.models import ChecklistItem, Issue, Phase, TrackerDocument


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One phase with its boxes."""

    phase: Phase
    items: list[ChecklistItem]
    ticked: int

    @property
    def open(self) -> int:
        """Boxes that are not ticked."""
        return len(self.items) - self.ticked

    @property
    def is_at_odds(self) -> bool:
        """Does the phase say complete over open boxes?"""
        return self.phase.says_complete and self.open > 0


@dataclass(frozen=True, slots=True)
class Checklist:
    """A document with its phases."""

    document: TrackerDocument
    phases: list[PhaseRow]

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
        return sum(row.phase.says_complete for row in self.phases)


def of_issue(issue: Issue) -> Checklist | None:
    """The checklist of an issue, None without a document."""
    document = TrackerDocument.objects.filter(issue=issue).first()
    if document is None:
        return None
    phases = []
    for phase in document.phases.order_by("position").prefetch_related("items"):
        items = sorted(phase.items.all(), key=lambda item: item.position)
        phases.append(PhaseRow(phase, items, sum(item.ticked for item in items)))
    return Checklist(document, phases)
