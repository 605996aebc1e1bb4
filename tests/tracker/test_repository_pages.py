"""The pages of repositories: what is followed, what is counted, and forms that say what is wrong where it is wrong."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from scanner.tree import DEFAULT_PATH_RULES
from tests.support.accounts import admin
from tests.support.repositories import History
from tests.support.scanning import follow, prepare, scan
from tracker import tasks
from tracker.actions import history, repositories
from tracker.models import Commit, Issue, Publication, Repository, Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState
from tracker.queries import repositories as queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_dir")]

NEW = "/repositories/new/"
ADDRESS = "https://example.org/shop.git"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def rung(monkeypatch):
    heard: list[tuple[str, int]] = []
    monkeypatch.setattr(tasks.advance_scan, "delay", lambda scan: heard.append(("scan", scan)))
    monkeypatch.setattr(tasks.count_issue, "delay", lambda issue: heard.append(("issue", issue)))
    return heard


def add(slug="shop", **values) -> Repository:
    known = {"source": f"https://example.org/{slug}.git", "is_local": False, "ref": "main", "path_rules": DEFAULT_PATH_RULES}
    return Repository.objects.create(slug=slug, **known | values)


@pytest.fixture
def shop():
    return add()


@pytest.fixture
def signed_in(client):
    client.force_login(admin())
    return client


def text(response):
    return response.content.decode()


def address(repository: Repository) -> str:
    return reverse("repository", args=[repository.slug])


def publish(repository: Repository, **values) -> Publication:
    known = {"depth": Depth.GRAPH, "ref": "main", "tip_oid": "a" * 40, "analyzer": "1", "commits": 100, "line_commits": 38}
    shown = Publication.objects.create(repository=repository, **known | values)
    moment = now() - timedelta(days=1)
    Commit.objects.create(
        repository=repository,
        number=99,
        oid=shown.tip_oid,
        first_parent=98,
        parents=1,
        author_name="Ada",
        author_email="",
        authored_at=moment,
        committed_at=moment,
        subject="Newest",
        line_index=37,
    )
    repository.published = shown
    repository.save(update_fields=["published"])
    return shown


# The list


def test_the_list_says_what_is_followed_and_how_fresh_it_is(client, shop):
    publish(shop)
    follow(shop)
    Scan.objects.create(repository=shop, reason=Scan.Reason.HAND, ref="main", state=ScanState.PUBLISHED)
    said = text(client.get(reverse("repositories")))
    assert ADDRESS in said and "aaaaaaaaa" in said and "every commit" in said and "38&nbsp;%" in said
    assert "Published" in said and "in 59 min" in said


def test_an_address_is_shown_without_what_stands_before_the_at(client):
    add(source="https://mira:secret-token@example.org/shop.git")
    for place in (reverse("repositories"), "/repositories/shop/"):
        said = text(client.get(place))
        assert "secret-token" not in said and ADDRESS in said


def test_an_empty_list_says_what_comes_next(client):
    said = text(client.get(reverse("repositories")))
    assert "No repository yet." in said and NEW in said


@pytest.mark.parametrize("rows", [1, 10])
def test_the_list_asks_as_often_however_long_it_is(client, rows, django_assert_num_queries):
    for number in range(rows):
        one = add(f"r{number}")
        publish(one, tip_oid=f"{number:040x}")
        follow(one)
        Scan.objects.create(repository=one, reason=Scan.Reason.HAND, ref="main", state=ScanState.PUBLISHED)
    with django_assert_num_queries(3):
        client.get(reverse("repositories"))


@pytest.mark.parametrize(
    ("minutes", "state", "words"),
    [
        (0, ScanState.PUBLISHED, "by hand only"),
        (60, ScanState.RUNNING, "a scan is under way"),
        (60, ScanState.PAUSED, "waits for the paused scan"),
        (1, ScanState.PUBLISHED, "now"),
        (600, ScanState.FAILED, "in 9 h"),
        (60, None, "now"),
    ],
)
def test_the_next_scan_is_due_when_the_schedule_says(shop, minutes, state, words):
    shop.interval_minutes = minutes
    shop.save()
    if state:
        Scan.objects.create(repository=shop, reason=Scan.Reason.HAND, ref="main", state=state)
    assert queries.listed(now())[0].due.words == words


# A new one


def test_adding_asks_for_a_sign_in(client):
    response = client.post(NEW, {"source": ADDRESS})
    assert response.headers["Location"] == f"{reverse('sign_in')}?next={NEW}"
    assert not Repository.objects.exists()


def test_adding_queues_a_scan_and_shows_it_without_reaching_for_the_address(signed_in, rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(NEW, {"source": ADDRESS, "ref": ""})
    queued = Scan.objects.select_related("repository", "requested_by").get()
    assert response.headers["Location"] == reverse("scan", args=[queued.pk])
    assert (queued.repository.slug, queued.ref, queued.reason, queued.requested_by.username) == ("shop", "HEAD", "first", "mira")
    assert rung == [("scan", queued.pk)]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("", "Give the address of a Git repository."),
        ("--upload-pack=touch", "cannot be a repository"),
        ("ftp://example.org/shop", "Only https:// and ssh:// addresses and local paths are read."),
        ("https://mira:token@example.org/shop", "The address holds a user name or a token."),
        ("/srv/shop", "Paths of this machine are not read from here."),
    ],
)
def test_a_wrong_address_is_told_at_its_field_and_nothing_is_saved(signed_in, source, sentence):
    response = signed_in.post(NEW, {"source": source})
    assert response.status_code == 422
    assert sentence in text(response) and 'id="id_source_error"' in text(response)
    assert not Repository.objects.exists() and not Scan.objects.exists()


def test_a_wrong_ref_is_told_at_its_field(signed_in):
    response = signed_in.post(NEW, {"source": ADDRESS, "ref": "--all"})
    assert 'id="id_ref_error"' in text(response) and "cannot be a revision" in text(response)
    assert 'id="id_source_error"' not in text(response) and not Repository.objects.exists()


def test_only_paths_below_the_allowed_folders_are_read(signed_in, settings, tmp_path):
    settings.LOCAL_REPO_ROOTS = [str(tmp_path / "git")]
    assert str(tmp_path / "git") in text(signed_in.get(NEW))
    assert "is outside the folders" in text(signed_in.post(NEW, {"source": str(tmp_path / "other")}))
    assert "is outside the folders" in text(signed_in.post(NEW, {"source": str(tmp_path / "git" / ".." / "other")}))
    assert signed_in.post(NEW, {"source": str(tmp_path / "git" / "shop")}).status_code == 302


def test_a_known_address_is_refused_and_stays_as_it_is(signed_in, shop):
    response = signed_in.post(NEW, {"source": ADDRESS, "ref": "other"})
    assert "shop reads this address already." in text(response)
    shop.refresh_from_db()
    assert shop.ref == "main" and not Scan.objects.exists()


def test_no_repository_takes_the_address_of_a_page(signed_in):
    signed_in.post(NEW, {"source": "https://example.org/new"})
    assert Repository.objects.get().slug == "new-2"


def test_looking_at_the_form_writes_nothing(signed_in):
    assert signed_in.get(NEW, {"source": ADDRESS}).status_code == 200
    assert not Repository.objects.exists()


# Taking one back


def test_a_repository_whose_first_copy_was_refused_can_be_removed(signed_in, shop):
    failed = Scan.objects.create(repository=shop, reason="first", ref="main", state=ScanState.FAILED, error="No.", finished_at=now())
    assert reverse("remove_repository", args=["shop"]) in text(signed_in.get(reverse("scan", args=[failed.pk])))
    assert signed_in.get(reverse("remove_repository", args=["shop"])).headers["Location"] == address(shop)
    assert signed_in.post(reverse("remove_repository", args=["shop"])).headers["Location"] == reverse("repositories")
    assert not Repository.objects.exists() and not Scan.objects.exists()


def test_a_repository_with_numbers_is_not_removed_at_once(signed_in, shop):
    publish(shop)
    response = signed_in.post(reverse("remove_repository", args=["shop"]))
    assert response.status_code == 409 and "has numbers or issues" in text(response)
    assert Repository.objects.exists()


def test_removing_asks_for_a_sign_in(client, shop):
    assert client.post(reverse("remove_repository", args=["shop"])).headers["Location"].startswith(reverse("sign_in"))
    assert Repository.objects.exists()


# One of them


def test_the_page_says_what_is_followed_counted_and_left_out(client, shop):
    publish(shop, excluded_files={"vendored": 12, "backup": 3})
    said = text(client.get(address(shop)))
    assert "38 of 100 commits, 38&nbsp;%" in said and "every hour" in said
    assert "15 files excluded" in said and ">12</td>" in said


def test_the_page_lists_issues_scans_and_unreadable_files(client, tmp_path, transactional_db):
    with History(tmp_path / "shop") as made:
        old = "from shop.core.router import MessageRouter\n"
        made.commit({"shop/core/router.py": "class MessageRouter: pass\n", "shop/a.py": old, "shop/b.py": old, "shop/c.py": "def (\n"})
    prepare(made.path)
    issue = follow(Repository.objects.get())
    repository = scan(made.path)
    said = text(client.get(address(repository)))
    assert issue.title in said and "<b>2</b> left" in said
    assert "shop/c.py" in said and "Syntax error:" in said
    assert f"Scan {repository.published.scan_id}" in said


def test_a_repository_that_is_not_read_yet_says_so(client, shop):
    said = text(client.get(address(shop)))
    assert "not read yet" in said and "No scan yet." in said and "nothing yet" in said


@pytest.mark.parametrize("rows", [1, 10])
def test_the_page_asks_as_often_however_much_it_shows(client, shop, rows, django_assert_num_queries):
    publish(shop)
    for number in range(rows):
        Scan.objects.create(repository=shop, reason="hand", ref="main", state=ScanState.PUBLISHED, tip_oid=f"{number:040x}")
        Issue.objects.create(repository=shop, slug=f"i{number}", title=f"Issue {number}")
    with django_assert_num_queries(17):
        client.get(address(shop))


def test_forms_are_for_signed_in_people(client, shop):
    said = text(client.get(address(shop)))
    assert "Save and scan" not in said and reverse("scan_now", args=["shop"]) not in said and "Sign in" in said
    client.force_login(admin())
    said = text(client.get(address(shop)))
    assert "Save and scan" in said and reverse("scan_now", args=["shop"]) in said and "Delete shop" in said


@pytest.mark.parametrize(
    "entered", [{"part": "follow", "ref": "other", "interval_minutes": "5"}, {"part": "delete", "confirmation": "shop"}]
)
def test_without_a_sign_in_nothing_changes(client, shop, entered):
    response = client.post(address(shop), entered)
    assert response.headers["Location"] == f"{reverse('sign_in')}?next={address(shop)}"
    shop.refresh_from_db()
    assert shop.ref == "main"


def test_what_others_wrote_is_shown_as_text(client, signed_in):
    one = add(source=f"https://example.org/{HOSTILE}", ref=HOSTILE, path_rules=f"# {HOSTILE}")
    publish(one, ref=HOSTILE)
    Issue.objects.create(repository=one, slug="i", title=HOSTILE)
    entered = {"part": "follow", "ref": f"-{HOSTILE}", "interval_minutes": HOSTILE}
    for response in (client.get(reverse("repositories")), signed_in.get(address(one)), signed_in.post(address(one), entered)):
        assert HOSTILE not in text(response) and "&lt;script&gt;" in text(response)


# Changing it


def test_following_another_ref_scans_it_at_once(signed_in, shop, rung, django_capture_on_commit_callbacks):
    before = Scan.objects.create(repository=shop, reason="hand", ref="main", state=ScanState.RUNNING)
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(address(shop), {"part": "follow", "ref": "release", "interval_minutes": "15"})
    shop.refresh_from_db()
    before.refresh_from_db()
    asked = Scan.objects.get(state=ScanState.QUEUED)
    assert (shop.ref, shop.interval_minutes, asked.ref) == ("release", 15, "release")
    assert before.error == "Stopped by mira." and rung == [("scan", asked.pk)]
    assert response.headers["Location"] == reverse("scan", args=[asked.pk])


def test_another_interval_lets_the_open_scan_run(signed_in, shop):
    running = Scan.objects.create(repository=shop, reason="hand", ref="main", state=ScanState.RUNNING)
    response = signed_in.post(address(shop), {"part": "follow", "ref": "main", "interval_minutes": "0"})
    assert response.headers["Location"] == reverse("scan", args=[running.pk])
    running.refresh_from_db()
    assert running.state == ScanState.RUNNING


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ({"ref": "", "interval_minutes": "5"}, "Give a branch, a tag or a commit; HEAD is the main branch."),
        ({"ref": "-x", "interval_minutes": "5"}, "cannot be a revision"),
        ({"ref": "other", "interval_minutes": "-1"}, "Minutes cannot be negative"),
        ({"ref": "other", "interval_minutes": "soon"}, "This is no whole number of minutes."),
        ({"ref": "other", "interval_minutes": "999999999999"}, "which is a month"),
    ],
)
def test_what_cannot_be_followed_is_told_and_not_saved(signed_in, shop, entered, sentence):
    response = signed_in.post(address(shop), {"part": "follow", **entered})
    assert response.status_code == 422 and sentence in text(response)
    shop.refresh_from_db()
    assert (shop.ref, shop.interval_minutes) == ("main", 60) and not Scan.objects.exists()


def test_other_path_rules_count_every_issue_again(signed_in, shop, rung, django_capture_on_commit_callbacks):
    issue = follow(shop)
    assert "Save and count 1 issue again" in text(signed_in.get(address(shop)))
    entered = {"part": "count", "path_rules": "backup **/old/**\r\nscript /tools/**", "excluded": ["backup", "docs"]}
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in.post(address(shop), entered).headers["Location"] == address(shop)
    shop.refresh_from_db()
    issue.refresh_from_db()
    assert shop.path_rules == "backup **/old/**\nscript /tools/**\n"
    assert set(shop.excluded_categories.split()) == {"backup", "docs"}
    asked = Scan.objects.get(state=ScanState.QUEUED)
    assert issue.revision == 2 and rung == [("issue", issue.pk), ("scan", asked.pk)]


def test_rules_that_are_saved_as_they_were_count_nothing_again(signed_in, shop):
    issue = follow(shop)
    rules = shop.path_rules.replace("\n", "\r\n")
    signed_in.post(address(shop), {"part": "count", "path_rules": rules, "excluded": shop.excluded_categories.split()})
    issue.refresh_from_db()
    assert issue.revision == 1


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ({"path_rules": "vendored"}, "Line 1: “vendored” is not “category glob”."),
        ({"path_rules": "tests **/x/**"}, "is not “category glob”"),
        ({"path_rules": "", "excluded": ["everything"]}, "“everything” is no category."),
    ],
)
def test_rules_that_cannot_be_read_are_told_and_not_saved(signed_in, shop, entered, sentence):
    response = signed_in.post(address(shop), {"part": "count", **entered})
    assert response.status_code == 422 and sentence in text(response)
    shop.refresh_from_db()
    assert shop.path_rules == DEFAULT_PATH_RULES


def test_a_form_that_names_no_part_changes_nothing(signed_in, shop):
    assert signed_in.post(address(shop), {"part": "else", "confirmation": "shop"}).status_code == 422
    assert Repository.objects.exists()


# Its end


def test_deleting_takes_rows_and_mirror_and_leaves_the_source(signed_in, tmp_path, transactional_db):
    with History(tmp_path / "shop") as made:
        made.commit({"a.py": "import b\n"})
    repository = scan(made.path)
    follow(repository)
    mirror = history.mirror_of(repository).path
    assert mirror.exists() and "1 issue and 1 scan go with it" in text(signed_in.get(address(repository)))
    response = signed_in.post(address(repository), {"part": "delete", "confirmation": " shop "}, follow=True)
    assert "shop is deleted." in text(response)
    for model in (Repository, Scan, Issue, Publication, Commit):
        assert not model.objects.exists()
    assert not mirror.exists() and not mirror.with_suffix(".lock").exists() and made.path.exists()


def test_deleting_needs_the_exact_name(signed_in, shop):
    response = signed_in.post(address(shop), {"part": "delete", "confirmation": "Shop"})
    assert response.status_code == 422 and "That is not the name of this repository. Nothing was deleted." in text(response)
    assert Repository.objects.exists()


@pytest.mark.parametrize("state", [ScanState.QUEUED, ScanState.RUNNING])
def test_nothing_is_deleted_while_a_scan_is_under_way(signed_in, shop, state):
    Scan.objects.create(repository=shop, reason="hand", ref="main", state=state)
    response = signed_in.post(address(shop), {"part": "delete", "confirmation": "shop"})
    assert response.status_code == 422 and "A scan is queued or runs. Stop it first, then delete." in text(response)
    assert Repository.objects.exists()


def test_nothing_is_deleted_while_a_worker_fills_the_mirror(shop):
    with history.mirror_of(shop)._filling(lambda what, percent: None), pytest.raises(repositories.RepositoryRefused, match="still copies"):
        repositories.delete(shop)
    assert Repository.objects.exists()


def test_changing_settings_does_not_turn_published_numbers_back(shop):
    stale = Repository.objects.get(pk=shop.pk)
    shown = publish(shop)
    repositories.change(stale, ref="main", interval_minutes=5, path_rules="", excluded_categories="")
    shop.refresh_from_db()
    assert shop.published_id == shown.pk
