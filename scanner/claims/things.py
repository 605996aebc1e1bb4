"""Names that a text writes: paths, classes, calls, dotted names, lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.claims.claim import Thing

_FILE = (
    r"\.?/?(?:[\w.*-]{1,100}/){0,20}[\w*-][\w.*-]{0,120}\.(?:py|md|toml|ya?ml|json|ini|cfg|sh|txt|js|ts|tsx"
    r"|xml|sql)(?:\.\w{1,60})*(?![\w/*-])"
)
_FOLDER = r"/?(?:[\w-]{1,100}/){2,20}(?![\w*])"
_LINES = r"\b[Ll]ines?[ ]+\d{1,6}(?:[ ]*[-–][ ]*\d{1,6})?"
_CALL = r"(?:[A-Za-z_]\w{0,80}\.){0,6}[A-Za-z_]\w{1,80}\([^()\s]{0,60}\)"
_DOTTED = r"(?:[A-Za-z_]\w{1,60}\.){1,10}[A-Za-z_]\w{1,80}(?![\w/-])"
_SNAKE = r"_{0,2}[A-Za-z][A-Za-z0-9]{0,60}(?:_[A-Za-z0-9]{1,60}){1,12}_{0,2}(?!\w)"
_CONSTANT = r"[A-Z][A-Z0-9_]{1,40}(?=[ ]?=[ ]?[\"'\w])"
_CAMEL = r"[A-Z][A-Za-z0-9]{2,80}(?![\w-])"
_NAMED = re.compile(
    rf"(?<![\w./*-])(?:(?P<file>{_FILE})(?::(?P<at>\d{{1,6}}(?:-\d{{1,6}})?))?|(?P<folder>{_FOLDER})|(?P<lines>{_LINES})"
    rf"|(?P<constant>{_CONSTANT})|(?P<call>{_CALL})|(?P<dotted>{_DOTTED})|(?P<snake>{_SNAKE})|(?P<camel>{_CAMEL}))",
    re.ASCII,
)
_URL = re.compile(r"https?://\S{1,500}")
_LEAST_SMALL = 3
#: Products and words whose spelling looks like a class's.
_NO_SYMBOLS = frozenset(
    {"websocket", "websockets", "oauth", "github", "gitlab", "javascript", "typescript", "postgresql", "openai", "graphql", "pytest"}
    | {"clickhouse", "macos", "mysql", "mongodb", "youtube", "linkedin", "fastapi", "devops", "iphone", "paypal", "sqlite"}
)
_NO_DOTTED = frozenset({"e.g", "i.e", "node.js", "etc.etc", "vs.the"})


@dataclass(frozen=True, slots=True)
class Named:
    """One name, where it stands."""

    thing: Thing
    text: str
    start: int
    end: int

    @property
    def placeholder(self) -> str:
        """What stands for it in a wording's form."""
        if self.thing is Thing.PATH:
            base = self.text.rstrip("/").rpartition("/")[2]
            return "TESTPATH" if base.startswith("test_") or base.endswith("_test.py") else "PATH"
        if self.thing is Thing.SYMBOL:
            return "CALL" if self.text.endswith(")") else "NAME"
        if self.thing is Thing.METHOD:
            return "CALL" if self.text.endswith(")") else "IDENTIFIER"
        return {Thing.DOTTED: "DOTTED", Thing.MODULE: "DOTTED", Thing.LINES: "LINES"}[self.thing]


def named_in(text: str) -> list[Named]:
    """Every name of a text, in order; addresses are none."""
    return list(_named(_URL.sub(lambda found: " " * len(found[0]), text)))


def _named(text: str) -> Iterator[Named]:
    for found in _NAMED.finditer(text):
        thing = _thing(found)
        if thing is not None:
            end = found.end("file") if found["file"] else found.end()
            yield Named(thing, text[found.start() : end], found.start(), end)
            if found["at"]:
                yield Named(Thing.LINES, found["at"], found.start("at"), found.end("at"))


def _thing(found: re.Match[str]) -> Thing | None:
    if found["file"] or found["folder"]:
        return Thing.PATH if "*" not in found[0] else None
    if found["lines"]:
        return Thing.LINES
    if found["constant"]:
        return Thing.METHOD
    if found["call"]:
        return Thing.SYMBOL if is_camel(found["call"].partition("(")[0].rpartition(".")[2]) else Thing.METHOD
    if found["dotted"]:
        return _dotted(found["dotted"])
    if found["snake"]:
        return Thing.METHOD if _is_identifier(found["snake"]) else None
    return Thing.SYMBOL if is_camel(found["camel"]) else None


def _dotted(text: str) -> Thing | None:
    if text.lower() in _NO_DOTTED or any(part.isdigit() for part in text.split(".")):
        return None
    return Thing.DOTTED


def _is_identifier(text: str) -> bool:
    """`get_manager`, no `IN_PROGRESS`."""
    return text != text.upper()


def is_camel(text: str) -> bool:
    """Does it look like a class's name: two humps or more, and no product's?"""
    small = sum(letter.islower() for letter in text)
    return small >= _LEAST_SMALL and text[:1].isupper() and sum(letter.isupper() for letter in text) > 1 and text.lower() not in _NO_SYMBOLS
