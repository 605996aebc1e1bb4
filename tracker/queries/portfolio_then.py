"""Every issue as of an earlier commit or day: its course, its boxes and its ticks as they were. Few queries, whatever there is."""

import operator
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce

from django.db.models import Q

from tracker.models import Commit, Finding, Issue, Repository
from tracker.models.repositories import Depth
from tracker.queries import commits, courses, ledger_then, ledgers, moments, source, waivers
from tracker.queries.courses import Course
from tracker.queries.ledger_counts import Ticks
from tracker.queries.lines import of_publications
from tracker.queries.moments import Moment, MomentRefused
from tracker.queries.states import Boxes, State

NOTHING = State("none", "No data", "nothing is known of it then")
Moments = Mapping[int, Moment]  # by repository; one that had no commit then is not in it
Resolve = Callable[[Repository, str], str | None]


def named(wanted: str, today: date, resolve: Resolve) -> Moments:
    """The moments of every repository at a day, or when a commit of one of them was made. Raises MomentRefused."""
    wanted = wanted.strip()
    repositories = list(Repository.objects.filter(published__isnull=False).select_related("published"))
    day = moments.day_of(wanted, today)
    if day is not None:
        return _at(repositories, datetime.combine(day, time(), UTC) + timedelta(days=1, seconds=-1), f"on {day:%-d %b %Y}")
    commit = _commit(repositories, wanted, resolve)
    own = next(one for one in repositories if one.pk == commit.repository_id)
    publication = own.published
    assert publication is not None
    moment = moments.at(own, publication, commit)
    others = [one for one in repositories if one.pk != own.pk]
    return {own.pk: moment} | (_at(others, moment.at, "") if others else {})


def _commit(repositories: Collection[Repository], wanted: str, resolve: Resolve) -> Commit:
    moments.check_name(wanted)
    sha = wanted.lower()
    if commits.SHA.match(sha):
        rows = Commit.objects.filter(repository__in=repositories, oid__gte=sha, oid__lt=sha + "g")
        found = rows.order_by("line_index", "pk").exclude(line_index=None).first() or rows.order_by("pk").first()
        if found is not None:
            return found
    for repository in repositories:
        oid = resolve(repository, wanted)
        named_so = Commit.objects.filter(repository=repository, oid=oid).first() if oid else None
        if named_so is not None:
            return named_so
    raise MomentRefused(f"There is no commit “{source.visible(wanted[:60])}” in any repository.")


def _at(repositories: Collection[Repository], when: datetime, said: str) -> dict[int, Moment]:
    """The last commit of each line by then; of a line that is not read, the newest alone."""
    lines = of_publications(one.published for one in repositories if one.published is not None)
    wanted = []
    for one in repositories:
        line = lines.get(one.pk)
        place = courses.place_at(line, when) if line is not None else -1
        is_known = one.published is not None and (one.published.depth != Depth.TIP or (line is not None and place == len(line.numbers) - 1))
        if line is not None and place >= 0 and is_known:
            wanted.append(Q(repository=one, number=line.numbers[place]))
    rows = Commit.objects.filter(reduce(operator.or_, wanted)) if wanted else Commit.objects.none()
    found = {row.repository_id: moments.of_commit(row) for row in rows}
    if not found and said:
        raise MomentRefused(f"Nothing is known of any repository {said}: its line begins later, or is not read yet.")
    return found


def read(issues: Collection[Issue], at: Moments) -> tuple[dict[int, Course], dict[int, Boxes], dict[int, Ticks]]:
    """Courses, boxes and ticks by issue, as they were."""
    there = [issue for issue in issues if issue.repository_id in at]
    found = courses.until(there, {repository: moment.place for repository, moment in at.items()})
    lines = of_publications(issue.repository.published for issue in there if issue.repository.published is not None)
    boxes, ticks = {}, {}
    known = {issue.pk: issue for issue in there}
    for pk, ledger in ledgers.of_issues(there).items():
        repository = known[pk].repository_id
        then = ledger_then.of_ledger(ledger, at[repository].place, lines[repository].times)
        if then.boxes and then.ticked is not None:
            boxes[pk] = Boxes(then.ticked, then.boxes, _open_phase(then))
        ticks[pk] = _ticks(then)
    return found, boxes, ticks


def counts_set_aside(issues: Collection[Issue], at: Moments) -> bool:
    """Do places count there that are set aside today?"""
    there = reduce(operator.or_, (Q(issue__repository=one) & moment.there for one, moment in at.items()), Q(pk=None))
    published = {issue.repository.published_id for issue in issues}
    rows = Finding.objects.filter(there, issue__in=[issue.pk for issue in issues], publication__in=published, intended=False)
    return waivers.aside(rows, waivers.today()).exists()


def _open_phase(then: ledger_then.Then) -> str:
    named_so = next((phase.title for phase in then.ledger.phases if phase.open), "")
    return named_so or ("" if then.ticked == then.boxes else "some boxes were open")


def _ticks(then: ledger_then.Then) -> Ticks:
    states = [item.state for item in then.ledger.items]
    return Ticks(then.ticked or 0, states.count("contradicted"), states.count("came back"), 0, then.ledger.headline, "")
