"""Text of repositories and people in Markdown: rendered and sanitised, it is nothing but text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.markdown import addresses, parts, rendered, tokens
from tracker.queries.neutral import JOINER, code, plain

HOSTILE = [
    "@everyone look",
    "mail a@b.example, @org/team and x@y",
    "fixes #12, owner/repo#12, GH-12, gh-7, _GH-9_",
    "5aba5b9f2c546ef6ad2e123436390f0eff2728e9",
    "see 5aba5b9 and owner/repo@5aba5b9f2 and abc1234...def5678",
    "20250914 is a day",
    "https://evil.example/x?a=b",
    "HTTP://evil.example and ftp://evil.example",
    "www.evil.example, _www.evil.example and (www.evil.example)",
    "mailto:a@evil.example xmpp:a@evil.example",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='https://evil.example'>x</a>",
    "<https://evil.example>",
    "</td></tr></table>",
    "<!-- hidden",
    "[text](https://evil.example)",
    "![image](https://evil.example/x.png)",
    "[ref][1] [1]: https://evil.example",
    "[^1] footnote",
    "a | b | c",
    "a \\| b \\\\| c",
    "ends with a backslash \\",
    "`code` and ``more` and `",
    "```\nfence",
    "**bold** _em_ ~~gone~~ __b__",
    "# heading",
    "- list",
    "+ list",
    "* list",
    "1. list",
    "1) list",
    "> [!WARNING] quote",
    "- [x] ticked",
    "line\n\n## new block\n| a |\n|---|",
    "tabs\tand\rreturns\x0b\x0c",
    "\u202eright to left\u2066",
    "zero\u200bwidth @\u200bname #\u206012",
    "&lt;b&gt; &#64;name &commat;name &amp;",
    "$x^2$ $$y$$ $`z`$",
    ":tada: :+1: :x:",
    "---",
    "===",
    "|---|---|",
    "javascript:alert(1)",
    "\\",
    "\\@name \\#12",
    "a" * 5_000,
    "",
    " ",
]
FRAMES = {
    "a paragraph": "{}",
    "a heading": "## {}",
    "an item": "- {}",
    "a cell": "| a | b |\n| --- | --- |\n| {} | end |",
    "a strong word": "**{}** end",
    "a text for an image": "![{}](https://ssot.example/ours.svg)",
}


def looked_at(text: str, frame: str) -> None:
    html = rendered(FRAMES[frame].format(text))
    wanted = ["https://ssot.example/ours.svg"] if frame == "a text for an image" else []
    assert list(addresses(html)) == wanted
    assert tokens(html) == []
    tags = [name for name, _ in parts(html)[0]]
    allowed = {
        "a paragraph": {"p", "code"},
        "a heading": {"h2", "code"},
        "an item": {"ul", "li", "code"},
        "a cell": {"table", "thead", "tbody", "tr", "th", "td", "code"},
        "a strong word": {"p", "strong", "code"},
        "a text for an image": {"p", "img"},
    }
    assert set(tags) <= allowed[frame], html
    if frame == "a cell":
        assert (tags.count("td"), tags.count("tr")) == (2, 2), html


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words_wherever_they_stand(text: str, frame: str):
    looked_at(plain(text), frame)


@pytest.mark.parametrize("frame", ["a paragraph", "a heading", "an item", "a cell"])
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_code_stays_code_wherever_it_stands(text: str, frame: str):
    looked_at(code(text), frame)


@pytest.mark.parametrize(
    "text",
    [
        "@everyone",
        "fixes #12",
        "a/b#12",
        "see GH-12",
        "at 5aba5b9f2",
        "https://evil.example",
        "www.evil.example",
        "a@evil.example",
        ":tada:",
        "[text](https://evil.example)",
        "![image](https://evil.example/x.png)",
        "<a href='https://evil.example'>x</a>",
    ],
)
def test_what_is_not_made_neutral_is_found(text: str):
    html = rendered(text)
    assert tokens(html) or list(addresses(html))


@given(st.text(alphabet=st.sampled_from("@#a1b0GH-:/w.|`\\*_[]()<>!~ \n&$=+>ftp"), max_size=40))
def test_no_mixture_of_signs_gets_through(text: str):
    for frame in ("a paragraph", "a cell", "an item"):
        looked_at(plain(text), frame)
        looked_at(code(text), frame)


@pytest.mark.parametrize(
    "text", ["Update all imports to the canonical path", "3 of 15 – done, “so far”", "Größe: 12 %, (a) b", "2 + 2 = 4; x-y"]
)
def test_ordinary_words_are_not_changed(text: str):
    assert plain(text) == text


def test_words_read_as_they_were_written():
    text = "Ask @mira about #12 in a_b | c"
    assert parts(rendered(plain(text)))[1].strip().replace(JOINER, "") == text


def test_code_keeps_what_can_be_copied():
    assert code("shop/core/router.py:12") == "`shop/core/router.py:12`"
    assert code("a`b``c") == "```a`b``c```"
    assert code("`") == "`` ` ``"
    assert code("a|b") == "`a¦b`"
    assert code("") == "–"


def test_what_nobody_would_see_is_shown_by_its_number():
    assert "U+202E" in plain("\u202eabc")
    assert "U+200B" in code("a\u200bb")


def test_long_texts_are_cut():
    assert len(code("x" * 5_000)) < 310
    assert len(plain("x" * 5_000)) < 310
