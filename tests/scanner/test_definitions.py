"""Classes and functions: heads, kinds, fingerprints, and what calls itself deprecated."""

import textwrap

import pytest

from scanner.extract import extract
from scanner.facts import Definition, Guard, Scope, Verdict


def definitions(source: str) -> tuple[Definition, ...]:
    found = extract(textwrap.dedent(source).encode())
    assert found.verdict is Verdict.OK, found.reason
    return found.definitions


def fingerprint(source: str) -> bytes:
    return definitions(source)[0].fingerprint


def deprecations(source: str) -> list[tuple[int, str, str]]:
    found = extract(textwrap.dedent(source).encode())
    assert found.verdict is Verdict.OK, found.reason
    return [(one.line, one.how, one.name) for one in found.deprecations]


def test_a_definition_says_its_kind_name_and_lines():
    found = definitions(
        """
        @decorated
        class Outer(Base):
            async def method(self):
                def inner():
                    pass
                class Deep: pass
            x = 1

        def f(): return 1
        """
    )
    assert [(one.kind, one.name, one.line, one.end_line, one.scope) for one in found] == [
        ("class", "Outer", 3, 8, Scope.MODULE),
        ("async function", "Outer.method", 4, 7, Scope.CLASS),
        ("function", "Outer.method.inner", 5, 6, Scope.FUNCTION),
        ("class", "Outer.method.Deep", 7, 7, Scope.FUNCTION),
        ("function", "f", 10, 10, Scope.MODULE),
    ]


@pytest.mark.parametrize(
    ("source", "guard"),
    [
        ("class C: pass", Guard.NONE),
        ("if x:\n    class C: pass", Guard.IF),
        ("if TYPE_CHECKING:\n    class C: pass", Guard.TYPE_CHECKING),
        ("try:\n    class C: pass\nfinally: pass", Guard.TRY),
        ("try:\n    import a\nexcept ImportError:\n    class C: pass", Guard.EXCEPT),
    ],
)
def test_a_definition_says_under_which_condition_it_stands(source: str, guard: Guard):
    assert definitions(source)[0].guard is guard


def test_bases_and_decorators_are_dotted_names_without_arguments():
    (found,) = definitions("@a.b(1)\n@c\n@(lambda x: x)\nclass C(D, e.F[int], g(), *h, metaclass=M): pass")
    assert (found.decorators, found.bases) == (("a.b", "c"), ("D", "e.F", "g"))


@pytest.mark.parametrize(
    "signature",
    ["()", "(self)", "(a, b=…)", "(a, /, b)", "(*args, **kwargs)", "(*, a, b=…)", "(a, /, b=…, *args, c, d=…, **rest)"],
)
def test_a_signature_shows_names_kinds_and_which_have_defaults(signature: str):
    (found,) = definitions(f"def f{signature.replace('…', '1')}: pass")
    assert found.signature == signature


@pytest.mark.parametrize(
    ("source", "flags"),
    [
        ("class C: pass", ()),
        ("class C(Enum): pass", ("enum",)),
        ("class C(str, enum.Enum): pass", ("enum",)),
        ("class C(metaclass=EnumMeta): pass", ("enum",)),
        ("class C(ValueError): pass", ("exception",)),
        ("class C(errors.AppException): pass", ("exception",)),
        ("@dataclass\nclass C: pass", ("dataclass",)),
        ("@dataclasses.dataclass(frozen=True)\nclass C: pass", ("dataclass",)),
        ("@attrs.define\nclass C: pass", ("dataclass",)),
        ("class C(Protocol[T]): pass", ("protocol",)),
        ("class C(abc.ABC): pass", ("abc",)),
        ("class C(metaclass=ABCMeta): pass", ("abc",)),
        ("class C(pydantic.BaseModel): pass", ("model",)),
        ("class C(TypedDict, total=False): pass", ("model",)),
        ("@dataclass\nclass C(Enum, ABC): pass", ("abc", "dataclass", "enum")),
        ("class C(ErrorHandler): pass", ()),
        ("class C(EnumLike): pass", ()),
        ("@data\nclass C: pass", ()),
        ("@register(dataclass)\nclass C: pass", ()),
        ("class C(Router, ProtocolBuffer): pass", ()),
    ],
)
def test_a_class_says_what_sort_it_is(source: str, flags: tuple[str, ...]):
    assert definitions(source)[0].flags == flags


def test_the_sort_is_handed_down_inside_a_file():
    found = definitions("class A(Enum): pass\nclass B(A): pass\nclass C(ABC): pass\nclass D(C): pass")
    assert [one.flags for one in found] == [("enum",), ("enum",), ("abc",), ()]


BODY = """
def f(a, b=1):
    x = a.b("text", c=[1, 2])
    if x and not b:
        return {x: y for y in b}
    return lambda z: z ** 2
"""


@pytest.mark.parametrize(
    "same",
    [
        BODY.replace("def f", "def g"),
        BODY.replace("    x = a", '    """Says something."""\n    x = a'),
        BODY.replace("    x = a", "    # a comment\n\n    x = a"),
        BODY.replace("    x = a", "    pass\n    x = a"),
        BODY.replace('"text"', "'te' 'xt'"),
        BODY.replace("c=[1, 2]", "c=[\n        1,\n        2,\n    ]"),
        BODY.replace("(a.b", "((a.b)"),
        BODY.replace("    ", "\t"),
        BODY.replace("x and not b", "(x and (not b))"),
        BODY.replace("\n", "\r\n"),
        "class C:\n" + textwrap.indent(BODY, "    "),
    ],
)
def test_equal_code_has_an_equal_fingerprint(same: str):
    assert definitions(same)[-1].fingerprint == fingerprint(BODY)


