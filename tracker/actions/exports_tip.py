"""Rows of the exports at the newest published commit, for pages: from what is published, nothing is read or stored for them."""

from typing import TypeVar

from django.db.models import QuerySet

from scanner.classify import UNCOUNTED
from scanner.places import Place
from scanner.question import places_of_commit
from scanner.rules.duplicate_implementation import DuplicateImplementation
from scanner.rules.import_cycle import ImportCycle
from tracker.actions import facts, history, questions
from tracker.actions.exports import ExportRefused, Row, commit_of, in_order, published_of
from tracker.models import Commit, Finding, Implementation, Issue, Publication
from tracker.models.repositories import Depth
from tracker.models.results import LONGEST_MODULE, LONGEST_NAME

T = TypeVar("T", Finding, Implementation)


def findings(issue: Issue) -> list[Row]:
    """The rows of exports.findings() at the newest published commit. Raises ExportRefused."""
    publication = _complete(issue)
    brought = _Brought(issue, publication)
    rows: list[Row] = [_finding(one, brought) for one in _there(Finding.objects.filter(issue=issue), publication)]
    counted = _implementations(issue, publication).exclude(class_name__in=[kind.value for kind in UNCOUNTED])
    rows += [_counted_implementation(one, brought) for one in counted]
    return sorted([*rows, *cycles(issue)], key=in_order)


def implementations(issue: Issue) -> list[Row]:
    """The rows of exports.implementations() at the newest published commit. Raises ExportRefused."""
    rows = _implementations(issue, _complete(issue))
    return sorted((one.path, one.line, one.qualified_name, one.class_name, one.category, one.reason) for one in rows)


def cycles(issue: Issue) -> list[Row]:
    """The rows of the issue's import cycles alone: its files' facts show them together. Raises ExportRefused."""
    publication = published_of(issue)
    others = {row.rule for row in issue.rules.all()} - {ImportCycle.id}
    if len(others) == len(issue.rules.all()):
        return []
    graph = history.load(issue.repository)
    tip = commit_of(issue.repository, publication, graph, None)
    question = questions.of_issue(issue, graph, without=others)
    counted = {path for path in graph.state_at(tip) if question.path_rules.is_counted(question.path_rules.category(graph.paths[path]))}
    oids = {graph.blobs[blob] for path, blob in graph.state_at(tip).items() if path in counted and graph.blobs[blob]}
    if oids - facts.known(oids):
        raise ExportRefused("Files of the newest commit have not been read yet. Their cycles are shown when the next scan has read them.")
    places = places_of_commit(question, graph, facts.StoredFacts(graph), tip)
    return sorted(map(_place, places), key=in_order)


def _place(one: Place) -> Row:
    where = one.rule, one.path, one.line, one.category, one.form, one.scope, one.guard
    return *where, one.module[:LONGEST_MODULE], one.name[:LONGEST_NAME], "", "", int(one.intended)


def _complete(issue: Issue) -> Publication:
    if issue.problem:
        raise ExportRefused(issue.problem)
    return published_of(issue)


class _Brought:
    """Which commit brought what; empty where only the newest commit is read."""

    def __init__(self, issue: Issue, publication: Publication) -> None:
        line = Commit.objects.filter(repository=issue.repository, line_index__isnull=False)
        self._oids = {} if publication.depth == Depth.TIP else dict(line.values_list("line_index", "oid"))

    def by(self, one: Finding | Implementation) -> str:
        """The commit that brought a finding or an implementation."""
        return self._oids.get(one.born, "")


def _there(rows: QuerySet[T], publication: Publication) -> QuerySet[T]:
    return rows.filter(publication=publication, removed=None)


def _implementations(issue: Issue, publication: Publication) -> QuerySet[Implementation]:
    rows = _there(Implementation.objects.filter(issue=issue), publication)
    if rows.filter(scope="").exists():
        raise ExportRefused(f"These numbers are of an earlier version. Run: manage.py scan {issue.repository.source}")
    return rows


def _finding(one: Finding, brought: _Brought) -> Row:
    where = one.rule, one.path, one.line, one.category, one.form, one.scope, one.guard
    return *where, one.module, one.name, brought.by(one), "", int(one.intended)


def _counted_implementation(one: Implementation, brought: _Brought) -> Row:
    where = DuplicateImplementation.id, one.path, one.line, one.category, "", one.scope, one.guard
    return *where, one.module, one.qualified_name, brought.by(one), "", int(one.intended)
