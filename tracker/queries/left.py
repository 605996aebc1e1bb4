"""What is left of an issue, in numbers: by category, and what came and went."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Q

from tracker.models import Finding, Issue, Publication
from tracker.queries import waivers
from tracker.queries.moments import Moment
from tracker.queries.series import CATEGORIES, LEFT

CONDITIONS = {
    "now": Q(removed=None, intended=False),
    "intended": Q(removed=None, intended=True),
    "gone": Q(removed__isnull=False, removed=F("died")),  # a place that moved with its file is not gone
}


def conditions(moment: Moment | None) -> dict[str, Q]:
    """The states, as they were at a moment; what people set aside is known of today alone."""
    if moment is None:
        return CONDITIONS
    gone = Q(removed__lte=moment.place, removed=F("died"))
    return {"now": moment.there & Q(intended=False), "intended": moment.there & Q(intended=True), "gone": gone}


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left in one category of files."""

    category: str
    name: str
    key: str
    places: int
    files: int


def remaining(issue: Issue, publication: Publication, moment: Moment | None = None) -> tuple[list[Remaining], int]:
    """What is left by category, and the number of files with anything left."""
    rows = Finding.objects.filter(conditions(moment)["now"], issue=issue, publication=publication, rule__in=LEFT)
    rows = rows if moment else waivers.not_aside(rows, waivers.today())
    found = {
        row["category"]: row for row in rows.values("category").annotate(places=Count("pk"), files=Count("path", distinct=True)).order_by()
    }
    named = [Remaining(one.id, one.name, one.key, found[one.id]["places"], found[one.id]["files"]) for one in CATEGORIES if one.id in found]
    return named, sum(one.files for one in named)


def set_aside(issue: Issue, publication: Publication, moment: Moment) -> int:
    """Places that count at a moment, although they are set aside today."""
    rows = Finding.objects.filter(conditions(moment)["now"], issue=issue, publication=publication, rule__in=LEFT)
    return waivers.aside(rows, waivers.today()).count()


def intended(issue: Issue, publication: Publication, moment: Moment | None = None) -> int:
    """Places that are there on purpose."""
    return Finding.objects.filter(conditions(moment)["intended"], issue=issue, publication=publication, rule__in=LEFT).count()


@dataclass(frozen=True, slots=True)
class Movement:
    """Places of what is left that came and went behind a place of the line."""

    added: int
    removed: int
    moved: int = 0  # with their files

    @property
    def net(self) -> int:
        """How many more, or fewer."""
        return self.added - self.removed


def movement(issue: Issue, publication: Publication, after: int, until: int, *, is_past: bool = False) -> Movement:
    """What came and went behind a place of the line, up to another; files that only moved count apart."""
    rows = Finding.objects.filter(issue=issue, publication=publication, rule__in=LEFT, intended=False)
    rows = rows if is_past else waivers.not_aside(rows, waivers.today())
    came = Q(introduced__gt=after, introduced__lte=until)
    found = rows.aggregate(
        added=Count("pk", filter=came & Q(introduced=F("born"))),
        removed=Count("pk", filter=Q(removed__gt=after, removed__lte=until, removed=F("died"))),
        moved=Count("pk", filter=came & ~Q(introduced=F("born"))),
    )
    return Movement(found["added"], found["removed"], found["moved"])


@dataclass(frozen=True, slots=True)
class Places:
    """All of it, for an issue's page."""

    remaining: list[Remaining]
    files: int
    intended: int
    aside: waivers.Standing  # of what would be left
    set_aside: int  # today, of what was left at a moment
    week: Movement | None
    month: Movement | None


def places(issue: Issue, publication: Publication, since: Collection[int], last: int, moment: Moment | None) -> Places:
    """`since`: the places of the line a week and a month ago, if there is a history."""
    by_category, files = remaining(issue, publication, moment)
    today = waivers.standing([publication.pk], [issue.pk], LEFT, waivers.today()) if moment is None else {}
    aside = today.get(issue.pk, waivers.Standing())
    kept = intended(issue, publication, moment) + aside.intended
    moved = [movement(issue, publication, place, last, is_past=moment is not None) for place in since]
    week, month = moved or (None, None)
    return Places(by_category, files, kept, aside, set_aside(issue, publication, moment) if moment else 0, week, month)