@pytest.mark.parametrize(
    "other",
    [
        BODY.replace("(a, b=1)", "(a, b=2)"),
        BODY.replace("(a, b=1)", "(a, *, b=1)"),
        BODY.replace("(a, b=1)", "(a, b: int = 1)"),
        BODY.replace("def f", "async def f"),
        BODY.replace("a.b", "a.c"),
        BODY.replace('"text"', '"other"'),
        BODY.replace('"text"', 'b"text"'),
        BODY.replace("1, 2", "1, 2.0"),
        BODY.replace("1, 2", "1, '2'"),
        BODY.replace("1, 2", "True, 2"),
        BODY.replace("[1, 2]", "(1, 2)"),
        BODY.replace(" and ", " or "),
        BODY.replace("not b", "b"),
        BODY.replace("** 2", "* 2"),
        BODY.replace("{x: y for", "{y: x for"),
        BODY.replace("        return {", "        yield {"),
        BODY.replace("    return lambda", "        return lambda"),
        BODY.replace("    return lambda z: z ** 2", "    return"),
        BODY.replace("if x", "while x"),
    ],
)
def test_other_code_has_another_fingerprint(other: str):
    assert other != BODY
    assert fingerprint(other) != fingerprint(BODY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("if a:\n        b\n        c", "if a:\n        b\n    c"),
        ("try:\n        a\n    except E:\n        b", "try:\n        a\n    finally:\n        b"),
        ("for a in b:\n        c\n    else:\n        d", "for a in b:\n        c\n    d"),
        ("f(a, b)", "f(a, *b)"),
        ("f(a=b)", "f(**b)"),
        ("x = ...", "x = 'Ellipsis'"),
        ("x = 1j", "x = '1j'"),
        ("x = None", "x = 0"),
        ("global a", "nonlocal_a"),
        ("import a as b", "import a, b"),
        ("f'{a}'", "f'{a!r}'"),
        ("x: a = b", "x = a, b"),
        ("del a, b", "del (a, b), c"),
        ("match x:\n        case 1: a", "match x:\n        case 2: a"),
    ],
)
def test_code_that_reads_alike_is_told_apart(one: str, other: str):
    assert fingerprint(f"def f():\n    {one}\n") != fingerprint(f"def f():\n    {other}\n")


def test_a_class_is_equal_only_if_its_methods_have_the_same_names():
    one, other = "class A:\n    def f(self): return 1\n", "class B:\n    def g(self): return 1\n"
    assert fingerprint(one) == fingerprint(one.replace("class A", "class C"))
    assert fingerprint(one) != fingerprint(other)


def test_numbers_and_strings_that_no_encoder_takes_have_fingerprints():
    sources = [f"def f(): return {value}" for value in ("9" * 100, "-" + "9" * 100, "'\\ud800'", "'\\udfff'", "b'\\xff'", "1e999")]
    assert len({fingerprint(source) for source in sources}) == len(sources)


@pytest.mark.parametrize(
    ("source", "size"),
    [
        ("def f(): pass", 0),
        ("def f():\n    '''Text.'''", 0),
        ("def f():\n    '''Text.'''\n    return 1", 1),
        ("def f():\n    if a:\n        b\n    else:\n        c", 3),
        ("class C:\n    x = 1\n    def f(self):\n        return 1\n    ...", 3),
    ],
)
def test_the_size_counts_statements(source: str, size: int):
    assert definitions(source)[0].size == size


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("warnings.warn('x', DeprecationWarning)", (1, "warning", "")),
        ("warnings.warn('x', category=DeprecationWarning, stacklevel=2)", (1, "warning", "")),
        ("warnings.warn('x', PendingDeprecationWarning)", (1, "warning", "")),
        ("warn(DeprecationWarning('x'))", (1, "warning", "")),
        ("class C:\n    def __init__(self):\n        warnings.warn('x', builtins.DeprecationWarning)", (3, "warning", "C.__init__")),
        ("@deprecated\ndef f(): pass", (2, "decorator", "f")),
        ("@typing_extensions.deprecated('use g')\nclass C: pass", (2, "decorator", "C")),
        ("@deprecated_alias(a='b')\ndef f(): pass", (2, "decorator", "f")),
        ("'''Deprecated: use b.'''", (1, "docstring", "")),
        ("'''Old things.\n\nThis module is deprecated.\n'''", (1, "docstring", "")),
        ("def f():\n    '''\n    .. deprecated:: 1.2\n    '''", (2, "docstring", "f")),
        ("class C:\n    '''DEPRECATED Old router.'''", (2, "docstring", "C")),
        ("class C:\n    '''Routes.\n\n    SSOT: this has been deprecated in favour of b.'''", (2, "docstring", "C")),
    ],
)
def test_what_calls_itself_deprecated_is_noted(source: str, wanted: tuple[int, str, str]):
    assert deprecations(source) == [wanted]


@pytest.mark.parametrize(
    "source",
    [
        "warnings.warn('deprecated')",
        "warnings.warn('x', UserWarning)",
        "logger.info('deprecated')",
        "warnings.filterwarnings('ignore', category=DeprecationWarning)",
        "# deprecated",
        "x = 'deprecated'",
        "def f():\n    '''Finds deprecated imports.'''",
        "def f():\n    '''Handles deprecation.'''",
        "def f():\n    '''" + "\n    ".join(f"Line {number}." for number in range(9)) + "\n    This is deprecated.'''",
        "@undeprecatedly\ndef f(): pass",
        "def deprecated(): pass",
    ],
)
def test_what_only_speaks_of_deprecation_is_not(source: str):
    assert deprecations(source) == []
