"""Tracker documents: boxes as GitHub sees them, phases, the head, damaged characters, and documents that mean harm."""

import time
from datetime import date
from textwrap import dedent

import pytest

from scanner.document_claims import says_complete
from scanner.document_head import day_of
from scanner.document_words import words
from scanner.markdown import Item, Role, TrackerDocument, TrackerRefused, read_tracker

FULL = 256 * 1024
LINES = 4_990


def read(text: str) -> TrackerDocument:
    return read_tracker(text.encode(), "docs/tracker.md")


def items(text: str) -> list[Item]:
    return [item for phase in read(text).phases for item in phase.items]


@pytest.mark.parametrize(
    "text",
    [
        "- [x]nospace",
        "- [x](https://example.org) a link",
        "- [ ](plan.md)",
        "- [x]: https://example.org",
        "- [x][1] a reference",
        "- [1] a footnote",
        "- [A] an option",
        "- [WIP] a tag",
        "- [ ]",
        "- \\[x] escaped",
        "-[x] no space before",
        "[x] no bullet",
        "Done: [x] inside a line",
        "- text [x] behind text",
        "- `[x]` in code",
        "- > [x] a quote inside the bullet",
        "- # [x] a heading inside the bullet",
        "# [x] a heading",
        "```\n- [x] fenced\n```",
        "~~~markdown\n- [x] fenced\n~~~",
        "- text\n\n      - [x] indented code",
        "    - [x] indented code",
        "<!--\n- [x] a comment\n-->",
        "| - [x] a cell |\n|---|\n| - [x] a cell |",
        "- first\n\n  [x] second paragraph",
    ],
)
def test_what_only_looks_like_a_box_is_none(text: str):
    assert items(text) == []


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        ("- [ ] Move it", False),
        ("- [x] Move it", True),
        ("- [X] Move it", True),
        ("* [x] Move it", True),
        ("+ [ ] Move it", False),
        ("1. [x] Move it", True),
        ("7) [ ] Move it", False),
        ("- [x]\tMove it", True),
        ("-   [x]   Move it", True),
        ("> - [x] Move it", True),
        ("> > * [ ] Move it", False),
        ("- - [x] Move it", True),
        ("- [x] **Move** it", True),
        ("- [x] `Move` [it](plan.md)", True),
        ("- [x] Move\n  it", True),
        ("   - [x] Move it", True),
        ("text\n- [x] Move it", True),
        ("```\n- [ ] fenced\n```\n- [x] Move it", True),
    ],
)
def test_a_box_is_what_github_shows_as_one(text: str, ticked: bool):
    assert [(item.text, item.ticked) for item in items(text)] == [("Move it", ticked)]


def test_a_box_knows_its_line_its_depth_and_its_notes():
    found = items(
        dedent("""\
        # Plan

        - [x] **Outer** box
          - a note with `code`
            - a deeper note
          - [ ] inner box
            - of the inner box

          a paragraph of the outer box
        - no box
          - [ ] below a bullet
        """)
    )
    assert found == [
        Item("Outer box", "**Outer** box", ("a note with code", "a deeper note", "a paragraph of the outer box"), True, 0, 3),
        Item("inner box", "inner box", ("of the inner box",), False, 1, 6),
        Item("below a bullet", "below a bullet", (), False, 0, 11),
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(ends: str):
    text = ends.join(["# Plan", "", "a\u2028b\x0cc", "- [x] fourth", "- [ ] fifth"])
    assert [item.line for item in items(text)] == [4, 5]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- [✅] a", "Line 1: “[✅]” is no check box; write [ ] or [x]. Not counted."),
        ("- [~] a\n- [~] b", "Lines 1 and 2: “[~]” is no check box; write [ ] or [x]. Not counted."),
        ("- [-] a\n" * 7, "Lines 1, 2, 3, 4, 5 and 2 more: “[-]” is no check box; write [ ] or [x]. Not counted."),
        ("- [✔️] a", "Line 1: “[✔️]” is no check box; write [ ] or [x]. Not counted."),
        ("- [] a", "Line 1: “[]” is no check box; write [ ] or [x]. Not counted."),
        ("- [ x ] a", "Line 1: “[ x ]” is no check box; write [ ] or [x]. Not counted."),
        ("- [\u00a0] a", "Line 1: “[\u00a0]” is no check box; write [ ] or [x]. Not counted."),
        ("- [v] a", "Line 1: “[v]” is no check box; write [ ] or [x]. Not counted."),
        ("- [x]glued", "Line 1: no space behind the check box, so it is none. Not counted."),
        ("- [ ]", "Line 1: a check box without text. Not counted."),
        ("<details>\n- [x] a\n</details>", "Line 2: a check box inside HTML is none; leave an empty line above it. Not counted."),
    ],
)
def test_what_was_meant_as_a_box_and_is_none_is_reported(text: str, problem: str):
    document = read(text)
    assert document.problems == (problem,)
    assert [item for phase in document.phases for item in phase.items] == []


