"""Where repositories come from, held to what is allowed at every scan."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from scanner.git import SourceRefused
from tests.support.repositories import History, run
from tests.support.scanning import follow, scan, series
from tracker.actions import first_run, history, repositories, run_here
from tracker.models import BlobFacts, Commit, Repository, Scan
from tracker.models.repositories import Depth
from tracker.models.scans import ScanState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]

SECRET = "only-for-tests-and-never-on-a-page"


@pytest.fixture
def allowed(tmp_path: Path, settings):
    folder = tmp_path / "allowed"
    folder.mkdir()
    settings.LOCAL_REPO_ROOTS = [str(folder)]
    return folder


def made(place: Path, commits: int = 1) -> History:
    with History(place) as found:
        for number in range(commits):
            found.commit({"shop/core/router.py": f"class MessageRouter:\n    number = {number}\n"})
    return found


def added(path: Path) -> Scan:
    """The first scan of a path that a page has named."""
    return repositories.add_new(str(path), ref="HEAD", user=User.objects.create_user("a"))


def ended(queued: Scan) -> Scan:
    """A scan, published or failed."""
    with suppress(run_here.ScanStopped):
        run_here.run(queued, Depth.GRAPH)
    queued.refresh_from_db()
    return queued


def test_a_path_of_a_page_is_held_to_its_folders_at_every_scan(allowed: Path, tmp_path: Path):
    made(tmp_path / "outside.git")
    queued = added(made(allowed / "shop.git").path)
    assert ended(queued).state == ScanState.PUBLISHED
    shutil.rmtree(allowed / "shop.git")
    (allowed / "shop.git").symlink_to(tmp_path / "outside.git")
    with pytest.raises(SourceRefused, match="LOCAL_REPO_ROOTS"):
        history.source_of(Repository.objects.get())


def test_objects_from_outside_are_refused_by_the_scan(allowed: Path, tmp_path: Path):
    outside = made(tmp_path / "outside.git")
    queued = added(made(allowed / "shop.git").path)
    (allowed / "shop.git" / "objects" / "info").mkdir(exist_ok=True)
    (allowed / "shop.git" / "objects" / "info" / "alternates").write_text(f"{outside.git_dir / 'objects'}\n")
    failed = ended(queued)
    assert failed.state == ScanState.FAILED
    assert "LOCAL_REPO_ROOTS" in failed.error


def test_folders_that_are_no_longer_allowed_are_no_longer_read(allowed: Path, settings):
    added(made(allowed / "shop.git").path)
    settings.LOCAL_REPO_ROOTS = []
    with pytest.raises(SourceRefused, match="LOCAL_REPO_ROOTS"):
        history.source_of(Repository.objects.get())


def test_a_terminal_may_name_any_path_and_takes_a_repository_over(allowed: Path, settings):
    path = made(allowed / "shop.git").path
    added(path)
    repositories.add(str(path), from_terminal=True)
    settings.LOCAL_REPO_ROOTS = []
    assert history.source_of(Repository.objects.get()).roots is None


def test_a_link_named_shallow_shows_its_file_on_no_page(tmp_path: Path):
    repository = scan(made(tmp_path / "shop.git").path)
    issue = follow(repository)
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    (tmp_path / "shop.git" / "shallow").symlink_to(tmp_path / "secret")
    with pytest.raises(SourceRefused, match="shallow"):
        first_run.prepare(str(tmp_path / "shop.git"))
    failed = ended(Scan.objects.create(repository=repository, ref="main", reason=Scan.Reason.HAND))
    assert failed.state == ScanState.FAILED
    assert SECRET not in failed.error + failed.error_detail
    for url in (f"/scans/{failed.pk}/", f"/repositories/{repository.slug}/", f"/issues/{issue.slug}/", f"/issues/{issue.slug}/?cycles=1"):
        assert SECRET not in Client().get(url).content.decode()


def test_a_shallow_clone_that_gets_its_history_later_is_read_again(tmp_path: Path):
    source = made(tmp_path / "source.git", commits=5)
    clone = tmp_path / "clone.git"
    run(["clone", "--quiet", "--bare", "--depth", "2", f"file://{source.path}", str(clone)])
    repository = scan(clone)
    issue = follow(repository)
    assert (Commit.objects.count(), repository.published.commits) == (2, 2)
    facts = set(BlobFacts.objects.values_list("pk", flat=True))
    run(["--git-dir", str(clone), "fetch", "--quiet", "--unshallow", "origin"])
    again = scan(clone)
    assert (Commit.objects.count(), again.published.commits, again.segments.count()) == (5, 5, 1)
    assert len(history.load(again)) == 5
    assert facts < set(BlobFacts.objects.values_list("pk", flat=True))
    assert len(series(issue)) == 5
    published = again.published_id
    assert scan(clone).published_id == published


def test_another_process_does_not_go_on_with_a_history_that_was_thrown_away(tmp_path: Path):
    source = made(tmp_path / "source.git", commits=3)
    clone = tmp_path / "clone.git"
    run(["clone", "--quiet", "--bare", "--depth", "1", f"file://{source.path}", str(clone)])
    repository = scan(clone)
    old = dict(history._graphs)
    run(["--git-dir", str(clone), "fetch", "--quiet", "--unshallow", "origin"])
    scan(clone)
    history._graphs.update(old)
    assert len(history.load(repository)) == 3
