"""Definitions whose bodies are equal, whatever they are called: copies that will drift apart."""

from collections.abc import Iterator

from scanner.enclosing import with_outer
from scanner.facts import Definition, FileFacts
from scanner.places import Need, Place, Saying, Supply, Twin
from scanner.rule import Rule, exported_guard
from scanner.tree import File


class IdenticalBody(Rule):
    """A function or class while another one has the same normalised body; inside a larger twin it is part of that."""

    id = "identical-body"
    reads_all = True

    def __init__(self, least_size: int = 5, folder: str = "") -> None:
        """Compare definitions of so many statements or more, in counted files of a folder written from the root."""
        self.least_size = least_size
        self.folder = folder.strip("/")
        self._first: dict[bytes, str] = {}  # the path that had the fingerprint first
        self._shared: set[bytes] = set()

    def terms(self) -> frozenset[str]:
        return frozenset()

    def look_ahead(self, file: File, facts: FileFacts) -> None:
        """Only a fingerprint of two paths, or of two definitions in one version of a file, can ever have twins."""
        if not self._looks_at(file):
            return
        here: set[bytes] = set()
        for one in facts.definitions:
            if one.size >= self.least_size:
                if one.fingerprint in here or self._first.setdefault(one.fingerprint, file.path) != file.path:
                    self._shared.add(one.fingerprint)
                here.add(one.fingerprint)

    def _looks_at(self, file: File) -> bool:
        return file.counted and (not self.folder or file.path.startswith(self.folder + "/"))

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        if not self._looks_at(file):
            return
        for one, outer in with_outer(facts.definitions):
            if self._may_have_twins(one):
                yield Supply(Twin(one.fingerprint))
                yield self._place(file, one, outer if outer is not None and self._may_have_twins(outer) else None)

    def _may_have_twins(self, one: Definition) -> bool:
        return one.size >= self.least_size and one.fingerprint in self._shared

    def _place(self, file: File, one: Definition, outer: Definition | None) -> Place:
        within, _, name = one.name.rpartition(".")
        needs = [Need(Twin(one.fingerprint))]
        if outer is not None:
            needs.append(Need(Twin(outer.fingerprint), present=False))
        return Place(
            rule=self.id,
            path=file.path,
            line=one.line,
            category=file.category,
            form="",
            scope=one.scope.value,
            guard=exported_guard(one.guard),
            within=within,
            module=file.modules[0] if file.modules else "",
            name=one.name,
            statement=f"class {name}" if one.kind == "class" else f"def {name}",
            needs=tuple(needs),
            enough=len(needs),
            reason=f"group {one.fingerprint.hex()}",
        )
