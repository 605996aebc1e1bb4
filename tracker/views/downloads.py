"""CSV for the browser: the rows of manage.py export, one cell after the other, none of which a spreadsheet takes for a formula."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\t",
    "\r",
    "\n",
)  # the full-width ones are taken for the others


class _Line:
    """What csv.writer writes into: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def stream(name: str, header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> HttpResponseBase:
    """A download that is written while it is read. What can fail at the start fails here, before anything is sent."""
    rows = iter(rows)
    first = list(_take(rows))
    writer = csv.writer(_Line(), lineterminator="\n")
    lines = (writer.writerow([defused(cell) for cell in row]) for row in chain([header], first, rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _take(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield row
        return


def defused(cell: object) -> object:
    """Text that begins like a formula gets an apostrophe before it; numbers stay."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def refused(sentence: str) -> HttpResponse:
    """A download that cannot be complete says so and gives nothing else."""
    return HttpResponse(f"{sentence}\n", status=409, content_type="text/plain; charset=utf-8")
