"""Where a file uses a module that an import statement gives it, and whether the canonical one would do there."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.definitions import dotted
from scanner.moves import Move, NotReplaced
from scanner.tree import is_under

#: Words of code that are names in quotes, as in an annotation.
_ANNOTATED = ("annotation", "returns")


@dataclass(frozen=True, slots=True)
class Use:
    """A dotted name that begins with the module's, as long as it goes."""

    line: int
    name: str


def uses(tree: ast.Module, root: str) -> Iterator[Use]:
    """Every dotted name of the file that begins with this one, in quoted annotations too."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        name = dotted(node) if isinstance(node, ast.Attribute | ast.Name) else ""
        if is_under(name, root) and not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)):
            yield Use(node.lineno, name)  # type: ignore[attr-defined]  # an expression has a line
        if not name:
            waiting.extend(ast.iter_child_nodes(node))
        for word in _ANNOTATED:
            quoted = getattr(node, word, None)
            if isinstance(quoted, ast.Constant) and isinstance(quoted.value, str) and is_under(quoted.value, root):
                yield Use(quoted.lineno, quoted.value)


def require_known(tree: ast.Module, bound: str, move: Move) -> None:
    """`import D as bound` can become `import C as bound`. Raises NotReplaced."""
    if move.all_names:
        return
    for use in uses(tree, bound):
        name = use.name.removeprefix(bound).removeprefix(".").partition(".")[0]
        if not name:
            raise NotReplaced(f"{bound} itself is handed on in line {use.line}: what is used of it is not to be seen here")
        if not move.knows(name):
            raise NotReplaced(f"{use.name} is used in line {use.line}, and {name} is not known to live in {move.canonical}")


def require_unused(tree: ast.Module, module: str, move: Move, others: Sequence[str]) -> None:
    """`import D` can become `import C`; `others` are the other modules that the file imports so. Raises NotReplaced."""
    loaded = max(_shared(other, module) for other in [move.canonical, *others])
    for use in uses(tree, module.partition(".")[0]):
        if is_under(use.name, module):
            raise NotReplaced(f"Uses of {use.name} in this file have to change too, as in line {use.line}")
        if _shared(use.name, module) > loaded:
            raise NotReplaced(f"Line {use.line} uses {use.name}, which is there through this import")


def _shared(name: str, module: str) -> int:
    """How many parts two dotted names have in common from the left."""
    count = 0
    for one, other in zip(name.split("."), module.split("."), strict=False):
        if one != other:
            break
        count += 1
    return count
