"""Imports of a module that this repository once had and has no longer: they break when they run."""

from collections.abc import Iterable, Iterator, Sequence

from scanner.facts import FileFacts, Verdict
from scanner.naming import Tracked, deprecated_module, import_form, mentions_of
from scanner.places import ModuleFile, Need, Saying, Supply
from scanner.rule import Rule, import_place, imported_texts, text_place, with_needs
from scanner.terms import Mention
from scanner.tree import File, is_under


class DanglingImport(Rule):
    """A direct import of a tracked module while no file of the repository is that module or lies under it."""

    id = "dangling-import"
    matches = ("from shop.old.router import Router", "def f():\n    import shop.old.router", "__import__('shop.old.router')")
    ignores = ("import shop.old.router_tools", "'shop.old.router'")

    def __init__(self, modules: Sequence[str]) -> None:
        """Watch these dotted modules; each must have been in the repository at some commit."""
        self.modules = tuple(modules)
        self._tracked = Tracked(modules)

    def terms(self) -> frozenset[str]:
        return frozenset(one.term for one in self.mentions())

    def mentions(self) -> frozenset[Mention]:
        return mentions_of(self.modules)

    def path_hints(self) -> Iterable[str]:
        return [module.rpartition(".")[2] for module in self.modules]

    def of_path(self, file: File) -> Iterable[Supply]:
        for module in self.modules:
            if any(is_under(own, module) for own in file.modules):
                yield Supply(ModuleFile(module))

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        approximate = facts.verdict is not Verdict.OK
        for statement in facts.imports:
            for module, names in self._tracked.names(statement, file).items():
                form = "approximate" if approximate else import_form(statement)
                place = import_place(self.id, file, statement, form=form, module=module, names=names)
                yield with_needs(place, (Need(ModuleFile(module), present=False),), f"no file is {module}")
        for text in imported_texts(facts):
            named = deprecated_module(text.text, self.modules)
            if named is not None and named not in file.modules:
                place = text_place(self.id, file, text, form="dynamic", module=named)
                yield with_needs(place, (Need(ModuleFile(named), present=False),), f"no file is {named}")
