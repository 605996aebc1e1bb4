"""Failing tests that a person lets pass for one claim: each by its name, with a reason, until a day."""

import logging
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.utils.timezone import now

from scanner.claims.claim import Polarity
from tracker.actions import claim_tests, test_results
from tracker.models import DocumentLedger, Publication, Repository, TestWaiver, TrackerDocument

log = logging.getLogger(__name__)

LONGEST = timedelta(days=366)


class WaiverRefused(ValueError):
    """A waiver that is not made; str() is one sentence."""


def waive(document: TrackerDocument, key: str, test: str, reason: str, expires_on: date, user: User) -> None:
    """Let one failing test pass for a claim. Raises WaiverRefused."""
    publication, item = _item(document, key)
    if item["tests"]["polarity"] == Polarity.FAILING.value:
        raise WaiverRefused("This item wants its tests to fail, so there is nothing to waive.")
    reason = " ".join(reason.replace("\0", "").split())[:500]
    if not reason:
        raise WaiverRefused("Say why this test may fail: others have to understand it.")
    today = now().date()
    if not today <= expires_on <= today + LONGEST:
        raise WaiverRefused(f"A waiver ends on a day between today and {today + LONGEST}, not on {expires_on}.")
    if test not in claim_tests.failing(document.issue.repository, item["tests"]):
        raise WaiverRefused(f"No failing test of this claim is called “{test[:200]}”. Copy the name from its list.")
    fields = {"test": test, "reason": reason, "expires_on": expires_on, "made_by": user, "made_at": now(), "is_counted": True}
    fields["since_oid"] = publication.tip_oid
    digest = sha256(test.encode("utf-8", "replace")).hexdigest()
    TestWaiver.objects.update_or_create(document=document, key=key, test_sha256=digest, defaults=fields)
    test_results.judge_again(document.issue.repository, [document.pk])


def withdraw(document: TrackerDocument, key: str, waiver_id: int) -> bool:
    """The test counts as failing again; False if there is no such waiver.

    It is over first and deleted when the claim is judged: if that fails (GitFailed), the schedule judges it later.
    """
    waiver = TestWaiver.objects.filter(document=document, key=key.replace("\0", "")[:32], pk=waiver_id)
    ended = waiver.update(expires_on=now().date() - timedelta(days=1))
    if ended:
        test_results.judge_again(document.issue.repository, [document.pk])
        TestWaiver.objects.filter(document=document, pk=waiver_id, expires_on__lt=now().date()).delete()
    return ended > 0


def end_expired() -> int:
    """Judge once more what was judged with waivers whose last day is over; returns how many of them are done with."""
    over = TestWaiver.objects.filter(is_counted=True, expires_on__lt=now().date())
    ended = 0
    for repository in Repository.objects.select_related("published").filter(issues__document__waivers__in=over).distinct():
        mine = list(over.filter(document__issue__repository=repository).values_list("pk", "document_id"))
        try:
            test_results.judge_again(repository, {document for _, document in mine})
        except Exception as error:
            # A repository that cannot be judged holds up no other; it is tried again in a minute.
            log.exception("the waivers of tests of %s that are over: not judged again: %s", repository.slug, error)
            continue
        ended += TestWaiver.objects.filter(pk__in=[pk for pk, _ in mine], expires_on__lt=now().date()).update(is_counted=False)
    return ended


def _item(document: TrackerDocument, key: str) -> tuple[Publication, Mapping[str, Any]]:
    """The item as the ledger that is shown has it."""
    publication = document.issue.repository.published
    row = DocumentLedger.objects.filter(publication=publication, document=document).first() if publication else None
    items = [item for phase in (row.data["phases"] if row else ()) for item in phase["items"] if item["key"] == key]
    if publication is None or not items or not items[0].get("tests"):
        raise WaiverRefused("No test results answer this claim now, so there is nothing to waive. Reload the page.")
    return publication, items[0]
