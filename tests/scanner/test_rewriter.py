"""Rewriter processes: a statement that hangs or kills one costs itself and no other."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner import rewriting
from scanner.moves import Move, Refusal, Replacement, Request
from scanner.rewriting import Rewriter

ROOT = Path(rewriting.__file__).resolve().parent.parent
MOVE = Move("shop.old.router", "shop.router", ("Router",))
STATEMENT = b"from shop.old.router import Router\n"
GOOD = Request(STATEMENT, "shop/page.py", 1, MOVE)
TIMEOUT = 2.0
MOST_SECONDS = 6.0
PARENS = b"(" * 60 + b"a()" + b")" * 60
#: Hands the whole file to LibCST, which nothing else does, or does what a file tells it to.
OBEDIENT = f"""
    import os, signal, sys, time
    sys.path.insert(0, {str(ROOT)!r})
    from scanner import rewriter
    replace = rewriter.replace
    def obey(asked):
        if b"hang" in asked.source:
            time.sleep(600)
        if b"leave" in asked.source:
            os._exit(3)
        if b"babble" in asked.source:
            os.write(1, b"\\xff" * 300)
        if b"mumble" in asked.source:
            os.write(1, b"\\0\\0\\0\\1x")
            time.sleep(600)
        if b"stumble" in asked.source:
            raise KeyError("a fault of ours")
        if b"crash" in asked.source:
            import libcst
            libcst.parse_module(asked.source.partition(b"crash")[2])
        return replace(asked)
    rewriter.replace = obey
    rewriter.main()
"""
#: Uses a rewriter that hangs, says who it is, and waits.
OWNER = """
    import sys, threading, time
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from scanner import rewriting
    from scanner.moves import Move, Request
    rewriting.REWRITER = Path(sys.argv[2])
    rewriter = rewriting.Rewriter(600)
    def say():
        while rewriter._process is None:
            time.sleep(0.01)
        print(rewriter._process._child.pid, flush=True)
    threading.Thread(target=say, daemon=True).start()
    rewriter.answer(Request(b"hang", "a.py", 1, Move("a", "b")))
