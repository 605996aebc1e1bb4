"""What readers see while a scan counts, and after something changed that is no commit."""

import subprocess

import pytest

from tests.support.repositories import History
from tests.support.scanning import follow, prepare, series
from tracker.actions import counting, exports, history, issues, ledgers, repositories, run_here, schedule
from tracker.models import Finding, Issue, Repository, UnreadableFile
from tracker.models.repositories import Depth
from tracker.queries import commits
from tracker.queries.issues import named, standing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]
OLD = "from shop.core.router import MessageRouter\n"
ROUTER = "class MessageRouter:\n    def route(self, message):\n        return message\n"
FILES = {"shop/messaging/router.py": ROUTER, "shop/core/router.py": ROUTER, "shop/a.py": OLD}


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


def rescan(shop, *, ref: str = "main", depth: str = Depth.GRAPH) -> Repository:
    shop.finish()
    queued = prepare(shop.path, ref=ref, depth=depth)
    run_here.run(queued, depth)
    return Repository.objects.select_related("published").get(pk=queued.repository_id)


def counted(shop, *, depth: str = Depth.GRAPH) -> tuple[Repository, Issue]:
    shop.finish()
    queued = prepare(shop.path, depth=depth)
    issue = follow(queued.repository)
    run_here.run(queued, depth)
    return Repository.objects.select_related("published").get(pk=queued.repository_id), issue


def listed_but_not_counted(shop, repository: Repository) -> str:
    """A new commit, as far as the second step of a scan brings it."""
    tip: str = shop.commit({"shop/b.py": OLD, "shop/c.py": OLD})
    shop.finish()
    mirror = history.mirror_of(repository)
    mirror.update(history.source_of(repository), allowed_hosts=frozenset())
    history.update(repository, mirror.resolve("main"))
    return tip


def test_the_numbers_stay_while_the_next_scan_counts(shop, monkeypatch):
    shop.commit(FILES)
    _, issue = counted(shop)
    shop.commit({"shop/b.py": OLD})
    seen: list[object] = []
    real = counting.publish

    def publish(*given, **more):
        seen.append((standing(named(issue.slug)).publication is not None, schedule.uncounted_issues()))
        seen.append(len(list(exports.series(named(issue.slug), whole_graph=True))) > 0)
        real(*given, **more)

    monkeypatch.setattr(counting, "publish", publish)
    rescan(shop)
    assert seen == [(True, []), True]
    assert len(series(issue)) == 2


def test_a_scan_that_dies_between_counting_and_publishing_leaves_the_numbers(shop, monkeypatch):
    shop.commit(FILES)
    _, issue = counted(shop)
    shop.commit({"shop/b.py": OLD})

    def broken(*given):
        raise MemoryError

    monkeypatch.setattr(ledgers, "keep", broken)
    with pytest.raises(MemoryError):
        rescan(shop)
    assert len(series(issue)) == 1


def test_a_commit_that_is_listed_and_not_counted_has_no_numbers(shop):
    first = shop.commit(FILES)
    repository, issue = counted(shop)
    tip = listed_but_not_counted(shop, repository)
    assert series(issue).keys() == {first}
    assert not commits.page(repository, commits.named(repository, tip)).is_counted


def test_changed_exclusions_are_counted_anew_without_a_new_commit(shop):
    shop.commit(FILES | {"shop/gen/x.py": "def ("})
    repository, issue = counted(shop)
    assert UnreadableFile.objects.get().category == "production"
    rules = "generated shop/gen/**\n" + repository.path_rules
    excluded = repository.excluded_categories
    repositories.change(repository, ref=repository.ref, interval_minutes=60, path_rules=rules, excluded_categories=excluded)
    repository = rescan(shop)
    assert repository.published.excluded_files == {"generated": 1}
    assert all(rule != "unreadable" for counts in series(issue).values() for rule, _ in counts)


def test_what_is_excluded_no_more_is_read_at_the_depth_of_the_tip(shop):
    shop.commit(FILES | {"vendor/v.py": OLD + "v = 1\n"})
    repository, _ = counted(shop, depth=Depth.TIP)
    rules = repository.path_rules
    repositories.change(repository, ref=repository.ref, interval_minutes=60, path_rules=rules, excluded_categories="")
    rescan(shop, depth=Depth.TIP)
    assert Finding.objects.filter(rule="deprecated-import").count() == 2


def test_another_ref_at_the_same_commit_is_published_under_its_name(shop):
    first = shop.commit(FILES)
    shop.refer("dev", first)
    counted(shop)
    assert rescan(shop, ref="dev").published.ref == "dev"


def test_an_issue_in_toml_may_name_what_the_same_push_brings(shop):
    shop.commit({"shop/x.py": "x = 1\n"})
    rescan(shop)
    toml = '[[issue]]\ntitle = "One"\nsymbol = "Gateway"\ncanonical = "shop.gateway"\n'
    shop.commit({".ssot.toml": toml, "shop/gateway.py": "class Gateway:\n    def a(self): return 1\n"})
    assert rescan(shop).toml_problem == ""
    assert Issue.objects.get().symbol == "Gateway"


def test_an_object_that_was_missing_is_read_when_it_comes_back(shop):
    shop.commit(FILES)
    second = shop.commit({"shop/a.py": OLD + "x = 1\n"})
    shop.finish()
    oid = shop.lose(second, "shop/a.py")
    _, issue = counted(shop)
    assert ("unreadable", "production") in series(issue)[second]
    words = ["git", "--git-dir", str(shop.git_dir), "hash-object", "-w", "--stdin"]
    made = subprocess.run(words, input=(OLD + "x = 1\n").encode(), capture_output=True, check=True)
    assert made.stdout.decode().strip() == oid
    shop.commit({"shop/z.py": ""})
    rescan(shop)
    assert ("unreadable", "production") not in series(issue)[second]


def test_an_issue_that_is_changed_while_a_scan_counts_is_counted_as_it_is_then(shop, monkeypatch):
    shop.commit(FILES)
    _, issue = counted(shop)
    shop.commit({"shop/b.py": OLD})
    real = counting.publish

    def publish(*given, **more):
        issues.change(issues.find(issue.pk), issues.IssueDraft(title="Other", remove=("shop/core/router.py",)))
        real(*given, **more)

    monkeypatch.setattr(counting, "publish", publish)
    rescan(shop)
    assert {rule for counts in series(issue).values() for rule, _ in counts} == {"removed-path"}
