"""Which item of a document's next version is which of the version before: by section and words, never by line number."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LEAST_ALIKE = 0.6  # of a rewritten item's three-letter pieces
LEAST_LETTERS = 8  # that an item has to keep when words are appended or cut off
NEAR = 12  # places before and after in which a rewritten item is looked for
MOST_COMPARED = 20_000  # pairs of rewritten items in one step of a document
_LONGEST = 400  # letters of a text that are compared
_WORD = re.compile(r"[^\W_]+(?:[._/-]+[^\W_]+)*")
_NUMBER = re.compile(r"[\d._/-]+")
_LABEL = re.compile(r"\W*(?:step|phase|stage|task)?\s*(\d+(?:\.\d+)*[a-z]?)(?![\w/%+,-])", re.IGNORECASE)
_STATUS = re.compile(
    r"\b(?:in[ -]progress|not[ -]started|completed?|pending|done|ready|next|current|todo|wip|started|finished)\b", re.IGNORECASE
)
_STEPS = frozenset({"step", "phase", "stage", "task"})

Pair = tuple[int, int]  # places in the old and in the new list


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it is compared."""

    exact: str  # small letters, words only
    plain: str  # without numbers
    core: str  # without words of state and the names of steps too; its beginning
    label: str  # the 3 of “Step 3: …”


@lru_cache(maxsize=50_000)
def wording(text: str) -> Wording:
    """What stays of a text when emoji, marks, numbers and words of state are taken out."""
    words = _WORD.findall(text.casefold())
    plain = [word for word in words if not _NUMBER.fullmatch(word)]
    stated = _WORD.findall(_STATUS.sub(" ", text.casefold()))
    core = " ".join(word for word in stated if word not in _STEPS and not _NUMBER.fullmatch(word))
    label = _LABEL.match(text)
    return Wording(" ".join(words) or text, " ".join(plain) or text, core[:_LONGEST], label[1].casefold() if label else "")


@lru_cache(maxsize=50_000)
def heading(title: str) -> str:
    """A heading with its numbers and without words of state, so that “Step 2: PENDING” and “Step 2: COMPLETE” are one."""
    return " ".join(_WORD.findall(_STATUS.sub(" ", title.casefold()))) or title.casefold()


def equals(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Pairs of equal keys; of several equals the first is the first."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for place in range(len(old) - 1, -1, -1):
        waiting[old[place]].append(place)
    return [(waiting[key].pop(), place) for place, key in enumerate(new) if waiting.get(key)]


def sections(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> list[Pair]:
    """Pairs of sections, each a heading and the one it stands below: equal ones, then renamed ones of which one begins the other."""
    left = _Left(len(old), len(new))
    left.pair(lambda here, there: equals([old[place] for place in here], [new[place] for place in there]))
    left.pair(lambda here, there: equals([old[place][0] for place in here], [new[place][0] for place in there]))
    left.pair(lambda here, there: _beginnings([old[place][0] for place in here], [new[place][0] for place in there]))
    return left.pairs


def longer(old: Sequence[Wording], new: Sequence[Wording]) -> list[Pair]:
    """Pairs of which one text is the other's beginning, words of state aside."""
    found = _beginnings([one.core for one in old], [one.core for one in new])
    return [(here, there) for here, there in found if _may_be(old[here], new[there]) and _keeps_enough(old[here].core, new[there].core)]


def alike(old: Sequence[Wording], new: Sequence[Wording], most: int = MOST_COMPARED) -> list[Pair]:
    """Pairs of rewritten texts, most alike first; only near ones are compared, and only so many."""
    scored = []
    for count, (here, there) in enumerate(_near(len(old), len(new))):
        if count == most:
            break
        score = likeness(old[here].core, new[there].core) if _may_be(old[here], new[there]) else 0
        if score >= LEAST_ALIKE:
            scored.append((-score, abs(here - there), there, here))
    left = _Left(len(old), len(new))
    for _, _, there, here in sorted(scored):
        left.take(here, there)
    return left.pairs


def compared(old: int, new: int) -> int:
    """How many pairs alike() looks at in lists of these lengths."""
    return new * min(old, 2 * NEAR + 1)


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how many pieces of three letters two texts share."""
    if not one or not other:
        return 0
    first, second = _pieces(one), _pieces(other)
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=20_000)
def _pieces(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _near(old: int, new: int) -> Iterator[Pair]:
    for there in range(new):
        middle = there * old // new
        start = max(0, min(middle - NEAR, old - 2 * NEAR - 1))
        for here in range(start, min(old, start + 2 * NEAR + 1)):
            yield here, there


def _may_be(old: Wording, new: Wording) -> bool:
    """Step 3 is not step 4, whatever else they share."""
    return not old.label or not new.label or old.label == new.label


def _keeps_enough(one: str, other: str) -> bool:
    return one == other or min(len(one), len(other)) >= LEAST_LETTERS


def _beginnings(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    left = _Left(len(old), len(new))
    left.pair(lambda here, there: equals([old[place] for place in here], [new[place] for place in there]))
    left.pair(lambda here, there: _begun([old[place] for place in here], [new[place] for place in there]))
    left.pair(lambda here, there: [(b, a) for a, b in _begun([new[place] for place in there], [old[place] for place in here])])
    return [(here, there) for here, there in left.pairs if old[here] and new[there]]


def _begun(shorter: Sequence[str], longer: Sequence[str]) -> list[Pair]:
    """Pairs of a text and one that goes on after it; the longest beginning wins."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for place in range(len(shorter) - 1, -1, -1):
        waiting[shorter[place]].append(place)
    found = []
    for there, text in enumerate(longer):
        end = len(text[:_LONGEST])
        while (end := text.rfind(" ", 0, end)) > 0:
            if waiting.get(text[:end]):
                found.append((waiting[text[:end]].pop(), there))
                break
    return found


class _Left:
    """What has no partner yet."""

    def __init__(self, old: int, new: int) -> None:
        self.pairs: list[Pair] = []
        self._old = dict.fromkeys(range(old))
        self._new = dict.fromkeys(range(new))

    def take(self, here: int, there: int) -> None:
        if here in self._old and there in self._new:
            del self._old[here], self._new[there]
            self.pairs.append((here, there))

    def pair(self, tier: Callable[[Sequence[int], Sequence[int]], list[Pair]]) -> None:
        here, there = list(self._old), list(self._new)
        if here and there:
            for first, second in tier(here, there):
                self.take(here[first], there[second])
