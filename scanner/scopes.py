"""Where a statement stands, and what a name means there as far as imports are concerned."""

from collections.abc import Iterable, Mapping

from scanner.facts import Guard, Scope

#: A name that several statements import (try … except ImportError) means each of them; more than this is no honest file.
MOST_MEANINGS = 4
#: Longer dotted names are cut: a short file must not become long facts by repeating one name.
MOST_NAME_LETTERS = 300

Meanings = Mapping[str, tuple[str, ...]]


class Bindings:
    """The names of one module, function or class body."""

    __slots__ = ("_meanings", "_outer", "assigned", "declared_global", "imported", "is_class")

    def __init__(self, outer: "Bindings | None" = None, *, is_class: bool = False) -> None:
        self._outer = outer
        self.imported: dict[str, tuple[str, ...]] = {}
        self._meanings: Meanings | None = None
        self.is_class = is_class
        self.assigned: set[str] = set()
        self.declared_global: set[str] = set()

    def bind_import(self, name: str, target: str) -> None:
        """An import statement gives this name."""
        imported = self._of_module() if name in self.declared_global else self.imported
        meanings = imported.get(name, ())
        if target not in meanings and len(meanings) < MOST_MEANINGS:
            imported[name] = (*meanings, target[:MOST_NAME_LETTERS])

    def meanings(self) -> Meanings:
        """What imported names mean here; a parameter or local variable of the same name hides them."""
        if self._meanings is None:
            if self._outer is None:
                self._meanings = self.imported  # a module's own assignment beside its import is a fallback, not another thing
            else:
                self._meanings = self._inner_meanings(self._outer.seen_by_functions().meanings())
        return self._meanings

    def seen_by_functions(self) -> "Bindings":
        """The scope whose names a function inside this one sees: never a class body."""
        return self._outer if self.is_class and self._outer is not None else self

    def _inner_meanings(self, outer: Meanings) -> Meanings:
        hidden = (self.assigned - self.declared_global) & outer.keys()
        if not hidden and not self.imported:
            return outer
        return {name: meaning for name, meaning in outer.items() if name not in hidden} | self.imported

    def _of_module(self) -> dict[str, tuple[str, ...]]:
        bindings = self
        while bindings._outer is not None:
            bindings = bindings._outer
        return bindings.imported


class Context:
    """What surrounds a statement: the definition it is in, the condition it is under, the names it sees."""

    __slots__ = ("bindings", "guard", "scope", "within")

    def __init__(self, scope: Scope, within: str, guard: Guard, bindings: Bindings) -> None:
        self.scope = scope
        self.within = within
        self.guard = guard
        self.bindings = bindings

    def under(self, guard: Guard) -> "Context":
        """The same place, under a condition. What stands under TYPE_CHECKING never runs, whatever else it stands under."""
        if guard is self.guard or self.guard is Guard.TYPE_CHECKING:
            return self
        return Context(self.scope, self.within, guard, self.bindings)

    def inside(self, name: str, scope: Scope) -> "Context":
        """The body of a definition that stands here."""
        outer = self.bindings.seen_by_functions()
        bindings = Bindings(outer, is_class=scope is Scope.CLASS)
        return Context(scope, self.qualified(name), Guard.NONE, bindings)

    def qualified(self, name: str) -> str:
        """The qualified name of a definition that stands here."""
        return (f"{self.within}.{name}" if self.within else name)[:MOST_NAME_LETTERS]


def module_context() -> Context:
    """The top of a file."""
    return Context(Scope.MODULE, "", Guard.NONE, Bindings())


def without(meanings: Meanings, names: Iterable[str]) -> Meanings:
    """The meanings inside a lambda or comprehension that has variables of these names."""
    hidden = {name for name in names if name in meanings}
    return {name: meaning for name, meaning in meanings.items() if name not in hidden} if hidden else meanings
