"""The course of many issues at once: what is left at each change along the line, and who brought it.

Under one publication a course changes with waivers only, so a process reads it once and keeps it. What is set aside today is in no
number of the past either: a waiver is no progress.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, prefetch_related_objects

from tracker import burndown
from tracker.models import Commit, Finding, Issue, Measurement, Waiver
from tracker.models.repositories import Depth
from tracker.queries import waivers
from tracker.queries.finding_groups import is_bot
from tracker.queries.keeping import Kept
from tracker.queries.lines import Line, of_publications
from tracker.queries.series import FRAGMENTATION, LEFT
from tracker.queries.source import visible

#: What can be there although no place is left.
THERE_TOO = ("duplicate-implementation", "removed-path")
#: What an issue follows that has no rule of LEFT: whatever of these it asks for.
FOLLOWED = (*THERE_TOO, FRAGMENTATION, "identical-body", "text-pattern")
MOST_KEPT = 2_000

Stamp = tuple[int, int, datetime, date]  # of an issue's waivers: how many, how many hold, the newest, the day
Key = tuple[int, int, int, datetime, Stamp | None]
Change = tuple[int, int, str, str, int]  # place, time, rule, category, count
Aside = tuple[int, str, str, int, int | None, str]  # issue, rule, category, introduced, removed, sort


@dataclass(frozen=True, slots=True)
class Bringer:
    """Places that one commit brought."""

    author: str
    time: int
    added: int
    left: int  # those of them that are still there
    wrote: bool = True  # by a person: no merge, which brings what others wrote, and no bot


@dataclass(frozen=True, slots=True)
class Course:
    """One issue along the line."""

    steps: burndown.Steps
    is_left: bool  # places that are left; else what its other rules count
    is_counted: bool  # import cycles alone are in no number
    beside: Mapping[str, int]  # newest counts of THERE_TOO
    bringers: Sequence[Bringer]
    brought_most: tuple[str, int]  # of what is left
    waived: int = 0  # places that would be in the newest number if nobody had waived them
    key: Key | None = None  # what it is kept under; None: it is of an earlier moment

    def most_added(self, since: int) -> tuple[str, int]:
        """Who brought most from a time on, and how many."""
        return _most((one, one.added) for one in self.bringers if one.time > since)

    @property
    def last_added(self) -> int | None:
        """When a commit last brought a place, in seconds; None if none is known to have."""
        return max((one.time for one in self.bringers if one.added), default=None)

    def most_left(self) -> tuple[str, int]:
        """Who brought most of what is left, and how many."""
        return self.brought_most


def _most(counted: Iterable[tuple[Bringer, int]]) -> tuple[str, int]:
    """Who has most, as the page of people counts it: merges and bots are named only where nobody else is."""
    people: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for one, count in counted:
        (people if one.wrote else others)[one.author] += count
    found = sorted((people if any(people.values()) else others).items(), key=lambda item: (-item[1], item[0]))
    return found[0] if found else ("", 0)


_kept: Kept[Key, Course] = Kept(MOST_KEPT)


def of_issues(issues: Iterable[Issue]) -> dict[int, Course]:
    """Issue id -> its course, for those whose numbers are published. Always the same few queries, one for what is kept."""
    issues = list(issues)
    stamps = _stamps(issues)
    keys = {issue: key for issue in issues if (key := _key(issue, stamps)) is not None}
    known = _known(keys.values())
    if len(known) < len(keys):
        with _kept.reading:
            known |= _known(key for key in keys.values() if key not in known)
            unknown = [issue for issue, key in keys.items() if key not in known]
            found = _read(unknown) if unknown else {}
            since = _stamps(found)
            for issue, course in found.items():
                known[keys[issue]] = course
                if since.get(issue.pk) == stamps.get(issue.pk):  # nobody set anything aside meanwhile
                    known[keys[issue]] = replace(course, key=keys[issue])
                    _kept.put(keys[issue], known[keys[issue]])
    return {issue.pk: known[key] for issue, key in keys.items() if key in known}


def _known(keys: Iterable[Key]) -> dict[Key, Course]:
    return {key: course for key in keys if (course := _kept.get(key)) is not None}


def _key(issue: Issue, stamps: Mapping[int, Stamp]) -> Key | None:
    published = issue.repository.published
    if published is None or issue.counted_in != published.pk:
        return None
    return issue.pk, issue.counted_revision, published.pk, published.created_at, stamps.get(issue.pk)


def _stamps(issues: Iterable[Issue]) -> dict[int, Stamp]:
    rows = Waiver.objects.filter(issue__in=[issue.pk for issue in issues]).order_by().values("issue")
    holds = Count("pk", filter=Q(until=None) | Q(until__gte=waivers.today()))
    rows = rows.annotate(count=Count("pk"), holds=holds, newest=Max("made_at"))
    return {issue: (*stamp, waivers.today()) for issue, *stamp in rows.values_list("issue", "count", "holds", "newest")}


def _read(issues: Sequence[Issue], places: Mapping[int, int] | None = None) -> dict[Issue, Course]:
    lines = of_publications(issue.repository.published for issue in issues if issue.repository.published is not None)
    prefetch_related_objects(issues, "rules")
    aside = _aside(issues) if places is None else []
    changes, bringers = _changes(issues, lines, places, aside), _bringers(issues, lines, places)
    waived = Counter((row[0], row[1]) for row in aside if row[4] is None and row[5] == Waiver.Sort.WAIVED)
    still = set(Issue.objects.filter(pk__in=[issue.pk for issue in issues]).values_list("pk", "counted_revision", "repository__published"))
    return {
        issue: _course(issue, changes[issue.pk], bringers[issue.pk], waived)
        for issue in issues  # without those whose numbers were replaced while they were read
        if (issue.pk, issue.counted_revision, issue.repository.published_id) in still
    }


def _course(issue: Issue, changes: Sequence[Change], bringers: Sequence[Bringer], waived: Mapping[tuple[int, str], int]) -> Course:
    asked = {row.rule for row in issue.rules.all()}
    is_left = not asked.isdisjoint(LEFT)
    followed = LEFT if is_left else tuple(rule for rule in FOLLOWED if rule in asked)
    newest: dict[tuple[str, str], int] = {}
    totals: dict[int, tuple[int, int]] = {}  # place -> time, count
    total = fragments = 0
    for place, time, rule, category, count in sorted(changes):
        if rule in followed:
            change = count - newest.get((rule, category), 0)
            total += change
            fragments += change if rule == FRAGMENTATION else 0
            totals[place] = time, total - (fragments > 0)
        newest[rule, category] = count
    beside = {name: sum(count for (rule, _), count in newest.items() if rule == name) for name in THERE_TOO}
    steps = burndown.Steps([time for time, _ in totals.values()], [count for _, count in totals.values()])
    apart = sum(waived.get((issue.pk, rule), 0) for rule in followed)
    return Course(steps, is_left, bool(followed), beside, bringers, _most((one, one.left) for one in bringers), apart)


def until(issues: Sequence[Issue], places: Mapping[int, int]) -> dict[int, Course]:
    """Issue id -> its course as it was at a place of its repository's line, whatever is set aside today; never kept."""
    counted = [issue for issue in issues if _key(issue, {}) is not None and issue.repository_id in places]
    return {issue.pk: course for issue, course in _read(counted, places).items()} if counted else {}


