"""Events that were told before they had a kind."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.support.pages import made_repository, made_scan
from tracker.models import ScanEvent
from tracker.models.scans import ScanState

pytestmark = pytest.mark.django_db

TOLD = {
    "Mirror ready": ("mirror", "none"),
    "12,500 commits": ("commits", "none"),
    "Newest commit 0123abcde": ("commits", "none"),
    "Reading 10 file versions: every commit": ("reading", "none"),
    "Numbers published: the newest commit (0123abcde)": ("published", "tip"),
    "Numbers published: the first-parent line (0123abcde)": ("published", "line"),
    "Done": ("other", "none"),
}


def test_earlier_events_get_their_kind_and_stopped_scans_are_marked():
    scan = made_scan(made_repository("shop"), ScanState.FAILED, error="Stopped by mira.")
    for sentence in TOLD:
        ScanEvent.objects.create(scan=scan, sentence=sentence)
    import_module("tracker.migrations.0013_kinds_of_earlier_events").sort_events(apps, connection.schema_editor())
    assert {event.sentence: (event.kind, event.stage) for event in ScanEvent.objects.all()} == TOLD
    scan.refresh_from_db()
    assert scan.stopped_by_hand
