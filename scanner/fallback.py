"""Imports and comments of a file that Python refuses to parse: read by lines and indentation, in one pass forward.

`import` is a keyword, so a line that begins with it is a statement wherever it stands; brackets, which a broken file may never
close, need not be followed. The result is approximate: blocks are what the indentation says, and where they can't be trusted only
the margin is surely the module's. An indented statement counts as hidden, and hands no name on.
"""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.facts import Guard, Import, Scope
from scanner.scopes import MOST_NAME_LETTERS

#: Strings, comments, and a backslash with what it escapes. A string that never ends is read to the end of its line, or is only its quotes.
#: Groups are atomic, for time linear in the text; possessive groups (`(…)*+`) go wrong before Python 3.11.5.
_TEXTS = re.compile(
    r"""\\. | \#[^\n]*+
    | '''(?>(?:[^'\\]++|\\.|'(?!''))*)''' | \"""(?>(?:[^"\\]++|\\.|"(?!""))*)\""" | '''|\"""
    | '(?>(?:[^'\\\n]++|\\.)*)'? | "(?>(?:[^"\\\n]++|\\.)*)"?""",
    re.VERBOSE | re.DOTALL,
)
_continued = re.compile(r"\\[ \t\f]++\n")  # a backslash with a blank or a comment behind it: that alone makes a file unreadable
_HEADS = "class|def|if|elif|else|try|except|finally|for|while|with|match|case"
#: Where a block or an import statement may begin: at the start of a line, or after a semicolon.
_BEGINNINGS = re.compile(
    rf"""\n(?P<indent>[ \t\f]*+)(?:(?=(?:from|import)\b) | (?:async[ \t]++)?(?P<head>{_HEADS})\b(?P<rest>[^\n;]*+))
    | ;[ \t\f]*+(?=(?:from|import)\b)""",
    re.VERBOSE,
)
_INLINE = re.compile(r":[ \t\f]*+(?=(?:from|import)\b)")
_STATEMENT = re.compile(
    r"""import\b(?P<plain>[\w., \t\f]*+)(?=[;\n]|\Z)
    | from\b(?P<module>[\w. \t\f]*?)\bimport\b[ \t\f]*+
      (?: (?P<names>[\w, \t\f]++|\*[ \t\f]*+)(?=[;\n]|\Z) | \((?P<listed>[\w,\s]*+)(?P<closed>\)?+) )""",
    re.VERBOSE,
)
_WORDS = re.compile(r"\w++")
_RESERVED = frozenset(keyword.kwlist) - {"async", "await"}  # these were names in Python 2
_blanks = re.compile(r"[ \t\f]*+").match
_name_of = re.compile(r"[ \t]++([^\W\d]\w*+)").match
_checks_types = re.compile(r"[ \t(]*+(?:\w++\.)?TYPE_CHECKING\b[ \t)]*+:").match
_catches_import_error = re.compile(r"[ \t]*+:|.*\b(?:ImportError|ModuleNotFoundError|Exception|BaseException)\b").match

Names = list[tuple[str, str | None]]


