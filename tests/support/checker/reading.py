"""What one Python file says, by a plain walk over its syntax tree; it knows no issue."""

import ast
import codecs
import io
import re
import tokenize
import warnings
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.support.checker import tolerant
from tests.support.checker.uses import uses

LIMIT = 1024 * 1024
ENCODINGS = {"utf-8", "utf-8-sig", "ascii", "iso8859-1", "iso8859-15", "cp1252"}
DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)+")
MARKER = re.compile(r"#\s*ssot:\s*(?:intended\b|ignore\s*\[([^\]]*)\]|.)")
ALL_RULES = "*"
DYNAMIC = ("import_module", "__import__", "find_spec", "importorskip")
DYNAMIC_BY_ANY_NAME = ("importlib.import_module", "importlib.util.find_spec")
MODULE, CLASS, FUNCTION = "module", "class", "function"


class Import(NamedTuple):
    """One import statement; `base` is None for `import …`."""

    line: int
    last: int
    base: str | None
    level: int
    names: tuple[tuple[str, str | None], ...]
    scope: str
    for_types: bool = False


class Text(NamedTuple):
    """A dotted name in a string."""

    line: int
    last: int
    text: str


class Reading(NamedTuple):
    """Everything of a file that a rule may ask for."""

    verdict: str = ""
    approximate: bool = False
    imports: tuple[Import, ...] = ()
    dynamic: tuple[Text, ...] = ()
    strings: tuple[Text, ...] = ()
    top_names: frozenset[str] = frozenset()
    symbols: frozenset[str] = frozenset()
    exports: tuple[str, ...] | None = None
    listed: tuple[str, ...] = ()
    marks: frozenset[tuple[int, str]] = frozenset()

    def is_marked(self, rule: str, first: int, last: int) -> bool:
        """Does a comment on one of these lines set the rule's places apart?"""
        return any(first <= line <= last and named in (rule, ALL_RULES) for line, named in self.marks)

    def form_of(self, statement: Import) -> str:
        """The form of an import."""
        if self.approximate:
            return "approximate"
        if statement.base is None:
            return "import"
        if statement.names[0][0] == "*":
            return "star"
        return "relative" if statement.level else "from"


def read(source: bytes | None) -> Reading:
    """Read a file's bytes; what cannot be read has a verdict."""
    if source is None:
        return Reading("missing object")
    if len(source) > LIMIT:
        return Reading("too large")
    try:
        text = decoded(source)
    except (SyntaxError, UnicodeDecodeError, LookupError) as problem:
        return Reading(f"cannot be decoded: {problem}")
    has_marks = b"ssot:" in source
    try:
        return walk(parse(source))._replace(marks=marks_of(comments(source)) if has_marks else frozenset())
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        found = tuple(Import(*one) for one in tolerant.imports(text))
        return Reading(f"does not parse: {problem}", True, found, marks=marks_of(tolerant.comments(text)))


def decoded(source: bytes) -> str:
    """The text of a file, if it says how it is encoded and that is among the few that are read."""
    encoding = codecs.lookup(tokenize.detect_encoding(io.BytesIO(source).readline)[0]).name
    if encoding not in ENCODINGS:
        raise LookupError(encoding)
    return source.decode(encoding)


def lines_of(source: bytes) -> list[str]:
    """The lines that an editor shows; of a file that cannot be decoded, with marks for what is no text."""
    try:
        text = decoded(source)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        text = source.decode("utf-8", "replace")
    return tolerant.LINE_END.sub("\n", text).split("\n")


def parse(source: bytes) -> ast.Module:
    """Parse as Python does, without its warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def marks_of(found: Iterable[tuple[int, str]]) -> frozenset[tuple[int, str]]:
    """Lines whose comment sets places apart, each with a rule that it names; the first marker of a comment is the one that is read."""
    marks = set()
    for line, comment in found:
        marker = MARKER.search(comment)
        if marker and marker[1] is not None:
            marks |= {(line, name.strip()) for name in marker[1].split(",")}
        elif marker and marker[0].endswith("intended"):
            marks.add((line, ALL_RULES))
    return frozenset(marks)


def comments(source: bytes) -> Iterator[tuple[int, str]]:
    """Every comment with its line."""
    try:
        for token in tokenize.tokenize(io.BytesIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
    except (tokenize.TokenError, SyntaxError):
        return


def types_only(tree: ast.Module) -> set[int]:
    """The import statements, by their ids, that no running program reaches: under `if TYPE_CHECKING`, or where its negation is not true."""
    found: set[int] = set()
    for check in (node for node in ast.walk(tree) if isinstance(node, ast.If)):
        negated = check.test.operand if isinstance(check.test, ast.UnaryOp) and isinstance(check.test.op, ast.Not) else None
        if last_name(negated or check.test) == "TYPE_CHECKING":
            hidden = check.orelse if negated else check.body
            found |= {id(one) for part in hidden for one in ast.walk(part) if isinstance(one, ast.Import | ast.ImportFrom)}
    return found


def statements(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Every node with the scope that it stands in; no recursion, for deep trees."""
    waiting: list[tuple[ast.AST, str]] = [(tree, MODULE)]
    while waiting:
        node, scope = waiting.pop()
        yield node, scope
        inside = CLASS if isinstance(node, ast.ClassDef) else scope
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = FUNCTION
        waiting.extend((child, inside) for child in ast.iter_child_nodes(node))


