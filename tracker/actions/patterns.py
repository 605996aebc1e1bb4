"""Text patterns: every blob is searched once for each, and its hits are kept."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from time import thread_time

from django.db import IntegrityError, transaction

from scanner.facts import ANALYZER, Verdict
from scanner.git import Mirror
from scanner.graph import Graph
from scanner.patterns import Hit, Pattern, PatternRefused, compile_pattern, pack, search, unpack
from scanner.rules.text_pattern import TextPattern, paths_matching
from tracker.actions.facts import chunks
from tracker.models import BlobFacts, TrackedRule
from tracker.models.patterns import PatternHits, PatternSearch, SearchedBlobs

log = logging.getLogger(__name__)

SEARCHED_TOGETHER = 1_000  # blobs of one Git process and one transaction
FEW_BLOBS = 200  # so few need no order
MOST_HITS = 300_000  # of one issue over the whole history
PATIENCE = 30.0  # seconds that a pattern may take before its pace is looked at
SLOWEST = 2.0  # seconds for each MiB

Hits = dict[int, tuple[Hit, ...]]


def hits(text: str, globs: Sequence[str], graph: Graph, mirror: Mirror, *, tick: Callable[[], None] = lambda: None) -> Hits:
    """Hits by blob number, of all blobs that have been read and ever lie at a path of the globs; unsearched ones are searched first.

    Raises PatternRefused, PathRulesInvalid or GitFailed. `tick` is called now and then and may raise to stop; what is found is kept.
    """
    pattern = compile_pattern(text)
    wanted = _blobs_at(graph, globs)
    row, _ = PatternSearch.objects.get_or_create(digest=pattern.digest, defaults={"pattern": text})
    fresh = _readable({graph.blobs[number] for number in wanted} - _searched(row))
    pace = _Pace()
    for part in chunks(_ordered(fresh, mirror), SEARCHED_TOGETHER):
        _search(row, pattern, mirror.blobs(part), pace, tick)
    return _stored(row, graph, wanted)


def delete_unused() -> int:
    """Forget the patterns that no issue asks for any more; returns how many."""
    asked = {row.options.get("pattern", "") for row in TrackedRule.objects.filter(rule=TextPattern.id)}
    unused = [row for row in PatternSearch.objects.all() if row.pattern not in asked]
    for row in unused:
        row.delete()
    return len(unused)


def _blobs_at(graph: Graph, globs: Sequence[str]) -> set[int]:
    matching = paths_matching(globs)
    paths = {number for number, path in enumerate(graph.paths) if matching.match(path)}
    return {blob for blob, holders in graph.paths_of_blobs().items() if not paths.isdisjoint(holders)}


def _searched(row: PatternSearch) -> set[str]:
    packed = (bytes(oids).hex() for oids in row.searched.values_list("oids", flat=True).iterator(chunk_size=100))
    return {part[start : start + 40] for part in packed for start in range(0, len(part), 40)}


def _readable(oids: Iterable[str]) -> list[str]:
    """Those that have been read, and can be read again: the others have no facts that a hit could stand beside."""
    rows = BlobFacts.objects.filter(analyzer=ANALYZER).exclude(verdict__in=[Verdict.MISSING.value, Verdict.TOO_LARGE.value])
    return [oid for chunk in chunks(sorted(oids)) for oid in rows.filter(oid__in=chunk).values_list("oid", flat=True)]


def _ordered(oids: list[str], mirror: Mirror) -> Iterable[str]:
    """In the order in which packs hold them: Git reads neighbours faster."""
    if len(oids) <= FEW_BLOBS:
        return oids
    wanted = set(oids)
    return [oid for oid, _ in mirror.blob_sizes() if oid in wanted]


class _Pace:
    """How fast a pattern is, without the time that Git takes."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.bytes = 0
        self.hits = 0

    def add(self, seconds: float, size: int, hits: int) -> None:
        """Count one blob. Raises PatternRefused for a pattern that is too slow or too common."""
        self.seconds += seconds
        self.bytes += size
        self.hits += hits
        if self.seconds > PATIENCE and self.seconds > SLOWEST * self.bytes / 1024**2:
            raise PatternRefused(f"The pattern took {self.seconds:.0f} s for {self.bytes / 1024**2:.1f} MB of source. Make it simpler.")
        _check_number(self.hits)


def _check_number(number: int) -> None:
    if number > MOST_HITS:
        raise PatternRefused(f"The pattern is on more than {MOST_HITS:,} lines of this history. Make it or its globs narrower.")


def _search(row: PatternSearch, pattern: Pattern, blobs: Iterable[tuple[str, bytes]], pace: _Pace, tick: Callable[[], None]) -> None:
    """Search some blobs and keep what was found in one transaction; what another worker stored meanwhile stays."""
    searched: list[str] = []
    found = []
    for oid, source in blobs:
        begun = thread_time()
        lines = list(search(pattern, source))
        pace.add(thread_time() - begun, len(source), len(lines))
        searched.append(oid)
        if lines:
            found.append(PatternHits(search=row, oid=oid, data=pack(lines)))
        tick()
    if searched:
        try:
            with transaction.atomic():
                PatternHits.objects.bulk_create(found, ignore_conflicts=True, batch_size=200)
                SearchedBlobs.objects.create(search=row, oids=bytes.fromhex("".join(searched)))
        except IntegrityError:
            raise PatternRefused("No issue asks for this pattern any more: it was changed while it was looked for.") from None


def _stored(row: PatternSearch, graph: Graph, wanted: Collection[int]) -> Hits:
    found: Hits = {}
    total = 0
    for oid, data in row.hits.values_list("oid", "data").iterator(chunk_size=500):
        number = graph.blob_number(oid)
        if number is not None and number in wanted:
            found[number] = unpack(bytes(data))
            total += len(found[number])
            _check_number(total)
    return found
