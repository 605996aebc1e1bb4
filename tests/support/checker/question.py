"""What a check is asked: the definition of one issue, as data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import pathspec

Spec = pathspec.PathSpec[pathspec.Pattern]
RULES = (
    "deprecated-import",
    "string-target",
    "dangling-import",
    "duplicate-implementation",
    "removed-path",
    "deprecated-reference",
    "import-path-fragmentation",
    "identical-body",
    "text-pattern",
    "unreadable",
)
ALL_MODULES = "all"
BACKUP = "backup"
PRODUCTION = "production"
NEVER_IMPLEMENTATIONS = ("vendored", "generated")


@dataclass(frozen=True)
class Question:
    """One issue; `path_rules` are (category, glob) pairs of which the first match wins."""

    symbol: str = ""
    canonical: str = ""
    deprecated: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    fragmentation: bool = False
    identical_size: int = 0  # 0 compares no bodies
    identical_folder: str = ""
    cycles: tuple[str, ...] = ()  # modules, or "all"
    pattern: str = ""
    pattern_globs: tuple[str, ...] = ()
    path_rules: tuple[tuple[str, str], ...] = ()
    excluded: tuple[str, ...] = (BACKUP, *NEVER_IMPLEMENTATIONS)
    intended: tuple[str, ...] = ()
    _categories: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def category(self, path: str) -> str:
        """The category of a file."""
        if path not in self._categories:
            found = (category for category, spec in self._specs if spec.match_file(path.lower()))
            self._categories[path] = next(found, PRODUCTION)
        return self._categories[path]

    def is_excluded(self, path: str) -> bool:
        """Is this file left out of every count?"""
        return self.category(path) in self.excluded

    def is_intended(self, path: str) -> bool:
        """Does the issue say that this file names the old thing on purpose?"""
        return any(spec(glob).match_file(path) for glob in self.intended)

    def owner(self, dotted: str) -> str | None:
        """The longest deprecated module that is this dotted name or a package above it."""
        return longest(dotted, self.deprecated)

    def wants_lines_of(self, path: str) -> bool:
        """Is the pattern searched for in this file?"""
        return not self.pattern_globs or any(spec(glob).match_file(path) for glob in self.pattern_globs)

    def compares_bodies_of(self, path: str) -> bool:
        """Are the definitions of this file compared?"""
        return not self.is_excluded(path) and (not self.identical_folder or path.startswith(self.identical_folder + "/"))

    @cached_property
    def _specs(self) -> list[tuple[str, Spec]]:
        return [(category, spec(glob.lower())) for category, glob in self.path_rules]


def longest(dotted: str, names: Sequence[str]) -> str | None:
    """The longest of the names that is this dotted one or above it."""
    owners = (name for name in names if dotted == name or dotted.startswith(name + "."))
    return max(owners, key=len, default=None)


@lru_cache
def spec(glob: str) -> Spec:
    """One glob as Git's ignore files understand it."""
    return pathspec.PathSpec.from_lines("gitignore", [glob])


def load(path: Path) -> Question:
    """Read a question from JSON; `path_rules` may be lines of `category glob` as well."""
    said = json.loads(path.read_text())
    rules = said.get("path_rules", ())
    identical = said.get("identical", {})
    return Question(
        symbol=said.get("symbol", ""),
        canonical=said.get("canonical", ""),
        deprecated=tuple(said.get("deprecated", ())),
        remove=tuple(said.get("remove", ())),
        references=tuple(said.get("references", ())),
        fragmentation=said.get("fragmentation", False),
        identical_size=identical.get("size", 5) if identical else 0,
        identical_folder=identical.get("folder", "").strip("/"),
        cycles=tuple(said.get("cycles", ())),
        pattern=said.get("pattern", ""),
        pattern_globs=tuple(said.get("pattern_globs", ())),
        path_rules=parse_path_rules(rules) if isinstance(rules, str) else pairs(rules),
        excluded=tuple(said.get("excluded", Question.excluded)),
        intended=tuple(said.get("intended", ())),
    )


def parse_path_rules(text: str) -> tuple[tuple[str, str], ...]:
    """Lines of `category glob` as pairs; blank lines and comments are skipped."""
    lines = (line.strip() for line in text.splitlines())
    return pairs([line.split(maxsplit=1) for line in lines if line and not line.startswith("#")])


def pairs(rules: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Pairs of strings, of whatever they came as."""
    return tuple((category, glob) for category, glob in rules)
