"""A row of the portfolio in values alone, as its template shows it: equal values are the same HTML."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.queries.ledger_counts import Ticks
from tracker.queries.moments import Moment
from tracker.queries.portfolio_rows import Number, Row
from tracker.queries.states import Act, Boxes, LastScan, State


@dataclass(frozen=True, slots=True)
class ShownScan:
    """The newest scan."""

    pk: int
    words: str
    at: datetime
    ago: str
    has_failed: bool

    @classmethod
    def of(cls, last: LastScan) -> "ShownScan":
        """The words of a scan."""
        return cls(last.scan.pk, last.words, last.at, last.ago, last.has_failed)


@dataclass(frozen=True, slots=True)
class ShownRow:
    """Everything that the template is given. No row of a table is in it: those are equal by their number, whatever they say."""

    pk: int
    slug: str
    title: str
    repository: str
    github_url: str
    github_name: str
    owner: str
    target: date | None
    state: State
    number: Number | None
    boxes: Boxes | None
    ticks: Ticks | None
    act: Act | None
    scan: ShownScan | None
    is_stale: bool
    moment: Moment | None
    is_past: bool

    @classmethod
    def of(cls, row: Row, *, is_past: bool) -> "ShownRow":
        """The values of a row."""
        issue = row.issue
        return cls(
            pk=issue.pk,
            slug=issue.slug,
            title=row.title,
            repository=issue.repository.slug,
            github_url=issue.github_url,
            github_name=row.github_name,
            owner=row.owner,
            target=issue.target_date,
            state=row.state,
            number=row.number,
            boxes=row.boxes,
            ticks=row.ticks,
            act=row.act,
            scan=ShownScan.of(row.scan) if row.scan else None,
            is_stale=row.is_stale,
            moment=row.moment,
            is_past=is_past,
        )
