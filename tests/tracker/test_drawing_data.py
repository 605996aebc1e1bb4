"""What a chart hands to its script stays small and safe."""

import json

from tracker.burndown import MOST_COLUMNS, columns
from tracker.queries import drawing_data


def handed_over(counts, x):
    shown = columns(counts, x, most=drawing_data.most_columns(counts))
    data = {
        "x": [12] * len(shown.x),
        "times": [400_000] * len(shown.x),
        "shas": ["0123456789ab"] * len(shown.x),
        "series": [{"key": name, "name": name, "y": series} for name, series in shown.counts.items()],
        "ticked": [100] * len(shown.x),
        "measured": [100] * len(shown.x),
        "unreadable": [12] * len(shown.x),
    }
    return shown, drawing_data.script(data)


def test_six_series_of_high_counts_over_ten_thousand_commits_stay_below_the_limit():
    shown, script = handed_over({name: [99_999 - place % 7 for place in range(10_000)] for name in "abcdef"}, range(10_000))
    assert len(script) < drawing_data.MOST_BYTES
    assert 500 < len(shown.x) < MOST_COLUMNS


def test_one_series_of_low_counts_has_all_columns_that_can_be_seen():
    counts = {"a": [place % 9 for place in range(10_000)]}
    assert drawing_data.most_columns(counts) == MOST_COLUMNS
    shown, script = handed_over(counts, range(10_000))
    assert len(script) < drawing_data.MOST_BYTES
    assert len(shown.x) > MOST_COLUMNS * 0.95


def test_names_from_a_repository_end_no_script():
    script = drawing_data.script({"name": "</script><b>&"})
    assert "<b>" not in script
    assert script.count("</script>") == 1
    assert json.loads(script[script.index("{") : script.rindex("}") + 1]) == {"name": "</script><b>&"}
