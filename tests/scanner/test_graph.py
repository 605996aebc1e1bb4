"""Histories as arrays: exact states, stored segments, the tour through the forest."""

import random

import pytest

from scanner.git import Change as GitChange
from scanner.graph import Graph, SegmentDamaged, Turn, tour


def oid(number: int) -> str:
    return f"{number:040x}"


def small_graph() -> Graph:
    """Root 1 adds a.py and b.md; 2 edits a.py; 3 (beside 2) removes it; root 4 is another history."""
    graph = Graph()
    graph.add(oid(1), None, [GitChange("a.py", None, oid(100)), GitChange("b.md", None, oid(101))])
    graph.add(oid(2), oid(1), [GitChange("a.py", oid(100), oid(102))])
    graph.add(oid(3), oid(1), [GitChange("a.py", oid(100), None), GitChange("b.md", oid(101), oid(103))])
    graph.add(oid(4), None, [GitChange("c.py", None, oid(100))])
    return graph


def files(graph: Graph, number: int) -> dict[str, str]:
    return {graph.paths[path]: graph.blobs[blob] for path, blob in graph.state_at(number).items()}


def test_the_files_of_a_commit_follow_its_first_parents():
    graph = small_graph()
    assert files(graph, 1) == {"a.py": oid(102), "b.md": ""}
    assert files(graph, 2) == {"b.md": ""}
    assert files(graph, 3) == {"c.py": oid(100)}


def test_edits_of_other_files_are_not_kept():
    graph = small_graph()
    assert [graph.paths[change.path] for change in graph.changes(2)] == ["a.py"]


def test_a_commit_whose_parent_is_unknown_is_a_root():
    graph = Graph()
    assert graph.add(oid(2), oid(1), []) == 0
    assert graph.line(0) == [0]


def test_segments_make_the_same_graph_again():
    graph = small_graph()
    first = graph.segment_since((0, 0, 2))
    mark = graph.size()
    graph.add(oid(5), oid(4), [GitChange("d.py", None, oid(105))])
    copy = Graph()
    copy.append(first)
    copy.append(graph.segment_since(mark))
    assert copy == graph


def test_a_segment_that_does_not_follow_is_refused():
    graph = small_graph()
    packed = graph.segment_since((0, 0, 2))
    with pytest.raises(SegmentDamaged, match="does not follow"):
        graph.append(packed)
    with pytest.raises(SegmentDamaged, match="cannot be read"):
        Graph().append(b"nothing")


def test_the_tour_enters_each_commit_once_below_its_parent_and_undoes_all_but_the_last_way():
    chance = random.Random(5)
    for _ in range(50):
        parents = [chance.randrange(-1, number) if number else -1 for number in range(chance.randrange(1, 40))]
        open_commits: list[int] = []
        entered = []
        for visit in tour(parents, [chance.randrange(5) for _ in parents]):
            if visit.turn is Turn.ENTER:
                assert (open_commits[-1] if open_commits else -1) == parents[visit.commit]
                open_commits.append(visit.commit)
                entered.append(visit.commit)
            else:
                assert open_commits.pop() == visit.commit
        assert sorted(entered) == list(range(len(parents)))


def test_the_heaviest_child_comes_last():
    assert [(visit.turn.value, visit.commit) for visit in tour([-1, 0, 0], [0, 9, 1])] == [
        ("enter", 0),
        ("enter", 2),
        ("leave", 2),
        ("enter", 1),
    ]
