"""A path or URL in, the store of a graph out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from kg.errors import InputError
from kg.model import KnowledgeGraph
from kg.progress import Report, silent
from kg.stores.file import FileStore
from kg.stores.stamp import Stamp

if TYPE_CHECKING:
    from kg.cypher.values import CypherResult

NEO4J_SCHEMES = tuple(scheme + security for scheme in ("neo4j", "bolt") for security in ("", "+s", "+ssc"))


class Store(Protocol):
    """A place that holds at most one graph; every store passes tests/kg/stores/test_contract.py."""

    @property
    def url(self) -> str:
        """How the user names it, without credentials."""

    def exists(self) -> bool:
        """Whether there is a graph (perhaps a damaged one) to load."""

    def is_whole(self) -> bool:
        """Whether there is a graph, and none that is still being loaded."""

    def stamp(self) -> Stamp | None:
        """What is there now, cheaply: for whoever keeps a loaded graph and must see that it was replaced.

        None without a graph; StoreError where the store cannot be asked.
        """

    def check_writable(self) -> None:
        """Raise StoreError where a save would fail, before long work is done for it."""

    def load(self, *, report: Report = silent) -> KnowledgeGraph:
        """The graph, sorted as the JSON export; StoreError if it is missing, foreign or damaged."""

    def save(self, graph: KnowledgeGraph, *, report: Report = silent) -> None:
        """Replace what is there by ``graph``, wholly or not at all."""

    def cypher(
        self,
        text: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float = 5.0,
        max_rows: int = 5000,
        report: Report = silent,
    ) -> CypherResult:
        """The rows of a read-only query, the same in every store; CypherError for anything else.

        It answers or raises within ``timeout`` + 1 seconds (of which the copy that a file needs first, about which
        ``report`` hears, is no part); of more than ``max_rows`` rows the first are given, ``truncated``.
        """

    def sha256(self) -> str:
        """The sha256 of the JSON export's bytes: what a derived copy or an index is keyed by."""


def open_store(url: str | Path, *, beside: bool = False) -> Store:
    """The store that ``url`` names; nothing is read or connected yet.

    ``beside``: a Neo4j database that holds other data too is accepted, if none of it bears our labels.

    >>> open_store("graph.json").url
    'graph.json'
    >>> open_store("mysql://host")
    Traceback (most recent call last):
    kg.errors.InputError: no store for mysql://; give a file path or neo4j://, bolt:// (each also with +s or +ssc)
    """
    scheme, separator, _ = str(url).partition("://")
    if not separator:
        if beside:
            raise InputError(f"--beside is for a Neo4j store; the file {url} holds one graph and nothing else")
        return FileStore(Path(url))
    if scheme.lower() not in NEO4J_SCHEMES:
        choices = "give a file path or neo4j://, bolt:// (each also with +s or +ssc)"
        raise InputError(f"no store for {scheme}://; {choices}")
    from kg.stores import neo4j  # noqa: PLC0415 -- the driver takes a third of a second that no file needs

    return neo4j.open_store(str(url), beside=beside)


def check_different(source: Store, target: Store) -> None:
    """InputError if a copy from one to the other would be one Neo4j database onto itself.

    >>> check_different(open_store("graph.json"), open_store("graph.json"))
    """
    if isinstance(source, FileStore) or isinstance(target, FileStore):
        return
    from kg.stores.neo4j import Neo4jStore  # noqa: PLC0415

    if isinstance(source, Neo4jStore) and isinstance(target, Neo4jStore) and source.holds_same_database(target):
        raise InputError(f"{source.url} and {target.url} are the same database; name two different ones")
