"""Lines that a regular expression matches: for what the other rules cannot say."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from scanner.facts import FileFacts
from scanner.patterns import Hit
from scanner.places import Place, Saying
from scanner.rule import Rule
from scanner.tree import File, Globs


class TextPattern(Rule):
    """A line that matches, comments and strings included. Facts hold no lines: the hits were found before."""

    id = "text-pattern"
    example = r"\bprint\("
    matches = ("print('done')", "x = 1  # print(x)", "if x:\n    print(x)")
    ignores = ("pprint(x)", "x = print", "print\n(x)")

    def __init__(self, globs: Sequence[str], hits: Mapping[int, Sequence[Hit]]) -> None:
        """Count `hits` (by blob number) in files that a glob matches; in all of them without globs. Raises PathRulesInvalid."""
        self._matches_glob = paths_matching(globs)
        self._hits = hits

    def terms(self) -> frozenset[str]:
        return frozenset()

    def own_blobs(self) -> Collection[int]:
        return self._hits.keys()

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        yield from ()

    def of_blob(self, file: File, facts: FileFacts, blob: int) -> Iterator[Saying]:
        hits = self._hits.get(blob, ())
        if hits and self._matches_glob.match(file.path):
            for hit in hits:
                yield self._place(file, hit)

    def _place(self, file: File, hit: Hit) -> Place:
        return Place(
            rule=self.id,
            path=file.path,
            line=hit.line,
            category=file.category,
            form="",
            scope="module",
            guard="none",
            within="",
            module="",
            name=hit.name,
            statement=hit.statement,
        )


def paths_matching(globs: Sequence[str]) -> Globs:
    """What match()es the paths that any of the .gitignore globs covers, every path without globs. Raises PathRulesInvalid."""
    return Globs(globs)
