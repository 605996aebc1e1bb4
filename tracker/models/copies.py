"""Folders that look like copies of others, found for a publication, and what people said of them."""

from django.conf import settings
from django.db import models

from tracker.models.repositories import Publication, Repository


class CopyProposal(models.Model):
    """A folder of a publication's newest commit that looks like a copy: it may be excluded with one click."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="copy_proposals")
    folder = models.CharField(max_length=600)
    original = models.CharField(max_length=4096, blank=True, default="", help_text="the folder that it copies; none: the root")
    equal = models.PositiveIntegerField(help_text="files with the same content at the same place of the original")
    files = models.PositiveIntegerField(help_text="Python files of the folder")
    glob = models.CharField(max_length=1300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "folder"], name="copy_proposed_once")]

    def __str__(self) -> str:
        return self.folder


class CopyDismissal(models.Model):
    """A folder that is not a copy: it is proposed no more until somebody undoes this."""

    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="copy_dismissals")
    folder = models.CharField(max_length=600)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    dismissed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["repository", "folder"], name="copy_dismissed_once")]

    def __str__(self) -> str:
        return self.folder
