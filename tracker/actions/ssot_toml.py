"""Issues as code: what `.ssot.toml` of the scanned repository asks for, created and changed with each scan."""

from django.db import transaction

from scanner.git import Mirror
from scanner.ssot_toml import FILE_NAME, MOST_BYTES, IssueSpec, SsotTomlInvalid, read
from tracker.actions import documents, drafts, issues
from tracker.actions.drafts import DraftRefused, IssueDraft
from tracker.models import Issue, Repository


def follow(repository: Repository, mirror: Mirror, tip: str) -> None:
    """Bring the issues of the file up to date with a commit, all of them or, where anything in it is wrong, none.

    What is wrong stands in Repository.toml_problem. Issues that the file names no more stay, as ordinary ones.
    """
    raw = mirror.file(tip, FILE_NAME, 16 * MOST_BYTES)
    problem = ""
    try:
        with transaction.atomic():
            _apply(repository, mirror, tip, () if raw is None else read(raw))
    except (SsotTomlInvalid, documents.TrackerRefused) as error:
        problem = f"{FILE_NAME}: {error}"[:500]
    if problem != repository.toml_problem:
        repository.toml_problem = problem
        repository.save(update_fields=["toml_problem"])


def _apply(repository: Repository, mirror: Mirror, tip: str, specs: tuple[IssueSpec, ...]) -> None:
    known = {issue.title: issue for issue in Issue.objects.filter(repository=repository, in_toml=True).prefetch_related("rules")}
    for spec in specs:
        issue = _bring_up_to_date(repository, known.pop(spec.title, None), spec)
        if spec.tracker:
            documents.link(issue, mirror, tip, spec.tracker)
    Issue.objects.filter(pk__in=[issue.pk for issue in known.values()]).update(in_toml=False)


def _bring_up_to_date(repository: Repository, issue: Issue | None, spec: IssueSpec) -> Issue:
    try:
        if issue is None:
            made = issues.create(repository, _draft(spec))
            Issue.objects.filter(pk=made.pk).update(in_toml=True)
            return made
        issue.repository = repository
        draft = _draft(spec)
        if rules_differ(issue, draft):
            issues.change(issue, draft)
        return issue
    except DraftRefused as error:
        raise SsotTomlInvalid(f"line {spec.line}: {error}") from error


def rules_differ(issue: Issue, draft: IssueDraft) -> bool:
    """Would the draft count anything else than the issue does?"""
    before = drafts.of_issue(issue)
    same = (before.symbol, before.canonical, before.intended_paths) == (draft.symbol, draft.canonical, draft.intended_paths)
    return not same or drafts.rules_of(before) != drafts.rules_of(draft)


def _draft(spec: IssueSpec) -> IssueDraft:
    return IssueDraft(
        title=spec.title,
        symbol=spec.symbol,
        canonical=spec.canonical,
        deprecated=spec.deprecated,
        remove=tuple(path.strip("/") for path in spec.remove),
        references=spec.references,
        fragmentation=spec.fragmentation,
        cycles=spec.cycles,
        identical_size=spec.identical.min_size if spec.identical else 0,
        identical_folder=spec.identical.folder.strip("/") if spec.identical else "",
        pattern=spec.pattern.regex if spec.pattern else "",
        pattern_globs=spec.pattern.globs if spec.pattern else (),
        intended_paths="\n".join(spec.intended),
    )
