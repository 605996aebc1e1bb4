"""Further duplications that a document lists: which sections name them, and which only look so."""

from textwrap import dedent

import pytest

from scanner.document_parts import Further
from scanner.markdown import read_tracker


def further(text: str) -> tuple[Further, ...]:
    return read_tracker(dedent(text).encode(), "docs/tracker.md").further


def under(heading: str, body: str = "- Shop Router Duplication") -> list[str]:
    return [one.text for one in further(f"# SSOT shop\n\n{heading}\n\n{body}\n\n## Plan\n- [ ] Update all imports\n")]


@pytest.mark.parametrize(
    "heading",
    [
        "## Additional notes",
        "## Additional Files",
        "## Related Issues",
        "### Other tests",
        "## Further reading",
        "## Tests for additional violations",
        "### Additional violation tests",
        "## Risks of other duplications",
        "## Risks: Additional Issues",
        "## Critical violations",
        "## Other resolved issues",
        "## No further violations",
        "## How additional violations are prevented",
        "Nothing additional was violated:",
    ],
)
def test_a_heading_that_only_looks_so_names_nothing(heading):
    assert under(heading) == []


@pytest.mark.parametrize(
    "heading",
    [
        "### **Additional SSOT Violations Discovered**",
        "## Additional violations",
        "## Further Duplications",
        "## Other SSOT issues found",
        "### 🔍 Other issues",
        "## Related SSOT Issues Discovered",
        "## Secondary duplicates",
        "**Lower Priority SSOT Violations:**",
    ],
)
def test_a_heading_of_further_duplications_is_known(heading):
    assert under(heading) == ["Shop Router Duplication"]


@pytest.mark.parametrize(
    "body",
    [
        "- `tests/test_router.py`\n- test_router_is_single",
        "- [#412](https://github.com/example/shop/issues/412)",
        "- TBD",
        "- None",
        "- None found",
        "Only words, no list.",
        "```\n- Shop Router Duplication\n```",
        "| Shop Router | twice |\n|---|---|\n| a | b |",
    ],
)
def test_what_is_no_item_with_words_is_left_out(body):
    assert under("## Additional violations", body) == []


def test_severity_is_taken_from_brackets_or_the_beginning():
    found = further(
        """
        # SSOT shop
        ## Additional SSOT Violations Discovered
        1. **Shop Manager Import Path Fragmentation** (HIGH severity)
        2. **Agent Handler Duplication** (MEDIUM severity)
        3. 4 different Registry implementations (secondary P0 issue)
        4. Priority 2: Event Emitter Proliferation
        5. Cart Store (old and new) duplicated
        """
    )
    assert [(one.text, one.severity) for one in found] == [
        ("Shop Manager Import Path Fragmentation", "high"),
        ("Agent Handler Duplication", "medium"),
        ("4 different Registry implementations", "P0"),
        ("Event Emitter Proliferation", "P2"),
        ("Cart Store (old and new) duplicated", ""),
    ]
    assert [one.line for one in found] == [4, 5, 6, 7, 8]


def test_the_list_ends_with_the_next_heading_or_label():
    body = "- Router Duplication\n  - in two files\n\n**Next steps:**\n- Write the plan\n\n### Details\n- Something else"
    assert under("## Additional violations", body) == ["Router Duplication"]


def test_a_box_under_such_a_heading_is_one_too():
    assert under("## Additional violations", "- [ ] Router Duplication") == ["Router Duplication"]


def test_an_endless_list_is_cut():
    assert len(under("## Additional violations", "\n".join(f"- Router {number} Duplication" for number in range(500)))) == 50


def test_a_hostile_heading_takes_no_time():
    assert under("## " + "additional " * 20_000 + "x", "- a b") == []
