"""What is forgotten: rows that were of use once and that nobody asks for any more. docs/operating.md says what stays how long."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from tracker.actions import report_files
from tracker.models import Delivery, Publication, Repository, Scan, UploadToken
from tracker.models.scans import ScanState

DELIVERIES_STAY = timedelta(days=30)  # nobody replays them any more
TOKENS_STAY = timedelta(days=90)  # after they were revoked
SCANS_STAY = timedelta(days=90)
SCANS_ALWAYS = 50  # the newest of a repository, whatever their age
ROWS = 200  # of one transaction, with what hangs on them
MOST = 5_000  # at a time; the next call goes on
ENDED = (ScanState.PUBLISHED, ScanState.FAILED)


def forget_old() -> None:
    """Delete what is old, in small portions: others write meanwhile."""
    _delete(Delivery.objects.filter(received_at__lt=now() - DELIVERIES_STAY))
    _delete(UploadToken.objects.filter(revoked_at__lt=now() - TOKENS_STAY))
    for repository in Repository.objects.order_by("pk"):
        _delete(_old_scans(repository))
    report_files.forget_gone()


def _old_scans(repository: Repository) -> QuerySet[Scan]:
    """None that may go on, none of the newest, and none whose numbers are kept."""
    newest = list(repository.scans.order_by("-created_at", "-pk").values_list("pk", flat=True)[:SCANS_ALWAYS])
    ended = repository.scans.filter(state__in=ENDED, finished_at__lt=now() - SCANS_STAY).exclude(pk__in=newest)
    return ended.exclude(Exists(Publication.objects.filter(scan=OuterRef("pk"))))


def _delete(rows: QuerySet[Any]) -> None:
    """Some at a time; each portion is looked at once more, because somebody may have let a scan go on."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST])
    for start in range(0, len(keys), ROWS):
        with transaction.atomic():
            still = list(rows.filter(pk__in=keys[start : start + ROWS]).select_for_update().values_list("pk", flat=True))
            rows.model._default_manager.filter(pk__in=still).delete()
