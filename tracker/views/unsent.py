"""What somebody typed into a form that was refused: the page that says so gives it back, to be sent again."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

MOST_FIELDS = 50
SECRET = ("password", "token", "secret")
SHORT = 120
_has_password = re.compile(r"://[^/\s]*@").search


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a form."""

    name: str
    value: str

    @property
    def is_text(self) -> bool:
        """Did a person write it? Then it is shown, to be read and changed."""
        return len(self.value) > SHORT or any(sign.isspace() for sign in self.value)


def of(request: HttpRequest) -> list[Field]:
    """The fields of a form of this very site; nothing of one from elsewhere, of one with a secret in it, or with a file."""
    if not _is_ours(request):
        return []
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
        if request.FILES or len(sent) > MOST_FIELDS or any(_is_secret(name, str(value)) for name, value in sent):
            return []
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return []
    return [Field(name, str(value)) for name, value in sent]


def _is_secret(name: str, value: str) -> bool:
    """A password by its field's name, or one inside an address."""
    return any(word in name.lower() for word in SECRET) or _has_password(value) is not None


def _is_ours(request: HttpRequest) -> bool:
    """Sent by a page of this address? A page elsewhere could put words into somebody's mouth."""
    origin = urlsplit(request.headers.get("Origin", ""))
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())
