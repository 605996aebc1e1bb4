"""The line that a ledger is judged along: its commits by place, with their moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from scanner.graph import Graph
from tracker.models import Commit, Repository


@dataclass(frozen=True, slots=True)
class LineCommit:
    """A commit as ledgers tell of it."""

    oid: str
    author: str
    at: datetime
    subject: str


@dataclass(frozen=True, slots=True)
class Line:
    """First parents up to a commit, the oldest at place 0."""

    repository: Repository
    graph: Graph
    numbers: Sequence[int]
    commits: Sequence[LineCommit]
    times: Sequence[int]  # seconds, by place
    only_tip: bool = False  # older commits have not been read: nothing is known of them
    places: Mapping[str, int] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The place that is judged."""
        return len(self.numbers) - 1

    @property
    def tip(self) -> str:
        """Its commit."""
        return self.commits[-1].oid

    def place_before(self, moment: datetime) -> int:
        """The newest commit that a moment may have seen."""
        seconds = moment.timestamp()
        return next((place for place in range(self.last, -1, -1) if self.times[place] <= seconds), 0)

    def begun(self, day: date | None) -> int:
        """The newest commit before a day; the first one where no day is known."""
        return self.place_before(datetime.combine(day, time(), UTC)) if day is not None else 0

    def told(self, place: int) -> dict[str, str | int]:
        """A commit of the line for a ledger's row."""
        commit = self.commits[place]
        return {"place": place, "oid": commit.oid, "author": commit.author, "at": commit.at.astimezone(UTC).isoformat()}


def line_to(repository: Repository, graph: Graph, tip: int, *, only_tip: bool = False) -> Line:
    """The line that ends at a commit of the graph."""
    numbers = graph.line(tip)
    rows = Commit.objects.filter(repository=repository, number__lte=tip)
    stored = rows.values_list("number", "oid", "author_name", "committed_at", "subject").iterator(chunk_size=5_000)
    on_line = set(numbers)
    found = {number: LineCommit(oid, author, at, subject) for number, oid, author, at, subject in stored if number in on_line}
    commits = [found[number] for number in numbers]
    times = [int(commit.at.timestamp()) for commit in commits]
    places = {commit.oid: place for place, commit in enumerate(commits)}
    return Line(repository, graph, numbers, commits, times, only_tip, places)
