"""The page of an issue, and the parts of it that are asked for alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from tracker.actions import exports, exports_tip, interfaces
from tracker.actions.repositories import RepositoryRefused
from tracker.models import Issue, Publication
from tracker.queries import (
    charts,
    checklist,
    checklist_editor,
    checklist_words,
    contributors,
    cycles,
    findings,
    forecasts,
    further,
    idle,
    implementations,
    issues,
    ledger_then,
    ledgers,
    notices,
    place_decisions,
    portfolio_rows,
    report_markdown,
    stacks,
    subjects,
    touching,
)
from tracker.queries.moments import Moment
from tracker.queries.source import visible
from tracker.queries.stands import Stand
from tracker.views import judged, place_forms, travel, weeks


def found(slug: str) -> Issue:
    """The issue of a slug, or a 404 in words."""
    issue = issues.named(slug)
    if issue is None:
        raise Http404(f"There is no issue “{slug}”.")
    return issue


@require_safe
@travel.travels
def issue(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of an issue, or the part of it that htmx asks for; with ?at= as of an earlier commit."""
    shown = found(slug)
    standing = issues.standing(shown)
    moment = travel.asked(request, shown.repository, standing.publication)
    wanted = request.headers.get("HX-Target", "") if request.headers.get("HX-Request") else ""
    context: dict[str, Any] = {"issue": shown, "title": visible(shown.title), "repository": shown.repository, "standing": standing}
    context |= travel.bar(shown, standing.publication, moment)
    if wanted == "waiting":
        return _waiting(request, standing, context)
    if standing.publication is not None and wanted == "findings":
        context |= _findings(request, shown, standing.publication, moment)
        template = "issues/_findings.html"
    elif standing.publication is not None and wanted == "implementations" and moment is None:
        context |= _implementations(shown, implementations.of_issue(shown, standing.publication), compare=True)
        template = "issues/_implementations.html"
    elif standing.publication is not None and wanted == "cycles" and moment is None:
        context |= _cycles(shown, standing.publication)
        template = "issues/_cycles.html"
    else:
        context |= (
            _page_then(request, shown, standing.publication, moment)
            if moment and standing.publication
            else _whole_page(request, shown, standing)
        )
        template = "issues/_chart.html" if wanted == "burndown" and context["chart"] else "issues/issue.html"
    if context.get("chart"):
        context["weeks"] = weeks.table(context["chart"], shown.repository.slug)
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _waiting(request: HttpRequest, standing: issues.Standing, context: dict[str, object]) -> HttpResponse:
    """What the page asks for every 2 s; once the numbers are there it loads itself again."""
    if standing.is_moving:
        return render(request, "issues/_waiting.html", context)
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


def _whole_page(request: HttpRequest, shown: Issue, standing: issues.Standing) -> dict[str, object]:
    boxes = checklist.of_issue(shown)
    moment = now()
    stand = Stand.of(shown, standing.publication) if standing.publication is not None else None
    page = issues.page(shown, standing.publication, moment, stand=stand) if standing.publication is not None else None
    links = report_markdown.Links(shown.slug)
    ledger = ledgers.of_issue(shown, page.publication) if page is not None else None
    here = checklist_words.here(boxes.merged, moment.date()) if boxes is not None else {}
    ledger = ledgers.with_entered(ledger, here) if ledger is not None else None
    parts = _parts(request, shown, page, ledger, stand) if page is not None else {}
    return parts | {
        "github_name": issues.github_name(shown.github_url),
        "status_text": issues.plain(shown.status_text),
        "priority_text": issues.plain(shown.priority_text),
        "checklist": boxes,
        "phases": issues.phases(boxes, moment.date()),
        "gone": checklist_editor.gone(boxes),
        "page": page,
        "row": portfolio_rows.of_issue(shown, moment),
        "idle": next(iter(idle.of_repositories([shown.repository_id], moment)), None),
        "chart": page and _chart(request, shown, page, ledger, moment),
        "ledger": ledger,
        "judged_phases": judged.phases(shown.slug, ledger, here),
        "notice": notices.of_page(shown, standing, page, boxes, ledger),
        "embed": {"badge": report_markdown.badge(visible(shown.title), links), "chart": report_markdown.chart(visible(shown.title), links)},
        "touching": page and touching.table(shown, page.publication),
        "people": page and contributors.of_issue(shown, page.publication, stand=stand),
    }


def _chart(request: HttpRequest, shown: Issue, page: issues.Page, ledger: ledgers.Ledger | None, moment: datetime) -> charts.Chart | None:
    """The chart that the address asks for, up to now."""
    wanted, tracked = request.GET.dict(), [row.rule for row in shown.rules.all()]
    return charts.of_history(
        page.history,
        wanted,
        tracked=tracked,
        opened_on=shown.opened_on,
        now=moment,
        ledger=ledger,
        aim=forecasts.Aim(page.numbers.forecast, shown.target_date),
        stacking=_stack(shown, page, tracked, wanted),
    )


