"""What a path says by itself: its module names, its category, whether it is counted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import re2
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

CATEGORIES = (
    "production",
    "integration-test",
    "unit-test",
    "other-test",
    "script",
    "backup",
    "vendored",
    "generated",
    "docs",
)
DEFAULT_EXCLUDED = ("backup", "vendored", "generated")
SOURCE_ROOTS = frozenset({"src", "lib"})

DEFAULT_PATH_RULES = """\
backup **/backup/**
backup **/backups/**
backup **/backup_*/**
backup **/*_backup/**
backup **/*_backup_*/**
backup **/*.backup.py
vendored **/vendor/**
vendored **/_vendor/**
vendored **/vendored/**
vendored **/third_party/**
vendored **/node_modules/**
vendored **/site-packages/**
vendored **/.venv/**
generated **/*_pb2.py
generated **/*_pb2_grpc.py
generated **/*_generated.py
generated **/generated/**
integration-test **/tests/**/integration/**
integration-test **/tests/**/integration_*/**
integration-test **/integration_tests/**
integration-test **/test/**/integration/**
unit-test **/tests/**/unit/**
unit-test **/unit_tests/**
unit-test **/test/**/unit/**
other-test **/tests/**
other-test /test/**
other-test **/test_*/**
other-test **/test_*.py
other-test **/*_test.py
other-test **/conftest.py
docs **/docs/**
docs /doc/**
script **/scripts/**
script /tools/**
script /bin/**
"""


class PathRulesInvalid(ValueError):
    """A line of path rules that cannot be read; str() names the line and what to do."""


class PathRules:
    """Which category a path falls into: the first matching glob wins, production if none does."""

    def __init__(self, text: str, excluded: Iterable[str] = DEFAULT_EXCLUDED) -> None:
        """Read `category glob` lines, globs as in .gitignore, small and capital letters alike. Raises PathRulesInvalid."""
        self.excluded = frozenset(excluded)
        unknown = sorted(self.excluded - set(CATEGORIES))
        if unknown:
            raise PathRulesInvalid(f"“{unknown[0]}” is no category. Choose from: {', '.join(CATEGORIES)}.")
        self._groups = _grouped(text)
        self.category = lru_cache(maxsize=None)(self._category)

    def _category(self, path: str) -> str:
        for category, pattern in self._groups:
            if pattern.match(path):
                return category
        return "production"

    def is_counted(self, category: str) -> bool:
        """False for a category whose files are excluded from every number."""
        return category not in self.excluded


class Globs:
    """The paths that any of some .gitignore globs covers; all paths where there is none.

    By an engine whose time is linear: globs and paths may both be those of a repository's author.
    """

    __slots__ = ("_compiled",)

    def __init__(self, globs: Iterable[str], *, ignore_case: bool = False) -> None:
        """Raises PathRulesInvalid."""
        options = re2.Options()
        options.case_sensitive = not ignore_case
        options.log_errors = False
        options.dot_nl = True
        expression = "|".join(f"(?:{glob_expression(glob)})" for glob in globs)
        try:
            self._compiled = re2.compile(expression, options)
        except re2.error as error:
            raise PathRulesInvalid("These globs are too long together. Use fewer or shorter ones.") from error

    def match(self, path: str) -> bool:
        """Does one of them cover this path from the root?"""
        return self._compiled.match(path) is not None


def _grouped(text: str) -> list[tuple[str, Globs]]:
    """Neighbouring lines of one category become one expression, so that a path costs a few matches."""
    groups: list[tuple[str, list[str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        category, _, glob = line.strip().partition(" ")
        if category not in CATEGORIES or not glob.strip():
            raise PathRulesInvalid(f"Line {number}: “{line.strip()[:80]}” is not “category glob”. Categories: {', '.join(CATEGORIES)}.")
        if not groups or groups[-1][0] != category:
            groups.append((category, []))
        glob_expression(glob.strip())
        groups[-1][1].append(glob.strip())
    return [(category, Globs(globs, ignore_case=True)) for category, globs in groups]


def glob_expression(glob: str) -> str:
    """The regular expression of one .gitignore glob. Raises PathRulesInvalid."""
    try:
        expression, is_included = GitIgnoreSpecPattern.pattern_to_regex(glob)
    except ValueError as error:
        raise PathRulesInvalid(f"“{glob[:80]}” is no glob: {error}.") from error
    if expression is None:
        raise PathRulesInvalid(f"“{glob[:80]}” matches nothing.")
    if not is_included:
        raise PathRulesInvalid(f"“{glob[:80]}” says what is not meant. Name the paths that are, without “!”.")
    return re.sub(r"\(\?P<\w+>", "(?:", str(expression))


def glob_matches(glob: str, path: str) -> bool:
    """Does a .gitignore glob match a path from the root? False for a glob that is none."""
    try:
        return Globs([glob]).match(path)
    except PathRulesInvalid:
        return False


@dataclass(frozen=True, slots=True)
class File:
    """A Python file's place: what a statement in it resolves against."""

    path: str
    category: str
    counted: bool
    modules: tuple[str, ...]  # every dotted name it can be imported by
    packages: tuple[str, ...]  # what `from . import x` means in it, one for each of modules
    is_package: bool  # an __init__.py


def module_names(path: str) -> tuple[str, ...]:
    """Dotted names of a .py path: the whole path, and what follows a folder named src or lib."""
    parts = path.removesuffix(".py").split("/")
    if parts[-1] == "__init__":
        parts.pop()
    starts = [0] + [index + 1 for index, part in enumerate(parts[:-1]) if part in SOURCE_ROOTS]
    return tuple(".".join(parts[start:]) for start in starts if parts[start:])


def place_file(path: str, rules: PathRules) -> File:
    """The File of a path; one that is not Python has no modules."""
    modules = module_names(path) if path.endswith(".py") else ()
    is_package = path.endswith("/__init__.py") or path == "__init__.py"
    packages = modules if is_package else tuple(module.rpartition(".")[0] for module in modules)
    category = rules.category(path)
    return File(path, category, rules.is_counted(category), modules, packages, is_package)


def is_under(name: str, module: str) -> bool:
    """Is this dotted name the module, or something inside it?"""
    return name == module or name.startswith(module + ".")
