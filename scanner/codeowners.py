"""Who owns a path by a CODEOWNERS file, as GitHub reads it.

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

import re2

from scanner.tree import PathRulesInvalid, glob_expression

#: Where GitHub looks for the file; the first that is there counts alone.
PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
MOST_BYTES = 3 * 1024**2  # a larger file is not read, as GitHub does not
MOST_LINES = 10_000  # with a pattern, whether it can be read or not
MOST_LETTERS = 500_000  # of all patterns together: who reads them has to be done within a second
LONGEST_PATTERN = 500
MOST_STARS = 32
MOST_OWNERS = 20
MOST_SECONDS = 30.0  # for all paths together: the file is a stranger's
_GROUP = 64  # lines that are asked together before each is asked alone
_SUBTREE = "(?:(?:/)|$)"  # how an expression ends that covers what is below, too
_is_empty = re.compile(r"[ \t\r]*(?:#|\Z)")
_token = re.compile(r"(?:\\.|[^ \t])+")
_owner = re.compile(r"@[A-Za-z0-9._-]{1,100}(?:/[A-Za-z0-9._-]{1,100})?\Z|[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,190}\Z")


@dataclass(frozen=True, slots=True)
class OwnedPattern:
    """A line of the file: what it covers, and by whom that is owned; nobody, if it names no owner."""

    number: int
    pattern: str
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that GitHub would not read either."""

    number: int
    reason: str


class CodeOwnersTooSlow(RuntimeError):
    """A file that takes too long to ask; str() is one sentence."""


class CodeOwners:
    """The lines of a CODEOWNERS file; the last that covers a path says who owns it."""

    def __init__(self, text: str) -> None:
        """Lines that can't be read are skipped, and so is what follows the first MOST_LINES or MOST_LETTERS."""
        self.lines: list[OwnedPattern] = []
        self.skipped: list[Skipped] = []
        self._letters = 0
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
            if not _is_empty.match(line):
                reason = self._too_much()
                if reason:
                    self.skipped.append(Skipped(number, reason))
                    break
                self._read(number, line.rstrip("\r"))
        groups = [self.lines[start : start + _GROUP] for start in range(0, len(self.lines), _GROUP)]
        self._groups = groups[::-1]
        self._together = lru_cache(maxsize=None)(lambda place: _compiled(one.pattern for one in self._groups[place]))
        self._seconds = 0.0
        self._alone = lru_cache(maxsize=None)(lambda pattern: _compiled([pattern]))
        self.of = lru_cache(maxsize=100_000)(self._of)

    def _too_much(self) -> str:
        """Why no more lines are read, "" if they are."""
        if len(self.lines) + len(self.skipped) >= MOST_LINES:
            return f"more than {MOST_LINES:,} lines"
        return f"more than {MOST_LETTERS:,} letters in patterns" if self._letters > MOST_LETTERS else ""

    def _read(self, number: int, line: str) -> None:
        words = _words(line)
        if not words:
            return
        pattern, *owners = words
        reason = _refusal(pattern, owners)
        if reason:
            self.skipped.append(Skipped(number, reason))
        else:
            self._letters += len(pattern)
            self.lines.append(OwnedPattern(number, pattern, tuple(dict.fromkeys(owners))))

    def _of(self, path: str) -> tuple[str, ...]:
        """The owners of a path, none if nobody owns it. Raises CodeOwnersTooSlow."""
        for place, group in enumerate(self._groups):
            started = monotonic()
            covers = self._together(place)
            found = self._last(path, group) if covers is None or covers.match(path) else None
            self._seconds += monotonic() - started
            if self._seconds > MOST_SECONDS:
                raise CodeOwnersTooSlow("CODEOWNERS takes too long to ask. Use fewer or simpler patterns.")
            if found is not None:
                return found.owners
        return ()

    def _last(self, path: str, group: list[OwnedPattern]) -> OwnedPattern | None:
        return next((one for one in reversed(group) if (alone := self._alone(one.pattern)) is not None and alone.match(path)), None)


def _words(line: str) -> list[str]:
    """What stands between blanks, up to a comment or to more owners than are read; a blank behind a backslash is no end."""
    words: list[str] = []
    for found in _token.finditer(line):
        if found[0].startswith("#") or len(words) > MOST_OWNERS + 1:
            break
        words.append(found[0])
    return words


def _refusal(pattern: str, owners: list[str]) -> str:
    """Why a line can't be read, "" if it can."""
    if pattern.startswith("!"):
        return "“!” is not known in CODEOWNERS"
    if pattern.startswith("\\#"):
        return "a pattern can’t begin with “#”"
    if "[" in pattern or "]" in pattern:
        return "“[” and “]” are not known in CODEOWNERS"
    if len(pattern) > LONGEST_PATTERN or sum(map(pattern.count, "*?")) > MOST_STARS or len(owners) > MOST_OWNERS:
        return f"longer than {LONGEST_PATTERN:,} letters, or more than {MOST_STARS} stars and question marks or {MOST_OWNERS} owners"
    wrong = next((owner for owner in owners if not _owner.match(owner)), None)
    if wrong is not None:
        return f"“{wrong[:60]}” is no owner: write @name, @organisation/team or an e-mail address"
    try:
        glob_expression(pattern)
    except PathRulesInvalid as error:
        return str(error).rstrip(".")
    return ""


def _expression(pattern: str) -> str:
    """As .gitignore has it, but for a last “/*”: that is the files of a folder and not those of the folders in it."""
    expression = glob_expression(pattern)
    if pattern.endswith("/*") and not pattern.endswith("**/*") and expression.endswith(_SUBTREE):
        return expression.removesuffix(_SUBTREE) + "$"
    return expression


def _compiled(patterns: Iterable[str]) -> "re2._Regexp | None":
    """One expression for some patterns, None if they are too large together."""
    options = re2.Options()
    options.log_errors = False
    options.dot_nl = True
    try:
        return re2.compile("|".join(f"(?:{_expression(pattern)})" for pattern in patterns), options)
    except re2.error:
        return None
