"""The class of an implementation: what kind of thing a definition, alias or import of an issue's symbol is."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, takewhile
from operator import attrgetter

from scanner.facts import Alias, Definition, FileFacts, Forward, Guard, Import
from scanner.tree import File

MOST_METHODS_OF_A_SHIM = 2


class ImplementationClass(StrEnum):
    """What an implementation is; the words of the exports."""

    CANONICAL = "canonical"
    DUPLICATE = "duplicate"
    PROXY = "proxy"
    RE_EXPORT = "re-export"
    ALIAS = "alias"
    SHIM = "subclass shim"
    FALLBACK = "fallback"
    LAZY = "lazy"
    TEST_DOUBLE = "test double"
    BACKUP = "backup copy"


UNCOUNTED = frozenset({ImplementationClass.CANONICAL, ImplementationClass.TEST_DOUBLE, ImplementationClass.BACKUP})


@dataclass(frozen=True, slots=True)
class Classified:
    """A class and one line that says why."""

    kind: ImplementationClass
    reason: str


def classify_definition(symbol: str, canonical: str, file: File, facts: FileFacts, definition: Definition) -> Classified:
    """The class of a class or function statement of the symbol's name."""
    copied = _by_category(file)
    if copied is not None:
        return copied
    if canonical in file.modules and "." not in definition.name:
        return Classified(ImplementationClass.CANONICAL, "defined in the canonical module")
    if definition.guard is Guard.EXCEPT:
        return Classified(ImplementationClass.FALLBACK, "in except ImportError")
    own_methods = _own_methods(facts, definition)
    if definition.kind == "class" and own_methods <= MOST_METHODS_OF_A_SHIM and _has_base(symbol, facts, definition):
        return Classified(ImplementationClass.SHIM, f"subclass of {symbol} that adds {own_methods} methods")
    forward = next((one for one in facts.forwards if one.name == definition.name), None)
    if forward is not None:
        return Classified(ImplementationClass.PROXY, _forwarding(forward))
    return Classified(ImplementationClass.DUPLICATE, f"own code, {own_methods} methods" if definition.kind == "class" else "own code")


def is_overload(definition: Definition) -> bool:
    """One of the signatures that `typing.overload` gives a function: the function itself stands behind them."""
    return any(decorator.rpartition(".")[2] == "overload" for decorator in definition.decorators)


def classify_alias(file: File, alias: Alias) -> Classified:
    """The class of `symbol = something`."""
    copied = _by_category(file)
    if copied is not None:
        return copied
    if alias.guard is Guard.EXCEPT:
        return Classified(ImplementationClass.FALLBACK, f"{alias.target} in except ImportError")
    return Classified(ImplementationClass.ALIAS, f"assigned from {alias.target}")


def classify_re_export(file: File, statement: Import, reason: str) -> Classified:
    """The class of a module-level import that hands the symbol on."""
    if file.category == "backup":
        return Classified(ImplementationClass.BACKUP, "in a backup folder")
    if statement.guard is Guard.EXCEPT:
        return Classified(ImplementationClass.FALLBACK, "imported in except ImportError")
    return Classified(ImplementationClass.RE_EXPORT, reason)


def classify_lazy(file: File) -> Classified:
    """The class of a symbol that a module's __getattr__ answers for."""
    return _by_category(file) or Classified(ImplementationClass.LAZY, "answered by the module's __getattr__")


def _by_category(file: File) -> Classified | None:
    if file.category == "backup":
        return Classified(ImplementationClass.BACKUP, "in a backup folder")
    if file.category.endswith("-test"):
        return Classified(ImplementationClass.TEST_DOUBLE, f"defined in a test ({file.category})")
    return None


def _forwarding(forward: Forward) -> str:
    to = f"{forward.kept} ({forward.target})" if forward.target else forward.kept
    if forward.public == 0 or forward.catch_all:
        return f"hands every attribute on to {to}"
    return f"forwards {forward.forwarded} of {forward.public} methods to {to}"


def _own_methods(facts: FileFacts, definition: Definition) -> int:
    """Functions directly in the body; definitions stand in the order of their lines, so that only the body is looked at."""
    depth = definition.name.count(".") + 1
    start = bisect_right(facts.definitions, definition.line, key=attrgetter("line"))
    inside = takewhile(lambda one: one.line <= definition.end_line, islice(facts.definitions, start, None))
    return sum(one.kind != "class" and one.name.count(".") == depth for one in inside)


def _has_base(symbol: str, facts: FileFacts, definition: Definition) -> bool:
    imported_as = {alias or name for one in facts.imports if not one.plain for name, alias in one.names if name == symbol}
    return any(base in imported_as or base.endswith("." + symbol) for base in definition.bases)
