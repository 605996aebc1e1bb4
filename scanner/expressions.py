"""One walk over every expression of a file: fingerprints, references through imports, strings that name modules."""

import ast
from ast import Attribute, Call, Constant, JoinedStr, Name
from collections.abc import Collection, Iterable
from hashlib import blake2b
from typing import Any

import msgspec

from scanner import strings
from scanner.definitions import dotted, parameter_names
from scanner.facts import Deprecation, Reference, Text
from scanner.outline import Begun, BlockEnd, Closed, Opened, Step
from scanner.scopes import Context, Meanings, module_context, without
from scanner.strings import LOOKED_AT, OTHER

MOST_TEXTS = 2000

_NOT_IN_SHAPE = {"ctx", "kind", "type_comment", "type_ignores", "body", "orelse", "finalbody", "handlers", "cases"}
_KINDS = sorted(
    (kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)),
    key=lambda kind: kind.__name__,
)
#: The fields that say what a node is. Blocks of statements come as steps of their own.
_SHAPES: dict[type, tuple[str, ...]] = {kind: tuple(name for name in kind._fields if name not in _NOT_IN_SHAPE) for kind in _KINDS}
_SHAPES |= {ast.Lambda: ("args", "body"), ast.IfExp: ("test", "body", "orelse")}
_NUMBERS: dict[type, int] = {kind: number for number, kind in enumerate(_KINDS)}
_CALL, _ATTRIBUTE, _CONSTANT, _END, _DEFINITION = (len(_KINDS) + number for number in range(5))
_PREPARED = {ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, JoinedStr}
_TAKEN = "taken"
_encode = msgspec.msgpack.Encoder().encode


class Restore:
    """Step: back to what held before an argument, a lambda or a comprehension."""

    __slots__ = ("calling", "meanings")

    def __init__(self, meanings: Meanings, calling: str) -> None:
        self.meanings = meanings
        self.calling = calling


