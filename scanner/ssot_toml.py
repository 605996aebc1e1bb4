"""`.ssot.toml`: a team's issues as code, checked, with line numbers in its errors. The format: docs/ssot-toml.md."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, fields

from scanner.patterns import PatternRefused, compile_pattern
from scanner.toml_lines import find_lines, first_dotted_line
from scanner.toml_tables import Table, TomlInvalid, shown
from scanner.tree import PathRulesInvalid, glob_expression

FILE_NAME = ".ssot.toml"
MOST_BYTES = 256 * 1024
MOST_ISSUES = 200
MOST_DOTS = 20  # of one line, outside of strings and comments: reading dotted keys takes the square of their number
LONGEST_TITLE = 300
SMALLEST_BODY = 5
LARGEST_BODY = 10_000

_dotted = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_identifier = re.compile(r"[^\W\d]\w*")
_place_of_error = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

SsotTomlInvalid = TomlInvalid


@dataclass(frozen=True, slots=True)
class IdenticalSpec:
    """Bodies that are the same, in a folder (empty: everywhere)."""

    folder: str
    min_size: int  # statements


@dataclass(frozen=True, slots=True)
class PatternSpec:
    """A text pattern, and the paths that it is searched in (none: everywhere)."""

    regex: str
    globs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IssueSpec:
    """One [[issue]]."""

    line: int
    title: str
    symbol: str
    canonical: str
    deprecated: tuple[str, ...]
    remove: tuple[str, ...]
    references: tuple[str, ...]
    cycles: tuple[str, ...]
    fragmentation: bool
    identical: IdenticalSpec | None
    pattern: PatternSpec | None
    intended: tuple[str, ...]
    tracker: str


KEYS = tuple(field.name for field in fields(IssueSpec) if field.name != "line")


def read(raw: bytes) -> tuple[IssueSpec, ...]:
    """The issues of a file's bytes, in its order. Raises SsotTomlInvalid."""
    text = _decoded(raw)
    document = _parsed(text)
    lines = find_lines(text)
    whole = Table(document, lines)
    whole.allow("issue")
    tables = document.get("issue", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise whole.problem("write [[issue]] with two brackets, once for each issue.", "issue")
    if len(tables) > MOST_ISSUES:
        raise Table({}, lines, "issue", MOST_ISSUES).problem(f"there are more than {MOST_ISSUES} issues. Remove those that are done.")
    specs = [_issue(Table(table, lines, "issue", number)) for number, table in enumerate(tables)]
    first_lines: dict[str, int] = {}
    for number, spec in enumerate(specs):
        if spec.title.casefold() in first_lines:
            first = first_lines[spec.title.casefold()]
            sentence = f"“{shown(spec.title)}” is the title of the issue in line {first} too. Give each a title of its own."
            raise Table({}, lines, "issue", number).problem(sentence, "title")
        first_lines[spec.title.casefold()] = spec.line
    return tuple(specs)


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise SsotTomlInvalid(f"line 1: the file has {len(raw) / 1024:,.0f} kB; at most {MOST_BYTES // 1024} kB are read. Make it shorter.")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SsotTomlInvalid(f"line {line}: byte 0x{raw[error.start]:02x} is not UTF-8. Save the file as UTF-8.") from None


def _parsed(text: str) -> dict[str, object]:
    dotted = first_dotted_line(text, MOST_DOTS)
    if dotted:
        raise SsotTomlInvalid(f"line {dotted}: there are more than {MOST_DOTS} dots outside of strings in it. Write it over several lines.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise SsotTomlInvalid("line 1: brackets are nested too deeply. Write the file as docs/ssot-toml.md shows.") from None
    except ValueError as error:  # tomllib's own, and int()'s for a number of thousands of digits
        raise SsotTomlInvalid(_about_syntax(str(error), text)) from None


def _about_syntax(complaint: str, text: str) -> str:
    """What tomllib says, with the line in front."""
    found = _place_of_error.search(complaint)
    if found is None:
        return "line 1: a number has too many digits. Write it shorter."
    line = found[1] or text.rstrip("\n").count("\n") + 1
    what = complaint[: found.start()]
    return f"line {line}: this is no TOML: {what[:1].lower()}{what[1:]}. Correct it there."


def _issue(table: Table) -> IssueSpec:
    table.allow(*KEYS)
    table.require("title", "this issue")
    spec = IssueSpec(
        line=table.line,
        title=" ".join(table.text("title", _about_title).split()),
        symbol=table.text("symbol", _about_symbol),
        canonical=table.text("canonical", _about_name),
        deprecated=table.texts("deprecated", _about_name),
        remove=table.texts("remove", _about_path),
        references=table.texts("references", _about_name),
        cycles=table.texts("cycles", _about_name),
        fragmentation=table.flag("fragmentation"),
        identical=_identical(table.inner("identical", '{ folder = "shop/", min_size = 8 }')),
        pattern=_pattern(table.inner("pattern", '{ regex = "…", globs = ["shop/**"] }')),
        intended=table.texts("intended", _about_glob),
        tracker=table.text("tracker", _about_path),
    )
    _check_together(table, spec)
    return spec


def _identical(table: Table | None) -> IdenticalSpec | None:
    if table is None:
        return None
    table.allow("folder", "min_size")
    return IdenticalSpec(table.text("folder", _about_path), table.number("min_size", SMALLEST_BODY, LARGEST_BODY))


def _pattern(table: Table | None) -> PatternSpec | None:
    if table is None:
        return None
    table.allow("regex", "globs")
    table.require("regex", "pattern")
    return PatternSpec(table.text("regex", _about_regex), table.texts("globs", _about_glob))


def _check_together(table: Table, spec: IssueSpec) -> None:
    if spec.canonical and spec.canonical in spec.deprecated:
        raise table.problem(f"{spec.canonical} is the canonical module; it cannot be deprecated too. Remove it from one.", "deprecated")
    if spec.fragmentation and not spec.symbol:
        raise table.problem("fragmentation counts the import paths of a symbol. Add symbol, or leave it out.", "fragmentation")
    counted: Iterable[object] = (spec.symbol, spec.deprecated, spec.remove, spec.references, spec.cycles, spec.identical, spec.pattern)
    if not any(counted):
        what = "symbol, deprecated, remove, references, cycles, identical or pattern"
        raise table.problem(f"nothing of “{shown(spec.title)}” would be counted. Add {what}.")


def _about_title(value: str) -> str:
    return "" if value.strip() and len(value) <= LONGEST_TITLE else f"title has to be a text of 1 to {LONGEST_TITLE} characters."


def _about_symbol(value: str) -> str:
    return "" if _identifier.fullmatch(value) else f"“{shown(value)}” is no Python name. Give a class or function name, like MessageRouter."


def _about_name(value: str) -> str:
    return "" if _dotted.fullmatch(value) else f"“{shown(value)}” is no dotted name. Write it like shop.core.router."


def _about_path(value: str) -> str:
    if value and value == value.strip() and "\\" not in value and not {"", ".", ".."} & set(value.removesuffix("/").split("/")):
        return ""
    return f"“{shown(value)}” is no path from the repository’s root. Write it like shop/core/router.py."


def _about_glob(value: str) -> str:
    try:
        glob_expression(value)
    except PathRulesInvalid as error:
        return f"{error} Write globs as in .gitignore, like shop/**."
    return ""


def _about_regex(value: str) -> str:
    try:
        compile_pattern(value)
    except PatternRefused as error:
        return f"regex: {error}"
    return ""
