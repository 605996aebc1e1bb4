"""Saved views of the list of issues: kept and removed."""

from django.contrib.auth.models import User
from django.db.models import Q

from tracker.models import Repository, SavedView
from tracker.models.saved_views import LONGEST_NAME
from tracker.queries.portfolio_filters import Filters
from tracker.queries.source import visible

MOST_VIEWS = 30  # of one person


class ViewRefused(ValueError):
    """A view that is not saved; str() is one sentence."""


def save(user: User, entered: str, filters: Filters, *, shared: bool = False) -> SavedView:
    """Keep filters under a name. Raises ViewRefused."""
    name = " ".join(entered.replace("\0", "").split())
    if not filters.query:
        raise ViewRefused("There is nothing to save: filter, sort or search the list first.")
    if not name:
        raise ViewRefused("The view needs a name.")
    if len(name) > LONGEST_NAME:
        raise ViewRefused(f"The name has {len(name)} characters. {LONGEST_NAME} at most.")
    if SavedView.objects.filter(user=user).count() >= MOST_VIEWS:
        raise ViewRefused(f"You have {MOST_VIEWS} views. Remove one first.")
    repository = Repository.objects.filter(slug=filters.repository).first()
    if filters.repository and repository is None:
        raise ViewRefused(f"The repository {filters.repository} is not here any more. Choose another one.")
    kept = {"show": filters.show, "repository": repository, "q": filters.q, "sort": filters.sort, "is_shared": shared}
    view, is_new = SavedView.objects.get_or_create(user=user, name=name, defaults=kept)
    if not is_new:
        raise ViewRefused(f"You have a view “{visible(name)}” already. Take another name, or remove that one first.")
    return view


def remove(user: User, number: int, *, is_admin: bool) -> SavedView | None:
    """Forget a view of one's own; admins forget what others share, too. None if there is no such view."""
    theirs = Q(user=user) | Q(is_shared=True) if is_admin else Q(user=user)
    found = SavedView.objects.filter(theirs, pk=number).select_related("repository").first()
    if found is not None:
        SavedView.objects.filter(pk=number).delete()
    return found
