"""The place that a document calls the right one, and what a commit has there."""

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.claims.claim import Thing
from scanner.claims.known import KnownNames
from scanner.claims.things import named_in
from scanner.document_parts import Role, TrackerDocument
from scanner.name_uses import Code, Spot
from scanner.tracker_draft import Draft
from scanner.tree import module_names

MOST = 8


@dataclass(frozen=True, slots=True)
class Target:
    """A module, and the name in it if one is said."""

    module: str
    name: str
    line: int  # of the document

    @property
    def dotted(self) -> str:
        """As one imports it."""
        return f"{self.module}.{self.name}" if self.name else self.module


@dataclass(frozen=True, slots=True)
class Standing:
    """What a commit has at a target."""

    words: str
    is_there: bool
    spot: Spot | None
    importers: int  # production files


def targets_of(document: TrackerDocument, drafted: Draft, names: KnownNames) -> tuple[Target, ...]:
    """Canonical imports, then files that are called canonical with the class of their line, each module once."""
    found: dict[str, Target] = {}
    for one in _named(document, drafted, names):
        known = found.get(one.module)
        if known is None or (one.name and not known.name):
            found[one.module] = one
    return tuple(found.values())[:MOST]


def _named(document: TrackerDocument, drafted: Draft, names: KnownNames) -> Iterator[Target]:
    for one in document.canonical_imports:
        yield Target(one.module, one.name, one.line)
    lines = document.text.split("\n")
    for listed in document.implementations:
        paths = names.paths(listed.path) if listed.role is Role.CANONICAL else ()
        if len(paths) == 1 and (modules := module_names(paths[0])):
            written = lines[listed.line - 1] if listed.line <= len(lines) else ""
            module = next((one for one in modules if one in document.modules), modules[-1])
            yield Target(module, _class_of(written, names) or _is_home(drafted, listed.is_spot), listed.line)


def _class_of(line: str, names: KnownNames) -> str:
    """The only class that a line names."""
    found = {one.text for one in named_in(line) if one.thing is Thing.SYMBOL and names.classes(one.text) == (one.text,)}
    return found.pop() if len(found) == 1 else ""


def _is_home(drafted: Draft, is_spot: bool) -> str:
    return drafted.symbol or "" if is_spot or drafted.symbol_source != "title" else ""


def standing(target: Target, code: Code) -> Standing:
    """What a commit has there."""
    if not code.is_there(target.module):
        return Standing("no such module", False, None, _importers(target, code))
    if not target.name:
        return Standing("the module is there", True, code.has(target.module), code.takers(target.module))
    end = code.leads_to(target.module, target.name)
    if end is None:
        return Standing(f"the module is there, {target.name} is not in it", False, code.has(target.module), _importers(target, code))
    own, spot = end
    return Standing(
        _words(target, own, is_own=code.has(target.module) == Spot(spot.path, 1), path=spot.path), True, spot, _importers(target, code)
    )


def _words(target: Target, own: str, *, is_own: bool, path: str) -> str:
    if not is_own:
        return f"handed on: it is {own} of {path}"
    return "defined there" if own == target.name else f"another name of {own} there"


def _importers(target: Target, code: Code) -> int:
    if not target.name:
        return code.takers(target.module)
    path = code.of(target.name).paths.get(target.module)
    return len(path.files) if path is not None else 0
