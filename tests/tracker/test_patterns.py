"""Searching the blobs of real repositories: each once, by one worker or two."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection

from scanner.git import Mirror
from scanner.graph import Graph
from scanner.patterns import PatternRefused
from tests.support.repositories import History
from tests.support.scanning import ROUTER, follow, scan
from tracker.actions import history as histories
from tracker.actions import issues, patterns
from tracker.actions.issues import IssueDraft
from tracker.models import Repository, TrackedRule
from tracker.models.patterns import PatternHits, PatternSearch, SearchedBlobs
from tracker.models.repositories import Depth

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("data_dir")]


class Watched(Mirror):
    """A mirror that tells which blobs were read."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.read: list[str] = []

    def blobs(self, oids, limit: int = 1024**2) -> Iterator[tuple[str, bytes]]:
        for oid, source in super().blobs(oids, limit):
            self.read.append(oid)
            yield oid, source


@pytest.fixture
def shop(tmp_path):
    with History(tmp_path / "shop") as made:
        yield made


def scanned(shop: History, depth: str = Depth.GRAPH) -> tuple[Graph, Watched]:
    shop.finish()
    repository = scan(shop.path, depth=depth)
    return histories.load(repository), Watched(histories.mirror_of(repository).path)


def lines(found: patterns.Hits, graph: Graph) -> dict[str, list[int]]:
    """The hits' lines by their blobs' paths."""
    holders = graph.paths_of_blobs()
    return {graph.paths[path]: [hit.line for hit in hits] for blob, hits in found.items() for path in holders[blob]}


def test_all_versions_of_all_python_files_are_searched(shop):
    shop.commit({"a.py": "x\nold\n", "b.py": "new\n", "c.txt": "old\n"})
    shop.commit({"a.py": None, "b.py": "old\r\nold\n"})
    graph, mirror = scanned(shop)
    assert lines(patterns.hits("old", (), graph, mirror), graph) == {"a.py": [2], "b.py": [1, 2]}
    assert len(mirror.read) == 3


def test_a_second_search_reads_nothing_and_a_push_only_what_it_brings(shop):
    shop.commit({"a.py": "old\n", "b.py": "new\n"})
    graph, mirror = scanned(shop)
    first = patterns.hits("old", (), graph, mirror)
    assert patterns.hits("old", (), graph, mirror) == first
    assert len(mirror.read) == 2
    shop.commit({"c.py": "very old\n"})
    graph, mirror = scanned(shop)
    assert lines(patterns.hits("old", (), graph, mirror), graph) == {"a.py": [1], "c.py": [1]}
    assert len(mirror.read) == 1


def test_another_pattern_searches_again_and_has_hits_of_its_own(shop):
    shop.commit({"a.py": "old new\n"})
    graph, mirror = scanned(shop)
    names = [[hit.name for hit in patterns.hits(text, (), graph, mirror)[2]] for text in ("old", "new")]
    assert names == [["old"], ["new"]]
    assert PatternSearch.objects.count() == 2


def test_only_blobs_that_ever_lie_at_a_path_of_the_globs_are_searched(shop):
    shop.commit({"shop/a.py": "old\n", "lab/b.py": "old  # too\n"})
    graph, mirror = scanned(shop)
    assert lines(patterns.hits("old", ["shop/**"], graph, mirror), graph) == {"shop/a.py": [1]}
    assert len(mirror.read) == 1
    shop.commit({"shop/moved.py": "old  # too\n", "lab/b.py": None})
    graph, mirror = scanned(shop)
    assert lines(patterns.hits("old", ["shop/**"], graph, mirror), graph)["shop/moved.py"] == [1]
    assert len(mirror.read) == 1
    patterns.hits("old", ["shop/**", "lab/**"], graph, mirror)
    assert len(mirror.read) == 1


def test_what_a_shallow_scan_has_not_read_is_searched_after_a_deeper_one(shop):
    shop.commit({"a.py": "old\n"})
    shop.commit({"a.py": "old\nold\n"})
    side = shop.commit({"side.py": "old  # side\n"}, branch="side")
    shop.commit({}, parents=[shop.commit({}), side])
    shop.commit({"side.py": None})
    graph, mirror = scanned(shop, Depth.TIP)
    for blob in patterns.hits("old", (), graph, mirror):
        assert graph.blobs[blob] in mirror.read
    few = len(mirror.read)
    graph, mirror = scanned(shop)
    assert len(patterns.hits("old", (), graph, mirror)) == 3
    assert few + len(mirror.read) == 3


def test_a_second_repository_with_the_same_files_reads_only_its_own(shop, tmp_path):
    shop.commit({"a.py": "old\n"})
    patterns.hits("old", (), *scanned(shop))
    with History(tmp_path / "lab") as lab:
        lab.commit({"copy.py": "old\n", "own.py": "old lab\n"})
        graph, mirror = scanned(lab)
        assert lines(patterns.hits("old", (), graph, mirror), graph) == {"copy.py": [1], "own.py": [1]}
    assert len(mirror.read) == 1


