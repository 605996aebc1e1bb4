"""Ranked candidates for an issue: classes that exist more than once, and names that are imported from several paths."""

from collections.abc import Iterable, Iterator
from math import log2

from scanner.classify import ImplementationClass
from scanner.discover_kinds import Kinds, key_of
from scanner.discover_names import End, Modules, Source
from scanner.discover_places import Evidence
from scanner.discover_uses import LEAST_IMPORTS, Group, Shim, groups_of
from scanner.discover_values import Candidate, Discovery, LeftOut
from scanner.discover_words import reason_of_class, reason_of_import
from scanner.tree import is_under

__all__ = ["CLASSES", "IMPORTS", "Source", "discover"]

CLASSES, IMPORTS = "classes", "imports"
MOST_CANDIDATES = 200  # of each list
MOST_PLACES = 40  # of one candidate
MOST_LEFT_OUT = 500

# Chosen so that names with a tracker document rank first in a repository that has many, and that well-kept
# libraries have next to no candidate with a score like those.
NAME_ALONE = 0.5  # a second class of the name, beside which its likeness counts
RELATED = 0.3  # of that, for classes that are related by inheritance: several on purpose
USED_SHIM, UNUSED_SHIM, FACE = 0.5, 0.2, 0.1  # FACE: an __init__ above the definition, which is how packages are made
ON_PURPOSE = 0.5  # of the entropy that faces and related classes bring
_OWN = (ImplementationClass.CANONICAL, ImplementationClass.DUPLICATE)


def discover(sources: Iterable[Source]) -> Discovery:
    """The candidates of one commit's readable Python files."""
    counted = [source for source in sources if source.file.counted and source.file.modules]
    modules = Modules(counted)
    kinds = Kinds(modules)
    classes: list[Candidate] = []
    imports: list[Candidate] = []
    left_out: dict[str, str] = {}
    for group in groups_of(counted, modules):
        evidence = Evidence(group, kinds, modules)
        if evidence.importers < LEAST_IMPORTS:
            for sort in _sorts(group, kinds):
                left_out[group.name] = sort
            continue
        classes += _as_class(evidence)
        imports += _as_import(evidence)
    for candidate in (*classes, *imports):
        left_out.pop(candidate.name, None)
    names = [LeftOut(name, sort) for name, sort in sorted(left_out.items())]
    return Discovery(_ranked(classes), _ranked(imports), tuple(names[:MOST_LEFT_OUT]), len(names))


def _ranked(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The best first; of a name that several services have, the one with most to say."""
    best: dict[str, Candidate] = {}
    for one in sorted(candidates, key=lambda one: (-one.score, one.name, one.service)):
        best.setdefault(one.name, one)
    return tuple(best.values())[:MOST_CANDIDATES]


def _sorts(group: Group, kinds: Kinds) -> Iterator[str]:
    """The sort of a group that is left out although it exists more than once."""
    if group.imports >= LEAST_IMPORTS and (len(group.definitions) > 1 or len(group.uses) > 1):
        found = (kinds.sort(end) for end in group.ends.values() if end is not None)
        yield from [sort for sort in found if sort][:1]


def _as_class(evidence: Evidence) -> Iterator[Candidate]:
    kinds, group = evidence.kinds, evidence.group
    classified = [(end, evidence.classified(end).kind in _OWN) for end in evidence.definitions]
    own = [end for end, is_own in classified if is_own and kinds.is_class(end)]
    standing_in = [end for end, is_own in classified if not is_own]
    if not own and not any(_is_class(end, kinds) for end in group.ends.values()):
        return
    likeness = [_likeness(own[0], other, kinds) for other in own[1:]]
    definitions = sum(
        (RELATED if kinds.are_related(own[0], other, group.name) else 1) * (NAME_ALONE + alike)
        for other, alike in zip(own[1:], likeness, strict=True)
    )
    shims = [shim for shim in group.shims if _is_class(shim.end, kinds)]
    handing = sum(_use(end.source, evidence) for end in standing_in) + sum(_weight(shim, evidence) for shim in shims)
    score = (definitions + handing) * log2(1 + evidence.importers)
    if score > 0:
        overlap = sum(likeness) / len(likeness) if likeness else None
        handed_on = len(shims) + len(standing_in)
        reason = reason_of_class(len(own), overlap, handed_on, len(evidence.uses))
        yield _candidate(evidence, score, reason, definitions=len(own) + len(standing_in), overlap=overlap, shims=handed_on)


def _is_class(end: End | None, kinds: Kinds) -> bool:
    return end is not None and kinds.is_class(end) and not kinds.sort(end)


def _likeness(one: End, other: End, kinds: Kinds) -> float:
    """Jaccard similarity of the method names."""
    first, second = kinds.overlapping(one), kinds.overlapping(other)
    return len(first & second) / len(first | second) if first or second else 0.0


def _weight(shim: Shim, evidence: Evidence) -> float:
    if _is_face(shim.source.file.modules[0], shim.end):
        return FACE
    return _use(shim.source, evidence)


def _use(source: Source, evidence: Evidence) -> float:
    """The weight of a path that hands the name on."""
    return USED_SHIM if any(module in evidence.uses for module in source.file.modules) else UNUSED_SHIM


def _is_face(module: str, end: End) -> bool:
    """Is the module a package that holds the definition?"""
    return any(own != module and is_under(own, module) for own in end.source.file.modules)


def _as_import(evidence: Evidence) -> Iterator[Candidate]:
    by_path = {module: use.imports for module, use in evidence.uses.items()}
    by_end = evidence.imports_by_end()
    if len(by_path) < 2 or not by_end:
        return
    merged: dict[str, int] = {}
    for module, imports in by_path.items():
        path = _independent_path(evidence, module, max(by_end, key=lambda key: by_end[key].imports))
        merged[path] = merged.get(path, 0) + imports
    independent = entropy(merged.values())
    score = (independent + ON_PURPOSE * (entropy(by_path.values()) - independent)) * log2(1 + evidence.importers)
    gone = sum(1 for module in by_path if evidence.group.ends[module] is None)
    reason = reason_of_import(evidence.importers, list(by_path.values()), gone, len(by_end))
    yield _candidate(evidence, score, reason, definitions=len(by_end), overlap=None, shims=len(evidence.group.shims))


def _independent_path(evidence: Evidence, module: str, main: tuple[str, str]) -> str:
    """The path that a module stands for: the definition's own if the module is its face or is several on purpose."""
    end = evidence.group.ends[module]
    if end is None:
        return module
    first = next(one for one in evidence.group.ends.values() if one is not None and key_of(one) == main)
    if key_of(end) != main and evidence.kinds.are_related(first, end, evidence.group.name):
        return first.source.file.path
    return end.source.file.path if _is_face(module, end) or module in end.source.file.modules else module


def entropy(counts: Iterable[int]) -> float:
    """Shannon entropy in bits: 0 for one path, 1 for two that are used alike."""
    numbers = [count for count in counts if count]
    total = sum(numbers)
    return sum(count / total * log2(total / count) for count in numbers)


def _candidate(evidence: Evidence, score: float, reason: str, *, definitions: int, overlap: float | None, shims: int) -> Candidate:
    places = evidence.places()
    return Candidate(
        name=evidence.group.name,
        service=evidence.group.service,
        score=round(score, 3),
        reason=reason,
        definitions=definitions,
        overlap=overlap,
        importers=evidence.importers,
        shims=shims,
        paths=len(evidence.uses),
        places=tuple(places[:MOST_PLACES]),
        more=max(0, len(places) - MOST_PLACES),
        canonical=evidence.canonical,
        deprecated=evidence.deprecated(places),
    )
