"""Which module an import statement or a string names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.facts import Import
from scanner.terms import Mention
from scanner.tree import File, is_under


@dataclass(frozen=True, slots=True)
class Named:
    """One name that a statement imports: `from module import name`, or `import module` with name ""."""

    module: str  # absolute
    name: str
    bound: str  # the name it has in the file, "" where `import a.b` binds only a

    @property
    def dotted(self) -> str:
        """module.name, or the module alone."""
        return f"{self.module}.{self.name}" if self.name else self.module


def source_modules(statement: Import, file: File) -> list[str]:
    """The absolute modules a `from` statement may mean: one, or one for each name its own file has."""
    return absolute_names("." * statement.level + statement.module, file)


def absolute_names(name: str, file: File) -> list[str]:
    """The dotted names that a name with leading dots may mean in a file: one for each name that the file has."""
    rest = name.lstrip(".")
    level = len(name) - len(rest)
    if level == 0:
        return [name]
    found = []
    for package in file.packages:
        parts = package.split(".") if package else []
        up = level - 1
        if up > len(parts):
            continue
        base = parts[: len(parts) - up]
        absolute = ".".join([*base, rest] if rest else base)
        if absolute and absolute not in found:
            found.append(absolute)
    return found


def names_of(statement: Import, file: File) -> Iterator[Named]:
    """Every name of a statement, made absolute."""
    if statement.plain:
        for name, alias in statement.names:
            yield Named(name, "", alias or ("" if "." in name else name))
        return
    for module in source_modules(statement, file):
        for name, alias in statement.names:
            yield Named(module, name, alias or name)


def mentions_of(modules: Iterable[str]) -> frozenset[Mention]:
    """What a file must mention to name one of the modules: its last part, and beside it the one before unless it lies in that package."""
    parts = (module.split(".") for module in modules)
    return frozenset(Mention(leaf, *packages[-1:] * 2) for *packages, leaf in parts)


class Tracked:
    """Some dotted modules, with a quick answer for the many statements that name none of them."""

    __slots__ = ("_idle", "_parents", "_roots", "modules")

    def __init__(self, modules: Sequence[str]) -> None:
        self.modules = tuple(modules)
        self._roots = tuple(f"{module}." for module in modules)
        self._parents = frozenset(module.rpartition(".")[0] for module in modules)
        self._idle: set[str] = set()  # modules that give none of them

    def holds(self, dotted: str) -> bool:
        """Is a dotted name one of the modules, or inside one?"""
        return f"{dotted}.".startswith(self._roots)

    def may_give(self, module: str) -> bool:
        """Can `from module import …` name one of them?"""
        if module in self._idle:
            return False
        if module in self._parents or self.holds(module):
            return True
        self._idle.add(module)
        return False

    def names(self, statement: Import, file: File) -> dict[str, list[str]]:
        """Tracked module -> the names that the statement takes from it, in their order."""
        if statement.plain:
            may_name = any(self.holds(name) for name, _ in statement.names)
        elif not statement.level:
            may_name = self.may_give(statement.module)
        else:
            may_name = any(map(self.may_give, source_modules(statement, file)))
        return names_by_module(statement, file, self.modules) if may_name else {}


def deprecated_module(dotted: str, modules: Sequence[str]) -> str | None:
    """The longest of the modules that is this dotted name or holds it."""
    best: str | None = None
    for module in modules:
        if is_under(dotted, module) and (best is None or len(module) > len(best)):
            best = module
    return best


def module_of_named(named: Named, modules: Sequence[str]) -> str | None:
    """The deprecated module that a name comes from, if any: by its module, or because it is that module."""
    return deprecated_module(named.module if named.name == "*" else named.dotted, modules)


def names_by_module(statement: Import, file: File, modules: Sequence[str]) -> dict[str, list[str]]:
    """Deprecated module -> the names that the statement takes from it, in their order."""
    found: dict[str, list[str]] = {}
    for named in names_of(statement, file):
        module = module_of_named(named, modules)
        if module is not None and module not in file.modules:
            names = found.setdefault(module, [])
            if (named.name or named.module) not in names:
                names.append(named.name or named.module)
    return found


def import_form(statement: Import) -> str:
    """The form of a statement in the words of the exports."""
    if statement.plain:
        return "import"
    if any(name == "*" for name, _ in statement.names):
        return "star"
    return "relative" if statement.level else "from"
