"""What one file says: imports, names, strings, references, markers."""

import ast
import hashlib
import sys
import textwrap
from pathlib import Path

import pytest

import scanner
from scanner import facts
from scanner.extract import MOST_BYTES, extract
from scanner.facts import FileFacts, Guard, Scope, Verdict

MODULE, FUNCTION, CLASS = Scope.MODULE, Scope.FUNCTION, Scope.CLASS


def read(source: str) -> FileFacts:
    """The facts of a source that Python can parse."""
    found = extract(textwrap.dedent(source).encode())
    assert found.verdict is Verdict.OK, found.reason
    return found


def statements(source: str) -> list[str]:
    return [
        f"import {names_of(one.names)}" if one.plain else f"from {'.' * one.level}{one.module} import {names_of(one.names)}"
        for one in read(source).imports
    ]


def names_of(names: tuple[tuple[str, str | None], ...]) -> str:
    return ", ".join(f"{name} as {alias}" if alias else name for name, alias in names)


def texts(source: str) -> list[tuple[str, str]]:
    return [(one.call, one.text) for one in read(source).texts]


def references(source: str) -> list[tuple[str, str]]:
    return [(one.name, one.kind) for one in read(source).references]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("import a.b.c", ["import a.b.c"]),
        ("import a.b.c as x", ["import a.b.c as x"]),
        ("import a, b.c as d", ["import a, b.c as d"]),
        ("from a.b import c", ["from a.b import c"]),
        ("from a.b.c import X as Y, Z", ["from a.b.c import X as Y, Z"]),
        ("from a import (\n    b,  # one\n    c,\n)", ["from a import b, c"]),
        ("from a \\\n    import b", ["from a import b"]),
        ("x = 1; import a; from b import c", ["import a", "from b import c"]),
        ("from . import a", ["from . import a"]),
        ("from .a import b", ["from .a import b"]),
        ("from ...a.b import c", ["from ...a.b import c"]),
        ("from a import *", ["from a import *"]),
        ("if x: import a", ["import a"]),
        ("import käse", ["import käse"]),
    ],
)
def test_every_form_of_an_import_is_kept_as_written(source: str, wanted: list[str]):
    assert statements(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        "# import a",
        '"""import a"""',
        "def f():\n    'import a'",
        "x = 'import a'",
        "import_module = 1",
        "def f(import_=None): pass",
        "x.from_a.import_b",
    ],
)
def test_what_only_looks_like_an_import_is_none(source: str):
    assert statements(source) == []


