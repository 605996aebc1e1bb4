"""What sort of thing a name ends at: something with behaviour, or one of the sorts that rightly exist many times."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.discover_names import KINDS_OF_FUNCTIONS, End, Modules, Source
from scanner.facts import Definition

LEAST_METHODS = 3
LEAST_BEHAVIOUR = 3  # methods of a dataclass that do something, for it to be more than a data model
LEAST_STATEMENTS = 3  # in a method that does something
MOST_BASES_UP = 8
MOST_ANCESTORS = 60

Key = tuple[str, str]  # path and name; no path where the class is of another project

_SORTS = (("enum", "enum"), ("exception", "exception"), ("protocol", "protocol"), ("model", "data model"), ("dataclass", "data model"))
_CONVERSION = re.compile(r"_|(?:to|from|as)_|(?:to|from|as|dict|json|copy|validate|model_dump)$")


@dataclass(slots=True)
class Kinds:
    """Methods and sorts of the classes of one commit, each looked up once."""

    modules: Modules
    _methods: dict[str, Mapping[str, Mapping[str, Definition]]] = field(default_factory=dict)
    _above: dict[Key, Mapping[Key, frozenset[str]]] = field(default_factory=dict)

    def methods(self, end: End) -> Mapping[str, Definition]:
        """The methods that a class defines itself."""
        path = end.source.file.path
        if path not in self._methods:
            self._methods[path] = _methods_by_class(end.source)
        return self._methods[path].get(end.definition.name, {})

    def overlapping(self, end: End) -> frozenset[str]:
        """The names by which two classes are compared: all but the ones that Python itself calls."""
        return frozenset(name for name in self.methods(end) if not name.startswith("__"))

    def sort(self, end: End) -> str:
        """enum, exception, protocol or data model: left out; "" for a class or function that counts."""
        if end.definition.kind != "class":
            return ""
        flags = set(end.definition.flags)
        for above in self._ancestors(end).values():
            flags |= above - {"protocol"}  # what implements a protocol has behaviour
        for flag, sort in _SORTS:
            if flag in flags and not (flag == "dataclass" and self._does_something(end)):
                return sort
        return ""

    def has_behaviour(self, end: End) -> bool:
        """A class with a method of its own, or a function with code of its own."""
        if end.definition.kind == "class":
            return bool(self.methods(end))
        return end.definition.kind in KINDS_OF_FUNCTIONS and end.definition.size > 1

    def is_class(self, end: End) -> bool:
        """A class with enough methods to be told from another."""
        return end.definition.kind == "class" and len(self.methods(end)) >= LEAST_METHODS

    def _does_something(self, end: End) -> bool:
        doing = (one for name, one in self.methods(end).items() if one.size >= LEAST_STATEMENTS and not _CONVERSION.match(name))
        return sum(1 for _ in doing) >= LEAST_BEHAVIOUR

    def are_related(self, one: End, other: End, name: str) -> bool:
        """Is one class below the other, or are both below a base that is made for classes of this name?"""
        above_one, above_other = self._ancestors(one), self._ancestors(other)
        if key_of(one) in above_other or key_of(other) in above_one:
            return True
        return any(name.lower() in base.lower() for _, base in above_one.keys() & above_other.keys())

    def _ancestors(self, end: End) -> Mapping[Key, frozenset[str]]:
        """The bases of a class, theirs too, with their flags."""
        found = self._above.get(key_of(end))
        if found is None:
            found = self._above[key_of(end)] = self._climb(end)
        return found

    def _climb(self, end: End) -> Mapping[Key, frozenset[str]]:
        found: dict[Key, frozenset[str]] = {}
        level = [end]
        for _ in range(MOST_BASES_UP):
            above: list[End] = []
            for one in level:
                for base in one.definition.bases:
                    known = self.modules.end_within(one.source, base)
                    key = key_of(known) if known is not None else ("", base.rpartition(".")[2])
                    if key not in found and len(found) < MOST_ANCESTORS:
                        found[key] = frozenset(known.definition.flags if known is not None else ())
                        above += [known] if known is not None else []
            level = above
        return found


def key_of(end: End) -> Key:
    """What a class or function is known by."""
    return end.source.file.path, end.definition.name


def _methods_by_class(source: Source) -> Mapping[str, Mapping[str, Definition]]:
    classes = {one.name: dict[str, Definition]() for one in source.facts.definitions if one.kind == "class"}
    for one in source.facts.definitions:
        outer, _, name = one.name.rpartition(".")
        if one.kind != "class" and outer in classes:
            classes[outer].setdefault(name, one)
    return classes