@pytest.mark.parametrize("text", ["- [1] a", "- [WIP] a", "- [A] a", "- [x](a) b", "```\n- [~] a\n```", "- [Link text][1] a"])
def test_what_nobody_meant_as_a_box_is_no_problem(text: str):
    assert read(text).problems == ()


def test_boxes_belong_to_the_nearest_heading_above_them():
    document = read(
        dedent("""\
        - [ ] before every heading

        # Session store

        ## Phase 1: Move
        - [x] one

        ### Success criteria
        - [ ] two

        ## Phase 2: Nothing but a plan
        - plain

        ## Phase 3: COMPLETE

        ## Notes
        text
        """)
    )
    assert [(phase.title, phase.within, len(phase.items)) for phase in document.phases] == [
        ("Session store", "", 1),
        ("Phase 1: Move", "Session store", 1),
        ("Success criteria", "Phase 1: Move", 1),
        ("Phase 3: COMPLETE", "Session store", 0),
    ]


def test_a_phase_is_kept_for_the_boxes_or_statements_below_it():
    document = read("# T\n## Step 1\n### Tasks\n- [ ] a\n## Step 2\n- ✅ b\n## Step 3\n- c\n")
    assert [phase.title for phase in document.phases] == ["Step 1", "Tasks", "Step 2"]


def test_a_document_without_headings_is_one_phase_named_like_its_file():
    document = read("- [ ] a")
    assert (document.title, [phase.title for phase in document.phases]) == ("tracker", ["tracker"])


def test_a_check_mark_in_place_of_a_box_makes_a_statement():
    document = read(
        "## Phase 1\n- ✅ Store is **single**\n- Cache gone ✅\n- ❌ Not yet\n- plain\n- [x] box ✅\n  - ✅ note\n\n## Other\n- ✔️ more"
    )
    assert [(one.text, one.holds) for one in document.phases[0].statements] == [
        ("✅ Store is single", True),
        ("Cache gone ✅", True),
        ("❌ Not yet", False),
    ]
    assert [one.text for one in document.statements][3:] == ["✔️ more"]
    assert document.phases[0].text.splitlines() == ["✅ Store is single", "Cache gone ✅", "❌ Not yet", "plain"]


@pytest.mark.parametrize(
    "title",
    [
        "SSOT-incomplete-migration-router",
        "Phase 2: Complete the migration",
        "Complete Success Metrics",
        "Definition of Done",
        "Phase 3: NOT COMPLETE",
        "Phase 3: To be completed",
        "Phase 3 (partially complete)",
        "Phase 3: 60% Complete",
        "Incomplete",
        "Completion criteria",
        "CURRENT STATUS: PHASE 1 COMPLETE - READY FOR PHASE 2",
        "Existing tests (Step 1 Complete)",
        "Phase Updates ✅ STEP 2 COMPLETE",
        "PLAN (STEP 3 COMPLETED)",
        "Existing Tests Discovered (1.1 Complete)",
        "🔄 Phase 2: IN PROGRESS",
        "Phase 2: done or complete? ❌",
        "Phase 6: PR AND CLOSURE",
        "Abandoned",
    ],
)
def test_a_heading_that_speaks_of_completion_otherwise_claims_nothing(title: str):
    assert not says_complete(title)


@pytest.mark.parametrize(
    "title",
    [
        "✅ Phase 0: DISCOVERY COMPLETE",
        "Phase 1 COMPLETE",
        "Phase 4: EXECUTE REMEDIATION - COMPLETE",
        "Step 2: Test Planning (COMPLETE ✅)",
        "Step 5) ✅ COMPLETED - TEST FIX LOOP",
        "Phase 3 ✅",
        "Phase 2: Done",
        "DONE",
        "Work completed",
        "Phase 2: complete (2026-03-01)",
        "✅ COMPLETED",
    ],
)
def test_a_heading_that_claims_completion(title: str):
    assert says_complete(title)


@pytest.mark.parametrize("line", ["**Status:** IN REVIEW", "**Status**: IN REVIEW", "Status: IN REVIEW", "- **Status:** IN REVIEW",
                                  "## Current Status: IN REVIEW", "| Name | Value |\n|---|---|\n| **Status** | IN REVIEW |",
                                  "> Status: *IN REVIEW*", "**Created:** 2026-01-02 | **Status:** IN REVIEW"])  # fmt: skip
def test_a_status_line_has_many_shapes(line: str):
    assert read(f"# T\n{line}\n").status == "IN REVIEW"


