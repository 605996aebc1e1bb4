"""Bodies of definitions, written out so that equal code is equal text: no positions, formatting, docstrings or `pass`."""

import ast
import hashlib
from collections.abc import Iterator
from typing import NamedTuple

LEAST_SIZE = 2  # smaller ones are never compared
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
NEVER_SHOWN = ("ctx", "kind", "type_comment")


class Body(NamedTuple):
    """One definition: the number of statements in it, a digest of what it does, the definition around it by its place in the list."""

    line: int
    size: int
    digest: bytes
    outer: int | None


def bodies(tree: ast.Module) -> tuple[Body, ...]:
    """Every definition that is large enough; what is around one is larger still."""
    found: list[Body] = []
    waiting: list[tuple[ast.AST, int | None]] = [(tree, None)]
    while waiting:
        node, outer = waiting.pop()
        if isinstance(node, Definition):
            size = sum(1 for one in ast.walk(node) if one is not node and isinstance(one, ast.stmt) and says_something(one))
            if size < LEAST_SIZE:
                continue
            found.append(Body(node.lineno, size, hashlib.blake2b(text_of(node).encode("utf-8", "surrogatepass")).digest()[:16], outer))
            outer = len(found) - 1
        waiting.extend((child, outer) for child in ast.iter_child_nodes(node))
    return tuple(found)


def says_something(statement: ast.AST) -> bool:
    """False for a docstring, any other constant that stands alone, and `pass`."""
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return not is_text and not isinstance(statement, ast.Pass)


def text_of(definition: Definition) -> str:
    """Parameters and body; name, bases and decorators belong to what is around it."""
    parts = [type(definition).__name__]
    fields: tuple[str, ...] = ("body",) if isinstance(definition, ast.ClassDef) else ("args", "returns", "body")
    waiting: list[object] = [getattr(definition, name) for name in reversed(fields)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mark):
            parts.append(one)
        elif isinstance(one, list):
            parts.append("[")
            waiting += [Mark("]"), *reversed([child for child in one if says_something(child)])]
        elif isinstance(one, ast.AST):
            parts.append(f"{type(one).__name__}(")
            waiting += [Mark(")"), *reversed(list(shown(one)))]
        else:
            parts.append(repr(one))
    return " ".join(parts)


class Mark(str):
    """A bracket, not a value."""

    __slots__ = ()


def shown(node: ast.AST) -> Iterator[object]:
    """The fields that say what a node is."""
    return (getattr(node, name, None) for name in node._fields if name not in NEVER_SHOWN)
