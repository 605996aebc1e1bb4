"""What replaces a statement that imports a deprecated module, or a string that names it: a right answer, or why there is none.

For rewriter processes: see scanner.statements.
"""

import ast
from collections.abc import Iterable

from scanner import decoding, syntax, uses
from scanner.extract import MOST_BYTES, extract
from scanner.facts import FileFacts, Guard, Import, Scope, Verdict
from scanner.moves import Answer, NotReplaced, Refusal, Replacement, Request
from scanner.naming import Named, module_of_named, names_of
from scanner.statements import with_modules, with_names_from
from scanner.tree import DEFAULT_PATH_RULES, PathRules, is_under, place_file

MOST_STATEMENT_LETTERS = 10_000
_PATHS = PathRules(DEFAULT_PATH_RULES)
_QUOTES = ("'", '"', "'''", '"""')
ImportNode = ast.Import | ast.ImportFrom


def replace(asked: Request) -> Answer:
    """The replacement of what stands on a line of a file, tried out: the file parses with it and imports what moved no more."""
    try:
        finding = _Finding(asked)
        return finding.string() if asked.text else finding.statement()
    except NotReplaced as reason:
        return Refusal(str(reason))


def _text(source: bytes) -> str:
    if len(source) > MOST_BYTES:
        raise NotReplaced(f"The file has more than {MOST_BYTES:,} bytes")
    try:
        return decoding.decode(source)
    except decoding.Undecodable as error:
        raise NotReplaced(f"The file can not be read: {error}") from error


def _tree(text: str) -> ast.Module:
    try:
        return syntax.parse(text)
    except syntax.Refused as error:
        raise NotReplaced(f"The file does not parse: {error}") from error


