"""Which module an import statement or a string names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.facts import Import
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
    if statement.level == 0:
        return [statement.module]
    found = []
    for package in file.packages:
        parts = package.split(".") if package else []
        up = statement.level - 1
        if up > len(parts):
            continue
        base = parts[: len(parts) - up]
        module = ".".join([*base, statement.module] if statement.module else base)
        if module and module not in found:
            found.append(module)
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


def deprecated_module(dotted: str, modules: Sequence[str]) -> str | None:
    """The longest of the modules that is this dotted name or holds it."""
    best: str | None = None
    for module in modules:
        if is_under(dotted, module) and (best is None or len(module) > len(best)):
            best = module
    return best


def module_of_named(named: Named, modules: Sequence[str]) -> str | None:
    """The deprecated module that a name comes from, if any: by its module, or because it is that module."""
    return deprecated_module(named.module, modules) or (deprecated_module(named.dotted, modules) if named.name != "*" else None)


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
