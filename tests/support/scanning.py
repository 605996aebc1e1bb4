"""A scan of a throw-away repository in the test's own process: the workers' actions, no broker."""

from pathlib import Path

from tracker.actions import exports, first_run, issues, run_here
from tracker.actions.issues import IssueDraft
from tracker.models import Issue, Repository, Scan
from tracker.models.repositories import Depth

Counts = dict[tuple[str, str], int]

ROUTER = IssueDraft(
    title="MessageRouter has one home",
    symbol="MessageRouter",
    canonical="shop.messaging.router",
    deprecated=("shop.core.router",),
    remove=("shop/core/router.py",),
)


def prepare(path: Path, *, ref: str = "main", depth: str = Depth.GRAPH) -> Scan:
    """A queued scan of the repository as it is now."""
    return first_run.prepare(str(path), ref=ref, depth=depth)


def scan(path: Path, *, ref: str = "main", depth: str = Depth.GRAPH) -> Repository:
    """The repository, scanned to a depth."""
    queued = prepare(path, ref=ref, depth=depth)
    run_here.run(queued, depth)
    return Repository.objects.select_related("published").get(pk=queued.repository_id)


def follow(repository: Repository, draft: IssueDraft = ROUTER) -> Issue:
    """A new issue of the repository; the next scan counts it, or count_issue() does."""
    return issues.create_unchecked(repository, draft)


def series(issue: Issue, *, whole_graph: bool = True) -> dict[str, Counts]:
    """Commit -> (rule, category) -> count, of every commit that has any."""
    found: dict[str, Counts] = {}
    fresh = Issue.objects.select_related("repository__published").prefetch_related("rules").get(pk=issue.pk)
    for commit, _, rule, category, count in exports.series(fresh, whole_graph=whole_graph):
        found.setdefault(str(commit), {})[str(rule), str(category)] = int(count)
    return found


def exported(issue: Issue) -> list[tuple[object, ...]]:
    """All three exports of an issue, for a comparison to the letter."""
    fresh = Issue.objects.select_related("repository__published").prefetch_related("rules").get(pk=issue.pk)
    return [*exports.series(fresh, whole_graph=True), *exports.findings(fresh, None), *exports.implementations(fresh, None)]
