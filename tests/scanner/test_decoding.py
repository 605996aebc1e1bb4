"""Source bytes to text: what Python would read, and nothing that could do harm."""

import ast
import io
import tokenize

import pytest

from scanner.decoding import SINGLE_BYTE, Undecodable, decode
from scanner.extract import extract
from scanner.facts import Verdict

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (b"", ""),
        (b"x = 1\n", "x = 1\n"),
        ("x = 'ä'".encode(), "x = 'ä'"),
        (BOM + "x = 'ä'".encode(), "x = 'ä'"),
        (b"# coding: latin-1\nx = '\xe4'", "# coding: latin-1\nx = 'ä'"),
        (b"#!/usr/bin/python\n# -*- coding: iso-8859-15 -*-\nx = '\xa4'", "#!/usr/bin/python\n# -*- coding: iso-8859-15 -*-\nx = '€'"),
        (b"# vim: set fileencoding=cp1252 :\nx = '\x80'", "# vim: set fileencoding=cp1252 :\nx = '€'"),
        (b"# coding: latin_1_unix\nx = '\xe4'", "# coding: latin_1_unix\nx = 'ä'"),
        (b"\n\x0c # coding=L1\nx = '\xe4'", "\n\x0c # coding=L1\nx = 'ä'"),
        ("# coding: UTF_8\nx = 'ä'".encode(), "# coding: UTF_8\nx = 'ä'"),
        ("# coding: utf-8-unix\nx = 'ä'".encode(), "# coding: utf-8-unix\nx = 'ä'"),
        (BOM + "# coding: utf8\nx = 'ä'".encode(), "# coding: utf8\nx = 'ä'"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_names(source: bytes, wanted: str):
    assert decode(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\n# coding: latin-1\ny = 'ä'",
        "\n\n# coding: latin-1\ny = 'ä'",
        "x = '# coding: latin-1 ä'",
        "# decoding latin-1: ä",
        "# coding is latin-1: ä",
    ],
)
def test_a_cookie_counts_in_a_comment_of_the_first_two_lines_only(source: str):
    assert decode(source.encode()) == source


@pytest.mark.parametrize("source", ["a\r\nb\rc\nd", "a\r\rb", "\r\n"])
def test_every_line_end_becomes_the_same(source: str):
    assert decode(source.encode()) == source.replace("\r\n", "\n").replace("\r", "\n")


def test_a_cookie_is_found_whatever_ends_its_line():
    for end in (b"\r", b"\r\n", b"\n"):
        assert decode(end.join([b"#!python", b"# coding: latin-1", b"x = '\xe4'"])).endswith("x = 'ä'")


@pytest.mark.parametrize("letter", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_other_letters_that_look_like_line_ends_are_none(letter: str):
    assert decode(f"a{letter}b".encode()) == f"a{letter}b"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"x = 1\ny = '\xe4'", "line 2: byte 0xe4 is not UTF-8"),
        (BOM + b"x = '\xe4'", "line 1: byte 0xe4 is not UTF-8"),
        (b"# coding: ascii\nx = '\xc3\xa4'", "line 2: byte 0xc3 is not ASCII"),
        (b"# coding: cp1252\nx = '\x81'", "line 2: byte 0x81 is not cp1252"),
        (BOM + b"# coding: latin-1\n", "begins with a UTF-8 mark but says coding: latin-1"),
        ("x = 1".encode("utf-16"), "line 1: byte 0xff is not UTF-8"),
        (b"x = '\xed\xa0\x80'", "line 1: byte 0xed is not UTF-8"),
        *(
            (f"# coding: {name}\n".encode(), f"coding: {name} is not read, only UTF-8, Latin-1, ISO-8859-15, cp1252 and ASCII are")
            for name in (
                "utf-7",
                "utf-16",
                "punycode",
                "hex",
                "zlib",
                "rot13",
                "idna",
                "undefined",
                "unicode_escape",
                "raw_unicode_escape",
                "gbk",
                "no-such",
            )
        ),
    ],
)
def test_what_cannot_be_read_has_a_reason(source: bytes, reason: str):
    with pytest.raises(Undecodable) as caught:
        decode(source)
    assert str(caught.value) == reason
    found = extract(source)
    assert (found.verdict, found.reason, found.imports) == (Verdict.ENCODING, reason, ())


@pytest.mark.parametrize("name", [*SINGLE_BYTE, "utf-8", "utf8", "UTF-8", "latin-1-unix", "iso-8859-1-dos"])
def test_a_name_that_we_read_means_to_python_what_it_means_to_us(name: str):
    source = f"# coding: {name}\nx = '".encode() + (b"a" if "ascii" in name else "ß".encode()) + b"'\n"
    text = source.decode(tokenize.detect_encoding(io.BytesIO(source).readline)[0])
    assert decode(source) == text
    assert ast.dump(ast.parse(source)) == ast.dump(ast.parse(decode(source)))


def test_a_reason_is_one_line_of_readable_text():
    found = extract(b"# coding: " + b"a" * 5000 + b"\n")
    assert found.verdict is Verdict.ENCODING
    assert len(found.reason) <= 200 and found.reason.isprintable()
