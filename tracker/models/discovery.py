"""What discovery found for a publication, and what people said of it."""

from django.conf import settings
from django.db import models

from tracker.models.repositories import Publication, Repository


class CandidateReport(models.Model):
    """The ranked candidates of a publication's newest commit, as tracker.actions.discovery wrote them."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="candidate_report")
    data = models.JSONField()


class CandidateDismissal(models.Model):
    """A candidate that is not a violation: it stays away until somebody undoes this."""

    class List(models.TextChoices):
        CLASSES = "classes", "Duplicate classes"
        IMPORTS = "imports", "Fragmented imports"

    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="candidate_dismissals")
    list = models.CharField(max_length=10, choices=List.choices)
    name = models.CharField(max_length=500)
    reason = models.CharField(max_length=500, blank=True, default="")
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    dismissed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repository", "list", "name"], name="candidate_dismissed_once"),
            models.CheckConstraint(condition=models.Q(list__in=["classes", "imports"]), name="candidate_list_known"),
        ]

    def __str__(self) -> str:
        return self.name
