"""What a claim is about: the item names it, or the words nearest to the item do."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from scanner.claims.claim import Part, Source, Subject, Thing
from scanner.claims.kind import Kind
from scanner.claims.known import KnownNames
from scanner.claims.parts import parts_of
from scanner.claims.titles import spelled_out, title_symbol
from scanner.claims.wording import Wording, wording_of
from scanner.document_parts import Item, Phase, Role, TrackerDocument
from scanner.tracker_draft import Draft, draft

MOST_SUBJECTS = 12
_ABOUT = (Part.SUBJECT, Part.COPIES)
_OLD_ROLES = (Role.DEPRECATED, Role.COMPATIBILITY)
_FILE_WORD = re.compile(r"\bfiles?\b")
_COMMAND = re.compile(r"\b(?:python|pytest|git|grep)\b")
_MOST_NOTES = 10


class Binder:
    """The subjects of a document's items."""

    def __init__(self, document: TrackerDocument, names: KnownNames) -> None:
        self._document = document
        self._names = names

    def subjects(self, kind: Kind, said: Wording, item: Item, phase: Phase) -> tuple[Subject, ...]:
        """Everything that the nearest place names: the item, its sub-bullets, the phase, the lists, the title."""
        if not kind.wants:
            return ()
        own = list(self._named(kind, said, Source.ITEM))
        if any(one.part in _ABOUT and one.thing is not Thing.LINES for one in own):
            return _once([*own, *self._around(kind, own, phase)])
        has_lines = any(one.thing is Thing.LINES for one in own)
        if _is_placed(kind, own) and (has_lines or not _says_whole(said)):
            return _once(own)
        for found in self._further(kind, said, own, item, phase):
            if found:
                return _once([*own, *(_placed(found) if has_lines else self._as_copies(kind, said, found))])
        return _once(own)

    def _around(self, kind: Kind, own: list[Subject], phase: Phase) -> Iterator[Subject]:
        """The class of a method to be added, named by the phase’s heading."""
        if kind.id == "created code" and all(one.thing is Thing.METHOD for one in own):
            yield from _placed(one for one in self._named(kind, wording_of(phase.title), Source.PHASE) if one.known)

    def _as_copies(self, kind: Kind, said: Wording, found: list[Subject]) -> Iterator[Subject]:
        """What the title names is to stay: only its copies are removed."""
        for one in found:
            copies = (
                kind.id == "removed"
                and one.thing is Thing.SYMBOL
                and (one.source in (Source.TITLE, Source.ITEM) or "duplicat" in said.form)
            )
            yield replace(one, part=Part.COPIES) if copies else one

    def _further(self, kind: Kind, said: Wording, own: list[Subject], item: Item, phase: Phase) -> Iterator[list[Subject]]:
        yield list(self._spelled_out(kind, said))
        notes = [note for note in map(wording_of, item.notes[:_MOST_NOTES]) if _is_of(kind, note)]
        yield [one for note in notes for one in self._named(kind, note, Source.NOTE) if one.known and one.part in _ABOUT]
        if not kind.falls_back:
            return
        yield self._of_phase(kind, phase)
        yield list(self._listed(kind, said))
        of_files = kind.id == "removed" and _FILE_WORD.search(said.form)
        if kind.takes_title and not of_files and not any(one.part is Part.TARGET for one in own):
            yield list(self._titled(kind))

    def _spelled_out(self, kind: Kind, said: Wording) -> Iterator[Subject]:
        """“Only one shop router”: the longest run of words that makes a class’s name."""
        if kind.id not in ("single implementation", "removed"):
            return
        if name := spelled_out(said.bare, self._names):
            yield replace(self._subject(Thing.SYMBOL, name, Source.ITEM), certain=False)

    def _of_phase(self, kind: Kind, phase: Phase) -> list[Subject]:
        """What the heading names; or the one thing that the phase's own words name."""
        heading = [one for one in self._named(kind, wording_of(phase.title), Source.PHASE) if one.known and one.part in _ABOUT]
        if heading:
            return heading
        lines = (wording_of(line) for line in phase.text.splitlines()[:_MOST_NOTES] if not _COMMAND.search(line) and "test" not in line)
        found = _once([one for line in lines for one in self._named(kind, line, Source.PHASE) if one.known and one.part in _ABOUT])
        return list(found) if len(found) == 1 else []

    def _named(self, kind: Kind, said: Wording, source: Source) -> Iterator[Subject]:
        for named, part in parts_of(kind, said):
            yield self._subject(named.thing, named.text, source, part)

    def _listed(self, kind: Kind, said: Wording) -> Iterator[Subject]:
        """By the roles of the implementation list, then the files to remove or to modify."""
        if Thing.MODULE in kind.wants and kind.wants[0] is Thing.MODULE:
            yield from (self._subject(Thing.MODULE, module, Source.LIST) for module in self._draft.deprecated_modules)
        elif kind.id == "removed" and "class" not in said.form:
            yield from self._listed_paths(said)
        elif kind.id in ("proxy", "deprecation warnings"):
            yield from (self._subject(Thing.PATH, path, Source.LIST) for path in self._in_role(_OLD_ROLES))
        elif Thing.SYMBOL in kind.wants and self._draft.symbol and self._draft.symbol_source == "canonical import":
            yield self._subject(Thing.SYMBOL, self._draft.symbol, Source.LIST)

    def _listed_paths(self, said: Wording) -> Iterator[Subject]:
        roles = [role for role, word in _ROLE_WORDS if word in said.form]
        found = self._in_role(roles) if roles else []
        for path in found or self._document.files_to_remove or ():
            yield self._subject(Thing.PATH, path, Source.LIST)

    def _in_role(self, roles: Iterable[Role]) -> list[str]:
        wanted = set(roles)
        return list(dict.fromkeys(one.path for one in self._document.implementations if one.role in wanted and not one.is_spot))

    def _titled(self, kind: Kind) -> Iterator[Subject]:
        if Thing.SYMBOL in kind.wants and (symbol := self._title_symbol):
            yield self._subject(Thing.SYMBOL, symbol, Source.TITLE)

    @cached_property
    def _draft(self) -> Draft:
        return draft(self._document)

    @cached_property
    def _title_symbol(self) -> str | None:
        return title_symbol(self._document, self._draft, self._names)

    def _subject(self, thing: Thing, text: str, source: Source, part: Part = Part.SUBJECT) -> Subject:
        thing, known, exact = self._resolved(thing, text)
        return Subject(thing, text, source, source is Source.ITEM and exact and len(known) == 1, known, part)

    def _resolved(self, thing: Thing, text: str) -> tuple[Thing, tuple[str, ...], bool]:
        """What the repository knows by the name; a dotted name that is no module of it may be another library's."""
        if thing is Thing.PATH:
            known = self._names.paths(text)
            return thing, known, all(path.endswith(text.strip("/").rpartition("/")[2]) for path in known)
        bare = text.partition("(")[0]
        if thing is Thing.SYMBOL:
            known = self._names.classes(bare.rpartition(".")[2])
            return thing, known, known == (bare.rpartition(".")[2],)
        if thing is Thing.METHOD:
            return self._method(bare)
        if thing in (Thing.DOTTED, Thing.MODULE):
            modules = self._names.modules(text)
            if modules:
                return Thing.MODULE, modules, True
            own = bool(self._names.modules(text.partition(".")[0])) or thing is Thing.MODULE
            return thing, () if own else (text,), True
        return thing, (), False

    def _method(self, bare: str) -> tuple[Thing, tuple[str, ...], bool]:
        """`old_router` without call or ending may be a file."""
        if bare.isupper():
            return Thing.METHOD, (bare,), False
        known = self._names.functions(bare.rpartition(".")[2])
        if not known and "_" in bare and (paths := self._names.paths(bare + ".py")):
            return Thing.PATH, paths, False
        return Thing.METHOD, known, True


_ROLE_WORDS = (
    (Role.DEPRECATED, "deprecated"),
    (Role.DEPRECATED, "legacy"),
    (Role.DEPRECATED, "old"),
    (Role.COMPATIBILITY, "compat"),
    (Role.DUPLICATE, "duplicate"),
)


def _is_of(kind: Kind, note: Wording) -> bool:
    """A sub-bullet that says the same sort of thing, or is a name first of all; others tell of the way there."""
    return kind.only_tests or bool(note.named and note.named[0].start == 0) or kind.reason(note) is not None


def _is_placed(kind: Kind, own: list[Subject]) -> bool:
    """“Remove the fallback code from router.py”: what goes has no name, and no list has it."""
    return kind.id in ("removed", "created code") and any(one.part is Part.PLACE for one in own)


def _says_whole(said: Wording) -> bool:
    return " class" in said.form


def _placed(found: Iterable[Subject]) -> Iterator[Subject]:
    for one in found:
        yield replace(one, part=Part.PLACE)


def _once(found: Iterable[Subject]) -> tuple[Subject, ...]:
    return tuple({(one.part, one.thing, one.text): one for one in found}.values())[:MOST_SUBJECTS]