def _parts(request: HttpRequest, shown: Issue, page: issues.Page, ledger: ledgers.Ledger | None, stand: Stand | None) -> dict[str, object]:
    """The parts that can be asked for alone, too, and what a judged document leads to."""
    parts = _implementations(shown, page.implementations, compare="gap" in request.GET)
    parts |= _findings(request, shown, page.publication, stand=stand)
    if "cycles" in request.GET:
        parts |= _cycles(shown, page.publication)
    if ledger is not None:
        subject = subjects.of_issue(shown)
        parts |= {"further": further.of_issue(shown, page.publication), "subject": subject, "subject_note": subjects.note(shown, subject)}
    return parts


def _page_then(request: HttpRequest, shown: Issue, publication: Publication, moment: Moment) -> dict[str, object]:
    """The page as of a moment; what is stored of the newest commit alone is left out."""
    page = issues.page(shown, publication, now(), moment)
    ledger = ledgers.of_issue(shown, publication)
    then = ledger_then.of_ledger(ledger, moment.place, page.history.line.times) if ledger is not None else None
    known = then.ledger if then is not None else None
    now_then = page.history.line.date(page.history.last)
    had_begun = shown.opened_on is not None and shown.opened_on <= now_then.date()
    chart = charts.of_history(
        page.history,
        request.GET.dict(),
        tracked=[row.rule for row in shown.rules.all()],
        opened_on=shown.opened_on if had_begun else None,
        now=now_then,
        ledger=known,
    )
    return {
        "github_name": issues.github_name(shown.github_url),
        "page": page,
        "row": portfolio_rows.of_issue(shown, now(), moment),
        "chart": chart,
        "then": then,
        "checklist": then,
        "ledger": known,
        "notice": notices.of_then(shown, page, known),
        "implementations": page.implementations,
        "compared": [Compared(row, None) for row in page.implementations.rows],
    } | _findings(request, shown, publication, moment)


def _stack(shown: Issue, page: issues.Page, tracked: list[str], wanted: Mapping[str, str]) -> stacks.Stacking:
    """Owners and classes are read when the address asks for them."""
    rule = charts.shown_of(page.history, tracked, wanted) if page.history.line.numbers else ""
    offered = {} if rule in (charts.APART, charts.WAITING) else stacks.choices(rule, page.publication)
    asked = wanted.get("stack") if wanted.get("stack") in offered else "category"
    stack = None
    if asked == "owner":
        stack = stacks.of_owners(shown, page.publication, page.history, charts.rules_of(page.history, rule))
    elif asked == "class":
        stack = stacks.of_classes(shown, page.publication, page.history)
    return stacks.Stacking(offered, stack)


def _findings(
    request: HttpRequest, shown: Issue, publication: Publication, moment: Moment | None = None, stand: Stand | None = None
) -> dict[str, object]:
    """The list, and what the last click decided about some of it."""
    listed = findings.page(shown, publication, findings.Filters.of(request.GET.dict()), place_forms.reader_of(request), moment, stand)
    decided = request.GET.get("decided", "") if moment is None else ""
    return {"findings": listed, "click": place_decisions.click(shown, decided) if decided else None}


@dataclass(frozen=True, slots=True)
class Compared:
    """An implementation, beside the canonical one if that was asked for."""

    row: implementations.Row
    comparison: interfaces.Comparison | None


def _implementations(shown: Issue, listed: implementations.Implementations, *, compare: bool) -> dict[str, object]:
    """The table of implementations; a comparison reads files, so the page asks for it when it is there."""
    comparisons: dict[tuple[int, str, str], interfaces.Comparison] = {}
    problem = ""
    try:
        if compare:
            comparisons = {(one.line, one.name, visible(one.path)): one for one in interfaces.of_issue(shown)}
    except RepositoryRefused as error:
        problem = str(error)
    has_code = any(row.class_name in interfaces.WITH_CODE for row in listed.rows)
    return {
        "implementations": listed,
        "compared": [Compared(row, comparisons.get((row.line, row.name, row.path))) for row in listed.rows],
        "offers_comparison": has_code and not compare,
        "comparison_problem": problem,
    }


def _cycles(shown: Issue, publication: Publication) -> dict[str, object]:
    """The import cycles of the newest commit, which no number holds."""
    try:
        return {"cycles": cycles.of_rows(shown.repository, publication, exports_tip.cycles(shown))}
    except (exports.ExportRefused, RepositoryRefused) as error:
        return {"cycles_problem": str(error)}
