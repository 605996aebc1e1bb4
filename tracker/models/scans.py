"""Scans and their batches: the rows are the truth, the broker only rings."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.models.repositories import Depth, Repository


class ScanState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    PUBLISHED = "published"
    FAILED = "failed"
    PAUSED = "paused"


class Step(models.TextChoices):
    """What a running scan does, in its order; `stage` says for which depth it reads, counts and publishes."""

    COPY = "copy", "Copy the repository"
    LIST = "list", "List the changes"
    READ = "read", "Read files"
    COUNT = "count", "Count every commit"


class Scan(models.Model):
    """One run over a repository's history."""

    class Reason(models.TextChoices):
        FIRST = "first", "first scan"
        HAND = "hand", "by hand"
        SCHEDULE = "schedule", "schedule"
        PUSH = "push", "push"

    repository = models.ForeignKey(Repository, on_delete=models.CASCADE, related_name="scans")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    ref = models.CharField(max_length=500)
    depth = models.CharField(max_length=8, choices=Depth.choices, default=Depth.GRAPH, help_text="how far it shall go")
    published_depth = models.CharField(max_length=8, choices=Depth.choices, default=Depth.NONE)
    state = models.CharField(max_length=10, choices=ScanState.choices, default=ScanState.QUEUED)
    step = models.CharField(max_length=8, choices=Step.choices, default=Step.COPY)
    stage = models.CharField(max_length=8, choices=Depth.choices, default=Depth.TIP)
    tip_oid = models.CharField(max_length=64, default="", blank=True)
    sentence = models.CharField(max_length=500, default="", blank=True, help_text="what is being done now")
    error = models.TextField(default="", blank=True)
    error_detail = models.TextField(default="", blank=True, help_text="what Git said, without secrets")
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, help_text="a retry waits until then")
    worker = models.CharField(max_length=100, default="", blank=True)
    lease_token = models.CharField(max_length=32, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stopped_by_hand = models.BooleanField(default=False, help_text="somebody ended it: it has not failed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["repository"], condition=Q(state__in=["queued", "running"]), name="scan_one_open_per_repository"
            )
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="scan_claimable")]


class Batch(models.Model):
    """Some blobs of a scan, read by one worker at a time."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="batches")
    stage = models.CharField(max_length=8, choices=Depth.choices)
    number = models.PositiveIntegerField()
    oids = models.BinaryField(help_text="blob ids, 20 bytes each, in pack order")
    total = models.PositiveIntegerField(help_text="blobs")
    done = models.PositiveIntegerField(default=0, help_text="blobs read so far")
    bytes_read = models.BigIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0, help_text="blobs that crashed or timed out the parser")
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, default="", blank=True)
    lease_token = models.CharField(max_length=32, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "batches"
        constraints = [models.UniqueConstraint(fields=["scan", "stage", "number"], name="batch_number_once")]


class ScanEvent(models.Model):
    """One line of "What happened"."""

    class Kind(models.TextChoices):
        MIRROR = "mirror", "the mirror is filled"
        COMMITS = "commits", "the commits are listed"
        READING = "reading", "reading begins"
        PUBLISHED = "published", "numbers are published"
        OTHER = "other"

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)
    stage = models.CharField(max_length=8, choices=Depth.choices, default=Depth.NONE, help_text="the scan's when it was told")
    sentence = models.CharField(max_length=300)
    important = models.BooleanField(default=False)
