"""Whether a method only hands on: its result comes from an object that `self` keeps, and the rest is logging and checks."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.definitions import dotted

MOST_STATEMENTS = 16
Function = ast.FunctionDef | ast.AsyncFunctionDef

_PRIVATE = re.compile(r"_[a-z]\w*")
_GLUE = re.compile(r"(?:^|[._])(?:\w*logger|logging|logs?|warn|warnings?|print)(?:[._]|$)|deprecat", re.IGNORECASE)
_OWN_CHECK = re.compile(r"^(?:self|cls)\._*(?:ensure|check|validate|require|init|initialize|lazy|track|record|count)(?:_\w*)?$")
#: Calls that hand on what they are given, only in another form.
_CONVERSIONS = {
    *("list", "dict", "tuple", "set", "frozenset", "sorted", "iter", "next", "bool", "int", "str", "float", "len"),
    *("copy", "deepcopy", "cast"),
}
_MODULE_CONVERSIONS = {"copy.copy", "copy.deepcopy", "typing.cast", "json.loads", "json.dumps"}
_IN_ARGUMENTS = (
    *(ast.Name, ast.Attribute, ast.Constant, ast.Starred, ast.keyword, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Subscript, ast.Slice),
    *(ast.BoolOp, ast.boolop, ast.Compare, ast.cmpop, ast.UnaryOp, ast.unaryop, ast.IfExp, ast.expr_context, ast.Call),
)
_HARMLESS = (ast.Raise, ast.Assert, ast.Pass, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal)


@dataclass(frozen=True, slots=True)
class Handing:
    """What a method hands on to."""

    kept: str  # "self._router"; "self" if it only calls another method of the class
    member: str  # "add_route"; "" if it returns the kept object itself


class NotHanding(Exception):
    """The method has code of its own."""


@dataclass(slots=True)
class _Method:
    own: str
    derived: dict[str, Handing] = field(default_factory=dict)  # local variables that hold a result of the kept object
    returned: list[Handing] = field(default_factory=list)
    done: list[Handing] = field(default_factory=list)


def handing(function: Function) -> Handing | None:
    """What this method hands on to, None if it has code of its own."""
    parameters = [*function.args.posonlyargs, *function.args.args]
    if not parameters or len(function.body) > MOST_STATEMENTS:
        return None
    if other := _other_method(function, parameters[0].arg):
        return Handing(parameters[0].arg, other)
    method = _Method(parameters[0].arg)
    try:
        _read(method, function.body)
    except NotHanding:
        return None
    if method.returned:
        return max(method.returned, key=lambda found: bool(found.member))
    if len({found.kept for found in method.done}) == 1:
        return method.done[-1]
    return None


def _other_method(function: Function, own: str) -> str:
    """`return self.connect(host)`: the method that this one is another name for."""
    statement = function.body[-1]
    before = function.body[:-1]
    value = statement.value if isinstance(statement, ast.Return | ast.Expr) else None
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or dotted(call.func.value) != own:
        return ""
    beside = all(isinstance(line, ast.Expr) and (isinstance(line.value, ast.Constant) or _is_glue_call(line.value)) for line in before)
    return call.func.attr if beside and all(is_plain(given, own) for given in (*call.args, *call.keywords)) else ""


def _is_glue_call(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and is_glue(value)


def _read(method: _Method, body: list[ast.stmt]) -> None:
    """Every statement in order. Raises NotHanding at the first that does something of its own."""
    waiting: list[ast.stmt] = list(reversed(body))
    seen = 0
    while waiting:
        statement = waiting.pop()
        seen += 1
        if seen > MOST_STATEMENTS:
            raise NotHanding
        if isinstance(statement, _HARMLESS) or _builds_lazily(method, statement):
            continue
        if reader := _READERS.get(type(statement)):
            waiting.extend(reversed(reader(method, statement)))
        else:
            raise NotHanding


def _read_expression(method: _Method, statement: ast.Expr) -> list[ast.stmt]:
    value = statement.value
    if isinstance(value, ast.Constant):
        return []
    if isinstance(value, ast.Yield | ast.YieldFrom):
        method.returned.append(_handed(method, value.value))
        return []
    if _is_glue_call(value):
        return []
    found = source(method, value)
    if found and found.member:
        method.done.append(found)
    elif not _is_own_check(value):
        raise NotHanding
    return []


def _read_return(method: _Method, statement: ast.Return) -> list[ast.stmt]:
    if statement.value is not None and not _is_empty(statement.value):
        method.returned.append(_handed(method, statement.value))
    return []


def _handed(method: _Method, value: ast.expr | None) -> Handing:
    found = source(method, value)
    if found is None:
        raise NotHanding
    return found


def _read_assignment(method: _Method, statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> list[ast.stmt]:
    targets: list[ast.expr] = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    value = statement.value
    found = source(method, value) if value is not None else None
    if found is None and value is not None and not is_plain(value, method.own) and not _changes(method, targets):
        raise NotHanding
    for target in targets:
        if isinstance(target, ast.Name) and not isinstance(statement, ast.AugAssign):
            if found and found.member:
                method.derived[target.id] = found
            elif found:
                method.derived[target.id] = Handing(found.kept, "")
            else:
                method.derived.pop(target.id, None)
    return []


def _changes(method: _Method, targets: list[ast.expr]) -> bool:
    """`result["proxy"] = …`: a result that is changed afterwards is still the kept object's."""
    return all(isinstance(target, ast.Subscript | ast.Attribute) and source(method, target) is not None for target in targets)


