"""What a repository knows, or ever knew, by name."""

import re
from collections.abc import Iterable
from typing import Protocol

from scanner.tree import DEFAULT_PATH_RULES, PathRules, module_names

_NO_LETTER = re.compile(r"[^a-z0-9]")
_INTERFACE = re.compile(r"^I(?=[A-Z][a-z])|(?:Interface|Protocol|ABC)$|^(?:Abstract|Base)(?=[A-Z])")
_RULES = PathRules(DEFAULT_PATH_RULES)


class KnownNames(Protocol):
    """Answers over the whole history; an empty answer means that there never was such a thing."""

    def paths(self, text: str) -> tuple[str, ...]:
        """Paths from the root that a written file or folder may mean: itself, by its ending, by its base name."""
        ...

    def classes(self, name: str) -> tuple[str, ...]:
        """Classes of this name, else those that it is a sloppy spelling of."""
        ...

    def functions(self, name: str) -> tuple[str, ...]:
        """Functions and methods of this name."""
        ...

    def modules(self, name: str) -> tuple[str, ...]:
        """Modules and packages that a dotted name, whole or shortened in front, may mean."""
        ...


class Known:
    """KnownNames over lists. Excluded files, backup copies above all, answer only where nothing else does."""

    def __init__(self, paths: Iterable[str], classes: Iterable[str] = (), functions: Iterable[str] = ()) -> None:
        self._by_base: dict[str, list[str]] = {}
        self._by_sloppy: dict[str, list[str]] = {}
        self._folders: dict[str, set[str]] = {}
        self._modules: dict[str, set[str]] = {}
        for path in sorted(set(paths)):
            self._add_path(path)
        self._classes = frozenset(classes)
        self._functions = frozenset(functions)
        self._by_key: dict[tuple[str, bool], list[str]] = {}
        for name in sorted(self._classes):
            self._by_key.setdefault(_class_key(name), []).append(name)

    def paths(self, text: str) -> tuple[str, ...]:
        written = text.removeprefix("./").strip("/")
        base = written.rpartition("/")[2]
        if text.endswith("/"):
            return _best(found for found in self._folders.get(base, ()) if _ends_with(found, written))
        found = [path for path in self._by_base.get(base, ()) if _ends_with(path, written)]
        if written in found:
            return (written,)
        return _best(found or ([] if "/" in written else self._by_sloppy.get(_sloppy_base(base), [])))

    def classes(self, name: str) -> tuple[str, ...]:
        if name in self._classes:
            return (name,)
        return tuple(self._by_key.get(_class_key(name), ()))

    def functions(self, name: str) -> tuple[str, ...]:
        return (name,) if name in self._functions else ()

    def modules(self, name: str) -> tuple[str, ...]:
        found = self._modules.get(name.rpartition(".")[2], set())
        return (name,) if name in found else tuple(sorted(one for one in found if one.endswith("." + name)))

    def _add_path(self, path: str) -> None:
        folder, _, base = path.rpartition("/")
        self._by_base.setdefault(base, []).append(path)
        self._by_sloppy.setdefault(_sloppy_base(base), []).append(path)
        while folder and folder not in (known := self._folders.setdefault(folder.rpartition("/")[2], set())):
            known.add(folder)
            folder = folder.rpartition("/")[0]
        if path.endswith(".py") and _RULES.is_counted(_RULES.category(path)):
            for module in module_names(path):
                self._add_module(module)

    def _add_module(self, module: str) -> None:
        while module and module not in (known := self._modules.setdefault(module.rpartition(".")[2], set())):
            known.add(module)
            module = module.rpartition(".")[0]


def _best(found: Iterable[str]) -> tuple[str, ...]:
    every = sorted(found)
    counted = [path for path in every if _RULES.is_counted(_RULES.category(path))]
    return tuple(counted or every)


def _ends_with(path: str, written: str) -> bool:
    return path == written or path.endswith("/" + written)


def _sloppy_base(base: str) -> str:
    """`ShopRouter.py` and `shop_router.py` are one."""
    return _NO_LETTER.sub("", base.lower())


def _class_key(name: str) -> tuple[str, bool]:
    """`ShopRouterInterface` and `IShopRouter` are one, `ShopRouter` is another; small and capital letters are equal."""
    return _NO_LETTER.sub("", _INTERFACE.sub("", name).lower()), bool(_INTERFACE.search(name))
