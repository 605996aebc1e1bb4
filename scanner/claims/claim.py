"""A checklist item as a claim: values only."""

from dataclasses import dataclass
from enum import StrEnum


class Thing(StrEnum):
    """What sort of thing a subject is."""

    PATH = "path"
    SYMBOL = "symbol"
    MODULE = "module"
    DOTTED = "dotted name"
    METHOD = "method"
    LINES = "line range"


class Source(StrEnum):
    """Where a subject was found, nearest first."""

    ITEM = "item"
    NOTE = "sub-bullet"
    PHASE = "phase"
    LIST = "implementation list"
    TITLE = "title"


class Part(StrEnum):
    """What a subject does in its claim."""

    SUBJECT = "subject"
    COPIES = "copies"  # not the thing, but every second one of it: “remove duplicate X classes”
    PLACE = "place"  # where the subject stands: “X from handlers.py”
    TARGET = "target"  # what replaces it: “to X”, “with X”


class Nature(StrEnum):
    """Whether a claim is judged at every commit, or from its tick on for a while."""

    STATE = "state"
    EVENT = "event"
    NEITHER = "neither"


class Judge(StrEnum):
    """Who can answer."""

    REPOSITORY = "repository"
    JUNIT = "test results"
    GITHUB = "GitHub"
    CHILDREN = "items of the phase"
    NOBODY = "nobody"


class Polarity(StrEnum):
    """What has to be so for the claim to be supported."""

    PRESENT = "present"
    ABSENT = "absent"
    FAILING = "failing"  # “FAIL as designed” is supported by failing


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that a claim is about."""

    thing: Thing
    text: str  # as written
    source: Source
    certain: bool  # named in the item itself, and the repository knows exactly one such thing
    known: tuple[str, ...]  # what the repository has, or had, by this name; empty: it never existed
    part: Part = Part.SUBJECT


@dataclass(frozen=True, slots=True)
class Scope:
    """Words of the item's own text that limit the question."""

    categories: tuple[str, ...] = ()  # of scanner/tree.py
    words: tuple[str, ...] = ()  # nobody knows their extent: “critical”, “first batch”


@dataclass(frozen=True, slots=True)
class Claim:
    """What an item seems to say. Automatic reading suggests; only a precise or confirmed one may accuse."""

    kind: str
    judge: Judge
    nature: Nature
    subjects: tuple[Subject, ...]
    scope: Scope
    stated: int | None  # a lower bound: “76+ files”; of “4 → 1” the 1
    polarity: Polarity
    precise: bool  # a named path or symbol with one of four clear verbs
    reason: str  # the words that decided the kind
    says_otherwise: bool  # ticked, and the text itself denies it

    @property
    def about(self) -> tuple[Subject, ...]:
        """The subjects proper, without places and targets."""
        return tuple(one for one in self.subjects if one.part in (Part.SUBJECT, Part.COPIES))

    @property
    def is_state(self) -> bool:
        return self.nature is Nature.STATE

    @property
    def is_event(self) -> bool:
        return self.nature is Nature.EVENT

    @property
    def subject_not_found(self) -> bool:
        """Named, but nothing of the history has such a name: never a verdict."""
        things = [one for one in self.about if one.thing is not Thing.LINES]
        if not things:
            things = [one for one in self.subjects if one.part is Part.PLACE and one.thing is not Thing.LINES]
        return bool(things) and not any(one.known for one in things)