@pytest.mark.parametrize(
    ("source", "scope", "within", "guard"),
    [
        ("import a", MODULE, "", Guard.NONE),
        ("def f():\n    import a", FUNCTION, "f", Guard.NONE),
        ("async def f():\n    import a", FUNCTION, "f", Guard.NONE),
        ("class C:\n    import a", CLASS, "C", Guard.NONE),
        ("class C:\n    def f(self):\n        import a", FUNCTION, "C.f", Guard.NONE),
        ("def f():\n    class C:\n        def g(self):\n            import a", FUNCTION, "f.C.g", Guard.NONE),
        ("try:\n    import a\nexcept ImportError:\n    pass", MODULE, "", Guard.TRY),
        ("try:\n    pass\nexcept ImportError:\n    import a", MODULE, "", Guard.EXCEPT),
        ("try:\n    pass\nexcept (KeyError, ModuleNotFoundError):\n    import a", MODULE, "", Guard.EXCEPT),
        ("try:\n    pass\nexcept:\n    import a", MODULE, "", Guard.EXCEPT),
        ("try:\n    pass\nexcept KeyError:\n    import a", MODULE, "", Guard.TRY),
        ("try:\n    pass\nexcept* ImportError:\n    import a", MODULE, "", Guard.EXCEPT),
        ("try:\n    pass\nexcept KeyError:\n    pass\nelse:\n    import a", MODULE, "", Guard.NONE),
        ("try:\n    pass\nfinally:\n    import a", MODULE, "", Guard.NONE),
        ("if TYPE_CHECKING:\n    import a", MODULE, "", Guard.TYPE_CHECKING),
        ("if t.TYPE_CHECKING:\n    import a", MODULE, "", Guard.TYPE_CHECKING),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import a", MODULE, "", Guard.IF),
        ("if not TYPE_CHECKING:\n    import a", MODULE, "", Guard.IF),
        ("if x:\n    import a", MODULE, "", Guard.IF),
        ("if x:\n    pass\nelif y:\n    import a", MODULE, "", Guard.IF),
        ("if x:\n    for y in z:\n        import a", MODULE, "", Guard.IF),
        ("while x:\n    import a", MODULE, "", Guard.NONE),
        ("while x:\n    pass\nelse:\n    import a", MODULE, "", Guard.NONE),
        ("with x as y:\n    import a", MODULE, "", Guard.NONE),
        ("match x:\n    case 1:\n        import a", MODULE, "", Guard.NONE),
        ("try:\n    def f():\n        import a\nfinally:\n    pass", FUNCTION, "f", Guard.NONE),
        ("async def f():\n    async with x:\n        async for y in z:\n            import a", FUNCTION, "f", Guard.NONE),
    ],
)
def test_an_import_says_where_it_stands(source: str, scope: Scope, within: str, guard: Guard):
    (found,) = read(source).imports
    assert (found.scope, found.within, found.guard) == (scope, within, guard)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_those_that_an_editor_shows(end: str):
    source = end.join(
        ["'''Text", "over two lines'''", "\f", "x = 'a\x0b\x1c\u2028b'", "from a import (", "  b,", "  c)", "class C:", "  pass"]
    )
    found = extract(source.encode())
    assert [(one.line, one.end_line) for one in found.imports] == [(5, 7)]
    assert [(one.line, one.end_line) for one in found.definitions] == [(8, 9)]


def test_a_file_need_not_end_its_last_line():
    assert statements("import a") == statements("import a\n") == ["import a"]


@pytest.mark.parametrize("source", [b"", b"\n", b"\xef\xbb\xbf", b"# nothing", b"pass"])
def test_an_empty_file_says_nothing(source: bytes):
    assert extract(source) == FileFacts(Verdict.OK)


def aliases(source: str) -> list[tuple[str, str, Guard]]:
    return [(one.name, one.target, one.guard) for one in read(source).aliases]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("X = Y", [("X", "Y", Guard.NONE)]),
        ("X = a.b.Y", [("X", "a.b.Y", Guard.NONE)]),
        ("X: type = Y", [("X", "Y", Guard.NONE)]),
        ("X = Z = Y", [("X", "Y", Guard.NONE), ("Z", "Y", Guard.NONE)]),
        ("X, Z = a.Y, b", [("X", "a.Y", Guard.NONE), ("Z", "b", Guard.NONE)]),
        ("if x:\n    X = Y", [("X", "Y", Guard.IF)]),
        ("try:\n    X = Y\nexcept ImportError:\n    X = Z", [("X", "Y", Guard.TRY), ("X", "Z", Guard.EXCEPT)]),
        ("X = Y()", []),
        ("X = Y[int]", []),
        ("X = None", []),
        ("X = X", []),
        ("X: Y", []),
        ("x.X = Y", []),
        ("X += Y", []),
        ("(X, Z) = Y", []),
        ("def f():\n    X = Y", []),
        ("class C:\n    X = Y", []),
    ],
)
def test_an_alias_is_a_plain_assignment_of_a_name_in_the_module(source: str, wanted: list[tuple[str, str, Guard]]):
    assert aliases(source) == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("x = 1", None),
        ("__all__ = []", ()),
        ("__all__ = ['A', 'B']", ("A", "B")),
        ("__all__ = ('A',)", ("A",)),
        ("__all__: list[str] = ['A']", ("A",)),
        ("__all__ = ['A'] + other.__all__ + ['B']", ("A", "B")),
        ("__all__ = ['A', *more]", ("A",)),
        ("__all__ = ['A']\n__all__ += ['B']", ("A", "B")),
        ("__all__ = ['A']\n__all__.extend(['B', 'C'])\n__all__.append('D')", ("A", "B", "C", "D")),
        ("__all__ = ['A']\nif x:\n    __all__ += ['B']", ("A", "B")),
        ("__all__ = ['old']\n__all__ = ['A']", ("A",)),
        ("def f():\n    __all__ = ['A']", None),
        ("other.extend(['A'])", None),
        ("__all__ = ['\\ud800', 'a\\0b']", ("\\ud800", "a\\x00b")),
    ],
)
def test_the_exported_names_are_those_of_all(source: str, wanted: tuple[str, ...] | None):
    assert read(source).exported == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("if name == 'A':\n        return load()", ("A",)),
        ("if 'A' == name:\n        return load()", ("A",)),
        ("if name in ('A', 'B'):\n        return load()", ("A", "B")),
        ("if name in _LAZY:\n        return load(_LAZY[name])", ("C", "D")),
        ("return load(_LAZY[name])", ("C", "D")),
        ("return load(_LAZY.get(name))", ("C", "D")),
        ("match name:\n        case 'A' | 'B':\n            return 1", ("A", "B")),
        ("if name == '__path__':\n        return 1", ()),
        ("return getattr(other, name)", ()),
        ("if other == 'A':\n        return 1", ()),
    ],
)
def test_a_lazy_module_says_what_it_answers_for(body: str, wanted: tuple[str, ...]):
    lazy = "_LAZY = {'C': 'a.b', 'D': 'a.c'}\ndef __getattr__(name):\n    "
    assert read(lazy + body).lazy == wanted


