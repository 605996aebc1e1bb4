"""Who may write: one-time sign-in links."""

from django.db import models


class SignInLink(models.Model):
    """A one-time link that signs its holder in; only the token's SHA-256 is kept."""

    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
