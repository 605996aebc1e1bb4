"""A document's ledger as it is stored for the pages."""

import re
from collections import Counter
from collections.abc import Sequence

from scanner.claims.claim import Claim
from scanner.claims.evidence import Evidence
from scanner.claims.words import question_of
from scanner.item_lives import ItemLife
from scanner.ledger_words import archived, closing, headline
from scanner.verdicts import Holds, State, Turn
from tracker.actions import ledger_tests
from tracker.actions.ledger_claims import by_phase
from tracker.actions.ledger_documents import Followed
from tracker.actions.ledger_judging import Judged
from tracker.actions.ledger_line import Line
from tracker.models import ClaimCorrection
from tracker.queries.accounts import name_of

Row = dict[str, object]

MOST_EDGES = 200  # the newest ones of an item
MOST_LETTERS = 2_000  # of an item's text
MOST_NOTES = 50
_CLOSED = re.compile(r"\W*(?:fully |successfully )?(closed|resolved|completed?)\b", re.IGNORECASE)
_QUALIFIED = re.compile(r"\b(?:phase|step|stage|planning|discovery|audit|execution|analysis|tests?|partial\w*|not|in)\b", re.IGNORECASE)


def data_of(followed: Followed, judged: Sequence[Judged], line: Line, ticked_at: int | None) -> Row:
    """Everything that the pages of a document need."""
    states = [one.state for one in judged]
    unsettled = [one.state for one in judged if one.reading.item.ticked and not one.judgement.on_front_page]
    of_reading = {id(one.reading): one for one in judged}
    items = {
        id(phase): [_item(of_reading[id(one)], line) | dict(followed.said.get(one.life.key, {})) for one in mine]
        for phase, mine in by_phase([one.reading for one in judged])
    }
    marks = followed.marks or ({},) * len(followed.says.phases)
    phases = [
        {"title": phase.title, "says_complete": phase.says_complete, "items": items.get(id(phase), []), **mark}
        for phase, mark in zip(followed.says.phases, marks, strict=True)
    ]
    known = {max(place, ticked_at or 0): [ticked, boxes] for place, ticked, boxes in followed.ticks}  # the last word at a place
    ticks = [[place, *counts] for place, counts in known.items()]
    return {
        "headline": headline(states, unsettled),
        "closing": _closing(followed, list((Counter(states) - Counter(unsettled)).elements())),
        "ticks": ticks,
        "status": (followed.says.status or "")[:MOST_LETTERS],
        "began": line.told(followed.changes[0]) if followed.changes else None,
        "changed": line.told(followed.changes[-1]) if followed.changes else None,
        "phases": phases,
        "vanished": [_vanished(life) for life in followed.away if life.successor is None],
    }


def _closing(followed: Followed, states: Sequence[State]) -> str:
    if followed.is_gone:
        return closing(states, "removed")
    if followed.is_archived:
        return archived(states)
    status = followed.says.status or ""
    says_so = _CLOSED.match(status)
    return closing(states, says_so[1].lower()) if says_so and not _QUALIFIED.search(status) else ""


def _vanished(life: ItemLife) -> Row:
    state = "open" if life.removed_while_open else "ticked" if life.is_ticked else "gone"
    return {"key": life.key, "text": life.item.text[:MOST_LETTERS], "phase": life.section[:MOST_LETTERS], "state": state}


def _item(judged: Judged, line: Line) -> Row:
    if judged.stored is not None:
        return dict(judged.stored)
    reading, judgement, claim = judged.reading, judged.judgement, judged.reading.claim
    item, found = reading.item, judged.evidence(line)
    shown = _is_shown(judged)
    return {
        "key": reading.life.key,
        "text": item.text[:MOST_LETTERS],
        "notes": [note[:MOST_LETTERS] for note in item.notes[:MOST_NOTES]],
        "line": item.line,
        "depth": item.depth,
        "ticked": item.ticked,
        "born_ticked": reading.life.born_ticked,
        "kind": claim.kind,
        "kind_name": claim.kind[:1].upper() + claim.kind[1:],
        "judge": claim.judge.value,
        "nature": claim.nature.value,
        "precise": claim.precise,
        "subjects": _subjects(claim),
        "question": ledger_tests.question(judged.answered) or question_of(claim),
        "verdict": judgement.verdict.value,
        "state": judgement.state.value,
        "state_words": judgement.words,
        "on_front_page": judgement.on_front_page,
        "sentence": sentence_of(judged, found),
        "then": found.then if shown else None,
        "now": found.now if shown else None,
        "ticked_at": None if judged.tick is None else line.told(judged.tick),
        "segments": [[one.start, one.end - 1, one.shade.value] for one in judged.strip],
        "edges": [_edge(turn, line) for turn in judgement.edges[-MOST_EDGES:]],
        "proof": _proof(found) if shown else [],
        "git": found.command.at(line.tip) if shown and found.command else "",
        "why_not": judged.why_not,
        "tests": ledger_tests.row(judged.answered, line, judged.tick),
        "correction": _correction(reading.correction),
    }


def _is_shown(judged: Judged) -> bool:
    return judged.history.is_checkable and judged.answered.is_checkable


def sentence_of(judged: Judged, found: Evidence) -> str:
    """“The item says …; the code has …”, of a step by its items."""
    if judged.children is not None and judged.children.judged:
        return f"The item is a step: of its items {judged.children.words}."
    return " ".join(filter(None, [found.sentence, _beside(judged)])) if _is_shown(judged) else ""


def _beside(judged: Judged) -> str:
    """What a merge kept from the line."""
    branch = judged.branch
    if branch is None or branch.holds is not Holds.TRUE:
        return ""
    return f"When it was ticked it was true on the side branch at {branch.oid[:9]}, and not on the line."


def _subjects(claim: Claim) -> list[Row]:
    return [
        {
            "thing": one.thing.value,
            "text": one.text,
            "source": one.source.value,
            "certain": one.certain,
            "known": list(one.known),
            "part": one.part.value,
        }
        for one in claim.subjects
    ]


def _edge(turn: Turn, line: Line) -> Row:
    to = turn.holds.value if turn.holds.value in ("true", "false") else "unknown"
    return {**line.told(turn.place), "subject": line.commits[turn.place].subject, "to": to}


def _proof(found: Evidence) -> list[Row]:
    return [{"path": one.path, "line": one.line, "statement": one.statement} for one in found.proof]


def _correction(row: ClaimCorrection | None) -> Row | None:
    if row is None:
        return None
    return {"by": name_of(row.made_by), "at": row.made_at.isoformat(), "reason": row.reason}
