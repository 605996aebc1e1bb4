"""What callers of a duplicate would miss in the canonical one: methods, signatures, async-ness; from facts alone."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.calls import incompatibility, without_first
from scanner.facts import Definition, FileFacts, Guard, Scope

#: Every object has these; the others with two underscores are part of the interface (`async with`, `len()`, calls).
_of_every_object = re.compile(
    r"__(?:init|new|del|repr|str|eq|ne|hash|init_subclass|class_getitem|post_init|reduce|reduce_ex|getstate|setstate|sizeof"
    r"|getattr|getattribute)__"
).fullmatch
_INIT = "__init__"
_NO_INIT = "(self)"
#: Bases that give no methods to anybody's callers.
_EMPTY_BASES = frozenset({"object", "ABC", "Generic", "Protocol"})
#: Classes whose constructor is written nowhere.
_MADE_CONSTRUCTORS = frozenset({"dataclass", "model", "enum"})
MOST_CLASSES = 50  # of a chain of bases
Find = Callable[[str], FileFacts | None]
_is_changing = re.compile(r".*\.(?:setter|deleter)").fullmatch
_is_property = re.compile(r"(?:.*\.)?(?:property|cached_property|abstractproperty|getter)").fullmatch
_is_context = re.compile(r"(?:.*\.)?(?:asynccontextmanager|contextmanager)").fullmatch


@dataclass(frozen=True, slots=True)
class Missing:
    """A public method of the duplicate that the canonical one lacks."""

    name: str
    line: int
    signature: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A method of both that can't be used in the same way."""

    name: str
    line: int  # in the duplicate
    duplicate: str
    canonical: str
    why: str


@dataclass(frozen=True, slots=True)
class InterfaceGap:
    """What stands between a duplicate and its redirection."""

    missing: tuple[Missing, ...] = ()
    changed: tuple[Changed, ...] = ()
    unseen: tuple[Missing, ...] = ()  # not in the canonical one's files, but perhaps in a base that is none of them
    unknown: tuple[str, ...] = ()  # what the file does not say: bases elsewhere, a constructor that a decorator makes

    @property
    def is_safe(self) -> bool:
        """Can every call be redirected, as far as methods and properties say?"""
        return not (self.missing or self.changed or self.unseen or self.unknown)

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        needs = []
        if self.missing:
            needs.append(f"needs {_counted(len(self.missing), 'method')}: {_listed([one.name for one in self.missing])}")
        if self.changed:
            needs.append(
                f"{len(self.changed)} differ{'s' if len(self.changed) == 1 else ''}: {_listed([one.name for one in self.changed])}"
            )
        if self.unknown:
            beyond = (
                f" ({_counted(len(self.unseen), 'method')} may be there: {_listed([one.name for one in self.unseen])})"
                if self.unseen
                else ""
            )
            needs.append(f"not known beyond {_listed(list(self.unknown))}{beyond}")
        said = "; ".join(needs) or "safe to redirect: the canonical one takes the same calls"
        return f"{said[0].upper()}{said[1:]}."


@dataclass(frozen=True, slots=True)
class _Member:
    """One way to use a class: `kind` is method, property, static method or class method."""

    definition: Definition
    kind: str
    is_settable: bool

    @property
    def shown(self) -> str:
        """The signature as it is used, for the eye."""
        words = "async " if self.definition.kind == "async function" else ""
        return f"{words}{self.kind}" if self.kind == "property" else f"{words}{self.definition.signature}"


@dataclass(frozen=True, slots=True)
class _Surface:
    """What a class offers, inherited members of the same file too."""

    members: dict[str, _Member]
    nested: frozenset[str]
    bases_elsewhere: tuple[str, ...]
    flags: frozenset[str]

    @property
    def answers_everything(self) -> bool:
        """Is there a __getattr__?"""
        return "__getattr__" in self.members or "__getattribute__" in self.members


def nowhere(module: str) -> FileFacts | None:
    """Knows no other file."""
    return None