def test_a_lazy_module_that_asks_all_answers_for_everything_in_it():
    source = "__all__ = ['A']\ndef __getattr__(name):\n    if name in __all__:\n        return load(name)\n__all__ += ['B']\n"
    assert read(source).lazy == ("A", "B")


def test_a_getattr_of_a_class_makes_no_module_lazy():
    assert read("class C:\n    def __getattr__(self, name):\n        if name == 'A':\n            return 1").lazy == ()


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("patch('a.b.C')", "patch"),
        ("mock.patch('a.b.C')", "patch"),
        ("unittest.mock.patch(target='a.b.C')", "patch"),
        ("mocker.patch('a.b.C')", "patch"),
        ("@patch('a.b.C')\ndef f(): pass", "patch"),
        ("with patch('a.b.C') as c: pass", "patch"),
        ("patch.multiple('a.b.C', x=1)", "patch"),
        ("patch.object('a.b.C', 'x')", "patch.object"),
        ("mocker.patch.object('a.b.C', 'x')", "patch.object"),
        ("patch.dict('a.b.C', {})", "patch.dict"),
        ("mock.patch.dict(sys.modules, {'a.b.C': None})", "patch.dict"),
        ("monkeypatch.setattr('a.b.C', None)", "monkeypatch"),
        ("monkeypatch.delattr('a.b.C')", "monkeypatch"),
        ("self.monkeypatch.setitem(sys.modules, 'a.b.C', None)", "monkeypatch"),
        ("mp.setattr('a.b.C', None)", "monkeypatch"),
        ("import_module('a.b.C')", "import_module"),
        ("importlib.import_module('a.b.C')", "import_module"),
        ("importlib.import_module(name='a.b.C')", "import_module"),
        ("pytest.importorskip('a.b.C')", "import_module"),
        ("__import__('a.b.C')", "__import__"),
        ("f = lambda x=__import__('a.b.C'): x", "__import__"),
        ("importlib.util.find_spec('a.b.C')", "find_spec"),
        ("logging.getLogger('a.b.C')", "getLogger"),
        ("get_logger('a.b.C')", "getLogger"),
        ("x = 'a.b.C'", "other"),
        ("MODULES = [\n    'a.b.C',\n]", "other"),
        ("x = {'a.b.C': 1}", "other"),
        ("client.patch('a.b.C')", "other"),
        ("patch(name('a.b.C'))", "other"),
        ("x.object('a.b.C')", "other"),
        ("x: 'a.b.C' = 1", "other"),
        ("x = 'a.' 'b.C'", "other"),
        ("f(x, 'a.b.C')", "other"),
    ],
)
def test_a_dotted_string_is_kept_with_the_call_that_takes_it(source: str, wanted: str):
    assert texts(source) == [(wanted, "a.b.C")]


