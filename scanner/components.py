"""Strongly connected components of a graph, and the shortest way around in one; without recursion."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Edges = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class _Search:
    """Tarjan's state: order of discovery, lowest reachable, and what is not yet in a component."""

    order: dict[str, int] = field(default_factory=dict)
    lowest: dict[str, int] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    is_open: set[str] = field(default_factory=set)

    def enter(self, node: str) -> None:
        self.order[node] = self.lowest[node] = len(self.order)
        self.open.append(node)
        self.is_open.add(node)

    def close(self, node: str) -> list[str]:
        """The component that the node was the first of."""
        component = [self.open.pop()]
        while component[-1] != node:
            component.append(self.open.pop())
        self.is_open.difference_update(component)
        return component


def components(edges: Edges) -> Iterator[list[str]]:
    """The components of two nodes or more, each sorted. Every node that is an edge's end must be a key."""
    search = _Search()
    for root in edges:
        if root in search.order:
            continue
        search.enter(root)
        path: list[tuple[str, Iterator[str]]] = [(root, iter(edges[root]))]
        while path:
            node, targets = path[-1]
            if _step(search, node, targets, path, edges):
                continue
            path.pop()
            if path:
                outer = path[-1][0]
                search.lowest[outer] = min(search.lowest[outer], search.lowest[node])
            if search.lowest[node] == search.order[node]:
                component = search.close(node)
                if len(component) > 1:
                    yield sorted(component)


def _step(search: _Search, node: str, targets: Iterator[str], path: list[tuple[str, Iterator[str]]], edges: Edges) -> bool:
    """Goes on to the next target that nobody has seen; False if there is none."""
    for target in targets:
        if target not in search.order:
            search.enter(target)
            path.append((target, iter(edges[target])))
            return True
        if target in search.is_open:
            search.lowest[node] = min(search.lowest[node], search.order[target])
    return False


def way_around(start: str, edges: Edges, among: set[str]) -> list[str]:
    """The shortest cycle through a node of a component: it comes first and last."""
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        for target in edges[node]:
            if target == start:
                way = [start, node]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if target in among and target not in came_from:
                came_from[target] = node
                waiting.append(target)
    return [start]
