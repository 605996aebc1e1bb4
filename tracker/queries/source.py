"""Addresses of source files, text made safe for the eye, and what is known of one file at a commit."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.db.models import F, Q
from django.urls import reverse

from tracker.models import Commit, Finding, Repository
from tracker.models.repositories import Depth
from tracker.queries.series import RULE_NAMES

ODD = "odd-name"  # stands in an address for a name with line breaks, which no address pattern holds
_github = re.compile(r"(?:https://|ssh://)?(?:[^/@\s]*@)?github\.com[:/]([A-Za-z0-9-]+/[A-Za-z0-9._-]+?)(?:\.git)?/?\Z")
_unseen = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def address(repository_slug: str, sha: str, path: str, line: int | None = None) -> str:
    """Where a file is shown at a commit, its line marked."""
    raw = path.encode("utf-8", "surrogatepass")
    place = reverse("source", args=[repository_slug, sha, ODD]).removesuffix(ODD)
    is_odd = any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in path)
    query = ({"path": raw} if is_odd else {}) | ({"line": str(line).encode()} if line else {})
    return place + (ODD if is_odd else quote(raw)) + (f"?{urlencode(query)}" if query else "") + (f"#L{line}" if line else "")


def on_github(repository: Repository, sha: str, path: str, line: int) -> str:
    """The address of a line at a commit on GitHub, "" for a repository that is not there."""
    found = _github.match(repository.source)
    if found is None or any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in path):
        return ""
    return f"https://github.com/{found[1]}/blob/{sha}/{quote(path)}#L{line}"


def visible(text: str) -> str:
    """Text whose unseen characters (controls, and those that turn the reading direction) are shown by their number."""
    return _unseen.sub(lambda found: f"U+{ord(found[0]):04X}", text)


def visible_code(text: str) -> str:
    """The same for a line of a file, its tabs kept."""
    return "\t".join(map(visible, text.split("\t")))


def parts(statement: str, module: str) -> tuple[str, str, str]:
    """A statement cut around the module, or the longest end of its name that stands there (a relative import)."""
    names = module.split(".") if module else []
    for start in range(len(names)):
        wanted = ".".join(names[start:])
        before, found, after = statement.partition(wanted)
        if found:
            return before, found, after
    return statement, "", ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A finding on a line of a file."""

    line: int
    issue_slug: str
    issue_title: str
    rule: str
    statement: str
    leaf: str  # of the module, to see whether the line still holds it
    intended: bool


def findings_in(repository: Repository, commit: Commit, path: str) -> list[Marked]:
    """Findings of any issue in a file at a commit of the line; lines are those of the newest commit that has them."""
    publication = repository.published
    if publication is None or commit.line_index is None:
        return []
    place = commit.line_index
    rows = Finding.objects.filter(publication=publication, path=path, issue__counted_in=F("publication"), introduced__lte=place)
    rows = rows.filter(Q(removed=None) | Q(removed__gt=place)).select_related("issue").order_by("line", "pk")
    if publication.depth == Depth.TIP and commit.oid != publication.tip_oid:
        return []
    return [
        Marked(
            row.line,
            row.issue.slug,
            visible(row.issue.title),
            RULE_NAMES.get(row.rule, row.rule),
            visible(row.statement),
            row.module.rpartition(".")[2],
            row.intended,
        )
        for row in rows[:500]
    ]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of a file as the page shows it."""

    number: int
    text: str
    is_asked: bool
    findings: list[Marked]


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file, or the stretch of a long one around a line."""

    lines: list[ShownLine]
    elsewhere: list[Marked]  # findings whose line reads otherwise at this commit
    earlier: int | None  # the line around which the stretch before stands
    later: int | None


def shown_file(lines: Sequence[tuple[int, str]], findings: Iterable[Marked], asked: int | None, *, centre: int, around: int) -> ShownFile:
    """Numbered lines with the findings that they hold."""
    waiting: dict[int, list[Marked]] = {}
    for finding in findings:
        waiting.setdefault(finding.line, []).append(finding)
    shown, elsewhere = [], []
    for number, text in lines:
        here = [one for one in waiting.get(number, ()) if one.leaf in text]
        elsewhere += [one for one in waiting.get(number, ()) if one.leaf not in text]
        shown.append(ShownLine(number, visible_code(text), number == asked, here))
    first, last = (lines[0][0], lines[-1][0]) if lines else (1, 0)
    return ShownFile(
        lines=shown,
        elsewhere=elsewhere,
        earlier=max(first - around, 1) if first > 1 else None,
        later=last + around if last >= centre + around else None,
    )
