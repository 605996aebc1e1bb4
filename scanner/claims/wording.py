"""An item's text made ready to be read: without marks and prefix, in small letters, with its names replaced by what they are."""

import re
import unicodedata
from dataclasses import dataclass

from scanner.claims.things import Named, named_in

MOST_LETTERS = 500
_ARROW = re.compile(r"[ ]*(?:→|⇒|➜|->|=>)[ ]*")
_NUMBER = r"(?:[a-z]?\d{1,2}[a-z]?(?:\.\d{1,2}){0,2})"
_STEP = re.compile(
    rf"(?:(?:step|phase|stage|part|cycle|milestone)[ ]+{_NUMBER}\)?(?:[ ]+phase[ ]+{_NUMBER})?)(?!\w)[ ]*[:.)–—-]*[ ]*", re.IGNORECASE
)
_ENUMERATED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,2}\)?|\d{1,2}\)|\d{1,2}\.(?=[ ]))[ ]*[:.)–—-]*[ ]*(?=\D)")
_TAG = re.compile(r"(?:[A-Z]{3,6}(?<!PR)|Action|Test \d{1,2}|Success Metric)[ ]*:[ ]+(?=\S)")
_LABEL = re.compile(r"([^:.()/]{2,60}?)[ ]*:[ ]+(?=\S)")
_DONE = re.compile(
    r"(?:[ ]*(?:[-–—:(\[]|->)[ ]*|[ ]+)(?:(?:fully |100% |now )?(?:complete|completed|done|finished|pending"
    r"|in progress|in_progress|success)(?: success\w*)?)[ ]*[\])!.]*[ ]*$",
    re.IGNORECASE,
)
_IN_PARENTHESES = re.compile(r"[ ]*\([^()]{0,300}\)")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the kinds look at."""

    text: str  # without marks, otherwise as written
    step: str  # "phase 3", "1.1": the prefix that was taken away
    body: str  # behind it
    form: str  # the body in small letters; PATH, TESTPATH, NAME, CALL, DOTTED, IDENTIFIER, LINES stand for names
    bare: str  # the form without what is in parentheses and without “- COMPLETE” at the end
    label: str  # "risk assessment" of “Risk assessment: low”
    heading: str  # of the phase, in small letters
    named: tuple[Named, ...]  # in the body


def wording_of(text: str, heading: str = "") -> Wording:
    """The text of an item, or of anything that may be read as one."""
    plain = without_marks(text[:MOST_LETTERS])
    step, body = _without_prefix(plain)
    named = tuple(named_in(body))
    form = _form(body, named)
    bare = _IN_PARENTHESES.sub("", form)
    bare = _DONE.sub("", bare).strip(" -–—:.!")
    label = _LABEL.match(bare)
    return Wording(plain, step, body, form, bare, label[1].strip() if label else "", without_marks(heading[:MOST_LETTERS]).lower(), named)


def without_marks(text: str) -> str:
    """Without emoji, check marks and stray emphasis; arrows are written `->`."""
    kept = "".join(" " if _is_mark(letter) else letter for letter in _ARROW.sub(" -> ", text))
    return " ".join(kept.replace("**", "").replace("`", "").split()).strip(" -–—:")


def _is_mark(letter: str) -> bool:
    return letter in "\ufe0f\u200d" or (not letter.isascii() and unicodedata.category(letter) in ("So", "Sk", "Cn", "Co"))


def _without_prefix(text: str) -> tuple[str, str]:
    steps = []
    for _ in range(3):
        found = _STEP.match(text) or _ENUMERATED.match(text)
        tag = None if found else _TAG.match(text)
        if not (found or tag):
            break
        if found:
            steps.append(found[0].strip(" :.)–—-").lower())
            text = text[found.end() :]
        elif tag:
            text = text[tag.end() :]
    return " ".join(steps), text


def _form(body: str, named: tuple[Named, ...]) -> str:
    pieces: list[str] = []
    position = 0
    for one in named:
        pieces += [body[position : one.start].lower(), one.placeholder]
        position = one.end
    return "".join([*pieces, body[position:].lower()])
