"""The one app."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """SSOT Tracker's tables, pages and tasks."""

    name = "tracker"
    verbose_name = "SSOT Tracker"

    def ready(self) -> None:
        """Register the system checks."""
        from tracker import finders  # noqa: F401
