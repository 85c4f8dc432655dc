"""Random patterns: both engines against a matcher that tries everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from kg.errors import CypherError
from kg.model import KnowledgeGraph
from kg.stores import Store, open_store
from tests.kg.cypher.brute import Graph, pattern
from tests.kg.cypher.conftest import answers
from tests.kg.cypher.fields import small_graph

SEED = 11
QUERIES = 320


def _stores(request: pytest.FixtureRequest, graph: KnowledgeGraph, folder: Path) -> dict[str, Store]:
    file = open_store(folder / "graph.json")
    file.save(graph)
    server_of: Callable[[KnowledgeGraph], Store] = request.getfixturevalue("server_of")
    return {"embedded": file, "server": server_of(graph)}


def _texts(random: Random, kinds: list[str]) -> tuple[list, str]:
    """Patterns and their text: rows one by one, or counted in a WITH."""
    patterns = [
        pattern(random, kinds, first=True),
        *([pattern(random, kinds, first=False)] if random.random() < 0.5 else []),
    ]
    names = sorted({name for one in patterns for name in one.nodes})
    matched = " ".join(one.text() for one in patterns)
    if random.random() < 0.5:
        return patterns, f"{matched} RETURN {', '.join(f'{name}.id AS {name}' for name in names)}"
    kept = ", ".join(f"{name}.id AS {name}" for name in names)
    return patterns, f"{matched} WITH {kept} RETURN {', '.join(names)}, size(collect(1)) AS n"


def _counted(rows: tuple[tuple, ...], width: int) -> Counter:
    counted: Counter = Counter()
    for row in rows:
        counted[row[:width]] += row[width] if len(row) > width else 1
    return counted


def test_random_patterns_find_what_trying_everything_finds(request: pytest.FixtureRequest, tmp_path: Path):
    graph = small_graph(SEED)
    assert any(one.head == one.tail for one in graph.relations), "loops are the hard part"
    tried, random = Graph(graph), Random(SEED)  # noqa: S311 -- repeatable on purpose
    kinds = sorted({str(one.kind) for one in graph.concepts.values()})
    stores = _stores(request, graph, tmp_path)
    asked = [_texts(random, kinds) for _ in range(QUERIES)]
    expected = [tried.rows(patterns) for patterns, _ in asked]
    wrong = []
    for mode, store in stores.items():
        results = answers(store, [text for _, text in asked], max_rows=100_000, timeout=60)
        for (patterns, text), result, rows in zip(asked, results, expected, strict=True):
            width = len({name for one in patterns for name in one.nodes})
            if isinstance(result, CypherError) or _counted(result.rows, width) != rows:
                wrong.append(f"{mode}: {text}: {result}")
    assert wrong == []
    assert sum(rows.total() for rows in expected) > 5 * QUERIES
