"""The files that an issue touches at a publication's newest commit."""

from django.db import models

from tracker.models.issues import Issue
from tracker.models.repositories import Publication


class TouchingFile(models.Model):
    """A counted file that uses an issue's symbol or a deprecated module, and the ways by which it does."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="+")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="touching_files")
    path = models.CharField(max_length=4096)
    category = models.CharField(max_length=20)
    old_path = models.BooleanField(help_text="imports a deprecated module")
    canonical_path = models.BooleanField(help_text="imports the symbol from the canonical module")
    re_export = models.BooleanField(help_text="imports it from a module that hands it on")
    other_path = models.BooleanField(help_text="imports the symbol from a module that has another one of its own, or is not there")
    string = models.BooleanField(help_text="names it in a string")
    reference = models.BooleanField(help_text="uses it through a module, without importing it by name")

    class Meta:
        indexes = [models.Index(fields=["issue", "publication", "category"], name="touching_of_issue")]

    def __str__(self) -> str:
        return self.path
