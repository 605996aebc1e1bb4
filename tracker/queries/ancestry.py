"""An issue's numbers along the first parents of any commit, as they stood there: later commits change nothing of it."""

from django.db.models import Q

from tracker import burndown
from tracker.models import Commit, Issue, Measurement, Publication
from tracker.models.repositories import Depth
from tracker.queries import series
from tracker.queries.series import History, Line


class NotRead(LookupError):
    """What is published does not reach the commit; str() is one sentence."""


def history_to(issue: Issue, publication: Publication, commit: Commit) -> History:
    """The history that ends at a commit of the graph. Raises NotRead."""
    is_tip = commit.oid == publication.tip_oid
    if publication.depth == Depth.TIP and not is_tip:
        raise NotRead("Only the newest commit is read so far. Older ones follow with the scan that is running or the next one.")
    if commit.line_index is None and publication.depth != Depth.GRAPH:
        raise NotRead(f"This commit stands beside the line of {publication.ref}, and only the line is read so far.")
    if commit.number >= publication.commits:
        raise NotRead("This commit came after the newest scan that is complete.")
    if is_tip and commit.line_index is not None and publication.pk == issue.repository.published_id:
        return series.counted(issue, publication)  # whatever people set aside: a report stays
    line = _line_to(commit)
    history = History(line, len(line.numbers) - 1 if publication.depth == Depth.TIP else 0)
    places = {number: place for place, number in enumerate(line.numbers)}
    rows = Measurement.objects.filter(Q(issue=issue) | Q(issue=None), publication=publication, commit_number__lte=commit.number)
    for number, rule, category, count in rows.values_list("commit_number", "rule", "category", "count"):
        if number in places:
            history.points.setdefault((rule, category), []).append((places[number], count))
    for points in history.points.values():
        points.sort()
    return history


def _line_to(commit: Commit) -> Line:
    """The first parents of a commit, the oldest first."""
    rows = Commit.objects.filter(repository=commit.repository_id)
    if commit.line_index is not None:
        rows = rows.filter(line_index__lte=commit.line_index).order_by("line_index")
        found = list(rows.values_list("number", "oid", "committed_at"))
    else:
        every = rows.filter(number__lte=commit.number).values_list("number", "first_parent", "oid", "committed_at")
        known = {number: (parent, oid, at) for number, parent, oid, at in every}
        found, number = [], commit.number
        while number in known:
            parent, oid, at = known[number]
            found.append((number, oid, at))
            number = parent
        found.reverse()
    times = burndown.monotone([int(at.timestamp()) for _, _, at in found])
    return Line([number for number, _, _ in found], [oid for _, oid, _ in found], times)
