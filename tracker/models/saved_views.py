"""Filters of the list of issues that people keep under a name."""

from django.conf import settings
from django.db import models

from tracker.models.repositories import Repository

LONGEST_NAME = 60


class SavedView(models.Model):
    """What somebody asks the list for again and again; a lead may share it with everybody."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=LONGEST_NAME)
    show = models.CharField(max_length=20, blank=True, help_text="a state, or all")
    repository = models.ForeignKey(Repository, null=True, on_delete=models.CASCADE, related_name="+", help_text="none: all")
    q = models.CharField(max_length=200, blank=True)
    sort = models.CharField(max_length=20, blank=True)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