def _read_branches(method: _Method, statement: ast.If | ast.Try | ast.With | ast.AsyncWith) -> list[ast.stmt]:
    blocks = [statement.body]
    if isinstance(statement, ast.If):
        blocks.append(statement.orelse)
    elif isinstance(statement, ast.Try):
        blocks += [*(handler.body for handler in statement.handlers), statement.orelse, statement.finalbody]
    return [inner for block in blocks for inner in block]


def _read_loop(method: _Method, statement: ast.For | ast.AsyncFor) -> list[ast.stmt]:
    """`for item in self._kept.items(): yield item` hands on; any other loop is code of its own."""
    body = statement.body[0]
    if len(statement.body) != 1 or not (isinstance(body, ast.Expr) and isinstance(body.value, ast.Yield) and body.value.value):
        raise NotHanding
    variables = _variables(statement.target)
    if not variables or variables != _variables(body.value.value):
        raise NotHanding
    method.returned.append(_handed(method, statement.iter))
    return []


def _variables(node: ast.expr) -> list[str]:
    """`key, value`: nothing else may be among them."""
    named = node.elts if isinstance(node, ast.Tuple) else [node]
    return [one.id for one in named if isinstance(one, ast.Name)] if all(isinstance(one, ast.Name) for one in named) else []


_Reader = Callable[..., list[ast.stmt]]
_READERS: dict[type[ast.stmt], _Reader] = {
    ast.Expr: _read_expression,
    ast.Return: _read_return,
    ast.Assign: _read_assignment,
    ast.AnnAssign: _read_assignment,
    ast.AugAssign: _read_assignment,
    ast.If: _read_branches,
    ast.Try: _read_branches,
    ast.With: _read_branches,
    ast.AsyncWith: _read_branches,
    ast.For: _read_loop,
    ast.AsyncFor: _read_loop,
}


