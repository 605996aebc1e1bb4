"""The page on which a checklist is changed, and its download as Markdown."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import checklist_items, checklist_markdown, checklists
from tracker.actions.checklist_items import Plan
from tracker.actions.checklist_keeping import ChecklistChanged, ChecklistRefused
from tracker.models import Issue
from tracker.queries import checklist_editor, issues
from tracker.queries.source import visible
from tracker.views.issues import found

Entered = Mapping[str, str]
Change = Callable[[Issue, Entered, User], object]
CHANGES: Mapping[str, Change] = {
    "tick": lambda issue, said, user: checklist_items.tick(issue, said["key"], True, _number(said, "seen"), user),
    "untick": lambda issue, said, user: checklist_items.tick(issue, said["key"], False, _number(said, "seen"), user),
    "up": lambda issue, said, user: checklist_items.move(issue, said["key"], -1, _number(said, "order"), user),
    "down": lambda issue, said, user: checklist_items.move(issue, said["key"], 1, _number(said, "order"), user),
    "plan": lambda issue, said, user: checklist_items.plan(issue, said["key"], _plan(said), _number(said, "seen"), user),
    "remove": lambda issue, said, user: checklist_items.remove(issue, said["key"], _number(said, "seen"), user),
    "restore": lambda issue, said, user: checklist_items.restore(issue, said["key"], _number(said, "seen"), user),
    "add": lambda issue, said, user: checklist_items.add(issue, said["phase"], said["text"], user),
    "phase-add": lambda issue, said, user: checklists.add_phase(issue, said["title"], user),
    "phase-up": lambda issue, said, user: checklists.move_phase(issue, said["phase"], -1, _number(said, "order"), user),
    "phase-down": lambda issue, said, user: checklists.move_phase(issue, said["phase"], 1, _number(said, "order"), user),
    "phase-remove": lambda issue, said, user: checklists.remove_phase(issue, said["phase"], _number(said, "seen"), user),
    "phase-restore": lambda issue, said, user: checklists.restore_phase(issue, said["phase"], _number(said, "seen"), user),
    "phase-change": lambda issue, said, user: checklists.change_phase(
        issue, said["phase"], said["title"], "needs" in said, _number(said, "seen"), user
    ),
    "template": lambda issue, said, user: checklists.apply_template(issue, user),
    "begin": lambda issue, said, user: checklists.begin(issue, user),
}
FORMS = ("plan", "phase-change")  # those that stay open with what was typed when they are refused


@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest, slug: str) -> HttpResponse:
    """The checklist with its buttons; leads may change it."""
    shown = found(slug)
    problem, status = "", 200
    if request.method == "POST":
        assert isinstance(request.user, User)
        problem, status = _change(shown, request.POST.dict(), request.user)
        if not problem and not request.headers.get("HX-Request"):
            return redirect(reverse("checklist", args=[slug]) + _place(request.POST))
    is_part = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")
    template = "checklist/_editor.html" if is_part else "checklist/checklist.html"
    response = render(request, template, _context(request, shown, problem), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """The checklist as a file that can be imported again, or as a part of the page to copy from."""
    shown = found(slug)
    text = checklist_markdown.of_issue(shown)
    if not text:
        raise Http404(f"“{visible(shown.title)}” has no checklist yet.")
    if request.headers.get("HX-Request"):
        return render(request, "checklist/_markdown.html", {"issue": shown, "text": text})
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-checklist.md"'
    patch_vary_headers(response, ["HX-Request"])
    return response


def _change(issue: Issue, said: Entered, user: User) -> tuple[str, int]:
    """Make a change; what speaks against it, and the status to answer with."""
    change = CHANGES.get(said.get("do", ""))
    try:
        if change is None:
            raise ChecklistRefused("This button is not known any more. Reload the page.")
        change(issue, said, user)
    except KeyError:
        return "The form did not say what it is about. Reload the page and send it again.", 422
    except ChecklistChanged as error:
        return str(error), 409
    except ChecklistRefused as error:
        return visible(str(error)), 422
    return "", 200


def _context(request: HttpRequest, shown: Issue, problem: str) -> dict[str, object]:
    """What is open: the form that was refused with what was typed, else what the address asks for."""
    refused = request.POST if problem and request.POST.get("do") in FORMS else {}
    edited = refused.get("key", "") if refused else request.GET.get("edit", "")
    phase = refused.get("phase", "") if refused else request.GET.get("phase", "")
    today = datetime.now(UTC).date()
    said = request.POST if request.method == "POST" else request.GET
    opened = said.get("key") or said.get("open") or edited or said.get("phase", "")
    page = checklist_editor.page(
        shown, issues.standing(shown).publication, today, opened=opened, log=request.GET.get("log", ""), with_people=bool(edited)
    )
    return {
        "issue": shown,
        "title": visible(shown.title),
        "repository": shown.repository,
        "page": page,
        "problem": problem,
        "edited": edited,
        "edited_phase": phase,
        "typed": refused,
        "unsent": request.POST.get("text" if request.POST.get("do") == "add" else "title", "") if problem and not refused else "",
        "unsent_in": request.POST.get("phase", "") if problem else "",
        "address": reverse("checklist", args=[shown.slug]),
    }


def _place(said: Entered) -> str:
    """Where the page shall stand after a change."""
    key = said.get("key") or said.get("phase") or ""
    if not key.replace("-", "").isalnum():
        return ""
    return f"?open={key}#{'item' if said.get('key') else 'phase'}-{key}"


def _plan(said: Entered) -> Plan:
    return Plan(said["text"], said.get("assignee", ""), said.get("due", ""))


def _number(said: Entered, name: str) -> int:
    """The version that was seen; what is no number was never one."""
    written = said[name]
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else -1
