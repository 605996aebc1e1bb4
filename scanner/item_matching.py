"""Which item of a document's next version is which of the version before: by section and words, never by line number."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

LEAST_ALIKE = 0.6  # of a rewritten item's three-letter pieces
LEAST_LETTERS = 8  # that an item has to keep when words are appended or cut off
NEAR = 12  # places before and after in which a rewritten item is looked for
MOST_COMPARED = 20_000  # pairs of rewritten items in one step of a document
_LONGEST = 400  # letters of a text that are compared
_WORD = re.compile(r"[^\W_]+(?:[._/-]+[^\W_]+)*")
_NUMBER = re.compile(r"[\d._/-]+")
_LABEL = re.compile(r"\W*(?:step|phase|stage|task)?\s*(\d+(?:\.\d+)*[a-z]?)(?![\w/%+,-])", re.IGNORECASE)
_STATUS = re.compile(
    r"\b(?:in[ -]progress|not[ -]started|completed?|pending|done|ready|next|current|todo|wip|started|finished|upcoming|remaining)\b",
    re.IGNORECASE,
)
_STEPS = frozenset({"step", "phase", "stage", "task"})
_COLUMN = frozenset({"steps", "phases", "stages", "tasks", "items", "work", "updated", *_STEPS})
_NAMED = re.compile(r"\W*(step|phase|stage|task)?\s*(\d+(?:\.\d+)*[a-z]?)\b", re.IGNORECASE)
_ENDING = re.compile(r"(?:i?ed|ing|ies|e?s|e|y)$")
_SHORTEST_VERB = 5
_DASH = re.compile(r"\s(?:[-–—→(]|->|=>)")

Pair = tuple[int, int]  # places in the old and in the new list


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it is compared."""

    exact: str  # small letters, words only
    plain: str  # without numbers
    core: str  # without words of state and the names of steps too; its beginning
    head: str  # what stands before the first dash or bracket, if that is enough to know it by
    label: str  # the 3 of “Step 3: …”


def wording(text: str) -> Wording:
    """What stays of a text when emoji, marks, numbers and words of state are taken out."""
    return _remembered_wording(text) if len(text) <= _LONGEST else _wording(text)


@lru_cache(maxsize=20_000)
def _remembered_wording(text: str) -> Wording:
    return _wording(text)


def _wording(text: str) -> Wording:
    words = _WORD.findall(text.casefold())
    plain = [word for word in words if not _NUMBER.fullmatch(word)]
    head = _core(_DASH.split(text, maxsplit=1)[0])
    label = _LABEL.match(text)
    return Wording(
        exact=" ".join(words) or text,
        plain=" ".join(plain) or text,
        core=_core(text)[:_LONGEST],
        head=head if len(head) >= LEAST_LETTERS and " " in head else "",
        label=label[1].casefold() if label else "",
    )


def _core(text: str) -> str:
    words = _WORD.findall(_STATUS.sub(" ", text.casefold()))
    return " ".join(_stem(word) for word in words if word not in _STEPS and not _NUMBER.fullmatch(word))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """“Create” and “created” are one word; names with dots and underscores stay as they are."""
    if not word.isalpha() or len(word) < _SHORTEST_VERB:
        return word
    stem = _ENDING.sub("", word)
    return stem[:-1] if stem[-2] == stem[-1] else stem


@lru_cache(maxsize=20_000)
def heading(title: str) -> str:
    """A heading with its numbers and without words of state, so that “Step 2: PENDING” and “Step 2: COMPLETE” are one."""
    words = _WORD.findall(_STATUS.sub(" ", title.casefold()))
    return "" if set(words) <= _COLUMN else " ".join(words)


def equals(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Pairs of equal keys; of several equals the first is the first."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for place in range(len(old) - 1, -1, -1):
        waiting[old[place]].append(place)
    return [(waiting[key].pop(), place) for place, key in enumerate(new) if waiting.get(key)]


def only_ones(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pairs of equal keys that nobody else has; an empty key is none."""
    olds, news = Counter(old), Counter(new)
    return [(here, there) for here, there in equals(old, new) if old[here] and olds[old[here]] == news[old[here]] == 1]


def sections(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> list[Pair]:
    """Pairs of sections, each a heading and the one it stands below: equal ones, then renamed ones."""
    left = _Left(len(old), len(new))
    left.pair(lambda here, there: equals([old[place] for place in here], [new[place] for place in there]))
    left.pair(lambda here, there: equals([old[place][0] for place in here], [new[place][0] for place in there]))
    left.pair(lambda here, there: _beginnings([old[place][0] for place in here], [new[place][0] for place in there]))
    left.pair(lambda here, there: only_ones([_name(old[place][0]) for place in here], [_name(new[place][0]) for place in there]))
    return left.pairs


def free_pairs(wished: Sequence[Pair], taken: Sequence[Pair]) -> list[Pair]:
    """The wished pairs, in their order, of which neither side has a partner yet."""
    olds, news = {here for here, _ in taken}, {there for _, there in taken}
    found = []
    for here, there in wished:
        if here not in olds and there not in news:
            olds.add(here)
            news.add(there)
            found.append((here, there))
    return found


def longer(old: Sequence[Wording], new: Sequence[Wording]) -> list[Pair]:
    """Pairs of which one text is the other's beginning, words of state aside, or that alone are equal up to a dash."""
    found = _beginnings([one.core for one in old], [one.core for one in new])
    left = _Left(len(old), len(new))
    for here, there in found:
        if _may_be(old[here], new[there]) and _keeps_enough(old[here].core, new[there].core):
            left.take(here, there)
    left.pair(lambda here, there: only_ones([old[place].head for place in here], [new[place].head for place in there]))
    return left.pairs


def alike(old: Sequence[Wording], new: Sequence[Wording], most: int = MOST_COMPARED) -> list[Pair]:
    """Pairs of rewritten texts, most alike first; only near ones are compared, and only so many."""
    scored = []
    pieces = _Pieces()
    for here, there in islice(_near(len(old), len(new)), most):
        score = _share(pieces[old[here].core], pieces[new[there].core]) if _may_be(old[here], new[there]) else 0
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
    pieces = _Pieces()
    return _share(pieces[one], pieces[other])


class _Pieces(dict[str, frozenset[str]]):
    """Texts with their pieces, each cut up once."""

    def __missing__(self, text: str) -> frozenset[str]:
        padded = f"  {text} " if text else ""
        found = self[text] = frozenset(padded[start : start + 3] for start in range(len(padded) - 2))
        return found


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0


def _name(title: str) -> str:
    """The “phase 4” of a heading."""
    found = _NAMED.match(title)
    return found[0].strip() if found else ""


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
