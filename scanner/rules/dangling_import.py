"""Imports of a module that this repository once had and has no longer: they break when they run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scanner.facts import FileFacts, Guard, Scope, Verdict
from scanner.naming import Named, Tracked, deprecated_module, import_form, mentions_of, module_of_named, names_of
from scanner.places import ModuleFile, Need, Place, Saying, Supply
from scanner.rule import Rule, import_place, imported_texts, text_place, with_needs
from scanner.terms import Mention
from scanner.tree import File


@dataclass(frozen=True, slots=True)
class Importable(ModuleFile):
    """Supplied like the file of a module, and by its package's own file that binds its name: what `from a import b` needs of `a.b`."""


class DanglingImport(Rule):
    """A direct import of a tracked module, or of one in it that some commit had, while no file is that module or lies under it."""

    id = "dangling-import"
    matches = ("from shop.old.router import Router", "def f():\n    import shop.old.router", "__import__('shop.old.router')")
    ignores = ("import shop.old.router_tools", "'shop.old.router'")

    def __init__(self, modules: Sequence[str]) -> None:
        """Watch these dotted modules; each must have been in the repository at some commit."""
        self.modules = tuple(modules)
        self._tracked = Tracked(modules)
        self._packages = frozenset(module.rpartition(".")[0] for module in modules) - {""}
        self._ever = set(modules)  # and the modules in them that some commit had

    def terms(self) -> frozenset[str]:
        return frozenset(one.term for one in self.mentions())

    def mentions(self) -> frozenset[Mention]:
        return mentions_of(self.modules)

    def path_hints(self) -> Iterable[str]:
        return [module.rpartition(".")[2] for module in (*self.modules, *self._packages)]

    def of_path(self, file: File) -> Iterable[Supply]:
        """The module that a file is, and those it lies under; a package's own file is asked what it binds, so it has a word here too."""
        for own in file.modules:
            if own in self._packages:
                yield Supply(ModuleFile(own))
            while self._tracked.holds(own):
                self._ever.add(own)
                yield from (Supply(ModuleFile(own)), Supply(Importable(own)))
                own = own.rpartition(".")[0]

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        approximate = facts.verdict is not Verdict.OK
        for statement in facts.imports:
            for module, names in self._tracked.names(statement, file).items():
                form = "approximate" if approximate else import_form(statement)
                place = import_place(self.id, file, statement, form=form, module=module, names=names)
                yield _dangling(place, [self._needed(one) for one in names_of(statement, file) if self._is_from(one, module)])
        for text in imported_texts(facts):
            named = deprecated_module(text.text, self.modules)
            if named is not None and named not in file.modules:
                yield _dangling(text_place(self.id, file, text, form="dynamic", module=named), [ModuleFile(self._known(text.text))])
        for own in file.modules:
            if self._tracked.may_give(own):
                yield from (Supply(Importable(name)) for name in sorted(_bound(own, file, facts) & self._ever))

    def _is_from(self, named: Named, module: str) -> bool:
        return module_of_named(named, self.modules) == module

    def _needed(self, named: Named) -> ModuleFile:
        """What must be there for a name: the module that it is, or the one that it is taken from."""
        known = self._known(named.module if named.name == "*" else named.dotted)
        return Importable(known) if named.name and known == named.dotted else ModuleFile(known)

    def _known(self, dotted: str) -> str:
        """The longest beginning of a name that some commit had as a module; a tracked module at least."""
        while dotted not in self._ever:
            dotted = dotted.rpartition(".")[0]
        return dotted


def _dangling(place: Place, needed: Iterable[ModuleFile]) -> Place:
    """The place, there while one of these modules is not."""
    gone = list(dict.fromkeys(needed))
    reason = f"no file is {', '.join(dict.fromkeys(one.module for one in gone))}"
    return with_needs(place, tuple(Need(one, present=False) for one in gone), reason)


def _bound(own: str, file: File, facts: FileFacts) -> set[str]:
    """What a module gives under a dotted name without a file of that name, as far as its facts tell."""
    names = {*facts.lazy, *(one.name for one in facts.definitions), *(one.name for one in facts.aliases)}
    for statement in facts.imports:
        if statement.scope is Scope.MODULE and statement.guard is not Guard.TYPE_CHECKING:
            names |= {named.bound for named in names_of(statement, file) if named.dotted != f"{own}.{named.bound}"}
    return {f"{own}.{name}" for name in names}
