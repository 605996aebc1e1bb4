"""The Celery application: worker and beat start from here."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import beat_init, task_postrun, worker_init
from celery.worker import state
from kombu.transport import TRANSPORT_ALIASES

from tracker import embedded

MOST_TASKS = 1_000
MOST_MEMORY = 600 * 1024**2

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
TRANSPORT_ALIASES["embedded"] = "tracker.embedded_broker:Transport"
app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect  # type: ignore[untyped-decorator]
@beat_init.connect  # type: ignore[untyped-decorator]
def make_folders(**_: object) -> None:
    """Whatever was deleted while nothing ran is there again."""
    embedded.make_folders()


class _Wear:
    """How much this process has done. Celery's own limits are for pools of children; a solo worker ends itself."""

    tasks = 0

    @classmethod
    def is_too_much(cls) -> bool:
        """True after so many tasks, or with so much memory, that a fresh process is better."""
        cls.tasks += 1
        return cls.tasks >= MOST_TASKS or memory() > MOST_MEMORY


def memory() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@task_postrun.connect  # type: ignore[untyped-decorator]
def end_when_worn(**_: object) -> None:
    """Leave after this task, with exit code 0: the supervisor starts a fresh worker."""
    if _Wear.is_too_much():
        state.should_stop = 0
