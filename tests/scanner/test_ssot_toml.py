"""`.ssot.toml`: issues as code, and errors that name their line."""

from time import thread_time

import pytest

from scanner.ssot_toml import MOST_BYTES, IdenticalSpec, IssueSpec, PatternSpec, SsotTomlInvalid, read
from scanner.toml_lines import find_lines

WHOLE = """\
# What is left to do here.
[[issue]]
title = "One message router"
symbol = "MessageRouter"
canonical = "shop.messaging.router"
deprecated = ["shop.core.router"]
remove = ["shop/core/router.py"]
references = ["os.environ"]
cycles = ["shop.core"]
fragmentation = true
identical = { folder = "shop/", min_size = 8 }
pattern = { regex = 'print\\(', globs = ["shop/**"] }
intended = ["tests/guards/**"]
tracker = "docs/trackers/SSOT-x.md"

[[issue]]
title = "  No   os.environ "
references = ["os.environ"]
"""


def refusal(text: str | bytes) -> str:
    with pytest.raises(SsotTomlInvalid) as refused:
        read(text if isinstance(text, bytes) else text.encode())
    return str(refused.value)


def with_line(line: str) -> str:
    """An issue whose fourth line is this one."""
    return f'[[issue]]\ntitle = "One"\nsymbol = "Router"\n{line}\n'


def test_a_whole_issue_is_read():
    first, second = read(WHOLE.encode())
    assert first == IssueSpec(
        line=2,
        title="One message router",
        symbol="MessageRouter",
        canonical="shop.messaging.router",
        deprecated=("shop.core.router",),
        remove=("shop/core/router.py",),
        references=("os.environ",),
        cycles=("shop.core",),
        fragmentation=True,
        identical=IdenticalSpec("shop/", 8),
        pattern=PatternSpec(r"print\(", ("shop/**",)),
        intended=("tests/guards/**",),
        tracker="docs/trackers/SSOT-x.md",
    )
    assert (second.title, second.line, second.fragmentation, second.identical, second.pattern) == ("No os.environ", 16, False, None, None)


@pytest.mark.parametrize("raw", [b"", b"# nothing yet\n", b"issue = []\n"])
def test_a_file_without_issues_is_valid(raw: bytes):
    assert read(raw) == ()


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    assert read(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()) == read(WHOLE.encode())


def test_the_other_spellings_of_toml_say_the_same():
    inline = read(b'issue = [{title = "A", symbol = "R", pattern = {regex = "x"}}]')
    dotted = read(b'[[issue]]\ntitle = """A"""\n"symbol" = \'R\'\npattern.regex = "x"')
    table = read(b'[[issue]]\ntitle = "A"\nsymbol = "R"\n[issue.pattern]\nregex = "x"')
    assert inline == dotted == table


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('deprected = ["a"]', "line 4: “deprected” is no key; did you mean deprecated?"),
        ('"x y" = 1', "line 4: “x y” is no key; choose from: title, symbol, canonical, deprecated, remove,"),
        ("canonical = 3", "line 4: canonical has to be a text in quotes."),
        ('canonical = "shop/router.py"', "line 4: “shop/router.py” is no dotted name. Write it like shop.core.router."),
        ('canonical = ""', "line 4: “” is no dotted name."),
        ('deprecated = "shop.core"', 'line 4: deprecated has to be a list of texts, like deprecated = ["…"].'),
        ('deprecated = ["a", 1]', "line 4: deprecated has to be a list of texts"),
        ('deprecated = ["a.b", "a.b"]', "line 4: “a.b” stands twice in deprecated. Remove one."),
        ('canonical = "a.b"\ndeprecated = ["a.b"]', "line 5: a.b is the canonical module; it cannot be deprecated too."),
        (f"cycles = {['a' + str(n) for n in range(201)]}", "line 4: cycles has 201 entries; one issue follows at most 200."),
        ('remove = ["../x.py"]', "line 4: “../x.py” is no path from the repository’s root."),
        ('remove = ["/x.py"]', "line 4: “/x.py” is no path from the repository’s root."),
        ('tracker = "a\\\\b.md"', "line 4: “a\\b.md” is no path from the repository’s root."),
        ('references = ["a\\nb"]', "line 4: “a�b” in references holds a line end or another control character."),
        (f'references = ["{"x" * 501}"]', f"line 4: “{'x' * 80}…” in references has more than 500 characters."),
        ('fragmentation = "yes"', "line 4: fragmentation has to be true or false, without quotes."),
        ("identical = true", 'line 4: identical has to be a table, like identical = { folder = "shop/", min_size = 8 }.'),
        ("identical = { minsize = 3 }", "line 4: “minsize” is no key; did you mean min_size?"),
        ("identical = { min_size = true }", "line 4: min_size has to be a whole number from 1 to 10,000."),
        ("identical = { min_size = 0 }", "line 4: min_size has to be a whole number from 1 to 10,000."),
        ('pattern = { globs = ["a"] }', 'line 4: pattern has no regex. Add regex = "…".'),
        ('pattern = { regex = "(" }', "line 4: regex: “(” is never closed."),
        ('pattern = { regex = "" }', "line 4: regex: The pattern is empty."),
        ('pattern = { regex = "x", globs = ["#"] }', "line 4: “#” matches nothing. Write globs as in .gitignore, like shop/**."),
        ('[issue.pattern]\n\nregexp = "x"', "line 6: “regexp” is no key; did you mean regex?"),
        ('identical.folder = "a"\nidentical.size = 1', "line 5: “size” is no key; did you mean min_size?"),
    ],
)
def test_a_key_that_is_wrong_is_named_with_its_line_and_what_to_do(line: str, sentence: str):
    assert refusal(with_line(line)).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n[[issues]]\n", "line 2: “issues” is no key; did you mean issue?"),
        ('\n[issue]\ntitle = "a"\n', "line 2: write [[issue]] with two brackets, once for each issue."),
        ("issue = [1]", "line 1: write [[issue]] with two brackets"),
        ('[[issue]]\n\n[[issue]]\nsymbol = "R"\n', 'line 1: this issue has no title. Add title = "…".'),
        ('[[issue]]\ntitle = " "\n', "line 2: title has to be a text of 1 to 300 characters."),
        ('\n[[issue]]\ntitle = "One"\n', "line 2: nothing of “One” would be counted. Add symbol, deprecated,"),
        ('[[issue]]\ntitle = "One"\ncycles = ["a"]\nfragmentation = true\n', "line 4: fragmentation counts the import paths of a symbol."),
        (
            WHOLE + '[[issue]]\ncycles = ["a"]\ntitle = "one Message router"\n',
            "line 21: “one Message router” is the title of the issue in line 2",
        ),
        ('issue = [{title = "a", symbol = "R"}, {title = "A", symbol = "R"}]', "line 1: “A” is the title of the issue in line 1 too."),
        ("".join(f'[[issue]]\ntitle = "{n}"\nsymbol = "R"\n' for n in range(201)), "line 601: there are more than 200 issues."),
        ("\n\ntitle = \n", "line 3: this is no TOML: invalid value. Correct it there."),
        ('[[issue]]\ntitle = "a"\ntitle = "b"\n', "line 3: this is no TOML: cannot overwrite a value. Correct it there."),
        ('[[issue]]\ntitle = """a\n\n', "line 2: this is no TOML: "),
        ("a = " + "[" * 50_000, "line 1: brackets are nested too deeply."),
        ("a = " + "9" * 5_000, "line 1: a number has too many digits."),
        ("\n" + "a." * 2_000 + "b = 1", "line 2: there are more than 20 dots outside of strings in it."),
        ("#" * (MOST_BYTES + 1024), "line 1: the file has 257 kB; at most 256 kB are read."),
        (b"a = 1\n# \xff\n", "line 2: byte 0xff is not UTF-8. Save the file as UTF-8."),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_a_line(text: str | bytes, sentence: str):
    assert refusal(text).startswith(sentence)


