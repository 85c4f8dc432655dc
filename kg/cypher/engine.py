"""The embedded engine as the child process uses it: a folder in, a database made from a graph or opened to read.

Only a child process imports this: the engine's library is large, and a fault in it ends the process it runs in.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.progress import Progress, Report
from kg.stores.flat import ENDS, LABELS, Flat

HEAP_MEGABYTES = 768
"""The hard cap of the engine's heap; what needs more ends as an error of kind memory."""

ELEMENTS = 5_000_000
"""So many elements one operation (a collect, a sort, a DISTINCT, a range) may hold."""

COMMAND_SECONDS = 600
"""After so long the engine stops by itself, should the process that asked be unable to end it."""

EMPTY_BUCKET = "placeholder_"
"""How the name of a bucket begins that holds nothing (``placeholders``)."""

_BATCH = 20_000
_MOST_PLACEHOLDERS = 400
_RECORD_ID = re.compile(rb"#(\d{1,9}):\d")
_SETTINGS: Mapping[str, str] = {
    "arcadedb.opencypher.loadCsv.allowFileUrls": "false",
    "arcadedb.opencypher.loadCsv.allowRemoteUrls": "false",
    "arcadedb.command.timeout": str(COMMAND_SECONDS * 1000),
    "arcadedb.queryMaxHeapElementsAllowedPerOp": str(ELEMENTS),
    "arcadedb.queryMaxRangeSize": str(ELEMENTS),
}


def prepare(logs: Path) -> None:
    """Set what the engine reads from the environment when it is imported."""
    os.environ["ARCADEDB_NATIVE_ISOLATE_ARGS"] = f"-Xmx{HEAP_MEGABYTES}m"
    os.environ["ARCADEDB_LOG_DIR"] = str(logs)
    os.environ["ARCADEDB_LOG_CONSOLE"] = "0"


def make(folder: Path, flat: Flat, about: Mapping[str, Any], *, empty: int, report: Report) -> None:
    """A database in ``folder`` that holds these rows, closed again; what it may do later is set in it.

    ``empty`` buckets come first, so that no text of the graph names a record (``placeholders``).
    """
    import arcadedb  # noqa: PLC0415 -- not before prepare()

    database = arcadedb.create_database(str(folder))
    try:
        for number in range(empty):
            database.command("sql", f"CREATE BUCKET {EMPTY_BUCKET}{number}")
        _fill(database, flat, about, report)
        for name, value in _SETTINGS.items():
            database.command("sql", f"ALTER DATABASE `{name}` {value}")
    finally:
        database.close()


def open_to_read(folder: Path) -> Any:
    """The database of ``make``, which refuses to be written."""
    import arcadedb  # noqa: PLC0415 -- not before prepare()

    return arcadedb.open_database(str(folder), read_only=True)


def _fill(database: Any, flat: Flat, about: Mapping[str, Any], report: Report) -> None:
    """Types only for relationships that there are: the engine lists one without rows as if it were in use.

    Labels are there in any case, as in Neo4j, where our constraints name them.
    """
    nodes = {label: flat.nodes[label] for label in LABELS} | {"Atlas": [dict(about)]}
    edges = {type_: flat.relationships[type_] for type_ in ENDS if flat.relationships[type_]}
    for label in nodes:
        database.command("sql", f"CREATE VERTEX TYPE {label} BUCKETS 1")
        database.command("sql", f"CREATE PROPERTY {label}.id STRING")
        database.command("sql", f"CREATE INDEX ON {label} (id) UNIQUE")
    for type_ in edges:
        database.command("sql", f"CREATE EDGE TYPE {type_} BUCKETS 1")
    total = sum(map(len, nodes.values())) + sum(map(len, edges.values()))
    done, places = 0, dict[tuple[str, str], str]()
    with database.graph_batch(expected_edge_count=total) as batch:
        for label, some in nodes.items():
            found = batch.create_vertices(label, some)
            places.update({(label, row["id"]): place for row, place in zip(some, found, strict=True)})
            done += len(some)
            report(Progress("copying", done, total, "rows"))
        for type_, rows in edges.items():
            start, end = ENDS[type_]
            for first in range(0, len(rows), _BATCH):
                part = rows[first : first + _BATCH]
                sources, targets = [places[start, row[0]] for row in part], [places[end, row[1]] for row in part]
                batch.new_edges(sources, type_, targets, [row[2] for row in part])
                done += len(part)
                report(Progress("copying", done, total, "rows"))


def placeholders(data: bytes) -> int:
    """How many buckets to leave empty before those of a graph with these bytes.

    The engine prints a path as ``(#1:0)-[#7:0]->(#1:1)``; a text of the graph that looks so must not be one.

    >>> placeholders(b"see (#1:0) and #7"), placeholders(b"#77:1")
    (2, 0)
    """
    used = {int(number) for number in _RECORD_ID.findall(data)}
    width = 3 * len(LABELS) + len(ENDS) + 20  # each type and index, and what the engine makes for itself
    starts = [0, *(number + 1 for number in sorted(used))]
    first = next(start for start in starts if used.isdisjoint(range(start, start + width)))
    if first > _MOST_PLACEHOLDERS:
        raise ValueError(f"too many texts like #{first}:0 in the graph")
    return first
