"""An issue's numbers along the line, from change points."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Q

from tracker import burndown
from tracker.models import Issue, Measurement, Publication
from tracker.models.repositories import Depth
from tracker.queries import lines, waivers
from tracker.queries.keeping import Kept
from tracker.queries.lines import Line as Line
from tracker.queries.waivers import Stretch

#: Rules whose places are "left": a dangling import is the same place again, implementations and paths stand beside.
LEFT = ("deprecated-import", "string-target", "deprecated-reference")
UNREADABLE = "unreadable"
MOST_KEPT = 64
INTENDED = "intended:"  # before the rule of what is counted apart
WAIVED = "waived:"  # before the rule of what waits
FRAGMENTATION = "import-path-fragmentation"  # one module to import from is enough: it is not in the number
CYCLES = "import-cycle"  # is looked for at one commit, and is in no series
RULE_NAMES = {
    "deprecated-import": "Deprecated imports",
    "string-target": "String targets",
    "deprecated-reference": "Deprecated references",
    "dangling-import": "Dangling imports",
    "duplicate-implementation": "Implementations besides the canonical one",
    "import-path-fragmentation": "Import paths",
    "import-cycle": "Import cycles",
    "removed-path": "Paths to remove",
    "identical-body": "Identical bodies",
    "text-pattern": "Text patterns",
    UNREADABLE: "Unreadable files",
}


#: The same where there is little room.
SHORT_NAMES = RULE_NAMES | {
    "deprecated-import": "Imports",
    "string-target": "Strings",
    "deprecated-reference": "References",
    "dangling-import": "Dangling",
    "duplicate-implementation": "Implementations",
    "import-cycle": "Cycles",
    "removed-path": "Paths",
    "identical-body": "Bodies",
    "text-pattern": "Patterns",
    UNREADABLE: "Unreadable",
}


@dataclass(frozen=True, slots=True)
class Category:
    """A category of files as a chart shows it; `key` names its colours."""

    id: str
    key: str
    name: str


#: From the bottom of the stack to its top.
CATEGORIES = (
    Category("production", "production", "Production"),
    Category("integration-test", "integration", "Integration test"),
    Category("unit-test", "unit", "Unit test"),
    Category("other-test", "other", "Other test"),
    Category("script", "script", "Script"),
    Category("docs", "rest", "Docs"),
    Category("backup", "rest", "Backup"),
    Category("vendored", "rest", "Vendored"),
    Category("generated", "rest", "Generated"),
)
CATEGORY_OF = {category.id: category for category in CATEGORIES}


def category_name(category: str) -> str:
    """A category in the page's words."""
    return CATEGORY_OF[category].name if category in CATEGORY_OF else category


@dataclass
class History:
    """Every series of an issue along the line, expanded when it is asked for."""

    line: Line
    first: int  # the first place that has numbers
    points: dict[tuple[str, str], list[tuple[int, int]]] = field(default_factory=dict)  # (rule, category) -> (place, count)
    aside: list[Stretch] = field(default_factory=list)  # what people set aside; it is out of the points of its rule
    at_end: str = "now"  # a word for the last place

    @property
    def last(self) -> int:
        """The newest place."""
        return len(self.line.numbers) - 1

    def rules(self) -> list[str]:
        """Rules that ever counted anything, in the page's order."""
        found = {rule for (rule, _), points in self.points.items() if any(count for _, count in points)}
        return [rule for rule in RULE_NAMES if rule in found]

    def apart(self, prefix: str = INTENDED) -> list[str]:
        """What is intended or ignored by a marker (or waived, by its prefix), as series of their own."""
        found = {rule for (rule, _), points in self.points.items() if any(count for _, count in points)}
        return sorted(rule for rule in found if rule.startswith(prefix))

    def counts(self, rules: Iterable[str]) -> dict[str, list[int]]:
        """Category -> count at every place, the rules added up, from the bottom of the stack to its top."""
        totals: dict[str, list[int]] = {}
        for rule in rules:
            series = {category.id: points for category in CATEGORIES if (points := self.points.get((rule, category.id)))}
            changes = [burndown.ChangePoint(place, name, count) for name, points in series.items() for place, count in points]
            for name, counts in burndown.expand(changes, list(series), len(self.line.numbers)).items():
                known = totals.get(name)
                totals[name] = counts if known is None else [one + other for one, other in zip(known, counts, strict=True)]
        return {category.id: totals[category.id] for category in CATEGORIES if category.id in totals}

    @cached_property
    def left(self) -> list[int]:
        """What is left at every place, all categories together."""
        series = self.counts(LEFT).values()
        return list(map(sum, zip(*series, strict=True))) if series else [0] * len(self.line.numbers)

    @cached_property
    def comparable(self) -> list[int]:
        """What is left at every place without what is set aside today, so that a waiver is no progress."""
        ours = [one for one in self.aside if one.rule in LEFT]
        if not ours:
            return self.left
        length = len(self.line.numbers)
        waited = waivers.counts((one.held(self.line.times) for one in ours), length)
        never = waivers.counts((one.life(length) for one in ours if one.is_active), length)
        return [max(left + back - out, 0) for left, back, out in zip(self.left, waited, never, strict=True)]

    def now(self, rule: str) -> int:
        """A rule's count at the newest place, all categories together."""
        return sum(points[-1][1] for (name, _), points in self.points.items() if name == rule)

    def place_at(self, moment: datetime) -> int:
        """The last place that is not later than a moment, -1 if all are."""
        return burndown.place_at(self.line.times, int(moment.timestamp()))


