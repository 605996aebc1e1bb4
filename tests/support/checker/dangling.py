"""Imports of what this repository once had and has no longer."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tests.support.checker import objects
from tests.support.checker.across import Place
from tests.support.checker.names import direct, under, written
from tests.support.checker.places import answers, tree_of
from tests.support.checker.question import Question
from tests.support.checker.reading import MODULE, Import
from tests.support.checker.snapshot import Snapshot, bases, module_names, within


class Dangling:
    """The modules of one commit, and of all commits."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self._snapshot = snapshot
        self._here = with_packages(snapshot.files)
        self._ever = with_packages(snapshot.ever)
        ever = {name for path in snapshot.ever for name in module_names(path)}
        known = tuple(one for one in question.deprecated if any(under(name, one) for name in ever))
        self._question = replace(question, deprecated=known)

    def in_file(self, path: str) -> Iterator[Place]:
        """Statements and calls that import a deprecated module which is not there, or is there without the part that they name."""
        said, own = self._snapshot.said(path), set(module_names(path))
        for statement in said.imports:
            for module in sorted(direct(self._question, path, statement) - own):
                names = [name for name in written(path, statement) if self._question.owner(name) == module]
                if any(self._is_gone(name, path, statement) for name in names):
                    yield Place("dangling-import", path, statement.line, statement.last, said.form_of(statement), module)
        for text in said.dynamic:
            owner = self._question.owner(text.text)
            if owner and owner not in own and self._nearest(text.text) not in self._here:
                yield Place("dangling-import", path, text.line, text.last, "dynamic", owner)

    def _nearest(self, name: str) -> str:
        """The longest beginning of a name that was a module at some commit."""
        while name not in self._ever:
            name = name.rpartition(".")[0]
        return name

    def _is_gone(self, name: str, path: str, statement: Import) -> bool:
        """Was this a module, or is it in one, that is not there now under this name?"""
        nearest = self._nearest(name)
        package, _, last = name.rpartition(".")
        is_taken = statement.base is not None and nearest == name and package in bases(path, statement)
        return nearest not in self._here and not (is_taken and self._gives(package, last))

    def _gives(self, package: str, name: str) -> bool:
        """Does a package's own file have something of this name that is not the module itself?"""
        return any(self._binds(path, package, name) for path in self._snapshot.by_module.get(package, ()))

    def _binds(self, path: str, package: str, name: str) -> bool:
        said = self._snapshot.said(path)
        for one in said.imports:
            if one.scope == MODULE and not one.for_types:
                bound = [full for full, (given, alias) in pairs(path, one) if (alias or given) == name]
                if any(full != within(package, name) for full in bound):
                    return True
        return name in said.top_names or ("__getattr__" in said.top_names and self._answers(path, name))

    def _answers(self, path: str, name: str) -> bool:
        """Does the file's `__getattr__` know the name?"""
        for _, source in objects.contents(self._snapshot.git_dir, [self._snapshot.files[path]]):
            tree = tree_of(source or b"")
            return any(isinstance(one, ast.FunctionDef) and one.name == "__getattr__" and answers(one, name, tree) for one in tree.body)
        return False


def pairs(path: str, statement: Import) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """Each name of a statement in full, and as it is written."""
    for base in bases(path, statement) if statement.base is not None else [""]:
        yield from ((within(base, one[0]), one) for one in statement.names)


def with_packages(paths: Iterable[str]) -> set[str]:
    """The modules that these files are, and the packages that they lie in."""
    found = set()
    for path in paths:
        for name in module_names(path):
            parts = name.split(".")
            found |= {".".join(parts[: end + 1]) for end in range(len(parts))}
    return found
