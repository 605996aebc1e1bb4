"""What is deleted by itself: scans, revoked tokens and deliveries of long ago, and reports of issues that are gone."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.utils.timezone import now

from tests.support.pages import made_issue, made_repository, made_scan
from tracker import report_cache
from tracker.actions import forgetting, issues, repositories, tokens
from tracker.actions.events import tell
from tracker.models import Batch, Delivery, Issue, Publication, Repository, Scan, ScanEvent, UploadToken
from tracker.models.scans import ScanState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

OLD = now() - forgetting.SCANS_STAY - timedelta(days=1)


@pytest.fixture
def shop() -> Repository:
    return made_repository("shop")


def old_scan(repository: Repository, state: str = ScanState.PUBLISHED, **fields: object) -> Scan:
    made = made_scan(repository, state, **{"finished_at": OLD} | fields)
    Scan.objects.filter(pk=made.pk).update(created_at=OLD)
    return made


def test_old_scans_go_with_their_events_and_batches(shop, monkeypatch):
    monkeypatch.setattr(forgetting, "SCANS_ALWAYS", 1)
    for state in (ScanState.PUBLISHED, ScanState.FAILED):
        gone = old_scan(shop, state)
        tell(gone, "Mirror ready")
        Batch.objects.create(scan=gone, stage="tip", number=0, oids=b"", total=0)
    newest = made_scan(shop, finished_at=now())
    forgetting.forget_old()
    assert list(Scan.objects.all()) == [newest]
    assert not ScanEvent.objects.exists() and not Batch.objects.exists()


def test_what_somebody_may_still_need_of_a_scan_stays(shop, monkeypatch):
    monkeypatch.setattr(forgetting, "SCANS_ALWAYS", 1)
    shown = old_scan(shop)
    Publication.objects.update(scan=shown)
    kept = [shown, old_scan(shop, ScanState.PAUSED, finished_at=None)]
    kept += [old_scan(made_repository("running"), ScanState.RUNNING, finished_at=None), old_scan(made_repository("alone"))]
    kept += [old_scan(shop, finished_at=now()), made_scan(shop, finished_at=now())]
    forgetting.forget_old()
    assert set(Scan.objects.all()) == set(kept)


def test_the_newest_scans_of_each_repository_stay_however_old(shop, monkeypatch):
    monkeypatch.setattr(forgetting, "SCANS_ALWAYS", 3)
    for repository in (shop, made_repository("other")):
        every = [old_scan(repository) for _ in range(5)]
        forgetting.forget_old()
        assert list(repository.scans.order_by("pk")) == every[2:]


def test_many_rows_go_in_portions_and_the_rest_next_time(shop, monkeypatch):
    monkeypatch.setattr(forgetting, "ROWS", 2)
    monkeypatch.setattr(forgetting, "MOST", 5)
    Delivery.objects.bulk_create(Delivery(guid=str(number), event="push", outcome="push") for number in range(7))
    Delivery.objects.update(received_at=OLD)
    forgetting.forget_old()
    assert Delivery.objects.count() == 2
    forgetting.forget_old()
    assert not Delivery.objects.exists()


def test_a_scan_that_goes_on_meanwhile_is_not_deleted(shop, monkeypatch):
    monkeypatch.setattr(forgetting, "SCANS_ALWAYS", 0)
    scan = old_scan(shop, ScanState.FAILED)
    begin = transaction.atomic

    def begin_late(*given: Any, **more: Any) -> Any:
        Scan.objects.update(state=ScanState.QUEUED)
        return begin(*given, **more)

    assert list(forgetting._old_scans(shop)) == [scan]
    monkeypatch.setattr(transaction, "atomic", begin_late)
    forgetting._delete(forgetting._old_scans(shop))
    assert Scan.objects.filter(state=ScanState.QUEUED).exists()


def test_tokens_that_were_revoked_long_ago_go(shop):
    for name in ("standing", "revoked", "old"):
        tokens.create(shop, name)
    UploadToken.objects.filter(name="revoked").update(revoked_at=now())
    UploadToken.objects.filter(name="old").update(revoked_at=now() - forgetting.TOKENS_STAY - timedelta(days=1))
    forgetting.forget_old()
    assert sorted(UploadToken.objects.values_list("name", flat=True)) == ["revoked", "standing"]


# Reports


def kept_report(issue: Issue, digest: str = "0" * 64) -> str:
    key = report_cache.key(issue.pk, digest)
    caches["reports"].set(key, "a report")
    return key


def reports(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "reports").iterdir())


def test_a_repository_takes_its_reports_along(shop, data_dir):
    for one in ("Session store", "Message router"):
        kept_report(made_issue(shop, one, {}))
    other = kept_report(made_issue(made_repository("other"), "Session store", {}))
    repositories.delete(shop)
    assert reports(data_dir) == [f"{other}.djcache"]
    assert caches["reports"].get(other) == "a report"


def test_a_repository_that_is_not_deleted_keeps_them(shop, data_dir):
    kept_report(made_issue(shop, "Session store", {}))
    made_scan(shop, ScanState.QUEUED)
    with pytest.raises(repositories.RepositoryRefused):
        repositories.delete(shop)
    assert len(reports(data_dir)) == 1


def test_an_issue_takes_its_reports_along(shop, data_dir):
    issue, other = made_issue(shop, "Session store", {}), made_issue(shop, "Message router", {})
    kept_report(issue)
    kept_report(issue, "1" * 64)
    stays = kept_report(other)
    issues.delete(issue)
    assert reports(data_dir) == [f"{stays}.djcache"]


def test_what_a_crash_has_left_of_reports_goes_later(shop, data_dir):
    issue = made_issue(shop, "Session store", {})
    kept_report(issue)
    stays = kept_report(made_issue(shop, "Message router", {}))
    Issue.objects.filter(pk=issue.pk).delete()
    long_ago = time.time() - report_cache.SECONDS_OF_WRITING - 60
    for name, at in (("tmp_old", long_ago), ("d41d8cd98f00b204e9800998ecf8427e.djcache", long_ago), ("tmp_new", time.time())):
        (data_dir / "reports" / name).touch()
        os.utime(data_dir / "reports" / name, (at, at))
    forgetting.forget_old()
    assert reports(data_dir) == sorted([f"{stays}.djcache", "tmp_new"])