class Walk:
    """What the walk collects."""

    __slots__ = (
        "_begun",
        "_calling",
        "_context",
        "_lines",
        "_meanings",
        "_renamed",
        "_roles",
        "_stack",
        "_tokens",
        "deprecations",
        "texts",
    )

    def __init__(self, renamed: Collection[str] = ()) -> None:
        """`renamed` are names that the file gives to importing functions: `from importlib import import_module as load`."""
        self._renamed = frozenset(renamed)
        self.texts: list[Text] = []
        self.deprecations: list[Deprecation] = []
        self._stack: list[Any] = []
        self._tokens: list[object] = []
        self._begun: list[int] = []  # where the tokens of each definition around this node begin
        self._lines: dict[tuple[str, str], list[int]] = {}
        self._roles: dict[int, str] = {}  # by id of a node: a decorator, a base, a string that needs no second look
        self._context = module_context()
        self._meanings: Meanings = {}
        self._calling = OTHER

    def references(self) -> tuple[Reference, ...]:
        """Every dotted name with its lines, in order of name."""
        return tuple(Reference(name, kind, tuple(sorted(set(lines)))) for (name, kind), lines in sorted(self._lines.items()))

    def take(self, steps: list[Step]) -> None:
        """Preorder, with one stack. Each node leaves its kind and the number of its children, so that equal tokens mean equal code.

        Long, because it runs for every node of every file and a call costs as much as a branch's whole work.
        """
        stack, shapes = self._stack, _SHAPES
        stack += reversed(steps)
        pop, push, token = stack.pop, stack.append, self._tokens.append
        while stack:
            node = pop()
            kind = node.__class__
            role = ""
            if kind is Call:
                token(_CALL)
                token(len(node.args))
                token(len(node.keywords))
                called = node.func
                kind = called.__class__
                last = called.attr if kind is Attribute else called.id if kind is Name else ""
                if last in LOOKED_AT or last in self._renamed or self._calling is not OTHER:
                    self._enter_call(node, self._renamed_call(last) if last in self._renamed else last)
                stack += node.args
                stack += node.keywords
                if not last:
                    push(called)
                    continue
                node = called
                role = "call"
            if kind is Name:
                name = node.id
                token(name)
                if name in self._meanings:
                    self._refer(name, name, node, role or "name")
            elif kind is Constant:
                value = node.value
                token(_CONSTANT)
                if value.__class__ is str:
                    token(value)
                    if "." in value or "import " in value:
                        self._take_string(node, value)
                else:
                    token(_plain(value))
            elif kind is Attribute:
                name = node.attr
                base = node.value
                while base.__class__ is Attribute:
                    name = f"{base.attr}.{name}"
                    base = base.value
                if base.__class__ is Name:
                    name = f"{base.id}.{name}"
                    token(name)
                    if base.id in self._meanings:
                        self._refer(name, base.id, node, role or "attribute")
                else:
                    token(_ATTRIBUTE)
                    token(name)
                    push(base)
            elif kind in shapes:
                if kind in _PREPARED:
                    self._prepare(node)
                token(_NUMBERS[kind])
                for field in shapes[kind]:
                    value = getattr(node, field)
                    if value.__class__ is list:
                        token(len(value))
                        stack += value
                    elif value.__class__ in shapes:
                        push(value)
                    else:
                        token(value)
            elif kind is BlockEnd:
                token(_END)
            else:
                self._take_step(node)

    def _take_step(self, step: object) -> None:
        """What the stack holds besides nodes; a name or None in a list of children is its own token."""
        if isinstance(step, Context):
            self._context = step
            self._meanings = step.bindings.meanings()
        elif isinstance(step, Restore):
            self._meanings = step.meanings
            self._calling = step.calling
        elif isinstance(step, Opened):
            self._open(step)
        elif isinstance(step, Begun):
            self._begin(step.definition)
        elif isinstance(step, Closed):
            self._close(step.definition)
        else:
            self._tokens.append(step)

    def _open(self, definition: Opened) -> None:
        """The head of a definition is part of the code around it, and runs with its names."""
        node = definition.node
        bases = node.bases if isinstance(node, ast.ClassDef) else []
        keywords = node.keywords if isinstance(node, ast.ClassDef) else []
        self._tokens += (_DEFINITION, node.name, len(node.decorator_list), len(bases), len(keywords))
        for decorator in node.decorator_list:
            self._roles[id(decorator.func if isinstance(decorator, Call) else decorator)] = "decorator"
        for base in bases:
            self._roles[id(base.value if isinstance(base, ast.Subscript) else base)] = "base"
        self._stack += (*node.decorator_list, *bases, *keywords)

    def _begin(self, definition: Opened) -> None:
        """Parameters and body are the definition's own; its name is not, so that a renamed copy is equal."""
        node = definition.node
        self._begun.append(len(self._tokens))
        self._tokens.append(_NUMBERS[node.__class__])
        if not isinstance(node, ast.ClassDef):
            self._stack += (node.returns, node.args)

    def _close(self, definition: Opened) -> None:
        start = self._begun.pop()
        definition.fingerprint = _fingerprint(self._tokens[start:])
        self._tokens[start:] = [definition.fingerprint]

    def _refer(self, name: str, root: str, node: Name | Attribute, kind: str) -> None:
        """Notes a name whose first part an import gives."""
        if node.__class__ is Name and node.ctx.__class__ is not ast.Load:
            return
        kind = self._roles.get(id(node), kind)
        for target in self._meanings[root]:
            self._lines.setdefault((target + name[len(root) :], kind), []).append(node.lineno)

    def _prepare(self, node: ast.expr) -> None:
        """Strings that are parts of an f-string are no names; variables of a lambda or comprehension hide imports."""
        if isinstance(node, JoinedStr):
            self._roles.update((id(part), _TAKEN) for part in node.values if part.__class__ is Constant)
            return
        meanings = without(self._meanings, _variables(node))
        if meanings is not self._meanings:
            for outside in _evaluated_outside(node):
                self._refer_outside(outside, meanings)
            self._stack.append(Restore(self._meanings, self._calling))
            self._meanings = meanings

    def _refer_outside(self, node: ast.expr, inner: Meanings) -> None:
        """A name that a comprehension or lambda hides, used where it does not hide it yet."""
        name = dotted(node)
        root = name.partition(".")[0]
        if isinstance(node, Name | Attribute) and root in self._meanings and root not in inner:
            self._refer(name, root, node, "name" if isinstance(node, Name) else "attribute")

    def _renamed_call(self, name: str) -> str:
        """The importing function that a name of the file's own means here; the name itself if it means none."""
        meant = (target.rpartition(".")[2] for target in self._meanings.get(name, ()))
        return next((last for last in meant if last in strings.IMPORTING), name)

    def _enter_call(self, node: Call, last: str) -> None:
        """Notes what this call is for the strings in its arguments, and steps back after them."""
        calling = OTHER
        if last in LOOKED_AT:
            receiver = dotted(node.func.value) if isinstance(node.func, Attribute) else ""
            calling = strings.place_of(last, receiver)
            if last == "warn":
                self._take_warning(node)
        if calling in strings.IMPORTING.values():
            self._take_dynamic_import(node, calling)
            calling = OTHER
        if calling is not self._calling:
            self._stack.append(Restore(self._meanings, self._calling))
            self._calling = calling

    def _take_warning(self, node: Call) -> None:
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if any(dotted(value.func if isinstance(value, Call) else value).endswith("DeprecationWarning") for value in given):
            self.deprecations.append(Deprecation(node.lineno, "warning", self._context.within))

    def _take_dynamic_import(self, node: Call, calling: str) -> None:
        """`import_module("a.b")`: the module is imported where the call stands."""
        named = [keyword.value for keyword in node.keywords if keyword.arg == "name"]
        for value in (*node.args[:1], *named):
            if isinstance(value, Constant) and isinstance(value.value, str):
                self._roles[id(value)] = _TAKEN
                module = strings.absolute(value.value, self._package(node)) if value.value.startswith(".") else value.value
                if strings.is_module(module):
                    self._add_text(node, module, calling)

    def _package(self, node: Call) -> str:
        """The package that `import_module(".x", "a.b")` starts from, if the call says it; that string is no target then."""
        for given in (*node.args[1:2], *(keyword.value for keyword in node.keywords if keyword.arg == "package")):
            if isinstance(given, Constant) and isinstance(given.value, str):
                self._roles[id(given)] = _TAKEN
                return given.value
        return ""

    def _take_string(self, node: Constant, value: str) -> None:
        if id(node) in self._roles:
            return
        if strings.is_path(value):
            self._add_text(node, value, self._calling)
        else:
            for statement in strings.import_statements(value):
                self._add_text(node, statement, "statement")

    def _add_text(self, node: ast.expr, text: str, call: str) -> None:
        if len(self.texts) < MOST_TEXTS:
            context, last = self._context, node.end_lineno or node.lineno
            self.texts.append(Text(node.lineno, last, strings.storable(text), call, context.scope, context.within, context.guard))


