"""The page of an issue, its downloads, and the forms that make and change one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import documents, drafts, exports, exports_tip, history, interfaces
from tracker.actions import issues as issue_actions
from tracker.actions.repositories import RepositoryRefused
from tracker.forms.issues import DeleteForm, DocumentForm, IssueForm, SettingsForm, initial
from tracker.models import Issue, Publication, Repository
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
    shares,
    stacks,
    subjects,
    touching,
)
from tracker.queries.moments import Moment
from tracker.queries.source import visible
from tracker.queries.stands import Stand
from tracker.views import bells, downloads, judged, place_forms, travel, weeks

MOST_DOCUMENTS = 2_000
FOLLOWS_FILE = "This issue follows .ssot.toml. Change it in that file: what is entered here would be overwritten by it. Nothing was saved."


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
    tracked = [row.rule for row in shown.rules.all()]
    links = report_markdown.Links(shown.slug)
    ledger = ledgers.of_issue(shown, page.publication) if page is not None else None
    here = checklist_words.here(boxes.merged, moment.date()) if boxes is not None else {}
    ledger = ledgers.with_entered(ledger, here) if ledger is not None else None
    chart = page and charts.of_history(
        page.history,
        request.GET.dict(),
        tracked=tracked,
        opened_on=shown.opened_on,
        now=moment,
        ledger=ledger,
        aim=forecasts.Aim(page.numbers.forecast, shown.target_date),
        stacking=_stack(shown, page, tracked, request.GET.dict()),
    )
    parts = {} if page is None else _implementations(shown, page.implementations, compare="gap" in request.GET)
    if page is not None:
        parts |= _findings(request, shown, page.publication, stand=stand)
    if page is not None and "cycles" in request.GET:
        parts |= _cycles(shown, page.publication)
    if ledger is not None and page is not None:
        subject = subjects.of_issue(shown)
        parts |= {"further": further.of_issue(shown, page.publication), "subject": subject, "subject_note": subjects.note(shown, subject)}
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
        "chart": chart,
        "ledger": ledger,
        "judged_phases": judged.phases(shown.slug, ledger, here),
        "notice": notices.of_page(shown, standing, page, boxes, ledger),
        "embed": {"badge": report_markdown.badge(visible(shown.title), links), "chart": report_markdown.chart(visible(shown.title), links)},
        "touching": page and touching.table(shown, page.publication),
        "people": page and contributors.of_issue(shown, page.publication, stand=stand),
    }


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


@require_safe
def findings_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The findings at the newest commit."""
    return _download(slug, "findings", exports.FINDINGS, exports_tip.findings)


@require_safe
def series_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The numbers of every commit of the line."""
    return _download(slug, "series", exports.SERIES, lambda shown: exports.series(shown, whole_graph=False))


@require_safe
def implementations_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The implementations at the newest commit."""
    return _download(slug, "implementations", exports.IMPLEMENTATIONS, exports_tip.implementations)


def _download(slug: str, name: str, header: tuple[str, ...], rows: Callable[[Issue], Iterable[exports.Row]]) -> HttpResponseBase:
    shown = found(slug)
    try:
        return downloads.stream(f"{slug}-{name}.csv", header, rows(shown))
    except (exports.ExportRefused, RepositoryRefused) as error:
        return downloads.refused(str(error))


@require_http_methods(["GET", "HEAD", "POST"])
def new_issue(request: HttpRequest) -> HttpResponse:
    """Two ways to a new issue: a tracker document of the repository, or a form."""
    repositories = list(Repository.objects.select_related("published").order_by("slug"))
    wanted = request.POST.get("repository") or request.GET.get("repository", "")
    repository = next((one for one in repositories if one.slug == wanted), repositories[0] if repositories else None)
    by_document = request.method == "POST" and "path" in request.POST
    entered = request.POST if request.method == "POST" else None
    paths = _documents(repository) if repository is not None else []
    document = DocumentForm(entered if by_document else None, paths=paths)
    form = IssueForm(None if by_document else entered, initial={name: request.GET.get(name, "") for name in IssueForm.base_fields})
    made = None
    if repository is not None and entered is not None:
        made = _from_document(repository, document) if by_document else _from_form(repository, form)
    if made is not None:
        bells.ring_issue(made.pk)
        return redirect("issue", made.slug)
    context = {"repositories": repositories, "repository": repository, "document": document, "form": form, "by_document": by_document}
    return render(request, "issues/new.html", context, status=200 if entered is None else 422)


def _documents(repository: Repository) -> list[str]:
    """Markdown files of the newest scanned commit, those that look like trackers first."""
    if repository.published is None:
        return []
    try:
        paths = list(history.mirror_of(repository).paths(repository.published.tip_oid))
    except RepositoryRefused:
        return []
    found = [path for path in paths if path.lower().endswith((".md", ".markdown"))]
    return sorted(found, key=lambda path: ("ssot" not in path.lower() and "tracker" not in path.lower(), path))[:MOST_DOCUMENTS]


def _from_document(repository: Repository, form: DocumentForm) -> Issue | None:
    if not form.is_valid() or repository.published is None:
        return None
    try:
        made = documents.attach(repository, history.mirror_of(repository), repository.published.tip_oid, form.cleaned_data["path"])
    except (documents.TrackerRefused, RepositoryRefused) as error:
        form.add_error("path", str(error))
        return None
    return made[0]


def _from_form(repository: Repository, form: IssueForm) -> Issue | None:
    if not form.is_valid():
        return None
    try:
        return issue_actions.create(repository, drafts.IssueDraft(**form.changes()))
    except drafts.DraftRefused as error:
        form.refuse(error.problems)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def issue_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """What exactly is counted, and the end of an issue."""
    shown = found(slug)
    draft = drafts.of_issue(shown)
    deletes = request.method == "POST" and "confirmation" in request.POST
    entered = request.POST if request.method == "POST" else None
    form = SettingsForm(None if deletes else entered, initial=initial(draft), is_fixed=shown.in_toml)
    confirm = DeleteForm(entered if deletes else None, title=shown.title)
    if deletes and confirm.is_valid():
        issue_actions.delete(shown)
        return redirect("portfolio")
    if entered is not None and not deletes and form.is_valid() and _is_changed(shown, draft, form):
        bells.ring_issue(shown.pk)
        return redirect("issue", shown.slug)
    context = {"issue": shown, "title": visible(shown.title), "repository": shown.repository, "form": form, "confirm": confirm}
    context |= {"shares": shares.of_issue(shown, now())}
    return render(request, "issues/settings.html", context, status=200 if entered is None else 422)


def _is_changed(shown: Issue, draft: drafts.IssueDraft, form: SettingsForm) -> bool:
    """Was what is entered saved? What is wrong with it stands at the fields."""
    if shown.in_toml:
        form.add_error(None, FOLLOWS_FILE)
        return False
    try:
        issue_actions.change(shown, replace(draft, **form.changes()))
    except drafts.DraftRefused as error:
        form.refuse(error.problems)
        return False
    return True
