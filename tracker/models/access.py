"""Who may write: roles and one-time sign-in links; who may read one issue's reports: share links. Of links only the SHA-256 is kept."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from tracker.models.issues import Issue

LINK_LIFE = timedelta(hours=24)
LOCAL_ADMIN = "local-admin"


class Role(models.TextChoices):
    """What an account may do; each role is a group of Django's, and may what those before it may."""

    VIEWER = "viewer", "viewer"
    LEAD = "lead", "lead"
    ADMIN = "admin", "admin"


class SignInLink(models.Model):
    """A one-time link that signs its holder in; only the token's SHA-256 is kept."""

    # Deleted with its account: a link without one is the local administrator's.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sign_in_links")
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
