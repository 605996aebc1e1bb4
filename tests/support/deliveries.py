"""What GitHub posts, signed as it signs."""

import hmac
import json
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

SECRET = "a-secret-of-the-webhook-0123456789"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def pushed(owner: str = "acme", name: str = "shop", host: str = "github.com") -> dict[str, Any]:
    """A push as GitHub tells it, shortened."""
    return {
        "ref": "refs/heads/main",
        "before": "0" * 40,
        "after": "f" * 40,
        "repository": {
            "id": 7,
            "name": name,
            "full_name": f"{owner}/{name}",
            "html_url": f"https://{host}/{owner}/{name}",
            "git_url": f"git://{host}/{owner}/{name}.git",
            "ssh_url": f"git@{host}:{owner}/{name}.git",
            "clone_url": f"https://{host}/{owner}/{name}.git",
        },
        "commits": [],
    }


def as_json(said: object) -> bytes:
    """The body of content type application/json."""
    return json.dumps(said).encode()


def as_form(said: object) -> bytes:
    """The body of GitHub's other content type."""
    return urlencode({"payload": json.dumps(said)}).encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    """X-Hub-Signature-256."""
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


def headers(body: bytes, guid: str, *, event: str = "push", kind: str = JSON, secret: str = SECRET) -> dict[str, str]:
    """All that GitHub sends with a body."""
    return {
        "Content-Type": kind,
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": guid,
        "X-Hub-Signature-256": signature(body, secret),
    }
