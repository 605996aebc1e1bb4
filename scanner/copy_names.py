"""What the name of a folder says: that it is a copy, or that it is alike on purpose."""

import re

COPY_WORDS = frozenset(
    {"archive", "archived", "archives", "attic", "backup", "backups", "bak", "bkp", "copies", "copy", "obsolete", "old", "orig", "snapshot"}
)
#: Folders that are alike on purpose, whatever stands in them.
MEANT_WORDS = frozenset(
    {"cassettes", "external", "fixture", "fixtures", "gen", "generated", "golden", "goldens", "pb", "proto", "protos", "stubs"}
    | {"templates", "testdata", "vendor", "vendored"}
)
MEANT_NAMES = frozenset({"node_modules", "site-packages", "test_data", "third_party"})
_date = re.compile(r"(?<!\d)20\d\d([-_.]?)(0[1-9]|1[0-2])\1(0[1-9]|[12]\d|3[01])(?!\d)")


def copy_words(path: str) -> int:
    """How many folders of a path say that they are copies."""
    return sum(1 for part in path.split("/") if says_copy(part))


def says_copy(name: str) -> bool:
    """Does the name of a folder hold a date or a word for copies?"""
    return _date.search(name) is not None or not COPY_WORDS.isdisjoint(_words(name))


def is_meant(folder: str) -> bool:
    """Does the folder lie among vendored, generated or example files? They are alike and nobody's copies."""
    return any(part in MEANT_NAMES or not MEANT_WORDS.isdisjoint(_words(part)) for part in folder.lower().split("/"))


def _words(name: str) -> list[str]:
    return [word.rstrip("0123456789") for word in re.split(r"[^a-z0-9]+", name.lower())]


def glob_of(folder: str) -> str:
    """The .gitignore glob of everything in a folder; what cannot stand in a line of rules matches as any character."""
    written = "".join(f"\\{one}" if one in "\\*?[]" else one if one.isprintable() else "?" for one in folder)
    return f"/{written}/**"
