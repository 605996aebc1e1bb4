"""The forms that decide about places, on the page of one finding and on that of a file or folder."""

from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.http import HttpRequest

from tracker.actions import places as actions
from tracker.forms.places import AssignForm, NoteForm, WaiveForm
from tracker.models import Issue
from tracker.queries import accounts, waivers
from tracker.queries.finding_filters import Reader
from tracker.queries.source import visible
from tracker.queries.waivers import Where
from tracker.views.permissions import Standing, standing_of

SET_ASIDE = ("waived", "intended")  # the two buttons of one form


@dataclass
class PlaceForms:
    """What somebody may say, and what was wrong with what was said."""

    waive: WaiveForm
    assign: AssignForm
    note: NoteForm
    problems: list[str] = field(default_factory=list)


def forms_of(request: HttpRequest) -> PlaceForms | None:
    """The forms for who may decide, the one that was sent with what was entered; None for others."""
    if not request.user.is_authenticated or standing_of(request) < Standing.LEAD:
        return None
    said = request.POST.get("say", "") if request.method == "POST" else ""
    names = accounts.names()
    me = {"account": request.user.get_username()}
    return PlaceForms(
        waive=WaiveForm(request.POST) if said in SET_ASIDE else WaiveForm.fresh(waivers.today()),
        assign=AssignForm(request.POST, accounts=names) if said == "assign" else AssignForm(accounts=names, initial=me),
        note=NoteForm(request.POST) if said == "note" else NoteForm(),
    )


def decide(request: HttpRequest, issue: Issue, where: Where, forms: PlaceForms) -> str | None:
    """Do what was sent; the batch of what was decided, "" for what has none, None if it was refused."""
    user, said = request.user, request.POST.get("say", "")
    assert isinstance(user, User)
    try:
        if said in SET_ASIDE and forms.waive.is_valid():
            entered = forms.waive.cleaned_data
            return actions.waive(issue, where, said, entered["reason"], entered["until"], user).batch
        if said == "assign" and forms.assign.is_valid():
            return actions.assign(issue, where, forms.assign.cleaned_data["account"], user).batch
        if where.identity and _single(request, issue, where.identity, forms, user):
            return ""
    except actions.DecisionRefused as error:
        forms.problems.append(visible(str(error)))
    return None


def _single(request: HttpRequest, issue: Issue, identity: str, forms: PlaceForms, user: User) -> bool:
    """What is said of one place alone."""
    match request.POST.get("say"):
        case "note" if forms.note.is_valid():
            actions.note(issue, identity, forms.note.cleaned_data["text"], user)
        case "restore":
            actions.restore(issue, identity=identity)
        case "unassign":
            actions.unassign(issue, identity=identity)
        case "remove-note":
            number = request.POST.get("number", "")
            actions.remove_note(issue, int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else 0)
        case _:
            return False
    return True


def reader_of(request: HttpRequest) -> Reader:
    """Who looks at the page, as authors and owners may be called."""
    user = request.user
    if not isinstance(user, User):
        return Reader()
    names = {user.get_username(), user.get_full_name()} - {""}
    emails = {user.email} - {""}
    return Reader(user.get_username(), frozenset(map(str.casefold, names)), frozenset(map(str.casefold, emails)))
