"""Implementations of a symbol at one commit, each with its class."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from tests.support.checker import classes, objects
from tests.support.checker.question import BACKUP, NEVER_IMPLEMENTATIONS, Question
from tests.support.checker.reading import CLASS, FUNCTION, MODULE, Reading, any_texts, assigned_names, parse, statements, types_only
from tests.support.checker.snapshot import Snapshot, bases, module_names

RULE = "duplicate-implementation"
CATCHES_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
DEFINITION, ALIAS, REEXPORT, LAZY = "definition", "alias", "re-export", "lazy"
Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Implementation(NamedTuple):
    """One place that gives the symbol."""

    path: str
    line: int
    qualified_name: str
    class_name: str
    category: str
    intended: bool = False


class Spot(NamedTuple):
    """A node that binds the symbol, and where it stands."""

    node: ast.AST
    kind: str
    qualified_name: str
    in_handler: bool


def implementations(snapshot: Snapshot, question: Question) -> list[Implementation]:
    """Every place of the symbol at a commit."""
    if not question.symbol:
        return []
    found = [one for path in sorted(snapshot.files) if snapshot.said(path).approximate for one in approximate(snapshot, question, path)]
    candidates = sorted(path for path in snapshot.files if may_hold(snapshot.said(path), question.symbol))
    candidates = [path for path in candidates if question.category(path) not in NEVER_IMPLEMENTATIONS]
    sources = dict(objects.contents(snapshot.git_dir, {snapshot.files[path] for path in candidates}))
    for path in candidates:
        source = sources[snapshot.files[path]]
        assert source is not None
        tree = tree_of(source)
        for spot in spots(tree, question.symbol):
            if spot.kind != REEXPORT or is_reexport(snapshot, question, path):
                name = class_of(snapshot, question, path, tree, spot)
                intended = question.is_intended(path) or is_marked(snapshot.said(path), spot)
                line = getattr(spot.node, "lineno", 1)
                found.append(Implementation(path, line, spot.qualified_name, name, question.category(path), intended))
    return found


def approximate(snapshot: Snapshot, question: Question, path: str) -> Iterator[Implementation]:
    """Imports at the margin of a file that does not parse, where they offer the symbol to others."""
    said, category = snapshot.said(path), question.category(path)
    if category in NEVER_IMPLEMENTATIONS or not is_reexport(snapshot, question, path):
        return
    for one in said.imports:
        if (
            one.base is not None
            and one.scope == MODULE
            and not one.for_types
            and any((alias or name) == question.symbol for name, alias in one.names)
        ):
            name = "backup copy" if category == BACKUP else REEXPORT
            intended = question.is_intended(path) or said.is_marked(RULE, one.line, one.last)
            yield Implementation(path, one.line, question.symbol, name, category, intended)


def is_marked(said: Reading, spot: Spot) -> bool:
    """Does a comment on the statement (of a definition: on its head's first line) call it intended?"""
    first = getattr(spot.node, "lineno", 1)
    last = first if isinstance(spot.node, Definition) else getattr(spot.node, "end_lineno", first)
    return said.is_marked(RULE, first, last)


@lru_cache(maxsize=400)
def tree_of(source: bytes) -> ast.Module:
    """A file's syntax tree, kept for the next commit that has the file."""
    return parse(source)


def may_hold(said: Reading, symbol: str) -> bool:
    """Can this file hold a place of the symbol?"""
    if said.verdict:
        return False
    imported = any(symbol in alias for statement in said.imports for alias in statement.names)
    return imported or symbol in said.symbols or "__getattr__" in said.top_names


def spots(tree: ast.Module, symbol: str) -> Iterator[Spot]:
    """Statements that bind the symbol, in the order of the file."""
    waiting: list[tuple[ast.AST, str, tuple[str, ...], bool]] = [(tree, MODULE, (), False)]
    for_types = types_only(tree)
    while waiting:
        node, scope, outer, in_handler = waiting.pop()
        kind = kind_of(node, scope, symbol, tree)
        if kind and id(node) not in for_types:
            yield Spot(node, kind, ".".join([*outer, symbol]), in_handler)
        if isinstance(node, Definition):
            outer = (*outer, node.name)
            scope = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
        in_handler = in_handler or is_import_error_handler(node)
        waiting.extend((child, scope, outer, in_handler) for child in reversed(list(ast.iter_child_nodes(node))))


def kind_of(node: ast.AST, scope: str, symbol: str, tree: ast.Module) -> str | None:
    """How a node gives the symbol, if it does."""
    if isinstance(node, ast.ClassDef) and node.name == symbol:
        return DEFINITION
    if scope != MODULE:
        return None
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() if node.name == symbol:
            return None if any(classes.last_part(one) == "overload" for one in node.decorator_list) else DEFINITION
        case ast.FunctionDef(name="__getattr__") if answers(node, symbol, tree) and not is_bound(symbol, tree):
            return LAZY
        case ast.Assign() | ast.AnnAssign() if any(is_other_name(value, symbol) for value in values_of(node, symbol)):
            return ALIAS
        case ast.ImportFrom() if any((alias.asname or alias.name) == symbol for alias in node.names):
            return REEXPORT
    return None


def values_of(node: ast.Assign | ast.AnnAssign, symbol: str) -> Iterator[ast.AST | None]:
    """What an assignment gives the symbol, alone or in a row: `A, Symbol = a, b`."""
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        pairs: list[tuple[ast.expr, ast.expr | None]] = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple) and len(target.elts) == len(node.value.elts):
            pairs = list(zip(target.elts, node.value.elts, strict=True))
        yield from (value for one, value in pairs if isinstance(one, ast.Name) and one.id == symbol)