@pytest.mark.parametrize(
    "line", ["Process status", "## Status", "No status: no", "```\nStatus: x\n```", "## Phase 1\nStatus: of the phase"]
)
def test_other_lines_are_no_status(line: str):
    assert read(f"# T\n{line}\n- [ ] a").status is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-09-14", date(2025, 9, 14)),
        ("2025/9/4 10:00", date(2025, 9, 4)),
        ("September 14, 2025", date(2025, 9, 14)),
        ("Sept 14th 2025", date(2025, 9, 14)),
        ("14 September 2025", date(2025, 9, 14)),
        ("on 3. May 2026", date(2026, 5, 3)),
        ("2025-13-45", None),
        ("February 30, 2025", None),
        ("09/14/2025", None),
        ("Issue #710", None),
        ("", None),
    ],
)
def test_a_day_is_read_in_figures_or_words(text: str, day: date | None):
    assert day_of(text) == day


def test_tests_created_is_not_the_day_of_creation():
    assert read("# T\n**Tests Created:** 2025-01-01\n**Created:** September 14, 2025\n").created == date(2025, 9, 14)


URL = "https://github.com/acme/shop/issues/12"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (f"See {URL[:-2]}7\n\n**GitHub Issue:** {URL}", URL),
        (f"**GitHub Issue**: [#12]({URL})", URL),
        (f"**GitHub Issue:** #12\n**URL:** {URL}", URL),
        (f"**Issue:** {URL}", URL),
        (f"| GitHub issue | {URL} |\n|---|---|", URL),
        ("**GitHub Issue:** https://github.com/acme/shop/pull/3", "https://github.com/acme/shop/pull/3"),
        ("**Issue:** #123", None),
        ("**GitHub Issue:** https://github.com/acme/shop", None),
        ("**GitHub Issue:** https://github.com.evil.example/acme/shop/issues/1", None),
        (f"## Phase 1\n- [ ] like {URL}", None),
    ],
)
def test_the_issue_is_the_address_beside_its_label_or_the_first_of_the_head(text: str, url: str | None):
    assert read(f"# T\n{text}\n").github_url == url


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("**bold** and *italic* and ~~gone~~ and __bold__", "bold and italic and gone and bold"),
        ("**all `code_with_*` inside**", "all code_with_* inside"),
        ("[text](https://example.org/a_(b) \"title\") ![alt](x.png)", "text alt"),
        ("<https://example.org/a> &amp; a<br>b", "https://example.org/a & a b"),
        (r"\*\*not bold\*\* `\*`", r"**not bold** \*"),
        ("test_message_router.py and app/__init__.py", "test_message_router.py and app/__init__.py"),
        ("tests/**/*.py and 2 * 3 * 4", "tests/**/*.py and 2 * 3 * 4"),
        ("``a ` b`` and ` alone", "a ` b and ` alone"),
        ("[ref] and [a][b] and List<str>", "[ref] and [a][b] and List<str>"),
        ("two\n  lines", "two lines"),
        ("**open", "**open"),
    ],
)  # fmt: skip
def test_inline_markup_becomes_plain_words(raw: str, plain: str):
    assert words(raw) == plain


def test_damaged_characters_are_put_right():
    text = "# T\n**Status:** ✅ CLOSED\n- [x] core ≠ web → 📋"
    damaged = text.encode().decode("cp1252")
    document = read_tracker(damaged.encode(), "t.md")
    assert (document.text, document.status, document.problems) == (text, "✅ CLOSED", ())


def test_a_document_may_be_damaged_in_part():
    assert read("# fine → é\n- [ ] \u00e2\u0153\u2026 done").text == "# fine → é\n- [ ] ✅ done"


@pytest.mark.parametrize(
    ("raw", "text", "problems"),
    [
        ("\ufeff- [ ] é".encode(), "- [ ] é", ()),
        (b"- [ ] caf\xe9", "- [ ] café", ("This document is not UTF-8; read as cp1252.",)),
        ("- [ ] ✅ ".encode() + b"\xe9", "- [ ] ✅ é", ("This document is not UTF-8; read as cp1252.",)),
        (b"- [ ] a\0b and more text", "- [ ] ab and more text", ()),
        (b"- [ ] a\xed\xa0\x80b", "- [ ] ab", ()),
    ],
)
def test_bytes_become_text_that_can_be_stored(raw: bytes, text: str, problems: tuple[str, ...]):
    document = read_tracker(raw, "t.md")
    assert (document.text, document.problems) == (text, problems)
    assert document.text.encode()