def test_missing_and_large_files_do_not_stop_the_others(shop):
    tip = shop.commit({"a.py": "old\n", "large.py": "old\n" * 300_000, "lost.py": "old, lost\n"})
    shop.lose(tip, "lost.py")
    graph, mirror = scanned(shop)
    assert lines(patterns.hits("old", (), graph, mirror), graph) == {"a.py": [1]}


def test_one_line_of_a_megabyte_is_searched_and_cut(shop):
    shop.commit({"a.py": "# " + "old " * (1024**2 // 4 - 1)})
    graph, mirror = scanned(shop)
    ((hit,),) = patterns.hits("(old ?)+", (), graph, mirror).values()
    assert (hit.line, len(hit.name), len(hit.statement)) == (1, 200, 200)
    assert len(bytes(PatternHits.objects.get().data)) < 1000


def test_two_workers_at_once_find_the_same(shop):
    shop.commit({f"{number}.py": f"old = {number}\n" for number in range(30)})
    graph, mirror = scanned(shop)
    start = Barrier(2)
    found: list[patterns.Hits] = []

    def work() -> None:
        start.wait()
        try:
            found.append(patterns.hits("old", (), graph, Mirror(mirror.path)))
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [len(hits) for hits in found] == [30, 30] and found[0] == found[1]
    assert PatternHits.objects.count() == 30
    assert PatternSearch.objects.count() == 1
    assert patterns.hits("old", (), graph, mirror) == found[0] and mirror.read == []


def test_a_search_that_is_stopped_goes_on_where_it_was(shop, monkeypatch):
    shop.commit({f"{number}.py": f"old = {number}\n" for number in range(10)})
    graph, mirror = scanned(shop)
    monkeypatch.setattr(patterns, "SEARCHED_TOGETHER", 4)
    monkeypatch.setattr(patterns, "FEW_BLOBS", 0)
    calls = []

    def stop() -> None:
        calls.append(1)
        if len(calls) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        patterns.hits("old", (), graph, mirror, tick=stop)
    assert PatternHits.objects.count() == 4
    again = Watched(mirror.path)
    assert len(patterns.hits("old", (), graph, again)) == 10
    assert len(again.read) == 6


def test_a_pattern_that_is_too_common_or_too_slow_is_refused(shop, monkeypatch):
    shop.commit({"a.py": "old\n" * 20})
    graph, mirror = scanned(shop)
    monkeypatch.setattr(patterns, "MOST_HITS", 19)
    with pytest.raises(PatternRefused, match="on more than 19 lines"):
        patterns.hits("old", (), graph, mirror)
    monkeypatch.setattr(patterns, "PATIENCE", 0.0)
    monkeypatch.setattr(patterns, "SLOWEST", 0.0)
    with pytest.raises(PatternRefused, match="Make it simpler"):
        patterns.hits("old$", (), graph, mirror)
    assert PatternHits.objects.count() == SearchedBlobs.objects.count() == 0


def test_patterns_that_no_issue_asks_for_are_forgotten(shop):
    shop.commit({"a.py": "old new\n"})
    graph, mirror = scanned(shop)
    for text in ("old", "new"):
        patterns.hits(text, (), graph, mirror)
    issue = follow(scan(shop.path), ROUTER)
    TrackedRule.objects.create(issue=issue, rule="text-pattern", options={"pattern": "old", "globs": []})
    assert patterns.delete_unused() == 1
    assert [row.pattern for row in PatternSearch.objects.all()] == ["old"]
    assert (PatternHits.objects.count(), SearchedBlobs.objects.count()) == (1, 1)


@pytest.mark.parametrize("ends", [issues.delete, lambda issue: issues.change(issue, IssueDraft(title="Prints", pattern="new"))])
def test_a_pattern_is_forgotten_with_the_last_issue_that_asks_for_it(shop, ends):
    shop.commit({"a.py": "old\n"})
    graph, mirror = scanned(shop)
    repository = Repository.objects.get()
    one, other = (follow(repository, IssueDraft(title=title, pattern="old")) for title in ("One", "Other"))
    patterns.hits("old", (), graph, mirror)
    ends(one)
    assert PatternSearch.objects.filter(pattern="old").exists()
    ends(other)
    assert not PatternSearch.objects.exists() and not PatternHits.objects.exists() and not SearchedBlobs.objects.exists()


def test_a_pattern_that_is_forgotten_while_it_is_looked_for_is_refused(shop):
    def forget() -> None:
        patterns.delete_unused()

    shop.commit({"a.py": "old\n"})
    graph, mirror = scanned(shop)
    with pytest.raises(PatternRefused, match="No issue asks for this pattern any more"):
        patterns.hits("old", (), graph, mirror, tick=forget)
