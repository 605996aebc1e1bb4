"""SSOT issues: created, changed, deleted; their rules filled in from a draft."""

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from tracker.actions import drafts, patterns, report_files
from tracker.actions.drafts import DraftRefused, IssueDraft
from tracker.models import Issue, Repository, TrackedRule

__all__ = ["DraftRefused", "IssueDraft", "change", "create", "create_unchecked", "delete", "find"]


def find(issue_id: int) -> Issue | None:
    """The issue with all that counting needs."""
    return Issue.objects.select_related("repository__published").prefetch_related("rules").filter(pk=issue_id).first()


def create(repository: Repository, draft: IssueDraft) -> Issue:
    """Save a checked draft as an issue with its rules. Raises DraftRefused and saves nothing."""
    return create_unchecked(repository, drafts.checked(repository, draft))


def create_unchecked(repository: Repository, draft: IssueDraft) -> Issue:
    """Save a draft as it stands: a document's, whose words may name what never existed."""
    with transaction.atomic():
        issue = Issue.objects.create(repository=repository, slug=_free_slug(draft.title), **_fields(draft))
        _write_rules(issue, draft)
    return issue


def change(issue: Issue, draft: IssueDraft) -> None:
    """Change what is counted; the numbers follow. Raises DraftRefused and saves nothing."""
    draft = drafts.checked(issue.repository, draft)
    with transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(revision=F("revision") + 1, **_fields(draft))
        _write_rules(issue, draft)
        patterns.delete_unused()
    issue.refresh_from_db()


def delete(issue: Issue) -> None:
    """Remove an issue with its numbers, its tracker's copy, its reports and what only its pattern has found."""
    deleted = issue.pk
    with transaction.atomic():
        issue.delete()
        patterns.delete_unused()
    report_files.forget([deleted])


def _fields(draft: IssueDraft) -> dict[str, object]:
    return {
        "title": draft.title,
        "symbol": draft.symbol,
        "canonical_module": draft.canonical,
        "intended_paths": draft.intended_paths,
        "github_url": draft.github_url[:500],
        "opened_on": draft.opened_on,
        "target_date": draft.target_date,
        "owner": draft.owner,
        "status_text": draft.status_text[:300],
        "priority_text": draft.priority_text[:300],
    }


def _write_rules(issue: Issue, draft: IssueDraft) -> None:
    wanted = drafts.rules_of(draft)
    issue.rules.exclude(rule__in=wanted).delete()
    for rule, options in wanted.items():
        TrackedRule.objects.update_or_create(issue=issue, rule=rule, defaults={"options": options})


def _free_slug(title: str) -> str:
    base = slugify(title)[:180] or "issue"
    taken = set(Issue.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken or slug == "new":
        slug, number = f"{base}-{number}", number + 1
    return slug
