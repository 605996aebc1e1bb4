"""Facts by blob in the database: stored once, found again by name."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from scanner.facts import ANALYZER, FileFacts, Verdict, decode
from scanner.graph import Graph
from scanner.sandbox import Reading
from scanner.terms import INDEX, Mention, folders_of, terms_of
from tracker.models import BlobFacts, Term, TermSegment

CHUNK = 900
MOST_UNINDEXED = 2_000  # facts that are looked through one by one before an index is made of them
LONGEST_TERM = 300
TERMS_TOGETHER = 5_000
FACTS_A_SEGMENT = 30_000  # more would need more memory at once

T = TypeVar("T")


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists that a query can take."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def known(oids: Iterable[str]) -> set[str]:
    """Those of the blobs that this analyzer has read, or has given up on."""
    rows = BlobFacts.objects.filter(analyzer=ANALYZER)
    return {oid for chunk in chunks(oids) for oid in rows.filter(oid__in=chunk).values_list("oid", flat=True)}


def forget_missing(there: Collection[str]) -> None:
    """Blobs that were not in their repository once, and are now, can be read again."""
    rows = BlobFacts.objects.filter(analyzer=ANALYZER, verdict=Verdict.MISSING.value)
    back = [pk for pk, oid in rows.values_list("pk", "oid") if oid in there]
    for chunk in chunks(back):
        BlobFacts.objects.filter(pk__in=chunk).delete()


def missing() -> set[str]:
    """Blobs that were not in their repository."""
    return set(BlobFacts.objects.filter(analyzer=ANALYZER, verdict=Verdict.MISSING.value).values_list("oid", flat=True))


def store(readings: Sequence[Reading]) -> None:
    """Keep what was read; what another worker stored meanwhile stays."""
    rows = [BlobFacts(oid=one.oid, analyzer=ANALYZER, verdict=one.verdict.value, size=one.size, data=one.packed) for one in readings]
    BlobFacts.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)


def build_index() -> int:
    """Make an index of the facts behind the last segment if there are many; returns how many terms were written."""
    _forget_former_indexes()
    last, written = _last_settled(), 0
    while True:
        start = _first_unindexed()
        rows = BlobFacts.objects.filter(analyzer=ANALYZER, id__gte=start, id__lte=last).order_by("id")
        ids = list(rows.values_list("id", flat=True)[:FACTS_A_SEGMENT])
        if len(ids) <= MOST_UNINDEXED:
            return written
        terms = _build_segment(start, ids[-1])
        if not terms:
            return written  # another worker is at it
        written += terms


def _forget_former_indexes() -> None:
    """An index of the same facts by an earlier version answers nothing any more."""
    former = TermSegment.objects.filter(analyzer__startswith=ANALYZER).exclude(analyzer=INDEX)
    for pk in list(former.values_list("pk", flat=True)):
        with transaction.atomic():
            terms = Term.objects.filter(segment=pk)
            terms._raw_delete(terms.db)
            TermSegment.objects.filter(pk=pk).delete()


def _build_segment(start: int, last: int) -> int:
    """Index the facts of a range of ids."""
    rows = BlobFacts.objects.filter(analyzer=ANALYZER, id__gte=start, id__lte=last).order_by("id")
    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for pk, data in rows.values_list("id", "data").iterator(chunk_size=500):
        for term in terms_of(decode(bytes(data))):
            postings[term[:LONGEST_TERM]].append(pk - start)
    try:
        with transaction.atomic():
            segment = TermSegment.objects.create(analyzer=INDEX, first_id=start, last_id=last)
            _write_terms(segment, postings)
    except IntegrityError:
        return 0  # another worker made it
    return len(postings)


def _write_terms(segment: TermSegment, postings: dict[str, "array[int]"]) -> None:
    """Rows without objects: hundreds of thousands of them would need more memory than the index itself."""
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {Term._meta.db_table} (segment_id, term, ids) VALUES (%s, %s, %s)"  # noqa: S608 - our own table's name
        for chunk in chunks(postings.items(), TERMS_TOGETHER):
            cursor.executemany(statement, [(segment.pk, term, ids.tobytes()) for term, ids in chunk])


def _first_unindexed() -> int:
    last = TermSegment.objects.filter(analyzer=INDEX).order_by("-last_id").values_list("last_id", flat=True).first()
    return 1 if last is None else last + 1


def _last_settled() -> int:
    """The highest id below which no row can appear any more: PostgreSQL hands out ids before the rows can be seen."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {BlobFacts._meta.db_table} IN SHARE MODE")  # waits for the inserts under way
        return BlobFacts.objects.aggregate(last=Max("id"))["last"] or 0


