"""The words and shapes of a claim's states, the same on every page."""

import re
from dataclasses import dataclass

AGAINST = ("contradicted", "came back")
HELD = ("supported", "early", "superseded")
UNANSWERED = ("not checkable", "subject not found", "text says otherwise")
UNSETTLED = "not settled"
#: What a filter is called, and the states that it lets through.
LISTS = {
    "contradicted": ("Contradicted", AGAINST),
    "unsettled": ("Not settled", (UNSETTLED,)),
    "ready": ("Ready to tick", ("ready to tick",)),
    "supported": ("Supported", HELD),
    "unchecked": ("Not checkable", UNANSWERED),
    "all": ("All", ()),
}
PLACES = ("places are", "place is")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A state as a word, a shape and a tone; the tone is empty for what is quiet."""

    word: str
    icon: str
    tone: str = ""


VERDICTS = {
    "supported": Verdict("Supported", "ok", "good"),
    "contradicted": Verdict("Contradicted", "no", "bad"),
    "early": Verdict("Early", "ok", "good"),
    "came back": Verdict("Came back", "no", "bad"),
    "superseded": Verdict("Superseded", "ok"),
    "ready to tick": Verdict("Ready to tick", "ready", "ready"),
    "open": Verdict("Not ticked", "wait"),
    "subject not found": Verdict("Subject not found", "na"),
    "not checkable": Verdict("Not checkable", "na"),
    "text says otherwise": Verdict("Text says otherwise", "na"),
    UNSETTLED: Verdict("Not settled", "no"),
    "not judged then": Verdict("Not judged at that commit", "na"),
}
UNSURE = "The code says otherwise, but nobody has confirmed that this is the question."
TOO_SOON = "The code says otherwise, but it is too soon after the tick, or nobody knows what the branch of the tick held."
SOURCES = {
    "item": "from the item",
    "sub-bullet": "from a bullet below the item",
    "phase": "from the phase: a suggestion",
    "implementation list": "from the list of implementations: a suggestion",
    "title": "from the title: a suggestion",
}
TURNS = {"true": "became true", "false": "became untrue", "unknown": "could not be answered any more"}
SHADES = {"not ticked": "not ticked", "true": "ticked and true", "not true": "ticked and not true", "unknown": "ticked, no answer"}


def verdict_of(state: str, words: str) -> Verdict:
    """A state with its own words, “early by 46 s” for one."""
    known = VERDICTS.get(state, VERDICTS["not checkable"])
    said = words.strip()
    return Verdict(said[:1].upper() + said[1:], known.icon, known.tone) if said and state not in ("open", UNSETTLED) else known


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence cut around its link, which holds the number where there is one."""

    before: str
    link: str
    after: str


def evidence(sentence: str, now: int | None) -> Evidence:
    """The part that leads to the proof: the number with the word behind it, else what the code says."""
    number = rf"(?<![\w.,/]){now:,}(?![\w,/]|\.\d)(?: \w+)?" if now is not None else r"(?!)"
    found = re.search(number, sentence.replace("\u00a0", " ")) or re.search(r"(?<=^The code has ).+?(?=\.?$)", sentence)
    if found is None:
        return Evidence(sentence, "", "")
    return Evidence(sentence[: found.start()], sentence[found.start() : found.end()], sentence[found.end() :])


def count(number: int, one: str, many: str = "") -> str:
    """“1 tick”, “1,204 ticks”."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
