"""A URL in, the store of one graph in a Neo4j database out: read from it whole, loaded into it step by step.

What is written and read are the rows of ``kg.stores.flat``; how a load runs, and runs again after it was cut off,
stands in ``kg.stores.neo4j_load``, whose data may be replaced in ``kg.stores.neo4j_atlas``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import neo4j

from kg.errors import KGError, StoreError, StoreLost
from kg.exports.node_link import fingerprint
from kg.model import KnowledgeGraph
from kg.progress import Notice, Report, silent
from kg.stores.flat import Properties, unflatten
from kg.stores.neo4j_address import Address, parse_address
from kg.stores.neo4j_atlas import COMPLETE, Refusal, read_atlas, refuse_foreign
from kg.stores.neo4j_connection import Connection, Transaction, connected, rows
from kg.stores.neo4j_load import replace_graph
from kg.stores.neo4j_read import read_rows
from kg.stores.stamp import Stamp

if TYPE_CHECKING:
    from kg.cypher.values import CypherResult

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Neo4jStore:
    """One graph in one database; ``beside`` accepts a database that holds other data, but none with our labels."""

    address: Address
    beside: bool = False

    @property
    def url(self) -> str:
        """The address as a person gives it, without credentials."""
        return self.address.url

    def exists(self) -> bool:
        """Whether the database holds a graph of ours, perhaps one that is still being loaded."""
        with connected(self.address) as connection:
            return connection.read(read_atlas) is not None

    def is_whole(self) -> bool:
        """Whether there is a graph of ours whose load has ended."""
        with connected(self.address) as connection:
            return (connection.read(read_atlas) or {}).get("state") == COMPLETE

    def stamp(self) -> Stamp | None:
        """The sha256 that the Atlas node names, and whether its load has ended."""
        with connected(self.address) as connection:
            atlas = connection.read(read_atlas)
        return Stamp(str(atlas.get("sha256")), atlas.get("state") == COMPLETE) if atlas else None

    def load(self, *, report: Report = silent) -> KnowledgeGraph:
        """The graph of the database; of a load that was cut off or still runs, what is there, with a notice."""
        with connected(self.address) as connection:
            for _ in range(_TRIES):
                atlas, flat = self._atlas(connection), read_rows(connection, report)
                if self._atlas(connection) == atlas:
                    break
            else:
                raise StoreLost(f"{self.url} is being replaced while it is read; try again when its loads are done")
        whole = atlas.get("state") == COMPLETE
        if not whole:
            report(
                Notice(f"{self.url} is loading: a load of it runs or was cut off; until one ends, parts are missing")
            )
        return unflatten(flat, atlas, self.url, whole=whole)

    def save(self, graph: KnowledgeGraph, *, report: Report = silent) -> None:
        """Make the database hold just this graph; after a cut at any moment the same call ends the work."""
        with connected(self.address) as connection:
            connection.read(self._refuse_foreign)
            try:
                replace_graph(connection, graph, report)
            except KeyboardInterrupt as stop:
                raise KGError(f"stopped; {self.url} says that it is loading until the same is done again") from stop

    def sha256(self) -> str:
        """The sha256 of the JSON export's bytes."""
        with connected(self.address) as connection:
            atlas = self._atlas(connection)
        known = atlas.get("sha256")
        return known if atlas.get("state") == COMPLETE and isinstance(known, str) else fingerprint(self.load())

    def cypher(
        self,
        text: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float = 5.0,
        max_rows: int = 5000,
        report: Report = silent,
    ) -> CypherResult:
        """The rows of a read-only query, by the server."""
        from kg.cypher import guard, server  # noqa: PLC0415 -- few uses of a store ask a query

        bounds = guard.bounds(timeout, max_rows)
        return server.query(self.address, guard.checked(text, params), bounds)

    def check_writable(self) -> None:
        """Raise StoreError if the database is a stranger's or may not be written."""
        with connected(self.address) as connection:
            connection.read(self._refuse_foreign)
            connection.answer(lambda: _write_nothing(connection.session))

    def holds_same_database(self, other: Neo4jStore) -> bool:
        """Whether both are one database, perhaps by different addresses."""
        return _identity(self.address) == _identity(other.address)

    def _refuse_foreign(self, transaction: Transaction) -> None:
        refuse_foreign(transaction, Refusal(self.url, beside=self.beside))

    def _atlas(self, connection: Connection) -> Properties:
        atlas = connection.read(read_atlas)
        if atlas is None:
            raise StoreError(f"no graph at {self.url}; `kg build BANK --store {self.url}` makes one", "missing")
        return atlas


def open_store(url: str, *, beside: bool = False) -> Neo4jStore:
    """The store that ``url`` names, with the account of the environment; nothing is connected yet.

    >>> open_store("bolt://localhost").url
    'bolt://localhost:7687'
    """
    return Neo4jStore(parse_address(url, os.environ), beside)


def _write_nothing(session: neo4j.Session) -> None:
    """Write and take it back."""
    with session.begin_transaction() as transaction:
        transaction.run("CREATE (:Atlas)").consume()
        transaction.rollback()


def _identity(address: Address) -> object:
    with connected(address) as connection:
        return connection.read(lambda transaction: rows(transaction, "CALL db.info() YIELD id, name RETURN id, name"))
