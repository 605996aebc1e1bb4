"""A tracker's items over the versions of its document: first seen, ticked, rewritten, removed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from scanner import item_matching
from scanner.document_parts import Item, Phase, TrackerDocument
from scanner.item_lives import Absence as Absence
from scanner.item_lives import Gap as Gap
from scanner.item_lives import ItemHistory as ItemHistory
from scanner.item_lives import ItemLife as ItemLife
from scanner.item_lives import Text as Text
from scanner.item_lives import Version as Version
from scanner.item_matching import Pair, Wording, heading, wording

SameClaim = Callable[[str, str], bool]
Tier = Callable[[Sequence[Wording], Sequence[Wording]], list[Pair]]


def item_history(versions: Iterable[Version], same_claim: SameClaim = lambda old, new: True) -> ItemHistory:
    """Follow the items through a document's versions, oldest first; rewritten words that ask something else start a new item."""
    walk = _Walk(same_claim)
    unreadable = []
    for version in versions:
        if version.says is Absence.GONE:
            walk.lose(version.place)
        elif isinstance(version.says, TrackerDocument):
            walk.take(version.place, version.says)
        else:
            unreadable.append(version.place)
    return ItemHistory(tuple(map(_frozen, walk.all())), tuple(unreadable))


@dataclass(slots=True, eq=False)
class _Life:
    key: str
    ordinal: int
    first_seen: int
    section: str
    item: Item
    wording: Wording
    texts: list[Text]
    ticks: list[int] = field(default_factory=list)
    unticks: list[int] = field(default_factory=list)
    removed: int | None = None
    gone_with_document: bool = False
    gaps: list[Gap] = field(default_factory=list)
    predecessor: str | None = None
    successor: str | None = None

    def goes_on(self, place: int, section: str, item: Item) -> None:
        if self.removed is not None:
            self.gaps.append(Gap(self.removed, place))
            self.removed, self.gone_with_document = None, False
        if item.ticked != self.item.ticked:
            (self.ticks if item.ticked else self.unticks).append(place)
        if item.text != self.item.text:
            self.texts.append(Text(place, item.text))
        self.section, self.item, self.wording = section, item, wording(item.text)


@dataclass(slots=True)
class _Section:
    """A phase of one version; `lives` says, for each of its items, who it is."""

    title: str
    within: str
    items: Sequence[Item]
    lives: list[_Life | None]

    @property
    def names(self) -> tuple[str, str]:
        return heading(self.title), heading(self.within)

    def open_places(self) -> list[int]:
        return [place for place, life in enumerate(self.lives) if life is None]


class _Walk:
    """The items as the last version left them."""

    def __init__(self, same_claim: SameClaim) -> None:
        self._same_claim = same_claim
        self._sections: list[_Section] = []
        self._removed: dict[tuple[str, str], list[_Life]] = {}
        self._ended: dict[_Life, None] = {}
        self._ordinals: Counter[tuple[str, str]] = Counter()

    def all(self) -> Iterator[_Life]:
        """Everybody, those that are there first."""
        there = [life for section in self._sections for life in section.lives if life]
        yield from (life for life in there if life.removed is None)
        away = [*self._ended, *(life for life in there if life.removed is not None)]
        yield from sorted(away, key=lambda life: (life.removed or 0, life.first_seen))

    def lose(self, place: int) -> None:
        """The document was deleted; should it return, its items are looked for."""
        for section in self._sections:
            for life in section.lives:
                if life and life.removed is None:
                    life.removed, life.gone_with_document = place, True

    def take(self, place: int, document: TrackerDocument) -> None:
        """The next version."""
        new = [_section(phase) for phase in document.phases if phase.items]
        step = _Step(self._sections, new, place, self._rewritten)
        step.match()
        for left in step.left():
            self._end(left, place)
        for section in new:
            for index in section.open_places():
                item = section.items[index]
                section.lives[index] = self._returned(section, item, place) or self._born(section, item, place)
        self._sections = new

    def _rewritten(self, life: _Life, section: _Section, item: Item, place: int) -> _Life:
        if wording(item.text).plain == life.wording.plain or self._same_claim(life.item.text, item.text):
            life.goes_on(place, section.title, item)
            return life
        heir = self._born(section, item, place)
        heir.predecessor, life.successor = life.key, heir.key
        life.removed = place if life.removed is None else life.removed
        self._ended[life] = None
        return heir

    def _end(self, life: _Life, place: int) -> None:
        if life.removed is None:
            life.removed = place
        self._removed.setdefault((heading(life.section), life.wording.plain), []).append(life)
        self._ended[life] = None

    def _returned(self, section: _Section, item: Item, place: int) -> _Life | None:
        waiting = self._removed.get((section.names[0], wording(item.text).plain))
        if not waiting or waiting[-1].removed == place:
            return None
        life = waiting.pop()
        del self._ended[life]
        life.goes_on(place, section.title, item)
        return life

    def _born(self, section: _Section, item: Item, place: int) -> _Life:
        identity = (section.names[0], wording(item.text).plain)
        ordinal = self._ordinals[identity]
        self._ordinals[identity] += 1
        life = _Life(_digest(*identity, ordinal), ordinal, place, section.title, item, wording(item.text), [Text(place, item.text)])
        if item.ticked:
            life.ticks.append(place)
        return life


