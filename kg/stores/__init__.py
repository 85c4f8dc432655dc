"""A path or URL in, the store of a graph out."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from kg.errors import InputError
from kg.model import KnowledgeGraph
from kg.progress import Report, silent
from kg.stores.file import FileStore

NEO4J_SCHEMES = tuple(scheme + security for scheme in ("neo4j", "bolt") for security in ("", "+s", "+ssc"))


class Store(Protocol):
    """A place that holds at most one graph; every store passes tests/kg/stores/test_contract.py."""

    @property
    def url(self) -> str:
        """How the user names it, without credentials."""

    def exists(self) -> bool:
        """Whether there is a graph (perhaps a damaged one) to load."""

    def check_writable(self) -> None:
        """Raise StoreError where a save would fail, before long work is done for it."""

    def load(self, *, report: Report = silent) -> KnowledgeGraph:
        """The graph, sorted as the JSON export; StoreError if it is missing, foreign or damaged."""

    def save(self, graph: KnowledgeGraph, *, report: Report = silent) -> None:
        """Replace what is there by ``graph``, wholly or not at all."""

    def sha256(self) -> str:
        """The sha256 of the JSON export's bytes: what a derived copy or an index is keyed by."""


def open_store(url: str | Path) -> Store:
    """The store that ``url`` names; nothing is read or connected yet.

    >>> open_store("graph.json").url
    'graph.json'
    >>> open_store("mysql://host")
    Traceback (most recent call last):
    kg.errors.InputError: no store for mysql://; give a file path or neo4j://, bolt:// (each also with +s or +ssc)
    """
    scheme, separator, _ = str(url).partition("://")
    if not separator:
        return FileStore(Path(url))
    if scheme.lower() not in NEO4J_SCHEMES:
        choices = "give a file path or neo4j://, bolt:// (each also with +s or +ssc)"
        raise InputError(f"no store for {scheme}://; {choices}")
    if find_spec("kg.stores.neo4j") is None:
        raise InputError(f"no store for {scheme}:// in this version; give a file path")
    return cast(Store, import_module("kg.stores.neo4j").open_store(str(url)))
