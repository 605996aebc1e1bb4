"""What replaces an issue's findings: statements that import from the canonical module, tried out in a rewriter process."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from scanner.facts import FileFacts, Guard, Import, Scope
from scanner.moves import Answer, Move, Refusal, Replacement, Request
from scanner.naming import Named, names_of
from scanner.rewriting import Rewriter
from scanner.rules.dangling_import import DanglingImport
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.string_target import StringTarget
from scanner.tree import DEFAULT_PATH_RULES, PathRules, place_file
from tracker.actions import files, history
from tracker.models import Finding, Issue

RULES = frozenset({DeprecatedImport.id, DanglingImport.id, StringTarget.id})
_PATHS = PathRules(DEFAULT_PATH_RULES)
_NOT_THERE = (Guard.TYPE_CHECKING, Guard.EXCEPT)  # imports that a running module may not have


@dataclass(frozen=True, slots=True)
class Proposal:
    """The new text for a finding, or the reason why there is none; a note where the new statement is not the whole truth."""

    path: str
    line: int
    old: str
    new: str
    reason: str = ""
    note: str = ""


def of_findings(issue: Issue, commit_oid: str, findings: Sequence[Finding]) -> list[Proposal]:
    """A proposal for each finding, in order. Starts a process: not more findings than somebody waits for."""
    asking = _Asking(issue, commit_oid)
    with Rewriter(settings.PARSER_TIMEOUT) as rewriter:
        return [_proposal(asking, rewriter, finding) for finding in findings]


def _proposal(asking: "_Asking", rewriter: Rewriter, finding: Finding) -> Proposal:
    reason = asking.obstacle(finding)
    source = asking.source(finding.path) if not reason else None
    if source is None:
        return Proposal(finding.path, finding.line, "", "", reason or "The file is not in the mirror at this commit, or is too large")
    answer: Answer = rewriter.answer(asking.request(finding, source))
    match answer:
        case Refusal(reason):
            return Proposal(finding.path, finding.line, "", "", reason)
        case Replacement():
            return Proposal(finding.path, answer.line, answer.old, answer.new, note=asking.note(finding))


class _Asking:
    """An issue at a commit: which names its canonical module has, and where it has them from."""

    def __init__(self, issue: Issue, commit_oid: str) -> None:
        self._issue = issue
        self._commit = commit_oid
        self._mirror = history.mirror_of(issue.repository)
        self._facts: dict[str, FileFacts | None] = {}
        self._last: tuple[str, bytes | None] = ("", None)
        rows = issue.rules.filter(rule=DeprecatedImport.id)
        self._deprecated = {module for row in rows for module in row.options.get("modules", ())}

    def obstacle(self, finding: Finding) -> str:
        """Why no rewriter need be asked, "" if one must."""
        canonical = self._issue.canonical_module
        if finding.rule not in RULES:
            return "Only imports and strings have a replacement"
        if not canonical:
            return "The issue names no canonical module"
        if self._canonical is None:
            return f"{canonical} has no file at this commit that could be read"
        return ""

    def source(self, path: str) -> bytes | None:
        """A file's bytes; the last one is kept, findings come by file."""
        if self._last[0] != path:
            self._last = (path, self._mirror.file(self._commit, path, files.MOST_BYTES))
        return self._last[1]

    def request(self, finding: Finding, source: bytes) -> Request:
        """What the rewriter is asked."""
        is_text = finding.rule == StringTarget.id or finding.form == "dynamic"
        names = () if is_text else tuple(finding.name.split(", "))
        handed_on = names if finding.form == "re-export" else ()
        move = Move(finding.module, self._issue.canonical_module, self._known(finding.module, handed_on), handed_on=handed_on)
        wanted = tuple(name.rpartition(".")[2] for name in names) if handed_on else names
        return Request(source, finding.path, finding.line, move, finding.name if is_text else "", wanted)

    def note(self, finding: Finding) -> str:
        """Said of a canonical module that is none yet: it has the name from a deprecated one itself."""
        canonical = self._issue.canonical_module
        for name in sorted(self._from(canonical, self._deprecated) & set(re.split(r"[., ]+", finding.name))):
            return f"{canonical} has {name} from a deprecated module itself: the place counts until it defines {name}"
        return ""

    def _known(self, module: str, handed_on: Sequence[str]) -> tuple[str, ...]:
        """The names that are the same thing in the canonical module as where they are taken from now."""
        canonical = self._issue.canonical_module
        same = self._from(canonical, {module}) | self._from(module, {canonical}) | self._both_from_elsewhere(canonical, module)
        moved = (_own(self._canonical) | self._from(canonical, self._deprecated)) - _own(self._facts_of(module))
        known = _living(self._canonical, self._issue.symbol) & (same | moved | {self._issue.symbol})
        renamed = {dotted.rpartition(".")[2] for dotted in handed_on if self._is_renamed(*dotted.rpartition(".")[::2])}
        return tuple(sorted(known - (renamed - {self._issue.symbol})))

    def _is_renamed(self, module: str, name: str) -> bool:
        """Does a module in between call something else by this name?"""
        return any(alias == name != original for one in _imports(self._facts_of(module)) for original, alias in one.names)

    def _from(self, module: str, sources: Iterable[str]) -> set[str]:
        """The names that a module takes from others and calls the same."""
        wanted = set(sources)
        return {named.name for named in self._taken(module) if named.module in wanted}

    def _both_from_elsewhere(self, module: str, other: str) -> set[str]:
        """The names that two modules take from the same third one."""
        return {named.name for named in self._taken(module) & self._taken(other)}

    def _taken(self, module: str) -> set[Named]:
        """What a module takes from others and calls the same."""
        file = place_file(self._path_of(module), _PATHS)
        found = (named for one in _imports(self._facts_of(module)) for named in names_of(one, file))
        return {named for named in found if named.name == named.bound}

    @cached_property
    def _canonical(self) -> FileFacts | None:
        return self._facts_of(self._issue.canonical_module)

    @cached_property
    def _paths(self) -> list[str]:
        return list(self._mirror.paths(self._commit))

    def _path_of(self, module: str) -> str:
        return files.path_of(self._paths, module)

    def _facts_of(self, module: str) -> FileFacts | None:
        """What a module's file says, as it was read; None if there is none."""
        if module not in self._facts:
            path = self._path_of(module)
            self._facts[module] = files.facts_at(self._mirror, self._commit, path) if path else None
        return self._facts[module]


def _imports(facts: FileFacts | None) -> Iterator[Import]:
    """Statements that give the running module names."""
    for one in facts.imports if facts else ():
        if one.scope is Scope.MODULE and one.guard not in _NOT_THERE and not one.plain:
            yield one


def _own(facts: FileFacts | None) -> set[str]:
    """The names that a module defines itself."""
    if facts is None:
        return set()
    defined = {one.name for one in facts.definitions if "." not in one.name and one.guard not in _NOT_THERE}
    return defined | {one.name for one in facts.aliases if one.guard not in _NOT_THERE} | set(facts.lazy)


def _living(facts: FileFacts | None, symbol: str) -> set[str]:
    """The names that a module defines, or hands on as its own: by `__all__`, or because the issue says so."""
    handed_on = {alias or name for one in _imports(facts) for name, alias in one.names}
    listed = set(facts.exported or ()) if facts else set()
    return _own(facts) | (handed_on & (listed | {symbol}))