class _Step:
    """From one version to the next: the surest pairs first."""

    def __init__(
        self, old: list[_Section], new: list[_Section], place: int, rewritten: Callable[[_Life, _Section, Item, int], _Life]
    ) -> None:
        self._old = old
        self._new = new
        self._place = place
        self._rewritten = rewritten
        self._left: list[dict[_Life, None]] = [dict.fromkeys(life for life in section.lives if life) for section in old]
        self._pairs = item_matching.sections([section.names for section in old], [section.names for section in new])
        self._budget = item_matching.MOST_COMPARED

    def left(self) -> Iterator[_Life]:
        """The old items without a new one."""
        return (life for section in self._left for life in section)

    def match(self) -> None:
        """Settle who is who."""
        for here, there in self._pairs:
            self._pair(here, there, lambda old, new: item_matching.equals([one.exact for one in old], [one.exact for one in new]))
            self._pair(here, there, lambda old, new: item_matching.equals([one.plain for one in old], [one.plain for one in new]))
            self._pair(here, there, item_matching.longer)
        renamed = self._moved()
        for here, there in renamed:
            self._pair(here, there, item_matching.longer)
        self._between_columns(item_matching.longer)
        for here, there in (*self._pairs, *renamed):
            self._pair(here, there, self._alike)
        self._between_columns(self._alike)

    def _alike(self, old: Sequence[Wording], new: Sequence[Wording]) -> list[Pair]:
        found = item_matching.alike(old, new, self._budget)
        self._budget -= min(self._budget, item_matching.compared(len(old), len(new)))
        return found

    def _pair(self, here: int, there: int, tier: Tier) -> None:
        self._among([here], [there], tier)

    def _between_columns(self, tier: Tier) -> None:
        """Sections named by a state alone, “Pending” and “Completed”, are one list that items wander through."""
        here = [index for index, section in enumerate(self._old) if not section.names[0]]
        there = [index for index, section in enumerate(self._new) if not section.names[0]]
        self._among(here, there, tier)

    def _among(self, here: Sequence[int], there: Sequence[int], tier: Tier) -> None:
        old = [(index, life) for index in here for life in self._left[index]]
        new = [(index, place) for index in there for place in self._new[index].open_places()] if old else []
        if new:
            words = [wording(self._new[index].items[place].text) for index, place in new]
            for first, second in tier([life.wording for _, life in old], words):
                (source, life), (target, place) = old[first], new[second]
                del self._left[source][life]
                self._settle(life, self._new[target], place)

    def _moved(self) -> list[Pair]:
        """The same words in another section; says which sections took most from which and had no partner so far."""
        old = [(index, life) for index, section in enumerate(self._left) for life in section]
        new = [(index, place) for index, section in enumerate(self._new) for place in section.open_places()]
        keys = [wording(self._new[index].items[place].text).plain for index, place in new]
        moves: Counter[Pair] = Counter()
        for first, second in item_matching.equals([life.wording.plain for _, life in old], keys):
            (here, life), (there, place) = old[first], new[second]
            del self._left[here][life]
            self._settle(life, self._new[there], place)
            moves[here, there] += 1
        return item_matching.free_pairs([pair for pair, _ in moves.most_common()], self._pairs)

    def _settle(self, life: _Life, section: _Section, place: int) -> None:
        section.lives[place] = self._rewritten(life, section, section.items[place], self._place)


def _section(phase: Phase) -> _Section:
    return _Section(phase.title, phase.within, phase.items, [None] * len(phase.items))


def _digest(section: str, text: str, ordinal: int) -> str:
    """32 hexadecimal digits for the words that an item began with."""
    return blake2b("\0".join((section, text, str(ordinal))).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _frozen(life: _Life) -> ItemLife:
    return ItemLife(
        key=life.key,
        section=life.section,
        item=life.item,
        ordinal=life.ordinal,
        first_seen=life.first_seen,
        ticks=tuple(life.ticks),
        unticks=tuple(life.unticks),
        removed=life.removed,
        gone_with_document=life.gone_with_document,
        texts=tuple(life.texts),
        gaps=tuple(life.gaps),
        predecessor=life.predecessor,
        successor=life.successor,
    )
