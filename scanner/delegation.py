"""How much of a class or function only hands on to one kept object or one other function."""

import ast
import builtins
from collections import Counter

from scanner import keeping
from scanner.definitions import dotted, parameter_names
from scanner.facts import Forward
from scanner.handing import Function, Handing, handing, is_glue, is_plain

#: Of a proxy's public methods and properties, so many in a hundred hand on.
ENOUGH_PERCENT = 80
MOST_FUNCTION_STATEMENTS = 8
#: Nobody stands in for a thing of which only this is asked.
_CONTAINER_MEMBERS = {
    *("[]", "{}", "append", "extend", "add", "remove", "discard", "pop", "clear", "update", "insert", "items", "keys", "values", "get"),
}
_BUILTINS = frozenset(dir(builtins))


def of_class(node: ast.ClassDef, name: str) -> Forward | None:
    """A class that is a proxy: what it keeps, and how many of its public methods hand on to that."""
    functions = [member for member in node.body if isinstance(member, Function)]
    if any(function.name.startswith("test_") for function in functions):
        return None
    public = [function for function in functions if not function.name.startswith("_") and not _is_setter(function)]
    catch_all = next((kept for function in functions if function.name == "__getattr__" and (kept := _caught(function))), "")
    handings = _handings(public)
    if handings is None or not (handings or catch_all):
        return None
    kept = _most_kept(handings) or catch_all
    forwarded = [found for found in handings if found.kept == kept]
    if len(forwarded) * 100 < ENOUGH_PERCENT * len(public) or _asks_one_thing(forwarded):
        return None
    attribute = kept.partition(".")[2]
    if attribute and keeping.is_own_state(node, attribute):
        return None
    target = keeping.target(node, attribute.removesuffix("()")) if attribute else kept.removesuffix("()")
    if not target and forwarded and _CONTAINER_MEMBERS.issuperset(found.member for found in forwarded):
        return None
    return Forward(name, kept, target, len(forwarded), len(public), catch_all == kept)


def _handings(public: list[Function]) -> list[Handing] | None:
    """What each method hands on to; None as soon as too many have code of their own."""
    found: dict[str, Handing] = {}
    missed = 0
    for function in sorted(public, key=lambda function: -len(function.body)):  # long methods have code of their own: an early end
        if handed := handing(function):
            found[function.name] = handed
        else:
            missed += 1
            if missed * 100 > (100 - ENOUGH_PERCENT) * len(public):
                return None
    return [handed if "." in handed.kept else found.get(handed.member, handed) for handed in found.values()]


def _most_kept(handings: list[Handing]) -> str:
    """The object that most methods hand on to; a method that returns an attribute itself hands on to nothing."""
    counted = Counter(found.kept for found in handings if found.member and "." in found.kept)
    return counted.most_common(1)[0][0] if counted else ""


def _asks_one_thing(forwarded: list[Handing]) -> bool:
    """Many methods that all end in `.get(…)` or `.execute(…)` are a service of their own on top of a store, and no proxy."""
    members = {found.member for found in forwarded}
    return len(forwarded) >= 3 and len(members) * 2 < len(forwarded)


def _is_setter(function: Function) -> bool:
    return any(isinstance(decorator, ast.Attribute) and decorator.attr in ("setter", "deleter") for decorator in function.decorator_list)


def _caught(function: Function) -> str:
    """What a `__getattr__` looks every name up in: "self._router", "get_router()"."""
    parameters = parameter_names(function.args)
    if len(parameters) != 2:
        return ""
    own, name = parameters
    looked_up: dict[str, str] = {}  # local variable -> what it was looked up in
    returned: list[ast.expr] = []
    for statement in ast.walk(function):
        if isinstance(statement, ast.Assign) and (kept := _looked_up(statement.value, own, name)):
            looked_up.update((variable.id, kept) for variable in statement.targets if isinstance(variable, ast.Name))
        elif isinstance(statement, ast.Return) and statement.value is not None:
            returned.append(statement.value)
    found = (_looked_up(value, own, name) or looked_up.get(dotted(value), "") for value in returned)
    return next((kept for kept in found if kept), "")


def _looked_up(value: ast.expr, own: str, name: str) -> str:
    """What `getattr(…, name)` looks in."""
    if not isinstance(value, ast.Call) or dotted(value.func) != "getattr" or len(value.args) < 2 or dotted(value.args[1]) != name:
        return ""
    kept = value.args[0]
    if not isinstance(kept, ast.Call):
        return dotted(kept) if dotted(kept) != own else ""
    if dotted(kept.func) == "object.__getattribute__" and len(kept.args) == 2:
        attribute = kept.args[1]
        return f"{own}.{attribute.value}" if isinstance(attribute, ast.Constant) and isinstance(attribute.value, str) else ""
    return f"{dotted(kept.func)}()" if dotted(kept.func) not in ("", "super", "type") else ""


def of_function(node: Function, name: str) -> Forward | None:
    """A function that only calls another one, and gives it what it was given."""
    body = [statement for statement in node.body if not _is_beside_the_point(statement)]
    if len(node.body) > MOST_FUNCTION_STATEMENTS or len(body) != 1 or not isinstance(body[0], ast.Return | ast.Expr):
        return None
    call = body[0].value.value if isinstance(body[0].value, ast.Await) else body[0].value
    if not isinstance(call, ast.Call):
        return None
    parameters = parameter_names(node.args)
    called = _called_name(call.func)
    root = called.partition(".")[0].removesuffix("()")
    if not root or root in parameters or root in _BUILTINS or called == node.name:
        return None
    return Forward(name, called, called.partition("()")[0], 1, 1, False) if _hands_on(call, parameters) else None


def _called_name(function: ast.expr) -> str:
    """`router.route`, or `get_router().route` for a member of what another call gives."""
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call) and not function.value.args:
        maker = dotted(function.value.func)
        return f"{maker}().{function.attr}" if maker else ""
    return dotted(function)


def _hands_on(call: ast.Call, parameters: list[str]) -> bool:
    """A call with what the function was given; one with constants only makes something."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not all(is_plain(value) for value in given):
        return False
    names = {node.id for value in given for node in ast.walk(value) if isinstance(node, ast.Name)}
    return not names.isdisjoint(parameters) if parameters else not given


def _is_beside_the_point(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant) or (isinstance(statement.value, ast.Call) and is_glue(statement.value))
    return isinstance(statement, ast.Import | ast.ImportFrom | ast.Pass)
