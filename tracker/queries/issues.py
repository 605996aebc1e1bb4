"""One issue for its page: what is published of it, its head, and the parts that come from its numbers."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from tracker.models import Commit, Issue, Publication, Repository, Scan
from tracker.models.scans import ScanState
from tracker.queries import checklist_words, implementations, numbers, series, source
from tracker.queries.checklist import Checklist
from tracker.queries.finding_rows import Made
from tracker.queries.implementations import Implementations
from tracker.queries.ledger_items import Here
from tracker.queries.merging import MergedItem, MergedPhase
from tracker.queries.moments import Moment
from tracker.queries.numbers import Numbers
from tracker.queries.series import History
from tracker.queries.stands import Counted, Stand

MOST_UNREADABLE = 50


def named(slug: str) -> Issue | None:
    """The issue of a slug with what its page needs of it."""
    return Issue.objects.select_related("repository__published").prefetch_related("rules").filter(slug=slug).first()


def github_name(address: str) -> str:
    """An address of GitHub as people write it (example/shop#412), of others its host."""
    parts = urlsplit(address)
    found = re.fullmatch(r"/([^/]+/[^/]+)/(?:issues|pull)/(\d+)/?", parts.path)
    return f"{found[1]}#{found[2]}" if found else parts.netloc or address


def plain(text: str) -> str:
    """Words without the signs before and behind them: an emoji is a box where no font has it."""
    start, end = 0, len(text)
    while start < end and _is_sign(text[start]):
        start += 1
    while end > start and _is_sign(text[end - 1]):
        end -= 1
    return source.visible(text[start:end]) or source.visible(text)


def _is_sign(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("So", "Sk", "Cf", "Mn", "Me", "Co", "Cn")


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A box with its words for the eye."""

    text: str
    notes: list[str]
    ticked: bool
    depth: int
    here: Here


@dataclass(frozen=True, slots=True)
class ShownPhase:
    """A phase with its words for the eye."""

    title: str
    items: list[ShownItem]
    row: MergedPhase


def phases(boxes: Checklist | None, today: date) -> list[ShownPhase]:
    """The phases of a checklist, if there is one."""
    return [ShownPhase(plain(row.title), [_shown(item, today) for item in row.items], row) for row in boxes.phases] if boxes else []


def _shown(item: MergedItem, today: date) -> ShownItem:
    notes = [source.visible(note) for note in item.notes]
    return ShownItem(source.visible(item.text), notes, item.ticked, min(item.depth, 4), checklist_words.of_item(item, today))


@dataclass(frozen=True, slots=True)
class Standing:
    """What can be shown of an issue now."""

    publication: Publication | None  # None: its numbers are not there yet
    is_stale: bool  # the numbers answer the question as it was before its last change
    last_scan: Scan | None
    open_scan: Scan | None

    @property
    def is_scanned(self) -> bool:
        """Was anything of the repository ever asked for?"""
        return self.last_scan is not None

    @property
    def is_moving(self) -> bool:
        """Will there soon be something else to show?"""
        return self.publication is None or self.is_stale


def standing(issue: Issue) -> Standing:
    """An issue has numbers only under the publication that its repository shows."""
    published = issue.repository.published
    counted = published if published is not None and issue.counted_in == published.pk else None
    newest = list(Scan.objects.filter(repository=issue.repository).order_by("-created_at", "-pk")[:1])
    last = newest[0] if newest else None
    is_open = last is not None and last.state in (ScanState.QUEUED, ScanState.RUNNING, ScanState.PAUSED)
    return Standing(
        publication=counted,
        is_stale=counted is not None and issue.counted_revision != issue.revision,
        last_scan=last,
        open_scan=last if is_open else None,
    )


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Files that no number holds, and files that were hard to read."""

    excluded: list[tuple[str, int]]  # category, files
    unreadable: list[tuple[str, str, str, str]]  # path, category, reason, address
    unreadable_count: int

    @property
    def excluded_count(self) -> int:
        """All excluded files."""
        return sum(count for _, count in self.excluded)


def uncounted(repository: Repository, publication: Publication) -> Uncounted:
    """Excluded and unreadable files at the newest commit."""
    rows = publication.unreadable_files.filter(at_tip=True).order_by("path")
    found = list(rows[: MOST_UNREADABLE + 1])
    return Uncounted(
        excluded=[(series.category_name(category), count) for category, count in publication.excluded_files.items()],
        unreadable=[
            (
                source.visible(row.path),
                series.category_name(row.category),
                source.visible(row.reason),
                source.address(repository.slug, publication.tip_oid, row.path),
            )
            for row in found[:MOST_UNREADABLE]
        ],
        unreadable_count=len(found) if len(found) <= MOST_UNREADABLE else rows.count(),
    )


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of an issue's page that come from its numbers."""

    publication: Publication
    tip: Made | None
    numbers: Numbers
    implementations: Implementations
    uncounted: Uncounted
    history: History
    line_percent: int  # of all commits that stand on the line, rounded down


def page(issue: Issue, publication: Publication, now: datetime, moment: Moment | None = None, stand: Stand | None = None) -> Page:
    """Everything but findings and checklist, under one publication, at the newest commit or a moment before."""
    history = series.of_issue(issue, publication, whole=moment is not None)
    if moment is not None:
        history = series.until(history, moment.place)
        now = history.line.date(history.last)
    oid = moment.oid if moment else publication.tip_oid
    counted = Counted.of(issue, publication)
    return Page(
        publication=publication,
        tip=counted.kept(("commit", oid), lambda: _commit(issue, oid)),
        numbers=numbers.of_issue(issue, publication, history, now, moment, stand),
        implementations=_implementations(issue, publication, moment),
        uncounted=counted.kept("uncounted", lambda: uncounted(issue.repository, publication)),
        history=history,
        line_percent=publication.line_commits * 100 // publication.commits if publication.commits else 100,
    )


def _commit(issue: Issue, oid: str) -> Made | None:
    return Made.of(Commit.objects.filter(repository=issue.repository, oid=oid).first())


def _implementations(issue: Issue, publication: Publication, moment: Moment | None) -> Implementations:
    if moment is not None:
        return implementations.of_issue(issue, publication, moment)
    return Counted.of(issue, publication).kept("implementations", lambda: implementations.of_issue(issue, publication))
