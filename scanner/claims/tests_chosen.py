"""The tests of some results that an item speaks of, by the names that the results have for them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scanner.claims.tests_meant import Meant
from scanner.junit import TestName

_TESTLIKE = re.compile(r"test_\w+|\w+_tests?|tests?")
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")
LOWER, UPPER = 0.9, 1.1  # a stated number is roughly meant


def path_of(test: TestName) -> str:
    """The file of a test: as the results say, else as its class is called; "" if neither tells."""
    if test.file:
        return test.file
    parts = test.classname.split(".")
    last = next((place for place in range(len(parts) - 1, -1, -1) if _TESTLIKE.fullmatch(parts[place])), None)
    return "" if last is None or (last == len(parts) - 1 and parts[last] in ("test", "tests")) else "/".join(parts[: last + 1]) + ".py"


def words_of(text: str) -> list[str]:
    """`tests/golden_path/TestRouter` as words in small letters."""
    return [piece.lower() for piece in _PIECES.findall(text)]


@dataclass(slots=True, eq=False)
class TestIndex:
    """The tests of a list, in its order; what was looked up once is kept."""

    __test__ = False
    tests: Sequence[TestName]
    paths: list[str] = field(default_factory=list)
    has_twins: bool = False  # the same test in several suites
    _words: list[tuple[str, str]] = field(default_factory=list)
    _found: dict[Meant, list[int] | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.paths = [path_of(one) for one in self.tests]
        self.has_twins = len({(one.file, one.classname, one.name) for one in self.tests}) < len(self.tests)

    def chosen(self, meant: Meant) -> list[int] | str:
        """The places in the list of the tests that are meant, or why nobody can tell which they are."""
        if meant not in self._found:
            self._found[meant] = self._choose(meant)
        return self._found[meant]

    def _choose(self, meant: Meant) -> list[int] | str:
        if meant.is_everything:
            return list(range(len(self.tests)))
        found: set[int] = set()
        for text, known in meant.paths:
            mine = [place for place, path in enumerate(self.paths) if path and any(_is_in(path, one) for one in known)]
            if not text.endswith("/") and len(files := {self.paths[place] for place in mine}) > 1:
                return f"{len(files)} files of the results are called {text}"
            found.update(mine)
        if meant.names:
            found.update(place for place, one in enumerate(self.tests) if _is_named(one, meant.names))
        if meant.words:
            found.update(self._with_words(meant.words))
        return self._weighed(meant, sorted(found))

    def _with_words(self, words: Sequence[str]) -> Iterator[int]:
        """One word has to be that of a folder or a file; several stand one behind the other in any name."""
        if not self._words:
            self._words = [(_places(one, path), _inside(one)) for one, path in zip(self.tests, self.paths, strict=True)]
        wanted = f" {' '.join(words)} "
        for place, (where, inside) in enumerate(self._words):
            if wanted in where or (len(words) > 1 and wanted in inside):
                yield place

    def _weighed(self, meant: Meant, found: list[int]) -> list[int] | str:
        """A stated number has to be roughly there; of files and functions there may be more by now."""
        number = len({(self.tests[one].file, self.tests[one].classname, self.tests[one].name) for one in found})
        if not number or meant.total is None:
            return found
        if number < meant.total * LOWER or (meant.words and not meant.is_least and number > max(meant.total * UPPER, meant.total + 1)):
            return f"the item counts {meant.total:,} tests, and {number:,} of the results have such a name"
        return found


def _is_in(path: str, known: str) -> bool:
    """Results may be told from a folder inside the repository, or from one around it."""
    known = known.strip("/")
    if not known.endswith(".py"):
        return f"/{known}/" in f"/{path}"
    return path == known or path.endswith("/" + known) or known.endswith("/" + path)


def _is_named(test: TestName, names: Sequence[str]) -> bool:
    return test.name.partition("[")[0] in names or any(part in names for part in test.classname.split("."))


def _places(test: TestName, path: str) -> str:
    """Words of its folder, file and suite."""
    return "|".join(f" {' '.join(words_of(text))} " for text in (path or test.classname, test.suite))


def _inside(test: TestName) -> str:
    """Words of its class and its function."""
    return "|".join(f" {' '.join(words_of(text))} " for text in (test.classname.rpartition(".")[2], test.name.partition("[")[0]))
