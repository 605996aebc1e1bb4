"""What the facts of one commit say to an issue, as plain values: they are kept, and later commits change nothing of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class ReportRefused(ValueError):
    """A report that cannot be complete; str() is one sentence."""


class ReportBusy(ReportRefused):
    """Another report is made right now; in a moment there is room for this one."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a rule counts, at its line in this commit."""

    rule: str
    path: str
    line: int
    category: str
    form: str
    scope: str
    guard: str
    within: str
    module: str
    name: str
    statement: str
    intended: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition of the issue's symbol."""

    path: str
    line: int
    name: str
    class_name: str
    category: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that is read from facts for a report."""

    spots: tuple[Spot, ...]
    definitions: tuple[Definition, ...]
    excluded: Mapping[str, int]  # category -> files
    document: str  # its path at this commit, "" if there is none
    ledger: Mapping[str, Any] | None
