"""Independent code, a proxy or a subclass shim: a rough reading of a definition's body."""

import ast

from tests.support.checker.question import Question
from tests.support.checker.snapshot import Snapshot, bases, module_names

FORWARDED_SHARE = 0.8
ADDS_LITTLE = 2
Method = ast.FunctionDef | ast.AsyncFunctionDef


def of_definition(snapshot: Snapshot, question: Question, path: str, tree: ast.Module, node: ast.AST) -> str:
    """The class of a class or function definition outside the canonical module."""
    if isinstance(node, ast.ClassDef):
        methods = [one for one in node.body if isinstance(one, Method)]
        inherits = any(
            is_same_name(snapshot, question, path, one) or is_canonical_base(snapshot, question, path, tree, one) for one in node.bases
        )
        if len(methods) <= ADDS_LITTLE and inherits:
            return "subclass shim"
        return "proxy" if is_proxy(methods) else "duplicate"
    assert isinstance(node, Method)
    body = meant(node.body)
    only_calls = len(body) == 1 and isinstance(body[0], ast.Return) and isinstance(unwrapped(body[0].value), ast.Call)
    return "proxy" if only_calls else "duplicate"


def is_same_name(snapshot: Snapshot, question: Question, path: str, base: ast.expr) -> bool:
    """Is this base class another implementation of the symbol: an attribute of that name, or imported by it?"""
    if isinstance(base, ast.Attribute):
        return base.attr == question.symbol
    named = {
        alias or name for one in snapshot.said(path).imports if one.base is not None for name, alias in one.names if name == question.symbol
    }
    return isinstance(base, ast.Name) and base.id in named


def is_canonical_base(snapshot: Snapshot, question: Question, path: str, tree: ast.Module, base: ast.expr) -> bool:
    """Is this base class the canonical symbol, by whatever name?"""
    if isinstance(base, ast.Name):
        return leads_to_canonical(snapshot, question, path, base.id, frozenset())
    if isinstance(base, ast.Attribute):
        dotted = ast.unparse(base.value)
        modules = {dotted}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules |= {alias.name for alias in node.names if alias.asname == dotted}
        for statement in snapshot.said(path).imports:
            modules |= {f"{one}.{name}" for one in bases(path, statement) for name, alias in statement.names if (alias or name) == dotted}
        return any(is_symbol(snapshot, question, module, base.attr, frozenset()) for module in modules)
    return False


def leads_to_canonical(snapshot: Snapshot, question: Question, path: str, name: str, asked: frozenset[tuple[str, str]]) -> bool:
    """Does a name of a file stand for the canonical symbol?"""
    if (path, name) in asked:
        return False
    if name == question.symbol and question.canonical in module_names(path):
        return True
    for statement in snapshot.said(path).imports:
        for one, alias in statement.names:
            if (alias or one) == name and any(
                is_symbol(snapshot, question, base, one, asked | {(path, name)}) for base in bases(path, statement)
            ):
                return True
    return False


def is_symbol(snapshot: Snapshot, question: Question, module: str, name: str, asked: frozenset[tuple[str, str]]) -> bool:
    """Is this name of this module the canonical symbol?"""
    if (module, name) == (question.canonical, question.symbol):
        return True
    return any(leads_to_canonical(snapshot, question, file, name, asked) for file in snapshot.by_module.get(module, ()))


def is_proxy(methods: list[Method]) -> bool:
    """Do at least four of five public methods pass their call on to an object that the instance keeps?"""
    kept = {
        target.attr
        for method in methods
        for node in ast.walk(method)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
    }
    public = [method for method in methods if not method.name.startswith("_")]
    if not public:
        return any(method.name == "__getattr__" and any(forwards(method, one) for one in kept) for method in methods)
    return any(sum(forwards(method, one) for method in public) >= FORWARDED_SHARE * len(public) for one in kept)


def forwards(method: Method, kept: str) -> bool:
    """Does what a method gives come from the object it keeps under this name?"""
    returns = [node.value for node in ast.walk(method) if isinstance(node, ast.Return) and node.value is not None]
    if returns:
        return any(mentions(value, kept) for value in returns)
    body = meant(method.body)
    return bool(body) and any(isinstance(one, ast.Expr) and mentions(unwrapped(one.value), kept) for one in body)


def mentions(node: ast.AST | None, kept: str) -> bool:
    """Does an expression use `self.<kept>`?"""
    if node is None:
        return False
    found = (one for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr == kept)
    return any(isinstance(one.value, ast.Name) and one.value.id == "self" for one in found)


def meant(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements of a body without strings and `pass`."""
    return [
        one for one in body if not isinstance(one, ast.Pass) and not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]


def unwrapped(node: ast.expr | None) -> ast.expr | None:
    """What is awaited, or the expression itself."""
    return node.value if isinstance(node, ast.Await) else node


def last_part(node: ast.AST) -> str:
    """`c` of `a.b.c`."""
    return getattr(node, "attr", "") or getattr(node, "id", "")
