"""Tracker documents along a line: what each of their versions said, and what became of every item."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scanner.claims.reading import kind_of
from scanner.claims.wording import wording_of
from scanner.document_parts import TrackerDocument as ReadDocument
from scanner.git import Mirror
from scanner.git.documents import LARGEST, DocumentHistory, DocumentVersion, documents
from scanner.item_history import item_history
from scanner.item_lives import Absence, ItemLife, Version
from scanner.markdown import TrackerRefused, read_tracker
from tracker.actions.ledger_line import Line
from tracker.models import TrackerDocument

LONGEST_PATH = 1_000  # that a row can hold
MOST_VERSIONS = 2_000  # of one document; older ones are left out
_SPECIAL = re.compile(r"([\\*?\[\]!# ])")

Ticks = tuple[tuple[int, int, int], ...]  # place, ticked, boxes


@dataclass(frozen=True, slots=True)
class Followed:
    """A document with its items along a line."""

    path: str  # where it is, or was last
    says: ReadDocument  # as it could be read last
    lives: tuple[ItemLife, ...]  # one for each box of `says`, in its order
    away: tuple[ItemLife, ...]  # items that are in it no more
    ticks: Ticks
    is_outside: bool = False  # its items are the same at every commit
    is_gone: bool = False  # deleted, and no other took its place
    is_archived: bool = False
    here: Mapping[str, int] = field(default_factory=dict)  # places of what people entered here, by key
    said: Mapping[str, Mapping[str, object]] = field(default_factory=dict)  # for the ledger's rows, by key
    marks: tuple[Mapping[str, object], ...] = ()  # for the ledger's phases, in their order
    changes: tuple[int, ...] = ()  # places where its contents changed; a move is no change
    paths: tuple[str, ...] = ()  # all that it ever had


def follow(rows: Iterable[TrackerDocument], mirror: Mirror, line: Line) -> dict[int, Followed]:
    """The documents of a repository's issues by their row's id; one that no commit of the line has is as it was last read."""
    rows = list(rows)
    histories = _histories(mirror, line, [row.path for row in rows if row.in_repository])
    chosen = {row.pk: _chosen(histories, row.path) for row in rows if row.in_repository}
    texts = _texts(mirror, [history for history in chosen.values() if history])
    found = {}
    for row in rows:
        history = chosen.get(row.pk)
        along = _along(history, texts, line) if history else None
        outside = along or from_text(row.text, row.path, is_gone=row.in_repository)
        if outside is not None:
            found[row.pk] = outside
    return found


def at_path(path: str, former: Iterable[str], mirror: Mirror, line: Line) -> Followed | None:
    """The document that has a path, or had it under one of its other names, as a line shows it."""
    wanted = [path, *former]
    histories = _histories(mirror, line, wanted)
    history = next(filter(None, (_chosen(histories, one) for one in wanted)), None)
    return _along(history, _texts(mirror, [history]), line) if history else None


def paths_of(path: str, mirror: Mirror, tip: str) -> tuple[str, ...]:
    """Every path that a document ever had on the line of a commit."""
    history = _chosen(documents(mirror, tip, [_literal(path)]), path)
    return tuple(dict.fromkeys(version.path for version in history.versions)) if history else (path,)


def moved(rows: Iterable[TrackerDocument], mirror: Mirror, tip: str) -> dict[int, str]:
    """Row id -> where a document lies now that is no longer where it was."""
    rows = list(rows)
    histories = documents(mirror, tip, [_literal(row.path) for row in rows]) if rows else []
    chosen = {row.pk: _chosen(histories, row.path) for row in rows}
    return {row.pk: one.path for row in rows if (one := chosen[row.pk]) and not one.is_removed and one.path != row.path}


def from_text(text: str, path: str, *, is_gone: bool = False) -> Followed | None:
    """A document without a history, None if it can't be read."""
    try:
        document = read_tracker(text.encode("utf-8", "replace"), path)
    except TrackerRefused:
        return None
    lives = item_history([Version(0, document)]).items
    return Followed(path, document, lives, (), ((0, *_ticked(document)),), is_outside=True, is_gone=is_gone)


def same_question(old: str, new: str) -> bool:
    """Do two wordings of an item ask the same? What was only added to at its end does."""
    if new.startswith(old.rstrip(" .")):
        return True
    before, after = wording_of(old), wording_of(new)
    named, then = {one.text for one in before.named}, {one.text for one in after.named}
    return kind_of(before)[0].id == kind_of(after)[0].id and (named <= then or then <= named)


def _histories(mirror: Mirror, line: Line, paths: Sequence[str]) -> list[DocumentHistory]:
    return documents(mirror, line.tip, [_literal(path) for path in dict.fromkeys(paths)]) if paths else []


def _literal(path: str) -> str:
    """A .gitignore glob that matches this path alone."""
    return "/" + _SPECIAL.sub(r"\\\1", path)


def _chosen(histories: Iterable[DocumentHistory], path: str) -> DocumentHistory | None:
    """The document that is at the path, else the one that was there last."""
    having = [one for one in histories if any(version.path == path for version in one.versions)]
    there = [one for one in having if one.path == path and not one.is_removed]
    return next(reversed(there or having), None)


def _texts(mirror: Mirror, histories: Iterable[DocumentHistory]) -> Mapping[str, ReadDocument]:
    """Blob -> what it says; what can't be read is left out."""
    names = {version.blob: version.path for one in histories for version in one.versions[-MOST_VERSIONS:] if version.blob}
    found = {}
    for oid, raw in mirror.blobs(names, LARGEST):
        try:
            found[oid] = read_tracker(raw, names[oid])
        except TrackerRefused:
            continue
    return found


def _along(history: DocumentHistory, texts: Mapping[str, ReadDocument], line: Line) -> Followed | None:
    is_gone = history.is_removed
    kept = list(history.versions[-MOST_VERSIONS:])
    while kept and kept[-1].blob is None:
        kept.pop()  # its items stay as they were when it was deleted
    versions = [Version(line.places[one.commit], _says(one, texts)) for one in kept]
    read = [one.says for one in versions if isinstance(one.says, ReadDocument)]
    if not read:
        return None
    items = item_history(versions, same_question).items
    boxes = sum(len(phase.items) for phase in read[-1].phases)
    archived = not is_gone and history.archived_by is not None
    ticks = tuple(_curve(versions))
    changes = tuple(
        line.places[one.commit] for before, one in zip([None, *kept], kept, strict=False) if not before or before.blob != one.blob
    )
    paths = tuple(dict.fromkeys(version.path for version in history.versions))
    return Followed(
        history.path, read[-1], items[:boxes], items[boxes:], ticks, is_gone=is_gone, is_archived=archived, changes=changes, paths=paths
    )


def _says(version: DocumentVersion, texts: Mapping[str, ReadDocument]) -> ReadDocument | Absence:
    if version.blob is None:
        return Absence.GONE
    return texts.get(version.blob, Absence.UNREADABLE)


def _curve(versions: Iterable[Version]) -> Iterator[tuple[int, int, int]]:
    """Where the number of boxes or of ticks changes."""
    last = (0, 0)
    for version in versions:
        if version.says is not Absence.UNREADABLE:
            now = _ticked(version.says) if isinstance(version.says, ReadDocument) else (0, 0)
            if now != last:
                yield version.place, *now
            last = now


def _ticked(document: ReadDocument) -> tuple[int, int]:
    items = [item for phase in document.phases for item in phase.items]
    return sum(item.ticked for item in items), len(items)
