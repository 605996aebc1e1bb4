"""Copied folders: found in a commit's files, kept with a publication, dismissed by people."""

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.db import transaction

from scanner.copies import Held, propose
from scanner.graph import OTHER, Graph
from tracker.actions import questions
from tracker.models import Publication, Repository
from tracker.models.copies import CopyDismissal, CopyProposal

LONGEST_FOLDER = 600


class CopyRefused(ValueError):
    """A folder that cannot be excluded or dismissed; str() is one sentence."""


def keep(publication: Publication, graph: Graph) -> None:
    """Find the copied folders of a publication's newest commit and keep them with it."""
    number = graph.number_of(publication.tip_oid)
    found = propose(_held(publication.repository, graph, number)) if number is not None else []
    rows = [
        CopyProposal(publication=publication, folder=one.folder, original=one.original, equal=one.equal, files=one.files, glob=one.glob)
        for one in found
        if len(one.folder) <= LONGEST_FOLDER
    ]
    with transaction.atomic():
        CopyProposal.objects.filter(publication=publication).delete()
        CopyProposal.objects.bulk_create(rows)


def _held(repository: Repository, graph: Graph, commit: int) -> Iterator[Held]:
    """The counted Python files: what is excluded already needs no proposal."""
    rules = questions.path_rules(repository)
    born = graph.births(commit)
    for path, blob in graph.state_at(commit).items():
        if blob != OTHER and rules.is_counted(rules.category(graph.paths[path])):
            yield Held(graph.paths[path], graph.blobs[blob], born.get(path, 0))


def dismiss(repository: Repository, folder: str, *, user: User) -> None:
    """Remember that a folder is not a copy. Raises CopyRefused."""
    proposed(repository, folder)
    CopyDismissal.objects.get_or_create(repository=repository, folder=folder, defaults={"dismissed_by": user})


def restore(repository: Repository, folder: str) -> bool:
    """Undo a dismissal; False if there was none."""
    deleted, _ = CopyDismissal.objects.filter(repository=repository, folder=folder.replace("\0", "")).delete()
    return deleted > 0


def proposed(repository: Repository, folder: str) -> CopyProposal:
    """The proposal of a folder that is shown. Raises CopyRefused."""
    proposals = CopyProposal.objects.filter(publication=repository.published_id)
    proposal = proposals.filter(folder=folder.replace("\0", "")).first()
    if proposal is None:
        raise CopyRefused(f"“{folder[:80]}” is not proposed any more.")
    return proposal
