"""Facts by blob: each Git blob is read once, whatever repository or commit holds it."""

from django.db import models


class BlobFacts(models.Model):
    """What one blob says, or why it could not be read, by blob id and analyzer version."""

    oid = models.CharField(max_length=64)
    analyzer = models.CharField(max_length=24)
    verdict = models.CharField(max_length=24)
    size = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analyzer", "oid"], name="blobfacts_once_per_analyzer")]
        indexes = [models.Index(fields=["analyzer"], condition=~models.Q(verdict="ok"), name="blobfacts_unreadable")]


class TermSegment(models.Model):
    """An index over the facts of a range of ids. Facts behind the last segment are looked through one by one."""

    analyzer = models.CharField(max_length=24)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["analyzer", "first_id"], name="segment_of_terms_once")]


class Term(models.Model):
    """A name, and the facts of a segment that mention it."""

    segment = models.ForeignKey(TermSegment, on_delete=models.CASCADE, related_name="terms")
    term = models.CharField(max_length=300)
    ids = models.BinaryField(help_text="ids of BlobFacts less the segment's first, uint32 each, ascending")

    class Meta:
        indexes = [models.Index(fields=["term"], name="term_by_name")]
