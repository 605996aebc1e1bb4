"""What people decided about single places of an issue: set aside, given to somebody, noted. All of it survives scans."""

from django.conf import settings
from django.db import models

from tracker.models.issues import Issue

LONGEST_REASON = 500
LONGEST_NOTE = 2_000


class Waiver(models.Model):
    """A place that is not in what is left, because somebody said why; with a last day it comes back by itself."""

    class Sort(models.TextChoices):
        WAIVED = "waived", "Waived"
        INTENDED = "intended", "Intended"

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="waivers")
    identity = models.CharField(max_length=32, help_text="of the finding")
    sort = models.CharField(max_length=10, choices=Sort.choices)
    reason = models.CharField(max_length=LONGEST_REASON)
    until = models.DateField(null=True, help_text="the last day, in UTC; none: until somebody undoes it")
    batch = models.CharField(max_length=32, help_text="the same for all that one click set aside")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "identity"], name="waiver_once_per_place"),
            models.CheckConstraint(condition=models.Q(sort__in=["waived", "intended"]), name="waiver_sort_known"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="waiver_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.sort}: {self.reason}"


class Assignment(models.Model):
    """A place that somebody looks after."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="assignments")
    identity = models.CharField(max_length=32, help_text="of the finding")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    batch = models.CharField(max_length=32, help_text="the same for all that one click assigned")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "identity"], name="assignment_once_per_place")]

    def __str__(self) -> str:
        return f"{self.identity}: {self.assignee_id}"


class PlaceNote(models.Model):
    """What somebody wrote to a place."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="place_notes")
    identity = models.CharField(max_length=32, help_text="of the finding")
    text = models.CharField(max_length=LONGEST_NOTE)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["issue", "identity"], name="note_of_place")]

    def __str__(self) -> str:
        return self.text[:60]
