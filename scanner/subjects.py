"""What tracker documents are about, and which of them are about the same thing.

A document has a name if its title, its lists or its file name lead to a class; else it has the words of its title. Then, in this order:
names that hold another document's whole name go with it; words that make a name but for their endings go with it; a name whose words lie
in another one with the same first and last word goes with it; what is left gathers at the topics that documents without a name begin with.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scanner.claims.known import KnownNames
from scanner.claims.titles import title_symbol
from scanner.document_parts import TrackerDocument
from scanner.tracker_draft import draft, is_of_the_work

STANDS_ALONE = 5  # documents that make a name a subject of its own, whatever topic its first word is
LEADING = 3  # words of a title among which its topic is looked for
LEAST_SHORT = 4  # letters of a word that may stand for a longer one
MOST_WORDS = 40
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PREFIX = re.compile(r"ssot\W*(?:incomplete\W*)?(?:migration\W*)?(?=\w)", re.IGNORECASE)
_ENDING = re.compile(r"(?:ations?|ings?|ions?|ors?|ers?|s)$")
#: A name of two parts that texts write as one word, and that is no class.
_COMPOUNDS = {("web", "socket"): "websocket", ("o", "auth"): "oauth", ("git", "hub"): "github"}
_says_little = re.compile(
    "unified|base|direct|multiple|user|in|to|the|for|by|with|across|using|from|instead|gardener|tracker|e|ai"
).fullmatch


@dataclass(frozen=True, slots=True)
class About:
    """What one document is about, from itself alone."""

    name: str  # of a class, "" without one
    words: tuple[str, ...]  # of its title, in small letters, without those that speak of the work
    spelled: tuple[str, ...]  # the same words as they are written


def about(document: TrackerDocument, path: str, names: KnownNames) -> About:
    """The class that the title, the lists, else the file's name lead to; and the words of the title, else of the file's name."""
    drafted, stem = draft(document), path.rpartition("/")[2].rpartition(".")[0]
    name = title_symbol(document, drafted, names) or title_symbol(replace(document, title=stem), drafted, names) or drafted.symbol or ""
    words = list(_words(document.title)) or list(_words(stem))
    return About(name, tuple(word.lower() for word in words), tuple(words))


def subjects(found: Sequence[About]) -> list[str]:
    """The subject of each document, in their order."""
    named = _folded([one.name for one in found])
    humps = {name: humps_of(name) for name in set(named) - {""}}
    named = [name or _spelled_otherwise(one.words, humps) for name, one in zip(named, found, strict=True)]
    topics = _Topics(found, named)
    return [topics.of(one, name) for one, name in zip(found, named, strict=True)]


def humps_of(name: str) -> tuple[str, ...]:
    """`WebSocketManager` is websocket, manager."""
    parts = [part.lower() for part in _HUMPS.findall(name)]
    joined: list[str] = []
    for part in parts:
        pair = (joined[-1], part) if joined else ("", part)
        joined[len(joined) - (pair in _COMPOUNDS) :] = [_COMPOUNDS.get(pair, part)]
    return tuple(joined)


def _folded(names: Sequence[str]) -> list[str]:
    """Each name as the shortest one that it holds; AgentFactory as the AgentInstanceFactory that it shortens."""
    counted = Counter(name for name in names if name)
    humps = {name: humps_of(name) for name in counted}
    goes: dict[str, str] = {}
    for name in counted:
        shorter = [one for one in counted if one != name and len(humps[one]) > 1 and _holds(humps[name], humps[one])]
        goes[name] = min(shorter, key=lambda one: (len(humps[one]), one), default=name)
    for name in list(goes):
        longer = [one for one in counted if goes[one] == one and goes[name] == name and _shortens(humps[name], humps[one])]
        goes[name] = max(longer, key=lambda one: (counted[one], one), default=goes[name])
    return [goes.get(name, "") for name in names]


def _holds(whole: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(whole[start : start + len(part)] == part for start in range(len(whole) - len(part) + 1))


def _shortens(short: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Same first and last word, and fewer between."""
    return 1 < len(short) < len(whole) and short[0] == whole[0] and short[-1] == whole[-1]


