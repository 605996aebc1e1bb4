"""Repositories: added by address or path, and what is counted of them."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from scanner.git import GitFailed, accept
from scanner.tree import CATEGORIES, DEFAULT_EXCLUDED, DEFAULT_PATH_RULES, PathRules, PathRulesInvalid
from tracker.models import Repository

RepositoryRefused = GitFailed

__all__ = ["CATEGORIES", "PathRulesInvalid", "RepositoryRefused", "add", "change", "slug_of"]


def add(source: str, *, ref: str = "HEAD", from_terminal: bool = False) -> Repository:
    """The repository of this address or path, new or as it is; a known one follows `ref` from now on.

    Pages may name only paths under LOCAL_REPO_ROOTS, a terminal any path that its user can read.
    Raises RepositoryRefused with one sentence.
    """
    roots: Sequence[Path] | None = None if from_terminal else [Path(root) for root in settings.LOCAL_REPO_ROOTS]
    accepted = accept(source, local_roots=roots, allowed_hosts=frozenset(settings.ALLOWED_GIT_HOSTS))
    if ref.startswith("-") or not ref.isprintable() or not ref.strip():
        raise GitFailed(f"“{ref[:80]}” cannot be a revision. Give a branch, a tag or a commit.")
    existing = Repository.objects.filter(source=accepted.address).first()
    if existing is not None:
        if existing.ref != ref and ref != "HEAD":
            existing.ref = ref
            existing.save(update_fields=["ref"])
        return existing
    with transaction.atomic():
        return Repository.objects.create(
            slug=_free_slug(slug_of(accepted.address)),
            source=accepted.address,
            is_local=accepted.is_local,
            ref=ref,
            path_rules=DEFAULT_PATH_RULES,
            excluded_categories=" ".join(DEFAULT_EXCLUDED),
        )


def slug_of(address: str) -> str:
    """The last part of a path or address, small letters, without .git and a trailing slash."""
    last = re.split(r"[/:]", address.rstrip("/").removesuffix(".git").rstrip("/"))[-1].lower()
    return re.sub(r"[^a-z0-9_-]+", "-", last).strip("-")[:90] or "repository"


def _free_slug(slug: str) -> str:
    taken = set(Repository.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    number = 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def change(repository: Repository, *, ref: str, interval_minutes: int, path_rules: str, excluded_categories: str) -> None:
    """Change what is followed and counted. Raises PathRulesInvalid; every issue is counted again."""
    PathRules(path_rules, excluded_categories.split())
    recount = (path_rules, excluded_categories) != (repository.path_rules, repository.excluded_categories)
    with transaction.atomic():
        repository.ref = ref
        repository.interval_minutes = interval_minutes
        repository.path_rules = path_rules
        repository.excluded_categories = excluded_categories
        repository.save()
        if recount:
            repository.issues.update(revision=F("revision") + 1)
