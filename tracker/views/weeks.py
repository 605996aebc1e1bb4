"""The table below a chart, which is rendered once for its numbers."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from tracker.queries.charts import Chart, WeekRow
from tracker.views.fragments import Fragment


@dataclass(frozen=True, slots=True)
class ShownWeeks:
    """Everything that the template is given."""

    title: str
    repository: str
    names: tuple[str, ...]
    has_lane: bool
    has_measured: bool
    rows: tuple[WeekRow, ...]


_WEEKS: Fragment[ShownWeeks] = Fragment("issues/_weeks.html", most=300)  # of 60 weeks: some 20 KB


def table(chart: Chart, repository: str) -> SafeString:
    """The HTML of a chart's weeks."""
    has_measured = chart.lane is not None and bool(chart.lane.measured)
    names = tuple(one.name for one in chart.legend)
    return _WEEKS.of(ShownWeeks(chart.title, repository, names, chart.lane is not None, has_measured, tuple(chart.weeks)))
