"""The statements of a file: imports, definitions, aliases; and the steps that the walk over expressions takes next."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scanner import definitions, delegation, exports
from scanner.definitions import DefinitionNode
from scanner.facts import Alias, Deprecation, Forward, Guard, Import, Scope
from scanner.scopes import Context, module_context

_CATCHES_IMPORT_ERROR = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
_WORDS: dict[type, str] = {ast.ClassDef: "class", ast.FunctionDef: "function", ast.AsyncFunctionDef: "async function"}


class Opened:
    """A definition: the walk over expressions fills in its fingerprint."""

    __slots__ = ("bases", "context", "decorators", "fingerprint", "flags", "kind", "name", "node", "signature", "size")

    def __init__(self, node: DefinitionNode, context: Context, bases: tuple[str, ...], decorators: tuple[str, ...]) -> None:
        self.node = node
        self.kind = _WORDS[node.__class__]
        self.signature = "" if isinstance(node, ast.ClassDef) else definitions.signature(node.args)
        self.name = context.qualified(node.name)
        self.context = context
        self.bases = bases
        self.decorators = decorators
        self.flags: tuple[str, ...] = ()
        self.fingerprint = b""
        self.size = 0


@dataclass(slots=True)
class Begun:
    """Step: the body of a definition begins."""

    definition: Opened


@dataclass(slots=True)
class Closed:
    """Step: the body of a definition has ended."""

    definition: Opened


class BlockEnd:
    """Step: a block of statements has ended."""


BLOCK_END = BlockEnd()
Step = ast.AST | Context | Opened | Begun | Closed | BlockEnd


@dataclass(slots=True)
class Block:
    """Statements that share a context, and the step after them."""

    statements: Iterator[ast.stmt]
    context: Context
    end: Step = BLOCK_END


Blocks = list[Block | ast.AST | BlockEnd]


def _block(statements: list[ast.stmt], context: Context) -> Block | BlockEnd:
    return Block(iter(statements), context) if statements else BLOCK_END


@dataclass(slots=True)
class Outline:
    """What one pass over the statements found."""

    imports: list[Import] = field(default_factory=list)
    definitions: list[Opened] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    exported: list[str] | None = None
    forwards: list[Forward] = field(default_factory=list)
    deprecations: list[Deprecation] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    lazy: list[str] = field(default_factory=list)
    context: Context | None = None
    statement_count: int = 0
    flags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    collections: dict[str, ast.expr] = field(default_factory=dict)
    getattrs: list[ast.FunctionDef | ast.AsyncFunctionDef] = field(default_factory=list)


def read(tree: ast.Module) -> Outline:
    """The outline of a file. No recursion: a tree that parses may be deeper than Python's stack."""
    outline = Outline()
    context = module_context()
    _read_docstring(outline, tree.body, "")
    waiting: Blocks = [Block(iter(tree.body), context)]
    while waiting:
        block = waiting[-1]
        if isinstance(block, Block):
            _read_block(outline, block, waiting)
        else:  # the head of an exception handler or a case, the end of an empty block
            outline.steps.append(block)
            waiting.pop()
    if outline.exported is not None:
        outline.collections["__all__"] = ast.List([ast.Constant(name) for name in outline.exported])
    outline.lazy = [name for function in outline.getattrs for name in exports.lazy_names(function, outline.collections)]
    return outline


def _read_block(outline: Outline, block: Block, waiting: Blocks) -> None:
    """Reads statements until one has blocks of its own, which then come first."""
    steps, context = outline.steps, block.context
    if outline.context is not context:
        steps.append(context)
        outline.context = context
    for statement in block.statements:
        kind = statement.__class__
        if kind is ast.Expr:
            if statement.value.__class__ is ast.Constant:  # type: ignore[attr-defined]  # a docstring, or text in its place
                continue
            outline.statement_count += 1
            steps.append(statement.value)  # type: ignore[attr-defined]
            if context.scope is Scope.MODULE:
                _read_extended_all(outline, statement.value)  # type: ignore[attr-defined]
            continue
        if kind is ast.Pass:
            continue
        outline.statement_count += 1
        if reader := _READERS.get(kind):
            if blocks := reader(outline, statement, context):
                waiting.extend(reversed(blocks))
                return
        else:
            steps.append(statement)
    if isinstance(block.end, Closed):
        block.end.definition.size = outline.statement_count - block.end.definition.size
    steps.append(block.end)
    waiting.pop()


