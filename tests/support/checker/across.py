"""Places that several files make together, or that only the lines of a file show."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tests.support.checker import closely, objects
from tests.support.checker.question import Question
from tests.support.checker.reading import LIMIT, lines_of
from tests.support.checker.snapshot import Snapshot, absolute, bases, module_names


class Place(NamedTuple):
    """A place in a file, before anybody asks whether it is intended."""

    rule: str
    path: str
    line: int
    last: int
    form: str = ""
    module: str = ""


def names_in_full(path: str, name: str) -> list[str]:
    """What a name with leading dots may be in this file."""
    rest = name.lstrip(".")
    return absolute(path, len(name) - len(rest), rest)


def twins(snapshot: Snapshot, question: Question) -> Iterator[Place]:
    """Definitions with a body that another one has too; what stands inside of one is part of it."""
    if not question.identical_size:
        return
    compared = [path for path in sorted(snapshot.files) if question.compares_bodies_of(path)]
    found = list(closely.bodies_in(snapshot, compared))
    numbers = Counter(one.digest for _, bodies in found for one in bodies if one.size >= question.identical_size)
    for path, bodies in found:
        for one in bodies:
            in_a_twin = one.outer is not None and numbers[bodies[one.outer].digest] > 1
            if one.size >= question.identical_size and numbers[one.digest] > 1 and not in_a_twin:
                yield Place("identical-body", path, one.line, one.line, module=next(iter(module_names(path)), ""))


def matching_lines(snapshot: Snapshot, question: Question) -> Iterator[Place]:
    """Lines that the pattern matches, in every file that is not too large to be read."""
    if not question.pattern:
        return
    pattern = re.compile(question.pattern, re.ASCII)
    paths = [path for path in sorted(snapshot.files) if not question.is_excluded(path) and question.wants_lines_of(path)]
    sources = dict(objects.contents(snapshot.git_dir, {snapshot.files[path] for path in paths}))
    for path in paths:
        source = sources[snapshot.files[path]]
        if source is not None and len(source) <= LIMIT:
            for number, line in enumerate(lines_of(source), start=1):
                if pattern.search(line):
                    yield Place("text-pattern", path, number, number)


def ways_to_symbol(snapshot: Snapshot, question: Question) -> set[str]:
    """Paths that counted files take the symbol from; the name of a module where no commit has a file of it."""
    if not question.fragmentation:
        return set()
    files = ever_files(snapshot, question)
    counted = [path for path in snapshot.files if not question.is_excluded(path)]
    taken = {module for path in counted for module in imported_from(snapshot, question, path)}
    for path, used in closely.uses_in(snapshot, counted, [question.symbol]):
        plain = {name for one in snapshot.said(path).imports if one.base is None for name, _ in one.names}
        taken |= attributes_of(question, path, used) & (plain | files.keys())
    return {files.get(module, module) for module in taken}


def imported_from(snapshot: Snapshot, question: Question, path: str) -> set[str]:
    """The modules that a file imports the symbol from, under whatever name."""
    statements = [one for one in snapshot.said(path).imports if any(name == question.symbol for name, _ in one.names)]
    return {base for one in statements for base in bases(path, one)} - {"", *module_names(path)}


def attributes_of(question: Question, path: str, used: closely.Uses) -> set[str]:
    """What the symbol is an attribute of."""
    found = set()
    for name, _ in used:
        for full in names_in_full(path, name):
            parts = full.split(".")
            if question.symbol in parts:
                found.add(".".join(parts[: parts.index(question.symbol)]))
    return found - {"", *module_names(path)}


def ever_files(snapshot: Snapshot, question: Question) -> dict[str, str]:
    """The file that each module is or was, at any commit; one that is counted if there is one."""
    files: dict[str, str] = {}
    for path in sorted(snapshot.ever, key=lambda path: (question.is_excluded(path), path)):
        for name in module_names(path):
            files.setdefault(name, path)
    return files
