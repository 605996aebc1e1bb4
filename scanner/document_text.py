"""The bytes of a tracker document to text: UTF-8 or cp1252, damaged characters repaired."""

import re

import ftfy

from scanner.document_parts import TrackerRefused

MOST_BYTES = 256 * 1024
MOST_LINES = 5_000
NOT_UTF8 = "This document is not UTF-8; read as cp1252."
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r\f\b\x1b") + b"\x7f"
_removed = re.compile("[\x00\ud800-\udfff]")
_REPAIR = ftfy.TextFixerConfig()


def text_of(raw: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, its lines ended by "\\n", and sentences about what was wrong with it. Raises TrackerRefused."""
    if len(raw) > MOST_BYTES:
        raise TrackerRefused(f"{name} is larger than 256 kB. Give a smaller tracker document.")
    if raw.startswith(_UTF16):
        raise TrackerRefused(f"{name} is UTF-16. Save it as UTF-8 and give it again.")
    text, problems = _decoded(raw.removeprefix(_BOM))
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if controls * (50 if problems else 10) > len(raw):
        raise TrackerRefused(f"{name} is not text: it is full of control characters. Save it as Markdown in UTF-8 and give it again.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_LINES:
        raise TrackerRefused(f"{name} has more than {MOST_LINES:,} lines. Split it into smaller tracker documents.")
    return _removed.sub("", "\n".join(map(_repaired, text.split("\n")))), problems


def _decoded(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Lone surrogates are let through here; cp1252 takes its five undefined bytes as Latin-1 does, so that repair finds them."""
    try:
        return raw.decode("utf-8", "surrogatepass"), ()
    except UnicodeDecodeError:
        return raw.decode("sloppy-windows-1252"), (NOT_UTF8,)


def _repaired(line: str) -> str:
    """UTF-8 that was read as cp1252, put right; one line at a time, for a document may be damaged in part."""
    return line if line.isascii() else ftfy.fix_encoding(line, _REPAIR)
