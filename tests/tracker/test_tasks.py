"""Celery's messages: ids alone, and none of them is needed twice or at all."""

import pytest
from django.conf import settings

from scanner.graph import Graph
from tests.support.repositories import History
from tests.support.scanning import follow, prepare, series
from tracker import tasks
from tracker.models import Issue, Publication, Repository, Scan
from tracker.models.scans import ScanState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def rung(monkeypatch):
    """What was asked of the broker, which delivers nothing by itself."""
    heard: list[tuple[str, tuple[object, ...]]] = []
    for name in ("advance_scan", "read_batches", "count_issue", "reconcile", "schedule_scans"):
        task = getattr(tasks, name)
        monkeypatch.setattr(task, "delay", lambda *given, name=name: heard.append((name, given)))
    return heard


def deliver(rung: list[tuple[str, tuple[object, ...]]], most: int = 200) -> None:
    """Run everything that waits, in order."""
    for _ in range(most):
        if not rung:
            return
        name, given = rung.pop(0)
        getattr(tasks, name)(*given)
    raise AssertionError("messages without end")


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        made.commit({"shop/core/router.py": "class MessageRouter: pass\n", "shop/a.py": "from shop.core.router import MessageRouter\n"})
        made.commit({"shop/b.py": "import shop.core.router\n"})
    return made


def test_one_message_carries_a_scan_to_its_end(shop, rung):
    queued = prepare(shop.path)
    tasks.advance_scan(queued.pk)
    deliver(rung)
    queued.refresh_from_db()
    assert queued.state == ScanState.PUBLISHED


def test_a_scan_ends_although_every_message_is_lost(shop, rung):
    queued = prepare(shop.path)
    for _ in range(20):
        rung.clear()
        tasks.reconcile()
        for name, given in list(rung):
            getattr(tasks, name)(*given)
    queued.refresh_from_db()
    assert queued.state == ScanState.PUBLISHED


def test_every_message_twice_and_late_ones_change_nothing(shop, rung):
    queued = prepare(shop.path)
    issue = follow(queued.repository)
    tasks.advance_scan(queued.pk)
    tasks.advance_scan(queued.pk)
    sent = []
    while rung:
        message = rung.pop(0)
        sent.append(message)
        for _ in range(2):
            getattr(tasks, message[0])(*message[1])
    before = series(issue)
    for name, given in sent:
        getattr(tasks, name)(*given)
    deliver(rung)
    assert series(issue) == before != {}
    assert Publication.objects.count() == 1


def test_messages_about_what_is_gone_are_harmless(rung):
    tasks.advance_scan(12345)
    tasks.read_batches(12345)
    tasks.count_issue(12345)
    tasks.reconcile()
    assert rung == []


def test_a_new_issue_is_counted_when_the_reconciler_comes_by(shop, rung):
    queued = prepare(shop.path)
    tasks.advance_scan(queued.pk)
    deliver(rung)
    issue = follow(queued.repository)
    tasks.reconcile()
    deliver(rung)
    assert Issue.objects.get(pk=issue.pk).counted_revision == 1
    assert len(series(issue)) == 2


def test_the_schedule_asks_once_for_each_repository_that_is_due(shop, rung):
    queued = prepare(shop.path)
    tasks.advance_scan(queued.pk)
    deliver(rung)
    tasks.schedule_scans()
    assert rung == []
    Scan.objects.update(created_at="2020-01-01T00:00:00Z")
    tasks.schedule_scans()
    tasks.schedule_scans()
    assert len(rung) == 1
    Repository.objects.update(interval_minutes=0)
    Scan.objects.update(created_at="2020-01-01T00:00:00Z", state=ScanState.PUBLISHED)
    rung.clear()
    tasks.schedule_scans()
    assert rung == []


def test_a_damaged_history_is_an_error_and_no_wrong_number(shop, rung):
    with pytest.raises(ValueError, match="stored part of the history"):
        Graph().append(b"nonsense")


def test_the_clock_rings_for_every_task_that_nobody_else_sends(rung):
    names = {str(entry["task"]).rpartition(".")[2] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert names == {"reconcile", "end_test_waivers", "schedule_scans", "forget_old"}
    for name in sorted(names):
        getattr(tasks, name)()
    assert rung == []
