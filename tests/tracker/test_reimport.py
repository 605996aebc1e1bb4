"""Reading a document again: once more changes nothing, and no version takes away what people entered."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.document_writing import Box, plain, written
from tracker.actions import checklist_items, checklist_markdown, checklists, documents
from tracker.actions.checklist_items import Plan
from tracker.models import ChecklistItem, EnteredChange, EnteredItem, EnteredPhase, Issue, Phase, Repository, TrackerDocument
from tracker.queries import checklist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

_WORDS = ["remove", "update", "all", "imports", "router", "shop/core/router.py", "to", "*canonical*", "`queue`", "&", "<b>", "tests"]
_words = st.sampled_from(_WORDS)
_texts = st.lists(_words, min_size=1, max_size=6).map(" ".join)
_boxes = st.lists(st.builds(Box, _texts.map(plain).filter(bool), st.booleans(), st.integers(0, 2)), min_size=1, max_size=5)
_phases = st.lists(st.tuples(_texts.map(plain).filter(bool), _boxes), min_size=1, max_size=4)
_quiet = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def repository() -> Repository:
    return Repository.objects.create(slug="shop", source="/srv/shop", is_local=True)


def given_again(repository: Repository, text: str) -> Issue:
    return documents.from_document(repository, text.encode(), "given.md")


def stored() -> list[object]:
    """Every row of the document and of people, without the ids of rows that are written anew."""
    tables = (
        Phase.objects.order_by("position").values_list("position", "key", "title", "says_complete"),
        ChecklistItem.objects.order_by("phase__position", "position").values_list("phase__position", "position", "key", "text", "ticked"),
        EnteredItem.objects.order_by("pk").values_list(),
        EnteredPhase.objects.order_by("pk").values_list(),
        EnteredChange.objects.order_by("pk").values_list(),
        TrackerDocument.objects.order_by("pk").values_list("pk", "text", "problems"),
    )
    return [list(table) for table in tables]


def enter(issue: Issue, user: User) -> None:
    """A tick, an assignment, an item, a phase and an order."""
    found = checklist.of_issue(issue)
    item = found.phases[0].items[0]
    checklist_items.plan(issue, item.key, Plan(item.text, user.username, "2030-01-01"), 0, user)
    checklist_items.tick(issue, item.key, not item.ticked, 1, user)
    checklist_items.add(issue, found.phases[-1].key, "Mine", user)
    checklists.add_phase(issue, "Ours", user)
    checklist_items.move(issue, item.key, 1, checklist.of_issue(issue).phases[0].version, user)


def shown(issue: Issue) -> list[tuple[str, list[tuple[str, str, bool, int]]]]:
    found = checklist.of_issue(issue)
    return [(one.title, [(item.key, item.text, item.ticked, item.depth) for item in one.items]) for one in found.phases]


@_quiet
@given(phases=_phases)
def test_the_same_document_once_more_changes_no_row_and_no_key(repository, phases):
    with transaction.atomic():
        user = User.objects.create_user("mira")
        issue = given_again(repository, written("Tracker", phases))
        enter(issue, user)
        before, seen = stored(), shown(issue)
        for _ in range(2):
            assert given_again(repository, written("Tracker", phases)) == issue
        assert stored() == before and shown(issue) == seen
        transaction.set_rollback(True)


@_quiet
@given(phases=_phases, others=_phases)
def test_no_other_version_takes_away_what_was_entered_and_the_first_one_brings_it_back(repository, phases, others):
    with transaction.atomic():
        user = User.objects.create_user("mira")
        issue = given_again(repository, written("Tracker", phases))
        enter(issue, user)
        said = list(EnteredItem.objects.order_by("pk").values_list("pk", "ticked", "assignee", "due_on", "text"))
        given_again(repository, written("Tracker", others))
        assert list(EnteredItem.objects.order_by("pk").values_list("pk", "ticked", "assignee", "due_on", "text")) == said
        found = checklist.of_issue(issue).merged
        there = {item.key for item in found.items()} | {one.key for one in found.vanished}
        assert {one.key for one in EnteredItem.objects.all()} <= there, "whatever was entered is shown somewhere"
        transaction.set_rollback(True)


@_quiet
@given(phases=_phases)
def test_an_import_of_the_export_gives_the_same_phases_items_and_ticks(repository, phases):
    with transaction.atomic():
        user = User.objects.create_user("mira")
        issue = given_again(repository, written("Tracker", phases))
        enter(issue, user)
        again = documents.from_document(repository, checklist_markdown.of_issue(issue).encode(), "export.md")

        def without_keys(one: Issue) -> list[object]:
            return [(title, [item[1:] for item in items]) for title, items in shown(one) if items]

        assert without_keys(again) == without_keys(issue)
        transaction.set_rollback(True)
