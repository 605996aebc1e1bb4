"""A full disk: scans wait for room, changes are refused in plain words, and pages stay readable."""

import errno
import shutil
from types import SimpleNamespace

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client

from scanner.git import GitFailed
from tests.support.accounts import lead
from tests.support.repositories import History
from tests.support.scanning import prepare
from tracker.actions import batches, disk, facts, history, run_here, scans, schedule
from tracker.models import Repository, Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

NO_SPACE = OSError(errno.ENOSPC, "No space left on device", "/data/x")
SQLITE = OperationalError("database or disk is full")
GIT = GitFailed("The disk is full: Git could not write the mirror.")


class DiskFull(Exception):
    """As psycopg raises it."""

    sqlstate = "53100"


def failing(error: Exception):
    def fail(*given: object, **named: object) -> None:
        raise error

    return fail


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        made.commit({"shop/router.py": "class Router:\n    pass\n", "shop/page.py": "from shop.router import Router\n"})
    return prepare(made.path)


def wait_is_over(scan: Scan) -> None:
    Scan.objects.filter(pk=scan.pk).update(not_before="2020-01-01T00:00:00Z")


def free(monkeypatch: pytest.MonkeyPatch, megabytes: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=megabytes * 1024**2))


@pytest.mark.parametrize("error", [NO_SPACE, SQLITE, GIT, DiskFull("could not extend file")])
def test_a_full_disk_is_recognised_whatever_it_broke(error):
    assert disk.is_full(error)
    later = ValueError("later")
    later.__cause__ = error
    assert disk.is_full(later)


def test_other_faults_are_no_full_disk(monkeypatch):
    free(monkeypatch, 500)
    assert not disk.is_full(OSError(errno.EACCES, "Permission denied"))
    assert not disk.is_full(OperationalError("disk I/O error"))
    free(monkeypatch, 0)
    assert disk.is_full(OperationalError("disk I/O error"))


@pytest.mark.parametrize("error", [NO_SPACE, SQLITE, GIT])
def test_a_scan_that_finds_no_room_is_paused_and_goes_on_when_there_is_some(shop, monkeypatch, error):
    with monkeypatch.context() as patched:
        patched.setattr(history, "update", failing(error))
        assert scans.advance(shop.pk) is False
    shop.refresh_from_db()
    assert (shop.state, shop.error) == (ScanState.PAUSED, disk.SENTENCE)
    assert schedule.waiting().scans == []
    wait_is_over(shop)
    with monkeypatch.context() as patched:
        free(patched, 100)
        assert schedule.waiting().scans == []
        free(patched, 300)
        assert schedule.waiting().scans == [shop.pk]
    run_here.run(shop, Depth.GRAPH)
    shop.refresh_from_db()
    assert shop.state == ScanState.PUBLISHED


def test_facts_that_find_no_room_pause_the_scan_and_are_read_again(shop, monkeypatch):
    assert scans.advance(shop.pk)
    with monkeypatch.context() as patched:
        patched.setattr(facts, "store", failing(SQLITE))
        assert batches.read_some(shop.pk) is False
    shop.refresh_from_db()
    assert (shop.state, shop.error) == (ScanState.PAUSED, disk.SENTENCE)
    wait_is_over(shop)
    free(monkeypatch, 300)
    assert schedule.waiting().scans == [shop.pk]
    run_here.run(shop, Depth.GRAPH)
    assert Repository.objects.get().published is not None


def test_a_scan_that_a_person_paused_does_not_go_on_by_itself(shop, monkeypatch):
    scans.pause(shop, by="Ada")
    free(monkeypatch, 300)
    assert schedule.waiting().scans == []


def test_the_spare_file_is_given_up_where_even_the_pause_finds_no_room(shop, settings, monkeypatch):
    free(monkeypatch, 300)
    disk.keep_spare()
    spare = settings.DATA_DIR / "spare"
    assert spare.stat().st_blocks * 512 >= disk.SPARE_BYTES
    real = disk._pause

    def pause(scan_id: int) -> None:
        if spare.exists():
            raise SQLITE
        real(scan_id)

    monkeypatch.setattr(disk, "_pause", pause)
    disk.pause(shop.pk)
    shop.refresh_from_db()
    assert shop.state == ScanState.PAUSED
    assert not spare.exists()


@pytest.mark.parametrize("error", [NO_SPACE, SQLITE])
def test_a_change_is_refused_in_plain_words_and_pages_stay(monkeypatch, error):
    client = Client(raise_request_exception=False)
    client.force_login(lead("ada"))
    monkeypatch.setattr(SessionStore, "flush", failing(error))
    response = client.post("/sign-out/")
    assert response.status_code == 503
    assert response.content.decode() == "The disk is full. Pages can be read; nothing can be changed until there is room.\n"
    assert client.get("/").status_code == 200


def fall_silent(pk: int) -> None:
    """As a worker that is killed: the row says that it runs, and the lease is over."""
    Scan.objects.filter(pk=pk).update(state=ScanState.RUNNING, lease_token="dead", lease_until="2020-01-01T00:00:00Z")


def test_a_step_that_stops_its_worker_again_and_again_fails_with_a_sentence(shop, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(scans._Advance, "run", lambda self: fall_silent(self.scan.pk))
        for _ in range(scans.MOST_TAKE_OVERS + 1):
            scans.advance(shop.pk)
    shop.refresh_from_db()
    assert (shop.state, shop.attempts) == (ScanState.RUNNING, scans.MOST_TAKE_OVERS)
    scans.advance(shop.pk)
    shop.refresh_from_db()
    assert shop.state == ScanState.FAILED
    assert shop.error.startswith("Copy the repository: this step stopped its worker 6 times. ")
    scans.resume(shop)
    run_here.run(shop, Depth.GRAPH)


def test_a_step_that_comes_to_its_end_forgets_the_workers_that_stopped(shop):
    Scan.objects.filter(pk=shop.pk).update(attempts=scans.MOST_TAKE_OVERS - 1)
    fall_silent(shop.pk)
    assert scans.advance(shop.pk)
    shop.refresh_from_db()
    assert (shop.step, shop.attempts) == ("read", 0)
