"""What takes longer to read: uses and bodies, only of the files that a question needs them of; kept by blob."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from tests.support.checker import objects
from tests.support.checker.bodies import Body, bodies
from tests.support.checker.reading import MODULE, Reading, parse, read
from tests.support.checker.snapshot import Snapshot, module_names
from tests.support.checker.uses import uses

T = TypeVar("T")
Uses = tuple[tuple[str, tuple[int, ...]], ...]  # each name with its lines

_uses: dict[str, Uses] = {}
_bodies: dict[str, tuple[Body, ...]] = {}
_publics: dict[str, frozenset[str]] = {}


def uses_in(snapshot: Snapshot, paths: Iterable[str], words: Iterable[str]) -> Iterator[tuple[str, Uses]]:
    """The names that files use through their imports, of those that hold one of the words in their text or in their path."""
    marks = [word.encode() for word in words]
    return looked_up(snapshot, paths, _uses, uses_of, lambda path, source: any(one in path.encode() + source for one in marks))


def bodies_in(snapshot: Snapshot, paths: Iterable[str]) -> Iterator[tuple[str, tuple[Body, ...]]]:
    """The definitions of files."""
    return looked_up(snapshot, paths, _bodies, lambda source: bodies(parse(source)), lambda path, source: True)


def looked_up(
    snapshot: Snapshot, paths: Iterable[str], known: dict[str, T], read: Callable[[bytes], T], is_wanted: Callable[[str, bytes], bool]
) -> Iterator[tuple[str, T]]:
    """What readable files say, those that are wanted; what has been read is not read again."""
    holders: dict[str, list[str]] = {}
    for path in paths:
        if not snapshot.said(path).verdict:
            holders.setdefault(snapshot.files[path], []).append(path)
    for oid, source in objects.contents(snapshot.git_dir, holders):
        assert source is not None
        for path in holders[oid]:
            if is_wanted(path, source):
                if oid not in known:
                    known[oid] = read(source)
                yield path, known[oid]


def ever_public(snapshot: Snapshot, module: str) -> set[str]:
    """The names that a star import of a module has brought at any commit."""
    oids = {oid for path, held in snapshot.ever.items() if module in module_names(path) for oid in held}
    for oid, source in objects.contents(snapshot.git_dir, oids - _publics.keys()):
        _publics[oid] = public(read(source))
    return {name for oid in oids for name in _publics[oid]}


def public(said: Reading) -> frozenset[str]:
    """What one version of a file gives to a star, by itself."""
    if said.exports is not None:
        return frozenset(said.exports)
    given = {
        alias or (name.split(".")[0] if one.base is None else name)
        for one in said.imports
        if one.scope == MODULE
        for name, alias in one.names
    }
    return frozenset(name for name in {*said.top_names, *given} if not name.startswith(("_", "*")))


def uses_of(source: bytes) -> Uses:
    """Each name that a file uses, with its lines."""
    lines: dict[str, set[int]] = {}
    for one in uses(parse(source)):
        lines.setdefault(one.name, set()).add(one.node.lineno)  # type: ignore[attr-defined]  # an expression has a line
    return tuple((name, tuple(sorted(found))) for name, found in sorted(lines.items()))
