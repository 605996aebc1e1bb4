"""SSOT issues: created, changed, deleted; their rules filled in from a draft."""

import re
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from scanner.tree import PathRulesInvalid, glob_expression
from tracker.actions import history
from tracker.actions.questions import modules_of_repository
from tracker.models import Issue, Repository, TrackedRule

DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
IDENTIFIER = re.compile(r"[^\W\d]\w*\Z")
MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """What somebody wants counted."""

    title: str
    symbol: str = ""
    canonical: str = ""
    deprecated: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    github_url: str = ""
    intended_paths: str = ""
    opened_on: date | None = None
    status_text: str = ""
    priority_text: str = ""


class DraftRefused(ValueError):
    """A draft that cannot be counted; problems is field -> one sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def find(issue_id: int) -> Issue | None:
    """The issue with all that counting needs."""
    return Issue.objects.select_related("repository__published").prefetch_related("rules").filter(pk=issue_id).first()


def create(repository: Repository, draft: IssueDraft) -> Issue:
    """Save a checked draft as an issue with its rules. Raises DraftRefused and saves nothing."""
    return create_unchecked(repository, checked(repository, draft))


def create_unchecked(repository: Repository, draft: IssueDraft) -> Issue:
    """Save a draft as it stands: a document's, whose words may name what never existed."""
    with transaction.atomic():
        issue = Issue.objects.create(repository=repository, slug=_free_slug(draft.title), **_fields(draft))
        _write_rules(issue, draft)
    return issue


def change(issue: Issue, draft: IssueDraft) -> None:
    """Change what is counted; the numbers follow. Raises DraftRefused and saves nothing."""
    draft = checked(issue.repository, draft)
    with transaction.atomic():
        Issue.objects.filter(pk=issue.pk).update(revision=F("revision") + 1, **_fields(draft))
        _write_rules(issue, draft)
    issue.refresh_from_db()


def delete(issue: Issue) -> None:
    """Remove an issue with its numbers and its tracker's copy."""
    issue.delete()


def draft_of(issue: Issue) -> IssueDraft:
    """The draft that would make this issue again."""
    options = {row.rule: row.options for row in issue.rules.all()}
    modules = options.get("deprecated-import", {}).get("modules", ())
    return IssueDraft(
        title=issue.title,
        symbol=issue.symbol,
        canonical=issue.canonical_module,
        deprecated=tuple(modules),
        remove=tuple(options.get("removed-path", {}).get("paths", ())),
        github_url=issue.github_url,
        intended_paths=issue.intended_paths,
        opened_on=issue.opened_on,
        status_text=issue.status_text,
        priority_text=issue.priority_text,
    )


def checked(repository: Repository, draft: IssueDraft) -> IssueDraft:
    """The draft with its entries trimmed. Raises DraftRefused with a sentence for each field that is wrong."""
    draft = replace(
        draft,
        title=" ".join(draft.title.split()),
        symbol=draft.symbol.strip(),
        canonical=draft.canonical.strip(),
        deprecated=tuple(dict.fromkeys(module.strip() for module in draft.deprecated if module.strip())),
        remove=tuple(dict.fromkeys(path.strip().strip("/") for path in draft.remove if path.strip().strip("/"))),
    )
    problems = _problems(draft)
    if not problems:
        problems = _unknown_modules(repository, draft)
    if problems:
        raise DraftRefused(problems)
    return draft


def _problems(draft: IssueDraft) -> dict[str, str]:
    problems = {}
    if not draft.title or len(draft.title) > 300:
        problems["title"] = "Give a title of at most 300 characters."
    if draft.symbol and not IDENTIFIER.match(draft.symbol):
        problems["symbol"] = f"“{draft.symbol[:80]}” is no Python name. Give a class or function name, like MessageRouter."
    if draft.canonical and not DOTTED.match(draft.canonical):
        problems["canonical"] = f"“{draft.canonical[:80]}” is no module name. Write it with dots, like app.core.router."
    wrong = next((module for module in draft.deprecated if not DOTTED.match(module)), None)
    if wrong is not None:
        problems["deprecated"] = f"“{wrong[:80]}” is no module name. Write it with dots, like app.core.router."
    elif draft.canonical and draft.canonical in draft.deprecated:
        problems["deprecated"] = f"{draft.canonical} is the canonical module; it cannot be deprecated too."
    elif not (draft.symbol or draft.deprecated or draft.remove):
        problems["deprecated"] = "Nothing would be counted. Give a symbol, a deprecated module or a path to remove."
    if len(draft.deprecated) > MOST_ENTRIES or len(draft.remove) > MOST_ENTRIES:
        problems["deprecated"] = f"At most {MOST_ENTRIES} modules and {MOST_ENTRIES} paths can be followed by one issue."
    try:
        for line in draft.intended_paths.splitlines():
            if line.strip():
                glob_expression(line.strip())
    except PathRulesInvalid as error:
        problems["intended_paths"] = str(error)
    return problems


def _unknown_modules(repository: Repository, draft: IssueDraft) -> dict[str, str]:
    """A deprecated module of which this history knows nothing is most likely a slip; third-party names are let through."""
    graph = history.load(repository)
    if not len(graph) or not draft.deprecated:
        return {}
    roots = {path.split("/", 1)[0].removesuffix(".py") for path in graph.paths}
    known = set(modules_of_repository(graph, draft.deprecated))
    missing = [module for module in draft.deprecated if module not in known and module.split(".")[0] in roots]
    if not missing:
        return {}
    near = history.nearest_module(graph, missing[0])
    hint = f"; did you mean {near}?" if near else "."
    return {"deprecated": f"No module of the name {missing[0]} ever existed here{hint}"}


def _fields(draft: IssueDraft) -> dict[str, object]:
    return {
        "title": draft.title,
        "symbol": draft.symbol,
        "canonical_module": draft.canonical,
        "intended_paths": draft.intended_paths,
        "github_url": draft.github_url[:500],
        "opened_on": draft.opened_on,
        "status_text": draft.status_text[:300],
        "priority_text": draft.priority_text[:300],
    }


def _write_rules(issue: Issue, draft: IssueDraft) -> None:
    modules = {"modules": list(draft.deprecated)}
    wanted: dict[str, dict[str, list[str]]] = {}
    if draft.deprecated:
        wanted |= {"deprecated-import": modules, "string-target": modules, "dangling-import": modules}
    if draft.symbol:
        wanted["duplicate-implementation"] = modules
    if draft.remove:
        wanted["removed-path"] = {"paths": list(draft.remove)}
    issue.rules.exclude(rule__in=wanted).delete()
    for rule, options in wanted.items():
        TrackedRule.objects.update_or_create(issue=issue, rule=rule, defaults={"options": options})


def _free_slug(title: str) -> str:
    base = slugify(title)[:180] or "issue"
    taken = set(Issue.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken or slug == "new":
        slug, number = f"{base}-{number}", number + 1
    return slug
