"""The address that GitHub posts to. A delivery is a hint: it says which repository to look at, and nothing else of it is believed."""

import re
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt

from tracker.actions import pushes
from tracker.github import webhook
from tracker.github.webhook import WebhookRefused
from tracker.views.bells import ring_scan

_guid = re.compile(r"[0-9A-Za-z-]{1,100}")
_event = re.compile(r"[a-z_]{1,50}")
HEARD = ("push", "ping")


@csrf_exempt
def github(request: HttpRequest) -> HttpResponse:
    """Take a delivery; the address is not there without GITHUB_WEBHOOK_SECRET."""
    if not settings.GITHUB_WEBHOOK_SECRETS:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        return _taken(request)
    except WebhookRefused as error:
        return _line(str(error), error.status)
    except UnreadablePostError:
        return _line("The body ended before its time.", 400)


def _taken(request: HttpRequest) -> HttpResponse:
    signature = request.headers.get("X-Hub-Signature-256", "")
    length = request.META.get("CONTENT_LENGTH") or ""
    with SpooledTemporaryFile(max_size=webhook.IN_MEMORY) as body:
        webhook.copy_signed(request.read, body, length, signature, settings.GITHUB_WEBHOOK_SECRETS)
        guid, event = request.headers.get("X-GitHub-Delivery", ""), request.headers.get("X-GitHub-Event", "")
        if not _guid.fullmatch(guid) or not _event.fullmatch(event):
            raise WebhookRefused(400, "X-GitHub-Delivery and X-GitHub-Event have to be set.")
        if event not in HEARD:
            return _line("Only pushes are heard: ignored.", 202)
        keys = webhook.keys_of(webhook.payload(body.read(), request.headers.get("Content-Type", "")))
    if event == "push" and not keys:
        raise WebhookRefused(400, "The body names no repository.")
    heard = pushes.hear(guid, event, keys)
    for scan in heard.scans:
        ring_scan(scan)
    return _line(heard.sentence, 202 if heard.is_new else 200)


def _line(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
