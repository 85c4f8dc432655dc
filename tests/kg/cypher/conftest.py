"""The same graph in a file and in a live Neo4j, and a cache folder of the tests' own.

A server plans each new query for some hundredths of a second, so tests of many queries ask several at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kg.cypher import embedded
from kg.cypher.values import CypherResult
from kg.errors import CypherError
from kg.exports.node_link import fingerprint
from kg.model import KnowledgeGraph
from kg.stores import Store, open_store
from tests.kg.cypher.fields import field_graph
from tests.servers.neo4j_database import Database, empty


@dataclass(frozen=True)
class Both:
    """Two stores that hold one graph."""

    embedded: Store
    server: Store

    def __iter__(self) -> Iterator[Store]:
        return iter((self.embedded, self.server))


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Copies for the embedded engine go to a folder of this run, and its processes end with it."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder
        embedded.close()


@pytest.fixture(scope="session")
def field() -> KnowledgeGraph:
    return field_graph()


@pytest.fixture(scope="module")
def file_store(field: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(tmp_path_factory.mktemp("store") / "图 1.json")
    store.save(field)
    return store


@pytest.fixture(scope="module")
def server_of(neo4j_server: Database) -> Iterator[Callable[[KnowledgeGraph], Store]]:
    """Puts a graph into the emptied live database and gives the store; only the last graph is there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEO4J_USERNAME", neo4j_server.username)
        patch.setenv("NEO4J_PASSWORD", neo4j_server.password)

        def fill(graph: KnowledgeGraph) -> Store:
            store = open_store(neo4j_server.url)
            if not _holds(store, graph):
                empty(neo4j_server)
                store.save(graph)
            return store

        yield fill


def _holds(store: Store, graph: KnowledgeGraph) -> bool:
    """Whether an earlier module has left just this graph; no test of queries changes it."""
    return store.exists() and store.is_whole() and store.sha256() == fingerprint(graph)


def answers(store: Store, texts: Iterable[str], **bounds: Any) -> list[CypherResult | CypherError]:
    """What the store gives or raises for each text, asked four at a time."""

    def ask(text: str) -> CypherResult | CypherError:
        try:
            return store.cypher(text, **bounds)
        except CypherError as error:
            return error

    with ThreadPoolExecutor(4) as asking:
        return list(asking.map(ask, texts))


@pytest.fixture(scope="module")
def server_store(field: KnowledgeGraph, server_of: Callable[[KnowledgeGraph], Store]) -> Store:
    return server_of(field)


@pytest.fixture(scope="module")
def both(file_store: Store, server_store: Store) -> Both:
    return Both(file_store, server_store)


@pytest.fixture(params=["embedded", "server"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each mode in turn, over the same graph."""
    return request.getfixturevalue("file_store" if request.param == "embedded" else "server_store")
