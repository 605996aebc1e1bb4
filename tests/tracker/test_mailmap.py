"""Authors are stored as the followed commit's .mailmap names them, those of earlier scans too."""

import pytest

from tests.support.repositories import History
from tests.support.scanning import scan
from tracker.models import Commit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

OTHER = "ada <ada@home.example>"
MAP = "Ada Example <ada@example.org> <ada@home.example>\n"


def authors() -> list[str]:
    return list(Commit.objects.order_by("number").values_list("author_name", flat=True))


def test_a_mailmap_that_comes_later_renames_what_is_stored(tmp_path):
    with History(tmp_path / "shop") as shop:
        shop.commit({"a.py": "1"}, author=OTHER)
        shop.finish()
        scan(shop.path)
        assert authors() == ["ada"]
        shop.commit({".mailmap": MAP}, author="Bo Sample <bo@example.org>")
        shop.finish()
        scan(shop.path)
        assert authors() == ["Ada Example", "Bo Sample"]


def test_names_are_as_written_again_when_the_mailmap_goes(tmp_path):
    with History(tmp_path / "shop") as shop:
        shop.commit({"a.py": "1", ".mailmap": MAP}, author=OTHER)
        shop.finish()
        scan(shop.path)
        assert authors() == ["Ada Example"]
        shop.commit({".mailmap": None}, author=OTHER)
        shop.finish()
        scan(shop.path)
        assert authors() == ["ada", "ada"]


def test_commits_stored_before_mailmaps_were_read_follow_with_the_next_push(tmp_path):
    with History(tmp_path / "shop") as shop:
        shop.commit({"a.py": "1", ".mailmap": MAP}, author=OTHER)
        shop.finish()
        scan(shop.path)
        Commit.objects.update(author_name="ada", author_email="ada@home.example")
        shop.commit({"a.py": "2"}, author=OTHER)
        shop.finish()
        scan(shop.path)
        assert authors() == ["Ada Example"] * 2
