"""Rows of the embedded engine in, rows with nodes, relationships and paths told apart out, ready for JSON.

The engine gives a record as a map with ``@rid`` and ``@type``, a relationship without its ends and a path as a text of
record ids. Tagged maps (``@n``, ``@r``, ``@p``) cross to the parent, where ``revive`` makes values of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kg.cypher.engine import EMPTY_BUCKET
from kg.cypher.values import Path, Plain, Size, node, relationship
from kg.stores.flat import LABELS

_PATH = re.compile(r"\(#\d+:\d+\)(?:<?-\[#\d+:\d+\]->?\(#\d+:\d+\))*")
_RECORD = re.compile(r"#\d+:\d+")
_NODES = frozenset((*LABELS, "Atlas"))
_HOLDING = frozenset({dict, list})
_MOST_KEPT = 100_000
_BATCH = 2000


class Records:
    """Looks records up in one database that never changes, and keeps what it found."""

    def __init__(self, database: Any) -> None:
        self._database = database
        names = self._rows("SELECT name, fileId FROM schema:buckets")
        self._buckets = frozenset(str(row["fileId"]) for row in names if not row["name"].startswith(EMPTY_BUCKET))
        self._found: dict[str, dict[str, Any]] = {}
        self._ends: dict[str, tuple[str | None, str | None]] = {}

    def look_up(self, values: Iterable[Any], *, paths: bool) -> None:
        """Fetch what the conversion of these values will need."""
        if len(self._found) + len(self._ends) > _MOST_KEPT:
            self._found.clear()
            self._ends.clear()
        edges, wanted = set[str](), set[str]()
        for value in values:
            if type(value) in _HOLDING or (paths and type(value) is str):
                self._gather(value, edges, wanted if paths else None)
        self._fetch_records(sorted(wanted - self._found.keys()))
        edges.update(one for one in wanted if self._found[one]["@type"] not in _NODES)
        self._fetch_ends(sorted(edges - self._ends.keys()))

    def is_path(self, text: str) -> bool:
        """Whether a text is how the engine prints a path; no text of the graph names a bucket that holds records."""
        if not text.startswith("(#") or not _PATH.fullmatch(text):
            return False
        return all(record[1:].partition(":")[0] in self._buckets for record in _RECORD.findall(text))

    def path(self, text: str) -> list[dict[str, Any]]:
        """The records of a path, nodes and relationships in turn."""
        return [self._found[one] for one in _RECORD.findall(text)]

    def ends(self, record: str) -> tuple[str | None, str | None]:
        """The ids of the nodes that a relationship joins."""
        return self._ends[record]

    def _gather(self, value: Any, edges: set[str], paths: set[str] | None) -> None:
        if isinstance(value, dict):
            if "@rid" not in value:
                for one in value.values():
                    self._gather(one, edges, paths)
            elif value["@type"] not in _NODES:
                edges.add(value["@rid"])
        elif isinstance(value, list):
            for one in value:
                self._gather(one, edges, paths)
        elif paths is not None and isinstance(value, str) and self.is_path(value):
            paths.update(_RECORD.findall(value))

    def _fetch_records(self, wanted: list[str]) -> None:
        for part in _batches(wanted):
            text = "SELECT @rid.asString() AS place, @this AS record FROM"
            for row in self._rows(f"{text} [{','.join(part)}]"):
                self._found[row["place"]] = row["record"]

    def _fetch_ends(self, wanted: list[str]) -> None:
        for part in _batches(wanted):
            text = "SELECT @rid.asString() AS place, @out.id AS first, @in.id AS last FROM"
            for row in self._rows(f"{text} [{','.join(part)}]"):
                self._ends[row["place"]] = (row.get("first"), row.get("last"))

    def _rows(self, text: str) -> Any:
        return self._database.query("sql", text).to_list()


def _batches(wanted: list[str]) -> Iterable[list[str]]:
    return (wanted[place : place + _BATCH] for place in range(0, len(wanted), _BATCH))


class Tagging:
    """Turns the engine's values into tagged ones and counts what the result grows to."""

    def __init__(self, records: Records, plain: Plain, *, paths: bool) -> None:
        self._records = records
        self._plain = plain
        self._paths = paths
        self._size = Size()

    def value(self, value: Any) -> Any:
        """A value with its nodes, relationships and paths tagged."""
        kind = type(value)
        if kind is dict:
            return self._map(value)
        if kind is list:
            return [self.value(one) for one in value]
        if kind is not str:
            self._size.add_number()
            return self._plain.value(value)
        if self._paths and self._records.is_path(value):
            records = [self._record(one) for one in self._records.path(value)]
            return {"@p": [records[0::2], records[1::2]]}
        self._size.add(value)
        return self._plain.value(value)

    def _map(self, value: Mapping[str, Any]) -> Any:
        if "@rid" in value:
            return self._record(value)
        written = self._plain.point(value)
        if written is not None:
            return written
        for name in value:
            self._size.add(name)
        return {name: self.value(one) for name, one in value.items()}

    def _record(self, record: Mapping[str, Any]) -> dict[str, Any]:
        properties = {name: one for name, one in record.items() if not name.startswith("@")}
        self._size.add_value(properties)
        if record["@type"] in _NODES:
            return {"@n": [record["@type"], properties]}
        return {"@r": [record["@type"], *self._records.ends(record["@rid"]), properties]}


def revive(tagged: dict[str, Any]) -> Any:
    """The value that a tagged map stands for; the hook with which the parent reads JSON.

    >>> revive({"@n": ["Concept", {"id": "lora"}]})
    Node(id='lora', labels=('Concept',), properties={'id': 'lora'})
    >>> revive({"b": 1, "a": 2})
    {'a': 2, 'b': 1}
    """
    if "@n" in tagged:
        label, properties = tagged["@n"]
        return node(properties, [label])
    if "@r" in tagged:
        type_, first, last, properties = tagged["@r"]
        return relationship(type_, (first, last), properties)
    if "@p" in tagged:
        nodes, relationships = tagged["@p"]
        return Path(tuple(nodes), tuple(relationships))
    return dict(sorted(tagged.items()))
