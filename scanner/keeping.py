"""What a class keeps in an attribute, as far as the class itself says."""

import ast
from collections.abc import Iterator

from scanner.definitions import dotted

Function = ast.FunctionDef | ast.AsyncFunctionDef
#: State of the class's own, not an object that it stands in for.
_CONTAINERS = {
    *("dict", "list", "set", "tuple", "frozenset", "str", "int", "float", "bool", "bytes", "bytearray", "defaultdict", "OrderedDict"),
    *("deque", "Counter", "WeakValueDictionary", "WeakSet", "ChainMap", "SimpleNamespace", "Path", "datetime", "StringIO", "BytesIO"),
    *("Lock", "RLock", "Event", "Condition", "Semaphore", "Queue", "ThreadPoolExecutor", "getLogger", "get_logger", "environ"),
    *("Dict", "List", "Set", "Tuple", "Mapping", "MutableMapping", "Sequence", "Iterable", "Deque", "DefaultDict", "Callable"),
    *("Mock", "MagicMock", "AsyncMock", "local", "ContextVar"),
}
_LITERALS = (ast.List, ast.Dict, ast.Set, ast.Tuple, ast.ListComp, ast.SetComp, ast.DictComp, ast.JoinedStr)
_WRAPPERS = {"Optional", "Annotated", "Final", "ClassVar", "Type", "type"}


def target(node: ast.ClassDef, attribute: str) -> str:
    """What the attribute holds, as written: the class that is called, the function that gives it, a parameter's annotation."""
    for value in _values(node, attribute):
        if value:
            return value
    return ""


def is_own_state(node: ast.ClassDef, attribute: str) -> bool:
    """Whether it is a container, a lock, a number: nothing that one hands on to."""
    for _, value in _assigned(node, attribute):
        parts = value.values if isinstance(value, ast.BoolOp) else [value]  # given or {}
        if any(isinstance(part, _LITERALS) or (isinstance(part, ast.Constant) and part.value is not None) for part in parts):
            return True
    return any(value.rpartition(".")[2] in _CONTAINERS for value in _values(node, attribute))


def _values(node: ast.ClassDef, attribute: str) -> Iterator[str]:
    for function, value in _assigned(node, attribute):
        yield _described(value, function)
    for member in node.body:
        if isinstance(member, ast.AnnAssign) and dotted(member.target) == attribute:
            yield annotated(member.annotation)
        elif isinstance(member, Function) and member.name == attribute:  # a property or method that gives it
            yield annotated(member.returns)
            for statement in member.body:
                if isinstance(statement, ast.Return) and statement.value is not None:
                    yield _described(statement.value, member)


def _assigned(node: ast.ClassDef, attribute: str) -> Iterator[tuple[Function, ast.expr]]:
    """Every value that a method assigns to `self.attribute`, `__init__` first; its annotation stands in for a value that says less."""
    functions = [member for member in node.body if isinstance(member, Function) and (member.args.posonlyargs or member.args.args)]
    for function in sorted(functions, key=lambda function: function.name != "__init__"):
        own = (*function.args.posonlyargs, *function.args.args)[0].arg
        for statement in ast.walk(function):
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                if any(dotted(variable) == f"{own}.{attribute}" for variable in targets):
                    yield function, statement.value


def _described(value: ast.expr | None, function: Function) -> str:
    """The name that says what a value is."""
    for _ in range(8):  # a variable that holds a variable, and so on
        if isinstance(value, ast.Await):
            value = value.value
        elif isinstance(value, ast.Call):
            return dotted(value.func)
        elif isinstance(value, ast.BoolOp):
            value = next((part for part in value.values if isinstance(part, ast.Call)), value.values[0])
        elif isinstance(value, ast.IfExp):
            value = value.body if not isinstance(value.body, ast.Constant) else value.orelse
        elif isinstance(value, ast.Name):
            parameter = _parameter(function, value.id)
            if parameter is not None:
                return annotated(parameter.annotation)
            name, value = value.id, _local(function, value.id)
            if value is None:
                return name
        else:
            return dotted(value)
    return ""


def _parameter(function: Function, name: str) -> ast.arg | None:
    arguments = function.args
    given = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return next((argument for argument in given if argument.arg == name), None)


def _local(function: Function, name: str) -> ast.expr | None:
    for statement in ast.walk(function):
        if isinstance(statement, ast.Assign) and any(dotted(variable) == name for variable in statement.targets):
            return statement.value
    return None


def annotated(annotation: ast.expr | None) -> str:
    """The class that an annotation names: `Router` of `Optional["Router"]` and `Router | None`."""
    for _ in range(8):
        if isinstance(annotation, ast.Subscript) and dotted(annotation.value).rpartition(".")[2] in _WRAPPERS:
            annotation = annotation.slice.elts[0] if isinstance(annotation.slice, ast.Tuple) else annotation.slice
        elif isinstance(annotation, ast.Subscript):
            annotation = annotation.value
        elif isinstance(annotation, ast.BinOp):
            annotation = annotation.right if isinstance(annotation.left, ast.Constant) else annotation.left
        elif isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
            name = annotation.value.strip()
            return name if all(part.isidentifier() for part in name.split(".")) else ""
        else:
            break
    name = dotted(annotation)
    return "" if name.rpartition(".")[2] in ("Any", "object") else name
