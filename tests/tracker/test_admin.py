"""The admin: what an operator may look at, and the one thing that is changed there."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse
from django.utils.timezone import now

from tests.support.accounts import admin as admin_of_pages
from tests.support.accounts import lead
from tests.support.scanning import follow
from tracker.models import Batch, Publication, Repository, Scan, ScanEvent, TrackerDocument

pytestmark = pytest.mark.django_db

SHOWN = [one for one in admin.site._registry if one._meta.app_label == "tracker"]


@pytest.fixture
def operator(client):
    client.force_login(User.objects.create_superuser("operator"))
    return client


@pytest.fixture
def rows():
    """One row of everything that is shown."""
    repository = Repository.objects.create(
        slug="shop", source="https://me:secret-token@example.org/shop.git", is_local=False, path_rules=""
    )
    scan = Scan.objects.create(repository=repository, reason="first", ref="main", lease_token="lease-secret", created_at=now())
    ScanEvent.objects.create(scan=scan, sentence="<script>alert(1)</script>")
    batch = Batch.objects.create(scan=scan, stage="tip", number=0, oids=b"\xab" * 20, total=1, lease_token="lease-secret")
    publication = Publication.objects.create(repository=repository, scan=scan, depth="tip", ref="main", tip_oid="a" * 40, analyzer="1")
    issue = follow(repository)
    document = TrackerDocument.objects.create(issue=issue, path="docs/tracker.md", text="# Tracker")
    return [repository, scan, batch, publication, issue, document]


def test_every_registered_table_has_a_row_in_this_test(rows):
    assert {type(row) for row in rows} == set(SHOWN)


def test_lists_and_rows_open_and_bring_no_inline_script(operator, rows):
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        for place in (reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[row.pk])):
            response = operator.get(place)
            assert response.status_code == 200, place
            said = response.content.decode()
            assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", said) and not re.search(
                r"\sstyle=|\son[a-z]+=\"", said
            )
            assert "secret-token" not in said and "lease-secret" not in said and "ab" * 20 not in said


def test_the_interval_is_what_is_changed_here(operator, rows):
    repository = rows[0]
    place = reverse("admin:tracker_repository_change", args=[repository.pk])
    operator.post(place, {"interval_minutes": "15", "slug": "other", "source": "/etc", "path_rules": "x"})
    repository.refresh_from_db()
    assert (repository.interval_minutes, repository.slug) == (15, "shop")
    assert repository.source.endswith("shop.git") and repository.path_rules == ""


def test_nothing_is_added_or_deleted_here(operator, rows):
    for row in rows:
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        assert operator.get(reverse(f"{name}_add")).status_code == 403
        assert operator.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert Scan.objects.exists()


def test_only_repositories_are_changed_here(operator, rows):
    for row in rows[1:]:
        place = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        assert operator.post(place, {}).status_code == 403


def test_no_list_brings_bytes(rows):
    for model, shown in admin.site._registry.items():
        large = {field.name for field in model._meta.get_fields() if isinstance(field, models.BinaryField)}
        assert large <= set(shown.exclude or ()) and large.isdisjoint(shown.list_display)


def test_it_is_for_admins_alone(client, rows):
    place = reverse("admin:tracker_scan_changelist")
    assert client.get(place)["Location"].startswith("/sign-in/")
    client.force_login(lead())
    assert client.get(place).status_code == 403
    client.force_login(admin_of_pages("ada"))
    assert client.get(place).status_code == 200