class _Finding:
    """A request, with its file read."""

    def __init__(self, asked: Request) -> None:
        self.asked = asked
        self.move = asked.move
        self.file = place_file(asked.path, _PATHS)
        if self.move.canonical in self.file.modules:
            raise NotReplaced(f"This file is {self.move.canonical} itself")
        if is_under(self.move.canonical, self.move.deprecated) and not self.move.handed_on:
            raise NotReplaced(f"{self.move.canonical} is inside {self.move.deprecated}: an import of it counts as well")
        self.text = _text(asked.source)
        self.lines = self.text.split("\n")
        self.tree = _tree(self.text)

    def statement(self) -> Replacement:
        """The import statement on the line, with what is known to have moved taken from the canonical module."""
        node = self._import()
        moved, left = {}, []
        for place, alias in enumerate(node.names):
            named = self._moving(node, alias)
            if named is None:
                continue
            if new := self._new_name(node, alias, named):
                moved[place] = new
            else:
                left.append(alias.name)
        if not moved:
            raise NotReplaced(f"{', '.join(left)} {'is' if len(left) == 1 else 'are'} not known to live in {self.move.canonical}")
        return self._tried(node, self._cut(node, self._edited(node, moved)), [node.names[place] for place in moved])

    def _import(self) -> ImportNode:
        """The statement on the line that imports what moved."""
        on_line = [node for node in ast.walk(self.tree) if isinstance(node, ImportNode) and node.lineno == self.asked.line]
        found = [node for node in on_line if any(self._moving(node, alias) for alias in node.names)]
        exact = [node for node in found if {alias.name for alias in node.names} >= set(self.asked.names)]
        if not found:
            raise NotReplaced(f"Line {self.asked.line} imports nothing from {self.move.deprecated} at this commit")
        return (exact or found)[0]

    def _moving(self, node: ImportNode, alias: ast.alias) -> Named | None:
        """What an alias names, if that comes from the deprecated module."""
        for named in names_of(_fact(node, alias), self.file):
            if self.move.handed_on:
                if named.dotted in self.move.handed_on:
                    return named
            elif module_of_named(named, (self.move.deprecated,)):
                return named
        return None

    def _new_name(self, node: ImportNode, alias: ast.alias, named: Named) -> str:
        """What is imported instead; "" if the canonical module is not known to have it."""
        move = self.move
        if named.name == "*":
            raise NotReplaced(f"A star import: which names of {named.module} are used here is not written in it")
        if named.module == move.canonical:
            raise NotReplaced(f"This imports from {move.canonical} already, which has {named.name} from {move.deprecated} itself")
        if named.dotted == move.deprecated:
            self._require_uses(node, alias)
            return move.canonical if isinstance(node, ast.Import) or "." not in move.canonical else move.canonical.rpartition(".")[2]
        if isinstance(node, ast.Import):
            raise NotReplaced(f"{named.module} is a module inside {move.deprecated}: where it went is not known")
        is_known = move.knows(named.name) if move.handed_on or named.module == move.deprecated else named.name in move.names
        return named.name if is_known else ""

    def _require_uses(self, node: ImportNode, alias: ast.alias) -> None:
        """The file's uses of the module work with the other module too."""
        if alias.asname or isinstance(node, ast.ImportFrom):
            uses.require_known(self.tree, alias.asname or alias.name, self.move)
            return
        statements = [one for one in ast.walk(self.tree) if isinstance(one, ast.Import)]
        others = [one.name for statement in statements for one in statement.names if one is not alias and not one.asname]
        uses.require_unused(self.tree, alias.name, self.move, others)

    def _edited(self, node: ImportNode, moved: dict[int, str]) -> str:
        old = self._cut(node, "").old
        if len(old) > MOST_STATEMENT_LETTERS:
            raise NotReplaced(f"The statement has more than {MOST_STATEMENT_LETTERS:,} letters")
        if isinstance(node, ast.Import):
            return with_modules(old, moved)
        first = self._moving(node, node.names[min(moved)])
        is_module = first is not None and first.dotted == self.move.deprecated
        source = self.move.canonical.rpartition(".")[0] if is_module else self.move.canonical
        return with_names_from(old, source, moved, self._separator(node))

    def _separator(self, node: ImportNode) -> str:
        """What two statements have between them where this one stands."""
        before = self.lines[node.lineno - 1].encode()[: node.col_offset].decode()
        return "; " if before.strip() else f"\n{before}"

    def _cut(self, node: ast.stmt | ast.expr, new: str) -> Replacement:
        """The stretch of a node, and what comes there."""
        start = self._position(node.lineno, node.col_offset)
        last = node.end_lineno or node.lineno
        return Replacement(start, node.lineno, last, self.text[start : self._position(last, node.end_col_offset or 0)], new)

    def _position(self, line: int, column: int) -> int:
        """In letters; Python's columns are bytes."""
        return sum(len(one) + 1 for one in self.lines[: line - 1]) + len(self.lines[line - 1].encode()[:column].decode())

    def _tried(self, node: ImportNode, made: Replacement, moved: Iterable[ast.alias]) -> Replacement:
        """The replacement, if the file says with it what it should."""
        last = made.line + made.new.count("\n")
        here = [one for one in self._facts(made).imports if made.line <= one.line <= last]
        gone = {named.dotted for alias in moved if (named := self._moving(node, alias))}
        if any(named.dotted in gone for statement in here for named in names_of(statement, self.file)):
            raise NotReplaced(f"{made.new} would still import from {self.move.deprecated}")
        bound = {alias or name for statement in here for name, alias in statement.names}
        if isinstance(node, ast.ImportFrom) and not {alias.asname or alias.name for alias in node.names} <= bound:
            raise NotReplaced(f"{made.new} would not give this file the same names")
        return made

    def _facts(self, made: Replacement) -> FileFacts:
        facts = extract(made.applied(self.text).encode())
        if facts.verdict is not Verdict.OK:
            raise NotReplaced(f"The file would not parse with {made.new}")
        return facts

    def string(self) -> Replacement:
        """The string on the line, with the canonical module's name in it."""
        old, move = self.asked.text, self.move
        if not is_under(old, move.deprecated):
            raise NotReplaced(f"“{old}” does not name {move.deprecated}")
        rest = old.removeprefix(move.deprecated)
        first = rest.removeprefix(".").partition(".")[0]
        if first and not move.knows(first):
            raise NotReplaced(f"{first} is not known to live in {move.canonical}")
        literal = self._literal()
        written = self._cut(literal, "").old
        if written.lstrip("rRuU") not in {f"{quote}{old}{quote}" for quote in _QUOTES}:
            raise NotReplaced(f"“{old}” is put together from several strings, or has escapes in it")
        made = self._cut(literal, written.replace(old, move.canonical + rest))
        if any(text.line == self.asked.line and text.text == old for text in self._facts(made).texts):
            raise NotReplaced(f"{made.new} would still name {move.deprecated}")
        return made

    def _literal(self) -> ast.Constant:
        """The one literal of this text whose finding stands on the line: an importing call's is where the call begins."""
        nodes = list(ast.walk(self.tree))
        on_line = [node for node in nodes if isinstance(node, ast.Call) and node.lineno == self.asked.line]
        given = [value for call in on_line for value in (*call.args, *(keyword.value for keyword in call.keywords))]
        found = {
            id(node): node
            for node in [*nodes, *given]
            if isinstance(node, ast.Constant) and node.value == self.asked.text and (node.lineno == self.asked.line or node in given)
        }
        if len(found) > 1:
            raise NotReplaced(f"Line {self.asked.line} holds “{self.asked.text}” more than once")
        if not found:
            raise NotReplaced(f"Line {self.asked.line} does not hold “{self.asked.text}” at this commit")
        return next(iter(found.values()))


def _fact(node: ImportNode, alias: ast.alias) -> Import:
    """One name of a statement, as scanner.naming reads it."""
    level, module = (0, "") if isinstance(node, ast.Import) else (node.level, node.module or "")
    names = ((alias.name, alias.asname),)
    return Import(node.lineno, node.lineno, isinstance(node, ast.Import), level, module, names, Scope.MODULE, "", Guard.NONE)
