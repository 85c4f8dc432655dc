"""Random patterns over a small graph in, their Cypher text and the rows that trying everything finds out.

The rules tried here are openCypher's: within one MATCH no relationship is used twice, a variable that is bound already
stays, OPTIONAL MATCH keeps a row without a match and gives it nulls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from kg.model import KnowledgeGraph

TYPES = ("USES", "IS_A", "CAUSES")
Row = dict[str, str | None]


@dataclass(frozen=True)
class Step:
    """A relationship from the node before to the next: ``direction`` is ``>``, ``<`` or empty."""

    direction: str
    types: tuple[str, ...]
    least: int
    most: int

    def text(self) -> str:
        hops = "" if (self.least, self.most) == (1, 1) else f"*{self.least}..{self.most}"
        types = f":{'|'.join(self.types)}" if self.types else ""
        left, right = "<" if self.direction == "<" else "", ">" if self.direction == ">" else ""
        return f"{left}-[{types}{hops}]-{right}"


@dataclass(frozen=True)
class Pattern:
    """One MATCH: nodes by variable, a kind that a node must have, steps between them."""

    optional: bool
    nodes: tuple[str, ...]
    kinds: tuple[str | None, ...]
    steps: tuple[Step, ...]

    def text(self) -> str:
        parts = []
        for place, (name, kind) in enumerate(zip(self.nodes, self.kinds, strict=True)):
            parts += [f"({name}:Concept{f' {{kind: {kind!r}}}' if kind else ''})"]
            parts += [self.steps[place].text()] if place < len(self.steps) else []
        return f"{'OPTIONAL ' if self.optional else ''}MATCH {''.join(parts)}"


class Graph:
    """Concepts by kind and relationships as (number, start, type, end)."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.kinds = {one.id: str(one.kind) for one in graph.concepts.values()}
        self.edges = [(number, one.head, str(one.type), one.tail) for number, one in enumerate(graph.relations)]

    def rows(self, patterns: list[Pattern]) -> Counter[tuple[str | None, ...]]:
        found: list[Row] = [{}]
        for pattern in patterns:
            found = [row for before in found for row in self._matched(pattern, before)]
        names = sorted({name for pattern in patterns for name in pattern.nodes})
        return Counter(tuple(row[name] for name in names) for row in found)

    def _matched(self, pattern: Pattern, before: Row) -> list[Row]:
        lost = any(before.get(name, "") is None for name in pattern.nodes)
        rows = [] if lost else list(self._walk(pattern, 0, before, ()))
        if rows or not pattern.optional:
            return rows
        return [{**dict.fromkeys(pattern.nodes), **before}]

    def _walk(self, pattern: Pattern, place: int, row: Row, used: tuple[int, ...]) -> Iterator[Row]:
        if place == 0:
            for node in self.kinds:
                yield from self._bind(pattern, 0, node, row, used)
            return
        start = row[pattern.nodes[place - 1]]
        assert start is not None
        for end, taken in self._paths(start, pattern.steps[place - 1], used, 0):
            yield from self._bind(pattern, place, end, row, taken)

    def _bind(self, pattern: Pattern, place: int, node: str, row: Row, used: tuple[int, ...]) -> Iterator[Row]:
        name, kind = pattern.nodes[place], pattern.kinds[place]
        if row.get(name, node) != node or (kind and self.kinds[node] != kind):
            return
        bound = {**row, name: node}
        if place == len(pattern.steps):
            yield bound
        else:
            yield from self._walk(pattern, place + 1, bound, used)

    def _paths(
        self, node: str, step: Step, used: tuple[int, ...], length: int
    ) -> Iterator[tuple[str, tuple[int, ...]]]:
        if length >= step.least:
            yield node, used
        if length == step.most:
            return
        for number, start, type_, end in self.edges:
            if number in used or (step.types and type_ not in step.types):
                continue
            ends = [end] * (start == node and step.direction != "<")
            ends += [start] * (end == node and step.direction != ">" and not (step.direction == "" and start == end))
            for one in ends:
                yield from self._paths(one, step, (*used, number), length + 1)


def pattern(random: Random, kinds: list[str], *, first: bool) -> Pattern:
    steps = tuple(_step(random) for _ in range(random.choice((1, 1, 2))))
    nodes = tuple(random.choice("abc") for _ in range(len(steps) + 1))
    wanted = tuple(random.choice(kinds) if random.random() < 0.3 else None for _ in nodes)
    return Pattern(not first and random.random() < 0.4, nodes, wanted, steps)


def _step(random: Random) -> Step:
    types = tuple(random.sample(TYPES, random.choice((0, 1, 2))))
    hops = random.choice(((1, 1), (1, 1), (1, 1), (0, 1), (1, 2), (2, 2)))
    return Step(random.choice("<> ").strip(), types, *hops)