def place_at(line: Line, when: datetime) -> int:
    """The last place of a line that is not later, -1 if all are."""
    return burndown.place_at(line.times, int(when.timestamp()))


def _changes(
    issues: Sequence[Issue], lines: Mapping[int, Line], until: Mapping[int, int] | None, aside: Iterable[Aside]
) -> dict[int, list[Change]]:
    """The change points of each issue that stand on its line."""
    repositories = {issue.pk: issue.repository_id for issue in issues}
    rows = Measurement.objects.filter(_published(issues), rule__in=LEFT + FOLLOWED)
    found: dict[int, list[Change]] = defaultdict(list)
    points: dict[tuple[int, str, str], list[tuple[int, int]]] = defaultdict(list)
    for issue, number, rule, category, count in rows.values_list("issue_id", "commit_number", "rule", "category", "count"):
        repository = repositories[issue or 0]
        place = lines[repository].place(number)
        if place is not None and (until is None or place <= until[repository]):
            points[issue or 0, rule, category].append((place, count))
    fewer = _fewer(aside)
    for (pk, rule, category), series in points.items():
        times = lines[repositories[pk]].times
        steps = {place: by for place, by in fewer.get((pk, rule, category), {}).items() if place < len(times)}
        for place, count in burndown.shifted(series, steps) if steps else series:
            found[pk].append((place, times[place], rule, category, count))
    return found


