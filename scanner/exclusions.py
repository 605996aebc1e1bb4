"""Which line of the path rules keeps a file out of the numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scanner.tree import Globs, PathRules


@dataclass(frozen=True, slots=True)
class Line:
    """A line of path rules; number 1 is the first."""

    number: int
    category: str
    glob: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """A file that is not counted, and the line that caught it; None: no line did, and its category is excluded."""

    path: str
    category: str
    line: Line | None


def excluded(paths: Iterable[str], text: str, categories: Iterable[str]) -> Iterator[Excluded]:
    """The files of excluded categories, each with the first line that matches it."""
    rules = PathRules(text, categories)
    lines = [(line, Globs([line.glob], ignore_case=True)) for line in lines_of(text)]
    for path in paths:
        category = rules.category(path)
        if not rules.is_counted(category):
            yield Excluded(path, category, next((line for line, pattern in lines if pattern.match(path)), None))


def lines_of(text: str) -> Iterator[Line]:
    """The lines of path rules that say something, as PathRules reads them."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            category, _, glob = line.strip().partition(" ")
            yield Line(number, category, glob.strip())
