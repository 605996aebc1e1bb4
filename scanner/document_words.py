"""Inline Markdown to plain words, in linear time: no parser of links or emphasis is asked."""

import html
import re

_SPECIAL = re.compile(r"[\\`*_~\[<&]")
_ESCAPE_OR_TICKS = re.compile(r"\\[!-/:-@\[-`{-~]|`+")
_HELD = "\0"  # stands for what must stay as it is; no document has this letter
_URL = rf"<?[^()\s{_HELD}]{{0,2000}}(?:\([^()\s{_HELD}]{{0,200}}\)[^()\s{_HELD}]{{0,200}})?"
_LINK = re.compile(rf"!?\[([^\[\]]{{0,1000}})\]\({_URL}(?:\s\"[^\"()]{{0,200}}\")?\)")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]{1,2000})>")
_TAG = re.compile(
    r"</?(?:a|b|br|code|del|details|div|em|i|img|ins|kbd|li|p|s|span|strong|sub|summary|sup|u|ul)(?:[\s/][^<>]{0,500})?>", re.IGNORECASE
)
_RUN = re.compile(r"(\*{1,3}|_{1,3}|~~)")


def words(raw: str) -> str:
    """What a reader of the page sees of one paragraph, on one line."""
    if _SPECIAL.search(raw):
        text, held = _hold(raw)
        text = _TAG.sub(" ", _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", text)))
        pieces = iter(held)
        text = re.sub(_HELD, lambda _: next(pieces), html.unescape(_without_emphasis(text)))
        return " ".join(text.split())
    return " ".join(raw.split())


def _hold(raw: str) -> tuple[str, list[str]]:
    """The text with code and escaped letters taken out, and these in their order."""
    marks = list(_ESCAPE_OR_TICKS.finditer(raw))
    later: dict[str, list[int]] = {}
    for index in range(len(marks) - 1, -1, -1):
        later.setdefault(marks[index][0], []).append(index)
    kept: list[str] = []
    held: list[str] = []
    position = 0
    for index, mark in enumerate(marks):
        if mark.start() < position:
            continue
        ends = later[mark[0]]
        while ends and ends[-1] <= index:
            ends.pop()
        kept.append(raw[position : mark.start()])
        position = mark.end()
        if mark[0].startswith("\\"):
            held.append(mark[0][1:])
        elif ends:
            held.append(raw[mark.end() : marks[ends[-1]].start()])
            position = marks[ends[-1]].end()
        else:
            held.append(mark[0])
        kept.append(_HELD)
    return "".join([*kept, raw[position:]]), held


def _without_emphasis(text: str) -> str:
    """Pairs of `**`, `*`, `_`, `~~` are taken away; globs, products and names_with_underscores keep theirs."""
    pieces = _RUN.split(text)
    opened: dict[str, int] = {}
    for index in range(1, len(pieces), 2):
        run = pieces[index]
        before = pieces[index - 1][-1:] or ("*" if index > 1 else " ")
        after = pieces[index + 1][:1] or ("*" if index + 2 < len(pieces) else " ")
        inside_word = run[0] == "_" and before.isalnum() and after.isalnum()
        closes = not before.isspace() and not inside_word and not (run[0] == "_" and after.isalnum())
        opens = not after.isspace() and not inside_word and not (run[0] == "_" and before.isalnum())
        if closes and run in opened:
            start = opened.pop(run)
            if not _is_dunder(pieces, start, index):
                pieces[start] = pieces[index] = ""
        elif opens:
            opened[run] = index
    return "".join(pieces)


def _is_dunder(pieces: list[str], start: int, end: int) -> bool:
    """`app/__init__.py`: a name of Python, and nothing bold."""
    if pieces[start] != "__" or end != start + 2:
        return False
    return pieces[start - 1][-1:] in ("/", ".") or pieces[end + 1][:1] in (".", "(")
