"""Definitions of an issue's symbol beyond the canonical one, each with its class."""

from collections.abc import Iterable, Iterator, Sequence

from scanner.classify import UNCOUNTED, Classified, classify_alias, classify_definition, classify_lazy, classify_re_export, is_overload
from scanner.facts import FileFacts, Guard, Import, Scope
from scanner.naming import source_modules
from scanner.places import ImportedName, Need, Place, Saying, Supply
from scanner.rule import Rule, exported_guard, import_text
from scanner.tree import File

HIDDEN_CATEGORIES = frozenset({"vendored", "generated"})


class DuplicateImplementation(Rule):
    """Duplicates, proxies, re-exports, aliases, subclass shims, fallbacks and lazy answers count; the canonical one does not."""

    id = "duplicate-implementation"
    matches = (
        "class Router:\n    def route(self): return 1",
        "Router = Other",
        "def __getattr__(name):\n    if name == 'Router':\n        return load()\n    raise AttributeError(name)",
        "from shop.router import Router\n__all__ = ['Router']",
    )
    ignores = (
        "class RouterTools: pass",
        "x = Router()",
        "class A:\n    def Router(self): pass",
        "from shop.router import Router",
        "if TYPE_CHECKING:\n    from shop.router import Router\n__all__ = ['Router']",
        "@typing.overload\ndef Router(a: int) -> int: ...",
    )

    def __init__(self, symbol: str, canonical: str, modules: Sequence[str]) -> None:
        """Look for a symbol, its canonical dotted module, and the modules that the issue names."""
        self.symbol = symbol
        self.canonical = canonical
        self.named = frozenset({canonical, *modules}) - {""}

    def terms(self) -> frozenset[str]:
        return frozenset({self.symbol})

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        for statement in facts.imports:
            if not statement.plain:
                yield from self._imported_names(file, statement)
        if file.category in HIDDEN_CATEGORIES:
            return
        yield from self._definitions(file, facts)
        for alias in facts.aliases:
            if alias.name == self.symbol and alias.target != self.symbol:
                yield self._place(
                    file, alias.line, alias.name, alias.guard, classify_alias(file, alias), statement=f"{alias.name} = {alias.target}"
                )
        yield from self._re_exports(file, facts)
        if self.symbol in facts.lazy and not self._is_bound(facts):
            line = next((one.line for one in facts.definitions if one.name == "__getattr__"), 1)
            yield self._place(file, line, self.symbol, Guard.NONE, classify_lazy(file), statement="def __getattr__")

    def _imported_names(self, file: File, statement: Import) -> Iterable[Supply]:
        if any(name == self.symbol for name, _ in statement.names):
            for module in source_modules(statement, file):
                if module not in file.modules:
                    yield Supply(ImportedName(module, self.symbol))

    def _definitions(self, file: File, facts: FileFacts) -> Iterator[Place]:
        for one in facts.definitions:
            outer, _, name = one.name.rpartition(".")
            if name != self.symbol or (outer and one.kind != "class") or is_overload(one):
                continue
            classified = classify_definition(self.symbol, self.canonical, file, facts, one)
            yield self._place(file, one.line, one.name, one.guard, classified, statement=f"{one.kind} {one.name}", scope=one.scope)

    def _re_exports(self, file: File, facts: FileFacts) -> Iterator[Place]:
        for statement in facts.imports:
            if statement.plain or not _runs_in_module(statement):
                continue
            source = next((name for name, alias in statement.names if (alias or name) == self.symbol), None)
            if source is None:
                continue
            reason, needs = self._hands_on(file, facts)
            classified = classify_re_export(file, statement, f"imports {source} from {'.' * statement.level}{statement.module}; {reason}")
            yield self._place(file, statement.line, self.symbol, statement.guard, classified, statement=import_text(statement), needs=needs)

    def _hands_on(self, file: File, facts: FileFacts) -> tuple[str, tuple[Need, ...]]:
        """Why an import is more than a consumer's: at once, or only while others take the name from here."""
        if self.named & set(file.modules):
            return "the issue names this module", ()
        if facts.exported is not None and self.symbol in facts.exported:
            return "listed in __all__", ()
        if file.is_package:
            return "in a package's __init__", ()
        return "others import it from here", tuple(Need(ImportedName(module, self.symbol)) for module in file.modules)

    def _is_bound(self, facts: FileFacts) -> bool:
        """Does the module give the name itself when it runs? Then nobody asks its __getattr__ for it."""
        imported = (alias or name for one in facts.imports if _runs_in_module(one) for name, alias in one.names)
        return self.symbol in {*imported, *(one.name for one in facts.definitions), *(one.name for one in facts.aliases)}

    def _place(
        self,
        file: File,
        line: int,
        name: str,
        guard: Guard,
        classified: Classified,
        *,
        statement: str,
        scope: Scope = Scope.MODULE,
        needs: tuple[Need, ...] = (),
    ) -> Place:
        return Place(
            rule=self.id,
            path=file.path,
            line=line,
            category=file.category,
            form=classified.kind.value,
            scope=scope.value,
            guard=exported_guard(guard),
            within=name.rpartition(".")[0],
            module=file.modules[0] if file.modules else "",
            name=name,
            statement=statement,
            needs=needs,
            counts=classified.kind not in UNCOUNTED,
            reason=classified.reason,
        )


def _runs_in_module(statement: Import) -> bool:
    """What only type checkers import is not there when somebody takes it from the module."""
    return statement.scope is Scope.MODULE and statement.guard is not Guard.TYPE_CHECKING