def _read_import(outline: Outline, node: ast.Import, context: Context) -> None:
    names = tuple((alias.name, alias.asname) for alias in node.names)
    outline.imports.append(
        Import(node.lineno, node.end_lineno or node.lineno, True, 0, "", names, context.scope, context.within, context.guard)
    )
    outline.steps.append(node)
    for name, alias in names:
        if alias:
            context.bindings.bind_import(alias, name)
        else:
            root = name.partition(".")[0]
            context.bindings.bind_import(root, root)


def _read_from_import(outline: Outline, node: ast.ImportFrom, context: Context) -> None:
    names = tuple((alias.name, alias.asname) for alias in node.names)
    module = node.module or ""
    outline.imports.append(
        Import(node.lineno, node.end_lineno or node.lineno, False, node.level, module, names, context.scope, context.within, context.guard)
    )
    outline.steps.append(node)
    prefix = "." * node.level + (f"{module}." if module else "")
    for name, alias in names:
        if name != "*":
            context.bindings.bind_import(alias or name, prefix + name)


def _read_definition(outline: Outline, node: DefinitionNode, context: Context) -> Blocks:
    is_class = isinstance(node, ast.ClassDef)
    bases = definitions.head_names(node.bases) if isinstance(node, ast.ClassDef) else ()
    opened = Opened(node, context, bases, definitions.head_names(node.decorator_list))
    opened.size = outline.statement_count
    outline.definitions.append(opened)
    outline.steps += (opened, Begun(opened))
    context.bindings.assigned.add(node.name)
    inner = context.inside(node.name, Scope.CLASS if is_class else Scope.FUNCTION)
    for decorator in opened.decorators:
        if definitions.is_deprecation_decorator(decorator):
            outline.deprecations.append(Deprecation(node.lineno, "decorator", opened.name))
    _read_docstring(outline, node.body, opened.name)
    if isinstance(node, ast.ClassDef):
        opened.flags = definitions.class_flags(node, bases, outline.flags)
        if opened.flags:
            outline.flags[node.name] = opened.flags
        forward = delegation.of_class(node, opened.name)
    else:
        inner.bindings.assigned.update(definitions.parameter_names(node.args))
        if context.scope is Scope.MODULE and node.name == "__getattr__":
            outline.getattrs.append(node)
        forward = delegation.of_function(node, opened.name) if context.scope is Scope.MODULE else None
    if forward:
        outline.forwards.append(forward)
    return [Block(iter(node.body), inner, Closed(opened))]


def _read_docstring(outline: Outline, body: list[ast.stmt], name: str) -> None:
    first = body[0] if body else None
    value = first.value if isinstance(first, ast.Expr) else None
    if isinstance(value, ast.Constant) and isinstance(value.value, str) and definitions.says_deprecated(value.value):
        outline.deprecations.append(Deprecation(value.lineno, "docstring", name))


def _read_assignment(outline: Outline, node: ast.Assign | ast.AnnAssign, context: Context) -> None:
    outline.steps.append(node)
    targets: list[ast.expr] = node.targets if isinstance(node, ast.Assign) else [node.target]
    if context.scope is not Scope.MODULE:
        _bind(context, targets)
        return
    if node.value is None:
        return
    for variable, value in _pairs(targets, node.value):
        target = definitions.dotted(value)
        if variable == "__all__":
            outline.exported = exports.listed(value)
        elif target and target != variable:
            outline.aliases.append(Alias(node.lineno, variable, target, context.guard))
        else:
            outline.collections[variable] = value


