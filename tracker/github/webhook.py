"""What GitHub posts: who signed it, and which repository it is about.

https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

import hmac
import json
import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import IO, Any
from urllib.parse import parse_qs, urlsplit

MOST_BYTES = 25 * 1024**2  # GitHub's own limit
_CHUNK = 64 * 1024
IN_MEMORY = 1024**2  # of a body; what is longer waits on the disk until its signature is found good
_NAMES = ("clone_url", "ssh_url", "git_url", "html_url", "full_name")
_signature = re.compile(r"sha256=[0-9a-f]{64}")
_scp = re.compile(r"(?:[^@/]+@)?(?P<host>[^:/]+):(?P<path>.+)")

Read = Callable[[int], bytes]


class WebhookRefused(Exception):
    """A request that is not taken: its status, and one sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def copy_signed(read: Read, body: IO[bytes], length: str, signature: str, secrets: Sequence[str]) -> None:
    """Copy a body that one of the secrets has signed. It is hashed as it comes. Raises WebhookRefused."""
    if not (length.isascii() and length.isdecimal()):
        raise WebhookRefused(411, "Say how long the body is: Content-Length.")
    if len(length) > 12 or int(length) > MOST_BYTES:
        raise WebhookRefused(413, "The body is larger than 25 MB.")
    if not _signature.fullmatch(signature):
        raise _unsigned()
    _check(read, body, int(length), signature, secrets)
    body.seek(0)


def _check(read: Read, body: IO[bytes], length: int, signature: str, secrets: Sequence[str]) -> None:
    digests = [hmac.new(secret.encode(), digestmod=sha256) for secret in secrets]
    left = length
    while left > 0 and (chunk := read(min(_CHUNK, left))):
        left -= len(chunk)
        body.write(chunk)
        for digest in digests:
            digest.update(chunk)
    if left > 0:
        raise WebhookRefused(400, "The body is shorter than its Content-Length.")
    given = signature.removeprefix("sha256=").encode()
    if not any([hmac.compare_digest(digest.hexdigest().encode(), given) for digest in digests]):  # noqa: C419 - all of them, always
        raise _unsigned()


def _unsigned() -> WebhookRefused:
    return WebhookRefused(401, "The signature is missing or wrong.")


def payload(body: bytes, content_type: str) -> dict[str, Any]:
    """What a signed body says, of both types that GitHub sends."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in ("application/json", "application/x-www-form-urlencoded"):
        raise WebhookRefused(415, "The body has to be application/json or application/x-www-form-urlencoded.")
    try:
        text = body.decode()
        said = json.loads(text if kind == "application/json" else _field(text))
    except (ValueError, RecursionError) as error:
        raise WebhookRefused(400, "The body cannot be read as JSON.") from error
    if not isinstance(said, dict):
        raise WebhookRefused(400, "The body is no JSON object.")
    return said


def _field(text: str) -> str:
    fields = parse_qs(text, errors="strict", max_num_fields=10).get("payload", [])
    if len(fields) != 1:
        raise ValueError
    return fields[0]


def keys_of(said: dict[str, Any]) -> frozenset[str]:
    """Keys of the repository that a payload names, by each of its addresses."""
    named = said.get("repository")
    found = [named.get(name) for name in _NAMES] if isinstance(named, dict) else []
    return frozenset(filter(None, (key(one) for one in found if isinstance(one, str) and len(one) <= 2000)))


def key(address: str) -> str:
    """`host/owner/name` of an address, however it is spelled; `owner/name` of a name alone; empty for what is neither.

    User, port and scheme do not tell two repositories apart: what they ask for is looked at, and never believed.
    """
    text = address.strip()
    try:
        if "://" in text:
            parts = urlsplit(text)
            text = f"{parts.hostname or ''}/{parts.path.strip('/')}"
        elif found := _scp.fullmatch(text):
            text = f"{found['host']}/{found['path'].strip('/')}"
    except ValueError:
        return ""
    text = text.rstrip("/").casefold().removesuffix(".git").rstrip("/")
    return "" if text.startswith("/") or "/" not in text else text
