"""Further duplications that an issue's document names, with what the newest commit says of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tracker.models import DocumentLedger, Issue, Publication
from tracker.queries import source
from tracker.queries.issues import plain
from tracker.queries.ledger_words import Verdict
from tracker.queries.source import visible

LONGEST_TITLE = 300
VERDICTS = {
    "true": Verdict("True", "ok", "ready"),
    "refuted": Verdict("Refuted", "no"),
    "under another name": Verdict("Under another name", "na"),
    "subject not found": Verdict("Subject not found", "na"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A definition."""

    path: str
    line: int
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One of them."""

    text: str
    severity: str
    line: int
    verdict: Verdict
    sentence: str
    spots: list[Spot]
    tracked: list[Issue]  # issues that follow its symbol already
    make: str  # the form of a new issue, filled in


def of_issue(issue: Issue, publication: Publication) -> list[Row]:
    """In the document's order; two queries."""
    stored = DocumentLedger.objects.filter(document__issue=issue, publication=publication).values_list("data__further", flat=True).first()
    if not stored:
        return []
    names = {one["name"] for one in stored if one["name"]}
    tracked: dict[str, list[Issue]] = {}
    for other in Issue.objects.filter(repository=issue.repository_id, symbol__in=names).exclude(pk=issue.pk).order_by("pk"):
        tracked.setdefault(other.symbol, []).append(other)
    return [_row(one, issue, publication.tip_oid, tracked.get(one["name"], [])) for one in stored]


def _row(one: Mapping[str, Any], issue: Issue, sha: str, tracked: list[Issue]) -> Row:
    slug = issue.repository.slug
    return Row(
        text=plain(one["text"]),
        severity=one["severity"],
        line=one["line"],
        verdict=VERDICTS[one["verdict"]],
        sentence=visible(one["sentence"]),
        spots=[Spot(visible(spot["path"]), spot["line"], source.address(slug, sha, spot["path"], spot["line"])) for spot in one["spots"]],
        tracked=tracked,
        make=_make(slug, one),
    )


def _make(slug: str, one: Mapping[str, Any]) -> str:
    draft = {
        "repository": slug,
        "title": " ".join(visible(one["text"]).split())[:LONGEST_TITLE],
        "symbol": one["name"],
        "canonical": one["canonical"],
        "deprecated": "\n".join(one["deprecated"]),
    } | ({"fragmentation": "on"} if one["of_paths"] and one["name"] else {})
    return f"{reverse('new_issue')}?{urlencode({name: value.encode('utf-8', 'surrogatepass') for name, value in draft.items()})}"