def _plain(value: object) -> object:
    """A constant as MessagePack has it; the others in a list, so that they equal no string."""
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        return [hex(value)]
    return [repr(value)] if value is ... or isinstance(value, complex) else value


def _fingerprint(tokens: list[object]) -> bytes:
    try:
        return blake2b(_encode(tokens), digest_size=8).digest()
    except UnicodeEncodeError:  # a lone surrogate in a string
        return blake2b(repr(tokens).encode("utf-8", "backslashreplace"), digest_size=8).digest()


def _evaluated_outside(node: ast.expr) -> Iterable[ast.expr]:
    """What a lambda or comprehension takes from around it: default values, the first iterable."""
    if isinstance(node, ast.Lambda):
        return [value for value in (*node.args.defaults, *node.args.kw_defaults) if value is not None]
    return [generator.iter for generator in getattr(node, "generators", ())[:1]]


def _variables(node: ast.expr) -> Iterable[str]:
    """The names that a lambda or a comprehension binds, as far as they are plain."""
    if isinstance(node, ast.Lambda):
        return parameter_names(node.args)
    found = []
    for generator in getattr(node, "generators", ()):
        targets = generator.target.elts if isinstance(generator.target, ast.Tuple) else (generator.target,)
        found += [target.id for target in targets if isinstance(target, Name)]
    return found
