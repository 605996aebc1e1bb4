"""What replaces a statement: each proposal is tried on its file, which is read again."""

import ast

import pytest

from scanner.extract import MOST_BYTES
from scanner.moves import Move, Refusal, Replacement, Request
from scanner.replacement import MOST_STATEMENT_LETTERS, replace
from scanner.rule import DYNAMIC_CALLS
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.string_target import StringTarget
from tests.support.stories import Story

OLD, NEW = "shop.old.router", "shop.messaging.hub"
SOME = Move(OLD, NEW, ("Router", "route"))
ALL = Move(OLD, NEW, all_names=True)
SAME_LEAF = Move(OLD, "shop.messaging.router", ("Router",))
TOP = Move(OLD, "hub", ("Router",))
FILE = "shop/use/page.py"

#: Statement, what replaces it, what has moved, what stands behind it, before it on its line, above it.
FORMS: list[tuple[str, str, Move, str, str, str]] = [
    ("from shop.old.router import Router", "from shop.messaging.hub import Router", SOME, "", "", ""),
    ("from shop.old.router import Router as R", "from shop.messaging.hub import Router as R", SOME, "", "", ""),
    ("from shop.old.router import Router as Router", "from shop.messaging.hub import Router as Router", SOME, "", "", ""),
    ("from shop.old.router import Router", "from shop.messaging.hub import Router", SOME, "  # noqa: F401", "", ""),
    ("from shop.old.router import Router, route", "from shop.messaging.hub import Router, route", SOME, "", "", ""),
    ("from shop.old.router import Router, other", "from shop.messaging.hub import Router, other", ALL, "", "", ""),
    ("from  shop . old . router  import  Router", "from  shop.messaging.hub  import  Router", SOME, "", "", ""),
    ("from shop.old.router import (Router)", "from shop.messaging.hub import (Router)", SOME, "", "", ""),
    ("from shop.old.router import(Router,)", "from shop.messaging.hub import(Router,)", SOME, "", "", ""),
    (
        "from shop.old.router import (  # both\n    Router,  # one\n    # the other\n    route as r,\n)",
        "from shop.messaging.hub import (  # both\n    Router,  # one\n    # the other\n    route as r,\n)",
        SOME,
        "",
        "",
        "",
    ),
    ("from shop.old.router import Router, \\\n    route", "from shop.messaging.hub import Router, \\\n    route", SOME, "", "", ""),
    ("from shop.old.router import Router", "from shop.messaging.hub import Router", SOME, "", "    ", "def load():"),
    ("from shop.old.router import Router", "from shop.messaging.hub import Router", SOME, "", "\t", "class Page:"),
    (
        "from shop.old.router import (\n        Router,\n    )",
        "from shop.messaging.hub import (\n        Router,\n    )",
        SOME,
        "",
        "    ",
        "if TYPE_CHECKING:",
    ),
    ("from shop.old.router import Router", "from shop.messaging.hub import Router", SOME, "\nexcept ImportError: pass", "    ", "try:"),
    ("from shop.old.router import Router", "from shop.messaging.hub import Router", SOME, "; y = 2", "x = 'ä€😀'; ", ""),
    ("from shop.old.router import Router", "from shop.messaging.hub import Router", SOME, "", "if x: ", ""),
    ("from ..old.router import Router", "from shop.messaging.hub import Router", SOME, "", "", ""),
    ("from..old.router import(Router)", "from shop.messaging.hub import(Router)", SOME, "", "", ""),
    ("from ..old import router", "from shop.messaging import hub as router", SOME, "\nrouter.Router()", "", ""),
    ("from ..old import router", "from shop.messaging import router", SAME_LEAF, "", "", ""),
    ("from shop.old import router", "from shop.messaging import hub as router", SOME, "\nx = router.Router", "", ""),
    ("from shop.old import router as r", "from shop.messaging import hub as r", SOME, "\nr.route()", "", ""),
    ("from shop.old import router", "from shop.messaging import hub as router", ALL, "\nuse(router)", "", ""),
    ("from shop.old import router", "import hub as router", TOP, "", "", ""),
    ("from shop.old import router as hub", "import hub", TOP, "", "", ""),
    ("import shop.old.router as r", "import shop.messaging.hub as r", SOME, "\nr.Router()", "", ""),
    ("import os, shop.old.router as r, sys", "import os, shop.messaging.hub as r, sys", SOME, "", "", ""),
    ("import shop.old.router", "import shop.messaging.hub", SOME, "", "", ""),
    ("import shop.old.router", "import hub", TOP, "", "", ""),
    ("import shop.old.router, os", "import shop.messaging.hub, os", SOME, "\nshop.version", "", ""),
    ("import shop.old.router", "import shop.messaging.hub", SOME, "\nimport shop.old.pages\nshop.old.pages.show()", "", ""),
    ("from shop.old.router.parts import Router", "from shop.messaging.hub import Router", SOME, "", "", ""),
]
#: One name moves, the others stay where they are.
SPLIT = [
    ("from shop.old.router import Router, other", "from shop.messaging.hub import Router\nfrom shop.old.router import other", ""),
    ("from shop.old.router import other, Router as R", "from shop.messaging.hub import Router as R\nfrom shop.old.router import other", ""),
    ("from shop.old.router import a, Router, b", "from shop.messaging.hub import Router\n    from shop.old.router import a, b", "    "),
    ("from shop.old.router import other, Router", "from shop.messaging.hub import Router; from shop.old.router import other", "x = 1; "),
    ("from shop.old.router import (other, Router)", "from shop.messaging.hub import Router\nfrom shop.old.router import (other)", ""),
    ("from ..old.router import Router, other", "from shop.messaging.hub import Router\nfrom ..old.router import other", ""),
    ("from shop.old import router, pages", "from shop.messaging import hub as router\nfrom shop.old import pages", ""),
    (
        "from shop.old.router import (\n    Router,\n    # about other\n    other,  # used below\n)",
        "from shop.messaging.hub import Router\nfrom shop.old.router import (\n    # about other\n    other,  # used below\n)",
        "",
    ),
    (
        "from shop.old.router import (\n    other,  # stays\n    # goes\n    Router  # now\n)",
        "from shop.messaging.hub import (\n    # goes\n    Router  # now\n)\nfrom shop.old.router import (\n    other  # stays\n)",
        "",
    ),
    (
        "from shop.old.router import (\n    other,\n    more,\n    Router,\n)",
        "from shop.messaging.hub import Router\nfrom shop.old.router import (\n    other,\n    more,\n)",
        "",
    ),
    (
        "from shop.old.router import (other,  # stays\n    Router)",
        "from shop.messaging.hub import Router\nfrom shop.old.router import (other  # stays\n    )",
        "",
    ),
]
#: Nothing that would be right: the statement, what stands behind it, what has moved, words of the reason.
REFUSED = [
    ("from shop.old.router import *", "", ALL, "star import"),
    ("from shop.old.router import other", "", SOME, "other is not known to live in shop.messaging.hub"),
    ("from shop.old.router import other, more", "", SOME, "other, more are not known"),
    ("import shop.old.router", "shop.old.router.Router()", SOME, "Uses of shop.old.router.Router in this file have to change too"),
    ("import shop.old.router", "def f(x: 'shop.old.router.Router'): pass", SOME, "have to change too, as in line 2"),
    ("import shop.old.router", "shop.old.pages.show()", SOME, "Line 2 uses shop.old.pages.show"),
    ("import shop.old.router", "import shop\nshop.old.pages.show()", SOME, "Line 3 uses shop.old.pages.show"),
    ("import shop.old.router", "shop.version", TOP, "Line 2 uses shop.version"),
    ("import shop.old.router as r", "r.other()", SOME, "r.other is used in line 2"),
    ("import shop.old.router as r", "patch.object(r, 'Router')", SOME, "r itself is handed on in line 2"),
    ("from shop.old import router", "def f(x) -> 'router.Other': pass", SOME, "router.Other is used in line 2"),
    ("import shop.old.router.parts", "", ALL, "is a module inside shop.old.router"),
    ("from shop.old.router.parts import Other", "", ALL, "not known"),
    ("from shop.old.router import Router", "", Move(OLD, f"{OLD}.core", ("Router",)), "is inside shop.old.router"),
    ("from shop.old.router import Router", "", Move(OLD, "shop.use.page", ("Router",)), "This file is shop.use.page itself"),
    ("from shop.old.router import Router", "print 'x'", SOME, "does not parse: line 2"),
    ("import os", "", SOME, "Line 1 imports nothing from shop.old.router"),
    ("from shop.old import (router,  # why\n)", "", TOP, "no place for them"),
]


