"""Text patterns: which blobs have been searched for one, and what was found. Each blob is searched once."""

from django.db import models


class PatternSearch(models.Model):
    """One pattern, whatever issue or repository asks for it."""

    digest = models.CharField(max_length=32, unique=True, help_text="of the pattern and the way of searching")
    pattern = models.CharField(max_length=500)


class SearchedBlobs(models.Model):
    """Blobs that have been searched, those without a hit too."""

    search = models.ForeignKey(PatternSearch, on_delete=models.CASCADE, related_name="searched")
    oids = models.BinaryField(help_text="blob ids, 20 bytes each")


class PatternHits(models.Model):
    """The lines of one blob that match, packed by scanner.patterns."""

    search = models.ForeignKey(PatternSearch, on_delete=models.CASCADE, related_name="hits")
    oid = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "oid"], name="hits_once_per_pattern")]
