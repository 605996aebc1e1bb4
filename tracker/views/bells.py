"""Bells for the workers, rung when what they shall find is in the database.

A broker that is away fails no request: the reconciler rings again. These are functions and no partials: Django names
the function that failed, and a partial has no name.
"""

from django.db import transaction

from tracker import tasks


def ring_scan(scan_id: int) -> None:
    """Let a worker move this scan on."""

    def ring() -> None:
        tasks.advance_scan.delay(scan_id)

    transaction.on_commit(ring, robust=True)


def ring_issue(issue_id: int) -> None:
    """Let a worker count this issue."""

    def ring() -> None:
        tasks.count_issue.delay(issue_id)

    transaction.on_commit(ring, robust=True)
