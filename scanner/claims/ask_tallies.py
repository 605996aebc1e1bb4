"""Numbers that predicates are made of, each over the whole line: places of rules, files, things inside files."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from scanner.places import Place
from scanner.tree import glob_expression, module_names

TESTS = ("unit-test", "integration-test", "other-test")
PRODUCTION = ("production",)


class What(StrEnum):
    """What is counted of a file."""

    FILE = "file"  # its being there
    UNREADABLE = "unreadable"
    DEFINITION = "definition"  # of a name
    TEST = "test"  # functions
    WARNING = "warning"  # deprecation warnings and decorators
    LACKING = "lacking"  # public methods of a class that its counterpart has and it has not


@dataclass(frozen=True, slots=True)
class Places:
    """Places that one of the rules finds for a subject."""

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

    def takes(self, place: Place) -> bool:
        """Does a place of the subject count?"""
        if place.intended or (self.categories and place.category not in self.categories) or (self.forms and place.form not in self.forms):
            return False
        if self.inside and not any(place.path == one or place.path.startswith(one.rstrip("/") + "/") for one in self.inside):
            return False
        if self.only_sure and place.guard == "try" and place.category != "production":
            return False
        if (self.outside or self.at_module) and not self._is_at_home(place):
            return False
        return not is_intended(self.intended, place.path)

    def _is_at_home(self, place: Place) -> bool:
        names = module_names(place.path)
        return self.outside not in names and (not self.at_module or (self.at_module in names and not place.within))


@dataclass(frozen=True, slots=True)
class Files:
    """Things in files of these paths; a folder stands for what is below it."""

    what: What
    paths: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Files that can't be read now and have to do with what is counted, by their imports or by another version of them."""

    of: Places


Tally = Places | Files | Hidden


@lru_cache(maxsize=512)
def _expression(globs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{glob_expression(glob)})" for glob in globs))


def is_intended(globs: tuple[str, ...], path: str) -> bool:
    """Does one of the globs name the path?"""
    return bool(globs) and _expression(globs).match(path) is not None
