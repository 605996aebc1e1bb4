"""Characters that nobody sees, or that turn the direction of reading: no title brings them to a page."""

from dataclasses import replace

import pytest

from tests.support.accounts import admin
from tests.support.pages import bring, made_issue, made_repository
from tests.support.repositories import History
from tests.support.scanning import ROUTER, follow, scan
from tracker.actions import counting, drafts, issues
from tracker.forms.issues import DeleteForm, DocumentForm, SettingsForm, initial

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

UNSEEN = "Rou\u202eter\x07 one"
SEEN = "RouU+202EterU+0007 one"


@pytest.mark.parametrize("address", ["/", "/repositories/{slug}/", "/repositories/{slug}/commits/{sha}/", "/issues/{issue}/settings/"])
def test_a_page_shows_such_characters_by_their_number(client, address):
    client.force_login(admin())
    repository = made_repository("site")
    issue = made_issue(repository, UNSEEN, {0: 1, 4: 3})
    bring(issue, 4, 2)
    text = client.get(address.format(slug="site", issue=issue.slug, sha=repository.published.tip_oid), follow=True).content.decode()
    assert SEEN in text and "\u202e" not in text and "\x07" not in text


def test_the_pages_of_files_do_too(client, tmp_path):
    with History(tmp_path / "shop") as shop:
        sha = shop.commit(
            {"shop/core/router.py": "class MessageRouter: pass\n", "shop/a.py": "from shop.core.router import MessageRouter\n"}
        )
    repository = scan(shop.path)
    issue = follow(repository, replace(ROUTER, title=UNSEEN))
    counting.count_issue(issues.find(issue.pk))
    for address in (f"/issues/{issue.slug}/files/", f"/repositories/{repository.slug}/source/{sha}/shop/a.py"):
        text = client.get(address, follow=True).content.decode()
        assert SEEN in text and "\u202e" not in text


def test_a_title_with_such_characters_is_refused(db):
    with pytest.raises(drafts.DraftRefused, match="nobody sees"):
        issues.create(made_repository("site"), replace(ROUTER, title=UNSEEN))


def test_what_the_settings_show_can_be_saved_and_typed():
    draft = replace(ROUTER, title=UNSEEN)
    assert SettingsForm(initial=initial(draft))["title"].value() == SEEN
    assert DeleteForm({"confirmation": SEEN}, title=UNSEEN).is_valid()


def test_a_document_is_chosen_by_what_the_list_shows():
    form = DocumentForm({"path": "docs/U+202ESSOT.md"}, paths=["docs/\u202eSSOT.md"])
    assert form.is_valid() and form.cleaned_data["path"] == "docs/\u202eSSOT.md"
    assert list(form.paths) == ["docs/U+202ESSOT.md"]
