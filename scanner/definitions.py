"""What the head of a class or function says: bases, decorators, signature, and what sort of class it is."""

import ast
import re
from collections.abc import Iterable

from scanner.scopes import MOST_NAME_LETTERS

DefinitionNode = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

_ENUMS = {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "ReprEnum"}
_EXCEPTION = re.compile(r"(?:Exception|Error|Warning|ExceptionGroup|KeyboardInterrupt|SystemExit|StopIteration)$")
_MODELS = {"BaseModel", "BaseSettings", "RootModel", "TypedDict", "NamedTuple", "Model", "SQLModel", "Struct"}
_DATACLASS = re.compile(r"(?:^|\.)dataclass$|^attrs?\.(?:s|attrs|define|frozen|mutable)$|^(?:define|attrs)$")
_HANDED_DOWN = ("enum", "exception", "dataclass", "model")
_DEPRECATED_DECORATOR = re.compile(r"(?:^|\.|_)deprecat(?:ed|e|ion)(?:_|$)", re.IGNORECASE)
_DEPRECATED_TEXT = re.compile(r"\b(?i:is|are|been|now)\s+(?i:deprecated)\b|\bDEPRECATED\b|\bDEPRECATION\b")
_DEPRECATED_START = re.compile(r"^\W*deprecat(?:ed|ion)\b", re.IGNORECASE)
_FIRST_LINES = 5


def dotted(node: ast.expr | None) -> str:
    """`a.b.c` as written, "" for anything that isn't only names and dots."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))[:MOST_NAME_LETTERS]


def head_name(node: ast.expr) -> str:
    """The dotted name of a base or decorator, without its arguments or subscript."""
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return dotted(node)


def head_names(nodes: Iterable[ast.expr]) -> tuple[str, ...]:
    """The dotted names of bases or decorators; those that have none are left out."""
    return tuple(name for node in nodes if (name := head_name(node)))


def signature(arguments: ast.arguments) -> str:
    """`(self, a, b=…, *, c)`: names, kinds, and which have defaults."""
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    shown = [argument.arg if index < required else f"{argument.arg}=…" for index, argument in enumerate(positional)]
    if arguments.posonlyargs:
        shown.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg:
        shown.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        shown.append("*")
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        shown.append(argument.arg if default is None else f"{argument.arg}=…")
    if arguments.kwarg:
        shown.append(f"**{arguments.kwarg.arg}")
    return f"({', '.join(shown)})"


def parameter_names(arguments: ast.arguments) -> list[str]:
    """Every name that the parameters bind."""
    found = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return found + [argument.arg for argument in (arguments.vararg, arguments.kwarg) if argument]


def class_flags(node: ast.ClassDef, bases: tuple[str, ...], known: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """What sort of class it is, by its bases and decorators; `known` has the flags of earlier classes of the file."""
    last = [base.rpartition(".")[2] for base in bases]
    metaclass = next((head_name(keyword.value) for keyword in node.keywords if keyword.arg == "metaclass"), "").rpartition(".")[2]
    flags = {flag for base in bases for flag in known.get(base, ()) if flag in _HANDED_DOWN}
    flags.update(
        flag
        for flag, applies in (
            ("enum", any(name in _ENUMS for name in last) or metaclass == "EnumMeta"),
            ("exception", any(_EXCEPTION.search(name) for name in last)),
            ("protocol", "Protocol" in last),
            ("abc", "ABC" in last or metaclass == "ABCMeta"),
            ("model", any(name in _MODELS for name in last)),
            ("dataclass", any(_DATACLASS.search(head_name(decorator)) for decorator in node.decorator_list)),
        )
        if applies
    )
    return tuple(sorted(flags))


def is_deprecation_decorator(name: str) -> bool:
    """`@deprecated`, `@typing_extensions.deprecated`, `@deprecated_alias`."""
    return bool(_DEPRECATED_DECORATOR.search(name))


def says_deprecated(docstring: str) -> bool:
    """Whether the first lines of a docstring call the thing itself deprecated."""
    if "deprecat" not in docstring[:2000].lower():
        return False
    lines = [line for line in docstring[:2000].splitlines() if line.strip()][:_FIRST_LINES]
    return any(_DEPRECATED_START.search(line) or _DEPRECATED_TEXT.search(line) for line in lines)
