"""The product's numbers against an independent reading: random histories, mirrored, scanned, counted and exported, at every commit."""

import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.support import generated
from tests.support.checker.findings import Answer, check, named
from tests.support.checker.question import Question, parse_path_rules
from tests.support.checker.snapshot import Library
from tests.support.generated import Asked, Step
from tests.support.scanning import follow, scan, series
from tracker.actions import counting, exports, history, issues
from tracker.actions.issues import IssueDraft
from tracker.models import Issue, Repository

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

IN_CI = bool(os.environ.get("CI"))
WITHOUT_LINES = ("unreadable", "duplicate-implementation")  # not among the exported findings, or not with a form
EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    derandomize=IN_CI,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def draft_of(asked: Asked) -> IssueDraft:
    """The question as somebody would type it."""
    said = {one.name: getattr(asked, one.name) for one in fields(asked) if one.name != "intended"}
    return IssueDraft(title="Router has one home", intended_paths="\n".join(asked.intended), **said)


def question_of(asked: Asked, repository: Repository) -> Question:
    """The same for the checker, with the repository's categories."""
    said = {one.name: getattr(asked, one.name) for one in fields(asked)}
    excluded = tuple(repository.excluded_categories.split())
    return Question(path_rules=parse_path_rules(repository.path_rules), excluded=excluded, **said)


def counted(repository: Repository, asked: Asked) -> Issue:
    """A new issue with its numbers."""
    issue = follow(repository, draft_of(asked))
    fresh = issues.find(issue.pk)
    assert fresh is not None
    assert counting.count_issue(fresh)
    return Issue.objects.select_related("repository__published").prefetch_related("rules").get(pk=issue.pk)


def same_findings(issue: Issue, answer: Answer) -> None:
    """Every exported finding is one of the checker's, and the other way round."""
    rows = [dict(zip(exports.FINDINGS, row, strict=True)) for row in exports.findings(issue, answer.commit)]
    theirs = Counter(
        (row["rule"], row["path"], row["line"], row["form"], named(str(row["rule"]), str(row["module"])), bool(row["intended"]))
        for row in rows
        if row["rule"] not in WITHOUT_LINES
    )
    ours = Counter(
        (one.rule, one.path, one.line, one.form, named(one.rule, one.module), one.intended)
        for one in answer.findings
        if one.rule not in WITHOUT_LINES
    )
    assert theirs == ours


def same_implementations(issue: Issue, answer: Answer) -> None:
    """The same places with the same classes."""
    rows = [dict(zip(exports.IMPLEMENTATIONS, row, strict=True)) for row in exports.implementations(issue, answer.commit)]
    theirs = Counter((row["path"], row["line"], row["qualified_name"], row["class"], row["category"]) for row in rows)
    ours = Counter((one.path, one.line, one.qualified_name, one.class_name, one.category) for one in answer.implementations)
    assert theirs == ours


def compare(path: Path, commits: Sequence[str], asked: Asked) -> None:
    """Mirror, scan, count and export a repository, and read each of its commits again."""
    repository = scan(path)
    try:
        issue = counted(repository, asked)
        exported = series(issue)
        library = Library(path, commits[-1])
        question = question_of(asked, repository)
        reached = [commit for commit in commits if history.load(repository).number_of(commit) is not None]
        answers = {commit: check(library.at(commit), question) for commit in reached}
        differing = {
            commit: (exported.get(commit, {}), answer.counts)
            for commit, answer in answers.items()
            if exported.get(commit, {}) != answer.counts
        }
        assert not differing
        assert exported.keys() <= answers.keys()
        for commit in random.Random(len(commits)).sample(reached, min(2, len(reached))):
            same_findings(issue, answers[commit])
            same_implementations(issue, answers[commit])
    finally:
        forget(repository)


def forget(repository: Repository) -> None:
    """Leave nothing of an example to the next one."""
    shutil.rmtree(history.mirror_of(repository).path, ignore_errors=True)
    history._graphs.clear()
    Repository.objects.filter(pk=repository.pk).update(published=None)
    repository.delete()


@EXAMPLES
@given(generated.plans(), generated.questions())
def test_every_commit_of_a_random_history_has_the_numbers_of_a_plain_reading(steps: tuple[Step, ...], asked: Asked):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop"
        compare(path, generated.write(path, steps), asked)