def _spelled_otherwise(words: Sequence[str], humps: Mapping[str, tuple[str, ...]]) -> str:
    """“message routing” is MessageRouter."""
    stems = tuple(map(_stem, words))
    found = [name for name, parts in humps.items() if len(parts) > 1 and _holds(stems, tuple(map(_stem, parts)))]
    return max(found, key=lambda name: (len(humps[name]), name), default="")


def _stem(word: str) -> str:
    stem = _ENDING.sub("", word)
    return stem if len(stem) >= LEAST_SHORT else word


class _Topics:
    """The words that documents without a name begin with, and with them the names that too few documents share."""

    def __init__(self, found: Sequence[About], named: Sequence[str]) -> None:
        counted = Counter(named)
        self._shared = {name for name in counted if name and counted[name] > 1}
        self._alone = {name for name in counted if name and counted[name] >= STANDS_ALONE}
        firsts = [_first(one, name) for one, name in zip(found, named, strict=True) if name not in self._alone]
        self._shortest = sorted(set(firsts) - {""}, key=lambda word: (len(word), word))
        self._sizes = Counter(map(self._lead, firsts))
        self._topics = {self._lead(one.words[0]) for one, name in zip(found, named, strict=True) if not name and one.words}
        self._spelled: dict[str, Counter[str]] = {}
        for one in found:
            for word, spelled in zip(one.words, one.spelled, strict=True):
                if len(humps_of(spelled)) == 1:  # a class's name is no spelling of its first word
                    self._spelled.setdefault(self._lead(word), Counter())[spelled] += 1

    def of(self, one: About, name: str) -> str:
        """The name, if it stands alone; else the topic that it begins with, else what its title names besides."""
        if name in self._alone:
            return name
        words = one.words[:LEADING] if not name else (_first(one, name),)
        topic = self._rarest(words)
        if not topic and name and name not in self._shared:
            return self._besides(one, name)
        return self._written(topic) if topic else name or self._written(_first(one, ""))

    def _besides(self, one: About, name: str) -> str:
        """A name that nobody else has: “X and many execution engines” goes with the execution engines."""
        words = tuple(part.removesuffix("s") for word in one.spelled for part in humps_of(word))
        own = humps_of(name)
        others = [
            other
            for other in self._shared
            if len(humps_of(other)) > 1 and not _holds(own, humps_of(other)) and _holds(words, humps_of(other))
        ]
        topic = self._rarest([word for word in one.words if word not in own or len(own) == 1])
        return min(others, default="") or (self._written(topic) if topic else name)

    def _rarest(self, words: Iterable[str]) -> str:
        found = [lead for word in words if (lead := self._lead(word)) in self._topics]
        return min(found, key=lambda lead: (self._sizes[lead] < 2 <= len(found), self._sizes[lead], lead), default="")

    def _lead(self, word: str) -> str:
        """The shortest first word that a word is, or that it begins or ends with: config and configuration, auth and oauth."""
        found = (one for one in self._shortest if one == word or (len(one) >= LEAST_SHORT and (word.startswith(one) or word.endswith(one))))
        return next(found, word)

    def _written(self, lead: str) -> str:
        spelled = self._spelled.get(lead, Counter({lead: 1}))
        best = max(spelled, key=lambda word: (spelled[word], word))
        capitals = max((word for word in spelled if word.lower() == best.lower()), key=lambda word: sum(map(str.isupper, word)))
        return capitals if capitals != capitals.lower() else best.capitalize()


def _first(one: About, name: str) -> str:
    """The word that a document begins with: its name's, else its title's."""
    words = [word for word in humps_of(name) if not _says_little(word)] if name else one.words
    return words[0] if words else ""


def _words(title: str) -> Iterator[str]:
    for word in re.findall(r"[A-Za-z0-9]+", _PREFIX.sub("", title[:300]))[:MOST_WORDS]:
        parts: Iterable[str] = _HUMPS.findall(word) if humps_of(word) == (word.lower(),) or word.islower() else [word]
        whole = word if len(humps_of(word)) == 1 else ""
        for part in [whole] if whole else parts:
            if not is_of_the_work(part.lower()) and not _says_little(part.lower()) and not part.isdigit():
                yield part
