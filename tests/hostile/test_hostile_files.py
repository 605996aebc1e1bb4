"""Files that mean harm: each gets a verdict, the parser's owner lives, and the files around it are read."""

import hashlib
import resource

import pytest

from scanner import facts
from scanner.extract import MOST_BYTES, extract
from scanner.facts import FileFacts, Verdict
from scanner.sandbox import ParserPool
from tests.support.repositories import ENVIRONMENT, History

pytestmark = pytest.mark.hostile

TIMEOUT = 3.0
MOST = MOST_BYTES - 200
MOST_OWN_KIB = 400 * 1024
GOOD = tuple(f"import good_{number}\n".encode() for number in range(100))


def filled(piece: str, before: str = "", after: str = "") -> bytes:
    """The piece repeated until the file is as large as it may be."""
    room = MOST_BYTES - len((before + after).encode())
    return (before + piece * (room // len(piece.encode())) + after).encode()


def cookies(*names: str) -> dict[str, bytes]:
    return {f"cookie-{name}": f"# coding: {name}\nimport a\n".encode() for name in names}


#: Nesting and repetition that other parsers die of.
DEEP = {
    "brackets-open": b"(" * 1289,
    "brackets": b"x=" + b"(" * 1289 + b"1" + b")" * 1289,
    "lists": b"[" * 1230 + b"]" * 1230,
    "ands": b"x=a" + b" and a" * 10_000,
    "elifs": b"if a: pass\n" + b"elif a: pass\n" * 10_000,
    "lambdas": b"x=" + b"lambda:" * 10_000 + b"1",
    "minuses": b"x=" + b"-" * 100_000 + b"1",
    "nots": b"x=" + b"not " * 100_000 + b"1",
    "powers": b"x=1" + b"**1" * 100_000,
    "ternaries": b"x=" + b"1 if a else " * 80_000 + b"1",
    "case": b"match x:\n  case " + b"[" * 50 + b"]" * 50 + b": pass",
    "del": b"del " + b"(" * 60 + b"a()" + b")" * 60,
    "sums": b"x=0" + b"+0" * 209_644,
    "subscripts": b"x=a" + b"[0]" * 1000,
    "calls": b"x=a" + b"()" * 3000,
    "annotation": b"x: int" + b"|int" * 10_000,
    "attributes": filled(".a", "import a\nx=a"),
    "dotted-import": filled("a . ", "import "),
    "functions": "".join(" " * depth + f"def f{depth}():\n" for depth in range(99)).encode() + b" " * 99 + b"pass\n",
    "too-many-functions": "".join(" " * depth + f"def f{depth}():\n" for depth in range(101)).encode() + b" " * 101 + b"pass\n",
    "loops": "".join(" " * depth + "for a in b:\n" for depth in range(21)).encode() + b" " * 21 + b"pass\n",
    "comprehensions": b"[" * 90 + b"a" + b" for a in b]" * 90,
}
#: More of something than anybody writes.
LARGE = {
    "f-string": b"x=f'" + b"{a}" * 100_000 + b"'",
    "list": filled("0,", "x=[", "]"),
    "assignments": filled("a = 1\n"),
    "lines": filled("\n"),
    "comments": filled("#\n"),
    "one-string": filled("a", "x='", "'"),
    "one-name": filled("a"),
    "with": b"with " + b",".join([b"a"] * 100_000) + b": pass",
    "decorators": filled("@a\n", after="def f(): pass\n"),
    "arguments": filled("a,", "f(", ")"),
    "imports": filled("import a\n"),
    "from-imports": filled("a,", "from b import ", "a"),
    "strings": filled("'a.b',", "x=[", "]"),
    "functions-of-one-line": filled("def f(): return 1\n"),
    "classes": filled("class A:\n  def f(self): return self.b.f()\n"),
    "markers": filled("# ssot: intended\n"),
    "exports": filled("__all__ += ['a']\n"),
    "lazy": filled(" if name in D: pass\n", "D={" + "'a':1," * 50_000 + "}\ndef __getattr__(name):\n"),
    "aliases": filled("A = B\n"),
    "shadows": filled("def f():\n import a\n", "import a\n" * 10_000),
    "references": filled("a.b\n", "import a\n"),
    "many-references": ("import a\n" + "".join(f"a.b{number}\n" for number in range(100_000))).encode()[:MOST_BYTES],
    "long-references": ("import " + "a" * 500_000 + " as b\n" + "b.c\n" * 100_000).encode(),
    "getattrs": filled("  if a: return getattr(self.b, n)\n", "class A:\n def __getattr__(self, n):\n"),
    "methods": filled(" def f(self): return self.b.f()\n", "class A:\n"),
    "backslashes": filled("\\\n", "x = 1 "),
    "escapes": filled("\\'", "x = '", "'"),
    "broken-imports": filled("import a;", after="\nprint 'x'"),
    "broken-strings": filled("'''\"", after="\nimport a"),
    "broken-quotes": filled('\\"""', '"""', "\nimport a"),
    "broken-blanks": filled(" ", "from a import (", "!"),
    "broken-dots": filled(". ", "from ", " import a!"),
    "broken-heads": filled("if x:\n", after="import a\n("),
    "too-large": b"#" * (MOST_BYTES + 1),
    "largest": b"#" * MOST_BYTES,
    "huge": b"x = '" + b"a" * 100_000_000 + b"'",
}
#: Values that must never be computed.
NUMBERS = {
    "digits": b"x=" + b"9" * 4301,
    "hexadecimal": b"x=0x" + b"f" * 1_000_000,
    "tower": b"x=9**9**9**9",
    "long-text": b"x='a'*10**10",
    "shift": b"x=1<<(1<<40)",
    "complex": b"x=" + b"1j+" * 1000 + b"1e999",
}
#: Bytes that are no honest text.
ODD = {
    "punycode": b"# coding: punycode\n" + b"a" * 200_000,
    **cookies("hex", "zlib", "rot13", "idna", "undefined", "utf-7", "unicode_escape", "raw_unicode_escape", "utf-16", "no-such", "a" * 500),
    "bom-and-cookie": b"\xef\xbb\xbf# coding: latin-1\n",
    "utf-16": "import a\n".encode("utf-16"),
    "latin": b"x = '\xe4'\n",
    "nul": b"import a\n\0",
    "ctrl-z": b"import a\n\x1a",
    "controls": b"import a\x0b\x0c\nimport b",
    "carriage-returns": b"import a\rimport b\r",
    "bidi": "x = 'a\u202e' # \u2066 import b\n".encode(),
    "line-separator": "x = 'a\u2028b'\n".encode(),
    "surrogate": b"x = '\\ud800.a'\n__all__ = ['\\udfff']\n",
    "python-2": b"import a\nprint 'x'\nexec 'y' in z\n",
    "newer": b"type X[T] = list[T]\n",
    "elf": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40,
    "zip": b"PK\x03\x04" + bytes(range(256)) * 40,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 5\n",
    "empty": b"",
    "no-line-end": b"import a",
    "header": b"0" * 40 + b" blob 5\nabcde\n" + b"0" * 40 + b" missing\n",
}
HOSTILE = {**DEEP, **LARGE, **NUMBERS, **ODD}

#: What must be so on every Python; for the others any verdict is right.
WANTED = {
    **dict.fromkeys(("functions", "imports", "comments", "lines", "largest", "one-string", "markers", "empty", "no-line-end"), Verdict.OK),
    **dict.fromkeys(("tower", "long-text", "shift", "hexadecimal", "bidi", "line-separator", "surrogate", "carriage-returns"), Verdict.OK),
    **dict.fromkeys(("brackets-open", "nul", "python-2", "too-many-functions", "lfs", "header"), Verdict.SYNTAX_ERROR),
    **dict.fromkeys((name for name in LARGE if name.startswith("broken-")), Verdict.SYNTAX_ERROR),  # in time: it is linear in the size
    **dict.fromkeys(("too-large", "huge"), Verdict.TOO_LARGE),
    **dict.fromkeys(
        ("punycode", "utf-16", "latin", "bom-and-cookie", *(name for name in ODD if name.startswith("cookie-"))), Verdict.ENCODING
    ),
}


#: Python needs seconds for these, or for ever: what ends first is a matter of the machine.
SLOW = {"case", "del", "dotted-import", "attributes", "punycode"}


def oid_of(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> History:
    with History(tmp_path_factory.mktemp("hostile") / "repository") as history:
        history.commit({f"{name}.py": content for name, content in HOSTILE.items()})
        history.commit({f"good_{number}.py": content for number, content in enumerate(GOOD)})
    return history


def read(history: History, contents: list[bytes]) -> dict[str, FileFacts]:
    command = ["git", "--git-dir", str(history.git_dir), "cat-file", "--batch-command", "--buffer"]
    with ParserPool(command, ENVIRONMENT, 2, TIMEOUT) as pool:
        found = [(one.oid, facts.decode(one.packed)) for one in pool.read([oid_of(content) for content in contents])]
    assert len(dict(found)) == len(found) == len({oid_of(content) for content in contents})
    return dict(found)


def test_every_file_has_a_verdict_and_no_file_beside_it_suffers(repository: History):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mixed = [content for number, content in enumerate(HOSTILE.values()) for content in (content, GOOD[number % len(GOOD)])]
    found = read(repository, [*mixed, *GOOD])
    assert {found[oid_of(content)].verdict for content in GOOD} == {Verdict.OK}
    assert {name: found[oid_of(HOSTILE[name])].verdict for name in WANTED} == WANTED
    unread = {name: found[oid_of(content)] for name, content in HOSTILE.items() if found[oid_of(content)].verdict is not Verdict.OK}
    assert [name for name, one in unread.items() if not one.reason or len(one.reason) > 200 or not one.reason.isprintable()] == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_OWN_KIB


def test_a_verdict_is_the_same_each_time(repository: History):
    chosen = [content for name, content in {**DEEP, **NUMBERS, **ODD}.items() if name not in SLOW]
    once, again = read(repository, chosen), read(repository, list(reversed(chosen)))
    assert once == again


@pytest.mark.parametrize(
    ("name", "lines"),
    [("controls", [2]), ("carriage-returns", [1, 2]), ("nul", [1]), ("python-2", [1]), ("no-line-end", [1]), ("broken-quotes", [2])],
)
def test_the_imports_of_an_odd_file_are_where_an_editor_shows_them(name: str, lines: list[int]):
    assert [one.line for one in extract(HOSTILE[name]).imports] == lines
