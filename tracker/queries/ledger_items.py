"""One item of a ledger as the pages show it; every text is safe for the eye."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker.queries import source
from tracker.queries.ledger_words import AGAINST, HELD, SOURCES, TURNS, UNANSWERED, UNSETTLED, Evidence, Verdict, evidence, verdict_of

MOST_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Moment:
    """A commit in which something of an item happened."""

    place: int
    oid: str
    author: str
    at: datetime
    subject: str
    to: str  # true, false or unknown; empty for a tick

    @property
    def words(self) -> str:
        """What the answer became."""
        return TURNS.get(self.to, "")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a claim is about, and where that was read."""

    thing: str
    text: str
    source: str
    known: list[str]
    part: str
    is_suggestion: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A line of the newest commit that carries the verdict."""

    path: str
    line: int
    statement: str
    raw_path: str

    def address(self, slug: str, sha: str) -> str:
        """Where the line is shown."""
        return source.address(slug, sha, self.raw_path, self.line or None)


@dataclass(frozen=True, slots=True)
class Correction:
    """Who said what an item means, when, and why."""

    by: str
    at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Here:
    """What people entered of an item, for its row."""

    words: tuple[str, ...]
    assignee: str
    due: date | None
    days_late: int


@dataclass(frozen=True, slots=True)
class TestsSaid:
    """What test results say to it."""

    __test__ = False
    now: str  # “13 of 18 pass, 72 %”, empty where there are none
    then: str
    wants_passing: bool
    stored: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """A box, or a bullet that only makes a statement, with what the code says to it."""

    key: str
    text: str
    notes: list[str]
    line: int
    depth: int
    ticked: bool
    is_box: bool
    phase: str
    kind: str
    kind_name: str
    judge: str
    nature: str
    question: str
    state: str  # as the ledger has it, or UNSETTLED for what a front page may not say
    verdict: Verdict
    sentence: str
    then: int | None
    now: int | None
    tick: Moment | None
    born_ticked: bool
    segments: list[tuple[int, int, str]]
    edges: list[Moment]
    proof: list[Proof]
    subjects: list[Subject]
    git: str
    why_not: str
    correction: Correction | None
    is_sure: bool = False  # of what the question is: a front page may deny the tick
    is_own: bool = False  # entered here, and in no document
    ticked_here: Correction | None = None  # who ticked it here and when
    here: Here | None = None
    tests: TestsSaid | None = None

    @property
    def evidence(self) -> Evidence:
        """What the code says, in one sentence with one link."""
        if self.why_not and (self.state in UNANSWERED or not self.sentence):
            return Evidence(f"{self.why_not.rstrip('.')}.", "", "")
        return evidence(self.says, self.now)

    @property
    def says(self) -> str:
        """The half of the sentence that the code says."""
        _, found, after = self.sentence.partition("; the code ")
        return f"The code {after}" if found else self.sentence

    @property
    def is_against(self) -> bool:
        """Does a front page say that the code denies the tick?"""
        return self.state in AGAINST

    @property
    def is_answered(self) -> bool:
        """Is it ticked, and did the code answer?"""
        return self.is_judged or (self.ticked and self.state == UNSETTLED)

    @property
    def is_judged(self) -> bool:
        """Is it ticked, and may a front page say what the code answered?"""
        return self.ticked and self.state in (*HELD, *AGAINST)

    @property
    def holds(self) -> bool:
        """Is what it says so, or was it when it mattered?"""
        return self.ticked and self.state in HELD

    @property
    def has_page(self) -> bool:
        """Is there more to say than the row does?"""
        return self.is_asked or bool(self.correction)

    @property
    def is_asked(self) -> bool:
        """Is there a question that the code can answer?"""
        return bool(self.question) and (self.judge in ("repository", "items of the phase") or self.tests is not None)

    @property
    def is_confirmable(self) -> bool:
        """Is there a reading of it that a person can confirm?"""
        return bool(self.question) and (self.judge == "repository" or self.tests is not None)

    @property
    def guesses(self) -> list[Subject]:
        """Subjects that were not read in the item itself."""
        return [one for one in self.subjects if one.is_suggestion]


def item_of(row: Mapping[str, Any], phase: str) -> Item:
    """An item out of its stored form; what is missing there is as if it were empty."""
    state = str(row.get("state") or "not checkable")
    if state in AGAINST and not row.get("on_front_page"):
        state = UNSETTLED
    return Item(
        key=str(row.get("key", "")),
        text=_seen(row, "text"),
        notes=[source.visible(str(note)) for note in row.get("notes", ())],
        line=int(row.get("line") or 0),
        depth=min(int(row.get("depth") or 0), MOST_DEPTH),
        ticked=bool(row.get("ticked")),
        is_box=bool(row.get("is_box", True)),
        phase=phase,
        kind=str(row.get("kind", "")),
        kind_name=_seen(row, "kind_name"),
        judge=str(row.get("judge", "")),
        nature=str(row.get("nature", "")),
        question=_seen(row, "question"),
        state=state,
        verdict=verdict_of(state, _seen(row, "state_words")),
        sentence=_seen(row, "sentence"),
        then=row.get("then"),
        now=row.get("now"),
        tick=_moment(row.get("ticked_at")),
        born_ticked=bool(row.get("born_ticked")),
        segments=[(int(first), int(last), str(shade)) for first, last, shade in row.get("segments", ())],
        edges=[moment for edge in row.get("edges", ()) if (moment := _moment(edge)) is not None],
        proof=[_proof(one) for one in row.get("proof", ())],
        subjects=_subjects(row.get("subjects", ())),
        git=_seen(row, "git"),
        why_not=_seen(row, "why_not"),
        correction=_correction(row.get("correction")),
        is_sure=bool(row.get("precise")) or bool(row.get("correction")),
        is_own=bool(row.get("own")),
        ticked_here=_correction(row.get("here")),
        tests=_tests(row.get("tests")),
    )


def _seen(row: Mapping[str, Any], name: str) -> str:
    return source.visible(str(row.get(name) or ""))


def _moment(row: Mapping[str, Any] | None) -> Moment | None:
    if not row:
        return None
    at = datetime.fromisoformat(row["at"])
    return Moment(int(row["place"]), str(row["oid"]), _seen(row, "author"), at, _seen(row, "subject"), str(row.get("to", "")))


def _proof(row: Mapping[str, Any]) -> Proof:
    return Proof(
        _seen(row, "path"), int(row.get("line") or 0), source.visible_code(str(row.get("statement", ""))), str(row.get("path", ""))
    )


def _tests(row: Mapping[str, Any] | None) -> TestsSaid | None:
    return TestsSaid(_seen(row, "now"), _seen(row, "then"), row.get("polarity") != "failing", row) if row else None


def _subjects(rows: Sequence[Mapping[str, Any]]) -> list[Subject]:
    return [
        Subject(
            thing=str(row.get("thing", "")),
            text=_seen(row, "text"),
            source=SOURCES.get(str(row.get("source")), str(row.get("source", ""))),
            known=[source.visible(str(one)) for one in row.get("known", ())],
            part=str(row.get("part", "")),
            is_suggestion=str(row.get("source")) in ("phase", "implementation list", "title"),
        )
        for row in rows
    ]


def _correction(row: Mapping[str, Any] | None) -> Correction | None:
    if not row:
        return None
    at = datetime.fromisoformat(row["at"]) if row.get("at") else None
    return Correction(_seen(row, "by"), at, _seen(row, "reason"))
