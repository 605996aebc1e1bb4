"""Waivers of tests end, one repository after the other, whatever fails in one of them."""

from datetime import date, timedelta
from unittest.mock import Mock

import pytest
from django.utils.timezone import now

from scanner.git import GitFailed
from tests.support.pages import made_issue, made_repository
from tracker.actions import test_results, test_waivers
from tracker.models import TestWaiver, TrackerDocument

pytestmark = pytest.mark.django_db

KEY = "k"


def waived(slug: str, expires_on: date | None = None) -> TestWaiver:
    """A waiver of a test in a repository of its own, over since yesterday."""
    document = TrackerDocument.objects.create(issue=made_issue(made_repository(slug), "Session store", {}), path="docs/a.md", text="")
    fields = {"test": "a", "test_sha256": "0" * 64, "reason": "It waits", "made_at": now(), "key": KEY}
    return TestWaiver.objects.create(document=document, expires_on=expires_on or now().date() - timedelta(days=1), **fields)


def counted() -> list[str]:
    return list(TestWaiver.objects.filter(is_counted=True).values_list("document__issue__repository__slug", flat=True))


def test_a_repository_that_fails_holds_up_no_other(monkeypatch, caplog):
    for slug in ("ada", "broken", "zoe"):
        waived(slug)

    def judge_again(repository, documents):
        if repository.slug == "broken":
            raise GitFailed("Its mirror is gone.")

    monkeypatch.setattr(test_results, "judge_again", judge_again)
    assert test_waivers.end_expired() == 2
    assert counted() == ["broken"]
    assert "broken" in caplog.text and "Its mirror is gone." in caplog.text
    monkeypatch.setattr(test_results, "judge_again", Mock())
    assert test_waivers.end_expired() == 1, "it is tried again"
    assert test_waivers.end_expired() == 0 and counted() == []


def test_a_waiver_whose_claim_cannot_be_judged_is_over_and_ends_when_it_can(monkeypatch):
    row = waived("shop", now().date())
    monkeypatch.setattr(test_results, "judge_again", Mock(side_effect=GitFailed("Its mirror is gone.")))
    with pytest.raises(GitFailed):
        test_waivers.withdraw(row.document, KEY, row.pk)
    assert TestWaiver.objects.get().expires_on < now().date() and counted() == ["shop"]
    monkeypatch.setattr(test_results, "judge_again", Mock())
    assert test_waivers.end_expired() == 1 and counted() == []
    assert test_waivers.withdraw(row.document, KEY, row.pk) and not TestWaiver.objects.exists()