_kept: Kept[tuple[int, int, int, datetime, str], History] = Kept(MOST_KEPT)


def of_issue(issue: Issue, publication: Publication, *, whole: bool = False) -> History:
    """The numbers of an issue under a publication; what is counted apart stands in series of its own, or not if the whole is wanted."""
    history = counted(issue, publication)
    if whole:
        return history
    aside = waivers.stretches(issue, publication, waivers.today())
    if not aside:
        return history
    history = replace(history, points=dict(history.points))
    _set_aside(history, aside)
    return history


def counted(issue: Issue, publication: Publication) -> History:
    """What was counted, whatever people set aside. It is kept, and nobody may change it: only a revision of the issue has other numbers."""
    key = issue.pk, issue.counted_revision, publication.pk, publication.created_at, publication.depth
    history = _kept.get(key)
    if history is None:
        history = _read(issue, publication)
        still = Issue.objects.filter(pk=issue.pk, counted_revision=issue.counted_revision, repository__published=publication)
        if issue.counted_in == publication.pk and still.exists():  # else it was replaced while it was read
            _kept.put(key, history)
    return history


def _read(issue: Issue, publication: Publication) -> History:
    line = lines.of_publication(publication)
    history = History(line, max(len(line.numbers) - 1, 0) if publication.depth == Depth.TIP else 0)
    rows = Measurement.objects.filter(Q(issue=issue) | Q(issue=None), publication=publication)
    for number, rule, category, count in rows.values_list("commit_number", "rule", "category", "count"):
        place = line.place(number)
        if place is not None:
            history.points.setdefault((rule, category), []).append((place, count))
    for points in history.points.values():
        points.sort()
    return history


def _set_aside(history: History, found: Sequence[Stretch]) -> None:
    """Take what people set aside out of the points of its rule, into points of its own."""
    history.aside = list(found)
    changes: dict[tuple[str, str], Counter[int]] = {}
    for one in found:
        first, end = one.held(history.line.times)
        if first < end:
            prefix = WAIVED if one.sort == "waived" else INTENDED
            for rule, sign in ((one.rule, -1), (prefix + one.rule, 1)):
                steps = changes.setdefault((rule, one.category), Counter())
                steps[first] += sign
                steps[end] -= sign
    for key, steps in changes.items():
        history.points[key] = burndown.shifted(history.points.get(key, []), {at: by for at, by in steps.items() if at <= history.last})


def until(history: History, place: int) -> History:
    """The same as it was at a place of the line: nothing behind it is known. Waivers are of today, so it is made of the whole."""
    line = history.line
    cut = Line(line.numbers[: place + 1], line.oids[: place + 1], line.times[: place + 1])
    points = {key: [point for point in found if point[0] <= place] for key, found in history.points.items()}
    return History(cut, min(history.first, place), {key: found for key, found in points.items() if found}, at_end="then")
