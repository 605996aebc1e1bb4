"""Keys that are shown once, in links and tokens: 256 random bits, of which only the SHA-256 is kept."""

import secrets
from hashlib import sha256


def made(prefix: str = "") -> str:
    """A key that nobody can guess."""
    return prefix + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """What is stored of a key."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()
