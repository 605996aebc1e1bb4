"""Tracker documents for hypothesis: what real ones are made of, broken in the ways that files break."""

from hypothesis import strategies as st

PIECES = (
    "# SSOT: Router\n",
    "## Phase {}: EXECUTE ✅ COMPLETE\n",
    "Title\n===\n",
    "**Status:** ✅ CLOSED - RESOLVED\n",
    "**Created**: 2025-09-14\n",
    "**GitHub Issue:** https://github.com/shop/shop/issues/{}\n",
    "- [x] Remove `shop/old_{}.py` (lines 10-20)\n",
    "- [ ] Update all imports to `shop.core.router`\n",
    "* [X] **Consolidate** Router to single SSOT\n",
    "{}. [ ] Create `tests/test_router.py` - 34 tests ✅ CREATED\n",
    "- [✅] Done\n",
    "- [-] neither\n",
    "- ✅ **Router** works\n",
    "- [x] 4 → 1 Router classes → ready ➜ done\n",
    "  - [x] nested\n",
    "\t- [ ] with a tab\n",
    "      - [x] far in\n",
    "- [x]\n",
    "- [ ] \n",
    "> - [x] quoted\n",
    "> > > > quote\n",
    "| Task | State |\n|---|---|\n| Router | ✅ |\n| a | b | c \\| d |\n",
    "|---|---|\n",
    "```python\nfrom shop.old import Router\n```\n",
    "~~~\n- [x] fenced\n",
    "    - [x] indented\n",
    "<details><summary>more</summary>\n\n- [x] in HTML\n\n</details>\n",
    "<!-- - [x] hidden\n",
    "<script>alert(1)</script>\n",
    "[a]: https://example.org 'title\n",
    "1. **DEPRECATED:** `/shop/old.py`\n2. **CANONICAL SSOT:** `/shop/core/router.py`\n",
    "### Files to Modify\n- Remove: `/shop/old.py`\n",
    "CANONICAL IMPORT: from shop.core.router import Router\n",
    "â€” â‰  Ã© âœ… ðŸ“‹\n",
    "---\n",
    "***bold _and_ `code\n",
    "![![![![",
    "[[[[]]]](((((",
    "\\\\\\*\\_\\[",
    "&amp;&#0;&#xD800;&#x110000;",
    "🧑‍🤝‍🧑\ufe0f\u200d\u202e",
    "\0",
    "\r",
    "\x1b[31m\b\f\v\x85\u2028",
    "\ufeff",
    "\n",
    "\n\n",
    " ",
    "a" * 997,
    "`" * 31,
    "*" * 63,
    "- " * 20,
    "> " * 7,
    "| " * 50 + "\n",
    "Router.route().old_{}.py/" * 9,
)
_BOXES = tuple(piece for piece in PIECES if "[x] " in piece.lower() or "[ ] " in piece)
_MOST = 255 * 1024
_MOST_LINES = 4_900

_pieces = st.one_of(st.sampled_from(PIECES), st.sampled_from(_BOXES), st.sampled_from(_BOXES), st.text(max_size=40))
_indents = st.sampled_from(["", "", "", "", "", "  ", "    ", "\t", "> ", "  > ", "- ", "1. "])
#: Seldom so often that the document is as large as it may be, or larger.
_often = st.sampled_from([1] * 300 + [2] * 80 + [7] * 40 + [64] * 8 + [_MOST])


@st.composite
def _texts(draw: st.DrawFn) -> str:
    found: list[str] = []
    room, lines = _MOST, _MOST_LINES
    for number in range(draw(st.integers(1, 16))):
        piece = draw(_indents) + draw(_pieces).replace("{}", str(number))
        often = draw(_often)
        fits = min(room // len(piece.encode("utf-8", "surrogatepass") or b" "), lines // (piece.count("\n") or 1))
        found.append(piece * max(1, fits + draw(st.sampled_from([0, 0, 0, 120])) if often == _MOST else min(often, fits)))
        room, lines = room - len(found[-1].encode("utf-8", "surrogatepass")), lines - found[-1].count("\n")
    return "".join(found)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """The bytes of one document, most of them readable."""
    raw = draw(_texts()).encode("utf-8", "surrogatepass")
    match draw(st.integers(0, 39)):
        case 0:
            raw = raw.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
        case 1:
            raw = raw.decode("cp1252", "replace").encode("utf-8")
        case 2:
            raw = raw[::-1]
        case 3:
            raw = draw(st.sampled_from([b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"])) + raw
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3]))):
        at = draw(st.integers(0, len(raw)))
        raw = raw[:at] + draw(st.binary(max_size=4)) + raw[at + draw(st.integers(0, 4)) :]
    return raw
