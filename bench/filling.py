"""Repositories as scans leave them, in rows alone: as many as wanted, the same for the same seed. Nothing is scanned.

What is counted follows from what is found: every series is the sum of the findings that are there at a commit.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256
from typing import Any

from django.db import connection, models, transaction

from bench.ledgers import ledger_of
from tracker.models import (
    Answer,
    CandidateReport,
    ChecklistItem,
    Commit,
    DocumentLedger,
    DocumentSubject,
    Finding,
    Implementation,
    Issue,
    Measurement,
    Phase,
    Publication,
    Repository,
    Scan,
    TouchingFile,
    TrackedRule,
    TrackerDocument,
    UnreadableFile,
)

A_COMMIT = 3_600  # seconds between two
AUTHORS = tuple(f"{first} {last}" for first in ("Ada", "Bo", "Cleo", "Dan") for last in ("Example", "Sample", "Specimen"))
CATEGORIES = ("production", "production", "production", "unit-test", "integration-test", "script")
LINES = 40  # of a file of the tip
FILES = 60
STATEMENT = "from shop.core.router import MessageRouter"
RULES = {
    "deprecated-import": {"modules": ["shop.core.router"]},
    "duplicate-implementation": {},
    "removed-path": {"paths": ["shop/core/router.py"]},
}
#: A tenth of the commits brings a place, most of which go again.
BRINGS, GOES = 0.1, 0.85


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    repositories: int = 1
    commits: int = 10
    issues: int = 1  # of each repository
    brings: float = BRINGS  # this part of the commits brings a place to each issue
    seed: int = 1
    first: int = 0  # number of the first repository: a second filling has other names


@dataclass(frozen=True, slots=True)
class Place:
    """A finding's place and lifetime."""

    number: int
    category: str
    introduced: int
    removed: int | None


def path_of(number: int, category: str) -> str:
    """A file of the tip."""
    folder = (
        "shop"
        if category == "production"
        else "scripts"
        if category == "script"
        else "tests/integration"
        if "integration" in category
        else "tests"
    )
    return f"{folder}/area_{number % 6}/module_{number % FILES}.py"


def fill(size: Size, tip: str = "") -> list[Issue]:
    """All rows of some repositories, whose newest commit is `tip` if there is one."""
    with transaction.atomic():
        return [issue for number in range(size.first, size.first + size.repositories) for issue in _repository(number, size, tip)]


def _repository(number: int, size: Size, tip: str) -> list[Issue]:
    chance = random.Random(f"{size.seed}/{number}")
    slug = f"shop-{number:03d}"
    repository = Repository.objects.create(slug=slug, source=f"https://example.org/{slug}.git", is_local=False, path_rules="", ref="main")
    commits = list(_commits(repository, size.commits, chance, tip))
    _insert(Commit, COMMIT, ((repository.pk, *row) for row in commits))
    scan = Scan.objects.create(
        repository=repository,
        reason="first",
        ref="main",
        state="published",
        published_depth="graph",
        tip_oid=commits[-1][1],
        started_at=datetime.now(UTC) - timedelta(hours=number % 40, minutes=3),
        finished_at=datetime.now(UTC) - timedelta(hours=number % 40),
    )
    publication = Publication.objects.create(
        repository=repository,
        scan=scan,
        depth="graph",
        ref="main",
        tip_oid=commits[-1][1],
        analyzer="1",
        commits=size.commits,
        line_commits=size.commits,
        excluded_files={"vendored": 12, "generated": 3},
    )
    repository.published = publication
    repository.save(update_fields=["published"])
    _unreadable(publication, size.commits, chance)
    CandidateReport.objects.create(publication=publication, data=_candidates(slug))
    return [_issue(repository, publication, one, commits, chance, size.brings) for one in range(size.issues)]


COMMIT = (
    "repository_id",
    "number",
    "oid",
    "first_parent",
    "parents",
    "author_name",
    "author_email",
    "authored_at",
    "committed_at",
    "subject",
    "line_index",
)
Row = tuple[Any, ...]


