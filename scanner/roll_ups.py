"""The verdict of a phase, from the states of its items: it asks no question of its own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scanner.verdicts import State, Verdict

#: Worst first. What is open, not checkable or denies itself is not judged.
JUDGED = (State.CONTRADICTED, State.CAME_BACK, State.EARLY, State.SUPERSEDED, State.SUPPORTED)
_AGAINST = (State.CONTRADICTED, State.CAME_BACK)


@dataclass(frozen=True, slots=True)
class RollUp:
    """A phase by its items."""

    verdict: Verdict
    worst: State | None  # None where nothing is judged
    judged: int
    total: int
    contradicted: int
    came_back: int

    @property
    def words(self) -> str:
        """“2 of 7 judged, 1 contradicted”."""
        parts = [f"{self.judged} of {self.total} judged"]
        parts += [f"{self.contradicted} contradicted"] if self.contradicted else []
        parts += [f"{self.came_back} came back"] if self.came_back else []
        return ", ".join(parts)


def roll_up(states: Iterable[State]) -> RollUp:
    """The worst judged item speaks for the phase."""
    counts = Counter(states)
    worst = next((state for state in JUDGED if counts[state]), None)
    verdict = Verdict.NOT_CHECKABLE if worst is None else Verdict.CONTRADICTED if worst in _AGAINST else Verdict.SUPPORTED
    judged = sum(counts[state] for state in JUDGED)
    return RollUp(verdict, worst, judged, counts.total(), counts[State.CONTRADICTED], counts[State.CAME_BACK])