@pytest.mark.parametrize(
    "source",
    [
        "'a.b.C'",
        '"""a.b.C"""',
        "def f():\n    'a.b.C'",
        "x = 'a'",
        "x = 'a.b C'",
        "x = 'a.b.'",
        "x = '.a.b'",
        "x = '1.2'",
        "x = 'a..b'",
        "x = b'a.b.C'",
        "x = f'a.b.{c}'",
        "x = f'a.b.C'",
        "x = 'see a.b.C'",
        "x = '%s.b'",
        "# 'a.b.C'",
        "import_module(f'a.b.{c}')",
        "import_module(a.b.C)",
        "x = '" + "a." * 200 + "b'",
    ],
)
def test_what_is_no_dotted_string_is_left_alone(source: str):
    assert texts(source) == []


def test_an_importing_call_takes_a_plain_name_and_a_relative_one_too():
    assert texts("import_module('a')\nimport_module('.b', 'a.c')") == [("import_module", "a"), ("import_module", "a.c.b")]


def test_import_statements_in_a_string_are_kept_each_as_one():
    source = "code = '''\nimport a.b\n  from a.c import (\nx = 1\nimportant\n'''\nexec('import d.e; x')"
    assert texts(source) == [("statement", "import a.b"), ("statement", "from a.c import ("), ("statement", "import d.e; x")]


def test_a_string_says_its_line_and_where_it_stands():
    (found,) = read("def f():\n    if x:\n        patch(\n            'a.b')").texts
    assert (found.line, found.end_line, found.scope, found.within, found.guard) == (4, 4, FUNCTION, "f", Guard.IF)


def test_an_importing_call_under_another_name_is_one_where_the_name_means_it():
    source = "from importlib import import_module as load\nload(\n    'a.b',\n)\nload('c'); x = 'd.e'\ndef f(load):\n    load('g.h')\n"
    assert [(one.line, one.end_line, one.text, one.call) for one in read(source).texts] == [
        (2, 4, "a.b", "import_module"),
        (5, 5, "c", "import_module"),
        (5, 5, "d.e", "other"),
        (7, 7, "g.h", "other"),
    ]


@pytest.mark.parametrize(
    ("source", "guards"),
    [
        ("if TYPE_CHECKING:\n    try:\n        import a\n    except ImportError:\n        import b\n", [Guard.TYPE_CHECKING] * 2),
        ("try:\n    if TYPE_CHECKING:\n        import a\nfinally:\n    import b\n", [Guard.TYPE_CHECKING, Guard.NONE]),
        ("if not TYPE_CHECKING:\n    import a\nelse:\n    import b\n", [Guard.IF, Guard.TYPE_CHECKING]),
    ],
)
def test_what_stands_under_type_checking_never_runs(source: str, guards: list[Guard]):
    assert [one.guard for one in read(source).imports] == guards


@pytest.mark.parametrize("use", ["[y for environ in environ]", "lambda environ=environ: 1", "{environ for environ in environ.keys}"])
def test_a_name_is_used_where_a_comprehension_or_lambda_does_not_hide_it_yet(use: str):
    assert [one.lines for one in read(f"from os import environ\nx = {use}\n").references] == [(2,)]


