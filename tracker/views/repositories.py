"""The list of repositories, the form for a new one, and the page of one with its settings."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import repositories as actions
from tracker.forms.repositories import CountForm, DeleteForm, FollowForm, NewRepositoryForm, count_initial, follow_initial
from tracker.forms.tests import TokenForm
from tracker.models import Repository
from tracker.queries import copies, test_results
from tracker.queries import repositories as queries
from tracker.views.bells import ring_issue, ring_scan


def _found(slug: str) -> Repository:
    repository = queries.named(slug)
    if repository is None:
        raise Http404(f"There is no repository “{slug}”.")
    return repository


@require_safe
def repositories(request: HttpRequest) -> HttpResponse:
    """All repositories."""
    return render(request, "repositories/repositories.html", {"rows": queries.listed(now())})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_repository(request: HttpRequest) -> HttpResponse:
    """Add a repository; a worker copies it, and its scan shows how that goes."""
    entered = request.POST if request.method == "POST" else None
    form = NewRepositoryForm(entered)
    if entered is not None and form.is_valid() and request.user.is_authenticated:
        try:
            scan = actions.add_new(form.cleaned_data["source"], ref=form.cleaned_data["ref"], user=request.user)
        except actions.RefInvalid as error:
            form.add_error("ref", str(error))
        except actions.RepositoryRefused as error:
            form.add_error("source", str(error))
        else:
            ring_scan(scan.pk)
            return redirect("scan", scan.pk)
    context = {"form": form, "roots": settings.LOCAL_REPO_ROOTS}
    return render(request, "repositories/new.html", context, status=200 if entered is None else 422)


@require_http_methods(["GET", "HEAD", "POST"])
def repository(request: HttpRequest, slug: str) -> HttpResponse:
    """What is followed and counted of a repository, and its end."""
    shown = _found(slug)
    if request.method != "POST":
        return _page(request, shown, _Forms(shown, request))
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("repository", args=[slug]))
    forms = _Forms(shown, request)
    return forms.saved(request.user) or _page(request, _found(slug), forms, status=422)


def _page(request: HttpRequest, shown: Repository, forms: "_Forms", status: int = 200) -> HttpResponse:
    context = {"repository": shown, "page": queries.page(shown, now()), "forms": forms, "copies": copies.of_repository(shown)}
    context |= {"results": test_results.of_repository(shown), "token_form": TokenForm()}
    return render(request, "repositories/repository.html", context, status=status)


class _Forms:
    """The three forms of the page; a request fills one of them, named by its button."""

    def __init__(self, repository: Repository, request: HttpRequest) -> None:
        entered = request.POST if request.method == "POST" else None
        self._repository = repository
        self._request = request
        self._part = entered.get("part", "") if entered is not None else ""
        self.follow = FollowForm(entered if self._part == "follow" else None, initial=follow_initial(repository))
        self.count = CountForm(entered if self._part == "count" else None, initial=count_initial(repository))
        self.delete = DeleteForm(entered if self._part == "delete" else None, slug=repository.slug)
        self.refusal = ""

    def saved(self, user: User) -> HttpResponse | None:
        """Do what the button says; None if the form says what is wrong."""
        parts = {"follow": self._follow, "count": self._count, "delete": self._delete}
        return parts[self._part](user) if self._part in parts else None

    def _follow(self, user: User) -> HttpResponse | None:
        if not self.follow.is_valid():
            return None
        entered = self.follow.cleaned_data
        try:
            scan = actions.follow(self._repository, ref=entered["ref"], interval_minutes=entered["interval_minutes"], user=user)
        except actions.RefInvalid as error:
            self.follow.add_error("ref", str(error))
            return None
        ring_scan(scan.pk)
        return redirect("scan", scan.pk)

    def _count(self, user: User) -> HttpResponse | None:
        if not self.count.is_valid():
            return None
        one = self._repository
        rules, excluded = self.count.cleaned_data["path_rules"], self.count.categories
        try:
            actions.change(one, ref=one.ref, interval_minutes=one.interval_minutes, path_rules=rules, excluded_categories=excluded)
        except actions.PathRulesInvalid as error:
            self.count.add_error("path_rules", str(error))
            return None
        for issue in one.issues.values_list("pk", flat=True):
            ring_issue(issue)
        ring_scan(actions.scan_now(one, user=user).pk)  # what is excluded no more may have to be read
        messages.info(self._request, "Saved. The numbers follow as soon as they are counted again.")
        return redirect("repository", one.slug)

    def _delete(self, user: User) -> HttpResponse | None:
        if not self.delete.is_valid():
            return None
        try:
            actions.delete(self._repository)
        except actions.RepositoryRefused as error:
            self.delete.add_error("confirmation", str(error))
            return None
        messages.info(self._request, f"{self._repository.slug} is deleted.")
        return redirect("repositories")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove_repository(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back a repository whose first copy was refused."""
    shown = _found(slug)
    if request.method != "POST":
        return redirect("repository", slug)
    try:
        actions.remove_unread(shown)
    except actions.RepositoryRefused as error:
        forms = _Forms(shown, request)
        forms.refusal = str(error)
        return _page(request, shown, forms, status=409)
    messages.info(request, f"{slug} is removed.")
    return redirect("repositories")
