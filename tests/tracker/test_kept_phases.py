"""What is moved in a checklist shows at once on the issue's page, whatever a process keeps."""

import pytest

from tests.support.accounts import lead
from tests.support.pages import made_issue, made_repository, tick
from tests.tracker.test_claim_pages import item, keep
from tracker.actions import checklist_keeping
from tracker.models import ChecklistItem, DocumentLedger, Issue, Phase

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def issue() -> Issue:
    """A document of two phases whose ledger has the same keys."""
    found = made_issue(made_repository("shop"), "Router", {0: 3, 4: 5})
    tick(found, {"First": "x", "Second": "x"})
    for phase in Phase.objects.all():
        Phase.objects.filter(pk=phase.pk).update(key=phase.title.lower())
        ChecklistItem.objects.filter(phase=phase).update(key=f"item-{phase.title.lower()}")
    keep(found, {title: [item(found, "Box 0", "supported") | {"key": f"item-{title.lower()}"}] for title in ("First", "Second")})
    row = DocumentLedger.objects.get()
    row.data["phases"] = [phase | {"key": phase["title"].lower()} for phase in row.data["phases"]]
    row.save()
    return found


def titles(client, issue: Issue) -> list[str]:
    found = [part.partition("</h3>")[0] for part in client.get(f"/issues/{issue.slug}/").text.split("<h3>")]
    return [title for title in found if title in ("First", "Second")]


def test_a_phase_that_is_moved_stands_elsewhere_at_once(client, issue):
    client.force_login(lead())
    assert titles(client, issue) == ["First", "Second"]
    before = DocumentLedger.objects.get().pk
    positions = {"First": 1, "Second": 0}
    for phase in Phase.objects.all():
        Phase.objects.filter(pk=phase.pk).update(position=positions[phase.title])
    checklist_keeping.arrange(issue)
    assert titles(client, issue) == ["Second", "First"]
    assert DocumentLedger.objects.get().pk != before, "a row never changes: it is replaced"
