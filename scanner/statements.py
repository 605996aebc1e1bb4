"""One import statement, edited with LibCST so that all that nobody asked to change stays: comments, brackets, blanks.

LibCST crashes and hangs on hostile text: this module is for rewriter processes, and for statements that `ast` has accepted.
"""

from collections.abc import Mapping, Sequence
from typing import cast

import libcst as cst

from scanner.moves import NotReplaced

Gap = cst.BaseParenthesizableWhitespace
_BLANK = cst.SimpleWhitespace(" ")


def with_modules(statement: str, moved: Mapping[int, str]) -> str:
    """`import a, b` with other modules at some places; what they are called in the file stays."""
    module, node = _parsed(statement)
    if not isinstance(node, cst.Import):
        raise NotReplaced("The statement is no plain import")
    names = [alias.with_changes(name=_dotted(moved[place])) if place in moved else alias for place, alias in enumerate(node.names)]
    return module.code_for_node(node.with_changes(names=names))


def with_names_from(statement: str, source: str, moved: Mapping[int, str], separator: str) -> str:
    """`from m import a, b` with the names at some places taken from another module, under another name perhaps."""
    module, node = _parsed(statement)
    if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
        raise NotReplaced("The statement imports no names")
    staying = [place for place in range(len(node.names)) if place not in moved]
    going = _only(node, list(moved))
    rest = separator + module.code_for_node(_only(node, staying)) if staying else ""
    if not source:
        return _plain(module, going, list(moved.values())) + rest
    names = [_named(alias, name) for alias, name in zip(_aliases(going), moved.values(), strict=True)]
    going = going.with_changes(
        module=_dotted(source),
        relative=(),
        names=names,
        whitespace_after_from=_some(node.whitespace_after_from),
        whitespace_before_import=_some(node.whitespace_before_import),
    )
    first = module.code_for_node(going)
    if staying and len(names) == 1 and "#" not in first:  # one of many needs no brackets
        bare = names[0].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        first = module.code_for_node(going.with_changes(lpar=None, rpar=None, names=[bare], whitespace_after_import=_BLANK))
    return first + rest


def _plain(module: cst.Module, going: cst.ImportFrom, names: Sequence[str]) -> str:
    """A module that is in no package can only be imported as a whole."""
    if "#" in module.code_for_node(going):
        raise NotReplaced("The names have comments, and a plain import has no place for them")
    bound = [alias.evaluated_alias or alias.evaluated_name for alias in _aliases(going)]
    return "import " + ", ".join(new if new == old else f"{new} as {old}" for new, old in zip(names, bound, strict=True))


def _parsed(statement: str) -> tuple[cst.Module, cst.BaseSmallStatement]:
    try:
        module = cst.parse_module(statement)
    except cst.ParserSyntaxError as error:
        raise NotReplaced("LibCST does not read this statement") from error
    line = module.body[0] if len(module.body) == 1 else None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        raise NotReplaced("LibCST reads this statement otherwise than Python")
    return module, line.body[0]


def _dotted(name: str) -> cst.Name | cst.Attribute:
    first, *others = name.split(".")
    node: cst.Name | cst.Attribute = cst.Name(first)
    for part in others:
        node = cst.Attribute(node, cst.Name(part))
    return node


def _named(alias: cst.ImportAlias, name: str) -> cst.ImportAlias:
    """The alias with another name for the thing, the same in the file."""
    bound = alias.evaluated_alias or alias.evaluated_name
    if name == bound and alias.asname is None:
        return alias
    asname = alias.asname or cst.AsName(cst.Name(bound))
    return alias.with_changes(name=cst.Name(name), asname=asname)


def _some(blanks: cst.SimpleWhitespace) -> cst.SimpleWhitespace:
    """At least one blank: `from.a import b` needs none."""
    return blanks if blanks.value else _BLANK


def _aliases(node: cst.ImportFrom) -> Sequence[cst.ImportAlias]:
    return cast("Sequence[cst.ImportAlias]", node.names)


def _only(node: cst.ImportFrom, places: Sequence[int]) -> cst.ImportFrom:
    """The statement with some of its names, each with the comments behind and above it."""
    aliases = _aliases(node)
    if len(places) == len(aliases):
        return node
    last = cst.MaybeSentinel.DEFAULT
    if node.lpar is None or node.rpar is None:
        kept = [aliases[place] for place in places]
        return node.with_changes(names=[*kept[:-1], kept[-1].with_changes(comma=last)])
    gaps = _gaps(node.lpar, aliases, node.rpar)
    before = [_joined(gaps[behind], gaps[place]) for behind, place in zip([0, *(place + 1 for place in places[:-1])], places, strict=True)]
    end = _joined(gaps[places[-1] + 1], gaps[-1])
    names = [aliases[place].with_changes(comma=cst.Comma(whitespace_after=gap)) for place, gap in zip(places[:-1], before[1:], strict=True)]
    has_last_comma = isinstance(aliases[-1].comma, cst.Comma)
    names.append(aliases[places[-1]].with_changes(comma=cst.Comma(whitespace_after=end) if has_last_comma else last))
    return node.with_changes(
        names=names,
        lpar=node.lpar.with_changes(whitespace_after=before[0]),
        rpar=node.rpar if has_last_comma else node.rpar.with_changes(whitespace_before=end),
    )


def _gaps(opening: cst.LeftParen, aliases: Sequence[cst.ImportAlias], closing: cst.RightParen) -> list[Gap]:
    """What stands before each name, and before the closing bracket."""
    commas = [alias.comma.whitespace_after if isinstance(alias.comma, cst.Comma) else closing.whitespace_before for alias in aliases]
    return [opening.whitespace_after, *commas]


def _joined(behind: Gap, above: Gap) -> Gap:
    """One gap of two: the rest of the line of the first, and from there on the second."""
    comment = behind.first_line if isinstance(behind, cst.ParenthesizedWhitespace) else cst.TrailingWhitespace()
    if isinstance(above, cst.ParenthesizedWhitespace):
        return above.with_changes(first_line=comment)
    if comment.comment is not None and isinstance(behind, cst.ParenthesizedWhitespace):
        return behind.with_changes(empty_lines=())
    return above