def gap(duplicate: FileFacts, name: str, canonical: FileFacts, canonical_name: str, find: Find = nowhere) -> InterfaceGap:
    """What the canonical class or function lacks for callers of the duplicate. `find` gives the facts of a module that a base is in."""
    ours, theirs = _definition(duplicate, name), _definition(canonical, canonical_name)
    if ours is None or theirs is None:
        absent = name if ours is None else canonical_name
        return InterfaceGap(unknown=(f"{absent}, which has no class or function statement in its file",))
    if ours.kind == "class" and theirs.kind == "class":
        return _of_classes(_surface(duplicate, ours, find), _surface(canonical, theirs, find))
    if "class" in (ours.kind, theirs.kind):
        return InterfaceGap(changed=(Changed(name, ours.line, ours.kind, theirs.kind, f"a {ours.kind} here, a {theirs.kind} there"),))
    one, other = _Member(ours, "function", False), _Member(theirs, "function", False)
    return InterfaceGap(changed=tuple(_changes(name, one, other)))


def _of_classes(ours: _Surface, theirs: _Surface) -> InterfaceGap:
    missing: list[Missing] = []
    changed: list[Changed] = []
    for name, member in ours.members.items():
        other = theirs.members.get(name)
        if not _is_public(name):
            continue
        if other is not None:
            changed += _changes(name, member, other)
        elif name not in theirs.nested:
            missing.append(Missing(name, member.definition.line, member.shown))
    constructor, beyond = _constructors(ours, theirs)
    shared = set(ours.bases_elsewhere) & set(theirs.bases_elsewhere)
    unknown = [base for base in (*ours.bases_elsewhere, *theirs.bases_elsewhere) if base not in shared or missing]
    if theirs.answers_everything:
        unknown.append("the canonical one's __getattr__")
    if ours.answers_everything and not theirs.answers_everything:
        unknown.append("the duplicate's __getattr__")
    may_be_there = bool(theirs.bases_elsewhere or theirs.answers_everything)
    absent = tuple(sorted(missing, key=lambda one: one.line))
    return InterfaceGap(
        () if may_be_there else absent,
        tuple(sorted([*changed, *constructor], key=lambda one: one.line)),
        absent if may_be_there else (),
        tuple(dict.fromkeys([*unknown, *beyond])),
    )


def _constructors(ours: _Surface, theirs: _Surface) -> tuple[list[Changed], list[str]]:
    """Whether the canonical class is made by the same call; what nobody wrote is not known."""
    one, other = ours.members.get(_INIT), theirs.members.get(_INIT)
    for surface, written, whose in ((ours, one, "duplicate"), (theirs, other, "canonical one")):
        if written is None and surface.flags & _MADE_CONSTRUCTORS:
            return [], [f"the {whose}'s constructor, which a {min(surface.flags & _MADE_CONSTRUCTORS)} makes"]
        if written is None and surface.bases_elsewhere:
            return [], []  # told already: the base may have one
    before, after = (member.definition.signature if member else _NO_INIT for member in (one, other))
    why = incompatibility(without_first(before), without_first(after))
    return ([Changed(_INIT, one.definition.line if one else 0, before, after, why)] if why else []), []


def _changes(name: str, ours: _Member, theirs: _Member) -> Iterator[Changed]:
    why = _why(ours, theirs)
    if why:
        yield Changed(name, ours.definition.line, ours.shown, theirs.shown, why)


def _why(ours: _Member, theirs: _Member) -> str:
    """Why calls of one can't go to the other, "" if they can."""
    if "property" in (ours.kind, theirs.kind):
        if ours.kind != theirs.kind:
            return f"a {ours.kind} here, a {theirs.kind} there"
        return "can't be set there" if ours.is_settable and not theirs.is_settable else ""
    if ours.definition.kind != theirs.definition.kind:
        return "awaited here, not there" if ours.definition.kind == "async function" else "must be awaited there, not here"
    if ours.kind != theirs.kind and theirs.kind == "method":
        return f"a {ours.kind} here, needs an instance there"
    context, other = (_context(one.definition) for one in (ours, theirs))
    if context != other:
        return f"{_a(context)} here, {_a(other)} there"
    return incompatibility(_callers(ours), _callers(theirs))


def _context(definition: Definition) -> str:
    return next((name.rpartition(".")[2] for name in definition.decorators if _is_context(name)), "plain one")