def _aside(issues: Sequence[Issue]) -> list[Aside]:
    """Every life of every place that is set aside today."""
    rows = waivers.aside(Finding.objects.filter(_published(issues), intended=False), waivers.today())
    sorts = rows.annotate(sort=waivers.sort_of(waivers.today()))
    return list(sorts.values_list("issue", "rule", "category", "introduced", "removed", "sort"))


def _fewer(aside: Iterable[Aside]) -> dict[tuple[int, str, str], Counter[int]]:
    """By issue, rule and category: from which place on how many fewer count."""
    found: dict[tuple[int, str, str], Counter[int]] = defaultdict(Counter)
    for issue, rule, category, introduced, removed, _ in aside:
        found[issue, rule, category][introduced] -= 1
        if removed is not None:
            found[issue, rule, category][removed] += 1
    return found


def _bringers(issues: Sequence[Issue], lines: Mapping[int, Line], until: Mapping[int, int] | None) -> dict[int, list[Bringer]]:
    """Who brought the places of each issue, commit by commit; nobody knows while only the newest commit is read."""
    known = {issue.pk: issue for issue in issues if issue.repository.published and issue.repository.published.depth != Depth.TIP}
    came = Finding.objects.filter(_published(known.values()), _came(until), rule__in=LEFT, intended=False).order_by()
    rows = came.annotate(aside=waivers.sort_of(waivers.today())).values("issue_id", "born")
    counted = rows.annotate(added=Count("pk", filter=Q(introduced=F("born"))), left=Count("pk", filter=_stays(until)))
    commits = Commit.objects.filter(repository=OuterRef("issue__repository"), line_index=OuterRef("born"))
    name, email, parents = (Subquery(commits.values(column)[:1]) for column in ("author_name", "author_email", "parents"))
    named = counted.annotate(author=name, email=email, parents=parents)
    found: dict[int, list[Bringer]] = defaultdict(list)
    for row in named:
        times = lines[known[row["issue_id"]].repository_id].times
        if row["author"] is not None and row["born"] < len(times):
            wrote = row["parents"] < 2 and not is_bot(row["author"], row["email"])
            found[row["issue_id"]].append(Bringer(visible(row["author"]), times[row["born"]], row["added"], row["left"], wrote))
    return found


def _came(until: Mapping[int, int] | None) -> Q:
    """Findings that were there or had been there."""
    if until is None:
        return Q()
    return reduce(or_, (Q(issue__repository=one, introduced__lte=place) for one, place in until.items()), Q(pk=None))


def _stays(until: Mapping[int, int] | None) -> Q:
    """Findings that are still there; today those only that nobody set aside."""
    if until is None:
        return Q(removed=None, aside=None)
    return reduce(or_, (Q(issue__repository=one, removed__gt=place) for one, place in until.items()), Q(removed=None))


def _published(issues: Iterable[Issue]) -> Q:
    issues = list(issues)
    return Q(issue__in=[issue.pk for issue in issues], publication__in={issue.repository.published_id for issue in issues})
