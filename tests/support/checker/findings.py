"""What a commit holds of an issue: findings of every rule, implementations, and their counts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.support.checker import places
from tests.support.checker.names import Names, under
from tests.support.checker.places import Implementation
from tests.support.checker.question import Question
from tests.support.checker.reading import Import, Reading, Text
from tests.support.checker.snapshot import Snapshot, module_names

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
    names = Names(snapshot, question)
    found = [*removed_paths(snapshot, question)]
    gone = absent(snapshot, question)
    for path in sorted(snapshot.files):
        if not question.is_excluded(path):
            found += of_file(snapshot, question, names, gone, path)
    implementations = places.implementations(snapshot, question)
    counts = Counter((one.rule, question.category(one.path)) for one in found if not one.intended)
    counts.update(("duplicate-implementation", one.category) for one in implementations if is_counted(one, question))
    return Answer(snapshot.commit, tuple(found), tuple(implementations), dict(counts))


def is_counted(one: Implementation, question: Question) -> bool:
    """Is this place one too many?"""
    return one.class_name in COUNTED_CLASSES and one.category not in question.excluded and not one.intended


def of_file(snapshot: Snapshot, question: Question, names: Names, gone: set[str], path: str) -> Iterator[Finding]:
    """Findings in one file."""
    said = snapshot.said(path)
    if said.verdict:
        yield Finding("unreadable", path, 1, said.verdict)
    everywhere = question.is_intended(path)
    for rule, line, last, form, module in raw(said, question, names, path):
        intended = everywhere or any(number in said.intended for number in range(line, last + 1))
        yield Finding(rule, path, line, form, module, intended)
        if rule == "deprecated-import" and form != "re-export" and module in gone:
            yield Finding("dangling-import", path, line, form, module, intended)


def raw(said: Reading, question: Question, names: Names, path: str) -> Iterator[tuple[str, int, int, str, str]]:
    """Places as (rule, first line, last line, form, deprecated module)."""
    own = set(module_names(path))
    for statement in said.imports:
        direct = names.direct(path, statement)
        for module in sorted(direct - own):
            yield "deprecated-import", statement.line, statement.last, form_of(said, statement), module
        for module in sorted(names.consumed(path, statement) - direct - own):
            yield "deprecated-import", statement.line, statement.last, "re-export", module
    for text, owner in owned(said.dynamic, question):
        if owner not in own:
            yield "deprecated-import", text.line, text.last, "dynamic", owner
    for text, owner in owned(said.strings, question):
        yield "string-target", text.line, text.last, "string", owner


def owned(texts: tuple[Text, ...], question: Question) -> Iterator[tuple[Text, str]]:
    """Strings that name a deprecated module, each with it."""
    for text in texts:
        owner = question.owner(text.text)
        if owner:
            yield text, owner


def form_of(said: Reading, statement: Import) -> str:
    """The form of a direct import."""
    if said.approximate:
        return "approximate"
    if statement.base is None:
        return "import"
    if statement.names[0][0] == "*":
        return "star"
    return "relative" if statement.level else "from"


def absent(snapshot: Snapshot, question: Question) -> set[str]:
    """Deprecated modules that this repository had at some commit and has not at this one."""
    here = {name for path in snapshot.files for name in module_names(path)}
    ever = {name for path in snapshot.ever for name in module_names(path)}
    return {module for module in question.deprecated if is_among(module, ever) and not is_among(module, here)}


def is_among(module: str, names: set[str]) -> bool:
    """Is the module, or one in it, among these names?"""
    return any(under(name, module) for name in names)


def removed_paths(snapshot: Snapshot, question: Question) -> Iterator[Finding]:
    """Paths that should be gone and are not."""
    for named in question.remove:
        path = named.strip("/")
        there = any(one == path or one.startswith(path + "/") for one in snapshot.all_paths)
        if there and not question.is_excluded(path):
            yield Finding("removed-path", path, 1, intended=question.is_intended(path))
