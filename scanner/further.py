"""What the code says of a further duplication that a document names: so, not so, under another name, or nothing of the kind."""

import re
from dataclasses import dataclass
from enum import StrEnum

from scanner.claims.known import KnownNames
from scanner.claims.things import is_camel
from scanner.claims.titles import spelled_out
from scanner.document_parts import Further
from scanner.name_uses import Code, NameUses, Spot, without_doubles

MOST_SHOWN = 3
MOST_DEPRECATED = 20
_WORD = re.compile(r"\w+")
_OF_PATHS = re.compile(r"\b(?:import|imports|imported|paths?|fragment\w*|inconsisten\w*)\b", re.IGNORECASE)
_OF_COPIES = re.compile(
    r"\b(?:duplicat\w*|multiple|several|two|three|dual|different|competing|\d+\+?|implementations?|classes|copies|proliferation|definitions?)\b",
    re.IGNORECASE,
)


class Verdict(StrEnum):
    """What the newest commit says."""

    TRUE = "true"
    REFUTED = "refuted"
    RENAMED = "under another name"
    NOT_FOUND = "subject not found"


@dataclass(frozen=True, slots=True)
class Asked:
    """A further duplication with the name that it is about."""

    says: Further
    name: str  # "" if its words make no name that the history knows
    is_written: bool  # do its words make exactly this name?

    @property
    def of_paths(self) -> bool:
        """Is it about import paths, and not about copies?"""
        return bool(_OF_PATHS.search(self.says.text)) and not re.search(r"\bduplicat", self.says.text, re.IGNORECASE)

    @property
    def is_vague(self) -> bool:
        """Does it say neither?"""
        return not _OF_PATHS.search(self.says.text) and not _OF_COPIES.search(self.says.text)


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict in one sentence, with the draft of an issue."""

    verdict: Verdict
    sentence: str
    spots: tuple[Spot, ...] = ()
    canonical: str = ""
    deprecated: tuple[str, ...] = ()
    of_paths: bool = False


def ask(says: Further, names: KnownNames) -> Asked:
    """The name that its words write or spell out."""
    written = [word for word in _WORD.findall(says.text) if is_camel(word)]
    known = next((found[0] for word in written if (found := names.classes(word))), "")
    name = known or spelled_out(says.text, names) or ""
    whole = "".join(_WORD.findall(says.text)).lower()
    return Asked(says, name, bool(name) and name.lower() in whole)


def answer(asked: Asked, code: Code) -> Answer:
    """What the files of the newest commit say."""
    if not asked.name:
        return Answer(Verdict.NOT_FOUND, "Its words make no name of a class that this history knows.")
    uses = code.of(asked.name)
    if asked.of_paths or (asked.is_vague and len(uses.paths) > 1 and len(without_doubles(uses.definitions)) < 2):
        return _of_paths(asked, uses, code)
    return _of_copies(asked, uses, code)


def _of_paths(asked: Asked, uses: NameUses, code: Code) -> Answer:
    paths, name = uses.imported_from, uses.name
    if not paths:
        return Answer(Verdict.REFUTED, f"{name} is imported from no path at the newest commit.", _spots(uses), of_paths=True)
    shown = ", ".join(f"{one.module} {one.imports:,}" for one in paths[:MOST_SHOWN])
    more = f", and {len(paths) - MOST_SHOWN:,} more" if len(paths) > MOST_SHOWN else ""
    if len(paths) == 1:
        sentence = f"{name} is imported through one path: {shown} {_statements(paths[0].imports)}."
        return Answer(Verdict.REFUTED, sentence, _spots(uses), paths[0].module, of_paths=True)
    gone = sum(not one.is_there for one in paths)
    gone_words = f" {gone:,} of the paths {'is' if gone == 1 else 'are'} gone." if gone else ""
    sentence = f"{name} is imported through {len(paths):,} paths by {uses.imports:,} statements: {shown}{more}.{gone_words}"
    canonical = next((one.module for one in paths if one.is_there), "")
    others = tuple(one.module for one in paths if not one.is_there)[:MOST_DEPRECATED]  # one that is there may hold other things too
    return Answer(_held(asked), sentence, _spots(uses) or _ends(uses, code), canonical, others, of_paths=True)


def _of_copies(asked: Asked, uses: NameUses, code: Code) -> Answer:
    name, spots = uses.name, without_doubles(uses.definitions)
    if len(spots) > 1:
        return Answer(_held(asked), f"{name} has {len(spots):,} definitions with code of their own.", tuple(spots))
    handed = f"; {uses.standing_in:,} more only hand{'s' * (uses.standing_in == 1)} it on" if uses.standing_in else ""
    if spots:
        return Answer(Verdict.REFUTED, f"{name} has one definition with code of its own{handed}.", tuple(spots))
    ends = [end for one in uses.imported_from if (end := code.leads_to(one.module, name)) is not None]
    other = next(((found, spot) for found, spot in ends if found != name), None)
    if other is not None:
        sentence = f"No class is called {name} at the newest commit; what is imported by this name is {other[0]}."
        return Answer(Verdict.RENAMED, sentence, (other[1],))
    return Answer(Verdict.REFUTED, f"Nothing in production defines {name} at the newest commit{handed}.")


def _held(asked: Asked) -> Verdict:
    return Verdict.TRUE if asked.is_written else Verdict.RENAMED


def _statements(count: int) -> str:
    return "statement" if count == 1 else "statements"


def _spots(uses: NameUses) -> tuple[Spot, ...]:
    return tuple(without_doubles(uses.definitions))


def _ends(uses: NameUses, code: Code) -> tuple[Spot, ...]:
    found = (end[1] for one in uses.imported_from if (end := code.leads_to(one.module, uses.name)) is not None)
    return tuple(dict.fromkeys(found))
