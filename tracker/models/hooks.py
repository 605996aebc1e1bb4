"""What was posted to the webhook."""

from django.db import models


class Delivery(models.Model):
    """One signed delivery, kept for some weeks so that a replay has no second effect. What it says is not kept."""

    class Outcome(models.TextChoices):
        PUSH = "push", "a push to a repository of this instance"
        PING = "ping", "a ping"
        UNKNOWN = "unknown", "a repository that is not here"

    guid = models.CharField(max_length=100, unique=True, help_text="X-GitHub-Delivery")
    event = models.CharField(max_length=50)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name_plural = "deliveries"
