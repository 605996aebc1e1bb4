"""One table of a TOML document, read key by key: each problem is a sentence with its line and what to do."""

import difflib
import re
from collections.abc import Callable, Mapping

from scanner.toml_lines import Lines

MOST_ENTRIES = 200  # of one list
LONGEST_ENTRY = 500
_control = re.compile(r"[\x00-\x1f\x7f-\x9f]")

Check = Callable[[str], str]  # a value -> what is wrong with it, empty if nothing is


class TomlInvalid(ValueError):
    """A document that cannot be followed; str() is one sentence that names the line and what to do."""


def shown(text: str) -> str:
    """A value in a sentence: not too long, no control characters."""
    return _control.sub("�", text[:80])


class Table:
    """A table and where it stands. Every method raises TomlInvalid for a value of another kind."""

    def __init__(self, table: Mapping[str, object], lines: Lines, *place: str | int) -> None:
        self._table = table
        self._lines = lines
        self._place = place

    @property
    def line(self) -> int:
        """Where the table begins."""
        return self._lines.of(*self._place)

    def problem(self, sentence: str, key: str | None = None) -> TomlInvalid:
        """What is wrong with a key, or with the table, ready to be raised."""
        line = self.line if key is None else self._lines.of(*self._place, key)
        return TomlInvalid(f"line {line}: {sentence}")

    def allow(self, *known: str) -> None:
        """Refuse all other keys."""
        for key in self._table:
            if key not in known:
                close = difflib.get_close_matches(key[:80], known, n=1)
                hint = f"did you mean {close[0]}?" if close else f"choose from: {', '.join(known)}."
                raise self.problem(f"“{shown(key)}” is no key; {hint}", key)

    def require(self, key: str, name: str) -> None:
        """Refuse a table without this key."""
        if key not in self._table:
            raise self.problem(f'{name} has no {key}. Add {key} = "…".')

    def text(self, key: str, check: Check) -> str:
        """A text, empty if the key is not there."""
        value = self._table.get(key, "")
        if not isinstance(value, str):
            raise self.problem(f"{key} has to be a text in quotes.", key)
        return self._checked(key, value, check) if key in self._table else ""

    def texts(self, key: str, check: Check) -> tuple[str, ...]:
        """A list of texts, empty if the key is not there."""
        values = self._table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self.problem(f'{key} has to be a list of texts, like {key} = ["…"].', key)
        if len(values) > MOST_ENTRIES:
            raise self.problem(f"{key} has {len(values):,} entries; one issue follows at most {MOST_ENTRIES}. Make two issues.", key)
        twice = next((value for place, value in enumerate(values) if value in values[:place]), None)
        if twice is not None:
            raise self.problem(f"“{shown(twice)}” stands twice in {key}. Remove one.", key)
        return tuple(self._checked(key, value, check) for value in values)

    def _checked(self, key: str, value: str, check: Check) -> str:
        if len(value) > LONGEST_ENTRY:
            raise self.problem(f"“{shown(value)}…” in {key} has more than {LONGEST_ENTRY} characters. Write it shorter.", key)
        if _control.search(value):
            raise self.problem(f"“{shown(value)}” in {key} holds a line end or another control character. Leave it out.", key)
        wrong = check(value)
        if wrong:
            raise self.problem(wrong, key)
        return value

    def flag(self, key: str) -> bool:
        """True or false, false if the key is not there."""
        value = self._table.get(key, False)
        if not isinstance(value, bool):
            raise self.problem(f"{key} has to be true or false, without quotes.", key)
        return value

    def number(self, key: str, default: int, most: int) -> int:
        """A number from 1 to `most`."""
        value = self._table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            raise self.problem(f"{key} has to be a whole number from 1 to {most:,}.", key)
        return value

    def inner(self, key: str, example: str) -> "Table | None":
        """A table in this one, None if the key is not there."""
        value = self._table.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.problem(f"{key} has to be a table, like {key} = {example}.", key)
        return Table(value, self._lines, *self._place, key)