def is_other_name(node: ast.AST | None, symbol: str) -> bool:
    """Is this a name, or names joined by dots, and not the symbol itself?"""
    if isinstance(node, ast.Name):
        return node.id != symbol
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def answers(function: ast.FunctionDef, symbol: str, tree: ast.Module) -> bool:
    """Does a module's `__getattr__` know the symbol, itself or by a table at module level?"""
    if symbol in any_texts(function):
        return True
    asked = {one.id for one in ast.walk(function) if isinstance(one, ast.Name)}
    at_top = (node for node, scope in statements(tree) if scope == MODULE)
    tables = (node for node in at_top if isinstance(node, ast.Assign | ast.AnnAssign) and assigned_names(node) & asked)
    return any(symbol in any_texts(node) for node in tables)


def is_bound(symbol: str, tree: ast.Module) -> bool:
    """Does the module have the symbol itself when it runs, so that nobody asks its `__getattr__`?"""
    for_types = types_only(tree)
    for node, scope in statements(tree):
        if scope == MODULE and id(node) not in for_types:
            if isinstance(node, Definition) and node.name == symbol:
                return True
            if isinstance(node, ast.Assign | ast.AnnAssign) and any(is_other_name(value, symbol) for value in values_of(node, symbol)):
                return True
            if isinstance(node, ast.Import | ast.ImportFrom) and any((one.asname or one.name) == symbol for one in node.names):
                return True
    return False


def is_import_error_handler(node: ast.AST) -> bool:
    """Does this handler catch an ImportError, by its name, among others, or as anything?"""
    if not isinstance(node, ast.ExceptHandler):
        return False
    if node.type is None:
        return True
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(classes.last_part(kind) in CATCHES_IMPORT_ERRORS for kind in kinds)


def is_reexport(snapshot: Snapshot, question: Question, path: str) -> bool:
    """Does an import of the symbol in this file offer it to others?"""
    own = set(module_names(path))
    named = {question.canonical, *question.deprecated} & own
    listed = question.symbol in snapshot.said(path).listed
    importers = givers(snapshot, question.symbol)
    imported = any(other != path for name in own for other in importers.get(name, ()))
    return bool(named) or listed or path.split("/")[-1] == "__init__.py" or imported


def givers(snapshot: Snapshot, symbol: str) -> dict[str, set[str]]:
    """Modules that some file imports the symbol from, each with those files."""
    if symbol not in snapshot.importers:
        found: dict[str, set[str]] = {}
        for path in snapshot.files:
            for statement in snapshot.said(path).imports:
                if any(name == symbol for name, _ in statement.names):
                    for base in bases(path, statement):
                        found.setdefault(base, set()).add(path)
        snapshot.importers[symbol] = found
    return snapshot.importers[symbol]


def class_of(snapshot: Snapshot, question: Question, path: str, tree: ast.Module, spot: Spot) -> str:
    """The class of one place."""
    category = question.category(path)
    if category == BACKUP:
        return "backup copy"
    if category.endswith("-test") and spot.kind in (DEFINITION, ALIAS, LAZY):
        return "test double"
    if spot.kind == DEFINITION and spot.qualified_name == question.symbol and question.canonical in module_names(path):
        return "canonical"
    if spot.in_handler and spot.kind != LAZY:
        return "fallback"
    if spot.kind == DEFINITION:
        return classes.of_definition(snapshot, question, path, tree, spot.node)
    return spot.kind
