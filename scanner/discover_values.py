"""What discovery says: candidates with their evidence and an issue's draft, and what was left out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One path by which a candidate is defined or imported."""

    path: str  # "" where no file is there any more
    line: int
    module: str
    kind: str  # the class of an implementation, or "gone"
    reason: str
    imports: int
    production: int  # imports from production code


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that may need an issue, with the evidence and the issue's draft."""

    name: str
    service: str
    score: float
    reason: str
    definitions: int
    overlap: float | None  # mean Jaccard similarity of the method names, None for a single definition
    importers: int
    shims: int
    paths: int
    places: tuple[Place, ...]
    more: int  # places that are not listed
    canonical: str
    deprecated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A name that would be a candidate if it were not of this sort."""

    name: str
    sort: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """Both lists, the best first, and what was left out of them."""

    classes: tuple[Candidate, ...]
    imports: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]
    left_out_count: int
