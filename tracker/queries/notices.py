"""The one banner of an issue's page."""

from dataclasses import dataclass, replace

from tracker.models import Issue
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState
from tracker.queries import source
from tracker.queries.checklist import Checklist
from tracker.queries.issues import Page, Standing
from tracker.queries.ledger_items import Item
from tracker.queries.ledgers import Ledger

#: What these kinds count are places that are left; other kinds count other things.
COUNTED_IN_PLACES = ("imports updated", "references replaced", "tests use new imports")


@dataclass(frozen=True, slots=True)
class Notice:
    """The one banner of a page."""

    kind: str  # contradiction, failed, drift, problem, reading
    heading: str
    sentence: str
    claims: int = 0  # ticks that the code denies


def of_page(issue: Issue, found: Standing, page: Page | None, boxes: Checklist | None, ledger: Ledger | None = None) -> Notice | None:
    """The most important thing to say first, if there is one; what could not be counted is said with it."""
    problem = source.visible(issue.problem) if page is not None else ""
    first = _denied(ledger) if ledger is not None and page is not None else None
    first = first or _first_notice(issue, found, page, boxes)
    if not problem:
        return first or _reading(found, page)
    if first is None:
        return Notice("problem", "Not everything could be counted.", f"{problem} The other numbers are complete.")
    return replace(first, sentence=f"{first.sentence} Not everything could be counted: {problem}")


def of_then(issue: Issue, page: Page, ledger: Ledger | None) -> Notice | None:
    """What a page as of an earlier commit says first: ticks that the code denied then, else a canonical place that was not one."""
    first = _denied(ledger) if ledger is not None else None
    drift = page.implementations.drift(issue, "that commit")
    return first or (Notice("drift", *drift) if drift is not None else None)


def _denied(ledger: Ledger) -> Notice | None:
    """Ticks that the code denies, as far as a front page may say it."""
    against = ledger.against
    if not against:
        return None
    heading = "The tracker says complete. The code does not." if ledger.says_complete else "Ticked, but not done."
    many = f"{len(against):,} of {ledger.ticked:,} ticks {'is' if len(against) == 1 else 'are'} contradicted."
    return Notice("contradiction", heading, f"{many} {_told(against[0])}", len(against))


def _told(item: Item) -> str:
    """The worst of them with its numbers, as far as they are known."""
    text = item.text if len(item.text) <= 120 else f"{item.text[:119].rstrip()}…"
    day = f" on {item.tick.at:%-d %b %Y}" if item.tick is not None else ""
    if not item.now or item.kind not in COUNTED_IN_PLACES:
        return f"“{text}” was ticked{day}. {item.sentence}"
    now = f"there {'is' if item.now == 1 else 'are'} {item.now:,}"
    if item.then is None:
        return f"“{text}” was ticked{day}; {now} {'place' if item.now == 1 else 'places'} left."
    return f"“{text}” was ticked{day} with {item.then:,} {'place' if item.then == 1 else 'places'} left; today {now}."


def _first_notice(issue: Issue, found: Standing, page: Page | None, boxes: Checklist | None) -> Notice | None:
    """What stands above the numbers, whatever they leave out."""
    if page is not None and boxes is not None and boxes.boxes and boxes.ticked == boxes.boxes and page.numbers.left:
        left = page.numbers.left
        return Notice(
            "contradiction",
            "The tracker says complete. The code does not.",
            f"All {boxes.boxes:,} boxes are ticked. {left:,} {'place is' if left == 1 else 'places are'} left.",
        )
    if found.last_scan is not None and found.last_scan.state == ScanState.FAILED:
        kept = " These numbers are from the scan before." if page is not None else ""
        return Notice("failed", "The last scan failed.", f"{found.last_scan.error or 'It gave no reason.'}{kept}")
    drift = page.implementations.drift(issue) if page is not None else None
    return Notice("drift", *drift) if drift is not None else None


def _reading(found: Standing, page: Page | None) -> Notice | None:
    """Said while the history is not there."""
    if page is None or page.publication.depth != Depth.TIP:
        return None
    return Notice(
        "reading",
        "History is still being read." if found.open_scan else "Only the newest commit is read.",
        "Numbers of the newest commit are exact. "
        f"The chart follows when the {page.publication.line_commits:,} commits of the line are read.",
    )
