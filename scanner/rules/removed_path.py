"""Paths that should be gone and are not."""

from collections.abc import Iterable, Iterator, Sequence

from scanner.facts import FileFacts
from scanner.places import Need, PathFile, Place, Saying, Supply
from scanner.rule import Rule
from scanner.tree import File, PathRules


class RemovedPath(Rule):
    """A file (or a folder with files in it) that the tracker wants removed."""

    id = "removed-path"

    def __init__(self, paths: Sequence[str], rules: PathRules) -> None:
        """Watch these paths, written from the repository's root."""
        self.paths = tuple(path.strip("/") for path in paths)
        self._rules = rules

    def terms(self) -> frozenset[str]:
        return frozenset()

    def path_hints(self) -> Iterable[str]:
        return self.paths

    def of_path(self, file: File) -> Iterable[Supply]:
        for path in self.paths:
            if file.path == path or file.path.startswith(path + "/"):
                yield Supply(PathFile(path))

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        yield from ()

    def standing(self) -> Iterable[Place]:
        for path in self.paths:
            yield Place(
                rule=self.id,
                path=path,
                line=1,
                category=self._rules.category(path),
                form="",
                scope="module",
                guard="none",
                within="",
                module="",
                name=path,
                statement=path,
                needs=(Need(PathFile(path)),),
                reason="the tracker wants it removed",
            )