def test_dots_in_strings_and_comments_are_no_parts_of_keys():
    dots = "x." * 100
    text = f'[[issue]]\ntitle = "{dots}"  # {dots}\nsymbol = "R"\nintended = [\n"""{dots}""", \'{dots}z\', \'\'\'{dots}y\'\'\',\n]\n'
    assert [spec.title for spec in read(text.encode())] == [dots]


@pytest.mark.parametrize(
    "text",
    [
        "[" + ".".join(["a"] * 1_000) + "]\n" + "".join(f"{number:x} = 1\n" for number in range(35_000)),
        "".join(".".join([f"k{number}", *["a"] * 999]) + " = 1\n" for number in range(127)),
        "[" + ".".join(["a"] * 21) + "]\n" + "".join(f"{number:x} = 1\n" for number in range(35_000)),
        '"' + '"."'.join(["a"] * 1_000) + '" = 1\n',
    ],
)
def test_long_dotted_keys_cost_no_time(text: str):
    begun = thread_time()
    refusal(text)
    assert thread_time() - begun < 2.5


@pytest.mark.parametrize("unit", ["a = 1\n", "[[issue]]\n", "[a.b.c]\n", "a" + ".a" * 900 + " = 1\n", "['", '"""\n', "{", "\\", "= \n"])
def test_a_file_that_means_harm_is_refused_in_a_moment(unit: str):
    begun = thread_time()
    refusal((unit * MOST_BYTES)[:MOST_BYTES])
    assert thread_time() - begun < 5.0


def test_lines_are_found_around_strings_arrays_and_comments_that_look_like_keys():
    text = '''\
# [[issue]]
[[issue]] # title = "x"
title = """
[[issue]]
symbol = "no" \\""" """
deprecated = [  # symbol = "no"
  "a]", 'b#',
  """
symbol = 1""",
]
symbol = "R"
[ issue . "identical" ]
folder = \'\'\'
min_size\'\'\'\'
min_size = { a = [1,
 2], b = "}" }
[[issue]]
identical.min_size = 1'''
    lines = find_lines(text)
    places = [("title",), ("deprecated",), ("symbol",), ("identical",), ("identical", "folder"), ("identical", "min_size")]
    assert [lines.of("issue", 0, *place) for place in places] == [3, 6, 11, 12, 13, 15]
    assert [lines.of("issue", 1), lines.of("issue", 1, "identical", "min_size"), lines.of("issue", 1, "title")] == [17, 18, 17]
    assert lines.of("nothing") == 1
