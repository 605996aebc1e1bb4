"""Pages as of a commit or a day: what ?at= asks for, and the page that says why it can't be shown."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from tracker.actions import revisions
from tracker.models import Issue, Publication, Repository
from tracker.queries import moments, portfolio_then
from tracker.queries.moments import Moment, MomentRefused
from tracker.queries.portfolio_then import Moments

View = Callable[..., HttpResponse]


def travels(view: View) -> View:
    """A view that may be asked for another commit, and answers with a sentence if that can't be shown."""

    @wraps(view)
    def answered(request: HttpRequest, *words: str, **named: str) -> HttpResponse:
        try:
            return view(request, *words, **named)
        except MomentRefused as refused:
            context = {"sentence": str(refused), "beside": refused.beside, "slug": refused.repository, "today": request.path}
            return render(request, "errors/moment.html", context, status=refused.status)

    return answered


def named(repository: Repository, publication: Publication, wanted: str) -> Moment:
    """The moment that somebody names: a commit, a day, a tag. Raises MomentRefused."""
    try:
        return moments.named(repository, publication, wanted, now().date(), lambda name: revisions.commit_of(repository, name))
    except MomentRefused as refused:
        refused.repository = repository.slug
        raise


def asked(request: HttpRequest, repository: Repository, publication: Publication | None) -> Moment | None:
    """The moment that the address asks for, None for today. Raises MomentRefused."""
    wanted = request.GET.get("at", "")
    if not wanted.strip():
        return None
    if publication is None:
        raise MomentRefused(f"{repository.slug} has no numbers yet; they come with its first scan.")
    return named(repository, publication, wanted)


def everywhere(request: HttpRequest) -> Moments | None:
    """The moments of all repositories that the address asks for, None for today. Raises MomentRefused."""
    wanted = request.GET.get("at", "")
    return portfolio_then.named(wanted, now().date(), revisions.commit_of) if wanted.strip() else None


def day(request: HttpRequest) -> date | None:
    """The day that the address names, None for a commit or nothing. Raises MomentRefused."""
    return moments.day_of(request.GET.get("at", "").strip(), now().date())


def bar(issue: Issue, publication: Publication | None, moment: Moment | None) -> dict[str, object]:
    """What the bar above such a page shows."""
    if moment is None or publication is None:
        return {}
    return {"moment": moment, "around": moments.around(issue, publication, moment)}
