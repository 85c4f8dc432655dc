"""Directed graphs as ids and pairs of ids: in come nodes and edges, out go orders, levels and needless edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

Edge = tuple[str, str]
Adjacency = dict[str, list[str]]

_CHUNK = 4096


def adjacency(edges: Iterable[Edge]) -> tuple[Adjacency, Adjacency]:
    """Who comes before each node and who comes after it.

    >>> adjacency([("a", "b"), ("a", "c")])
    ({'b': ['a'], 'c': ['a']}, {'a': ['b', 'c']})
    """
    before: Adjacency = {}
    after: Adjacency = {}
    for head, tail in edges:
        before.setdefault(tail, []).append(head)
        after.setdefault(head, []).append(tail)
    return before, after


def levels(nodes: Iterable[str], edges: Iterable[Edge]) -> dict[str, int]:
    """0 for a node without incoming edge, else 1 + the highest level before it; in topological order.

    Nodes on or behind a cycle are left out.

    >>> levels("abc", [("a", "b"), ("b", "c"), ("a", "c")])
    {'a': 0, 'b': 1, 'c': 2}
    """
    before, after = adjacency(edges)
    waiting = {node: len(before.get(node, ())) for node in nodes}
    todo = [node for node, count in waiting.items() if not count]
    found = dict.fromkeys(todo, 0)
    for node in todo:
        for later in after.get(node, ()):
            found[later] = max(found.get(later, 0), found[node] + 1)
            waiting[later] -= 1
            if not waiting[later]:
                todo.append(later)
    return {node: found[node] for node in todo}


def implied(nodes: Iterable[str], edges: Sequence[Edge]) -> set[Edge]:
    """The edges of an acyclic graph that a longer path implies: all but its transitive reduction.

    Ancestors are kept as bits of one integer a node, a few thousand ancestors at a time, so that 100,000 nodes
    need seconds and little memory.

    >>> implied("abc", [("a", "b"), ("b", "c"), ("a", "c")])
    {('a', 'c')}
    """
    before, _ = adjacency(edges)
    order = list(levels(nodes, edges))
    found: set[Edge] = set()
    for start in range(0, len(order), _CHUNK):
        bits = {node: 1 << place for place, node in enumerate(order[start : start + _CHUNK])}
        found.update(_implied_from(bits, order[start:], before))
    return found


def _implied_from(bits: Mapping[str, int], order: Sequence[str], before: Adjacency) -> Iterator[Edge]:
    """The implied edges that start at a node of ``bits``; ``order`` is topological from the first of them on."""
    ancestors: dict[str, int] = {}
    for node in order:
        farther = nearer = 0
        for head in before.get(node, ()):
            farther |= ancestors.get(head, 0)
            nearer |= bits.get(head, 0)
        if farther & nearer:
            yield from ((head, node) for head in before[node] if farther & bits.get(head, 0))
        ancestors[node] = farther | nearer


def acyclic(edges: Iterable[Edge]) -> tuple[list[Edge], list[Edge]]:
    """Edges that can stay and those that close a cycle of edges before them; strongest first in, in that order out.

    Each edge is taken unless it would close a cycle with the ones already taken, so every edge that goes is the
    weakest of some cycle, and none could come back. The order of nodes is kept up to date as in Pearce and Kelly,
    "A Dynamic Topological Sort Algorithm for Directed Acyclic Graphs" (2006).

    >>> acyclic([("a", "b"), ("b", "c"), ("c", "a"), ("a", "c")])
    ([('a', 'b'), ('b', 'c'), ('a', 'c')], [('c', 'a')])
    """
    edges = list(edges)
    tangled = _tangled(edges)
    growing = _GrowingOrder()
    kept: list[Edge] = []
    dropped: list[Edge] = []
    for edge in edges:
        free = edge[0] not in tangled or edge[1] not in tangled
        (kept if free or growing.add(*edge) else dropped).append(edge)
    return kept, dropped


def _tangled(edges: Sequence[Edge]) -> set[str]:
    """The nodes that lie on a cycle or between two; an edge that leaves them closes none."""
    nodes = {node for edge in edges for node in edge}
    behind = nodes - levels(nodes, edges).keys()
    inner = [edge for edge in edges if edge[0] in behind and edge[1] in behind]
    return behind - levels(behind, [(tail, head) for head, tail in inner]).keys()


class _GrowingOrder:
    """A topological order that takes one edge after the other and refuses those that close a cycle."""

    def __init__(self) -> None:
        self._place: dict[str, int] = {}
        self._before: dict[str, list[str]] = {}
        self._after: dict[str, list[str]] = {}

    def add(self, head: str, tail: str) -> bool:
        """Take the edge, or leave everything as it is and answer False."""
        place = self._place
        low, high = place.setdefault(tail, len(place)), place.setdefault(head, len(place))
        if head == tail:
            return False
        if low < high:
            later = self._reach(tail, self._after, low, high)
            if head in later:
                return False
            self._move(self._reach(head, self._before, low, high), later)
        self._after.setdefault(head, []).append(tail)
        self._before.setdefault(tail, []).append(head)
        return True

    def _reach(self, start: str, edges: Mapping[str, list[str]], low: int, high: int) -> set[str]:
        """What ``start`` reaches along ``edges`` without leaving the places ``low`` to ``high``."""
        seen, todo = {start}, [start]
        while todo:
            for node in edges.get(todo.pop(), ()):
                if node not in seen and low <= self._place[node] <= high:
                    seen.add(node)
                    todo.append(node)
        return seen

    def _move(self, earlier: set[str], later: set[str]) -> None:
        """Put ``earlier`` before ``later`` into the places that both hold."""
        nodes = [*sorted(earlier, key=self._place.__getitem__), *sorted(later, key=self._place.__getitem__)]
        places = sorted(self._place[node] for node in nodes)
        self._place.update(zip(nodes, places, strict=True))
