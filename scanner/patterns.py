"""Regular expressions over the lines of a file, by an engine whose time is linear in the text."""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec
import re2

from scanner.decoding import Undecodable, decode

#: Names this way of searching; another number asks every blob again.
SEARCHER = "1"
LONGEST_PATTERN = 500
MOST_MEMORY = 1024**2  # bytes that a compiled pattern may take
MOST_STEPS = 1_500  # of a compiled pattern: the most that each byte of a file can cost
MOST_LINES = 10_000  # hits of one file
LONGEST_TEXT = 200
MOST_PACKED_BYTES = 32 * 1024**2

_PROBES = (b"", b"a", b" ", b"ab", b"  ", b"a ", b" a", b"(", b"_=")
_LINE_ENDS = {"\n": "\\n", "\r": "\\r"} | {escape: escape for escape in ("\\n", "\\r", "\\x0a", "\\x0d", "\\x0A", "\\x0D")}
_part = re.compile(r"\\x[0-9a-fA-F]{2}|\\.|\[:\^?[a-z]+:\]|\[\^?\]?|.", re.DOTALL)
_SENTENCES = {
    "missing ]": "“{0}” is never closed.",
    "bad repetition operator": "“{0}” repeats what is repeated already.",
    "no argument for repetition operator": "“{0}” has nothing before it to repeat.",
    "invalid repetition size": "“{0}” is no number of repetitions; at most 1,000 are counted.",
    "invalid perl operator": "“{0}” begins no group that is known here; there is no looking ahead or behind.",
    "invalid escape sequence": "“{0}” is no escape that is known here; there are no references back to a group.",
    "invalid character class range": "“{0}” is no range of characters.",
    "invalid named capture group": "“{0}” is no named group; write (?P<name>…).",
    "trailing \\": "“\\” at the end escapes nothing; write \\\\ for the character itself.",
    "pattern too large - compile failed": "The pattern is too costly. Repeat less, and name fewer kinds of letters.",
}


class PatternRefused(ValueError):
    """A pattern that is not searched for; str() is one sentence that names what is wrong and where."""


class Hit(msgspec.Struct, frozen=True, array_like=True):
    """One line that matches: its number as an editor shows it, the matched text, the line without its margins."""

    line: int
    name: str
    statement: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that may be searched for."""

    text: str
    compiled: Any  # the engine's own object; it has no types

    @property
    def digest(self) -> str:
        """Names the pattern and the way of searching."""
        return blake2b(f"{SEARCHER}\0{self.text}".encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=64)
def compile_pattern(text: str) -> Pattern:
    """The pattern, ready to search: `^` and `$` are the ends of a line. Raises PatternRefused."""
    if not text:
        raise PatternRefused("The pattern is empty. Write what a line has to hold.")
    if len(text) > LONGEST_PATTERN:
        raise PatternRefused(f"The pattern has {len(text):,} characters; at most {LONGEST_PATTERN} are searched for.")
    ends = next((part for _, part, in_class in _tokens(text) if part in _LINE_ENDS and not in_class), None)
    if ends is not None:
        raise PatternRefused(f"“{_LINE_ENDS[ends]}” is never inside a line. Leave it out.")
    _compiled(text, text)
    compiled = _compiled("(?m)" + text, text)
    if compiled.programsize > MOST_STEPS:
        raise PatternRefused(_SENTENCES["pattern too large - compile failed"])
    if any(found.start() == found.end() for probe in _PROBES for found in compiled.finditer(probe)):
        raise PatternRefused(f"“{_cut(text)}” matches the empty string, so every line. Name something that a line has to hold.")
    return Pattern(text, compiled)


def _compiled(expression: str, text: str) -> Any:
    options = re2.Options()
    options.max_mem = MOST_MEMORY
    options.log_errors = False
    options.never_capture = True
    options.never_nl = True
    try:
        return re2.compile(expression.encode(), options)
    except UnicodeEncodeError as error:
        raise PatternRefused(f"Character {error.start + 1} of the pattern is no text.") from None
    except re2.error as error:
        raise PatternRefused(_sentence(error.args[0].decode("utf-8", "replace"), text)) from None


def _sentence(complaint: str, text: str) -> str:
    """The engine's complaint ("missing ]: [a") in words of ours."""
    what, _, where = complaint.partition(": ")
    if what in ("missing )", "unexpected )"):
        return _about_brackets(text)
    return _SENTENCES.get(what, "“{0}” is not understood.").format(_cut(where or text))


def _about_brackets(text: str) -> str:
    opened: list[int] = []
    for position, part, in_class in _tokens(text):
        if part == "(" and not in_class:
            opened.append(position)
        elif part == ")" and not in_class:
            if not opened:
                return f"“)” at character {position + 1} closes nothing; write \\) for the character itself."
            opened.pop()
    return f"“{_cut(text[opened[0] if opened else 0 :])}” is never closed."


def _tokens(text: str) -> Iterator[tuple[int, str, bool]]:
    """Characters and escapes with their positions, and whether they stand in a character class."""
    in_class = False
    for found in _part.finditer(text):
        part = found[0]
        yield found.start(), part, in_class
        if not in_class and part[0] == "[" and not part.endswith(":]"):
            in_class = True
        elif in_class and part == "]":
            in_class = False


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def search(pattern: Pattern, source: bytes) -> Iterator[Hit]:
    """The lines of a file that match, the first MOST_LINES of them, in time linear in its size."""
    raw = _text(source).encode()
    position, line, count = 0, 1, 0
    while count < MOST_LINES and position < len(raw):
        found = pattern.compiled.search(raw, position)
        if found is None:
            return
        start, end = found.span()
        line += raw.count(b"\n", position, start)
        first = raw.rfind(b"\n", 0, start) + 1 if start else 0
        last = raw.find(b"\n", start)
        last = len(raw) if last < 0 else last
        if end > start:
            count += 1
            yield Hit(line, _shown(raw[start:end]), _shown(raw[first:last].strip()))
        position, line = last + 1, line + 1


def _text(source: bytes) -> str:
    """The file as text with "\\n" as its only line end, whatever its bytes."""
    try:
        return decode(source)
    except Undecodable:
        return source.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _shown(raw: bytes) -> str:
    return raw[: 4 * LONGEST_TEXT].decode("utf-8", "ignore")[:LONGEST_TEXT].replace("\0", "�")


def pack(hits: Sequence[Hit]) -> bytes:
    """Hits as bytes to store."""
    return zlib.compress(msgspec.msgpack.encode(hits), 6)


def unpack(packed: bytes) -> tuple[Hit, ...]:
    """The hits again. Raises ValueError for bytes that pack() did not write."""
    try:
        raw = zlib.decompressobj().decompress(packed, MOST_PACKED_BYTES)
        return msgspec.msgpack.decode(raw, type=tuple[Hit, ...])
    except (zlib.error, msgspec.MsgspecError) as error:
        raise ValueError(f"Stored hits cannot be read: {error}") from error
