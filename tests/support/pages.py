"""Rows as scans leave them, without a scan, for tests of pages."""

from collections.abc import Mapping, Sequence
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
from tracker.queries import keeping

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
    """Findings that one commit brought and that are still there, written under a publication as no scan would."""
    keeping.forget()
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
