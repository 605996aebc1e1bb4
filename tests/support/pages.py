"""Rows as scans leave them, without a scan, for tests of pages; and a page in Chromium that fails on what it reports."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tracker.models import (
    ChecklistItem,
    Commit,
    Finding,
    Issue,
    Measurement,
    Phase,
    Publication,
    Repository,
    Scan,
    TrackedRule,
    TrackerDocument,
)
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState

AUTHORS = ("Ada Example", "Bo Sample")


def made_repository(slug: str, days: Sequence[float] = (100, 50, 20, 10, 3), *, depth: str = Depth.GRAPH) -> Repository:
    """A published repository whose line has one commit so many days ago each; its authors take turns."""
    repository = Repository.objects.create(slug=slug, source=f"/srv/{slug}", is_local=True, path_rules="")
    now = datetime.now(UTC)
    for place, ago in enumerate(days):
        at = now - timedelta(days=ago)
        Commit.objects.create(
            repository=repository,
            number=place,
            oid=f"{repository.pk:020x}{place:020x}",
            first_parent=place - 1,
            parents=int(place > 0),
            author_name=AUTHORS[place % 2],
            author_email="somebody@example.org",
            authored_at=at,
            committed_at=at,
            subject=f"Commit {place}",
            line_index=place,
        )
    tip = f"{repository.pk:020x}{len(days) - 1:020x}"
    size = len(days)
    repository.published = Publication.objects.create(
        repository=repository, depth=depth, ref="main", tip_oid=tip, analyzer="1", commits=size, line_commits=size
    )
    repository.save()
    return repository


def made_issue(
    repository: Repository, title: str, counts: Mapping[int, int], *, rules: Sequence[str] = ("deprecated-import",), **fields: Any
) -> Issue:
    """An issue of the repository with its first rule's count where that changes: place of the line -> count."""
    published = repository.published
    issue = Issue.objects.create(
        repository=repository, title=title, slug=f"issue-{Issue.objects.count()}", counted_revision=1, counted_in=published.pk, **fields
    )
    for rule in rules:
        TrackedRule.objects.create(issue=issue, rule=rule)
    for place, count in counts.items():
        measure(issue, place, rules[0], count)
    return issue


def measure(issue: Issue, place: int, rule: str, count: int, category: str = "production") -> None:
    """One change point."""
    published = issue.repository.published
    Measurement.objects.create(
        publication=published, issue=issue, commit_number=place, rule=rule, category=category, count=count, files=count
    )


def bring(issue: Issue, place: int, places: int) -> None:
    """Findings that one commit brought and that are still there."""
    for number in range(places):
        Finding.objects.create(
            publication=issue.repository.published,
            issue=issue,
            identity=f"{place}-{number}",
            rule="deprecated-import",
            path=f"shop/{place}_{number}.py",
            line=1,
            category="production",
            form="from",
            scope="module",
            guard="none",
            module="shop.core.router",
            name="MessageRouter",
            statement="from shop.core.router import MessageRouter",
            introduced=place,
            born=place,
        )


def tick(issue: Issue, phases: Mapping[str, str]) -> None:
    """A document: phase -> its boxes, x for a ticked one."""
    document = TrackerDocument.objects.create(issue=issue, path="docs/SSOT.md", text="")
    for position, (title, boxes) in enumerate(phases.items()):
        phase = Phase.objects.create(document=document, position=position, title=title)
        for number, box in enumerate(boxes):
            ChecklistItem.objects.create(phase=phase, position=number, text=f"Box {number}", ticked=box == "x", line=number + 1)


def made_scan(repository: Repository, state: str = ScanState.PUBLISHED, **fields: Any) -> Scan:
    """A scan in a state."""
    return Scan.objects.create(repository=repository, reason=Scan.Reason.HAND, ref="main", state=state, **fields)


def unbroken(page: str) -> str:
    """A page without the places where a line may break, so that a path in it can be found."""
    return page.replace("<wbr>", "")


@dataclass
class Seen:
    """A page in a browser, and everything it complained about."""

    page: Any
    base: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Go to a path of the site under test."""
        self.page.goto(self.base + path)

    def failed(self, address: str, why: str) -> None:
        """Note what could not be loaded; what the browser gave up because it went on is no failure."""
        if why != "net::ERR_ABORTED":
            self.complaints.append(f"{address}: {why}")

    def overflow(self) -> int:
        """Pixels by which the page can be scrolled sideways, with its style sheets there: a form's answer is seen before they are."""
        self.page.wait_for_load_state("load")
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def seen(
    browser: Any, base: str, *, width: int = 1440, height: int = 900, scheme: str = "light", script: bool = True, zone: str = "UTC"
) -> Iterator[Seen]:
    """A fresh browser context of a size; at its end nothing may have been blocked, missed or thrown."""
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, color_scheme=scheme, java_script_enabled=script, timezone_id=zone)
    page = context.new_page()
    page.set_default_timeout(10_000)
    shown = Seen(page, base)
    page.on("console", lambda said: shown.complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: shown.complaints.append(str(error)))
    page.on("requestfailed", lambda request: shown.failed(request.url, request.failure))
    try:
        yield shown
        assert shown.complaints == []
    finally:
        context.close()
