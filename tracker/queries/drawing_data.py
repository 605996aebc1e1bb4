"""How a chart's numbers reach its script: in less than 60 KB, whatever is drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import json_script
from django.utils.safestring import SafeString

from tracker import burndown

MOST_BYTES = 60_000
#: Of one column: sha with quotes, its step in commits and in seconds, both curves, unreadable files; a comma each.
BYTES_OF_COLUMN = 15 + 4 + 7 + 4 + 4 + 3
BYTES_AROUND = 2_000  # names, flags, forecast


class Dense(DjangoJSONEncoder):
    """Without a blank behind each comma: there are ten thousand."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more | {"separators": (",", ":")})


def most_columns(counts: Mapping[str, Sequence[int]]) -> int:
    """So many that what is drawn stays below the limit: with many series of high counts fewer than can be seen."""
    column = BYTES_OF_COLUMN + sum(len(str(max(series, default=0))) + 1 for series in counts.values())
    return min(burndown.MOST_COLUMNS, (MOST_BYTES - BYTES_AROUND) // column)


def script(data: Mapping[str, object]) -> SafeString:
    """The element that the script reads."""
    return json_script(data, "burndown-data", Dense)
