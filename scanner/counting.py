"""The mutable state of the walk: which places are there at a commit, and their numbers."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.graph import Change
from scanner.places import Key, Link, Place, Reached
from scanner.question import Answers


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: a rule (or "intended:" and a rule) in one category of files."""

    rule: str
    category: str


@dataclass(frozen=True, slots=True)
class Number:
    """A series at one commit."""

    count: int  # places
    files: int  # files with at least one of them


_NONE = (0, 0)
_Curve = tuple[str, str]  # a Series as a tuple: its hash is asked a million times
Holder = tuple[int, int, int]  # path number, blob number, index of the place: one place of one file version


class Count:
    """Apply and undo changes; every number is exact after settle()."""

    def __init__(self, answers: Answers, listen: Callable[[Holder, Place, bool], None] | None = None) -> None:
        """Start with no files. `listen` hears of each place that comes (True) or goes (False)."""
        self._answers = answers
        self._listen = listen
        self._supplies: dict[Key, int] = {}
        self._links: dict[Reached | None, Counter[Reached]] = {}
        self._reached: set[Reached] = set()
        self._links_changed = False
        self._held: dict[Holder, tuple[Place, int]] = {}  # places of present files, with how many of their needs hold
        self._watching: dict[Key, dict[Holder, bool]] = {}  # key -> holder -> must the key be present?
        self._numbers: dict[_Curve, tuple[int, int]] = {}  # places, files
        self._before: dict[_Curve, tuple[int, int]] = {}
        self._in_file: dict[tuple[str, str], int] = {}  # series and path -> places
        for index, place in enumerate(answers.standing):
            self._hold((-1, -1, index), place)

    def apply(self, change: Change) -> None:
        """One path goes from its old blob to its new one; swap old and new to undo."""
        self._turn(change.path, change.old, present=False)
        self._turn(change.path, change.new, present=True)

    def _turn(self, path: int, blob: int, *, present: bool) -> None:
        if not blob:
            return
        step = 1 if present else -1
        for key in self._answers.path_supplies.get(path, ()):
            self._supply(key, step)
        said = self._answers.says.get((path, blob))
        if said is None:
            return
        for supplied in said.supplies:
            if isinstance(supplied, Link):
                self._links.setdefault(supplied.source, Counter())[supplied.target] += step
                self._links_changed = True
            else:
                self._supply(supplied, step)
        for index, place in enumerate(said.places):
            if present:
                self._hold((path, blob, index), place)
            else:
                self._release((path, blob, index))

    def _supply(self, key: Key, step: int) -> None:
        if isinstance(key, Reached):
            return  # links say what is reached
        count = self._supplies.get(key, 0)
        self._supplies[key] = count + step
        after = count + step >= key.least
        if (count >= key.least) != after:
            self._tell(key, after)

    def _tell(self, key: Key, present: bool) -> None:
        for holder, wanted in list(self._watching.get(key, {}).items()):
            self._change_needs(holder, 1 if present is wanted else -1)

    def _is_present(self, key: Key) -> bool:
        return key in self._reached if isinstance(key, Reached) else self._supplies.get(key, 0) >= key.least

    def _hold(self, holder: Holder, place: Place) -> None:
        holding = 0
        for need in place.needs:
            self._watching.setdefault(need.key, {})[holder] = need.present
            holding += self._is_present(need.key) is need.present
        self._held[holder] = (place, holding)
        if _is_there(place, holding):
            self._turn_place(holder, place, there=True)

    def _release(self, holder: Holder) -> None:
        place, holding = self._held.pop(holder)
        for need in place.needs:
            self._watching[need.key].pop(holder, None)
        if _is_there(place, holding):
            self._turn_place(holder, place, there=False)

    def _change_needs(self, holder: Holder, step: int) -> None:
        place, holding = self._held[holder]
        self._held[holder] = (place, holding + step)
        if _is_there(place, holding) != _is_there(place, holding + step):
            self._turn_place(holder, place, there=step > 0)

    def _turn_place(self, holder: Holder, place: Place, *, there: bool) -> None:
        if self._listen is not None:
            self._listen(holder, place, there)
        if not place.counts:
            return
        step = 1 if there else -1
        series = place.series
        curve, here = (series, place.category), (series, place.path)
        numbers = self._numbers.get(curve, _NONE)
        self._before.setdefault(curve, numbers)
        was_in_file = self._in_file.get(here, 0)
        self._in_file[here] = was_in_file + step
        turns = (was_in_file > 0) != (was_in_file + step > 0)
        self._numbers[curve] = (numbers[0] + step, numbers[1] + step * turns)

    def settle(self) -> None:
        """Follow the links of re-exports again if any changed; call after each commit's changes."""
        if not self._links_changed:
            return
        self._links_changed = False
        reached = self._follow_links()
        gone, come = self._reached - reached, reached - self._reached
        self._reached = reached
        for key in gone:
            self._tell(key, False)
        for key in come:
            self._tell(key, True)

    def _follow_links(self) -> set[Reached]:
        reached: set[Reached] = set()
        waiting: list[Reached | None] = [None]
        while waiting:
            for target, count in self._links.get(waiting.pop(), {}).items():
                if count > 0 and target not in reached:
                    reached.add(target)
                    waiting.append(target)
        return reached

    def take_changed(self) -> Iterator[tuple[Series, Number]]:
        """The series that changed since the last call, with their numbers now."""
        before, self._before = self._before, {}
        for curve, numbers in before.items():
            now = self._numbers[curve]
            if now != numbers:
                yield Series(*curve), Number(*now)

    def places(self) -> Iterator[Place]:
        """The places that are there now."""
        for place, holding in self._held.values():
            if _is_there(place, holding):
                yield place


def _is_there(place: Place, holding: int) -> bool:
    return not place.needs or holding >= place.enough
