"""Owners of paths by the repository's CODEOWNERS: read at a publication's newest commit, kept with its findings."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from scanner.codeowners import MOST_BYTES, PLACES, CodeOwners, CodeOwnersTooSlow
from scanner.git import GitFailed, Mirror
from tracker.actions import history
from tracker.models import Finding, Publication, Repository
from tracker.models.results import LONGEST_OWNERS

log = logging.getLogger(__name__)

PATHS = 400  # written by one statement


class Owners:
    """What a CODEOWNERS file says, or why it says nothing."""

    def __init__(self, file: str | None, problem: str, rules: CodeOwners | None) -> None:
        self.file, self.problem, self._rules = file, problem, rules

    def of(self, path: str) -> str:
        """The owners of a path with a blank between, "" for none."""
        if self._rules is None:
            return ""
        try:
            found = self._rules.of(path)
        except CodeOwnersTooSlow as error:
            self.problem, self._rules = str(error), None
            return ""
        return " ".join(found) if sum(map(len, found)) + len(found) <= LONGEST_OWNERS else " ".join(_as_many_as_fit(found))


def _as_many_as_fit(owners: Sequence[str]) -> Iterator[str]:
    room = LONGEST_OWNERS
    for owner in owners:
        room -= len(owner) + 1
        if room < 0:
            return
        yield owner


def at(repository: Repository, oid: str) -> Owners:
    """The owners at a commit; nobody's where the mirror does not answer, until the next scan asks again."""
    try:
        return _at(str(history.mirror_of(repository).path), oid)
    except GitFailed as error:
        log.warning("CODEOWNERS of %s: %s", repository.slug, error)
        return Owners(None, "", None)


@lru_cache(maxsize=4)
def _at(mirror_path: str, oid: str) -> Owners:
    """A commit's file never changes. Raises GitFailed."""
    mirror = Mirror(Path(mirror_path))
    place = next((one for one in PLACES if one in mirror.paths(oid, one)), "")
    raw = mirror.file(oid, place, MOST_BYTES) if place else b""
    if raw is None:
        return Owners(place, f"{place} is larger than 3 MB, so nobody reads it, GitHub neither. Shorten it.", None)
    rules = CodeOwners(raw.decode("utf-8", "replace")) if place else None
    return Owners(place, _problem(place, rules), rules)


def _problem(place: str, rules: CodeOwners | None) -> str:
    if rules is None or not rules.skipped:
        return ""
    first, more = rules.skipped[0], len(rules.skipped) - 1
    return f"Line {first.number} of {place} was skipped: {first.reason}{f'; and {more:,} more' if more else ''}."[:500]


def write(publication: Publication, owners: Owners) -> None:
    """Keep with a publication which file it was, and what of it could not be read."""
    Publication.objects.filter(pk=publication.pk).update(owners_file=owners.file, owners_problem=owners.problem)


def keep_missing(repository: Repository) -> None:
    """Owners of the findings that are shown, if they were counted before owners were read."""
    publication = repository.published
    if publication is None or publication.owners_file is not None:
        return
    owners = at(repository, publication.tip_oid)
    owned: dict[str, list[str]] = defaultdict(list)
    for path in Finding.objects.filter(publication=publication).values_list("path", flat=True).distinct().order_by():
        owned[owners.of(path)].append(path)
    owned.pop("", None)
    for words, paths in owned.items():
        for start in range(0, len(paths), PATHS):
            Finding.objects.filter(publication=publication, path__in=paths[start : start + PATHS]).update(owners=words)
    write(publication, owners)
