"""One claim for its own page: the item, its strip, what happened when, and where its proof stands."""

from dataclasses import dataclass, replace

from tracker.models import Issue, Publication
from tracker.queries import ledger_strips, ledger_then, ledgers, lines, source
from tracker.queries.ledger_items import Item, Moment, Proof
from tracker.queries.ledger_strips import Strip
from tracker.queries.ledger_words import TOO_SOON, UNSETTLED, UNSURE
from tracker.queries.moments import Moment as Then


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of proof with its address."""

    proof: Proof
    href: str


@dataclass(frozen=True, slots=True)
class Happened:
    """A turn of the answer by its number on the strip, or the tick, which has none."""

    number: int | None
    moment: Moment


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the page of a claim shows."""

    item: Item
    path: str
    href: str  # the item's line in the document, if the repository has it
    tip: str
    strip: Strip | None
    history: list[Happened]
    proof: list[Shown]

    @property
    def why(self) -> str:
        """What holds the verdict back, or why there is none."""
        if self.item.state != UNSETTLED:
            return ""
        return TOO_SOON if self.item.is_sure else UNSURE

    @property
    def is_suggested(self) -> bool:
        """Does the question rest on what nobody has confirmed?"""
        return bool(self.item.guesses) and self.item.correction is None


def page(issue: Issue, publication: Publication, key: str, moment: Then | None = None) -> Page | None:
    """The claim of a key, None if the document has no such item now, or had not at a moment."""
    found = ledgers.stored(issue, publication)
    if found is not None and moment is not None:
        seconds = lines.of_publication(publication).times
        found = replace(found, ledger=ledger_then.of_ledger(found.ledger, moment.place, seconds).ledger)
    item = found.ledger.item(key) if found is not None else None
    if found is None or item is None:
        return None
    slug, tip = issue.repository.slug, moment.oid if moment else publication.tip_oid
    times = ledger_strips.times_of([(issue.repository_id, item)])
    return Page(
        item=item,
        path=found.ledger.path,
        href=source.address(slug, tip, found.path, item.line or None) if found.in_repository and moment is None else "",
        tip=tip,
        strip=ledger_strips.wide(issue.repository_id, item, times),
        history=_history(item),
        proof=[Shown(one, one.address(slug, tip)) for one in item.proof],
    )


def _history(item: Item) -> list[Happened]:
    turns = [Happened(number, edge) for number, edge in enumerate(item.edges, 1)]
    ticks = [Happened(None, item.tick)] if item.tick else []
    return sorted(turns + ticks, key=lambda one: (one.moment.place, one.number is not None))
