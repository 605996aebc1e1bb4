"""Who may write, and who may read one issue's reports: links of which only the SHA-256 is kept."""

from django.conf import settings
from django.db import models

from tracker.models.issues import Issue


class SignInLink(models.Model):
    """A one-time link that signs its holder in; only the token's SHA-256 is kept."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)


class ShareLink(models.Model):
    """Whoever has the key reads the reports, badge and chart of one issue until it expires or is revoked."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="share_links")
    key_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