def test_strings_that_no_database_takes_are_escaped():
    assert texts("x = 'import a\\0b \\ud800'") == [("statement", "import a\\x00b \\ud800")]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("import os\nos.environ", [("os.environ", "attribute")]),
        ("import os\nos.getenv('x')", [("os.getenv", "call")]),
        ("import a.b\na.b.c.X", [("a.b.c.X", "attribute")]),
        ("import a.b as x\nx.Y()", [("a.b.Y", "call")]),
        ("from a import B\nB", [("a.B", "name")]),
        ("from a import B as C\nC()", [("a.B", "call")]),
        ("from .a import B\nB()", [(".a.B", "call")]),
        ("from .. import a\na.B()", [("..a.B", "call")]),
        ("from a import B\nclass C(B): pass", [("a.B", "base")]),
        ("import a\nclass C(a.B[int], x=a.M): pass", [("a.B", "base"), ("a.M", "attribute")]),
        ("import a\n@a.b\ndef f(): pass", [("a.b", "decorator")]),
        ("import a\n@a.b(1)\nclass C: pass", [("a.b", "decorator")]),
        ("import a\ndef f(x: a.B = a.C) -> a.D: pass", [("a.B", "attribute"), ("a.C", "attribute"), ("a.D", "attribute")]),
        ("import a\na.b().c.d", [("a.b", "call")]),
        ("import a\na.b = 1", [("a.b", "attribute")]),
        ("import a\nf'{a.b}'", [("a.b", "attribute")]),
        ("import a\n[a.b for x in a.c]", [("a.b", "attribute"), ("a.c", "attribute")]),
        ("import a\nmatch x:\n    case a.B: pass", [("a.B", "attribute")]),
        ("def f():\n    import a\n    a.b()", [("a.b", "call")]),
        ("def f():\n    global a\n    import a\ndef g():\n    a.b()", [("a.b", "call")]),
        ("try:\n    from a import B\nexcept ImportError:\n    from c import B\nB()", [("a.B", "call"), ("c.B", "call")]),
        ("try:\n    from a import B\nexcept ImportError:\n    B = None\nB()", [("a.B", "call")]),
        ("def f():\n    a.b()\nimport a", [("a.b", "call")]),
        ("class C:\n    import a\n    a.b()", [("a.b", "call")]),
    ],
)
def test_a_name_that_an_import_gives_is_a_reference(source: str, wanted: list[tuple[str, str]]):
    assert references(source) == wanted


@pytest.mark.parametrize(
    "source",
    [
        "os.environ",
        "from a import *\nB()",
        "import a\nb.a.c",
        "import a\n'a.b'",
        "import a  # a.b",
        "import a\n'''a.b'''",
        "import a\ndef f(a):\n    a.b",
        "import a\ndef f():\n    a = 1\n    a.b",
        "import a\ndef f():\n    for a in x:\n        a.b",
        "import a\ndef f():\n    with x as (a, b):\n        a.b",
        "import a\ndef f():\n    try:\n        pass\n    except E as a:\n        a.b",
        "import a\nlambda a: a.b",
        "import a\nlambda *a: a.b",
        "import a\n[a.b for a in x]",
        "import a\n{a: b for a, b in x}",
        "def f():\n    import a\na.b",
        "class C:\n    import a\n    def f(self):\n        a.b",
        "from a import B\nB = 1",
    ],
)
def test_a_name_that_something_else_gives_is_none(source: str):
    assert references(source) == []