def _commits(repository: Repository, count: int, chance: random.Random, tip: str) -> Iterator[Row]:
    start = int(datetime.now(UTC).timestamp()) // A_COMMIT * A_COMMIT - count * A_COMMIT
    begun = datetime.fromtimestamp(start, UTC).replace(tzinfo=None)
    for place in range(count):
        wrong = chance.randrange(-90, 90) * 86_400 if place and chance.random() < 0.002 else 0  # somebody's clock
        at = str(begun + timedelta(seconds=place * A_COMMIT + wrong))
        oid = tip if tip and place == count - 1 else sha1(f"{repository.slug}/{place}".encode()).hexdigest()
        author = AUTHORS[chance.randrange(len(AUTHORS))]
        yield place, oid, place - 1, int(place > 0), author, "somebody@example.org", at, at, f"Change {place} of the shop", place


def _issue(
    repository: Repository, publication: Publication, number: int, commits: Sequence[Row], chance: random.Random, brings: float
) -> Issue:
    count = len(commits)
    opened = datetime.fromisoformat(commits[count // 3][7]).date()
    issue = Issue.objects.create(
        repository=repository,
        slug=f"{repository.slug}-issue-{number}",
        title=f"Router {number} of {repository.slug} has one home",
        symbol="MessageRouter",
        canonical_module="shop.messaging.router",
        github_url=f"https://github.com/example/{repository.slug}/issues/{number + 1}",
        opened_on=opened,
        counted_revision=1,
        counted_in=publication.pk,
    )
    for rule, options in RULES.items():
        TrackedRule.objects.create(issue=issue, rule=rule, options=options)
    Answer.objects.create(publication=publication, issue=issue, revision=1)
    places = list(_places(count, chance, brings))
    _insert(Finding, FINDING, (_finding(publication.pk, issue.pk, one) for one in places))
    _insert(Measurement, MEASUREMENT, _points(publication.pk, issue.pk, places))
    _implementations(publication, issue, count)
    _document(publication, issue, commits, chance)
    return issue


def _places(commits: int, chance: random.Random, brings: float) -> Iterator[Place]:
    for number in range(max(int(commits * brings), 3)):
        introduced = 0 if number == 0 else chance.randrange(commits)
        removed = introduced + 1 + int(chance.expovariate(4) * commits)
        goes = number > 0 and chance.random() < GOES and removed < commits
        yield Place(number, CATEGORIES[number % len(CATEGORIES)], introduced, removed if goes else None)


FINDING = (
    *(
        "publication_id",
        "issue_id",
        "identity",
        "rule",
        "path",
        "line",
        "category",
        "form",
        "scope",
        "guard",
        "module",
        "name",
        "statement",
    ),
    *("introduced", "removed", "born", "died"),
)


def _finding(publication: int, issue: int, one: Place) -> Row:
    identity = sha256(f"{issue}/{one.number}".encode()).hexdigest()[:32]
    where = (path_of(one.number, one.category), 1 + one.number % LINES, one.category, "from", "module", "none")
    what = ("shop.core.router", "MessageRouter", STATEMENT)
    return publication, issue, identity, "deprecated-import", *where, *what, one.introduced, one.removed, one.introduced, one.removed


MEASUREMENT = ("publication_id", "issue_id", "commit_number", "rule", "category", "count", "files")


def _points(publication: int, issue: int, places: Iterable[Place]) -> Iterator[Row]:
    """The change points of every category, from the lifetimes."""
    changes: Counter[tuple[int, str]] = Counter()
    for one in places:
        changes[one.introduced, one.category] += 1
        if one.removed is not None:
            changes[one.removed, one.category] -= 1
    counts: Counter[str] = Counter()
    for (place, category), change in sorted(changes.items()):
        if change:
            counts[category] += change
            yield publication, issue, place, "deprecated-import", category, counts[category], min(counts[category], FILES)
    yield publication, issue, 0, "duplicate-implementation", "production", 2, 2
    yield publication, issue, 0, "removed-path", "production", 1, 1


def _implementations(publication: Publication, issue: Issue, commits: int) -> None:
    for number, class_name in enumerate(("canonical", "duplicate", "duplicate", "test double")):
        Implementation.objects.create(
            publication=publication,
            issue=issue,
            path=path_of(number, "production"),
            line=number + 1,
            qualified_name="MessageRouter",
            class_name=class_name,
            category="production",
            reason="own code, 17 methods",
            identity=f"{number:032x}",
            introduced=commits // (number + 2),
            born=commits // (number + 2),
        )
    touching = (
        TouchingFile(
            publication=publication,
            issue=issue,
            path=path_of(number, category),
            category=category,
            old_path=True,
            canonical_path=number % 3 == 0,
            re_export=False,
            other_path=False,
            string=number % 5 == 0,
            reference=False,
        )
        for number in range(20)
        for category in ("production", "unit-test")
    )
    TouchingFile.objects.bulk_create(touching)


def _document(publication: Publication, issue: Issue, commits: Sequence[Row], chance: random.Random) -> None:
    document = TrackerDocument.objects.create(issue=issue, path=f"docs/SSOT-{issue.pk}.md", in_repository=True, text="# Router\n")
    DocumentSubject.objects.create(document=document, about={"name": "MessageRouter"}, found=f"Router {issue.pk % 20}")
    data, counts = ledger_of(issue.slug, [row[:9] for row in commits], chance)
    DocumentLedger.objects.create(publication=publication, document=document, data=data, **counts)
    for position, phase in enumerate(data["phases"]):
        row = Phase.objects.create(document=document, position=position, title=phase["title"], key=phase["key"])
        ChecklistItem.objects.bulk_create(
            ChecklistItem(phase=row, position=place, key=one["key"], text=one["text"], ticked=one["ticked"], line=one["line"])
            for place, one in enumerate(phase["items"])
        )


def _unreadable(publication: Publication, commits: int, chance: random.Random) -> None:
    places = sorted({chance.randrange(commits) for _ in range(12)})
    rows = ((publication.pk, None, place, "unreadable", "script", number % 4, number % 4) for number, place in enumerate(places))
    _insert(Measurement, MEASUREMENT, rows)
    UnreadableFile.objects.bulk_create(
        UnreadableFile(
            publication=publication,
            path=f"scripts/old_{number}.py",
            category="script",
            reason="print without brackets",
            versions=2,
            first=0,
            last=commits - 1,
            at_tip=number < 3,
        )
        for number in range(6)
    )


def _candidates(slug: str) -> dict[str, Any]:
    """What discovery found: 60 classes and as many imports, three places each."""
    places = [
        {
            "path": path_of(number, "production"),
            "line": number + 1,
            "module": f"shop.area_{number}.module_{number}",
            "kind": "definition",
            "reason": "own code",
            "imports": 9 - number,
            "production": 5,
        }
        for number in range(3)
    ]
    found = [
        {
            "name": f"Store{number}",
            "service": "shop",
            "score": 60.0 - number,
            "reason": f"Three classes of {slug} have half of their method names in common.",
            "definitions": 3,
            "overlap": 0.5,
            "importers": 20,
            "shims": 1,
            "paths": 3,
            "places": places,
            "more": 0,
            "canonical": "shop.area_0.module_0",
            "deprecated": ["shop.area_1.module_1", "shop.area_2.module_2"],
        }
        for number in range(60)
    ]
    return {"classes": found, "imports": found, "left_out": [], "left_out_count": 0}


def _insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Rows by the thousand, past the models; columns that are not given have their defaults."""
    given = set(columns)
    others = {
        field.attname: field.get_db_prep_save(field.get_default(), connection)
        for field in model._meta.concrete_fields
        if field.attname not in given and not field.primary_key
    }
    names = [connection.ops.quote_name(name) for name in (*columns, *others)]
    marks = ", ".join(["%s"] * len(names))
    constants = tuple(others.values())
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(names)}) VALUES ({marks})"
        cursor.executemany(statement, [(*row, *constants) for row in rows])
