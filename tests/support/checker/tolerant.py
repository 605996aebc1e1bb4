"""Import statements of a file that does not parse, by lines: strings and comments are blanked, brackets joined."""

import re
from collections.abc import Iterator

TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<text>(?i:\b[rbuf]{1,3})?(?:'{3}(?:\\.|[^\\])*?'{3} | "{3}(?:\\.|[^\\])*?"{3}
      | '(?!'')(?:\\.|[^\\\n'])*'? | "(?!"")(?:\\.|[^\\\n"])*"? | '{3} | "{3}))
    """,
    re.VERBOSE | re.DOTALL,
)
LINE_END = re.compile(r"\r\n?|\n")
OPENING = re.compile(
    r"(?:(?:if|elif|while|for|with|class|def|async)\b[^;]*?:|(?:try|else|finally|except\b[^;:]*)\s*:)\s*(?=(?:from|import)\b)"
)
FROM = re.compile(r"from\b\s*(?P<dots>(?:\.\s*)*)(?P<base>[\w.]*)\s*\bimport\b\s*(?P<names>.*)", re.DOTALL)
PLAIN = re.compile(r"import\s+(?P<names>[^()]*)", re.DOTALL)
NAME = re.compile(r"(?P<name>\*|[^\W\d][\w.]*)(?:\s+as\s+(?P<alias>[^\W\d]\w*))?\s*$")
STATEMENT = re.compile(r"\s*(?:from\b|import\b|def\b|class\b|return\b|async\b|if\b|try\b|@|raise\b|with\b|for\b)")

TYPES = re.compile(r"if\s*\(?\s*(?:\w+\.)?TYPE_CHECKING\b[\s)]*:")

Found = tuple[int, int, str | None, int, tuple[tuple[str, str | None], ...], str, bool]


def imports(text: str) -> Iterator[Found]:
    """The statements as (first line, last line, base, level, names, scope); one that stands at the margin is the module's."""
    lines = blanked(text).split("\n")
    number = 0
    while number < len(lines):
        joined, last = logical(lines, number)
        is_hidden = joined[:1].isspace() or re.match(r"(?:async\s+)?(?:def|class)\b", joined)
        for part in joined.split(";"):
            stripped = part.strip()
            opening = OPENING.match(stripped)
            found = statement(stripped[opening.end() :] if opening else stripped)
            if found:
                base, level, names = found
                yield number + 1, last + 1, base, level, names, "function" if is_hidden else "module", bool(TYPES.match(joined))
        number = last + 1


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Every comment with its line."""
    text = LINE_END.sub("\n", text)
    for one in TOKEN.finditer(text):
        if one["comment"]:
            yield text.count("\n", 0, one.start()) + 1, one["comment"]


def blanked(text: str) -> str:
    """The text with strings and comments taken out and every line kept."""
    return TOKEN.sub(lambda one: "" if one["comment"] else '""' + "\n" * one[0].count("\n"), LINE_END.sub("\n", text))


def logical(lines: list[str], first: int) -> tuple[str, int]:
    """A line of imports with its continuations, and the number of the last one."""
    joined, last = lines[first], first
    if not re.search(r"\bimport\b", joined) and not joined.rstrip().endswith("\\"):
        return joined, last
    while last + 1 < len(lines):
        if joined.rstrip().endswith("\\"):
            joined = joined.rstrip()[:-1]
        elif joined.count("(") <= joined.count(")") or STATEMENT.match(lines[last + 1]):
            break
        last += 1
        joined += " " + lines[last]
    return joined, last


def statement(text: str) -> tuple[str | None, int, tuple[tuple[str, str | None], ...]] | None:
    """What an import statement says, or None."""
    one = FROM.match(text)
    if one:
        base, level, listed = one["base"], one["dots"].count("."), one["names"].strip()
        listed = listed[1:].split(")")[0] if listed.startswith("(") else listed
        base, level = base.lstrip("."), level + len(base) - len(base.lstrip("."))
    else:
        one = PLAIN.match(text)
        if not one:
            return None
        base, level, listed = None, 0, one["names"]
    names = [NAME.match(name.strip()) for name in listed.split(",")]
    kept = tuple((name["name"], name["alias"]) for name in names if name)
    return (base, level, kept) if kept and (base or level or base is None) else None
