"""CODEOWNERS as GitHub documents it, line by line."""

import time

import pytest

from scanner import codeowners
from scanner.codeowners import CodeOwners, CodeOwnersTooSlow

A, B = ("@ada",), ("@bo",)


@pytest.mark.parametrize(
    ("pattern", "owned", "not_owned"),
    [
        ("*", ["a.py", "deep/er/a.py"], []),
        ("*.js", ["a.js", "deep/a.js"], ["a.jsx", "a.JS"]),
        ("/*", ["a.py"], ["deep/a.py"]),
        ("/build/logs/", ["build/logs/a.log", "build/logs/old/b.log"], ["deep/build/logs/a.log"]),
        ("docs/*", ["docs/start.md"], ["docs/build/trouble.md", "more/docs/start.md"]),
        ("docs/*.md", ["docs/start.md"], ["docs/build/trouble.md"]),
        ("docs/**", ["docs/start.md", "docs/build/trouble.md"], ["docs"]),
        ("docs/**/*", ["docs/start.md", "docs/build/trouble.md"], ["other/docs/start.md"]),
        ("**/docs/*", ["docs/a.md", "x/docs/a.md", "docs/docs/a.md"], ["docs/x/a.md"]),
        ("apps/", ["apps/a.py", "deep/apps/er/a.py"], ["apps.py", "apps"]),
        ("/docs/", ["docs/a.md", "docs/x/a.md"], ["deep/docs/a.md"]),
        ("**/logs", ["build/logs/a", "scripts/logs/x/b", "deeply/nested/logs/c", "logs/d"], ["logs.py"]),
        ("/apps/github", ["apps/github", "apps/github/a.py"], ["apps/github.py", "x/apps/github/a.py"]),
        ("shop/core", ["shop/core/a.py"], ["deep/shop/core/a.py", "shop/core.py"]),
        ("router.py", ["router.py", "deep/router.py"], ["my_router.py"]),
        ("shop/rout?r.py", ["shop/router.py"], ["shop/rout/r.py"]),
        (r"with\ blanks/", ["with blanks/a.py"], ["with/a.py", "blanks/a.py"]),
        ("a+b(c).py", ["a+b(c).py"], ["aab.py", "ab(c).py"]),
        ("käse/", ["käse/a.py"], ["kase/a.py"]),
        ("file#1.py", ["file#1.py"], ["file"]),
    ],
)
def test_a_pattern_covers_what_github_says(pattern, owned, not_owned):
    owners = CodeOwners(f"{pattern} @ada\n")
    assert {path: owners.of(path) for path in owned} == dict.fromkeys(owned, A)
    assert {path: owners.of(path) for path in not_owned} == dict.fromkeys(not_owned, ())


def test_the_last_line_that_covers_a_path_wins():
    owners = CodeOwners("* @ada\n/shop/ @bo @org/team\n/shop/core/ ada@example.org\n")
    assert owners.of("README.md") == A
    assert owners.of("shop/a.py") == ("@bo", "@org/team")
    assert owners.of("shop/core/a.py") == ("ada@example.org",)


def test_a_later_line_wins_over_a_longer_one():
    assert CodeOwners("/shop/core/ @ada\n* @bo\n").of("shop/core/a.py") == B


def test_a_line_without_an_owner_leaves_its_paths_to_nobody():
    owners = CodeOwners("/apps/ @ada\n/apps/github\n")
    assert owners.of("apps/a.py") == A and owners.of("apps/github/a.py") == ()


def test_comments_are_left_out_wherever_they_stand():
    owners = CodeOwners("# * @bo\n   # * @bo\n\n*.py @ada # and not @bo\n*.md\t@bo\t#@ada\n")
    assert owners.of("a.py") == A and owners.of("a.md") == B and owners.of("a.txt") == ()
    assert owners.skipped == []


def test_line_ends_and_a_byte_order_mark_are_no_part_of_a_line():
    owners = CodeOwners("\ufeff*.py @ada\r\n*.md @bo\r\n")
    assert owners.of("a.py") == A and owners.of("a.md") == B


@pytest.mark.parametrize(
    "line",
    ["!*.py @bo", r"\#a.py @bo", "[ab].py @bo", "*.py bo", "*.py @bo and @ada", "*.py @a/b/c", "*.py @<b>", "/ @bo", "a\\", "x" * 501,
     "*a" * 33,
     "*.py " + "@bo " * 21],
)  # fmt: skip
def test_a_line_that_github_does_not_read_is_skipped_alone(line):
    owners = CodeOwners(f"* @ada\n{line}\n*.md @bo\n")
    assert owners.of("a.py") == A and owners.of("a.md") == B
    assert [one.number for one in owners.skipped] == [2] and owners.skipped[0].reason


def test_an_empty_file_owns_nothing():
    assert CodeOwners("").of("a.py") == ()


def test_many_lines_find_the_last_one_too():
    owners = CodeOwners("* @ada\n" + "".join(f"/f{number}/ @bo{number}\n" for number in range(300)))
    assert owners.of("f0/a.py") == ("@bo0",) and owners.of("f299/a.py") == ("@bo299",) and owners.of("g/a.py") == A


def test_no_more_than_so_many_lines_are_read(monkeypatch):
    monkeypatch.setattr(codeowners, "MOST_LINES", 2)
    owners = CodeOwners("a @ada\nb @ada\n* @bo\n")
    assert owners.of("c") == () and owners.of("b") == A
    assert [one.reason for one in owners.skipped] == ["more than 2 lines"]


def test_no_more_than_so_many_letters_are_read(monkeypatch):
    monkeypatch.setattr(codeowners, "MOST_LETTERS", 3)
    owners = CodeOwners("ab @ada\ncd @ada\n\n# no line\n* @bo\n* @bo\n")
    assert owners.of("e") == () and owners.of("cd") == A
    assert [(one.number, one.reason) for one in owners.skipped] == [(5, "more than 3 letters in patterns")]


@pytest.mark.parametrize(
    "line",
    ["", "#", " \t#", "/d{}/ @bo", "[{}]", "*a*a*a*a{}/ @bo", "**/a/**/b/**/{} @bo", "?" * 32 + "{}", "x" * 480 + "{} @bo",
     "é" * 240 + "{}", "a" + " @bo" * 100_000, "\\" * 2_900_000 + "{}", "a.b" * 20 + "@" + "c.d" * 60 + "{}"],
)  # fmt: skip
def test_a_hostile_file_is_read_within_a_second(line):
    whole = "\n".join(line.format(number) for number in range(2_000_000 // (len(line) + 1) + 1))
    started = time.process_time()
    owners = CodeOwners(whole)
    assert time.process_time() - started < 1
    assert len(owners.lines) + len(owners.skipped) <= codeowners.MOST_LINES + 1


def test_a_hostile_file_is_given_up(monkeypatch):
    monkeypatch.setattr(codeowners, "MOST_SECONDS", 0.01)
    owners = CodeOwners("".join(f"{'*a' * 31}{number}/ @bo\n" for number in range(2_000)))
    started = time.monotonic()
    with pytest.raises(CodeOwnersTooSlow, match="takes too long"):
        list(map(owners.of, ("a" * 4000 + str(number) for number in range(200))))
    assert time.monotonic() - started < 10
