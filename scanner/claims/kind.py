"""What a kind of claim is: wordings that it has, look-alikes that it has not, and what its subject may be."""

import re
from abc import ABC
from typing import ClassVar

from scanner.claims.claim import Judge, Nature, Polarity, Thing
from scanner.claims.wording import Wording

#: Stand in a form for what the text names, so that no part of a name is taken for a word.
NAMES = "PATH|TESTPATH|NAME|CALL|DOTTED|IDENTIFIER"


class Kind(ABC):
    """`matches` and `ignores` are items' texts; tests/scanner/claims/test_kinds.py tries them all, and whole readings at that."""

    id: ClassVar[str]
    judge: ClassVar[Judge] = Judge.NOBODY
    nature: ClassVar[Nature] = Nature.NEITHER
    polarity: ClassVar[Polarity] = Polarity.PRESENT
    wants: ClassVar[tuple[Thing, ...]] = ()  # what its subject may be, best first
    only_tests: ClassVar[bool] = False  # its paths are those of tests
    falls_back: ClassVar[bool] = False  # takes its subject from the document if the item names none
    is_limited: ClassVar[bool] = False  # scope words limit its question
    reads_parentheses: ClassVar[bool] = False
    takes_title: ClassVar[bool] = True  # what the title names is to stay, so it is no old place
    clear_shape: ClassVar[re.Pattern[str] | None] = None  # the whole wording is one clear verb and what the item names
    clear_things: ClassVar[frozenset[Thing]] = frozenset({Thing.PATH, Thing.SYMBOL, Thing.MODULE})
    wordings: ClassVar[re.Pattern[str]]
    look_alikes: ClassVar[re.Pattern[str] | None] = None
    matches: ClassVar[tuple[str, ...]] = ()
    ignores: ClassVar[tuple[str, ...]] = ()

    def reason(self, said: Wording) -> str | None:
        """The words that make it this kind, None if it is another."""
        text = said.form if self.reads_parentheses else said.bare
        found = self.wordings.search(text)
        if not found or (self.look_alikes and self.look_alikes.search(text)):
            return None
        return found[0].strip() or text


def pattern(*alternatives: str) -> re.Pattern[str]:
    """One expression of several, over a wording's form."""
    return re.compile("|".join(f"(?:{one})" for one in alternatives))
