"""What is asked of the facts, and what they answer: values only."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from scanner.claims.ask_tallies import Tally, What
from scanner.verdicts import Holds, Turn

LOWER_BOUND = 0.9  # a stated number is roughly meant: “34 tests” are there with 31


@dataclass(frozen=True, slots=True)
class IssueContext:
    """What an issue gives its claims to lean on."""

    symbol: str = ""
    canonical: str = ""  # a dotted module
    deprecated: tuple[str, ...] = ()  # dotted modules
    intended: tuple[str, ...] = ()  # globs of files that name the old thing on purpose


@dataclass(frozen=True, slots=True)
class Said:
    """What the code of one commit says to a predicate."""

    holds: Holds
    number: int = 0  # what was counted, in the predicate's own unit
    unreadable: int = 0
    note: str = ""  # why it is unknown, or what else was seen
    in_strings: int = 0  # of the number


@dataclass(frozen=True, slots=True)
class CountedTurn(Turn):
    """From this place of the line on, with the number behind the answer."""

    number: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One git command that repeats an answer; the first `{}` of a template is the commit."""

    template: str
    limit: str = ""  # where it says more, or less, than the facts

    def at(self, commit: str) -> str:
        """The command for one commit."""
        return self.template.replace("{}", commit, 1)


@dataclass(frozen=True, slots=True)
class Predicate(ABC):
    """A question with its parameters; equal ones are asked once."""

    counts_places: ClassVar[bool] = False  # a file that can't be read may hold one more

    @abstractmethod
    def tallies(self) -> tuple[Tally, ...]:
        """What has to be counted."""

    def proof(self) -> tuple[Tally, ...]:
        """Those whose lines prove the answer, what decides it first; a file's mere presence only where nothing else is asked."""
        inside = tuple(one for one in self.tallies() if one.what not in (What.FILE, What.UNREADABLE))
        return inside or tuple(one for one in self.tallies() if one.what is What.FILE)

    @abstractmethod
    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        """The answer to the tallies' numbers, and to whether each was above nought so far."""

    @abstractmethod
    def words(self, number: int) -> str:
        """What the code has, with its number: “has 97 places that import shop.old”."""

    def words_with(self, others: "Sequence[Predicate]", number: int) -> str:
        """The same of several equal questions with different subjects."""
        return "; ".join(dict.fromkeys(one.words(number) for one in (self, *others)))

    def command_with(self, others: "Sequence[Predicate]") -> Command | None:
        """One command that repeats several of them, if there is one."""
        return None

    @abstractmethod
    def commands(self) -> tuple[Command, ...]:
        """Git commands that repeat it, best first."""

    @property
    def withholds(self) -> bool:
        """Do unreadable files withhold “supported”?"""
        return self.counts_places


@dataclass(frozen=True, slots=True)
class Unanswerable(Predicate):
    """Nothing that the facts could say."""

    reason: str

    def tallies(self) -> tuple[Tally, ...]:
        return ()

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        return Said(Holds.UNKNOWN, note=self.reason)

    def words(self, number: int) -> str:
        return ""

    def commands(self) -> tuple[Command, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class NeverThere(Predicate):
    """Something that no commit of the history has."""

    text: str

    def tallies(self) -> tuple[Tally, ...]:
        return ()

    def said(self, counts: Sequence[int], ever: Sequence[bool]) -> Said:
        return Said(Holds.NO_SUBJECT, note=f"nothing of the history is called {self.text}")

    def words(self, number: int) -> str:
        return f"never had {self.text}"

    def commands(self) -> tuple[Command, ...]:
        return ()


def of_strings(number: int) -> str:
    """What is told of places that are strings; nothing where none is."""
    return f"{number:,} of them in strings" if number else ""


def in_files(paths: Sequence[str]) -> str:
    """“ in a.py”, “ in a.py or 2 more”; nothing where no file is named."""
    return f" in {paths[0]}" + (f" or {len(paths) - 1:,} more" if len(paths) > 1 else "") if paths else ""


def counted(number: int, one: str, many: str = "") -> str:
    """“1 place”, “97 places”."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
