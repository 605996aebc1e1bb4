"""Markdown as a host of issues shows it: rendered with GitHub's extensions, then sanitised."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import nh3
from markdown_it import MarkdownIt

#: What GitHub makes a link of in text that is no code: mentions, numbers of issues, commits.
_TOKENS = (
    re.compile(r"[\w.+-]+@[\w-]+\.\w"),
    re.compile(r"(?<![\w`])@[a-zA-Z\d][a-zA-Z\d-]*"),
    re.compile(r"(?<!\w)(?:[\w.-]+/[\w.-]+)?#\d+"),
    re.compile(r"(?i)(?<!\w)GH-\d+"),
    re.compile(r"(?i)(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])"),
    re.compile(r"(?i)\bwww\.\w|\w://\w|mailto:\w"),
    re.compile(r":[a-z0-9_+-]+:"),
)


def rendered(text: str) -> str:
    """The HTML that people see."""
    renderer = MarkdownIt("gfm-like", {"html": True, "linkify": True})  # www. and e-mail addresses are looked for below
    assert renderer.linkify is not None
    renderer.linkify.set({"fuzzy_link": False})  # GitHub links no bare domain
    return nh3.clean(renderer.render(text))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        self.words.append("`" if self._code else data)


def parts(html: str) -> tuple[list[tuple[str, dict[str, str | None]]], str]:
    """The tags of a page, and its text without code."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.tags, "".join(reader.words)


def addresses(html: str) -> Iterator[str]:
    """Everything that a reader could load or follow."""
    for _, attributes in parts(html)[0]:
        yield from (value or "" for name, value in attributes.items() if name in ("href", "src"))


def tokens(html: str) -> list[str]:
    """What GitHub would still make a link or a sign of."""
    text = parts(html)[1]
    return [found[0] for token in _TOKENS for found in token.finditer(text)]
