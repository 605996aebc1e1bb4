"""Git commands that repeat an answer: what a person types who believes no dashboard."""

import re
from collections.abc import Iterable, Sequence
from shlex import quote

from scanner.claims.ask_values import Command

MOST_PATHS = 6
_TEXTS_TOO = "grep counts comments and strings as well, and files that are excluded here"
_FORMS = "it sees neither relative imports nor those over a re-export"


def there(path: str) -> Command:
    """Is a file or folder there?"""
    return Command(f"git cat-file -e {{}}:{_path(path)}", "it succeeds if the path is there, and fails with a message if it is not")


def listed(paths: Sequence[str]) -> Command:
    """Which of these files are there?"""
    more = f"; {len(paths) - MOST_PATHS:,} more paths of the name are not in the command" if len(paths) > MOST_PATHS else ""
    return Command(
        f"git ls-tree -r --name-only {{}} -- {' '.join(map(_path, paths[:MOST_PATHS]))}",
        f"it prints those of the files that are there{more}",
    )


def imports_of(modules: Iterable[str], inside: Sequence[str] = (), *, only_tests: bool = False) -> Command:
    """Lines that import one of these modules, or name it in a string."""
    names = list(modules)
    lines = [_literal(name) for name in names]
    members = [(_literal(package), _literal(leaf)) for package, _, leaf in (name.rpartition(".") for name in names) if package]
    ways = [f"(from|import) +({'|'.join(lines)})([^A-Za-z0-9_]|$)", f"[\"']({'|'.join(lines)})[\"'.]"]
    ways += [f"from +{package} +{_brings(leaf)}" for package, leaf in members]
    return _grep(ways, inside, f"{_TEXTS_TOO}; {_FORMS}", only_tests=only_tests)


def imports_of_symbol(symbol: str, canonical: str, inside: Sequence[str] = (), *, only_tests: bool = False) -> Command:
    """Lines that import a symbol; those from the canonical module are among them."""
    limit = f"lines with “from {canonical} import” are right; names over several lines are not seen"
    return _grep([f"from +[A-Za-z0-9_.]+ +{_brings(_literal(symbol))}"], inside, f"{limit}; {_TEXTS_TOO}", only_tests=only_tests)


def definitions_of(name: str, inside: Sequence[str] = ()) -> Command:
    """Class and function statements, and assignments of a name."""
    ways = [f"^ *(class|def|async def) +{_literal(name)}([^A-Za-z0-9_]|$)", f"^{_literal(name)} *(:[^=]*)?= *[A-Za-z_]"]
    return _grep(ways, inside, "it does not tell copies, proxies, doubles in tests and lines inside strings from independent code")


def implementations_of(name: str, inside: Sequence[str] = ()) -> Command:
    """The same, and imports that hand the name on."""
    ways = [f"^ *(class|def|async def) +{_literal(name)}([^A-Za-z0-9_]|$)", f"^{_literal(name)} *(:[^=]*)?= *[A-Za-z_]"]
    return _grep([*ways, f"^from +[A-Za-z0-9_.]+ +{_brings(_literal(name))}"], inside, "whether a class only hands on is to be read in it")


def tests_in(path: str) -> Command:
    """How many test functions a file has."""
    return Command(
        f"git grep -cE '^ *(async +)?def +test' {{}} -- {_pathspec(path)}", "it counts functions inside functions and strings as well"
    )


def warnings_in(paths: Sequence[str]) -> Command:
    """Lines that warn of deprecation."""
    return _grep(
        ["DeprecationWarning", "^ *@.*deprecat"], paths, "it counts comments and strings, and not what a wrapper warns", ignore=True
    )


def methods_in(paths: Sequence[str]) -> Command:
    """Method statements of two files, to be compared."""
    return _grep(
        ["^ +(async +)?def +[a-z]"], paths, "methods of every class, and functions inside functions; what a class inherits is not seen"
    )


def uses_of(dotted: str, inside: Sequence[str] = (), *, only_calls: bool = False) -> Command:
    """Lines that use a dotted name, as it is written in full."""
    behind = " *\\(" if only_calls else "([^A-Za-z0-9_]|$)"
    limit = f"{_TEXTS_TOO}; it does not see the name under an alias or imported by itself"
    return _grep([f"(^|[^A-Za-z0-9_.]){_literal(dotted)}{behind}"], inside, limit)


def calls_of(name: str) -> Command:
    """Lines that call a name, whatever stands before it."""
    return _grep([f"(^|[^A-Za-z0-9_]){_literal(name)} *\\("], (), f"{_TEXTS_TOO}, and definitions of the name")


def _grep(ways: Sequence[str], inside: Sequence[str], limit: str, *, only_tests: bool = False, ignore: bool = False) -> Command:
    where = _paths(inside[:MOST_PATHS]) if inside else "'*test*.py'" if only_tests else "'*.py'"
    return Command(f"git grep -n{'i' * ignore}E {quote('|'.join(ways))} {{}} -- {where}", limit)


def _literal(name: str) -> str:
    return re.sub(r"([^A-Za-z0-9_])", r"\\\1", name)


def _brings(name: str) -> str:
    return f"import +(.*[^A-Za-z0-9_])?{name}([^A-Za-z0-9_]|$)"


def _paths(paths: Iterable[str]) -> str:
    return " ".join(map(_pathspec, paths))


def _path(path: str) -> str:
    return quote(path.strip("/"))


def _pathspec(path: str) -> str:
    """Literal: a path with a star or a bracket is no pattern."""
    return quote(f":(literal){path.strip('/')}")
