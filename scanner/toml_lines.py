"""Where the keys of a TOML document stand: its reader gives lines for errors only."""

import re
from dataclasses import dataclass, field

Place = tuple[str | int, ...]  # ("issue", 0, "title"): keys, and numbers in arrays of tables

_blank = re.compile(r"(?:[ \t\n]|#[^\n]*)+")
_key_part = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)')[ \t]*""")
_value_part = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'{3}.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[\[{]|[\]}]|\n|[^"'#\[\]{}\n]+''', re.DOTALL
)
#: Strings, those too that never end, and comments are passed over as a whole: every character is looked at once.
_dot = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*+"{0,5}|'{3}(?:[^']|'(?!''))*+'{0,5}|"(?:[^"\\\n]|\\[^\n])*+"?|'[^'\n]*+'?|#[^\n]*+|[.\n]''', re.DOTALL
)


@dataclass(slots=True)
class Lines:
    """Line numbers, from 1, by place."""

    _found: dict[Place, int] = field(default_factory=dict)

    def add(self, place: Place, line: int) -> None:
        """Remember where a place stands first."""
        self._found.setdefault(place, line)

    def of(self, *place: str | int) -> int:
        """The line of a place, or of the nearest thing around it that has one."""
        while place and place not in self._found:
            place = place[:-1]
        return self._found.get(place, 1)


def find_lines(text: str) -> Lines:
    """The lines of all keys and table headers of a valid document; keys inside inline tables stand where their table begins."""
    return _Scan(text).run()


def first_dotted_line(text: str, most: int) -> int:
    """The first line with more than so many dots outside of strings and comments, 0 if none has; the document need not be valid."""
    line, dots = 1, 0
    for found in _dot.finditer(text):
        if found[0] == ".":
            dots += 1
            if dots > most:
                return line
        elif "\n" in found[0]:
            line, dots = line + found[0].count("\n"), 0
    return 0


class _Scan:
    """One pass over a document, statement by statement."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line = 1
        self._lines_counted = 0  # position up to which _line is counted
        self._lines = Lines()
        self._tables: dict[tuple[str, ...], int] = {}  # array of tables -> number of its last one

    def run(self) -> Lines:
        """Read all statements."""
        here: Place = ()
        while self._skip_blank():
            line = self._line_here()
            if self._text[self._position] == "[":
                here = self._header()
                self._add(here, 0, line)
            else:
                self._add((*here, *self._key()), len(here), line)
                self._skip_value()
        return self._lines

    def _add(self, place: Place, known: int, line: int) -> None:
        for length in range(known + 1, len(place) + 1):
            self._lines.add(place[:length], line)

    def _skip_blank(self) -> bool:
        blank = _blank.match(self._text, self._position)
        if blank:
            self._position = blank.end()
        return self._position < len(self._text)

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._lines_counted, self._position)
        self._lines_counted = self._position
        return self._line

    def _header(self) -> Place:
        is_array = self._text.startswith("[[", self._position)
        self._position += 2 if is_array else 1
        key = self._key()
        self._position += 2 if is_array else 1
        if is_array:
            self._tables[key] = self._tables.get(key, -1) + 1
        place: list[str | int] = []
        for length, part in enumerate(key, start=1):
            place.append(part)
            if key[:length] in self._tables:
                place.append(self._tables[key[:length]])
        return tuple(place)

    def _key(self) -> tuple[str, ...]:
        parts = []
        while found := _key_part.match(self._text, self._position):
            parts.append(next(part for part in found.groups() if part is not None))
            self._position = found.end()
            if self._text[self._position : self._position + 1] != ".":
                break
            self._position += 1
        return tuple(parts)

    def _skip_value(self) -> None:
        depth = 0
        while found := _value_part.match(self._text, self._position):
            self._position = found.end()
            depth += (found[0] in "[{") - (found[0] in "]}")
            if found[0] == "\n" and depth <= 0:
                return
        if self._position < len(self._text):
            self._position += 1  # nothing that a valid document holds
