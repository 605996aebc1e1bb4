"""What the newest commit of a ledger has of the places and of the further duplications that its documents name, in stored facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scanner.claims.known import KnownNames
from scanner.discover_names import Source
from scanner.document_parts import TrackerDocument as ReadDocument
from scanner.facts import without_uses
from scanner.further import Answer, Asked, answer, ask
from scanner.graph import OTHER
from scanner.name_uses import Code, Spot
from scanner.subject_targets import Standing, Target, standing, targets_of
from scanner.terms import Mention
from scanner.touching import Mentioning
from scanner.tracker_draft import draft
from scanner.tree import module_names, place_file
from tracker.actions import questions
from tracker.actions.ledger_line import Line
from tracker.actions.touching import Witness

Row = dict[str, object]

MOST_SPOTS = 20
ROUNDS = 2  # a name that is another one's alias leads to a file that may not mention it


@dataclass(frozen=True, slots=True)
class _Said:
    targets: tuple[Target, ...]
    further: tuple[Asked, ...]


def seen(read: Mapping[int, ReadDocument], names: KnownNames, line: Line) -> dict[int, Row]:
    """Document id -> what its ledger says of both."""
    said = {
        pk: _Said(targets_of(one, draft(one), names), tuple(ask(further, names) for further in one.further)) for pk, one in read.items()
    }
    code = _code(list(said.values()), line)
    return {
        pk: {
            "targets": [_target(target, standing(target, code)) for target in one.targets],
            "further": [_further(asked, answer(asked, code)) for asked in one.further],
        }
        for pk, one in said.items()
    }


def _names(said: Iterable[_Said]) -> Iterator[str]:
    for one in said:
        yield from (target.name or target.module.rpartition(".")[2] for target in one.targets)
        yield from (asked.name for asked in one.further if asked.name)


def _code(said: Sequence[_Said], line: Line) -> Code:
    """The files that mention a name, and those of the modules that are named."""
    wanted, named = set(_names(said)), {target.module for one in said for target in one.targets}
    if not wanted:
        return Code((), (), ())
    rules, witness = questions.path_rules(line.repository), Witness(line.graph, line.numbers[-1])
    fresh, found = set(wanted), []
    for _ in range(ROUNDS):
        found = witness.files(frozenset(Mention(name) for name in fresh), rules)
        fresh = set(_other_names(found, wanted)) - fresh
        if not fresh:
            break
    modules = _modules(line)
    blobs = {modules[name][1]: modules[name][0] for name in named if name in modules}
    sources = {one.file.path: Source(one.file, without_uses(one.facts)) for one in found}
    for blob, facts in witness.of_blobs(blobs):
        sources.setdefault(blobs[blob], Source(place_file(blobs[blob], rules), without_uses(facts)))
    return Code(wanted, sources.values(), modules)


def _other_names(found: Sequence[Mentioning], wanted: set[str]) -> Iterator[str]:
    """What else the wanted names are called in these files."""
    for one in found:
        yield from (alias.target.rpartition(".")[2] for alias in one.facts.aliases if alias.name in wanted)
        for statement in one.facts.imports:
            yield from (name for name, bound in statement.names if bound in wanted and name != "*")


def _modules(line: Line) -> dict[str, tuple[str, int]]:
    """Module -> its path and its blob."""
    graph = line.graph
    there = ((graph.paths[path], blob) for path, blob in graph.state_at(line.numbers[-1]).items() if blob != OTHER)
    return {module: (path, blob) for path, blob in there if path.endswith(".py") for module in module_names(path)}


def _target(target: Target, found: Standing) -> Row:
    return {
        "dotted": target.dotted,
        "module": target.module,
        "name": target.name,
        "line": target.line,
        "words": found.words,
        "is_there": found.is_there,
        "importers": found.importers,
        "spot": _spot(found.spot) if found.spot is not None else None,
    }


def _further(asked: Asked, found: Answer) -> Row:
    return {
        "text": asked.says.text,
        "severity": asked.says.severity,
        "line": asked.says.line,
        "name": asked.name,
        "verdict": found.verdict.value,
        "sentence": found.sentence,
        "spots": [_spot(one) for one in found.spots[:MOST_SPOTS]],
        "canonical": found.canonical,
        "deprecated": list(found.deprecated),
        "of_paths": found.of_paths,
    }


def _spot(spot: Spot) -> Row:
    return {"path": spot.path, "line": spot.line}