class StoredFacts:
    """Facts of one repository's blobs, for scanner.question.gather."""

    def __init__(self, graph: Graph) -> None:
        """Answer by blob numbers of this graph."""
        self._graph = graph

    def mentioning(self, wanted: frozenset[Mention]) -> Iterator[tuple[int, FileFacts]]:
        """Blobs that meet any of these."""
        if not wanted:
            return
        for ids in chunks(sorted(self._indexed(wanted))):
            yield from self._decoded(BlobFacts.objects.filter(id__in=ids).values_list("oid", "data"))
        by_term: dict[str, list[Mention]] = {}
        for one in wanted:
            by_term.setdefault(one.term, []).append(one)
        behind = BlobFacts.objects.filter(analyzer=ANALYZER, id__gte=_first_unindexed()).values_list("oid", "data")
        for number, facts in self._decoded(behind.iterator(chunk_size=500)):
            terms = terms_of(facts)
            named = terms & by_term.keys()
            if named and any(one.is_met(terms, self._paths(number)) for term in named for one in by_term[term]):
                yield number, facts

    def defines(self, symbol: str) -> bool:
        """Does any version of any file define a name at its top level, assign it or hand it on?"""
        for _, facts in self.mentioning(frozenset({Mention(symbol)})):
            names = {one.name for one in facts.definitions} | {one.name for one in facts.aliases} | set(facts.lazy)
            if symbol in names or any(symbol in (name, alias) for one in facts.imports for name, alias in one.names):
                return True
        return False

    def _indexed(self, wanted: frozenset[Mention]) -> set[int]:
        """Ids of the indexed facts that meet any of these."""
        ids = self._ids({one.term for one in wanted} | {one.beside for one in wanted if one.beside})
        found: set[int] = set()
        inside: dict[int, set[str]] = {}  # id -> folders: it matters if its blob ever lay in one of them
        for one in wanted:
            mentioning, beside = ids.get(one.term, set()), ids.get(one.beside, set())
            found |= mentioning & beside if one.beside else mentioning
            for pk in mentioning - beside if one.inside else ():
                inside.setdefault(pk, set()).add(one.inside)
        found.update(self._lying_inside({pk: folders for pk, folders in inside.items() if pk not in found}))
        return found

    def _ids(self, terms: Iterable[str]) -> dict[str, set[int]]:
        """Ids of the indexed facts that mention each term."""
        found: dict[str, set[int]] = {}
        for chunk in chunks({term[:LONGEST_TERM] for term in terms}):
            rows = Term.objects.filter(term__in=chunk, segment__analyzer=INDEX).values_list("term", "segment__first_id", "ids")
            for term, first, packed in rows.iterator(chunk_size=50):
                ids = array("I")
                ids.frombytes(bytes(packed))
                found.setdefault(term, set()).update(first + one for one in ids)
        return found

    def _lying_inside(self, waiting: dict[int, set[str]]) -> Iterator[int]:
        """Those of the ids whose blob ever lay in one of its folders."""
        for chunk in chunks(sorted(waiting)):
            for pk, oid in BlobFacts.objects.filter(id__in=chunk).values_list("id", "oid"):
                blob = self._graph.blob_number(oid)
                if blob is not None and any(not waiting[pk].isdisjoint(folders_of(path)) for path in self._paths(blob)):
                    yield pk

    def _paths(self, blob: int) -> list[str]:
        return [self._graph.paths[path] for path in self._graph.paths_of_blobs().get(blob, ())]

    def unreadable(self) -> Iterator[tuple[int, FileFacts]]:
        """Blobs that could not be read."""
        rows = BlobFacts.objects.filter(analyzer=ANALYZER).exclude(verdict=Verdict.OK.value)
        return self._decoded(rows.values_list("oid", "data").iterator(chunk_size=500))

    def of_blobs(self, blobs: Iterable[int]) -> Iterator[tuple[int, FileFacts]]:
        """These blobs, those that have been read."""
        oids = (self._graph.blobs[blob] for blob in blobs)
        for chunk in chunks(oids):
            yield from self._decoded(BlobFacts.objects.filter(analyzer=ANALYZER, oid__in=chunk).values_list("oid", "data"))

    def _decoded(self, rows: Iterable[tuple[str, bytes | memoryview]]) -> Iterator[tuple[int, FileFacts]]:
        for oid, data in rows:
            number = self._graph.blob_number(oid)
            if number is not None:
                yield number, decode(bytes(data))
