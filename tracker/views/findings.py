"""The page of one finding: the line, who brought it, what replaces it."""

from dataclasses import dataclass
from threading import BoundedSemaphore

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from tracker.actions import replacements
from tracker.actions import source as source_actions
from tracker.actions.repositories import RepositoryRefused
from tracker.models import Issue
from tracker.queries import issues, place, source
from tracker.queries.moments import MomentRefused
from tracker.queries.waivers import Where
from tracker.views import place_forms, travel
from tracker.views.issues import found

NOT_IN_MIRROR = "This file version is not in the mirror, or it is larger than 1 MiB."
NO_FILE = "No file of this repository is this module: there is no line to show."
BUSY = "Busy; load it again in a moment."
AS_A_WHOLE = "It counts as a whole, no single line of it."

MOST_REWRITERS = 2  # of one process: each may take seconds, and keeps a thread that serves pages
_rewriters = BoundedSemaphore(MOST_REWRITERS)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the excerpt; in the line of the finding the module is marked."""

    number: int
    before: str
    marked: str
    after: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What could stand there instead, or why nothing could."""

    old: str
    new: str
    reason: str
    note: str
    can_be_copied: bool  # not where unseen characters are shown by their number


@require_http_methods(["GET", "HEAD", "POST"])
@travel.travels
def finding(request: HttpRequest, slug: str, identity: str) -> HttpResponse:
    """One place, whether it is still there or not; with ?replacement what could stand there instead; a POST decides about it."""
    shown = found(slug)
    forms = place_forms.forms_of(request)
    if request.method == "POST":
        assert forms is not None  # the gate lets leads alone come here
        if place_forms.decide(request, shown, Where(identity=identity.replace("\0", "")), forms) is not None:
            return redirect(f"{request.path}#decided")
    publication = issues.standing(shown).publication
    if publication is None:
        raise Http404(f"“{source.visible(shown.title)}” has no numbers yet. Its findings come with its first scan.")
    moment = travel.asked(request, shown.repository, publication) if request.method != "POST" else None  # what is decided holds today
    one = place.named(shown, publication, identity, moment)
    if one is None and moment is not None:
        raise MomentRefused(f"This place was not there at {moment.oid[:9]}, and had not been there before.")
    if one is None:
        unknown = f"“{source.visible(shown.title)}” has no finding {source.visible(identity[:80])}."
        raise Http404(f"{unknown} It may stand in an answer that was counted anew.")
    asks = "replacement" in request.GET
    context = {
        "issue": shown,
        "title": source.visible(shown.title),
        "repository": shown.repository,
        "place": one,
        "offers": _offers(one) and moment is None,
        "forms": forms if moment is None else None,
    }
    context |= travel.bar(shown, publication, moment)
    if asks:
        context |= _replacement(shown, one)
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "replacement":
        response = render(request, "findings/_replacement.html", context)
    else:
        status = 422 if request.method == "POST" else 200
        response = render(request, "findings/finding.html", context | _excerpt(shown, one), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _offers(one: place.Place) -> bool:
    """Can there be a replacement? Finding out starts a process, so the page asks for it when it is there."""
    return one.is_there and one.finding.rule in replacements.RULES


def _replacement(shown: Issue, one: place.Place) -> dict[str, object]:
    if not _offers(one):
        return {}
    if not _rewriters.acquire(blocking=False):
        return {"proposal": Shown("", "", BUSY, "", False)}
    try:
        (proposal,) = replacements.of_findings(shown, one.sha, [one.finding])
    except RepositoryRefused as error:
        return {"proposal": Shown("", "", source.visible(str(error)), "", False)}
    finally:
        _rewriters.release()
    new = _code(proposal.new)
    return {
        "proposal": Shown(_code(proposal.old), new, source.visible(proposal.reason), source.visible(proposal.note), new == proposal.new)
    }


def _code(text: str) -> str:
    return "\n".join(map(source.visible_code, text.split("\n")))


def _excerpt(shown: Issue, one: place.Place) -> dict[str, object]:
    """The lines around the finding, or why there are none."""
    if not one.has_lines:
        return {"no_lines": AS_A_WHOLE if one.file_href or one.finding.rule == "removed-path" else NO_FILE}
    try:
        excerpt = source_actions.excerpt(shown.repository, one.sha, one.finding.path, one.finding.line)
    except RepositoryRefused as error:
        return {"no_lines": str(error)}
    if excerpt is None:
        return {"no_lines": NOT_IN_MIRROR}
    return {"lines": [_line(line, one) for line in excerpt.lines]}


def _line(line: source_actions.SourceLine, one: place.Place) -> Line:
    text = source.visible_code(line.text)
    if line.number != one.finding.line:
        return Line(line.number, text, "", "", False)
    return Line(line.number, *source.parts(text, source.visible(one.finding.module)), True)
