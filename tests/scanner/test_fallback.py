"""Imports of files that Python's parser refuses."""

import re
import textwrap

import pytest

from scanner import fallback
from scanner.extract import extract
from scanner.facts import Guard, Import, Scope, Verdict

#: What makes each of these files unreadable, before or behind the statement that is looked for.
BREAKS = (
    "print 'old'\n",
    "def (\n",
    "class Broken(:\n",
    "x = (1,\n",
    "y = [{(\n",
    "if x\n    y\n",
    "    indented = 1\n",
    "x = 'open\n",
    "x = '''never ends\n",
    "<<<<<<< HEAD\n",
    "exec 'x' in {}\n",
    "raise Old, 'text'\n",
    "x = 0777\n",
    "x = f(a b)\n",
)


def said(source: str) -> list[tuple[int, int, str]]:
    """First line, last line and the normalised statement of every import."""
    return [(one.line, one.end_line, text_of(one)) for one in fallback.imports(textwrap.dedent(source))]


def text_of(one: Import) -> str:
    names = ", ".join(f"{name} as {alias}" if alias else name for name, alias in one.names)
    return f"import {names}" if one.plain else f"from {'.' * one.level}{one.module} import {names}"


def texts(source: str) -> list[str]:
    return [text for _, _, text in said(source)]


@pytest.mark.parametrize("broken", BREAKS)
def test_statements_before_and_behind_the_error_are_found(broken: str):
    facts = extract(f"import first\n{broken}from shop.old import Router\n".encode())
    assert facts.verdict is Verdict.SYNTAX_ERROR and facts.reason
    assert [text_of(one) for one in facts.imports] == ["import first", "from shop.old import Router"]
    assert [one.line for one in facts.imports] == [1, 2 + broken.count("\n")]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("import a.b.c", "import a.b.c"),
        ("import a.b.c as x", "import a.b.c as x"),
        ("import a, b.c as d,e", "import a, b.c as d, e"),
        ("import a . b", "import a.b"),
        ("from a.b import c", "from a.b import c"),
        ("from a.b import c as d, e", "from a.b import c as d, e"),
        ("from a import *", "from a import *"),
        ("from . import a", "from . import a"),
        ("from .import a", "from . import a"),
        ("from.a import b", "from .a import b"),
        ("from ...a.b import c", "from ...a.b import c"),
        ("from . . a import b", "from ..a import b"),
        ("from a import(b)", "from a import b"),
        ("from a import b,", "from a import b"),
        ("from celery.utils import async, await", "from celery.utils import async, await"),
        ("import käse.größe", "import käse.größe"),
    ],
)
def test_every_form_of_a_statement_is_understood(source: str, wanted: str):
    assert texts(source) == [wanted]


@pytest.mark.parametrize(
    ("source", "first", "last"),
    [
        ("from a import (b, c)", 1, 1),
        ("from a import (\n    b,  # the first (of two)\n    c,\n)\n", 1, 4),
        ("\nfrom a import b, \\\n    c\n", 2, 3),
        ("from a \\\n    import b, c\n", 1, 2),
        ("x = 1; from a import (b,\nc); y = 2\n", 1, 2),
        ("from a import (\n\n    b\n    c\n)", 1, 5),
        ("from a import \\ \n    b, c", 1, 2),
        ("from a \\  # why\n    import b, \\\t\n c", 1, 3),
    ],
)
def test_a_statement_over_several_lines_has_its_first_and_its_last(source: str, first: int, last: int):
    assert said(source) == [(first, last, "from a import b, c")]


@pytest.mark.parametrize(
    "source",
    [
        "from a import (b,\n    c\n",
        "from a import (b,\n    c\nx = 5\n",
        "from a import (b,\n    c\nprint 'x'\n",
        "from a import (b,\n    c\nclass X:\n    pass\n",
        "from a import (b,\n    c\n@decorated\ndef f(): pass\n",
        "from a import (b,\n    c,\n    1)\n",
        "from a import (b, c",
    ],
)
def test_brackets_that_never_close_swallow_nothing_of_what_follows(source: str):
    assert texts(source) == ["from a import b, c"]


def test_a_statement_ends_where_the_next_begins():
    assert texts("from a import (b,\nimport c\nfrom d import (\nfrom e import f") == ["from a import b", "import c", "from e import f"]


def test_several_statements_on_a_line_are_all_found():
    assert said("import a; import b;from c import d ;x = 1; import e\n") == [
        (1, 1, "import a"),
        (1, 1, "import b"),
        (1, 1, "from c import d"),
        (1, 1, "import e"),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "try:",
        "if x:",
        "if x[1:2]: ",
        "else:",
        "except ImportError, e:",
        "while 1:",
        "for x in y:",
        "with a as b:",
        "class A:",
        "def f(a={}):",
    ],
)
def test_a_statement_on_the_line_of_a_head_is_found(head: str):
    assert texts(f"{head} import a; import b\n") == ["import a", "import b"]