def _pairs(targets: list[ast.expr], value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Each variable with what it is given, `A, B = a, b` too."""
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id, value
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for variable, given in zip(target.elts, value.elts, strict=True):
                if isinstance(variable, ast.Name):
                    yield variable.id, given


def _read_augmented(outline: Outline, node: ast.AugAssign, context: Context) -> None:
    outline.steps.append(node)
    if context.scope is not Scope.MODULE:
        _bind(context, [node.target])
    elif isinstance(node.target, ast.Name) and node.target.id == "__all__":
        _export_more(outline, node.value)


def _read_extended_all(outline: Outline, value: ast.expr) -> None:
    """`__all__.extend([…])` and `__all__.append("…")`."""
    if isinstance(value, ast.Call) and len(value.args) == 1 and definitions.dotted(value.func) in ("__all__.extend", "__all__.append"):
        _export_more(outline, value.args[0])


def _export_more(outline: Outline, value: ast.expr) -> None:
    if outline.exported is None:
        outline.exported = []
    outline.exported += exports.listed(value)


def _read_global(outline: Outline, node: ast.Global, context: Context) -> None:
    outline.steps.append(node)
    context.bindings.declared_global.update(node.names)


def _read_if(outline: Outline, node: ast.If, context: Context) -> Blocks:
    outline.steps.append(node)
    is_negated = isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
    test = node.test.operand if isinstance(node.test, ast.UnaryOp) and is_negated else node.test
    guards = [Guard.IF, Guard.IF]
    if definitions.dotted(test).rpartition(".")[2] == "TYPE_CHECKING":
        guards[is_negated] = Guard.TYPE_CHECKING
    return [_block(node.body, context.under(guards[0])), _block(node.orelse, context.under(guards[1]))]


def _read_loop(outline: Outline, node: ast.For | ast.AsyncFor | ast.While, context: Context) -> Blocks:
    outline.steps.append(node)
    if not isinstance(node, ast.While):
        _bind(context, [node.target])
    return [_block(node.body, context), _block(node.orelse, context)]


def _read_with(outline: Outline, node: ast.With | ast.AsyncWith, context: Context) -> Blocks:
    outline.steps.append(node)
    _bind(context, [item.optional_vars for item in node.items if item.optional_vars])
    return [_block(node.body, context)]


def _read_try(outline: Outline, node: ast.Try | ast.TryStar, context: Context) -> Blocks:
    outline.steps.append(node)
    blocks: Blocks = [_block(node.body, context.under(Guard.TRY))]
    for handler in node.handlers:
        if handler.name:
            context.bindings.assigned.add(handler.name)
        guard = Guard.EXCEPT if _catches_import_error(handler.type) else Guard.TRY
        blocks += (handler, _block(handler.body, context.under(guard)))
    return [*blocks, _block(node.orelse, context), _block(node.finalbody, context)]


def _catches_import_error(caught: ast.expr | None) -> bool:
    if caught is None:
        return True
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(definitions.dotted(kind).rpartition(".")[2] in _CATCHES_IMPORT_ERROR for kind in kinds)


def _read_match(outline: Outline, node: ast.Match, context: Context) -> Blocks:
    outline.steps.append(node)
    blocks: Blocks = []
    for case in node.cases:
        if context.scope is not Scope.MODULE:
            for pattern in ast.walk(case.pattern):
                name = getattr(pattern, "name", None) or getattr(pattern, "rest", None)
                if name:
                    context.bindings.assigned.add(name)
        blocks += (case, _block(case.body, context))
    return blocks


def _bind(context: Context, targets: list[ast.expr]) -> None:
    """Notes the variables that an assignment binds in a function or class."""
    if context.scope is Scope.MODULE:
        return
    waiting = list(targets)
    while waiting:
        target = waiting.pop()
        if isinstance(target, ast.Name):
            context.bindings.assigned.add(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            waiting += target.elts
        elif isinstance(target, ast.Starred):
            waiting.append(target.value)


_Reader = Callable[[Outline, Any, Context], Blocks | None]
_READERS: dict[type, _Reader] = {
    ast.Import: _read_import,
    ast.ImportFrom: _read_from_import,
    ast.ClassDef: _read_definition,
    ast.FunctionDef: _read_definition,
    ast.AsyncFunctionDef: _read_definition,
    ast.Assign: _read_assignment,
    ast.AnnAssign: _read_assignment,
    ast.AugAssign: _read_augmented,
    ast.Global: _read_global,
    ast.If: _read_if,
    ast.For: _read_loop,
    ast.AsyncFor: _read_loop,
    ast.While: _read_loop,
    ast.With: _read_with,
    ast.AsyncWith: _read_with,
    ast.Try: _read_try,
    ast.TryStar: _read_try,
    ast.Match: _read_match,
}
