"""Words that make a class's name: of a title, of an item that spells it out."""

import re
from collections.abc import Iterator

from scanner.claims.known import KnownNames
from scanner.claims.things import is_camel
from scanner.document_parts import TrackerDocument
from scanner.tracker_draft import Draft

MOST_WORDS = 5
_SEPARATORS = re.compile(r"[ _-]+")
_WORD = re.compile(r"[A-Za-z0-9]+")
_PREFIX = re.compile(r"ssot\W*(?:incomplete\W*)?(?:migration\W*)?(?=\w)", re.IGNORECASE)
#: Last words of names that classes have.
_is_a_thing = re.compile(
    "(?:manager|router|engine|emitter|notifier|bridge|handler|validator|dispatcher|service|monitor|queue|context|client|provider|adapter"
    "|orchestrator|executor|cache|store|agent|builder|runner|state|type|config|parser|loader|controller|scheduler|worker|processor|gateway)s?"
    "|factory|factories|registry|registries|repository|repositories"
).fullmatch
_says_little = re.compile(
    "implementations?|class(?:es)?|ssot|single|one|canonical|consolidated|duplicate|legacy|deprecated|unified"
).fullmatch


def title_symbol(document: TrackerDocument, drafted: Draft, names: KnownNames) -> str | None:
    """The symbol that the document speaks of, else the longest run of the title's words that makes a class's name."""
    symbol = drafted.symbol if drafted.symbol and names.classes(drafted.symbol) else None
    if symbol and drafted.symbol_source != "title":
        return symbol
    text = _SEPARATORS.sub("", document.text.lower())
    words = _WORD.findall(_PREFIX.sub("", document.title[:300], count=1))
    whole = [word for word in words if is_camel(word) and names.classes(word) == (word,)]
    runs: list[list[str]] = [whole, *(list(_joined(words, length, names)) for length in range(MOST_WORDS, 1, -1))]
    best = next(filter(None, runs), [])
    return max(best, key=lambda name: text.count(name.lower())) if best else symbol


def spelled_out(text: str, names: KnownNames) -> str | None:
    """“Only one shop router”: the longest run of words that makes a class's name."""
    words = [word for word in _WORD.findall(text) if not word.isupper() and not _says_little(word.lower())]
    for length in range(MOST_WORDS, 1, -1):
        for start in range(len(words) - length + 1):
            for name in _spelled("".join(words[start : start + length]), names):
                return name
    return None


def _joined(words: list[str], length: int, names: KnownNames) -> Iterator[str]:
    """Classes that so many neighbouring words make."""
    for start in range(len(words) - length + 1):
        if _is_a_thing(words[start + length - 1].lower()):
            yield from _spelled("".join(words[start : start + length]), names)


def _spelled(run: str, names: KnownNames) -> Iterator[str]:
    """The class whose name the run is, in the singular too."""
    singular = run.removesuffix("ies") + "y" if run.endswith("ies") else run.removesuffix("s")
    for one in sorted({run, singular}, key=len):
        wanted = one[:1].upper() + one[1:]
        yield from (name for name in names.classes(wanted) if name.lower() == one.lower() and is_camel(name))
