"""What a commit holds of an issue: findings of every rule, implementations, and their counts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.support.checker import across, closely, cycles, places
from tests.support.checker.across import Place, names_in_full
from tests.support.checker.dangling import Dangling
from tests.support.checker.names import Names, direct
from tests.support.checker.places import Implementation
from tests.support.checker.question import Question, longest
from tests.support.checker.reading import Reading, Text
from tests.support.checker.snapshot import Snapshot, module_names

IN_NO_SERIES = ("import-cycle",)
COUNTED_CLASSES = {"duplicate", "proxy", "re-export", "alias", "subclass shim", "fallback", "lazy"}


class Finding(NamedTuple):
    """One place that a rule counts."""

    rule: str
    path: str
    line: int
    form: str = ""
    module: str = ""
    intended: bool = False


@dataclass(frozen=True)
class Answer:
    """Everything that was found at one commit."""

    commit: str
    findings: tuple[Finding, ...]
    implementations: tuple[Implementation, ...]
    counts: dict[tuple[str, str], int]


def check(snapshot: Snapshot, question: Question) -> Answer:
    """Answer a question at one commit; excluded files have no findings."""
    found = [*removed_paths(snapshot, question), *paths_of_symbol(snapshot, question), *unreadable(snapshot, question)]
    found += (judged(snapshot, question, place) for place in in_files(snapshot, question))
    implementations = places.implementations(snapshot, question)
    counts = Counter((one.rule, question.category(one.path)) for one in found if not one.intended and one.rule not in IN_NO_SERIES)
    counts.update(("duplicate-implementation", one.category) for one in implementations if is_counted(one, question))
    return Answer(snapshot.commit, tuple(found), tuple(implementations), dict(counts))


def named(rule: str, module: str) -> str:
    """The module of a finding; a file's name as a way to the symbol is the history's, and no single commit tells it."""
    return "" if rule == "import-path-fragmentation" else module


def is_counted(one: Implementation, question: Question) -> bool:
    """Is this place one too many?"""
    return one.class_name in COUNTED_CLASSES and one.category not in question.excluded and not one.intended


def in_files(snapshot: Snapshot, question: Question) -> Iterator[Place]:
    """Every place that stands in a file, intended or not."""
    names, dangling = Names(snapshot, question), Dangling(snapshot, question)
    for path in sorted(snapshot.files):
        if not question.is_excluded(path):
            said = snapshot.said(path)
            yield from direct_imports(said, question, path)
            yield from handed_on(said, names, path)
            yield from string_targets(said, question, path)
            yield from dangling.in_file(path)
    yield from references(snapshot, question)
    yield from across.twins(snapshot, question)
    yield from cycles.of_commit(snapshot, question)
    yield from across.matching_lines(snapshot, question)


def judged(snapshot: Snapshot, question: Question, place: Place) -> Finding:
    """The place as a finding: is it intended, by its path or by a comment in its lines?"""
    marked = snapshot.said(place.path).is_marked(place.rule, place.line, place.last)
    return Finding(place.rule, place.path, place.line, place.form, place.module, marked or question.is_intended(place.path))


def unreadable(snapshot: Snapshot, question: Question) -> Iterator[Finding]:
    """Files that nobody can read."""
    for path in snapshot.files:
        if not question.is_excluded(path) and snapshot.said(path).verdict:
            yield Finding("unreadable", path, 1, snapshot.said(path).verdict)


def direct_imports(said: Reading, question: Question, path: str) -> Iterator[Place]:
    """Statements and calls that import a deprecated module by its name."""
    own = set(module_names(path))
    for statement in said.imports:
        for module in sorted(direct(question, path, statement) - own):
            yield Place("deprecated-import", path, statement.line, statement.last, said.form_of(statement), module)
    for text, owner in owned(said.dynamic, question):
        if owner not in own:
            yield Place("deprecated-import", path, text.line, text.last, "dynamic", owner)


def handed_on(said: Reading, names: Names, path: str) -> Iterator[Place]:
    """Statements that take a deprecated module's names from a third one."""
    own = set(module_names(path))
    for statement in said.imports:
        for module in sorted(names.consumed(path, statement) - direct(names.question, path, statement) - own):
            yield Place("deprecated-import", path, statement.line, statement.last, "re-export", module)


def string_targets(said: Reading, question: Question, path: str) -> Iterator[Place]:
    """Strings that name a deprecated module."""
    for text, owner in owned(said.strings, question):
        yield Place("string-target", path, text.line, text.last, "string", owner)


def references(snapshot: Snapshot, question: Question) -> Iterator[Place]:
    """Lines that use a deprecated name or something under it, each name once for a line; a module's own file has none of it."""
    counted = [path for path in snapshot.files if question.references and not question.is_excluded(path)]
    words = [name.rpartition(".")[2] for name in question.references]
    for path, used in closely.uses_in(snapshot, counted, words):
        found = {(line, longest(full, question.references)) for name, lines in used for full in names_in_full(path, name) for line in lines}
        for line, deprecated in found:
            if deprecated and deprecated not in module_names(path):
                yield Place("deprecated-reference", path, line, line, module=deprecated)


def paths_of_symbol(snapshot: Snapshot, question: Question) -> Iterator[Finding]:
    """Files, or modules that no file ever was, through which the symbol is taken."""
    for path in across.ways_to_symbol(snapshot, question):
        if not question.is_excluded(path):
            yield Finding("import-path-fragmentation", path, 1, intended=question.is_intended(path))


def owned(texts: tuple[Text, ...], question: Question) -> Iterator[tuple[Text, str]]:
    """Strings that name a deprecated module, each with it."""
    for text in texts:
        owner = question.owner(text.text)
        if owner:
            yield text, owner


def removed_paths(snapshot: Snapshot, question: Question) -> Iterator[Finding]:
    """Paths that should be gone and are not."""
    for named in question.remove:
        path = named.strip("/")
        there = any(one == path or one.startswith(path + "/") for one in snapshot.all_paths)
        if there and not question.is_excluded(path):
            yield Finding("removed-path", path, 1, intended=question.is_intended(path))
