"""The walk: numbers of every commit, lifetimes of places along a line, places at one commit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanner.counting import Count, Number, Series
from scanner.graph import Change, Graph, Turn, tour
from scanner.places import Place
from scanner.question import Answers


@dataclass(frozen=True, slots=True)
class Point:
    """A number that differs from the one at the commit's first parent (or from zero at a root)."""

    commit: int
    series: Series
    number: Number


def _apply(count: Count, changes: Sequence[Change]) -> None:
    for change in changes:
        count.apply(change)
    count.settle()


def points_of_graph(graph: Graph, answers: Answers) -> Iterator[Point]:
    """The points of every commit, by one walk over the forest of first parents."""
    changes = answers.changes
    count = Count(answers)
    weights = [len(changes.get(commit, ())) for commit in range(len(graph))]
    for visit in tour(graph.first_parents, weights):
        mine = changes.get(visit.commit, ())
        if visit.turn is Turn.LEAVE:
            _apply(count, [Change(one.path, one.new, one.old) for one in reversed(mine)])
            for _ in count.take_changed():
                pass
            continue
        _apply(count, mine)
        for series, number in count.take_changed():
            yield Point(visit.commit, series, number)


def points_of_line(answers: Answers, line: Sequence[int]) -> Iterator[Point]:
    """The points of the commits of one first-parent line, oldest first."""
    changes = answers.changes
    count = Count(answers)
    for commit in line:
        _apply(count, changes.get(commit, ()))
        for series, number in count.take_changed():
            yield Point(commit, series, number)


def count_at(graph: Graph, answers: Answers, commit: int) -> Count:
    """The state of one commit, built from its tree alone."""
    count = Count(answers)
    for path, blob in graph.state_at(commit).items():
        count.apply(Change(path, 0, blob))
    count.settle()
    return count


def points_of_tip(graph: Graph, answers: Answers, commit: int) -> Iterator[Point]:
    """The numbers of one commit, as points against nothing."""
    for series, number in count_at(graph, answers, commit).take_changed():
        yield Point(commit, series, number)


def places_at(graph: Graph, answers: Answers, commit: int) -> list[Place]:
    """The places of one commit, by path and line; those too that only all its files together show."""
    places = [*count_at(graph, answers, commit).places(), *answers.of_commit(commit)]
    return sorted(places, key=lambda place: (place.path, place.line, place.rule, place.module))
