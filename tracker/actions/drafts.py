"""What somebody wants counted: checked, with a sentence for each field that is wrong, and as rules with their options."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from scanner.patterns import PatternRefused, compile_pattern
from scanner.tree import PathRulesInvalid, glob_expression
from tracker.actions import history
from tracker.actions.facts import StoredFacts
from tracker.actions.questions import modules_of_repository
from tracker.models import Issue, Repository
from tracker.queries.source import visible

DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*\Z")
IDENTIFIER = re.compile(r"[^\W\d]\w*\Z")
MOST_ENTRIES = 200
MOST_OWNER_LETTERS = 100
LEAST_BODY, LARGEST_BODY = 2, 10_000
WRITE_DOTTED = "Write it with dots, like app.core.router."


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """One issue as a person enters it."""

    title: str
    symbol: str = ""
    canonical: str = ""
    deprecated: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    references: tuple[str, ...] = ()  # dotted names whose uses are deprecated
    fragmentation: bool = False  # count the modules through which the symbol is imported
    cycles: tuple[str, ...] = ()  # modules whose import cycles are looked for; "all" is every module
    identical_size: int = 0  # statements of a body that is compared with others; 0 compares none
    identical_folder: str = ""
    pattern: str = ""
    pattern_globs: tuple[str, ...] = ()
    github_url: str = ""
    intended_paths: str = ""
    opened_on: date | None = None
    target_date: date | None = None
    owner: str = ""
    status_text: str = ""
    priority_text: str = ""


class DraftRefused(ValueError):
    """A draft that cannot be counted; problems is field -> one sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def of_issue(issue: Issue) -> IssueDraft:
    """The draft that would make this issue again."""
    options = {row.rule: row.options for row in issue.rules.all()}
    identical = options.get("identical-body", {})
    pattern = options.get("text-pattern", {})
    return IssueDraft(
        title=issue.title,
        symbol=issue.symbol,
        canonical=issue.canonical_module,
        deprecated=tuple(options.get("deprecated-import", {}).get("modules", ())),
        remove=tuple(options.get("removed-path", {}).get("paths", ())),
        references=tuple(options.get("deprecated-reference", {}).get("names", ())),
        fragmentation="import-path-fragmentation" in options,
        cycles=(tuple(options["import-cycle"].get("modules", ())) or ("all",)) if "import-cycle" in options else (),
        identical_size=identical.get("size", 0),
        identical_folder=identical.get("folder", ""),
        pattern=pattern.get("pattern", ""),
        pattern_globs=tuple(pattern.get("globs", ())),
        github_url=issue.github_url,
        intended_paths=issue.intended_paths,
        opened_on=issue.opened_on,
        target_date=issue.target_date,
        owner=issue.owner,
        status_text=issue.status_text,
        priority_text=issue.priority_text,
    )


def rules_of(draft: IssueDraft) -> dict[str, dict[str, object]]:
    """Rule -> its options, for everything that the draft asks for."""
    modules: dict[str, object] = {"modules": list(draft.deprecated)}
    wanted: dict[str, dict[str, object]] = {}
    if draft.deprecated:
        wanted |= {"deprecated-import": modules, "string-target": modules, "dangling-import": modules}
    if draft.symbol:
        wanted["duplicate-implementation"] = modules
    if draft.remove:
        wanted["removed-path"] = {"paths": list(draft.remove)}
    if draft.references:
        wanted["deprecated-reference"] = {"names": list(draft.references)}
    if draft.fragmentation:
        wanted["import-path-fragmentation"] = {}
    if draft.cycles:
        wanted["import-cycle"] = {"modules": [] if "all" in draft.cycles else list(draft.cycles)}
    if draft.identical_size:
        wanted["identical-body"] = {"size": draft.identical_size, "folder": draft.identical_folder}
    if draft.pattern:
        wanted["text-pattern"] = {"pattern": draft.pattern, "globs": list(draft.pattern_globs)}
    return wanted


def checked(repository: Repository, draft: IssueDraft) -> IssueDraft:
    """The draft with its entries trimmed. Raises DraftRefused with a sentence for each field that is wrong."""
    draft = replace(
        draft,
        title=" ".join(draft.title.split()),
        owner=" ".join(draft.owner.split()),
        symbol=draft.symbol.strip(),
        canonical=draft.canonical.strip(),
        deprecated=_entries(draft.deprecated),
        remove=_entries(path.strip().strip("/") for path in draft.remove),
        references=_entries(draft.references),
        cycles=_entries(draft.cycles),
        identical_folder=draft.identical_folder.strip().strip("/"),
        pattern_globs=_entries(draft.pattern_globs),
    )
    problems = _problems(draft) or _unknown(repository, draft)
    if problems:
        raise DraftRefused(problems)
    return draft


