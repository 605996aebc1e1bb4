"""The forms that make an issue and change one."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from tracker.actions import documents, drafts, history
from tracker.actions import issues as issue_actions
from tracker.actions.repositories import RepositoryRefused
from tracker.forms.issues import DeleteForm, DocumentForm, IssueForm, SettingsForm, initial
from tracker.models import Issue, Repository
from tracker.queries import shares
from tracker.queries.source import visible
from tracker.views import bells
from tracker.views.issues import found

MOST_DOCUMENTS = 2_000
FOLLOWS_FILE = "This issue follows .ssot.toml. Change it in that file: what is entered here would be overwritten by it. Nothing was saved."


@require_http_methods(["GET", "HEAD", "POST"])
def new_issue(request: HttpRequest) -> HttpResponse:
    """Two ways to a new issue: a tracker document of the repository, or a form."""
    repositories = list(Repository.objects.select_related("published").order_by("slug"))
    wanted = request.POST.get("repository") or request.GET.get("repository", "")
    repository = next((one for one in repositories if one.slug == wanted), repositories[0] if repositories else None)
    by_document = request.method == "POST" and "path" in request.POST
    entered = request.POST if request.method == "POST" else None
    paths = _documents(repository) if repository is not None else []
    document = DocumentForm(entered if by_document else None, paths=paths)
    form = IssueForm(None if by_document else entered, initial={name: request.GET.get(name, "") for name in IssueForm.base_fields})
    made = None
    if repository is not None and entered is not None:
        made = _from_document(repository, document) if by_document else _from_form(repository, form)
    if made is not None:
        bells.ring_issue(made.pk)
        return redirect("issue", made.slug)
    context = {"repositories": repositories, "repository": repository, "document": document, "form": form, "by_document": by_document}
    return render(request, "issues/new.html", context, status=200 if entered is None else 422)


def _documents(repository: Repository) -> list[str]:
    """Markdown files of the newest scanned commit, those that look like trackers first."""
    if repository.published is None:
        return []
    try:
        paths = list(history.mirror_of(repository).paths(repository.published.tip_oid))
    except RepositoryRefused:
        return []
    found = [path for path in paths if path.lower().endswith((".md", ".markdown"))]
    return sorted(found, key=lambda path: ("ssot" not in path.lower() and "tracker" not in path.lower(), path))[:MOST_DOCUMENTS]


def _from_document(repository: Repository, form: DocumentForm) -> Issue | None:
    if not form.is_valid() or repository.published is None:
        return None
    try:
        made = documents.attach(repository, history.mirror_of(repository), repository.published.tip_oid, form.cleaned_data["path"])
    except (documents.TrackerRefused, RepositoryRefused) as error:
        form.add_error("path", str(error))
        return None
    return made[0]


def _from_form(repository: Repository, form: IssueForm) -> Issue | None:
    if not form.is_valid():
        return None
    try:
        return issue_actions.create(repository, drafts.IssueDraft(**form.changes()))
    except drafts.DraftRefused as error:
        form.refuse(error.problems)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def issue_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """What exactly is counted, and the end of an issue."""
    shown = found(slug)
    draft = drafts.of_issue(shown)
    deletes = request.method == "POST" and "confirmation" in request.POST
    entered = request.POST if request.method == "POST" else None
    form = SettingsForm(None if deletes else entered, initial=initial(draft), is_fixed=shown.in_toml)
    confirm = DeleteForm(entered if deletes else None, title=shown.title)
    if deletes and confirm.is_valid():
        issue_actions.delete(shown)
        return redirect("portfolio")
    if entered is not None and not deletes and form.is_valid() and _is_changed(shown, draft, form):
        bells.ring_issue(shown.pk)
        return redirect("issue", shown.slug)
    context = {"issue": shown, "title": visible(shown.title), "repository": shown.repository, "form": form, "confirm": confirm}
    context |= {"shares": shares.of_issue(shown, now())}
    return render(request, "issues/settings.html", context, status=200 if entered is None else 422)


def _is_changed(shown: Issue, draft: drafts.IssueDraft, form: SettingsForm) -> bool:
    """Was what is entered saved? What is wrong with it stands at the fields."""
    if shown.in_toml:
        form.add_error(None, FOLLOWS_FILE)
        return False
    try:
        issue_actions.change(shown, replace(draft, **form.changes()))
    except drafts.DraftRefused as error:
        form.refuse(error.problems)
        return False
    return True
