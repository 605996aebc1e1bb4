"""Imports of a deprecated module or of a name from it, in every form."""

from collections.abc import Iterable, Iterator, Sequence

from scanner.facts import FileFacts, Import, Scope, Verdict
from scanner.naming import Named, deprecated_module, import_form, module_of_named, names_by_module, names_of
from scanner.places import Link, ModuleFile, Need, Place, Reached, Saying, Supply
from scanner.rule import DYNAMIC_CALLS, Rule, import_place, text_place, with_needs
from scanner.tree import File, is_under


class DeprecatedImport(Rule):
    """A statement that imports a deprecated module, directly or through another module that hands its names on."""

    id = "deprecated-import"
    matches = (
        "import shop.old.router",
        "import shop.old.router as router",
        "from shop.old import router",
        "from shop.old.router import Router",
        "from shop.old.router import (\n    Router,\n)",
        "import os, shop.old.router",
        "x = 1; from shop.old.router import Router",
        "from shop.old.router import *",
        "def f():\n    from shop.old.router import Router",
        "try:\n    from shop.old.router import Router\nexcept ImportError:\n    Router = None",
        "import importlib\nimportlib.import_module('shop.old.router')",
        "__import__('shop.old.router')",
    )
    ignores = (
        '"""from shop.old.router import Router"""',
        "# from shop.old.router import Router",
        "text = 'from shop.old.router import Router'",
        "import shop.old.router_tools",
        "from shop.older.router import Router",
        "from shop.old import routers",
        "import router",
        "from other.shop.old.router import Router",
        "router = 'shop.old.router is gone'",
    )

    def __init__(self, modules: Sequence[str]) -> None:
        """Count imports of these dotted modules and of everything under them."""
        self.modules = tuple(modules)
        self._handed_on: dict[tuple[str, str], set[str]] = {}  # (module, name) -> deprecated modules that it may end at
        self._starred: set[str] = set()

    def terms(self) -> frozenset[str]:
        leaves = {module.rpartition(".")[2] for module in self.modules}
        handed_on = {name for _, name in self._handed_on}
        return frozenset(leaves | handed_on | ({"*"} if handed_on else set()))

    def learned(self) -> int:
        return sum(map(len, self._handed_on.values())) + len(self._starred)

    def path_hints(self) -> Iterable[str]:
        return [module.rpartition(".")[2] for module in self.modules]

    def of_path(self, file: File) -> Iterable[Supply]:
        for module in self.modules:
            if any(is_under(own, module) for own in file.modules):
                yield Supply(ModuleFile(module))

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        approximate = facts.verdict is not Verdict.OK
        for statement in facts.imports:
            direct = names_by_module(statement, file, self.modules)
            form = "approximate" if approximate else import_form(statement)
            for module, names in direct.items():
                yield import_place(self.id, file, statement, form=form, module=module, names=names)
            yield from self._handed_places(file, statement, direct)
            if statement.scope is Scope.MODULE:
                yield from (Supply(link) for link in self._links(file, statement))
        for text in facts.texts:
            named = deprecated_module(text.text, self.modules) if text.call in DYNAMIC_CALLS else None
            if named is not None and named not in file.modules:
                yield text_place(self.id, file, text, form="dynamic", module=named)
        yield from (Supply(link) for link in self._own_names(file, facts))

    def _handed_places(self, file: File, statement: Import, direct: dict[str, list[str]]) -> Iterator[Place]:
        """A statement that takes a name from a module which has it from a deprecated one."""
        needs: dict[str, list[Need]] = {}
        names: dict[str, list[str]] = {}
        for named in names_of(statement, file):
            for module in sorted(self._handed_on.get((named.module, named.name), ())):
                if module not in direct and module not in file.modules:
                    needs.setdefault(module, []).append(Need(Reached(module, named.module, named.name)))
                    names.setdefault(module, []).append(f"{named.module}.{named.name}")
        for module, alternatives in needs.items():
            place = import_place(self.id, file, statement, form="re-export", module=module, names=names[module])
            through = ", ".join(names[module])
            yield with_needs(place, tuple(alternatives), f"{through} comes from {module}")

    def _links(self, file: File, statement: Import) -> Iterator[Link]:
        for named in names_of(statement, file):
            if named.name == "*":
                yield from self._star_links(file, named)
                continue
            if not named.bound:
                continue
            module = module_of_named(named, self.modules)
            if module is not None:
                yield from self._to_file(file, None, module, named.bound)
            for origin in sorted(self._handed_on.get((named.module, named.name), ())):
                yield from self._to_file(file, Reached(origin, named.module, named.name), origin, named.bound)

    def _star_links(self, file: File, named: Named) -> Iterator[Link]:
        module = deprecated_module(named.module, self.modules)
        if module is not None:
            self._starred.add(module)
        for (holder, name), origins in list(self._handed_on.items()):
            if holder == named.module and not name.startswith("_"):
                for origin in sorted(origins):
                    yield from self._to_file(file, Reached(origin, holder, name), origin, name)

    def _to_file(self, file: File, source: Reached | None, module: str, name: str) -> Iterator[Link]:
        for own in file.modules:
            if deprecated_module(own, (module,)) is None:
                self._handed_on.setdefault((own, name), set()).add(module)
                yield Link(source, Reached(module, own, name))

    def _own_names(self, file: File, facts: FileFacts) -> Iterator[Link]:
        """The public names of a deprecated module's own file, where something imports all of them with a star."""
        for own in file.modules:
            module = deprecated_module(own, tuple(self._starred))
            if module is None:
                continue
            for name in sorted(_public_names(facts)):
                self._handed_on.setdefault((own, name), set()).add(module)
                yield Link(None, Reached(module, own, name))


def _public_names(facts: FileFacts) -> set[str]:
    if facts.exported is not None:
        return set(facts.exported)
    names = {definition.name for definition in facts.definitions if "." not in definition.name}
    names |= {alias.name for alias in facts.aliases}
    for statement in facts.imports:
        if statement.scope is Scope.MODULE:
            names |= {alias or name.partition(".")[0] for name, alias in statement.names}
    return {name for name in names if not name.startswith("_") and name != "*"}