def source(method: _Method, value: ast.expr | None) -> Handing | None:
    """The kept object that a value comes from: by attribute, call, subscript, getattr, or in another form."""
    member = ""
    while value is not None:
        if isinstance(value, ast.Await | ast.Subscript | ast.Starred):
            member = member or ("[]" if isinstance(value, ast.Subscript) else "")
            value = value.value
        elif isinstance(value, ast.Attribute):
            if isinstance(value.value, ast.Name) and value.value.id == method.own:
                return Handing(f"{method.own}.{value.attr}", member)
            member = value.attr
            value = value.value
        elif isinstance(value, ast.Call):
            value, member = _called(method, value, member)
        elif isinstance(value, ast.BoolOp | ast.IfExp):
            value = _alternative(method, value)
        elif isinstance(value, ast.Compare | ast.UnaryOp):  # kept.count() > 0, not kept.ready
            value = value.left if isinstance(value, ast.Compare) else value.operand
        elif isinstance(value, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            value = value.generators[0].iter
        elif isinstance(value, ast.Dict):  # {**kept.stats(), "proxy": True}
            value, member = (value.values[0], member or "{}") if value.keys[:1] == [None] else (None, member)
        elif isinstance(value, ast.Name):
            found = method.derived.get(value.id)
            return Handing(found.kept, found.member or member) if found else None
        else:
            return None
    return None


def _called(method: _Method, call: ast.Call, member: str) -> tuple[ast.expr | None, str]:
    """What a call's result comes from, and by which member: the receiver, or the argument of a conversion."""
    function = call.func
    if isinstance(function, ast.Name) and function.id == "getattr" and len(call.args) >= 2:
        name = call.args[1]
        return call.args[0], str(name.value) if isinstance(name, ast.Constant) else "getattr"
    if call.args and _converts(function):
        return call.args[-1 if dotted(function).endswith("cast") else 0], member or "convert"
    if not all(is_plain(argument, method.own) for argument in (*call.args, *call.keywords)):
        return None, member
    if isinstance(function, ast.Call) and dotted(function.func) == "getattr":  # getattr(kept, "route")(message)
        return function, member
    if not isinstance(function, ast.Attribute):
        return None, member
    if dotted(function.value) == method.own and (call.args or call.keywords):
        return None, member  # a method of its own; without arguments it may give the kept object: self._router().add()
    return function, member


def _alternative(method: _Method, value: ast.BoolOp | ast.IfExp) -> ast.expr | None:
    """Of `kept.x or default` and `kept.x if ready else default`: the part that comes from a kept object."""
    parts = value.values if isinstance(value, ast.BoolOp) else [value.body, value.orelse]
    handing_on = [part for part in parts if not _is_empty(part) and isinstance(part, ast.Call | ast.Await | ast.Attribute | ast.Name)]
    if handing_on and all(is_plain(part) for part in parts if part is not handing_on[0]):
        return handing_on[0]
    return None


def is_plain(value: ast.AST, own: str = "") -> bool:
    """What may be handed on: names, attributes, constants, what a private method of its own makes of them; nothing else computed."""
    return all(isinstance(node, _IN_ARGUMENTS) and (not isinstance(node, ast.Call) or _prepares(node, own)) for node in ast.walk(value))


def _prepares(call: ast.Call, own: str) -> bool:
    if _converts(call.func) or dotted(call.func) in ("getattr", "isinstance", "kwargs.get", "kwargs.pop"):
        return True
    return isinstance(call.func, ast.Attribute) and bool(own) and dotted(call.func.value) == own and bool(_PRIVATE.match(call.func.attr))


def _converts(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id in _CONVERSIONS) or dotted(function) in _MODULE_CONVERSIONS


def is_glue(call: ast.Call) -> bool:
    """Logging, printing, warning."""
    return bool(_GLUE.search(dotted(call.func)))


def _is_own_check(value: ast.expr) -> bool:
    """`self._ensure_ready()`, `self._validate(x)`."""
    call = value.value if isinstance(value, ast.Await) else value
    return isinstance(call, ast.Call) and bool(_OWN_CHECK.match(dotted(call.func)))


def _is_empty(value: ast.expr) -> bool:
    """A default in place of a result: None, False, [], {}."""
    if isinstance(value, ast.List | ast.Tuple):
        return not value.elts
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Dict) and not value.keys)


def _builds_lazily(method: _Method, statement: ast.stmt) -> bool:
    """`if self._router is None: self._router = Router()`."""
    if not isinstance(statement, ast.If) or statement.orelse:
        return False
    asked = any(isinstance(node, ast.Name) and node.id == method.own for node in ast.walk(statement.test))
    return asked and all(_is_building(method, inner) for inner in statement.body)


def _is_building(method: _Method, statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Attribute) and dotted(target.value) == method.own for target in statement.targets)
    if isinstance(statement, ast.Expr):
        return _is_glue_call(statement.value)
    return isinstance(statement, ast.Import | ast.ImportFrom)
