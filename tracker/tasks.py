"""Every Celery task: ids in, one action each. A lost message only delays: reconcile() rings again."""

from celery import shared_task
from django.conf import settings

from tracker.actions import batches, counting, forgetting, issues, scans, schedule, test_waivers


@shared_task
def advance_scan(scan_id: int) -> None:
    """Move a scan on, then ring for its batches once for each core."""
    if scans.advance(scan_id):
        for _ in range(settings.SCAN_CONCURRENCY):
            read_batches.delay(scan_id)


@shared_task
def read_batches(scan_id: int) -> None:
    """Read batches of a scan for a while; the last reader rings for the next step, the others for what is left."""
    if batches.read_some(scan_id, seconds=settings.SECONDS_OF_READING):
        advance_scan.delay(scan_id)
    elif batches.are_waiting(scan_id):
        read_batches.delay(scan_id)


@shared_task
def count_issue(issue_id: int) -> None:
    """Answer a new or changed issue from stored facts."""
    issue = issues.find(issue_id)
    if issue is not None:
        counting.count_issue(issue)


@shared_task
def reconcile() -> None:
    """Ring again for whatever waits: the broker may have lost the message, or a worker its life."""
    waiting = schedule.waiting()
    for scan_id in waiting.scans:
        advance_scan.delay(scan_id)
    for scan_id in waiting.readers:
        read_batches.delay(scan_id)
    for issue_id in waiting.issues:
        count_issue.delay(issue_id)


@shared_task
def schedule_scans() -> None:
    """Ask for a scan of each repository whose interval is over."""
    for scan_id in schedule.request_due():
        advance_scan.delay(scan_id)


@shared_task
def end_test_waivers() -> None:
    """Judge once more what was judged with waivers of tests that are over; those of places end by themselves."""
    test_waivers.end_expired()


@shared_task
def forget_old() -> None:
    """Delete rows and files that nobody asks for any more."""
    forgetting.forget_old()