def walk(tree: ast.Module) -> Reading:
    """The facts of a syntax tree."""
    imports, dynamic, top, symbols, named, lists = [], [], set(), set(), [], []
    silent: set[int] = set()
    constants: list[ast.Constant] = []
    renamed, for_types = renamed_importers(tree), types_only(tree)
    for node, scope in statements(tree):
        silent |= {id(constant) for constant in not_targets(node, renamed)}
        match node:
            case ast.Constant(value=str()):
                constants.append(node)
            case ast.Import() | ast.ImportFrom():
                imports.append(an_import(node, scope)._replace(for_types=id(node) in for_types))
            case ast.Call() if is_importing(node, renamed):
                last = node.end_lineno or node.lineno
                dynamic += [Text(node.lineno, last, from_package(text, node)) for given in imported_by(node) for text in constant(given)]
            case ast.ClassDef():
                symbols.add(node.name)
        if scope == MODULE:
            top |= bound_names(node)
            named += [node] if "__all__" in assigned_names(node) or extends_all(node) else []
    lists = [texts_of(None if extends_all(node) else getattr(node, "value", None)) for node in named]
    return Reading(
        imports=tuple(sorted(imports, key=lambda one: one.line)),
        dynamic=tuple(dynamic),
        strings=tuple(a_text(one) for one in constants if id(one) not in silent and DOTTED.fullmatch(str(one.value))),
        top_names=frozenset(top),
        symbols=frozenset(symbols | top),
        exports=tuple(sorted({text for texts in lists for text in texts or ()})) if lists and None not in lists else None,
        listed=tuple(sorted({text for node in named for text in any_texts(node)})),
    )


def an_import(node: ast.Import | ast.ImportFrom, scope: str) -> Import:
    """An import statement as data."""
    names = tuple((alias.name, alias.asname) for alias in node.names)
    last = node.end_lineno or node.lineno
    if isinstance(node, ast.Import):
        return Import(node.lineno, last, None, 0, names, scope)
    return Import(node.lineno, last, node.module or "", node.level, names, scope)


def a_text(node: ast.Constant) -> Text:
    """A string constant as data."""
    return Text(node.lineno, node.end_lineno or node.lineno, str(node.value))


def renamed_importers(tree: ast.Module) -> set[int]:
    """Nodes, by their ids, that name what `from importlib import import_module as …` gives."""
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("importlib")]
    if not any(alias.asname for node in froms for alias in node.names):
        return set()
    return {id(one.node) for one in uses(tree) if one.name in DYNAMIC_BY_ANY_NAME}


def is_importing(call: ast.Call, renamed: set[int]) -> bool:
    """Does a call import its first argument, under a name that tells or by one that `from importlib import import_module as …` gives?"""
    return last_name(call.func) in DYNAMIC or id(call.func) in renamed


def from_package(text: str, call: ast.Call) -> str:
    """The absolute name of `.x` where the call names the package that this starts from."""
    given = [text for node in package_of(call) for text in constant(node)]
    level = len(text) - len(text.lstrip("."))
    if not level or not given or level > len(given[0].split(".")):
        return text
    base = given[0].split(".")[: len(given[0].split(".")) - level + 1]
    return ".".join([*base, text.lstrip(".")] if text.lstrip(".") else base)


def package_of(call: ast.Call) -> list[ast.AST]:
    """What an importing call gives as its package."""
    return [*call.args[1:2], *(keyword.value for keyword in call.keywords if keyword.arg == "package")]


def not_targets(node: ast.AST, renamed: set[int]) -> list[ast.AST]:
    """Strings under this node that name nothing: docstrings, parts of f-strings, names of loggers, what is imported at once."""
    match node:
        case ast.Expr():
            return [node.value]
        case ast.JoinedStr():
            return list(node.values)
        case ast.Call() if last_name(node.func) in ("getLogger", "get_logger"):
            return given_to_this_call(node)
        case ast.Call() if is_importing(node, renamed):
            is_relative = any(text.startswith(".") for given in imported_by(node) for text in constant(given))
            return [*imported_by(node), *(package_of(node) if is_relative else [])]
    return []


def imported_by(call: ast.Call) -> list[ast.AST]:
    """What a call imports: its first argument, or the one named so."""
    return [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "name")]


def given_to_this_call(call: ast.Call) -> list[ast.AST]:
    """Everything in a call's arguments that is not given to a call among them."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [*call.args, *call.keywords]
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(node, ast.Call):
            waiting.extend(ast.iter_child_nodes(node))
    return found


def constant(node: ast.AST) -> list[str]:
    """The text of a string constant, if this is one."""
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def extends_all(node: ast.AST) -> bool:
    """Is this `__all__.extend(…)` or `__all__.append(…)`?"""
    called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in ("extend", "append") and last_name(called.value) == "__all__"


def last_name(node: ast.AST) -> str:
    """`c` of `a.b.c`."""
    return getattr(node, "attr", "") or getattr(node, "id", "")


def assigned_names(node: ast.AST) -> set[str]:
    """Names that an assignment binds."""
    match node:
        case ast.Assign():
            targets = node.targets
        case ast.AugAssign() | ast.AnnAssign(value=ast.expr()):
            targets = [node.target]
        case _:
            return set()
    return {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def bound_names(node: ast.AST) -> set[str]:
    """Names that a definition or an assignment binds."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    return assigned_names(node)


def texts_of(node: ast.AST | None) -> list[str] | None:
    """The strings of a literal list, or None for anything else."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set) and all(constant(element) for element in node.elts):
        return [text for element in node.elts for text in constant(element)]
    return None


def any_texts(node: ast.AST) -> list[str]:
    """Every string anywhere under a node."""
    return [text for one in ast.walk(node) for text in constant(one)]
