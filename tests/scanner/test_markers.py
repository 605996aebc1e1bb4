"""Comments that set places apart, and look-alikes that do not."""

import pytest

from scanner.markers import is_for, markers
from scanner.rules.deprecated_import import DeprecatedImport
from scanner.rules.string_target import StringTarget
from tests.support.stories import Story


@pytest.mark.parametrize(
    ("marker", "rule", "expected"),
    [
        ("intended", "deprecated-import", True),
        ("intended, until the gateway is gone", "string-target", True),
        ("ignore[deprecated-import]", "deprecated-import", True),
        ("ignore [ string-target , deprecated-import ] because", "deprecated-import", True),
        ("ignore[deprecated-import]", "string-target", False),
        ("ignore[deprecated-import", "deprecated-import", False),
        ("ignore[]", "deprecated-import", False),
        ("ignore", "deprecated-import", False),
        ("unintended", "deprecated-import", False),
        ("intendedly", "deprecated-import", False),
        ("see intended", "deprecated-import", False),
    ],
)
def test_a_marker_is_for_all_rules_or_for_those_that_it_names(marker: str, rule: str, expected: bool):
    assert is_for(marker, rule) is expected


def test_the_same_words_in_a_string_are_no_marker():
    assert markers("x = '# ssot: intended'\ny = 1  # ssot: ignore[string-target]\n")[0].line == 2


def test_an_ignored_place_is_counted_apart_under_its_rule_alone():
    story = Story(DeprecatedImport(["shop.old"]), StringTarget(["shop.old"]))
    story.commit(
        {
            "a.py": "from shop.old import A  # ssot: ignore[deprecated-import]\n",
            "b.py": "from shop.old import B  # ssot: ignore[string-target]\n",
            "c.py": "MODULES = [\n    'shop.old.x',  # ssot: ignore[string-target]\n    'shop.old.y',\n]\n",
        }
    )
    assert story.counts(0) == {
        ("deprecated-import", "production"): 1,
        ("intended:deprecated-import", "production"): 1,
        ("string-target", "production"): 1,
        ("intended:string-target", "production"): 1,
    }
