"""What the code says to the ticks of many issues: numbers and sentences alone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from tracker.models import DocumentLedger, Issue
from tracker.queries.courses import Course
from tracker.queries.keeping import Kept
from tracker.queries.ledger_words import count
from tracker.queries.source import visible
from tracker.queries.states import State

ENDED = ("closed", "resolved", "archived", "removed")  # how a document's own words for its end begin
MOST_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Ticks:
    """The ledger of one issue in numbers, as a front page may say them."""

    ticked: int
    contradicted: int
    came_back: int
    ready: int
    headline: str
    closing: str

    @property
    def against(self) -> int:
        """Ticks that the code denies."""
        return self.contradicted + self.came_back

    @property
    def words(self) -> str:
        """“3 contradicted, 1 came back”."""
        parts = [(self.contradicted, "contradicted"), (self.came_back, "came back")]
        return ", ".join(f"{number:,} {word}" for number, word in parts if number)


def of_issues(issues: Collection[Issue]) -> dict[int, Ticks]:
    """Issue id -> what the code says to its ticks, under what its repository shows. Two queries, one for what is kept."""
    rows = DocumentLedger.objects.filter(
        document__issue__in=[issue.pk for issue in issues], publication=F("document__issue__repository__published")
    )
    keys = {(pk, made_at): issue for pk, made_at, issue in rows.values_list("pk", "publication__created_at", "document__issue")}
    found = {key: ticks for key in keys if (ticks := _kept.get(key)) is not None}
    if len(found) < len(keys):
        for key, ticks in _read([pk for pk, made_at in keys if (pk, made_at) not in found]):
            found[key] = ticks
            _kept.put(key, ticks)
    return {issue: found[key] for key, issue in keys.items() if key in found}


#: What is judged anew is written as another row, so what one says never changes.
_kept: Kept[tuple[int, datetime], Ticks] = Kept(MOST_KEPT)


def _read(ledgers: Collection[int]) -> Iterator[tuple[tuple[int, datetime], Ticks]]:
    columns = ("pk", "publication__created_at", "ticked", "contradicted", "came_back", "ready", "data__headline", "data__closing")
    for row in DocumentLedger.objects.filter(pk__in=ledgers).values_list(*columns):
        pk, made_at, ticked, contradicted, came_back, ready, headline, closing = row
        yield (pk, made_at), Ticks(ticked, contradicted, came_back, ready, visible(headline or ""), visible(closing or ""))


def state_of(ticks: Ticks, state: State, course: Course | None) -> State:
    """The state with the ticks in view: what is closed and not done comes first, then what the code denies."""
    left = course.steps.now if course is not None and course.is_left else 0
    if ticks.closing and (ticks.against or left):
        more = ticks.words or ticks.closing
        if ticks.closing.startswith(ENDED):
            return State("closed", "Closed, not done", more, state.days)
        return State("complete", f"Says complete, {f'{left:,} left' if left else 'not done'}", more, state.days)
    if state.kind == "complete" or not ticks.against:
        return state
    return State("contradicted", "Contradicted", f"{ticks.against:,} of {count(ticks.ticked, 'tick')}", state.days)
