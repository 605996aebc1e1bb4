"""A checklist with both its layers as Markdown."""

from scanner.document_writing import Box, written
from tracker.models import Issue
from tracker.queries import checklist


def of_issue(issue: Issue) -> str:
    """The phases and boxes that are shown, so that an import of it gives the same; "" without a checklist."""
    found = checklist.of_issue(issue)
    if found is None:
        return ""
    phases = [(phase.title, [Box(one.text, one.ticked, one.depth, one.notes) for one in phase.items]) for phase in found.phases]
    return written(" ".join(issue.title.split()), phases)