"""
#: What other parsers die of, and what no file of a person holds. None of it is an import of anything deprecated.
HOSTILE = {
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
    "case-deeper": b"match x:\n  case " + b"[" * 99 + b"]" * 99 + b": pass",
    "del": b"del " + PARENS,
    "del-short": b"del " + b"(" * 20 + b"a()" + b")" * 20,
    "sums": b"x=0" + b"+0" * 209_644,
    "subscripts": b"x=a" + b"[0]" * 1000,
    "calls": b"x=a" + b"()" * 3000,
    "annotation": b"x: int" + b"|int" * 10_000,
    "f-string": b"x=f'" + b"{a}" * 100_000 + b"'",
    "list": b"x=[" + b"0," * 3_000_000 + b"]",
    "assignments": b"a = 1\n" * 150_000,
    "lines": b"\n" * 1_000_000,
    "comments": b"#\n" * 500_000,
    "punycode": b"# coding: punycode\n" + b"a" * 200_000,
    **{f"cookie-{name}": f"# coding: {name}\nimport a".encode() for name in ("hex", "zlib", "rot13", "idna", "undefined", "utf-7")},
    "bom-and-cookie": b"\xef\xbb\xbf# coding: latin-1\n",
    "utf-16": "import a\n".encode("utf-16"),
    "nul": b"import a\n\0",
    "controls": b"import a\x0b\x0c\nimport b\x1a",
    "digits": b"x=" + b"9" * 4301,
    "hexadecimal": b"x=0x" + b"f" * 1_000_000,
    "tower": b"x=9**9**9**9",
    "long-text": b"x='a'*10**10",
    "shift": b"x=1<<(1<<40)",
    "functions": "".join(" " * depth + f"def f{depth}():\n" for depth in range(101)).encode() + b" " * 101 + b"pass\n",
    "loops": "".join(" " * depth + "for a in b:\n" for depth in range(21)).encode() + b" " * 21 + b"pass\n",
    "huge": b"x = '" + b"a" * 10_000_000 + b"'",
    "one-name": b"a" * 1_000_000,
    "with": b"with " + b",".join([b"a"] * 100_000) + b": pass",
    "bidi": "x = 'a\u202e' # \u2066 import b\rimport c\u2028".encode(),
    "newer": b"type X[T] = list[T]\n",
    "python-2": b"print 'x'\n",
    "elf": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40,
    "zip": b"PK\x03\x04" + bytes(range(256)) * 40,
    "lfs": b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 5\n",
    "empty": b"",
}
#: Statements that `ast` accepts and that LibCST gets to see, if they are short enough.
HOSTILE_STATEMENTS = {
    "parts": b"import shop.old.router" + b".a" * 100_000,
    "parts-of-a-long-name": b"import shop.old.router" + b".a" * 4_000,
    "from-parts": b"from shop.old.router" + b".a" * 4_000 + b" import Router",
    "names": b"from shop.old.router import " + b"Router," * 50_000 + b"Router",
    "lines": b"from shop.old.router import (" + b"Router,\n" * 100_000 + b")",
    "dots": b"from " + b"." * 9_000 + b" import Router",
    "string": b"import_module('shop.old.router' " + b"'' " * 100_000 + b")",
}


@pytest.fixture(scope="module")
def rewriter() -> Iterator[Rewriter]:
    with Rewriter(TIMEOUT) as made:
        yield made


@pytest.fixture
def obedient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rewriter]:
    monkeypatch.setattr(rewriting, "REWRITER", obedient_child(tmp_path))
    with Rewriter(TIMEOUT) as made:
        yield made


def obedient_child(folder: Path) -> Path:
    path = folder / "obedient.py"
    path.write_text(textwrap.dedent(OBEDIENT))
    return path


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def pid_of(rewriter: Rewriter) -> int:
    return rewriter._process._child.pid


def timed(rewriter: Rewriter, request: Request) -> Replacement | Refusal:
    begun = time.monotonic()
    answer = rewriter.answer(request)
    assert time.monotonic() - begun < MOST_SECONDS
    return answer


def is_right(answer: Replacement | Refusal) -> bool:
    return isinstance(answer, Replacement) and answer.new == "from shop.router import Router"


def test_several_statements_are_answered_by_one_process(rewriter: Rewriter):
    answers = list(rewriter.answers([GOOD, Request(b"import os", "a.py", 1, MOVE), GOOD]))
    before = pid_of(rewriter)
    assert [is_right(answer) for answer in answers] == [True, False, True]
    assert is_right(rewriter.answer(GOOD)) and pid_of(rewriter) == before


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_line_has_no_replacement_but_a_reason_and_the_next_is_answered(rewriter: Rewriter, name: str):
    answer = timed(rewriter, Request(HOSTILE[name], "a.py", 1, MOVE))
    assert isinstance(answer, Refusal) and answer.reason.isprintable()
    assert is_right(timed(rewriter, GOOD))


@pytest.mark.hostile
@pytest.mark.parametrize("name", HOSTILE)
def test_a_good_statement_in_a_hostile_file_is_replaced_rightly_or_not_at_all(rewriter: Rewriter, name: str):
    answer = timed(rewriter, Request(STATEMENT + HOSTILE[name], "a.py", 1, MOVE))
    assert is_right(answer) or (isinstance(answer, Refusal) and answer.reason)
    assert is_right(timed(rewriter, GOOD))


@pytest.mark.parametrize("name", HOSTILE_STATEMENTS)
def test_a_hostile_import_has_no_replacement_but_a_reason(rewriter: Rewriter, name: str):
    text = "shop.old.router" if name == "string" else ""
    answer = timed(rewriter, Request(HOSTILE_STATEMENTS[name], "a.py", 1, Move("shop.old.router", "shop.router", ()), text))
    assert isinstance(answer, Refusal) and answer.reason
    assert is_right(timed(rewriter, GOOD))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"crash" + b"(" * 1289, "The rewriter ended with SIGSEGV"),
        (b"crash" + b"x=a" + b" and a" * 10_000, "The rewriter ended with SIGSEGV"),
        (b"crash" + b"del " + PARENS, "No replacement was found within 2 s"),
        (b"crash" + b"match x:\n  case " + b"[" * 50 + b"]" * 50 + b": pass", "No replacement was found within 2 s"),
        (b"hang", "No replacement was found within 2 s"),
        (b"leave", "The rewriter ended with exit status 3"),
        (b"babble", "The rewriter answered with something that is no answer"),
        (b"mumble", "The rewriter answered with something that is no answer"),
        (b"stumble", "The rewriter failed with KeyError"),
    ],
)
def test_whoever_kills_a_rewriter_pays_alone(obedient: Rewriter, content: bytes, reason: str):
    assert is_right(obedient.answer(GOOD))
    assert timed(obedient, Request(content, "a.py", 1, MOVE)) == Refusal(reason)
    assert is_right(obedient.answer(GOOD))


def test_a_rewriter_that_does_not_start_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rewriting, "REWRITER", tmp_path / "nothing.py")
    with Rewriter(TIMEOUT) as rewriter:
        assert rewriter.answer(GOOD) == Refusal("The rewriter ended with exit status 2")


def test_a_rewriter_sees_no_secret_and_may_do_nothing_but_compute(rewriter: Rewriter):
    rewriter.answer(GOOD)
    process = Path(f"/proc/{pid_of(rewriter)}")
    assert set((process / "environ").read_bytes().decode().strip("\0").split("\0")) == {"LANG=C.UTF-8", "PATH=/usr/bin:/bin"}
    limits = {line[:26].strip(): line[26:].split()[:2] for line in (process / "limits").read_text().splitlines()}
    assert limits["Max file size"] == limits["Max core file size"] == ["0", "0"]
    assert limits["Max open files"] == ["32", "32"] and limits["Max address space"][1] != "unlimited"
    assert limits["Max cpu time"][0] != "unlimited"


def test_no_process_is_left_when_the_work_is_done():
    with Rewriter(TIMEOUT) as rewriter:
        rewriter.answer(GOOD)
        child = pid_of(rewriter)
    assert not is_alive(child)


def test_a_rewriter_dies_with_its_owner(tmp_path: Path):
    owner = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(OWNER), str(ROOT), str(obedient_child(tmp_path))], stdout=subprocess.PIPE, text=True
    )
    child = int(owner.stdout.readline())
    assert is_alive(child)
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    deadline = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(child)
