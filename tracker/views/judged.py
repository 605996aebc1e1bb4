"""The phases of an issue's page with what the code says, which are rendered once for a ledger and what people entered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from tracker.queries.ledger_items import Here
from tracker.queries.ledgers import Head, Ledger
from tracker.views.fragments import Fragment


@dataclass(frozen=True, slots=True)
class ShownPhases:
    """Everything that the template is given: a ledger is what its row says, with what is entered here."""

    slug: str
    head: Head
    here: tuple[tuple[str, Here], ...]
    ledger: Ledger = field(compare=False)


_PHASES: Fragment[ShownPhases] = Fragment("issues/_phases_now.html", most=200)  # of 30 items: some 40 KB


def phases(slug: str, ledger: Ledger | None, here: Mapping[str, Here]) -> SafeString | None:
    """The HTML of a ledger's phases."""
    if ledger is None or ledger.head is None:
        return None
    return _PHASES.of(ShownPhases(slug, ledger.head, tuple(sorted(here.items(), key=lambda one: one[0])), ledger))
