"""Kept test results as they are looked at along a line."""

import zlib

import msgspec

from scanner.claims.tests_chosen import TestIndex
from scanner.claims.tests_counted import Run
from scanner.junit import TestName
from tracker.actions.ledger_line import Line
from tracker.models import TestList, TestResults

_decoder = msgspec.msgpack.Decoder(tuple[tuple[str, str, str, str], ...])


def names_of(row: TestList) -> tuple[TestName, ...]:
    """The tests of a list, in its order."""
    return tuple(TestName(*one) for one in _decoder.decode(zlib.decompress(bytes(row.data))))


def outcomes_of(row: TestResults) -> bytes:
    """One byte a test, in the order of its list."""
    return zlib.decompress(bytes(row.outcomes))


def of_line(line: Line) -> list[Run]:
    """What is kept for the commits of a line, the oldest first; nothing of commits beside it."""
    rows = [row for row in TestResults.objects.filter(repository=line.repository) if row.oid in line.places]
    lists = {one.pk: TestIndex(names_of(one)) for one in TestList.objects.filter(pk__in={row.tests_id for row in rows})} if rows else {}
    found = [Run(line.places[row.oid], lists[row.tests_id], outcomes_of(row), row.uploaded_at) for row in rows]
    return sorted(found, key=lambda run: run.place)
