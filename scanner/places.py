"""What a rule says of one file: places that count, and what the file supplies to places elsewhere."""

from dataclasses import dataclass
from typing import ClassVar


class Supplied:
    """What files make true by supplying it: with one supplier, unless a kind of key wants more."""

    __slots__ = ()
    least: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class ModuleFile(Supplied):
    """Supplied by each file that is a tracked module, or lies under it."""

    module: str


@dataclass(frozen=True, slots=True)
class PathFile(Supplied):
    """Supplied by each file that is, or lies under, a path that should be gone."""

    path: str


@dataclass(frozen=True, slots=True)
class ImportedName(Supplied):
    """Supplied by each file that imports this name from this module."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class TakenName(Supplied):
    """Supplied by each counted file that takes this name from this module, by an import of either."""

    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Twin(Supplied):
    """Supplied by each definition with this fingerprint: true while there are two."""

    least: ClassVar[int] = 2
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Reached:
    """True while `from module import name` ends at the deprecated module."""

    deprecated: str
    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """Supplied by a file whose module-level import hands a name on; source None is the deprecated module itself."""

    source: Reached | None
    target: Reached


Key = ModuleFile | PathFile | ImportedName | TakenName | Twin | Reached


@dataclass(frozen=True, slots=True)
class Need:
    """A place counts only while something else is there (or is not)."""

    key: Key
    present: bool = True


@dataclass(frozen=True, slots=True)
class Supply:
    """A file makes a key true, or (a Link) carries one to another."""

    key: Key | Link


@dataclass(frozen=True, slots=True)
class Place:
    """One place in one file. It is there if it has no needs, or while enough of them hold."""

    rule: str
    path: str
    line: int
    category: str
    form: str
    scope: str
    guard: str
    within: str
    module: str
    name: str
    statement: str  # normalised: equal for equal code
    needs: tuple[Need, ...] = ()
    enough: int = 1  # how many of its needs must hold
    intended: bool = False
    counts: bool = True  # False: shown, but in no number
    reason: str = ""
    end_line: int = 0  # 0: the same as line

    @property
    def series(self) -> str:
        """The series that this place is counted in."""
        return f"intended:{self.rule}" if self.intended else self.rule


Saying = Place | Supply
