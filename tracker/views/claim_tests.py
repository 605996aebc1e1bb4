"""The tests behind a claim, and the waivers of failing ones."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from tracker.actions import claim_tests, test_waivers
from tracker.actions.repositories import RepositoryRefused
from tracker.forms.tests import WAIVE, WaiveForm
from tracker.models import Issue, TrackerDocument
from tracker.queries import ledger_corrections, source, test_results
from tracker.queries.ledger_items import Item
from tracker.queries.source import visible
from tracker.views.issues import found


def shown(issue: Issue, item: Item) -> dict[str, object] | None:
    """What the card of its tests shows, None for a claim that test results do not answer."""
    if item.tests is None:
        return None
    listed = claim_tests.listed(issue.repository, item.tests.stored)
    today = now().date()
    standing = test_results.waivers(issue, item.key, today)
    waived = {one.row.test for one in standing if not one.is_over}
    tests = listed.tests if listed else []
    against = [(one.label, visible(one.label)) for one in tests if one.is_against and one.label not in waived]
    return {
        "rows": [
            {
                "label": visible(one.label),
                "outcome": "waived" if one.is_against and one.label in waived else one.outcome,
                "is_against": one.is_against and one.label not in waived,
            }
            for one in tests
        ],
        "more": listed.more if listed else 0,
        "results": listed.results if listed else None,
        "waivers": standing,
        "form": WaiveForm(tests=against) if against and item.tests.wants_passing else None,
    }


@require_POST
def waive(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Let one failing test pass for this claim."""
    document, user = _document(slug), request.user
    name = request.POST.get(f"{WAIVE}-test", "").replace("\r\n", "\n")
    form = WaiveForm(request.POST, tests=[(name, name)])
    assert isinstance(user, User)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _back(slug, key)
    try:
        entered = form.cleaned_data
        test_waivers.waive(document, key, entered["test"], entered["reason"], entered["expires_on"], user)
        messages.info(request, f"“{visible(name[:200])}” is waived until {entered['expires_on']}.")
    except (test_waivers.WaiverRefused, RepositoryRefused) as error:
        messages.error(request, visible(str(error)))
    return _back(slug, key)


@require_POST
def withdraw(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take a waiver back."""
    number = request.POST.get("waiver", "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 16
    try:
        if is_number and test_waivers.withdraw(_document(slug), key, int(number)):
            messages.info(request, "The waiver is withdrawn.")
        else:
            messages.error(request, "This waiver is not there any more.")
    except RepositoryRefused as error:
        messages.error(request, f"The waiver is over, but its claim could not be judged again yet: {visible(str(error))}")
    return _back(slug, key)


def _document(slug: str) -> TrackerDocument:
    shown = found(slug)
    document = ledger_corrections.document_of(shown)
    if document is None:
        raise Http404(f"No tracker document is linked to “{source.visible(shown.title)}”.")
    return document


def _back(slug: str, key: str) -> HttpResponse:
    return redirect(reverse("claim", args=[slug, key]) + "#tests")
