"""Which names of which files are a deprecated module's: re-exports through third modules; a chain ends at the first deprecated one."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from tests.support.checker import closely
from tests.support.checker.question import Question
from tests.support.checker.reading import MODULE, Import
from tests.support.checker.snapshot import Snapshot, bases, within


class Names:
    """Names bound by module-level imports at one commit."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self._snapshot = snapshot
        self.question = question
        self._public: dict[str, set[str]] = {}

    def consumed(self, path: str, statement: Import) -> set[str]:
        """Deprecated modules that a from-import names through third modules."""
        found = set()
        for base in bases(path, statement):
            for file in self._givers(base):
                bound = self.bound[file]
                for name, _ in statement.names:
                    for one in self.public(file) if name == "*" else (name,):
                        found |= bound.get(one, set())
        return found

    def _givers(self, base: str) -> list[str]:
        """The files of a third module."""
        return [] if self.question.owner(base) else self._snapshot.by_module.get(base, [])

    @cached_property
    def bound(self) -> dict[str, dict[str, set[str]]]:
        """For each file, its names that are a deprecated module's."""
        bound: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        statements = [
            (path, statement)
            for path in self._snapshot.files
            for statement in self._snapshot.said(path).imports
            if statement.scope == MODULE
        ]
        grew = True
        while grew:
            grew = False
            for path, statement in statements:
                for name, modules in self._binds(path, statement, bound):
                    if not modules <= bound[path][name]:
                        bound[path][name] |= modules
                        grew = True
        return bound

    def _binds(self, path: str, statement: Import, bound: dict[str, dict[str, set[str]]]) -> Iterable[tuple[str, set[str]]]:
        if statement.base is None:
            for name, alias in statement.names:
                owner = self.question.owner(name)
                if owner and (alias or "." not in owner):
                    yield alias or name.split(".")[0], {owner}
            return
        for base in bases(path, statement):
            for name, alias in statement.names:
                if name == "*":
                    yield from self._star(base, bound)
                else:
                    owner = self.question.owner(within(base, name))
                    through = (bound[file].get(name, set()) for file in self._givers(base) if file in bound)
                    yield alias or name, set().union({owner} if owner else set(), *through)

    def _star(self, base: str, bound: dict[str, dict[str, set[str]]]) -> Iterable[tuple[str, set[str]]]:
        for name in closely.ever_public(self._snapshot, base) if self.question.owner(base) else ():
            yield name, {owner for owner in [self.question.owner(within(base, name))] if owner}
        for file in self._givers(base):
            for name in self.public(file):
                yield name, bound[file].get(name, set()) if file in bound else set()

    def public(self, path: str, asked: frozenset[str] = frozenset()) -> set[str]:
        """What a star import of this file brings."""
        if path in self._public:
            return self._public[path]
        said = self._snapshot.said(path)
        if said.exports is not None:
            names = set(said.exports)
        else:
            names = {name for name in self._top_names(path, asked | {path}) if not name.startswith("_")}
        if not asked:
            self._public[path] = names
        return names

    def _top_names(self, path: str, asked: frozenset[str]) -> set[str]:
        said = self._snapshot.said(path)
        names = set(said.top_names)
        for statement in said.imports:
            if statement.scope != MODULE:
                continue
            for name, alias in statement.names:
                if name != "*":
                    names.add(alias or (name.split(".")[0] if statement.base is None else name))
                    continue
                for base in bases(path, statement):
                    if self.question.owner(base):
                        names |= closely.ever_public(self._snapshot, base)
                    for file in set(self._givers(base)) - asked:
                        names |= self.public(file, asked)
        return names


def written(path: str, statement: Import) -> list[str]:
    """The names of a statement in full; of a star, the module's."""
    if statement.base is None:
        return [name for name, _ in statement.names]
    return [base if name == "*" else within(base, name) for base in bases(path, statement) for name, _ in statement.names]


def direct(question: Question, path: str, statement: Import) -> set[str]:
    """Deprecated modules that a statement names itself."""
    return {owner for owner in map(question.owner, written(path, statement)) if owner}


def under(name: str, module: str) -> bool:
    """Is this the module or something in it?"""
    return name == module or name.startswith(module + ".")
