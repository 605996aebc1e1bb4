"""The names that a module offers: `__all__`, and what a module-level `__getattr__` answers for."""

import ast
from collections.abc import Iterator


def listed(value: ast.expr) -> list[str]:
    """The strings of a literal list, tuple or set, of sums of them; the keys of a dictionary."""
    found: list[str] = []
    waiting: list[ast.expr | None] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(node.value)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            waiting.extend(reversed(node.elts))
        elif isinstance(node, ast.Dict):
            waiting.extend(reversed(node.keys))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            waiting.extend((node.right, node.left))
        elif isinstance(node, ast.Starred):
            waiting.append(node.value)
        elif isinstance(node, ast.Call) and len(node.args) == 1:  # frozenset({…}), tuple([…])
            waiting.append(node.args[0])
    return found


def lazy_names(function: ast.FunctionDef | ast.AsyncFunctionDef, collections: dict[str, ast.expr]) -> list[str]:
    """The names that a module's `__getattr__` tells apart; `collections` are the module's own assignments."""
    parameters = [*function.args.posonlyargs, *function.args.args]
    if len(parameters) != 1:
        return []
    found: dict[str, None] = {}
    known = dict(collections)
    for node in ast.walk(function):
        for value in _compared(node, parameters[0].arg):
            literal = known.pop(value.id, value) if isinstance(value, ast.Name) else value  # each collection once
            found.update(dict.fromkeys(name for name in listed(literal) if name.isidentifier() and not name.startswith("__")))
    return list(found)


def _compared(node: ast.AST, parameter: str) -> Iterator[ast.expr]:
    """What the parameter is compared with, or looked up in, by this expression."""
    if isinstance(node, ast.Compare) and _is(node.left, parameter):
        yield from node.comparators
    elif isinstance(node, ast.Compare) and len(node.comparators) == 1 and _is(node.comparators[0], parameter):
        yield node.left
    elif isinstance(node, ast.Subscript) and _is(node.slice, parameter):
        yield node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop"):
        if node.args and _is(node.args[0], parameter):
            yield node.func.value
    elif isinstance(node, ast.Match) and _is(node.subject, parameter):
        for pattern in ast.walk(node):
            if isinstance(pattern, ast.MatchValue):
                yield pattern.value


def _is(node: ast.expr, parameter: str) -> bool:
    return isinstance(node, ast.Name) and node.id == parameter
