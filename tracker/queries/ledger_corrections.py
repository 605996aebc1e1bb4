"""What a person has said of an item."""

from tracker.models import ClaimCorrection, Issue, TrackerDocument


def document_of(issue: Issue) -> TrackerDocument | None:
    """The tracker document of an issue, with what is published of its repository."""
    return TrackerDocument.objects.select_related("issue__repository__published").filter(issue=issue).first()


def said(issue: Issue, key: str) -> ClaimCorrection | None:
    """The correction of an item that stands now."""
    wanted = key.replace("\0", "")[:32]
    return ClaimCorrection.objects.select_related("made_by").filter(document__issue=issue, key=wanted).first()