def _a(word: str) -> str:
    return f"{'an' if word[0] == 'a' else 'a'} {word}"


def _callers(member: _Member) -> str:
    """The parameters that a caller gives."""
    is_bound = member.kind in ("method", "class method")
    return without_first(member.definition.signature) if is_bound else member.definition.signature


def _is_public(name: str) -> bool:
    if name.startswith("__") and name.endswith("__"):
        return _of_every_object(name) is None
    return not name.startswith("_")


def _definition(facts: FileFacts, name: str) -> Definition | None:
    """The last definition of a qualified name: that is the one which counts, unless it is for an ImportError."""
    found = [one for one in facts.definitions if one.name == name]
    usual = [one for one in found if one.guard is not Guard.EXCEPT]
    return (usual or found)[-1] if found else None


def _surface(facts: FileFacts, definition: Definition, find: Find) -> _Surface:
    """A class and what it inherits, nearest first."""
    members: dict[str, _Member] = {}
    nested: set[str] = set()
    elsewhere: dict[str, None] = {}
    flags: set[str] = set()
    waiting, seen = [(facts, definition)], [definition]
    while waiting:
        where, one = waiting.pop(0)
        flags.update(one.flags)
        own, classes = _members(where, one)
        members = {**own, **members}
        nested |= classes
        for base in one.bases:
            inherited = _base(where, base, one, find)
            if inherited is None:
                elsewhere.update({} if base.rpartition(".")[2] in _EMPTY_BASES else {_origin(where, base): None})
            elif inherited[1] not in seen and len(seen) < MOST_CLASSES:
                seen.append(inherited[1])
                waiting.append(inherited)
    return _Surface(members, frozenset(nested), tuple(elsewhere), frozenset(flags))


def _base(facts: FileFacts, base: str, of: Definition, find: Find) -> tuple[FileFacts, Definition] | None:
    """The class statement of a base: in this file, or in one that it is imported from."""
    inherited = _class(facts, base, of)
    if inherited is not None:
        return facts, inherited
    module, _, name = _origin(facts, base).rpartition(".")
    other = find(module) if module and not module.startswith(".") else None
    found = _definition(other, name) if other else None
    return (other, found) if other and found and found.kind == "class" else None


def _members(facts: FileFacts, definition: Definition) -> tuple[dict[str, _Member], set[str]]:
    """Methods by name, the last definition of each, and the names of nested classes."""
    found: dict[str, _Member] = {}
    nested: set[str] = set()
    prefix = definition.name + "."
    for one in facts.definitions:
        name = one.name.removeprefix(prefix)
        if name == one.name or "." in name or not definition.line <= one.line <= definition.end_line:
            continue
        if one.kind == "class":
            nested.add(name)
        elif any(map(_is_changing, one.decorators)):
            if name in found:
                found[name] = _Member(found[name].definition, found[name].kind, True)
        else:
            found[name] = _Member(one, _kind(one), False)
    return found, nested


def _kind(definition: Definition) -> str:
    for name in definition.decorators:
        last = name.rpartition(".")[2]
        if _is_property(name):
            return "property"
        if last in ("staticmethod", "classmethod"):
            return f"{last.removesuffix('method')} method"
    return "method"


def _class(facts: FileFacts, base: str, of: Definition) -> Definition | None:
    """The class of this file that a base names: one beside the class, or one of the module."""
    beside = f"{of.name.rpartition('.')[0]}.{base}".lstrip(".")
    for name in (beside, base):
        found = [one for one in facts.definitions if one.kind == "class" and one.name == name and one.line < of.line]
        if found:
            return found[-1]
    return None


def _origin(facts: FileFacts, base: str) -> str:
    """The base with its first part resolved, where one import of the file gives it."""
    first, _, rest = base.partition(".")
    found = {
        f"{'.' * one.level}{one.module}.{name}" if not one.plain else name
        for one in facts.imports
        if one.scope is Scope.MODULE
        for name, alias in one.names
        if (alias or (name if not one.plain else name.partition(".")[0])) == first and not (one.plain and not alias)
    }
    return f"{found.pop()}{'.' if rest else ''}{rest}" if len(found) == 1 else base


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _listed(names: list[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
