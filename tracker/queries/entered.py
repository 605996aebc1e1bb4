"""What people entered of the checklists of some issues. Always three queries."""

from collections.abc import Collection
from dataclasses import dataclass, field

from tracker.models import EnteredItem, EnteredOrder, EnteredPhase


@dataclass(frozen=True, slots=True)
class Entered:
    """The layer over one document; rows by key, in the order in which they came."""

    order: EnteredOrder | None = None
    phases: dict[str, EnteredPhase] = field(default_factory=dict)
    items: dict[str, EnteredItem] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Has nobody entered anything?"""
        return not (self.order or self.phases or self.items)


NOTHING = Entered()


def of_issues(issues: Collection[int]) -> dict[int, Entered]:
    """Issue id -> what was entered; an issue without anything is left out."""
    orders = {row.issue_id: row for row in EnteredOrder.objects.filter(issue__in=issues)}
    found = {issue: Entered(order) for issue, order in orders.items()}
    for phase in EnteredPhase.objects.filter(issue__in=issues).select_related("changed_by").order_by("pk"):
        found.setdefault(phase.issue_id, Entered()).phases[phase.key] = phase
    people = ("ticked_by", "assignee", "changed_by")
    for item in EnteredItem.objects.filter(issue__in=issues).select_related(*people).order_by("pk"):
        found.setdefault(item.issue_id, Entered()).items[item.key] = item
    return found


def of_issue(issue: int) -> Entered:
    """The same for one."""
    return of_issues([issue]).get(issue, NOTHING)
