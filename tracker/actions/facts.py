"""Facts by blob in the database: stored once, found again by name."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from scanner.facts import ANALYZER, FileFacts, Verdict, decode
from scanner.graph import Graph
from scanner.sandbox import Reading
from scanner.terms import terms_of
from tracker.models import BlobFacts, Term, TermSegment

CHUNK = 900
MOST_UNINDEXED = 2_000  # facts that are looked through one by one before an index is made of them
LONGEST_TERM = 300

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


def store(readings: Sequence[Reading]) -> None:
    """Keep what was read; what another worker stored meanwhile stays."""
    rows = [BlobFacts(oid=one.oid, analyzer=ANALYZER, verdict=one.verdict.value, size=one.size, data=one.packed) for one in readings]
    BlobFacts.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)


def build_index() -> int:
    """Make an index of the facts behind the last segment if there are many; returns how many terms it has."""
    start, last = _first_unindexed(), _last_settled()
    rows = BlobFacts.objects.filter(analyzer=ANALYZER, id__gte=start, id__lte=last).order_by("id")
    if rows.count() <= MOST_UNINDEXED:
        return 0
    postings: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for pk, data in rows.values_list("id", "data").iterator(chunk_size=500):
        for term in terms_of(decode(bytes(data))):
            postings[term[:LONGEST_TERM]].append(pk - start)
    try:
        with transaction.atomic():
            segment = TermSegment.objects.create(analyzer=ANALYZER, first_id=start, last_id=last)
            terms = (Term(segment=segment, term=term, ids=ids.tobytes()) for term, ids in postings.items())
            Term.objects.bulk_create(terms, batch_size=5_000)
    except IntegrityError:
        return 0  # another worker made it
    return len(postings)


def _first_unindexed() -> int:
    last = TermSegment.objects.filter(analyzer=ANALYZER).order_by("-last_id").values_list("last_id", flat=True).first()
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

    def mentioning(self, terms: frozenset[str]) -> Iterator[tuple[int, FileFacts]]:
        """Blobs that mention any of the terms."""
        if not terms:
            return
        cut = [term[:LONGEST_TERM] for term in terms]
        found: set[int] = set()
        for chunk in chunks(cut):
            rows = Term.objects.filter(term__in=chunk, segment__analyzer=ANALYZER).values_list("segment__first_id", "ids")
            for first, packed in rows.iterator(chunk_size=50):
                ids = array("I")
                ids.frombytes(bytes(packed))
                found.update(first + one for one in ids)
        for ids_chunk in chunks(sorted(found)):
            yield from self._decoded(BlobFacts.objects.filter(id__in=ids_chunk).values_list("oid", "data"))
        behind = BlobFacts.objects.filter(analyzer=ANALYZER, id__gte=_first_unindexed()).values_list("oid", "data")
        for number, facts in self._decoded(behind.iterator(chunk_size=500)):
            if not terms.isdisjoint(terms_of(facts)):
                yield number, facts

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
