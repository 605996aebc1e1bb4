"""Results of test runs: taken in once for each commit, read again along a line."""

import hashlib
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import msgspec
from django.db import transaction
from django.utils.timezone import now

from scanner import junit
from scanner.claims.claim import Judge
from scanner.git import GitFailed
from scanner.junit import JunitRefused, Outcome, TestName, read_junit
from tracker.actions import history, ledgers, test_runs
from tracker.models import Commit, DocumentLedger, Repository, TestList, TestResults, TrackerDocument
from tracker.queries import commits


class ResultsRefused(ValueError):
    """Results that are not taken; str() is one sentence."""


class CommitNotFound(ResultsRefused):
    """Nothing here has this commit."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is kept for a commit after an upload."""

    commit: str
    uploaded: int  # tests in the file
    passed: int
    failed: int
    errors: int
    skipped: int
    judged: int  # documents

    @property
    def words(self) -> str:
        """One line for people."""
        kept = self.passed + self.failed + self.errors + self.skipped
        counts = f"{self.passed:,} passed, {self.failed:,} failed, {self.errors:,} errors, {self.skipped:,} skipped"
        return f"{kept:,} tests are kept for {self.commit[:9]}: {counts}. {self.judged:,} tracker{'s' * (self.judged != 1)} judged again."


def take(repository: Repository, oid: str, raw: bytes, by: str) -> Taken:
    """Keep the results of a JUnit file for a commit, and judge what they may answer. Raises ResultsRefused."""
    try:
        found = read_junit(raw)
    except JunitRefused as error:
        raise ResultsRefused(str(error)) from error
    row = _keep(repository, oid, found, by)
    return Taken(oid, len(found), row.passed, row.failed, row.errors, row.skipped, judge_again(repository))


def find(revision: str, slug: str = "") -> tuple[Repository, str]:
    """The repository that has a revision, and the commit. Raises CommitNotFound, or ResultsRefused where several have it."""
    repositories = Repository.objects.select_related("published").order_by("slug")
    chosen = list(repositories.filter(slug=slug) if slug else repositories)
    if not chosen:
        raise CommitNotFound(f"There is no repository “{slug}”. Run manage.py scan first." if slug else "There is no repository yet.")
    found = [(one, oid) for one in chosen for oid in _commits(one, revision)]
    if len(found) > 1:
        several = ", ".join(dict.fromkeys(one.slug for one, _ in found))
        if "," in several:
            raise ResultsRefused(f"“{revision[:80]}” is in several repositories: {several}. Say which one: --repo SLUG")
        raise ResultsRefused(f"More than one commit of {several} begins with {revision[:80]}. Give more digits.")
    if not found:
        where = f"in the scanned history of {slug}" if slug else "in the scanned history of any repository"
        raise CommitNotFound(f"“{revision[:80]}” is no commit {where}. Scan a revision that contains it, then send the results again.")
    return found[0]


def _commits(repository: Repository, revision: str) -> list[str]:
    """The scanned commits that a shortened sha means, else the one that Git knows by this name."""
    sha = revision.lower()
    found = commits.beginning(repository, sha) if commits.SHA.match(sha) else []
    if found:
        return [one.oid for one in found]
    try:
        oid = history.mirror_of(repository).resolve(revision)
    except (GitFailed, OSError):
        return []
    return [oid] if Commit.objects.filter(repository=repository, oid=oid).exists() else []


def _keep(repository: Repository, oid: str, found: Mapping[TestName, Outcome], by: str) -> TestResults:
    """Together with what was uploaded before: of a test that is in both, the new result counts."""
    with transaction.atomic():
        Repository.objects.select_for_update().filter(pk=repository.pk).first()  # uploads of several jobs wait for each other
        before = TestResults.objects.select_related("tests").filter(repository=repository, oid=oid).first()
        merged = {**(_results(before) if before is not None else {}), **found}
        if len(merged) > junit.MOST_TESTS:
            sentence = (
                f"With what was sent for {oid[:9]} before, that is {len(merged):,} tests; {junit.MOST_TESTS:,} are the most that is kept."
            )
            raise ResultsRefused(f"{sentence} Send fewer, or use the same names again.")
        names = sorted(merged)
        outcomes = bytes(merged[name] for name in names)
        fields = {
            "tests": _list(repository, names),
            "outcomes": zlib.compress(outcomes, 6),
            "passed": outcomes.count(Outcome.PASSED),
            "failed": outcomes.count(Outcome.FAILED),
            "errors": outcomes.count(Outcome.ERROR),
            "skipped": outcomes.count(Outcome.SKIPPED),
            "uploaded_at": now(),
            "uploaded_by": by[:200],
        }
        row, _ = TestResults.objects.update_or_create(repository=repository, oid=oid, defaults=fields)
        TestList.objects.filter(repository=repository, results=None).delete()
    return row


def _results(row: TestResults) -> dict[TestName, Outcome]:
    names = test_runs.names_of(row.tests)
    return dict(zip(names, map(Outcome, test_runs.outcomes_of(row)), strict=True))


def _list(repository: Repository, names: Iterable[TestName]) -> TestList:
    packed = msgspec.msgpack.encode([(one.file, one.classname, one.name, one.suite) for one in names])
    digest = hashlib.sha256(packed).hexdigest()
    row, _ = TestList.objects.get_or_create(repository=repository, digest=digest, defaults={"data": zlib.compress(packed, 6)})
    return row


def judge_again(repository: Repository, documents: Collection[int] | None = None) -> int:
    """Judge the documents whose items test results may answer, or these; returns how many."""
    publication = repository.published
    if publication is None:
        return 0
    if documents is None:
        rows = DocumentLedger.objects.filter(publication=publication).only("document_id", "data")
        documents = {row.document_id for row in rows if _asks_tests(row)}
    found = TrackerDocument.objects.filter(pk__in=documents, issue__repository=repository)
    count = found.count()
    if count:
        ledgers.keep_again(set(found.values_list("pk", flat=True)), publication)
    return count


def _asks_tests(row: DocumentLedger) -> bool:
    return any(item.get("judge") == Judge.JUNIT.value for phase in row.data["phases"] for item in phase["items"])
