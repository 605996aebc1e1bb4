"""Test results from a machine: a bearer token, a commit, JUnit XML. Every answer is JSON; a refusal is one sentence."""

from typing import Protocol

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from tracker.actions import test_results, tokens
from tracker.actions.repositories import RepositoryRefused
from tracker.models import Repository
from tracker.queries import commits

LARGEST = 25 * 1024**2  # bytes of the file
ROUND_IT = 64 * 1024  # what multipart puts round it


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@csrf_exempt  # no cookie opens this: only the token does
def upload(request: HttpRequest, slug: str, sha: str) -> JsonResponse:
    """Keep the results of one run for one commit."""
    if request.method != "POST":
        return _refused(405, "Send JUnit XML by POST.", Allow="POST")
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = tokens.opened(slug, given.strip()) if scheme.lower() == "bearer" and 0 < len(given) < 200 else None
    if token is None:
        wrong = "The token that was sent opens nothing here: it is wrong, or revoked"
        sentence = f"{wrong if given.strip() else f'No token of “{slug}” was sent'}. Make one on the repository’s page, and send it: "
        sentence += "Authorization: Bearer …"
        return _refused(401, sentence, **{"WWW-Authenticate": "Bearer"})
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        return _refused(411, "The length of the body is not given. Send a Content-Length header, not chunks.")
    if int(length) > LARGEST + ROUND_IT:
        return _refused(413, f"The body has {int(length):,} bytes, and {LARGEST:,} are the most that is read. Send the suites one by one.")
    return _taken(request, token.repository, sha, token.name)


def _taken(request: HttpRequest, repository: Repository, sha: str, name: str) -> JsonResponse:
    try:
        oid = commits.named(repository, sha).oid
        taken = test_results.take(repository, oid, _body(request), f"token “{name}”")
    except commits.CommitUnknown as error:
        return _refused(404, f"{error} Scan a revision that contains it, then send the results again.")
    except test_results.ResultsRefused as error:
        return _refused(422, str(error))
    except (MultiPartParserError, BadRequest, SuspiciousOperation, UnreadablePostError) as error:
        return _refused(
            400, f"The body can't be read: it breaks off, or is no well-formed multipart ({type(error).__name__}). Send it again."
        )
    except RepositoryRefused as error:
        return _refused(409, str(error))
    counts = {"passed": taken.passed, "failed": taken.failed, "errors": taken.errors, "skipped": taken.skipped}
    return JsonResponse({"commit": taken.commit, "uploaded": taken.uploaded, **counts, "trackers_judged": taken.judged})


def _body(request: HttpRequest) -> bytes:
    """The one file of a multipart form, else the body as it is."""
    if request.content_type != "multipart/form-data":
        return _read(request)
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(files) != 1:
        raise test_results.ResultsRefused(f"The form has {len(files)} files. Send exactly one, JUnit XML.")
    return _read(files[0])


def _read(source: _Readable) -> bytes:
    """At most one byte more than is taken: the reader says that it is too much."""
    read: bytes = source.read(LARGEST + 1)
    return read


def _refused(status: int, sentence: str, **headers: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, headers=headers)
