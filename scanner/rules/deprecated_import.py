"""Imports of a deprecated module or of a name from it, in every form."""

from collections.abc import Iterable, Iterator, Sequence

from scanner.facts import FileFacts, Import, Scope, Verdict
from scanner.naming import Named, Tracked, deprecated_module, import_form, mentions_of, module_of_named, names_of, source_modules
from scanner.places import Link, ModuleFile, Need, Place, Reached, Saying, Supply
from scanner.rule import Rule, import_place, imported_texts, text_place, with_needs
from scanner.terms import Mention, taken
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
        self._tracked = Tracked(modules)
        self._handed_on: dict[str, dict[str, set[str]]] = {}  # module -> name -> deprecated modules that it may end at
        self._handing: set[Mention] = set()  # who may take what is handed on
        self._fresh: set[Mention] = set()
        self._starred: set[str] = set()
        self._sources: dict[Reached, Reached | None] = {}  # from where a name was handed on first; None: from the deprecated module

    def terms(self) -> frozenset[str]:
        return frozenset(one.term for one in self.mentions())

    def mentions(self) -> frozenset[Mention]:
        return mentions_of(self.modules) | self._handing

    def fresh(self) -> frozenset[Mention]:
        fresh = frozenset(self._fresh)
        self._fresh.clear()
        return fresh

    def path_hints(self) -> Iterable[str]:
        return [module.rpartition(".")[2] for module in self.modules]

    def of_path(self, file: File) -> Iterable[Supply]:
        for module in self.modules:
            if any(is_under(own, module) for own in file.modules):
                yield Supply(ModuleFile(module))

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        approximate = facts.verdict is not Verdict.OK
        for statement in facts.imports:
            direct = self._tracked.names(statement, file)
            for module, names in direct.items():
                form = "approximate" if approximate else import_form(statement)
                yield import_place(self.id, file, statement, form=form, module=module, names=names)
            if not direct and not self._may_be_handed(statement, file):
                continue
            yield from self._handed_places(file, statement, direct)
            if statement.scope is Scope.MODULE:
                yield from (Supply(link) for link in self._with_stars(file, facts, self._links(file, statement)))
        for text in imported_texts(facts):
            named = deprecated_module(text.text, self.modules)
            if named is not None and named not in file.modules:
                yield text_place(self.id, file, text, form="dynamic", module=named)
        self._learn_own_names(file, facts)

    def _may_be_handed(self, statement: Import, file: File) -> bool:
        """Does it take names from a module that hands some on?"""
        if statement.level:
            return any(module in self._handed_on for module in source_modules(statement, file))
        return statement.module in self._handed_on

    def _handed_places(self, file: File, statement: Import, direct: dict[str, list[str]]) -> Iterator[Place]:
        """A statement that takes a name from a module which has it from a deprecated one."""
        needs: dict[str, list[Reached]] = {}
        names: dict[str, list[str]] = {}
        for named in names_of(statement, file):
            for module in self._origins(named):
                if module not in direct and module not in file.modules:
                    needs.setdefault(module, []).append(Reached(module, named.module, named.name))
                    names.setdefault(module, []).append(f"{named.module}.{named.name}")
        for module, alternatives in needs.items():
            place = import_place(self.id, file, statement, form="re-export", module=module, names=names[module])
            yield with_needs(place, tuple(map(Need, dict.fromkeys(alternatives))), "; ".join(map(self._way, alternatives)))

    def _way(self, target: Reached) -> str:
        """The chain of re-exports from a name to the deprecated module, as it was known first."""
        chain, source = [f"{target.module}.{target.name}"], self._sources.get(target)
        while source is not None and not is_under(source.module, source.deprecated):
            chain.append(f"{source.module}.{source.name}")
            source = self._sources.get(source)
        return " -> ".join([*chain, target.deprecated])

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
            for origin in self._origins(named):
                yield from self._to_file(file, Reached(origin, named.module, named.name), origin, named.bound)

    def _star_links(self, file: File, named: Named) -> Iterator[Link]:
        module = deprecated_module(named.module, self.modules)
        if module is not None and module not in self._starred:
            self._starred.add(module)
            self._fresh |= mentions_of((module,))  # its own files have to say which names they have
        for name, origins in list(self._handed_on.get(named.module, {}).items()):
            if name.startswith(("_", "*")):
                continue
            whole = deprecated_module(f"{named.module}.{name}", self.modules) if module is not None else None
            if whole is not None:  # whatever the module had at some time: what a star brought does not end with its file
                yield from self._to_file(file, None, whole, name)
                continue
            for origin in sorted(origins):
                yield from self._to_file(file, Reached(origin, named.module, name), origin, name)

    def _with_stars(self, file: File, facts: FileFacts, links: Iterable[Link]) -> Iterator[Link]:
        """The links, and one more for each way by which a star import of this file takes a name with it."""
        ways: set[tuple[Reached | None, str, str]] = set()
        for link in links:
            yield link
            target = link.target
            is_taken = not target.name.startswith("_") if facts.exported is None else target.name in facts.exported
            if is_taken and (link.source, target.deprecated, target.module) not in ways:
                ways.add((link.source, target.deprecated, target.module))
                self._hand_on(file, target.module, "*", target.deprecated)
                star = Reached(target.deprecated, target.module, "*")
                self._sources.setdefault(star, link.source)
                yield Link(link.source, star)

    def _origins(self, named: Named) -> list[str]:
        """The deprecated modules that an imported name may end at; the way ends at the first one."""
        origins = self._handed_on.get(named.module, {}).get(named.name)
        return sorted(origins) if origins and not self._tracked.holds(named.module) else []

    def _to_file(self, file: File, source: Reached | None, module: str, name: str) -> Iterator[Link]:
        for own in file.modules:
            if deprecated_module(own, (module,)) is None:
                self._hand_on(file, own, name, module)
                target = Reached(module, own, name)
                self._sources.setdefault(target, source)
                yield Link(source, target)

    def _hand_on(self, file: File, own: str, name: str, module: str) -> None:
        """From now on `from own import name` is a way to the deprecated module."""
        known = self._handed_on.setdefault(own, {}).setdefault(name, set())
        if module not in known:
            known.add(module)
            ways = (own, "") if file.is_package else (own,)  # a package's own files write `from . import name`
            takers = {Mention(taken(way, one)) for way in ways for one in (name, "*")}
            self._handing |= takers
            self._fresh |= takers

    def _learn_own_names(self, file: File, facts: FileFacts) -> None:
        """The public names of a deprecated module's own file, where something imports all of them with a star."""
        for own in file.modules:
            module = deprecated_module(own, tuple(self._starred))
            if module is None:
                continue
            for name in sorted(_public_names(facts)):
                self._hand_on(file, own, name, module)


def _public_names(facts: FileFacts) -> set[str]:
    if facts.exported is not None:
        return set(facts.exported)
    names = {definition.name for definition in facts.definitions if "." not in definition.name}
    names |= {alias.name for alias in facts.aliases}
    for statement in facts.imports:
        if statement.scope is Scope.MODULE:
            names |= {alias or name.partition(".")[0] for name, alias in statement.names}
    return {name for name in names if not name.startswith("_") and name != "*"}