def answer(source: str, move: Move = SOME, line: int = 1, text: str = "", path: str = FILE) -> Replacement | Refusal:
    return replace(Request(source.encode(), path, line, move, text))


def left(source: str, rule: DeprecatedImport | StringTarget) -> list[tuple[int, str]]:
    """Line and names of each finding, in a history of two commits in which the old module still stands."""
    story = Story(rule)
    story.commit({"shop/old/router.py": "class Router: pass\n", "shop/messaging/hub.py": "class Router: pass\n"})
    return sorted((place.line, place.name) for place in story.places(story.commit({FILE: source})))


@pytest.mark.parametrize(("old", "new", "move", "behind", "before", "above"), FORMS)
def test_a_statement_is_replaced_and_its_file_has_no_finding_any_more(old: str, new: str, move: Move, behind: str, before: str, above: str):
    source = f"{above}\n{before}{old}{behind}\n"
    made = answer(source, move, 2)
    assert isinstance(made, Replacement), made.reason
    assert (made.old, made.new, made.line) == (old, new, 2)
    changed = made.applied(source)
    assert changed == f"{above}\n{before}{new}{behind}\n"
    ast.parse(changed)
    assert left(source, DeprecatedImport([OLD])) != []
    assert left(changed, DeprecatedImport([OLD])) == []


def test_there_are_enough_forms_to_speak_of_all():
    assert len(FORMS) + len(SPLIT) >= 40


