"""Source bytes to text: UTF-8, or one of four single-byte encodings that a PEP 263 cookie names."""

import re

#: Python knows a hundred codecs, some of them quadratic (punycode) or no encodings at all (hex, rot13, undefined).
SINGLE_BYTE = {
    "ascii": "ascii",
    "us-ascii": "ascii",
    "latin-1": "latin-1",
    "latin1": "latin-1",
    "l1": "latin-1",
    "iso-8859-1": "latin-1",
    "iso8859-1": "latin-1",
    "iso-latin-1": "latin-1",
    "iso8859": "latin-1",
    "8859": "latin-1",
    "latin": "latin-1",
    "cp819": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "iso8859-15": "iso-8859-15",
    "latin9": "iso-8859-15",
    "l9": "iso-8859-15",
    "cp1252": "cp1252",
    "windows-1252": "cp1252",
}
BOM = b"\xef\xbb\xbf"
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]{1,40})")
_line_ended = re.compile(r"^(latin-1|iso-8859-1|iso-latin-1)-.*")  # latin-1-unix: Python reads Emacs's names too
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")


class Undecodable(ValueError):
    """These bytes are no text that we read; the message says why."""


def decode(source: bytes) -> str:
    """The text of a Python file, its lines ended by "\\n" as Python and editors count them. Raises Undecodable."""
    marked = source.startswith(BOM)
    cookie = _cookie(source)
    encoding = _supported(cookie) if cookie else "utf-8"
    if marked and encoding != "utf-8":
        raise Undecodable(f"begins with a UTF-8 mark but says coding: {cookie}")
    try:
        text = (source[len(BOM) :] if marked else source).decode(encoding)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Undecodable(f"line {line}: byte 0x{error.object[error.start]:02x} is not {_title(encoding)}") from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _cookie(source: bytes) -> str | None:
    """The encoding that the first or second line names."""
    for line in re.split(rb"\r\n|\r|\n", source[:1000].removeprefix(BOM), maxsplit=2)[:2]:
        if found := _COOKIE.match(line):
            return found[1].decode("ascii")
        if not _BLANK.match(line):
            return None
    return None


def _supported(cookie: str) -> str:
    name = cookie.lower().replace("_", "-")
    if name in ("utf-8", "utf8", "u8") or name.startswith("utf-8-"):
        return "utf-8"
    name = _line_ended.sub(r"\1", name)
    if name in SINGLE_BYTE:
        return SINGLE_BYTE[name]
    raise Undecodable(f"coding: {cookie} is not read, only UTF-8, Latin-1, ISO-8859-15, cp1252 and ASCII are")


def _title(encoding: str) -> str:
    return {"utf-8": "UTF-8", "ascii": "ASCII"}.get(encoding, encoding)
