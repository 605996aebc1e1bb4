"""Files that could not be read: a count that falls because files broke would be a lie."""

from collections.abc import Iterator

from scanner.facts import FileFacts, Verdict
from scanner.places import Place, Saying
from scanner.rule import Rule
from scanner.tree import File


class Unreadable(Rule):
    """A Python file that does not parse, is too large, has an unknown encoding, or is missing."""

    id = "unreadable"
    may_be_intended = False  # a marker in a file that broke is no reason to hide that it broke

    def terms(self) -> frozenset[str]:
        return frozenset()

    def of_file(self, file: File, facts: FileFacts) -> Iterator[Saying]:
        if facts.verdict is not Verdict.OK:
            yield Place(
                rule=self.id,
                path=file.path,
                line=1,
                category=file.category,
                form=facts.verdict.value,
                scope="module",
                guard="none",
                within="",
                module="",
                name="",
                statement="",
                reason=facts.reason,
            )
