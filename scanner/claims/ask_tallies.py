"""Numbers that predicates are made of, each over the whole line: places of rules, files, things inside files."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar

from scanner.places import Place
from scanner.tree import Globs, module_names

TESTS = ("unit-test", "integration-test", "other-test")
PRODUCTION = ("production",)


class What(StrEnum):
    """What is counted of a file."""

    PLACE = "place"  # of a rule
    FILE = "file"  # its being there
    UNREADABLE = "unreadable"
    DEFINITION = "definition"  # of a name
    TEST = "test"  # functions
    WARNING = "warning"  # deprecation warnings and decorators


@dataclass(frozen=True, slots=True)
class Places:
    """Places that one of the rules finds for a subject."""

    what: ClassVar[What] = What.PLACE
    rules: tuple[str, ...]
    subject: str  # a module, a symbol, a dotted name
    categories: tuple[str, ...] = ()  # none: all that are counted
    forms: tuple[str, ...] = ()  # none: all
    inside: tuple[str, ...] = ()  # files and folders; none: everywhere
    outside: str = ""  # a module whose own file does not count
    at_module: str = ""  # only in this module's own file
    intended: tuple[str, ...] = ()  # globs that do not count
    only_sure: bool = False  # nothing that a `try` guards, but in production
    by_file: bool = False  # count files, not places
    from_other_than: str = ""  # of imports of a symbol: those from this module do not count

    def takes(self, place: Place) -> bool:
        """Does a place of the subject count?"""
        if place.intended or (self.forms and place.form not in self.forms) or not self.may_be_in(place.path, place.category):
            return False
        if self.only_sure and place.guard == "try" and place.category != "production":
            return False
        return not (self.from_other_than and self.from_other_than in place.module.split(", ")) and not (self.at_module and place.within)

    def may_be_in(self, path: str, category: str) -> bool:
        """Can a file hold places that count?"""
        if self.categories and category not in self.categories:
            return False
        if self.inside and not any(path == one or path.startswith(one.rstrip("/") + "/") for one in self.inside):
            return False
        if self.outside or self.at_module:
            names = module_names(path)
            if self.outside in names or (self.at_module and self.at_module not in names):
                return False
        return not is_intended(self.intended, path)


@dataclass(frozen=True, slots=True)
class Files:
    """Things in files of these paths; a folder stands for what is below it."""

    what: What
    paths: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Files that can't be read now and have to do with what is counted, by their imports or by another version of them."""

    what: ClassVar[What] = What.UNREADABLE
    name: ClassVar[str] = ""
    of: Places


Tally = Places | Files | Hidden


@lru_cache(maxsize=512)
def _expression(globs: tuple[str, ...]) -> Globs:
    return Globs(globs)


def is_intended(globs: tuple[str, ...], path: str) -> bool:
    """Does one of the globs name the path?"""
    return bool(globs) and _expression(globs).match(path)
