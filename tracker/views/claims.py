"""The claims of trackers: lists, downloads, one claim, and what people say of its reading."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import corrections
from tracker.actions.repositories import RepositoryRefused
from tracker.forms.claims import CORRECT, DISMISS, CorrectForm, DismissForm
from tracker.models import Issue
from tracker.queries import further, issues, ledger_claim, ledger_corrections, ledger_lists, subjects
from tracker.queries.moments import Moment
from tracker.queries.source import visible
from tracker.views import claim_tests, downloads, travel
from tracker.views.issues import found

KINDS = [(kind, kind[:1].upper() + kind[1:]) for kind in corrections.KINDS]


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """Which ticks does the code deny, and since when?"""
    return _list(request, ledger_lists.tracked_issues(), {"csv": reverse("claims_csv")})


@require_safe
@travel.travels
def of_issue(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for one issue; with ?at= as of an earlier commit."""
    shown = found(slug)
    publication = issues.standing(shown).publication
    moment = travel.asked(request, shown.repository, publication)
    context = {"csv": reverse("issue_claims_csv", args=[slug]), "issue": shown, "title": visible(shown.title)}
    if publication is not None and moment is None:
        subject = subjects.of_issue(shown)
        context |= {"further": further.of_issue(shown, publication)}
        context |= {"subject": subject, "subject_note": subjects.note(shown, subject)}
    context |= {"repository": shown.repository} | travel.bar(shown, publication, moment)
    return _list(request, [shown], context, moment)


def _list(request: HttpRequest, tracked: Sequence[Issue], context: dict[str, object], moment: Moment | None = None) -> HttpResponse:
    page = ledger_lists.page(tracked, request.GET.dict(), moment.at if moment else now(), moment)
    number = page.filters.page
    return render(request, "claims/claims.html", context | {"page": page, "previous": number - 1, "following": number + 1})


@require_safe
def all_csv(request: HttpRequest) -> HttpResponseBase:
    """The list as it is filtered, all pages of it."""
    return downloads.stream("claims.csv", ledger_lists.CSV, ledger_lists.rows(ledger_lists.tracked_issues(), request.GET.dict()))


@require_safe
def issue_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same for one issue."""
    return downloads.stream(f"{slug}-claims.csv", ledger_lists.CSV, ledger_lists.rows([found(slug)], request.GET.dict()))


@require_http_methods(["GET", "HEAD", "POST"])
@travel.travels
def claim(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One claim; a lead may confirm, correct or dismiss its question, and undo that."""
    shown = found(slug)
    entered = request.POST if request.method == "POST" else None
    correct = CorrectForm(entered if entered and entered.get("say") == CORRECT else None, kinds=KINDS)
    dismiss = DismissForm(entered if entered and entered.get("say") == DISMISS else None)
    problems: list[str] = []
    if entered is not None and _is_said(request, shown, key, correct, dismiss, problems):
        return redirect(reverse("claim", args=[slug, key]))
    publication = issues.standing(shown).publication
    moment = travel.asked(request, shown.repository, publication)
    page = ledger_claim.page(shown, publication, key, moment) if publication is not None else None
    if page is None:
        raise Http404(f"“{visible(shown.title)}” has no such claim now. Its box may have left the document.")
    if not correct.is_bound:
        subjects = "\n".join(one.text for one in page.item.subjects)
        correct = CorrectForm(kinds=KINDS, initial={"kind": page.item.kind, "subjects": subjects})
    context = {"issue": shown, "title": visible(shown.title), "repository": shown.repository, "page": page, "item": page.item}
    said = ledger_corrections.said(shown, key)
    context |= travel.bar(shown, publication, moment)
    context |= {"said": said, "correct": correct, "dismiss": dismiss, "problems": problems, "tests": claim_tests.shown(shown, page.item)}
    return render(request, "claims/claim.html", context, status=200 if entered is None else 422)


def _is_said(request: HttpRequest, shown: Issue, key: str, correct: CorrectForm, dismiss: DismissForm, problems: list[str]) -> bool:
    """Was what a person said kept? What is wrong with it stands at the fields, or in `problems`."""
    document, user = ledger_corrections.document_of(shown), request.user
    assert isinstance(user, User)
    if document is None:
        raise Http404(f"No tracker document is linked to “{visible(shown.title)}”.")
    try:
        match request.POST.get("say"):
            case "confirm":
                corrections.confirm(document, key, user)
            case "undo":
                corrections.undo(document, key)
            case "correct" if correct.is_valid():
                entered = correct.cleaned_data
                corrections.correct(document, key, entered["kind"], entered["subjects"], user, entered["reason"])
            case "dismiss" if dismiss.is_valid():
                corrections.not_checkable(document, key, user, dismiss.cleaned_data["reason"])
            case _:
                return False
    except (corrections.CorrectionRefused, RepositoryRefused) as error:
        problems.append(visible(str(error)))
        return False
    return True
