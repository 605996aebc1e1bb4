"""Repositories: added by address or path, what is followed and counted of them, and their end."""

import fcntl
import os
import re
import shutil

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F

from scanner.git import GitFailed, accept
from scanner.tree import CATEGORIES, DEFAULT_EXCLUDED, DEFAULT_PATH_RULES, PathRules, PathRulesInvalid
from tracker.actions import history, report_files, scans
from tracker.models import Repository, Scan
from tracker.models.scans import ScanState

RepositoryRefused = GitFailed

__all__ = [
    "CATEGORIES",
    "PathRulesInvalid",
    "RefInvalid",
    "RepositoryRefused",
    "add",
    "add_new",
    "change",
    "delete",
    "follow",
    "remove_unread",
    "scan_now",
    "slug_of",
]


class RefInvalid(GitFailed):
    """Text that can be no revision of any repository."""


def add(source: str, *, ref: str = "", from_terminal: bool = False) -> Repository:
    """The repository of this address or path, new or as it is: a known one goes on with what it follows.

    Pages may name only paths under LOCAL_REPO_ROOTS, a terminal any path that its user can read.
    Every scan holds a path to that again, unless a terminal has named it since.
    Raises RepositoryRefused with one sentence, RefInvalid if it is about the revision.
    """
    roots = None if from_terminal else history.roots()
    accepted = accept(source, local_roots=roots, allowed_hosts=frozenset(settings.ALLOWED_GIT_HOSTS))
    _check_ref(ref or "HEAD")
    existing = Repository.objects.filter(source=accepted.address).first()
    if existing is not None:
        existing.from_page = existing.from_page and not from_terminal
        existing.save(update_fields=["from_page"])
        return existing
    with transaction.atomic():
        return Repository.objects.create(
            slug=_free_slug(slug_of(accepted.address)),
            source=accepted.address,
            is_local=accepted.is_local,
            from_page=not from_terminal,
            ref=ref or "HEAD",
            path_rules=DEFAULT_PATH_RULES,
            excluded_categories=" ".join(DEFAULT_EXCLUDED),
        )


def follow_from_now_on(repository: Repository, ref: str) -> None:
    """Follow a revision that has been found in the mirror."""
    if repository.ref != ref:
        repository.ref = ref
        repository.save(update_fields=["ref"])


def add_new(source: str, *, ref: str, user: User) -> Scan:
    """A repository that a page adds, as its first scan in the queue; a worker copies it.

    Raises RepositoryRefused, also for an address that is known: who follows what is changed on its own page.
    """
    try:
        with transaction.atomic():
            before = set(Repository.objects.values_list("pk", flat=True))
            repository = add(source, ref=ref)
            if repository.pk in before:
                raise GitFailed(f"{repository.slug} reads this address already. Change it on its page, or give another address.")
            return scans.request(repository, Scan.Reason.FIRST, user=user)
    except IntegrityError as error:
        raise GitFailed("Somebody added a repository of this name just now. Look at the list, or try again.") from error


def _check_ref(ref: str) -> None:
    if ref.startswith("-") or not ref.isprintable() or not ref.strip():
        raise RefInvalid(f"“{ref[:80]}” cannot be a revision. Give a branch, a tag or a commit.")


def slug_of(address: str) -> str:
    """The last part of a path or address, small letters, without .git and a trailing slash."""
    last = re.split(r"[/:]", address.rstrip("/").removesuffix(".git").rstrip("/"))[-1].lower()
    return re.sub(r"[^a-z0-9_-]+", "-", last).strip("-")[:90] or "repository"


def _free_slug(slug: str) -> str:
    taken = {"new", *Repository.objects.filter(slug__startswith=slug).values_list("slug", flat=True)}  # /repositories/new/ is a page
    number = 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def change(repository: Repository, *, ref: str, interval_minutes: int, path_rules: str, excluded_categories: str) -> None:
    """Change what is followed and counted. Raises PathRulesInvalid or RefInvalid; every issue is counted again."""
    _check_ref(ref)
    PathRules(path_rules, excluded_categories.split())
    recount = (path_rules, excluded_categories) != (repository.path_rules, repository.excluded_categories)
    with transaction.atomic():
        repository.ref = ref
        repository.interval_minutes = interval_minutes
        repository.path_rules = path_rules
        repository.excluded_categories = excluded_categories
        repository.save(update_fields=["ref", "interval_minutes", "path_rules", "excluded_categories"])
        if recount:
            repository.issues.update(revision=F("revision") + 1)


def follow(repository: Repository, *, ref: str, interval_minutes: int, user: User) -> Scan:
    """Follow a revision at an interval, beginning with a scan; one that reads another revision is stopped. Raises RefInvalid."""
    is_other = ref != repository.ref
    rules, excluded = repository.path_rules, repository.excluded_categories
    with transaction.atomic():
        change(repository, ref=ref, interval_minutes=interval_minutes, path_rules=rules, excluded_categories=excluded)
        if is_other:
            for scan in repository.scans.filter(state__in=[ScanState.QUEUED, ScanState.RUNNING]):
                scans.stop(scan, by=user.get_username())
        return scan_now(repository, user=user)


def scan_now(repository: Repository, *, user: User) -> Scan:
    """The open scan, or a new one. It takes the place of a paused one: while that waits, the schedule does too."""
    reason = Scan.Reason.HAND if repository.scans.exists() else Scan.Reason.FIRST
    with transaction.atomic():
        for scan in repository.scans.filter(state=ScanState.PAUSED):
            scans.stop(scan, by=user.get_username())
        return scans.request(repository, reason, user=user)


def remove_unread(repository: Repository) -> None:
    """Take back a repository of which nothing was ever shown. Raises RepositoryRefused."""
    if repository.published_id is not None or repository.issues.exists():
        raise GitFailed(f"{repository.slug} has numbers or issues. Delete it on its own page.")
    delete(repository)


def delete(repository: Repository) -> None:
    """Delete a repository with its issues, their reports, scans and mirror.

    What was read of its files stays: others may hold the same versions.

    Raises RepositoryRefused while a scan is queued or runs, or a worker still fills the mirror.
    """
    mirror = history.mirror_of(repository).path
    mirror.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(mirror.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with transaction.atomic():
            if repository.scans.filter(state__in=[ScanState.QUEUED, ScanState.RUNNING]).exists():
                raise GitFailed("A scan is queued or runs. Stop it first, then delete.")
            issues = list(repository.issues.values_list("pk", flat=True))
            Repository.objects.filter(pk=repository.pk).delete()
        report_files.forget(issues)
        shutil.rmtree(mirror, ignore_errors=True)
        mirror.with_suffix(".lock").unlink(missing_ok=True)
    except BlockingIOError as error:
        raise GitFailed("A worker still copies this repository. Wait until it has noticed the stop, then delete.") from error
    finally:
        os.close(lock)
