"""Where places go on when their files are renamed: each in one place, and no two in the same."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from itertools import chain

from django.db.models import F, Q, QuerySet

from tracker.models import Finding

AT_ONCE = 400  # asked by one statement


def moved(rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """Those that went from their path and are still there under another."""
    return rows.filter(Q(died=None) | ~Q(died=F("removed")), removed__isnull=False)


def of_places(rows: QuerySet[Finding], gone: Collection[Finding]) -> dict[str, str]:
    """Identity -> identity where it has moved to, of those findings of an issue that moved. `rows` are all of its findings."""
    turns = sorted({one.removed for one in gone if one.removed is not None})
    starts = range(0, len(turns), AT_ONCE)
    here = chain.from_iterable(moved(rows).filter(removed__in=turns[start : start + AT_ONCE]) for start in starts)
    there = chain.from_iterable(rows.filter(introduced__in=turns[start : start + AT_ONCE], born__lt=F("introduced")) for start in starts)
    left, came = _by_statement(here, "removed"), _by_statement(there, "introduced")
    wanted = {one.pk for one in gone}
    return {old.identity: new.identity for key, ones in left.items() for old, new in _pairs(ones, came.get(key, ())) if old.pk in wanted}


def of_place(finding: Finding) -> str:
    """The same for one, "" for none."""
    if finding.removed is None or finding.removed == finding.died:
        return ""
    rows = Finding.objects.filter(issue=finding.issue_id, publication=finding.publication_id)
    return of_places(rows, [finding]).get(finding.identity, "")


def _by_statement(rows: Iterator[Finding], turn: str) -> dict[Hashable, list[Finding]]:
    found: dict[Hashable, list[Finding]] = defaultdict(list)
    for one in rows:
        found[getattr(one, turn), one.born, one.rule, one.module, one.within, one.statement].append(one)
    return found


def _pairs(left: Sequence[Finding], came: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """Equal statements of one commit: first those whose paths have most of their end in common, and in a file by their lines."""
    olds = sorted(left, key=lambda one: (one.path, one.line, one.pk))
    news = sorted(came, key=lambda one: (one.path, one.line, one.pk))
    deepest = max((one.path.count("/") + 1 for one in olds), default=0)
    for parts in range(deepest, -1, -1):
        waiting: dict[str, list[Finding]] = defaultdict(list)
        for new in news:
            waiting[_end(new.path, parts)].append(new)
        olds_left = []
        for old in olds:
            other = next((one for one in waiting[_end(old.path, parts)] if one.path != old.path), None)
            if other is None:
                olds_left.append(old)
            else:
                waiting[_end(old.path, parts)].remove(other)
                yield old, other
        olds = olds_left
        news = list(chain.from_iterable(waiting.values()))


def _end(path: str, parts: int) -> str:
    return "/".join(path.split("/")[-parts:]) if parts else ""
