"""What the items of tracker documents claim, what the code has, and what people said of the reading."""

from django.conf import settings
from django.db import models

from tracker.models.documents import TrackerDocument
from tracker.models.repositories import Publication


class DocumentLedger(models.Model):
    """One document's items with their states, as tracker.actions.ledgers wrote them for a publication."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="ledgers")
    document = models.ForeignKey(TrackerDocument, on_delete=models.CASCADE, related_name="ledgers")
    data = models.JSONField()
    ticked = models.PositiveIntegerField(default=0, help_text="boxes")
    open = models.PositiveIntegerField(default=0, help_text="boxes, those that are ready to tick among them")
    contradicted = models.PositiveIntegerField(default=0, help_text="that a front page may say")
    came_back = models.PositiveIntegerField(default=0, help_text="that a front page may say")
    early = models.PositiveIntegerField(default=0)
    supported = models.PositiveIntegerField(default=0)
    ready = models.PositiveIntegerField(default=0)
    not_checkable = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "document"], name="ledger_once")]

    def __str__(self) -> str:
        return str(self.data.get("headline", ""))


class KnownNames(models.Model):
    """The classes and functions that a publication's history ever defined: what a document's names are looked up in."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="known_names")
    classes = models.BinaryField(help_text="names without their modules, a line each, zlib")
    functions = models.BinaryField(help_text="the same, methods too")

    class Meta:
        verbose_name_plural = "known names"


class ClaimCorrection(models.Model):
    """What a person said of an item's reading. It stays when the document is read again."""

    class Sort(models.TextChoices):
        CONFIRMED = "confirmed", "the reading is right"
        CORRECTED = "corrected", "another kind or subject is meant"
        NOT_CHECKABLE = "not checkable", "the code cannot answer it"

    document = models.ForeignKey(TrackerDocument, on_delete=models.CASCADE, related_name="corrections")
    key = models.CharField(max_length=32, help_text="of the item, as in the ledger")
    sort = models.CharField(max_length=15, choices=Sort.choices)
    kind = models.CharField(max_length=40, blank=True, default="", help_text="of the reading that is meant")
    subjects = models.JSONField(default=list, help_text="what it is about, as written; confirmed: as they were read")
    reason = models.CharField(max_length=500, blank=True, default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "key"], name="claim_corrected_once"),
            models.CheckConstraint(condition=models.Q(sort__in=["confirmed", "corrected", "not checkable"]), name="correction_sort_known"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.kind}".strip()
