"""Items read as claims: what they seem to say, or what a person has said that they mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scanner.claims.claim import Claim, Judge, Part, Scope, Source, Subject, Thing
from scanner.claims.kind import Kind
from scanner.claims.known import KnownNames
from scanner.claims.reading import BY_ID, claims_of
from scanner.claims.tests_meant import TestQuestion, question_of_tests
from scanner.claims.things import named_in
from scanner.document_parts import Item, Phase
from scanner.item_lives import ItemLife
from tracker.actions.ledger_documents import Followed
from tracker.models import ClaimCorrection

Said = dict[str, str]  # a subject as a correction keeps it
MOST_SUBJECTS = 12
LONGEST_SUBJECT = 300
_WHY_NOT = {
    Judge.JUNIT: "Only test results can answer it, and none are kept for this commit",
    Judge.GITHUB: "Only GitHub can answer it",
    Judge.CHILDREN: "It is a step: its items answer for it, and none of them is judged",
    Judge.NOBODY: "It says what people did, planned or saw",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """An item with its life and its claim."""

    phase: Phase
    item: Item
    life: ItemLife
    claim: Claim
    correction: ClaimCorrection | None
    of_tests: TestQuestion | str = ""  # what test results are asked, or why nothing

    @property
    def is_asked(self) -> bool:
        """Does the code get to answer?"""
        return self.claim.judge is Judge.REPOSITORY and not self.is_dismissed

    @property
    def is_dismissed(self) -> bool:
        """Has somebody said that the code cannot answer it?"""
        return self.correction is not None and self.correction.sort == ClaimCorrection.Sort.NOT_CHECKABLE

    @property
    def is_confirmed(self) -> bool:
        """Has somebody said that this is what it means?"""
        return self.correction is not None and not self.is_dismissed

    @property
    def why_not(self) -> str:
        """Why nobody answers, "" if somebody does."""
        if self.is_dismissed and self.correction is not None:
            return self.correction.reason or "Somebody has said that the code cannot answer it"
        return _WHY_NOT.get(self.claim.judge, "")


def readings(followed: Followed, names: KnownNames, corrections: Mapping[str, ClaimCorrection]) -> list[Reading]:
    """Every box of a document as it could be read last."""
    found = []
    for life, read in zip(followed.lives, claims_of(followed.says, names), strict=True):
        correction = corrections.get(life.key)
        claim = read.claim if correction is None else corrected(read.claim, correction, names)
        of_tests = question_of_tests(claim, read.item.text, read.item.notes, names) if claim.judge is Judge.JUNIT else ""
        found.append(Reading(read.phase, read.item, life, claim, correction, of_tests))
    return found


def corrected(claim: Claim, correction: ClaimCorrection, names: KnownNames) -> Claim:
    """The claim as a person means it; one that reads the same already keeps its number and its scope."""
    kind = BY_ID.get(correction.kind)
    if correction.sort == ClaimCorrection.Sort.NOT_CHECKABLE or kind is None:
        return claim
    claim = replace(claim, says_otherwise=False)
    subjects = tuple(_rebuilt(one, names) for one in correction.subjects)
    if kind.id == claim.kind and [said(one) for one in subjects] == [said(one) for one in claim.subjects]:
        return claim
    return replace(
        claim,
        kind=kind.id,
        judge=kind.judge,
        nature=kind.nature,
        polarity=kind.polarity,
        subjects=subjects,
        scope=Scope(),
        stated=None,
        precise=False,
        reason="as a person has said",
    )


def said(subject: Subject) -> Said:
    """What a correction keeps of a subject: the repository may know other things by its name tomorrow."""
    return {"thing": subject.thing.value, "text": subject.text, "source": subject.source.value, "part": subject.part.value}


def named(text: str, kind: Kind, names: KnownNames) -> Subject | None:
    """What a person wrote as a subject; None if nothing of the history is called so."""
    found = named_in(text)
    written = [found[0].thing] if len(found) == 1 and found[0].text == text else []
    guesses = [*written, *kind.wants, Thing.PATH, Thing.SYMBOL, Thing.MODULE, Thing.METHOD]
    for thing in dict.fromkeys(guesses):
        known = _known(thing, text, names)
        if known:
            return Subject(thing, text, Source.ITEM, len(known) == 1, known)
    return None


def _rebuilt(kept: Said, names: KnownNames) -> Subject:
    thing, text = Thing(kept["thing"]), kept["text"]
    known = _known(thing, text, names)
    source = Source(kept["source"])
    return Subject(thing, text, source, source is Source.ITEM and len(known) == 1, known, Part(kept["part"]))


def _known(thing: Thing, text: str, names: KnownNames) -> tuple[str, ...]:
    bare = text.partition("(")[0]
    leaf = bare.rpartition(".")[2]
    if thing is Thing.PATH:
        return names.paths(text)
    if thing is Thing.SYMBOL:
        return names.classes(leaf)
    if thing is Thing.METHOD:
        return (bare,) if bare.isupper() else names.functions(leaf)
    if thing is Thing.LINES:
        return ()
    modules = names.modules(text)
    is_own = thing is Thing.MODULE or bool(names.modules(text.partition(".")[0]))
    return modules or (() if is_own or "." not in text else (text,))


def by_phase(found: list[Reading]) -> Iterator[tuple[Phase, list[Reading]]]:
    """The readings phase by phase, in the document's order."""
    phases: dict[int, tuple[Phase, list[Reading]]] = {}
    for one in found:
        phases.setdefault(id(one.phase), (one.phase, []))[1].append(one)
    yield from phases.values()
