"""The modules through which one symbol is imported: more than one means that nobody knows where it lives."""

from collections.abc import Iterable, Iterator

from scanner.facts import FileFacts
from scanner.naming import absolute_names, names_of
from scanner.places import Need, Place, Saying, Supply, TakenName
from scanner.rule import Rule
from scanner.tree import File


class ImportPathFragmentation(Rule):
    """Each module that a counted file takes the symbol from, the canonical one included, while one does."""

    id = "import-path-fragmentation"

    def __init__(self, symbol: str, canonical: str) -> None:
        """Look for imports of a symbol; the canonical dotted module is named as such."""
        self.symbol = symbol
        self.canonical = canonical
        self._files: dict[str, File] = {}  # by module
        self._imported: set[str] = set()  # modules that the symbol is imported from, under any of their names
        self._written: set[str] = set()  # those that stand in full in an import

    def terms(self) -> frozenset[str]:
        return frozenset({self.symbol})

    def path_hints(self) -> Iterable[str]:
        return (".py",)

    def of_path(self, file: File) -> Iterable[Supply]:
        """Supplies nothing: remembers which file each module is, a counted one first."""
        for module in file.modules:
            known = self._files.setdefault(module, file)
            if (not file.counted, file.path) < (not known.counted, known.path):
                self._files[module] = file
        return ()

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        if not file.counted:
            return
        taken = set(self._taken_from(file, facts))
        self._written |= {module for module, is_relative in taken if not is_relative}
        modules = {module for module, _ in taken}
        self._imported |= modules
        for module in sorted(modules):
            yield Supply(TakenName(module, self.symbol))

    def _taken_from(self, file: File, facts: FileFacts) -> Iterator[tuple[str, bool]]:
        """The modules that a file takes the symbol from, and whether it names them relative to itself."""
        plain = set()
        for statement in facts.imports:
            for named in names_of(statement, file):
                if named.name == self.symbol and named.module not in file.modules:
                    yield named.module, statement.level > 0
                if not named.name:
                    plain.add(named.module)
        for reference in facts.references:
            if self.symbol in reference.name:
                for used in absolute_names(reference.name, file):
                    module = self._before_symbol(used)
                    if module and module not in file.modules and (module in plain or module in self._files):
                        yield module, reference.name.startswith(".")

    def _before_symbol(self, used: str) -> str:
        """`a.b` of `a.b.Symbol.method`, "" if the name has no such part."""
        parts = used.split(".")
        return ".".join(parts[: parts.index(self.symbol)]) if self.symbol in parts else ""

    def standing(self) -> Iterable[Place]:
        """One place for each file, or for each module that no file is."""
        groups: dict[str, list[str]] = {}
        for module in sorted(self._imported):
            file = self._files.get(module)
            groups.setdefault(file.path if file else "", []).append(module)
        for module in groups.pop("", []):
            yield self._place(module, module, "production", [module])
        for path, modules in sorted(groups.items()):
            shown = min(modules, key=lambda module: (module != self.canonical, module not in self._written, len(module)))
            yield self._place(path, shown, self._files[shown].category, modules)

    def _place(self, path: str, shown: str, category: str, modules: Iterable[str]) -> Place:
        is_canonical = self.canonical in modules
        return Place(
            rule=self.id,
            path=path,
            line=1,
            category=category,
            form="",
            scope="module",
            guard="none",
            within="",
            module=shown,
            name=self.symbol,
            statement=f"from {shown} import {self.symbol}",
            needs=tuple(Need(TakenName(module, self.symbol)) for module in modules),
            reason="the canonical module" if is_canonical else "another way to the symbol",
        )