BINARY = "t.md is not text: it is full of control characters. Save it as Markdown in UTF-8 and give it again."
NESTED = "t.md nests its lists and quotes too deeply to be read. Flatten them and give it again."


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"\0" * 100, BINARY),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, BINARY),
        ("- [ ] a".encode("utf-16"), "t.md is UTF-16. Save it as UTF-8 and give it again."),
        (b"a" * 2_000_000, "t.md is larger than 256 kB. Give a smaller tracker document."),
        (b"- [ ] a\n" * 5_001, "t.md has more than 5,000 lines. Split it into smaller tracker documents."),
        (b"".join(b"  " * depth + b"- [ ] a\n" for depth in range(300)), NESTED),
        (b"> " * 300 + b"- [ ] a", NESTED),
    ],
)
def test_what_is_no_tracker_document_is_refused_in_one_sentence(raw: bytes, reason: str):
    with pytest.raises(TrackerRefused) as caught:
        read_tracker(raw, "t.md")
    assert str(caught.value) == reason


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"\xef\xbb\xbf", b"#", b"-", b"```", b"> - [x", b"|", b"---\n---"])
def test_a_document_of_almost_nothing_has_no_boxes(raw: bytes):
    document = read_tracker(raw, "t.md")
    assert (document.phases, document.problems) == ((), ())


def test_implementations_stand_under_labels_that_say_nothing_else():
    document = read(
        dedent("""\
        1. **DEPRECATED:** `/shop/core/store.py`
        2. **Compatibility layer**: `shop/web/store.py`
        3. `shop/sessions/store.py:12` (40 lines) - **SSOT TARGET**
        - Duplicate: `shop/old/store.py`
        - SSOT validation: `shop/checks/store.py`
        - Legacy SSOT: `shop/both.py`
        - CANONICAL: `tests/test_store.py`
        - LEGACY: `a.py` and `b.py`
        """)
    )
    assert [(one.path, one.role, one.is_spot) for one in document.implementations] == [
        ("/shop/core/store.py", Role.DEPRECATED, False),
        ("shop/web/store.py", Role.COMPATIBILITY, False),
        ("shop/sessions/store.py", Role.CANONICAL, True),
        ("shop/old/store.py", Role.DUPLICATE, False),
    ]


HOSTILE = {
    "links": "[a](",
    "images": "![",
    "brackets": "[",
    "bullets": "- ",
    "quotes": ">>>>>> a\n",
    "code": "`a ",
    "emphasis": "*a _b ",
    "escapes": "\\*",
    "entities": "&amp;",
    "tags": "<a b=c ",
    "autolinks": "<https://",
    "attributes": " b",
    "pipes": "|",
    "tables": "|a|a|a|a|a|a|a|a|a",
    "boxes": "- [ ] a\n",
    "damaged boxes": "- [~] a\n",
    "statements": "- ✅ a\n",
    "check marks": "✅",
    "damaged": "âœ… ",
    "half damaged": "Ã",
    "headings": "# Phase 1 complete\n",
    "fences": "```\n",
    "references": "[a]: b 'c\n",
    "titles": "[a]: b 'c\n\n",
    "lines": "a\n",
    "rows": "a|b\n-|-\n",
    "fields": "status: ",
    "paths": "a/b.py ",
    "folders": "a/",
    "labels": "- DEPRECATED: `/a/b.py`\n",
    "imports": "- CANONICAL: `from a.b import C`\n",
    "several": "Multiple Aa ",
    "names": "AaBb ",
    "addresses": "GitHub Issue https://github.com/a/",
    "html": "<a\n\n",
    "comments": "<!--",
    "spaces": " ",
    "empty": "\n",
    "digits": "1",
    "parentheses": "x.py (",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_document_that_means_harm_is_answered_at_once(name: str):
    piece = HOSTILE[name]
    for text in (("# complete " if piece == " b" else "") + piece * FULL, "> > > > > a\n" + piece * FULL):
        lines = text[:FULL].split("\n")[:LINES]
        raw = "\n".join(lines).encode()[:FULL]
        start = time.process_time()
        read_tracker(raw.decode(errors="ignore").encode(), "t.md")
        assert time.process_time() - start < 1


def test_a_line_of_lists_in_lists_again_and_again_is_refused_at_once():
    start = time.process_time()
    with pytest.raises(TrackerRefused, match="too deeply"):
        read_tracker(b"- - - - - - - - - - - - - - - - - - - - a\n" * 4_900, "t.md")
    assert time.process_time() - start < 1


def test_five_thousand_boxes_are_read():
    document = read_tracker(b"- [x] a\n" * 5_000, "t.md")
    assert len(document.phases[0].items) == 5_000


def test_time_grows_as_the_document_does():
    def seconds(size: int) -> float:
        start = time.process_time()
        for piece in ("[a](", "![", "[", "*a _b `"):
            read_tracker((piece * size)[:size].encode(), "t.md")
        return time.process_time() - start

    seconds(FULL // 16)
    assert seconds(FULL) < 60 * max(seconds(FULL // 16), 0.01)
