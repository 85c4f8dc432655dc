"""The same graph in a file and in a live Neo4j, and a cache folder of the tests' own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.cypher import embedded
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
            empty(neo4j_server)
            store = open_store(neo4j_server.url)
            store.save(graph)
            return store

        yield fill


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
