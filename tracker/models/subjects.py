"""What tracker documents are about: documents of one subject are shown together."""

from django.conf import settings
from django.db import models

from tracker.models.documents import TrackerDocument

LONGEST_SUBJECT = 120


class DocumentSubject(models.Model):
    """The subject of a document as its names and words say it, and as a person has chosen it, which stays."""

    document = models.OneToOneField(TrackerDocument, on_delete=models.CASCADE, related_name="subject")
    about = models.JSONField(default=dict, help_text="scanner.subjects.About: what the document says by itself")
    found = models.CharField(max_length=LONGEST_SUBJECT, blank=True, default="", help_text="among the repository's other documents")
    chosen = models.CharField(max_length=LONGEST_SUBJECT, blank=True, default="", help_text="by a person; it wins")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    chosen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.chosen or self.found
