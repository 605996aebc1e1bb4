"""String constants that name a module: what they look like, and which call they are given to."""

import re
from collections.abc import Iterator

OTHER = "other"
#: Calls whose first argument is the module that they import; the line of a finding is the call's.
IMPORTING = {"import_module": "import_module", "importorskip": "import_module", "__import__": "__import__", "find_spec": "find_spec"}
#: `logging.getLogger`, and the function that many projects and structlog have beside it: a string there is the name of a logger.
_LOGGERS = {"getLogger", "get_logger"}
_MONKEYPATCH = {"setattr", "delattr", "setitem", "delitem"}
#: The last part of the name of every call that we look at more closely.
LOOKED_AT = frozenset({*IMPORTING, *_LOGGERS, *_MONKEYPATCH, "patch", "object", "dict", "multiple", "warn"})

MOST_PATH_LETTERS = 300
MOST_STATEMENT_LETTERS = 200
_is_path = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+").fullmatch
_is_module = re.compile(r"\.*[^\W\d]\w*(?:\.[^\W\d]\w*)*").fullmatch
_statements = re.compile(r"^[ \t]*((?:from[ \t]+[\w.]+[ \t]+import|import[ \t]+[\w.]+).*)", re.MULTILINE).finditer


def place_of(name: str, receiver: str) -> str:
    """What a call is for strings in its arguments, by its last name and the dotted name before that."""
    last = receiver.rpartition(".")[2]
    if name in IMPORTING:
        return IMPORTING[name]
    if name in _LOGGERS:
        return "getLogger"
    if name == "patch":
        return name if not receiver or "mock" in receiver.lower() else OTHER
    if last == "patch":
        return {"object": "patch.object", "dict": "patch.dict", "multiple": "patch"}.get(name, OTHER)
    if name in _MONKEYPATCH and ("monkey" in last.lower() or last == "mp"):
        return "monkeypatch"
    return OTHER


def is_path(text: str) -> bool:
    """`a.b.c`: two identifiers or more."""
    return len(text) <= MOST_PATH_LETTERS and _is_path(text) is not None


def is_module(text: str) -> bool:
    """`a`, `a.b` or `.b`: what an importing call takes."""
    return len(text) <= MOST_PATH_LETTERS and _is_module(text) is not None


def absolute(module: str, package: str) -> str:
    """`a.b.x` of `.x` and the package `a.b`; the module as it is if one of them says too little."""
    rest = module.lstrip(".")
    parts = package.split(".") if package else []
    up = len(module) - len(rest) - 1
    if up < 0 or not parts or up >= len(parts):
        return module
    return ".".join([*parts[: len(parts) - up], rest] if rest else parts[: len(parts) - up])


def import_statements(text: str) -> Iterator[str]:
    """Lines of a string that are import statements."""
    for found in _statements(text):
        yield storable(found[1].strip()[:MOST_STATEMENT_LETTERS])


def storable(text: str) -> str:
    """Text that UTF-8 and PostgreSQL take: no lone surrogate, no NUL."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")
