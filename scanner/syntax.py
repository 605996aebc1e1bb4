"""Text to a syntax tree, and the short reason if Python refuses it."""

import ast
import re
import warnings

MOST_REASON_LETTERS = 200
_NEWER_MESSAGES = ("f-string expression part cannot include a backslash", "f-string expression part cannot include '#'")
_NEWER_LINES = (
    re.compile(r"^\s*type\s+\w+\s*(?:\[.*\]\s*)?=(?!=)"),  # PEP 695, Python 3.12
    re.compile(r"^\s*(?:(?:async\s+)?def|class)\s+\w+\s*\["),
    re.compile(r"""\b[rR]?[fF][rR]?(["'])(?:(?!\1).)*\{(?:(?!\1)[^}])*\1[^}"']*\1[^}]*\}"""),  # PEP 701, the same quotes inside
)


class Refused(ValueError):
    """Python's parser refuses this text; the message says why in one line."""


def parse(text: str) -> ast.Module:
    """The tree of a file. Raises Refused and nothing else, whatever the text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in their code is no warning of ours
            return ast.parse(text)
    except SyntaxError as error:
        raise Refused(_reason(error, text)) from None
    except (RecursionError, MemoryError):  # the parser's own stack, seldom the memory
        raise Refused("nested too deeply, or too large, for Python's parser") from None
    except Exception as error:  # noqa: BLE001 - ValueError for NUL and huge integers, SystemError for a bug in the parser
        raise Refused(_other_reason(error, text)) from None


def one_line(text: str) -> str:
    """Text for a table cell: printable, on one line, not long."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text[: 2 * MOST_REASON_LETTERS]).split())
    return plain if len(plain) <= MOST_REASON_LETTERS else plain[: MOST_REASON_LETTERS - 1] + "…"


def _reason(error: SyntaxError, text: str) -> str:
    message = error.msg or "invalid syntax"
    if error.lineno is None:
        return one_line(message)
    newer = "newer syntax: " if _is_newer(message, _line(text, error.lineno)) else ""
    return one_line(f"{newer}line {error.lineno}: {message}")


def _other_reason(error: Exception, text: str) -> str:
    if "\0" in text:
        return f"line {text.count(chr(10), 0, text.index(chr(0))) + 1}: contains a NUL byte"
    return one_line(str(error) or type(error).__name__)


def _is_newer(message: str, line: str) -> bool:
    return message.startswith(_NEWER_MESSAGES) or any(pattern.search(line) for pattern in _NEWER_LINES)


def _line(text: str, number: int) -> str:
    """One line of the text, its first thousand letters."""
    start = 0
    for _ in range(number - 1):
        start = text.find("\n", start) + 1
        if not start:
            return ""
    end = text.find("\n", start)
    return text[start : min(end if end >= 0 else len(text), start + 1000)]
