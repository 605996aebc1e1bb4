"""Modules of one commit that import each other in a circle while they load."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tests.support.checker.across import Place
from tests.support.checker.names import under
from tests.support.checker.question import ALL_MODULES, Question
from tests.support.checker.reading import MODULE, Import
from tests.support.checker.snapshot import Snapshot, bases, module_names, within


class Edge(NamedTuple):
    """A statement of one file that loads another one, by these names."""

    path: str
    statement: Import
    target: str
    names: frozenset[str]


def of_commit(snapshot: Snapshot, question: Question) -> Iterator[Place]:
    """One place for each statement and each file of its own circle that it loads."""
    if not question.cycles:
        return
    files = files_by_name(snapshot, question)
    edges = [edge for path in sorted(snapshot.files) if not question.is_excluded(path) for edge in edges_of(snapshot, path, files)]
    circle = circles(edges)
    wanted = {circle[path] for path in circle if is_asked_for(path, question)}
    inside = [
        edge for edge in edges if edge.path in circle and circle[edge.path] == circle.get(edge.target) and circle[edge.path] in wanted
    ]
    names: dict[str, set[str]] = defaultdict(set)
    for edge in inside:
        names[edge.target] |= edge.names
    for path, statement, target, _ in inside:
        name = min(names[target], key=lambda one: (len(one), one))
        yield Place("import-cycle", path, statement.line, statement.last, snapshot.said(path).form_of(statement), name)


def is_asked_for(path: str, question: Question) -> bool:
    """Is this file one of the modules whose circles are looked for, or in one?"""
    return ALL_MODULES in question.cycles or any(under(name, module) for name in module_names(path) for module in question.cycles)


def files_by_name(snapshot: Snapshot, question: Question) -> dict[str, str]:
    """The counted file that each name means: the one whose whole path it is, else a package, else the first."""
    found: dict[str, str] = {}
    order = sorted((path for path in snapshot.files if not question.is_excluded(path)), key=lambda path: (not is_package(path), path))
    for is_whole in (True, False):
        for path in order:
            for number, name in enumerate(module_names(path)):
                if is_whole == (number == 0):
                    found.setdefault(name, path)
    return found


def is_package(path: str) -> bool:
    """Is this an `__init__`?"""
    return path.split("/")[-1] == "__init__.py"


def edges_of(snapshot: Snapshot, path: str, files: Mapping[str, str]) -> Iterator[Edge]:
    """What a file loads besides itself; a name of a package that is a module is that module."""
    for statement in snapshot.said(path).imports:
        if statement.scope != MODULE or statement.for_types:
            continue
        loaded: dict[str, set[str]] = defaultdict(set)
        if statement.base is None:
            named = [(name, name) for name, _ in statement.names]
        else:
            named = [(within(base, name), base) for base in bases(path, statement) for name, _ in statement.names]
        for longer, shorter in named:
            name = longer if longer in files else shorter
            if files.get(name, path) != path:
                loaded[files[name]].add(name)
        for target, names in loaded.items():
            yield Edge(path, statement, target, frozenset(names))


def circles(edges: list[Edge]) -> dict[str, str]:
    """For each file of a circle, the least file of that circle: two files are in one if each can be reached from the other."""
    forward: dict[str, set[str]] = defaultdict(set)
    backward: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        forward[edge.path].add(edge.target)
        backward[edge.target].add(edge.path)
    found: dict[str, str] = {}
    for start in sorted(forward.keys() & backward.keys()):
        if start not in found:
            circle = reached(start, forward) & reached(start, backward)
            if len(circle) > 1:
                found |= dict.fromkeys(circle, start)
    return found


def reached(start: str, steps: Mapping[str, set[str]]) -> set[str]:
    """Everything that can be reached, the start too."""
    seen, waiting = {start}, [start]
    while waiting:
        fresh = steps.get(waiting.pop(), set()) - seen
        seen |= fresh
        waiting += fresh
    return seen
