"""The files that an issue touches: found while it is counted, from the facts that pass by anyway."""

from collections.abc import Iterable, Iterator

from scanner.facts import FileFacts
from scanner.git import Change
from scanner.graph import OTHER, Graph
from scanner.places import Place
from scanner.question import FactsSource
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.string_target import StringTarget
from scanner.terms import Mention
from scanner.touching import Mentioning, Subject, Touching, Way, touching
from scanner.tree import PathRules, place_file
from tracker.actions.facts import StoredFacts
from tracker.models import Issue, Publication, TouchingFile

ROWS = 2_000  # rows written by one statement


class Witness:
    """A source of facts that keeps what it hears of one commit's files while a question is asked."""

    def __init__(self, graph: Graph, commit: int) -> None:
        """Hear what is asked of this graph."""
        self._graph = graph
        self._source: FactsSource = StoredFacts(graph)
        self._paths: dict[int, list[int]] = {}  # by blob, at the commit
        for path, blob in graph.state_at(commit).items():
            if blob != OTHER:
                self._paths.setdefault(blob, []).append(path)
        self._heard: dict[int, FileFacts] = {}
        self._asked: set[Mention] = set()

    def mentioning(self, wanted: frozenset[Mention]) -> Iterator[tuple[int, FileFacts]]:
        """Blobs that meet any of these, and perhaps others."""
        for blob, facts in self._source.mentioning(wanted):
            if blob in self._paths:
                self._heard[blob] = facts
            yield blob, facts
        self._asked |= wanted

    def unreadable(self) -> Iterable[tuple[int, FileFacts]]:
        """Blobs that could not be read."""
        return self._source.unreadable()

    def of_blobs(self, blobs: Iterable[int]) -> Iterable[tuple[int, FileFacts]]:
        """These blobs, those that have been read."""
        return self._source.of_blobs(blobs)

    def files(self, wanted: frozenset[Mention], rules: PathRules) -> list[Mentioning]:
        """The counted files of the commit that meet any of these, and perhaps others."""
        self._hear(wanted - self._asked)
        found = []
        for blob, facts in self._heard.items():
            files = (place_file(self._graph.paths[path], rules) for path in self._paths[blob])
            found += [Mentioning(file, facts) for file in files if file.counted]
        return found

    def _hear(self, missing: frozenset[Mention]) -> None:
        """Ask what no rule has asked, of a history that is nothing but the commit."""
        if not missing:
            return
        commit = Graph()
        paths, blobs = self._graph.paths, self._graph.blobs
        commit.add("", None, (Change(paths[path], None, blobs[blob]) for blob, held in self._paths.items() for path in held))
        for number, facts in StoredFacts(commit).mentioning(missing):
            blob = self._graph.blob_number(commit.blobs[number])
            if blob is not None:
                self._heard[blob] = facts


def of_issue(issue: Issue, witness: Witness, rules: PathRules, places: Iterable[Place]) -> list[Touching]:
    """The files that touch an issue at the commit of the witness, where these places are."""
    options = [row.options for row in issue.rules.all() if row.rule in (DeprecatedImport.id, StringTarget.id)]
    modules = tuple(dict.fromkeys(module for one in options for module in one.get("modules", ())))
    subject = Subject(issue.symbol, issue.canonical_module, modules)
    return touching(subject, witness.files(subject.mentions(), rules), places)


def write(issue: Issue, publication: Publication, found: Iterable[Touching]) -> None:
    """Keep them with the numbers of a publication, instead of those from before."""
    TouchingFile.objects.filter(issue=issue, publication=publication).delete()
    rows = [_row(issue, publication, one) for one in found]
    TouchingFile.objects.bulk_create(rows, batch_size=ROWS)


def _row(issue: Issue, publication: Publication, one: Touching) -> TouchingFile:
    return TouchingFile(
        publication=publication,
        issue=issue,
        path=one.path,
        category=one.category,
        old_path=Way.OLD in one.ways,
        canonical_path=Way.CANONICAL in one.ways,
        re_export=Way.RE_EXPORT in one.ways,
        other_path=Way.OTHER in one.ways,
        string=Way.STRING in one.ways,
        reference=Way.REFERENCE in one.ways,
    )
