"""Import cycles of one commit, from the rows of the findings' export."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.models import Publication, Repository
from tracker.queries import source
from tracker.queries.series import CYCLES

MOST_CYCLES = 50
MOST_IMPORTS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """One import of a cycle."""

    path: str
    line: int
    module: str
    href: str


@dataclass(slots=True)
class Cycle:
    """Modules that import each other."""

    way: list[str]
    steps: list[Step] = field(default_factory=list)
    count: int = 0  # imports, those that are not listed too


@dataclass(frozen=True, slots=True)
class Cycles:
    """Those of a commit, the first of them listed."""

    shown: list[Cycle]
    count: int


def of_rows(repository: Repository, publication: Publication, rows: Iterable[tuple[str | int, ...]]) -> Cycles:
    """The rows of import cycles, one group for each circle."""
    found: dict[str, Cycle] = {}
    for rule, path, line, *_, module, name, _, _, _ in rows:
        if rule != CYCLES:
            continue
        cycle = found.setdefault(str(name), Cycle([source.visible(step) for step in str(name).split(" -> ")]))
        cycle.count += 1
        if cycle.count <= MOST_IMPORTS and len(found) <= MOST_CYCLES:
            href = source.address(repository.slug, publication.tip_oid, str(path), int(line))
            cycle.steps.append(Step(source.visible(str(path)), int(line), source.visible(str(module)), href))
    return Cycles(list(found.values())[:MOST_CYCLES], len(found))