def imports(text: str) -> tuple[Import, ...]:
    """The import statements as far as they can be told, in order."""
    return tuple(_statements(text)) if "import" in text else ()


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Every comment with its line; the same words inside a string are none."""
    lines = _Lines(text)
    for found in _TEXTS.finditer(text):
        if found[0][0] == "#":
            yield lines.number(found.start()) + 1, found[0]


@dataclass(slots=True)
class _Block:
    """A block and what stands directly in it."""

    indent: int
    head: str
    scope: Scope = Scope.MODULE
    within: str = ""
    guard: Guard = Guard.NONE


@dataclass(slots=True)
class _Lines:
    """Counts line ends before positions, each not before the last."""

    text: str
    _position: int = 0
    _number: int = 0

    def number(self, position: int) -> int:
        """How many lines have ended before a position."""
        self._number += self.text.count("\n", self._position, position)
        self._position = max(position, self._position)
        return self._number


def _statements(text: str) -> Iterator[Import]:
    """Positions are those behind one line end, so that the first line begins like every other."""
    lines = _Lines("\n" + text)
    code = _continued.sub(lambda found: " " * len(found[0]), _TEXTS.sub(_blank, lines.text))
    blocks = [_Block(-1, "")]
    indent, left, read = 0, "", 0
    for found in _BEGINNINGS.finditer(code):
        line_end = code.rfind("\n", read, found.start()) if found["indent"] is None else found.start()
        if line_end >= 0:
            indent = _width(code, line_end + 1)
            left = _leave(blocks, indent)
        read = start = found.end()
        if head := found["head"]:
            blocks.append(_opened(blocks[-1], indent, head, found["rest"], left))
            inline = _INLINE.search(code, found.start("rest"), start)
            if inline is None:
                continue
            start = inline.end()
        if said := _STATEMENT.match(code, start):
            yield from _import(said, lines, blocks[-1], is_indented=indent > 0)


def _blank(found: re.Match[str]) -> str:
    """Quotation marks for a string, blanks for a comment and for the end of a line that goes on: as long as before."""
    text = found[0]
    if text[0] == "\\":
        return "  " if text[1] == "\n" else text
    return (" " if text[0] == "#" else "'") * len(text)


def _width(code: str, line_start: int) -> int:
    """The width of what a line begins with."""
    found = _blanks(code, line_start)
    return len(found[0].replace("\f", "").expandtabs()) if found else 0


def _leave(blocks: list[_Block], indent: int) -> str:
    """Ends the blocks that a line is no part of; returns the head of the one that began as far left, whose `else` this may be."""
    head = ""
    while blocks[-1].indent >= indent:
        head = blocks.pop().head
    return head


def _opened(outer: _Block, indent: int, head: str, rest: str, left: str) -> _Block:
    if head in ("class", "def"):
        name = found[1] if (found := _name_of(rest)) else "?"
        within = (f"{outer.within}.{name}" if outer.within else name)[:MOST_NAME_LETTERS]
        return _Block(indent, head, Scope.CLASS if head == "class" else Scope.FUNCTION, within)
    guard = outer.guard
    if head == "if":
        guard = Guard.TYPE_CHECKING if _checks_types(rest) else Guard.IF
    elif head == "elif" or (head == "else" and left in ("if", "elif")):
        guard = Guard.IF
    elif head == "try":
        guard = Guard.TRY
    elif head == "except":
        guard = Guard.EXCEPT if _catches_import_error(rest) else Guard.TRY
    return _Block(indent, head, outer.scope, outer.within, guard)


def _import(said: re.Match[str], lines: _Lines, block: _Block, *, is_indented: bool) -> Iterator[Import]:
    """The statement as a fact, if it names something."""
    line = lines.number(said.start())
    level, module = _source(said["module"] or "")
    if said["listed"] is not None:
        names, end = _bracketed(said)
    else:
        group = "plain" if said["module"] is None else "names"
        names, end = _listed(said[group]), said.start(group) + len(said[group].rstrip())
    if names and (said["plain"] is not None or level or module):
        last = lines.number(end)
        scope = Scope.FUNCTION if is_indented and block.scope is Scope.MODULE else block.scope
        yield Import(line, last, said["module"] is None, level, module, tuple(names), scope, block.within, block.guard)


def _source(written: str) -> tuple[int, str]:
    """Level and module of ` . . a.b `; 0 and "" if it is neither."""
    module = ".".join(part.strip() for part in written.split("."))
    name = module.lstrip(".")
    return (len(module) - len(name), name) if not name or _is_dotted(name) else (0, "")


def _listed(written: str) -> Names:
    """`a.b as c, d`, one comma too many at most; nothing if anything else is among it, as in a sentence that begins with "import"."""
    if written.strip() == "*":
        return [("*", None)]
    joined = ".".join(part.strip() for part in written.split(".")) if "." in written else written
    pieces = [piece.split() for piece in joined.split(",")]
    if len(pieces) > 1 and not pieces[-1]:
        pieces.pop()
    return [(words[0], words[2] if len(words) == 3 else None) for words in pieces] if all(map(_is_name, pieces)) else []


def _is_name(words: list[str]) -> bool:
    """`a.b`, or `a.b as c`."""
    if len(words) == 3:
        return words[1] == "as" and "." not in words[2] and _is_dotted(words[0]) and _is_dotted(words[2])
    return len(words) == 1 and _is_dotted(words[0])


def _bracketed(said: re.Match[str]) -> tuple[Names, int]:
    """The names in brackets and where they end. If these never close, the words before what follows are no names of ours."""
    names: Names = []
    ends: list[int] = [said.start("listed")]
    is_alias = False
    for word in _WORDS.finditer(said.string, said.start("listed"), said.end("listed")):
        if word[0] == "as":
            is_alias = bool(names)
        elif word[0] in _RESERVED or not word[0].isidentifier():
            return names, ends[-1]
        elif is_alias:
            names[-1], ends[-1], is_alias = (names[-1][0], word[0]), word.end(), False
        else:
            names.append((word[0], None))
            ends.append(word.end())
    if said["closed"]:
        return names, said.end()
    if said.end() < len(said.string) and "\n" not in said.string[ends[-1] : said.end()]:
        return names[:-1], ends[-2] if names else ends[-1]
    return names, ends[-1]


def _is_dotted(name: str) -> bool:
    return all(part.isidentifier() and part not in _RESERVED for part in name.split("."))
