"""A report as JSON and as rows: for programs, so texts are as the repository has them."""

from collections.abc import Iterator
from typing import Any

from tracker.queries.ledger_items import Item
from tracker.queries.reports import Report

SPOTS = ("rule", "path", "line", "category", "form", "scope", "guard", "module", "name", "intended")


def rows(shown: Report) -> Iterator[tuple[str | int, ...]]:
    """Every finding at the commit, intended ones too; when it goes is not known there."""
    for one in shown.spots:
        yield (one.rule, one.path, one.line, one.category, one.form, one.scope, one.guard, one.module, one.name, int(one.intended))


def data(shown: Report) -> dict[str, Any]:
    """All that the report says."""
    ledger, forecast = shown.ledger, shown.forecast
    return {
        "issue": {"slug": shown.issue.slug, "title": shown.issue.title, "github": shown.issue.github_url},
        "repository": shown.repository,
        "commit": shown.commit.oid,
        "committed_at": f"{shown.commit.committed_at:%Y-%m-%dT%H:%M:%SZ}",
        "on_line": not shown.is_beside,
        "ref": shown.ref,
        "analyzer": shown.analyzer,
        "definition": shown.definition,
        "summary": shown.face.sentence,
        "left": shown.left if shown.is_counted else None,
        "categories": {part.name: {"places": part.places, "files": part.files} for part in shown.parts},
        "others": dict(shown.others),
        "intended": shown.intended,
        "unreadable": shown.unreadable,
        "excluded": dict(shown.excluded),
        "last_7_days": None
        if shown.net is None
        else {"net": shown.net, **({"added": shown.week.added, "removed": shown.week.removed} if shown.week else {})},
        "forecast": None
        if forecast is None
        else {
            "first": forecast.first.isoformat() if forecast.first else None,
            "last": forecast.last.isoformat() if forecast.last else None,
            "reason": forecast.reason,
            "done": forecast.is_done,
        },
        "target": shown.issue.target_date.isoformat() if shown.issue.target_date else None,
        "ticked": ledger and {"ticked": ledger.ticked, "boxes": ledger.boxes, "contradicted": shown.against, "document": shown.document},
        "measured": shown.measured and {"most": shown.measured.most, "gone": shown.measured.gone, "percent": shown.measured.percent},
        "claims": [_claim(item) for item in shown.claims],
        "implementations": [
            {"path": one.path, "line": one.line, "name": one.name, "class": one.class_name, "category": one.category, "reason": one.reason}
            for one in shown.definitions
        ],
        "findings": [dict(zip(SPOTS, row, strict=True)) for row in rows(shown)],
        "counted": [{"what": name, "names": names} for name, names in shown.asked],
    }


def _claim(item: Item) -> dict[str, Any]:
    found = item.evidence
    return {
        "phase": item.phase,
        "text": item.text,
        "ticked": item.ticked,
        "verdict": item.verdict.word.lower(),
        "evidence": f"{found.before}{found.link}{found.after}",
        "ticked_at": f"{item.tick.at:%Y-%m-%dT%H:%M:%SZ}" if item.tick else None,
        "ticked_in": item.tick.oid if item.tick else None,
    }