def _entries(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.strip() for entry in given if entry.strip()))


def _problems(draft: IssueDraft) -> dict[str, str]:
    """What is wrong whatever the repository holds."""
    problems = {}
    if not draft.title or len(draft.title) > 300:
        problems["title"] = "Give a title of at most 300 characters."
    elif visible(draft.title) != draft.title:
        problems["title"] = "The title holds characters that nobody sees, or that turn the direction of reading. Leave them out."
    if len(draft.owner) > MOST_OWNER_LETTERS or visible(draft.owner) != draft.owner:
        problems["owner"] = f"Give a name of at most {MOST_OWNER_LETTERS} characters that can be seen."
    if draft.symbol and not IDENTIFIER.match(draft.symbol):
        problems["symbol"] = f"“{draft.symbol[:80]}” is no Python name. Give a class or function name, like MessageRouter."
    if draft.fragmentation and not draft.symbol:
        problems["symbol"] = "Import paths are counted for a symbol. Give one, like MessageRouter."
    if draft.canonical and not DOTTED.match(draft.canonical):
        problems["canonical"] = f"“{draft.canonical[:80]}” is no module name. {WRITE_DOTTED}"
    for field, names in (("deprecated", draft.deprecated), ("references", draft.references), ("cycles", draft.cycles)):
        wrong = next((name for name in names if not DOTTED.match(name)), None)
        if wrong is not None:
            problems[field] = f"“{wrong[:80]}” is no dotted name. {WRITE_DOTTED}"
    outside = next((path for path in draft.remove if ".." in path.split("/")), None)
    if outside is not None:
        problems["remove"] = f"“{outside[:80]}” leads out of the repository. Write paths from its root, like app/core/router.py."
    if draft.canonical and draft.canonical in draft.deprecated:
        problems["deprecated"] = f"{draft.canonical} is the canonical module; it cannot be deprecated too."
    if not problems and not rules_of(draft):
        problems["deprecated"] = "Nothing would be counted. Give a symbol, a deprecated module or a path to remove."
    if max(map(len, (draft.deprecated, draft.remove, draft.references, draft.cycles, draft.pattern_globs))) > MOST_ENTRIES:
        problems["deprecated"] = f"At most {MOST_ENTRIES} modules, names and paths of a kind can be followed by one issue."
    return problems | _problems_of_text(draft)


def _problems_of_text(draft: IssueDraft) -> dict[str, str]:
    """Globs, sizes and patterns that can't be used."""
    problems = {}
    if draft.identical_size and not LEAST_BODY <= draft.identical_size <= LARGEST_BODY:
        problems["identical_size"] = f"A body of {draft.identical_size} statements is not compared. Give {LEAST_BODY} to {LARGEST_BODY:,}."
    for field, globs in (("intended_paths", draft.intended_paths.splitlines()), ("pattern_globs", draft.pattern_globs)):
        try:
            for glob in filter(None, map(str.strip, globs)):
                glob_expression(glob)
        except PathRulesInvalid as error:
            problems[field] = str(error)
    try:
        if draft.pattern:
            compile_pattern(draft.pattern)
    except PatternRefused as error:
        problems["pattern"] = str(error)
    return problems


def _unknown(repository: Repository, draft: IssueDraft) -> dict[str, str]:
    """Names that this history does not know are most likely slips; third-party ones are let through."""
    graph = history.load(repository)
    if not len(graph):
        return {}
    roots = {path.split("/", 1)[0].removesuffix(".py") for path in graph.paths}
    problems = {}
    for field, modules in (("canonical", [draft.canonical] if draft.canonical else []), ("deprecated", draft.deprecated)):
        known = set(modules_of_repository(graph, modules))
        missing = [module for module in modules if module not in known and module.split(".")[0] in roots]
        if missing:
            near = history.nearest_module(graph, missing[0])
            hint = f"; did you mean {near}?" if near else "."
            problems[field] = f"No module of the name {missing[0]} ever existed here{hint}"
    is_read = repository.published is not None and repository.published.commits == len(graph)
    if draft.symbol and is_read and not StoredFacts(graph).defines(draft.symbol):
        problems["symbol"] = f"No file of this history defines {draft.symbol} or hands it on. Check its spelling and its capital letters."
    return problems
