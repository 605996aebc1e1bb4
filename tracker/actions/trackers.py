"""Many tracker documents at once: what each says at a commit, and an issue for each that has boxes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scanner.claims.ask_context import Asked, History
from scanner.claims.ask_values import IssueContext, NeverThere, Unanswerable
from scanner.claims.asking import predicate_of
from scanner.claims.known import Known, KnownNames
from scanner.claims.reading import claims_of
from scanner.document_parts import TrackerDocument as ReadDocument
from scanner.git import Mirror
from scanner.markdown import TrackerRefused, read_tracker
from scanner.tracker_draft import draft
from scanner.tree import Globs, PathRulesInvalid
from tracker.actions import documents, history, ledger_documents, ledger_names, questions
from tracker.actions.facts import StoredFacts
from tracker.models import Issue, Repository, TrackerDocument

TRACKERS = ("path", "title", "issue_url", "status", "phases", "boxes", "ticked", "claims_checkable", "problems")
NO_BOXES = "It has no check boxes, so it is no issue."

Row = tuple[str | int, ...]


class ImportRefused(ValueError):
    """Documents that cannot be imported; str() is one sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document of a commit, or why it can't be read."""

    path: str
    says: ReadDocument | None
    problem: str = ""

    @property
    def boxes(self) -> int:
        """How many it has."""
        return sum(len(phase.items) for phase in self.says.phases) if self.says else 0


def find(repository: Repository, glob: str, revision: str | None) -> list[Found]:
    """The documents that match a glob at a commit, by default the newest one. Raises ImportRefused and GitFailed."""
    mirror, tip = history.mirror_of(repository), tip_of(repository)
    commit = tip if revision is None else mirror.resolve(revision)
    matches = _matcher(glob)
    paths = sorted(path for path in mirror.paths(commit) if matches(path))
    if not paths:
        raise ImportRefused(f"No Markdown file of commit {commit[:9]} matches “{glob[:200]}”. A glob is written as in .gitignore.")
    return [_read(mirror, commit, path) for path in paths]


def take(repository: Repository, found: Sequence[Found]) -> list[Issue]:
    """Make issues of the documents that have boxes; one that has its issue is read again, also where it has been moved."""
    _follow_moves(repository)
    return documents.attach_read(repository, [(one.path, one.says) for one in found if one.says and one.boxes])


def rows(repository: Repository, found: Sequence[Found]) -> Iterator[Row]:
    """One row a document."""
    asker = _Asker(repository)
    for one in found:
        if one.says is None:
            yield one.path, "", "", "", 0, 0, 0, 0, one.problem
            continue
        document = one.says
        ticked = sum(item.ticked for phase in document.phases for item in phase.items)
        problems = " ".join([*document.problems, *([] if one.boxes else [NO_BOXES])])
        checkable = asker.checkable(document)
        title, url, status = " ".join(document.title.split()), document.github_url or "", document.status or ""
        yield one.path, title, url, status, len(document.phases), one.boxes, ticked, checkable, problems


def tip_of(repository: Repository) -> str:
    """The newest commit that is known of a repository."""
    published = repository.published
    return published.tip_oid if published is not None else history.mirror_of(repository).resolve(repository.ref)


class _Asker:
    """Counts the claims that the repository can answer: there is a question, and what it is about was there once."""

    def __init__(self, repository: Repository) -> None:
        graph = history.load(repository)
        number = graph.number_of(repository.published.tip_oid) if repository.published else None
        line = graph.line(number) if number is not None else []
        self._history = History(graph, line, StoredFacts(graph), questions.path_rules(repository))
        self._names: KnownNames
        if repository.published is not None:
            self._names = ledger_names.of(repository.published, graph).known(graph)
        else:
            self._names = Known(history.mirror_of(repository).paths(tip_of(repository)))

    def checkable(self, document: ReadDocument) -> int:
        facts = draft(document)
        issue = IssueContext(facts.symbol or "", facts.canonical_module or "", tuple(facts.deprecated_modules))
        asked = (predicate_of(Asked(one.claim, issue, self._history, None)) for one in claims_of(document, self._names))
        return sum(not isinstance(one, Unanswerable | NeverThere) for one in asked)


def _matcher(glob: str) -> Callable[[str], bool]:
    try:
        pattern = Globs([glob])
    except PathRulesInvalid as error:
        raise ImportRefused(str(error)) from error
    return lambda path: path == glob or (path.lower().endswith((".md", ".markdown")) and pattern.match(path))


def _read(mirror: Mirror, commit: str, path: str) -> Found:
    raw = mirror.file(commit, path, documents.MOST_BYTES)
    if raw is None:
        return Found(path, None, f"{path} is larger than 256 kB, or its contents are not here.")
    try:
        return Found(path, read_tracker(raw, path))
    except TrackerRefused as error:
        return Found(path, None, str(error))


def _follow_moves(repository: Repository) -> None:
    mirror, tip = history.mirror_of(repository), tip_of(repository)
    there = set(mirror.paths(tip))
    rows = TrackerDocument.objects.filter(issue__repository=repository, in_repository=True)
    taken = set(rows.values_list("path", flat=True))
    for pk, path in ledger_documents.moved([row for row in rows if row.path not in there], mirror, tip).items():
        if path not in taken and len(path) <= ledger_documents.LONGEST_PATH:
            TrackerDocument.objects.filter(pk=pk).update(path=path)
