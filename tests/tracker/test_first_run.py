"""From an address to a scan in the queue: what is kept of a first try, and of a refused one."""

import pytest
from django.core.management import CommandError, call_command

from scanner.git import GitFailed
from tests.support.repositories import History
from tracker.actions import first_run
from tracker.models import Repository

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        first = made.commit({"shop/a.py": "x = 1\n"})
        made.refer("dev", first)
        made.commit({"shop/a.py": "x = 2\n"})
        made.finish()
        yield made


def test_a_revision_that_is_not_there_is_not_followed(shop):
    first_run.prepare(str(shop.path), ref="dev")
    with pytest.raises(GitFailed, match="“typo” is no branch"):
        first_run.prepare(str(shop.path), ref="typo")
    assert Repository.objects.get().ref == "dev"


def test_without_a_revision_it_goes_on_with_the_one_before_and_with_head_at_first(shop):
    first_run.prepare(str(shop.path))
    assert Repository.objects.get().ref == "HEAD"
    first_run.prepare(str(shop.path), ref="dev")
    first_run.prepare(str(shop.path))
    assert Repository.objects.get().ref == "dev"
    first_run.prepare(str(shop.path), ref="HEAD")
    assert Repository.objects.get().ref == "HEAD"


def test_a_mistake_in_ssot_toml_is_told_in_the_terminal(shop, capsys):
    shop.commit({".ssot.toml": '[[issue]]\ntitle = "A"\ndeprected = ["x"]\n'})
    shop.finish()
    call_command("scan", str(shop.path))
    assert "line 3: “deprected” is no key" in capsys.readouterr().err


def test_a_path_that_leads_out_of_the_repository_is_refused(shop):
    call_command("scan", str(shop.path))
    with pytest.raises(CommandError, match="leads out of the repository"):
        call_command("issue", "create", "--repo", "shop", "--remove", "../../etc")
