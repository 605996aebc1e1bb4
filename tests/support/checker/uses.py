"""The dotted names that a file uses through its imports, by Python's rules for scopes; no recursion, for deep trees."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

Meanings = Mapping[str, frozenset[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
Scope = ast.Module | Function | ast.ClassDef | ast.Lambda | Comprehension


class Use(NamedTuple):
    """A name, or a chain of attributes as long as it goes, and what it may be in full; leading dots are those of a relative import."""

    node: ast.AST
    name: str


def uses(tree: ast.Module) -> Iterator[Use]:
    """Every use of a name that an import gives where it stands."""
    top = joined(given(tree), declared_imports(tree))
    waiting: list[tuple[ast.AST, Meanings, Meanings]] = [(node, top, top) for node in tree.body]
    while waiting:
        node, here, below = waiting.pop()  # what names mean here, and what they mean to functions that begin here
        chain = written(node)
        if chain:
            root, rest = chain
            yield from (Use(node, target + rest) for target in sorted(here.get(root, ())))
        elif isinstance(node, Scope):
            waiting += ((one, here, below) for one in head(node))
            inside = meanings(node, here if isinstance(node, ast.Lambda | Comprehension) else below)
            seen = below if isinstance(node, ast.ClassDef) else inside
            waiting += ((one, inside, seen) for one in inner(node))
        else:
            waiting += ((one, here, below) for one in ast.iter_child_nodes(node))


def written(node: ast.AST) -> tuple[str, str] | None:
    """`a` and `.b.c` of `a.b.c`; None for all that is not only names and dots, and for a name that is set here."""
    if isinstance(node, ast.Name):
        return (node.id, "") if isinstance(node.ctx, ast.Load) else None
    rest = ""
    while isinstance(node, ast.Attribute):
        rest = f".{node.attr}{rest}"
        node = node.value
    return (node.id, rest) if isinstance(node, ast.Name) and rest else None


def head(scope: Scope) -> list[ast.AST]:
    """What of a scope runs with the names around it."""
    match scope:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*scope.decorator_list, scope.args, *([scope.returns] if scope.returns else [])]
        case ast.ClassDef():
            return [*scope.decorator_list, *scope.bases, *scope.keywords]
        case ast.Lambda():
            return [scope.args]
        case ast.Module():
            return []
    return [scope.generators[0].iter]


def inner(scope: Scope) -> list[ast.AST]:
    """What of a scope runs with its own names."""
    match scope:
        case ast.Lambda():
            return [scope.body]
        case ast.Module() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return list(scope.body)
    first, *others = scope.generators
    results: list[ast.AST] = [scope.key, scope.value] if isinstance(scope, ast.DictComp) else [scope.elt]
    return [*results, first.target, *first.ifs, *others]


def own_nodes(scope: Scope) -> Iterator[ast.AST]:
    """Every node that runs with a scope's own names."""
    waiting = inner(scope)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += head(node) if isinstance(node, Scope) else ast.iter_child_nodes(node)


def meanings(scope: Scope, around: Meanings) -> Meanings:
    """What names mean inside a scope: its variables hide what is imported around it, its own imports hide nothing of theirs."""
    mine = given(scope)
    hidden = variables(scope) & around.keys()
    return {**{name: targets for name, targets in around.items() if name not in hidden}, **mine} if hidden or mine else around


def variables(scope: Scope) -> set[str]:
    """Names that a scope binds by anything but an import."""
    names: set[str] = set()
    if isinstance(scope, Function | ast.Lambda):
        names |= {one.arg for one in ast.iter_child_nodes(scope.args) if isinstance(one, ast.arg)}
    elsewhere = set()
    for node in own_nodes(scope):
        match node:
            case ast.Name(ctx=ast.Store() | ast.Del()):
                names.add(node.id)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names.add(node.name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.MatchMapping(rest=str(name)):
                names.add(name)
            case ast.Global() | ast.Nonlocal():
                elsewhere.update(node.names)
    return names - elsewhere


def given(scope: Scope) -> Meanings:
    """What the import statements of a scope give it."""
    nodes = list(own_nodes(scope))
    elsewhere = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    return {name: targets for name, targets in imported(nodes).items() if name not in elsewhere}


def declared_imports(tree: ast.Module) -> Meanings:
    """What functions import into names that they call global."""
    found: Meanings = {}
    if not any(isinstance(node, ast.Global) for node in ast.walk(tree)):
        return found
    for scope in ast.walk(tree):
        if isinstance(scope, Function | ast.ClassDef):
            nodes = list(own_nodes(scope))
            shared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
            found = joined(found, {name: targets for name, targets in imported(nodes).items() if name in shared})
    return found


def imported(nodes: Iterable[ast.AST]) -> Meanings:
    """Names that import statements among these nodes bind, each with what it may be."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                name, target = bound_by(node, alias)
                found.setdefault(name, set()).add(target)
    return {name: frozenset(targets) for name, targets in found.items() if name != "*"}


def bound_by(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> tuple[str, str]:
    """The name that a part of a statement binds, and what it is."""
    if isinstance(node, ast.ImportFrom):
        start = "." * node.level + (f"{node.module}." if node.module else "")
        return alias.asname or alias.name, start + alias.name
    root = alias.name.split(".")[0]
    return (alias.asname, alias.name) if alias.asname else (root, root)


def joined(one: Meanings, other: Meanings) -> Meanings:
    """Both together: a name that both have may be either."""
    return {name: one.get(name, frozenset()) | other.get(name, frozenset()) for name in {*one, *other}}