@pytest.mark.parametrize(("old", "new", "before"), SPLIT)
def test_a_statement_is_split_where_only_one_name_moves_and_the_others_are_what_is_left(old: str, new: str, before: str):
    above = "if x:\n" if before.isspace() else "\n"
    source = f"{above}{before}{old}\n"
    made = answer(source, SOME, 2)
    assert isinstance(made, Replacement), made.reason
    assert made.new == new
    changed = made.applied(source)
    ast.parse(changed)
    names = [name for _, names in left(changed, DeprecatedImport([OLD])) for name in names.split(", ")]
    assert "Router" not in names and OLD not in names
    assert all(comment in made.new for comment in ("# about other", "# used below", "# stays", "# goes", "# now") if comment in old)


@pytest.mark.parametrize(("old", "behind", "move", "words"), REFUSED)
def test_there_is_a_reason_where_no_single_statement_would_be_right(old: str, behind: str, move: Move, words: str):
    made = answer(f"{old}\n{behind}\n", move)
    assert isinstance(made, Refusal)
    assert words in made.reason


@pytest.mark.parametrize(
    ("source", "text", "line", "wanted"),
    [
        ("import_module('shop.old.router')", OLD, 1, "'shop.messaging.hub'"),
        ('m = __import__(name="shop.old.router")', OLD, 1, '"shop.messaging.hub"'),
        ("m = import_module(\n    'shop.old.router',\n)", OLD, 1, "'shop.messaging.hub'"),
        ("with patch('shop.old.router.Router.route'): pass", f"{OLD}.Router.route", 1, "'shop.messaging.hub.Router.route'"),
        ("@patch(\n    r'''shop.old.router.Router''')\ndef f(): pass", f"{OLD}.Router", 2, "r'''shop.messaging.hub.Router'''"),
        ("MODULES = ['shop.pages', 'shop.old.router']", OLD, 1, "'shop.messaging.hub'"),
    ],
)
def test_a_string_names_the_canonical_module_instead(source: str, text: str, line: int, wanted: str):
    made = answer(source, SOME, line, text)
    assert isinstance(made, Replacement), made.reason
    assert made.new == wanted
    changed = made.applied(source)
    dynamic = any(call in source for call in DYNAMIC_CALLS)
    rule = DeprecatedImport([OLD]) if dynamic else StringTarget([OLD])
    assert left(source, rule) != [] == left(changed, rule)


@pytest.mark.parametrize(
    ("source", "text", "words"),
    [
        ("patch('shop.old.router.other')", f"{OLD}.other", "other is not known"),
        ("patch('shop.old' '.router.Router')", f"{OLD}.Router", "put together from several strings"),
        ("patch('shop.old.\\x72outer.Router')", f"{OLD}.Router", "has escapes in it"),
        ("x = ['shop.old.router', 'shop.old.router']", OLD, "more than once"),
        ("x = 1", OLD, "does not hold"),
        ("patch('shop.new.Router')", "shop.new.Router", "does not name shop.old.router"),
    ],
)
def test_a_string_that_can_not_be_replaced_safely_has_a_reason(source: str, text: str, words: str):
    made = answer(source, SOME, 1, text)
    assert isinstance(made, Refusal)
    assert words in made.reason


def test_a_name_that_another_module_hands_on_is_taken_from_the_canonical_one():
    move = Move(OLD, NEW, ("Router",), handed_on=("shop.Router",))
    made = answer("from shop import Router, version\n", move)
    assert isinstance(made, Replacement)
    assert made.new == "from shop.messaging.hub import Router\nfrom shop import version"


def test_an_import_from_the_canonical_module_is_not_replaced_by_itself():
    made = answer("from shop.messaging.hub import Router\n", Move(OLD, NEW, ("Router",), handed_on=(f"{NEW}.Router",)))
    assert made == Refusal("This imports from shop.messaging.hub already, which has Router from shop.old.router itself")


def test_the_second_of_two_statements_on_a_line_is_found_by_its_names():
    source = "from shop.old.router import other; from shop.old.router import Router\n"
    made = replace(Request(source.encode(), FILE, 1, SOME, names=("Router",)))
    assert isinstance(made, Replacement)
    assert made.applied(source) == "from shop.old.router import other; from shop.messaging.hub import Router\n"


def test_a_file_of_another_encoding_or_with_other_line_ends_is_read_as_python_reads_it():
    source = "# coding: latin-1\r\nx = 'ä'; from shop.old.router import Router\r\n".encode("latin-1")
    made = replace(Request(source, FILE, 2, SOME))
    assert isinstance(made, Replacement)
    assert made.new == "from shop.messaging.hub import Router"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"#" * (MOST_BYTES + 1), "has more than 1,048,576 bytes"),
        (b"# coding: hex\nimport a", "can not be read: coding: hex"),
        (b"from shop.old.router import " + b"Router, " * MOST_STATEMENT_LETTERS + b"Router", "has more than 10,000 letters"),
    ],
)
def test_what_is_too_large_or_no_text_is_refused(source: bytes, words: str):
    made = replace(Request(source, FILE, 1, SOME))
    assert isinstance(made, Refusal)
    assert words in made.reason
