"""What a chart is stacked by, besides categories: owners of files, classes of implementations. One query each."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from django.db.models import Count, QuerySet

from tracker.models import Finding, Implementation, Issue, Publication
from tracker.queries.implementations import ORDER, UNCOUNTED
from tracker.queries.series import History
from tracker.queries.source import visible

IMPLEMENTATIONS = "duplicate-implementation"
STACKS = {"category": "Category", "owner": "Owner", "class": "Class"}
#: Colours in the style sheet: so many series have one of their own, all others share the last.
MOST_SERIES = 6
REST = "rest"

Steps = dict[str, Counter[int]]  # series -> place -> by how much it changes


@dataclass(frozen=True, slots=True)
class Stack:
    """Series from the bottom of the stack to its top, by the names of their colours."""

    by: str
    counts: Mapping[str, list[int]]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stacking:
    """What a chart can be stacked by, and the stack that is asked for; none: its categories."""

    offered: Mapping[str, str]
    stack: Stack | None

    @property
    def by(self) -> str:
        """Which of the choices it is."""
        return self.stack.by if self.stack is not None else "category"


BY_CATEGORY = Stacking({}, None)


def choices(shown: str, publication: Publication) -> dict[str, str]:
    """What a rule's chart can be stacked by."""
    also = ["class"] if shown == IMPLEMENTATIONS else ["owner"] if publication.owners_file else []
    return {one: STACKS[one] for one in ["category", *also]}


def of_owners(issue: Issue, publication: Publication, history: History, rules: Collection[str]) -> Stack:
    """The places of some rules by the owners of their files, what is set aside left out."""
    steps: Steps = defaultdict(Counter)
    rows = Finding.objects.filter(issue=issue, publication=publication, rule__in=rules, intended=False)
    for owners, introduced, removed, count in _grouped(rows, "owners"):
        _add(steps[owners], introduced, removed, count)
    for one in history.aside:
        first, end = one.held(history.line.times)
        if one.rule in rules and first < end:
            _add(steps[one.owners], first, end, -1)
    named = {owners: visible(", ".join(owners.split())) or "Nobody owns it" for owners in steps}
    return _stack("owner", steps, named, len(history.line.numbers))


def of_classes(issue: Issue, publication: Publication, history: History) -> Stack:
    """The counted implementations by their class."""
    steps: Steps = defaultdict(Counter)
    rows = Implementation.objects.filter(issue=issue, publication=publication, intended=False).exclude(class_name__in=UNCOUNTED)
    for kind, introduced, removed, count in _grouped(rows, "class_name"):
        _add(steps[kind], introduced, removed, count)
    ordered = {kind: steps[kind] for kind in sorted(steps, key=lambda kind: ORDER.index(kind) if kind in ORDER else len(ORDER))}
    named = {kind: visible(kind[:1].upper() + kind[1:]) for kind in ordered}
    return _stack("class", ordered, named, len(history.line.numbers))


def _grouped(rows: "QuerySet[Finding] | QuerySet[Implementation]", by: str) -> Iterator[tuple[str, int, int | None, int]]:
    columns = (by, "introduced", "removed")
    yield from rows.order_by().values(*columns).annotate(n=Count("pk")).values_list(*columns, "n")


def _add(steps: Counter[int], introduced: int, removed: int | None, count: int) -> None:
    steps[introduced] += count
    if removed is not None:
        steps[removed] -= count


def _stack(by: str, steps: Mapping[str, Counter[int]], named: Mapping[str, str], length: int) -> Stack:
    """The largest series under colours of their own, the others together; a series' size is the most it ever was."""
    counts = {one: list(accumulate(changes[place] for place in range(length))) for one, changes in steps.items()}
    largest = sorted(counts, key=lambda one: (-max(counts[one], default=0), named[one]))
    own = largest if len(largest) <= MOST_SERIES + 1 else largest[:MOST_SERIES]
    keys = {one: f"s{number}" if number < MOST_SERIES else REST for number, one in enumerate(own)}
    shown = {keys[one]: counts[one] for one in own}
    names = {keys[one]: named[one] for one in own}
    others = [counts[one] for one in largest[len(own) :]]
    if others:
        shown[REST] = list(map(sum, zip(*others, strict=True)))
        names[REST] = f"{len(others):,} others"
    return Stack(by, shown, names)
