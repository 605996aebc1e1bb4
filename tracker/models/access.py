"""Who may write: roles, and one-time sign-in links."""

from datetime import timedelta

from django.conf import settings
from django.db import models

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
