"""An issue's rules from its rows: what scanner is asked."""

import re
from collections.abc import Callable, Collection, Iterable
from hashlib import blake2b

from scanner.graph import Graph
from scanner.question import Question
from scanner.rule import Rule
from scanner.rules.dangling_import import DanglingImport
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.deprecated_reference import DeprecatedReference
from scanner.rules.duplicate_implementation import DuplicateImplementation
from scanner.rules.identical_body import IdenticalBody
from scanner.rules.import_cycle import ImportCycle
from scanner.rules.import_path_fragmentation import ImportPathFragmentation
from scanner.rules.removed_path import RemovedPath
from scanner.rules.string_target import StringTarget
from scanner.rules.text_pattern import TextPattern
from scanner.rules.unreadable import Unreadable
from scanner.tree import PathRules, is_under, module_names
from tracker.actions import history, patterns
from tracker.models import Issue, Repository, TrackedRule


def path_rules(repository: Repository) -> PathRules:
    """The repository's categories and exclusions."""
    return PathRules(repository.path_rules, repository.excluded_categories.split())


def rules_digest(repository: Repository) -> str:
    """16 hexadecimal digits for the repository's categories and exclusions."""
    return blake2b(f"{repository.path_rules}\0{repository.excluded_categories}".encode(), digest_size=8).hexdigest()


def of_issue(issue: Issue, graph: Graph, *, without: Collection[str] = (), tick: Callable[[], None] = lambda: None) -> Question:
    """All rules of an issue but those `without`. Raises PatternRefused. `tick` is called now and then and may raise to stop."""
    paths = path_rules(issue.repository)
    rules: list[Rule] = []
    for row in issue.rules.all():
        if row.rule == TextPattern.id and row.rule not in without:
            rules.append(_text_pattern(row, issue, graph, tick))
        elif row.rule not in without:
            rules += _rule(row, issue, graph, paths)
    globs = [line.strip() for line in issue.intended_paths.splitlines() if line.strip()]
    return Question(rules, paths, globs)


def _rule(row: TrackedRule, issue: Issue, graph: Graph, paths: PathRules) -> Iterable[Rule]:
    modules = tuple(row.options.get("modules", ()))
    match row.rule:
        case DeprecatedImport.id:
            yield DeprecatedImport(modules)
        case StringTarget.id:
            yield StringTarget(modules)
        case DanglingImport.id:
            yield DanglingImport(modules_of_repository(graph, modules))
        case DuplicateImplementation.id:
            yield DuplicateImplementation(issue.symbol, issue.canonical_module, modules)
        case RemovedPath.id:
            yield RemovedPath(tuple(row.options.get("paths", ())), paths)
        case DeprecatedReference.id:
            yield DeprecatedReference(tuple(row.options.get("names", ())))
        case ImportPathFragmentation.id:
            yield ImportPathFragmentation(issue.symbol, issue.canonical_module)
        case ImportCycle.id:
            yield ImportCycle(modules)
        case IdenticalBody.id:
            yield IdenticalBody(row.options.get("size", 5), row.options.get("folder", ""))


def _text_pattern(row: TrackedRule, issue: Issue, graph: Graph, tick: Callable[[], None]) -> TextPattern:
    """The one rule that has to look into files; each is searched once."""
    globs = tuple(row.options.get("globs", ()))
    hits = patterns.hits(row.options.get("pattern", ""), globs, graph, history.mirror_of(issue.repository), tick=tick)
    return TextPattern(globs, hits)


def modules_of_repository(graph: Graph, modules: Iterable[str]) -> tuple[str, ...]:
    """Those of the modules that some commit has as a file: only these can dangle."""
    wanted = set(modules)
    found: set[str] = set()
    hints = re.compile("|".join(re.escape(module.rpartition(".")[2]) for module in wanted)) if wanted else None
    for path in graph.paths:
        if hints is not None and path.endswith(".py") and hints.search(path):
            found |= {module for module in wanted - found if any(is_under(name, module) for name in module_names(path))}
    return tuple(sorted(found))


def unreadable_only(paths: PathRules) -> Question:
    """The question which files cannot be read."""
    return Question([Unreadable()], paths, asks_unreadable=True)
