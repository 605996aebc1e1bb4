"""Candidates for an issue: found in a commit's facts, kept with a publication, dismissed by people."""

from collections.abc import Iterator
from dataclasses import asdict

from django.contrib.auth.models import User

from scanner.discover import Source, discover
from scanner.discover_values import Candidate, Discovery
from scanner.facts import without_uses
from scanner.graph import OTHER, Graph
from scanner.tree import place_file
from tracker.actions import questions
from tracker.actions.facts import StoredFacts
from tracker.models import CandidateDismissal, CandidateReport, Publication, Repository

Row = tuple[str | int, ...]

MOST_PLACES_IN_A_ROW = 12
LONGEST_NAME = 500


class DismissalRefused(ValueError):
    """A candidate that cannot be marked; str() is one sentence."""


def keep(publication: Publication, graph: Graph) -> None:
    """Find the candidates of a publication's newest commit and keep them with it."""
    number = graph.number_of(publication.tip_oid)
    if number is not None:
        data = asdict(of_commit(publication.repository, graph, number))
        CandidateReport.objects.update_or_create(publication=publication, defaults={"data": data})


def of_commit(repository: Repository, graph: Graph, commit: int) -> Discovery:
    """The candidates of one commit, from the facts of its files that have been read."""
    return discover(_sources(repository, graph, commit))


def _sources(repository: Repository, graph: Graph, commit: int) -> Iterator[Source]:
    rules = questions.path_rules(repository)
    paths_of_blob: dict[int, list[int]] = {}
    for path, blob in graph.state_at(commit).items():
        if blob != OTHER and rules.is_counted(rules.category(graph.paths[path])):
            paths_of_blob.setdefault(blob, []).append(path)
    born = graph.births(commit)
    for blob, facts in StoredFacts(graph).of_blobs(paths_of_blob):
        for path in paths_of_blob[blob]:
            yield Source(place_file(graph.paths[path], rules), without_uses(facts), born.get(path, 0))


def rows(found: Discovery, repository: Repository) -> Iterator[Row]:
    """Both lists for an export, without what is marked “not a violation”."""
    gone = set(CandidateDismissal.objects.filter(repository=repository).values_list("list", "name"))
    for name, candidates in ((CandidateDismissal.List.CLASSES, found.classes), (CandidateDismissal.List.IMPORTS, found.imports)):
        shown = (one for one in candidates if (name.value, one.name) not in gone)
        for rank, one in enumerate(shown, start=1):
            yield rank, name.value, one.name, f"{one.score:.3f}", one.definitions, one.importers, one.paths, _evidence(one)


def _evidence(candidate: Candidate) -> str:
    """The sentence, and every place with its class and its imports."""
    places = [
        f"{place.path}:{place.line} {place.kind}, {place.imports} imports"
        if place.path
        else f"{place.module} gone, {place.imports} imports"
        for place in candidate.places[:MOST_PLACES_IN_A_ROW]
    ]
    more = len(candidate.places) + candidate.more - len(places)
    return " ".join([candidate.reason, "; ".join(places) + (f"; {more} more" if more else "")])


def dismiss(repository: Repository, which: str, name: str, *, user: User, reason: str = "") -> CandidateDismissal:
    """Remember that a candidate is not a violation; saying it again changes the reason. Raises DismissalRefused."""
    if which not in CandidateDismissal.List.values:
        raise DismissalRefused(f"There is no list “{which[:40]}”. The lists are: {', '.join(CandidateDismissal.List.values)}.")
    if "\0" in name or len(name) > LONGEST_NAME or not _is_candidate(repository, which, name):
        raise DismissalRefused(f"“{name[:80]}” is no candidate of {repository.slug} any more.")
    reason = " ".join(reason.replace("\0", "").split())[:500]
    made, _ = CandidateDismissal.objects.update_or_create(
        repository=repository,
        list=which,
        name=name,
        defaults={"reason": reason},
        create_defaults={"reason": reason, "dismissed_by": user},
    )
    return made


def restore(repository: Repository, which: str, name: str) -> bool:
    """Undo a dismissal; False if there was none."""
    deleted, _ = CandidateDismissal.objects.filter(repository=repository, list=which, name=name).delete()
    return deleted > 0


def _is_candidate(repository: Repository, which: str, name: str) -> bool:
    """Is it listed now, or was it marked before?"""
    if CandidateDismissal.objects.filter(repository=repository, list=which, name=name).exists():
        return True
    report = CandidateReport.objects.filter(publication=repository.published_id).first()
    return report is not None and any(one["name"] == name for one in report.data[which])
