"""Ticks that came with a merge, judged where they were made: merge order accuses nobody."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from scanner.claims.asking import Batch, IssueContext, answer_batches
from scanner.claims.claim import Claim
from scanner.git import LoggedCommit
from scanner.git.documents import LARGEST
from scanner.item_lives import ItemLife
from scanner.item_matching import wording
from scanner.markdown import TrackerRefused, read_tracker
from scanner.question import FactsSource
from scanner.tree import PathRules
from scanner.verdicts import Holds
from tracker.actions import exports, history
from tracker.actions.ledger_line import Line
from tracker.models import Commit

MOST_BESIDE = 5_000  # commits of one merge that are looked through
MOST_ASKED = 60  # commits at which claims are asked; for the others nobody knows


@dataclass(frozen=True, slots=True)
class Doubt:
    """An item that the line speaks against."""

    paths: tuple[str, ...]  # of its document
    life: ItemLife
    tick: int  # its place on the line
    claim: Claim
    issue: IssueContext


@dataclass(frozen=True, slots=True)
class OnBranch:
    """What the code said where the tick was made, beside the line."""

    oid: str  # "": that commit was not found
    holds: Holds


def where_ticked(doubts: Sequence[Doubt], line: Line, source: FactsSource, rules: PathRules) -> list[OnBranch | None]:
    """The answer on the branch of each tick, None for a tick that was made on the line."""
    merges = _merges(line, {one.tick for one in doubts})
    makers: dict[int, list[str]] = {}
    for tick in merges:
        asked = [index for index, one in enumerate(doubts) if one.tick == tick]
        makers |= zip(asked, _makers([doubts[index] for index in asked], tick, line), strict=True)
    answers = _answers(doubts, makers, line, source, rules)
    return [_best(makers[index], answers, index) if index in makers else None for index in range(len(doubts))]


def _merges(line: Line, ticks: Iterable[int]) -> list[int]:
    """The places whose commit is a merge into the line."""
    places = {line.commits[tick].oid: tick for tick in ticks if tick}
    rows = Commit.objects.filter(repository=line.repository, oid__in=places, parents__gt=1)
    return sorted(places[oid] for oid in rows.values_list("oid", flat=True))


def _makers(doubts: Sequence[Doubt], tick: int, line: Line) -> list[list[str]]:
    """For each item the commits that a merge brought in which it was ticked; of a cherry-picked one there are several."""
    mirror = history.mirror_of(line.repository)
    beside = list(islice(mirror.commits(line.commits[tick].oid, [line.commits[tick - 1].oid]), MOST_BESIDE + 1))
    if len(beside) > MOST_BESIDE:
        return [[] for _ in doubts]
    paths = {path for one in doubts for path in one.paths}
    steps = [(commit.oid, change) for commit in beside if _is_single(commit) for change in commit.changes if change.path in paths]
    wanted = dict.fromkeys(oid for _, change in steps for oid in (change.old, change.new) if oid)
    ticked = {oid: _ticked(raw) for oid, raw in mirror.blobs(wanted, LARGEST)}
    return [
        list(
            dict.fromkeys(
                oid
                for oid, change in steps
                if change.path in doubt.paths and _ticks(doubt, tick, ticked.get(change.old or ""), ticked.get(change.new or ""))
            )
        )
        for doubt in doubts
    ]


def _is_single(commit: LoggedCommit) -> bool:
    return len(commit.parents) < 2


def _ticked(raw: bytes) -> Counter[str]:
    """How often each wording is ticked in a version of a document."""
    try:
        document = read_tracker(raw, "tracker.md")
    except TrackerRefused:
        return Counter()
    return Counter(wording(item.text).exact for phase in document.phases for item in phase.items if item.ticked)


def _ticks(doubt: Doubt, tick: int, old: Counter[str] | None, new: Counter[str] | None) -> bool:
    text = next((one.text for one in reversed(doubt.life.texts) if one.place <= tick), doubt.life.item.text)
    words = wording(text).exact
    return new is not None and new[words] > (old[words] if old else 0)


def _answers(
    doubts: Sequence[Doubt], makers: Mapping[int, list[str]], line: Line, source: FactsSource, rules: PathRules
) -> dict[tuple[int, str], Holds]:
    asked: dict[str, list[int]] = defaultdict(list)
    for index, oids in makers.items():
        for oid in oids:
            asked[oid].append(index)
    found: dict[tuple[int, str], Holds] = {}
    for oid, indexes in islice(asked.items(), MOST_ASKED):
        number = line.graph.number_of(oid)
        if number is not None:
            mine = _at(number, [doubts[index] for index in indexes], line, source, rules)
            found |= {(index, oid): holds for index, holds in zip(indexes, mine, strict=True)}
    return found


def _at(number: int, doubts: Sequence[Doubt], line: Line, source: FactsSource, rules: PathRules) -> Iterator[Holds]:
    """The claims' answers at a commit beside the line, along its own first parents."""
    exports.read_missing(line.repository, line.graph, number)
    own = line.graph.line(number)
    seen = [max(0, bisect_right(own, line.numbers[one.life.first_seen]) - 1) for one in doubts]
    batches = [Batch([one.claim], one.issue, [place]) for one, place in zip(doubts, seen, strict=True)]
    for (answered,) in answer_batches(batches, own, line.graph, source, rules, keeps_history=False):
        yield answered.at(len(own) - 1).holds


def _best(oids: Sequence[str], answers: Mapping[tuple[int, str], Holds], index: int) -> OnBranch:
    """True at one of them is enough; false has to be so at all of them."""
    found = [OnBranch(oid, answers.get((index, oid), Holds.UNKNOWN)) for oid in oids]
    for holds in (Holds.TRUE, Holds.UNKNOWN, Holds.NO_SUBJECT, Holds.FALSE):
        for one in found:
            if one.holds is holds:
                return one
    return OnBranch("", Holds.UNKNOWN)
