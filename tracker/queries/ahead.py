"""What the first page of a process would wait for, read before anybody asks: the lines of 100 repositories take seconds."""

import logging
from threading import Thread

from django.db import connection

from tracker.models import Issue
from tracker.queries import courses, lines

log = logging.getLogger(__name__)
AT_ONCE = 5  # issues; a page that needs one of them waits so long, and not for all


def start() -> Thread:
    """Read in the background. Nothing waits for it, and a process ends without it."""
    thread = Thread(target=_read, name="read-ahead", daemon=True)
    thread.start()
    return thread


def _read() -> None:
    """The courses of as many issues as lines are kept; whatever goes wrong is a page's to say when it is asked for."""
    try:
        rows = Issue.objects.select_related("repository__published").exclude(repository__published=None).order_by("repository", "pk")
        issues = list(rows[: lines.MOST_KEPT])
        for start in range(0, len(issues), AT_ONCE):
            courses.of_issues(issues[start : start + AT_ONCE])
    except Exception as error:  # noqa: BLE001 - there may be no database yet
        log.info("Nothing was read ahead: %s", error)
    finally:
        connection.close()