def test_a_reference_has_every_line_once():
    (found,) = read("import a\na.b; a.b\nx = 1\na.b\n").references
    assert found.lines == (2, 4)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("import a  # ssot: intended", [(1, "intended")]),
        ("x = 1\n#ssot:intended because of b\n", [(2, "intended because of b")]),
        ("def f():\n    pass  ## ssot:  intended  ", [(2, "intended")]),
        ("import a  # noqa: F401  # ssot: intended", [(1, "intended")]),
        ("x = '''\n# ssot: intended\n'''\n# ssot: two", [(4, "two")]),
        ("x = '# ssot: intended'", []),
        ("# SSOT migration", []),
        ("# see ssot", []),
        ("ssot: int = 1  # a type", []),
    ],
)
def test_a_marker_is_a_comment_that_speaks_to_us(source: str, wanted: list[tuple[int, str]]):
    assert [(one.line, one.text) for one in read(source).markers] == wanted


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not():
    last = b"import a #"
    assert extract(last + b"x" * (MOST_BYTES - len(last))).imports
    found = extract(b"x" * (MOST_BYTES + 1))
    assert found == FileFacts(Verdict.TOO_LARGE, "1,048,577 bytes, more than 1,048,576")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"import a\n\0\n", "line 2: contains a NUL byte"),
        (b"print 'x'\n", "line 1: Missing parentheses in call to 'print'. Did you mean print(...)?"),
        (b"x = 1\n  y = 2\n", "line 2: unexpected indent"),
        (b"(" * 500, "line 1: too many nested parentheses"),
    ],
)
def test_what_python_refuses_has_a_reason_in_one_line(source: bytes, reason: str):
    found = extract(source)
    assert (found.verdict, found.reason) == (Verdict.SYNTAX_ERROR, reason)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="this Python reads it")
@pytest.mark.parametrize(
    "source", ["type X[T] = list[T]", "def f[T](x: T): pass", "class C[T]: pass", "x = f'{a['b']}'", "f'{a.join(\"\\n\")}'"]
)
def test_syntax_of_a_newer_python_is_called_so(source: str):
    found = extract(f"import a\n{source}\n".encode())
    assert found.verdict is Verdict.SYNTAX_ERROR and found.reason.startswith("newer syntax: ") and len(found.imports) == 1


@pytest.mark.parametrize(
    "source",
    [
        "class C:\n    def f(self):\n        return [{deep}]\n",
        "class C:\n    def f(self):\n        return self.a or [{deep}]\n",
        "class C:\n    def f(self):\n        for x in self.a:\n            yield {deep}\n",
        "def f(x):\n    return g({deep})\n",
        "@{deep}\nclass C({deep}): pass\n",
        "X = {deep}\n__all__ = {deep}\n",
        "def __getattr__(name):\n    if name in {deep}: pass\n",
    ],
)
def test_an_expression_deeper_than_our_stack_is_still_read(source: str):
    deep = "+".join(["a"] * 2500)
    found = extract(source.format(deep=deep).encode())
    assert found.verdict is Verdict.OK


def test_reading_is_deterministic_and_survives_storing():
    sources = sorted(Path(scanner.__file__).parent.rglob("*.py")) + sorted(Path(__file__).parent.rglob("*.py"))
    for path in sources:
        once, again = extract(path.read_bytes()), extract(path.read_bytes())
        assert facts.encode(once) == facts.encode(again)
        assert facts.decode(facts.encode(once)) == once


def test_imports_and_definitions_of_real_files_are_all_there():
    for path in sorted(Path(ast.__file__).parent.glob("*.py")):
        source = path.read_bytes()
        tree = ast.parse(source)
        found = extract(source)
        wanted = sorted(node.lineno for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
        assert sorted(one.line for one in found.imports) == wanted, path
        kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        names = sorted(node.name for node in ast.walk(tree) if isinstance(node, kinds))
        assert sorted(one.name.rpartition(".")[2] for one in found.definitions) == names, path


@pytest.mark.parametrize(
    ("call", "module"),
    [
        ("import_module('.router', 'shop.core')", "shop.core.router"),
        ("import_module('.router', package='shop.core')", "shop.core.router"),
        ("import_module('..router', package='shop.core')", "shop.router"),
        ("import_module('.router', package)", ".router"),
        ("import_module('....router', 'shop')", "....router"),
    ],
)
def test_a_relative_dynamic_import_is_named_from_the_package_that_its_call_gives(call: str, module: str):
    (text,) = extract(f"from importlib import import_module\n{call}\n".encode()).texts
    assert (text.text, text.call) == (module, "import_module")


def test_the_dictionary_of_stored_facts_changes_only_with_their_schema():
    assert (facts.SCHEMA, hashlib.sha256(facts.DICTIONARY).hexdigest()[:16]) == (4, "b57469f66e4f3477")
