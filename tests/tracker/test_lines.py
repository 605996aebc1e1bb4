"""Lines, histories and ledgers are read once under a publication, and never shown under another one."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import made_issue, made_repository, measure
from tracker.models import Commit, Issue, Publication, Repository
from tracker.queries import lines, series
from tracker.queries.keeping import Kept
from tracker.queries.lines import Epoch, Oids

pytestmark = pytest.mark.django_db


def published(slug: str) -> Publication:
    return Repository.objects.select_related("published").get(slug=slug).published


def test_what_was_asked_for_least_lately_goes_first():
    kept: Kept[str, int] = Kept(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert [kept.get(key) for key in "abc"] == [1, None, 3]


def test_packed_ids_are_the_ids_that_were_given():
    oids = [f"{number:040x}" for number in range(5)]
    packed = Oids(oids)
    assert list(packed) == oids
    assert (packed[-1], packed[1:3], len(packed), packed.index(oids[2])) == (oids[-1], oids[1:3], 5, 2)
    assert list(Oids([])) == []
    assert list(Oids(["ab" * 32])) == ["ab" * 32]
    with pytest.raises(IndexError):
        packed[5]
    with pytest.raises(ValueError, match="more than one length"):
        Oids(["ab" * 20, "ab" * 32])


def test_times_are_the_same_seconds_as_of_dates():
    site = made_repository("shop", (0.0, 0.0, 0.0))
    moments = [
        datetime(1960, 2, 29, 12, tzinfo=UTC),
        datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
        datetime(2025, 1, 6, 9, 0, 0, 500_000, tzinfo=UTC),
    ]
    for commit, moment in zip(Commit.objects.filter(repository=site).order_by("number"), moments, strict=True):
        Commit.objects.filter(pk=commit.pk).update(committed_at=moment)
    rows = Commit.objects.filter(repository=site).order_by("number").values_list("committed_at", Epoch("committed_at"))
    assert [seconds for _, seconds in rows] == [int(moment.timestamp()) for moment, _ in rows]


def test_a_line_is_read_once_for_its_publication():
    site, other = made_repository("shop"), made_repository("site", (9, 8))
    with CaptureQueriesContext(connection) as asked:
        both = lines.of_publications([site.published, other.published])
    assert len(asked) == 2
    assert list(both[site.pk].oids) == list(Commit.objects.filter(repository=site).order_by("line_index").values_list("oid", flat=True))
    assert (both[other.pk].place(1), both[other.pk].place(2)) == (1, None)
    again = published("shop")
    with CaptureQueriesContext(connection) as asked:
        assert lines.of_publication(again) is both[site.pk]
    assert len(asked) == 0


def test_another_publication_has_another_line():
    site = made_repository("shop")
    before = lines.of_publication(site.published)
    Commit.objects.filter(repository=site, line_index=4).update(line_index=None)
    site.published = Publication.objects.create(repository=site, depth="graph", ref="main", tip_oid=before.oids[3], analyzer="1")
    site.save()
    assert len(lines.of_publication(published("shop")).numbers) == len(before.numbers) - 1


def test_a_line_that_was_replaced_while_it_was_read_is_not_kept():
    site = made_repository("shop")
    old = published("shop")
    site.published = Publication.objects.create(repository=site, depth="graph", ref="main", tip_oid=old.tip_oid, analyzer="1")
    site.save()
    lines.of_publication(old)
    with CaptureQueriesContext(connection) as asked:
        lines.of_publication(old)
    assert len(asked) == 2


def test_a_history_follows_the_revision_that_is_counted():
    issue = made_issue(made_repository("shop"), "Router", {0: 10})
    found = Issue.objects.select_related("repository__published").get(pk=issue.pk)
    assert series.of_issue(found, found.repository.published).left[-1] == 10
    measure(issue, 4, "deprecated-import", 7)
    Issue.objects.update(revision=2, counted_revision=2)
    again = Issue.objects.select_related("repository__published").get(pk=issue.pk)
    assert series.of_issue(again, again.repository.published).left[-1] == 7
