"""Tracker documents as people tick them."""

from django.db import models

from tracker.models.issues import Issue


class TrackerDocument(models.Model):
    """The Markdown that an issue came from, as it was last read."""

    issue = models.OneToOneField(Issue, on_delete=models.CASCADE, related_name="document")
    path = models.CharField(max_length=1000, help_text="path in the repository, or the file's name")
    in_repository = models.BooleanField(default=False)
    text = models.TextField(help_text="characters repaired")
    problems = models.JSONField(default=list, help_text="sentences about what was not understood")
    imported_at = models.DateTimeField(auto_now=True)


class Phase(models.Model):
    """One heading of the checklist."""

    document = models.ForeignKey(TrackerDocument, on_delete=models.CASCADE, related_name="phases")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    key = models.CharField(max_length=32, blank=True, default="", help_text="stays the same when the document is read again")
    says_complete = models.BooleanField(default=False)


class ChecklistItem(models.Model):
    """One check box."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=32, blank=True, default="", help_text="as in the ledger; empty: not known yet")
    text = models.TextField()
    notes = models.JSONField(default=list, help_text="bullets below the box, as text")
    ticked = models.BooleanField()
    depth = models.PositiveSmallIntegerField(default=0, help_text="boxes that it is nested in")
    line = models.PositiveIntegerField(help_text="line in the document, from 1")
