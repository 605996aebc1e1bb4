"""The interface gaps of an issue: what each duplicate has that the canonical definition lacks, at the published tip."""

from dataclasses import dataclass

from scanner.facts import FileFacts
from scanner.interface import InterfaceGap, gap
from tracker.actions import files, history
from tracker.models import Implementation, Issue, Publication

#: Implementations that have code of their own; an alias or a re-export has the interface of what it names.
WITH_CODE = ("duplicate", "fallback", "proxy", "subclass shim")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A duplicate beside the canonical definition; without a gap there is a reason."""

    path: str
    line: int
    name: str
    class_name: str
    gap: InterfaceGap | None
    reason: str = ""

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        return f"{self.reason}." if self.gap is None else self.gap.verdict


def of_issue(issue: Issue) -> list[Comparison]:
    """A comparison for each implementation with code of its own; from stored facts: no file is read."""
    publication = issue.repository.published
    if publication is None:
        return []
    rows = Implementation.objects.filter(issue=issue, publication=publication, removed=None).order_by("path", "line", "pk")
    duplicates = list(rows.filter(class_name__in=WITH_CODE))
    canonical = rows.filter(class_name="canonical").first()
    if canonical is None or not duplicates:
        reason = f"{issue.canonical_module or 'The issue'} has no definition of {issue.symbol} to compare with"
        return [_without(row, reason) for row in duplicates]
    reading = _Reading(issue, publication)
    return [_compared(row, canonical, reading) for row in duplicates]


class _Reading:
    """Facts of files of the newest published commit, each looked up once."""

    def __init__(self, issue: Issue, publication: Publication) -> None:
        graph = history.load(issue.repository)
        tip = graph.number_of(publication.tip_oid)
        state = graph.state_at(tip) if tip is not None else {}
        self._blobs = {graph.paths[path]: graph.blobs[blob] for path, blob in state.items()}
        self._known: dict[str, FileFacts | None] = {}

    def facts(self, path: str) -> FileFacts | None:
        """What a file says."""
        if path not in self._known:
            self._known[path] = files.facts_of_blob(self._blobs.get(path, ""))
        return self._known[path]

    def module(self, name: str) -> FileFacts | None:
        """What a module's file says."""
        path = files.path_of(self._blobs, name)
        return self.facts(path) if path else None


def _compared(row: Implementation, canonical: Implementation, reading: _Reading) -> Comparison:
    ours, theirs = reading.facts(row.path), reading.facts(canonical.path)
    if ours is None or theirs is None:
        return _without(row, f"{row.path if ours is None else canonical.path} is not in the mirror, or has not been read")
    found = gap(ours, row.qualified_name, theirs, canonical.qualified_name, reading.module)
    return Comparison(row.path, row.line, row.qualified_name, row.class_name, found)


def _without(row: Implementation, reason: str) -> Comparison:
    return Comparison(row.path, row.line, row.qualified_name, row.class_name, None, reason)