@pytest.mark.parametrize(
    "source",
    [
        "# import a",
        "x = 1  # import a",
        '"""\nimport a\nfrom b import c\n"""',
        "'''\nimport a\n\\'''\nimport b\n'''",
        "x = 'import a'",
        "x = '\\\nimport a'",
        "r'''\\\nimport a'''",
        "def f():\n    '''Do.\n\n    import a\n    '''\n    print 'x'",
        "'''it's'''; x = '''\nimport a\n'''",
        "x = \"'''\"\ny = 1  # '''\nz = 'import b'",
        "important = 1",
        "import_module('a')",
        "from_a = 1",
        "x.import a",
        "from a",
        "import",
        "from a import",
        "from import a",
        "from a import ()",
        "import a thing that is needed",
        "import the module",
        "from here import things.",
        "from the shop import a router, please",
        "import a-b",
        "from my-shop import a",
        "from {{ package }} import a",
        "import 1",
        "import a.1",
        "import a..b",
        "import a as b.c",
        "import a as",
        "import class",
        "from a.if import b",
        "Note: import a",
        "x = {1: import a}",
        "print 'x', import a",
        ">>> import a",
        "- import a",
    ],
)
def test_what_only_looks_like_a_statement_is_left_alone(source: str):
    assert texts(source + "\nprint 'x'\n") == []


def test_lines_are_those_of_the_file_whatever_stands_between():
    source = '"""One\ntwo"""\n\x0c\nx = \'\\\n\'\n# three\ny = (\n1)\nimport a\n'
    assert said(source) == [(9, 9, "import a")]


@pytest.mark.parametrize(
    ("source", "scope", "within", "guard"),
    [
        ("import a", Scope.MODULE, "", Guard.NONE),
        ("def f():\n    import a", Scope.FUNCTION, "f", Guard.NONE),
        ("async def f(x,\n    y):\n    import a", Scope.FUNCTION, "f", Guard.NONE),
        ("def f(): import a", Scope.FUNCTION, "f", Guard.NONE),
        ("class C:\n    import a", Scope.CLASS, "C", Guard.NONE),
        ("class C(B):\n  def f(self):\n\tif x:\n\t\timport a", Scope.FUNCTION, "C.f", Guard.IF),
        ("def f():\n    pass\nimport a", Scope.MODULE, "", Guard.NONE),
        ("def f():\n    pass\nx = 1; import a", Scope.MODULE, "", Guard.NONE),
        ("def f():\n    x = 1; import a", Scope.FUNCTION, "f", Guard.NONE),
        ("def f():\n    '''\nText\n'''\n    import a", Scope.FUNCTION, "f", Guard.NONE),
        ("def f():\n    pass\nfor x in y:\n    import a", Scope.MODULE, "", Guard.NONE),
        ("try:\n    import a\nexcept ImportError:\n    pass", Scope.MODULE, "", Guard.TRY),
        ("try:\n    pass\nexcept ImportError, e:\n    import a", Scope.MODULE, "", Guard.EXCEPT),
        ("try:\n    pass\nexcept:\n    import a", Scope.MODULE, "", Guard.EXCEPT),
        ("try:\n    pass\nexcept KeyError:\n    import a", Scope.MODULE, "", Guard.TRY),
        ("try:\n    pass\nexcept KeyError:\n    pass\nelse:\n    import a", Scope.MODULE, "", Guard.NONE),
        ("try:\n    pass\nfinally:\n    import a", Scope.MODULE, "", Guard.NONE),
        ("try:\n    with x:\n        import a\nfinally:\n    pass", Scope.MODULE, "", Guard.TRY),
        ("if TYPE_CHECKING:\n    import a", Scope.MODULE, "", Guard.TYPE_CHECKING),
        ("if typing.TYPE_CHECKING: import a", Scope.MODULE, "", Guard.TYPE_CHECKING),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import a", Scope.MODULE, "", Guard.IF),
        ("if x:\n    pass\nelif y:\n    import a", Scope.MODULE, "", Guard.IF),
        ("try:\n    def f():\n        import a\nfinally: pass", Scope.FUNCTION, "f", Guard.NONE),
    ],
)
@pytest.mark.parametrize("broken", ["", "\nprint 'x'\n"])
def test_the_place_is_what_the_indentation_says(source: str, scope: Scope, within: str, guard: Guard, broken: str):
    facts = extract((source + broken).encode())
    (found,) = facts.imports
    assert (found.within, found.guard) == (within, guard)
    if facts.verdict is Verdict.OK or within or not re.search(r"\n[ \t]+import", source):
        assert found.scope is scope


@pytest.mark.parametrize("source", ["if x:\n    import a", "try:\n    x = 1; import a\nfinally:\n    pass", "    import a"])
def test_an_indented_statement_of_a_broken_file_is_never_the_modules(source: str):
    (found,) = extract(f"{source}\nprint 'x'\n".encode()).imports
    assert (found.scope, found.within) == (Scope.FUNCTION, "")


def test_comments_are_told_from_strings():
    assert list(
        fallback.comments(
            "x = '# no'  # one\n'''\n# no\n'''\n#two\nprint '#",
        )
    ) == [(1, "# one"), (5, "#two")]


def test_markers_of_a_broken_file_count_behind_the_error_too():
    facts = extract(b"def f():\n        x\n    y\nimport a  # ssot: intended\n")
    assert facts.verdict is Verdict.SYNTAX_ERROR
    assert [(one.line, one.text) for one in facts.markers] == [(4, "intended")]
