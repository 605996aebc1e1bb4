"""Questions that pages ask of the largest table find their rows by an index, whatever else the issue has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.pages import bring, made_issue, made_repository
from tracker.queries import place, waivers

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="its plans do not depend on how many rows there are"),
]


def plans(asked: CaptureQueriesContext) -> list[str]:
    """How each query about findings looks for them."""
    found = []
    with connection.cursor() as cursor:
        for query in asked:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            found += [row[3] for row in cursor.fetchall() if "tracker_finding" in row[3]]
    return found


def test_places_are_found_by_identity():
    issue = made_issue(made_repository("shop"), "Session store", {0: 1})
    bring(issue, 0, 3)
    publication = issue.repository.published
    with CaptureQueriesContext(connection) as asked:
        assert place.named(issue, publication, "0-1") is not None
        waivers.stretches(issue, publication, waivers.today())
    found = plans(asked)
    assert found and all("finding_by_identity (issue_id=? AND publication_id=? AND identity=?)" in one for one in found), found
