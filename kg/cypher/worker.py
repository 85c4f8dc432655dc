"""The child process of the embedded mode: requests as JSON lines on standard input, answers on standard output.

``build FILE FOLDER SHA256`` copies a store file into a new database and reports progress; ``serve FOLDER`` answers
queries on it. When the parent is gone, standard input ends and so does this process, whatever it is doing.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, TextIO

from kg.cypher import engine
from kg.cypher.records import Records, Tagging
from kg.cypher.supplied import SUPPLIED
from kg.cypher.values import Plain
from kg.errors import CypherError, StoreError
from kg.exports.node_link import is_in_our_form
from kg.exports.read import checked_header, loads, parsed
from kg.progress import Event, Progress
from kg.stores.flat import Flat, Properties, atlas, atlas_of, flatten, flatten_export


def build(output: TextIO, file: Path, folder: Path, sha256: str) -> None:
    """Copy the graph of ``file`` into ``folder``; say ``changed`` where the file is no longer the expected one."""
    try:
        data = file.read_bytes()
    except OSError as error:
        return _say(output, {"store": f"cannot read {file}: {error.strerror or error}"})
    if hashlib.sha256(data).hexdigest() != sha256:
        return _say(output, {"changed": True})
    try:
        gc.disable()  # millions of containers without a cycle, in a process that ends soon
        flat, about = _rows_of(data, str(file), sha256)
    except StoreError as error:
        return _say(output, {"store": str(error)})

    def report(event: Event) -> None:
        if isinstance(event, Progress):
            _say(output, {"stage": event.stage, "done": event.done, "total": event.total})

    try:
        engine.make(folder, flat, about, empty=engine.placeholders(data), report=report)
    except ValueError as error:
        return _say(output, {"store": f"{file} cannot be queried: {error}"})
    return _say(output, {"built": True})


def _rows_of(data: bytes, name: str, sha256: str) -> tuple[Flat, Properties]:
    """What the database will hold; StoreError, calling it ``name``, if the bytes are no export."""
    if is_in_our_form(data):
        document = parsed(data, name)
        top = checked_header(document, name)
        with suppress(KeyError, TypeError, ValueError, AttributeError):  # which loads() tells in words
            return flatten_export(document), atlas_of(top, sha256, "complete")
    graph = loads(data, name)
    return flatten(graph), atlas(graph, sha256, "complete")


def serve(output: TextIO, requests: SimpleQueue[str], folder: Path) -> None:
    """Answer queries one after the other until standard input ends."""
    database = engine.open_to_read(folder)
    for name, function in SUPPLIED.items():
        database.register_function(name, function)
    database.query("opencypher", "RETURN 1 AS one").to_list()
    records = Records(database)
    _say(output, {"ready": True})
    while True:
        request = json.loads(requests.get())
        started = time.perf_counter()
        answer = _answer(database, records, request)
        _say(output, {**answer, "ms": (time.perf_counter() - started) * 1000})


def _answer(database: Any, records: Records, request: Mapping[str, Any]) -> dict[str, Any]:
    import arcadedb  # noqa: PLC0415 -- not before prepare()

    try:
        return _rows(database, records, request)
    except CypherError as error:
        return {"kind": error.kind, "message": error.message}
    except arcadedb.ArcadeDBError as error:
        chain = getattr(error, "java_chain", None) or [["", str(error)]]
        return {"raised": [[name, message] for name, message in chain], "message": str(error)}
    except MemoryError:
        return {"kind": "memory", "message": "the result does not fit into memory; return less"}


def _rows(database: Any, records: Records, request: Mapping[str, Any]) -> dict[str, Any]:
    parameters = [request["parameters"]] if request["parameters"] else []
    found = database.query("opencypher", request["text"], *parameters)
    most, names, rows, more = request["most"], list[str](), list[list[Any]](), False
    for row in found:
        if len(rows) == most:
            more = True
            break
        held = row.to_dict()
        names = names or list(held)
        rows.append([held.get(name) for name in names])
    found.close()
    paths = request["paths"]
    records.look_up((value for row in rows for value in row), paths=paths)
    tagging = Tagging(records, Plain(temporal=request["temporal"], points=request["points"]), paths=paths)
    return {"columns": names, "rows": [[tagging.value(value) for value in row] for row in rows], "more": more}


def _say(output: TextIO, answer: Mapping[str, Any]) -> None:
    output.write(json.dumps(answer, ensure_ascii=False) + "\n")
    output.flush()


def _listen(requests: SimpleQueue[str]) -> None:
    """Hand requests over; end the process when there can be no more, even in the middle of a query."""
    for line in sys.stdin.buffer:
        requests.put(line.decode("utf-8"))
    os._exit(0)


def main(arguments: list[str]) -> None:
    """Run ``build`` or ``serve``; the engine's own words must not get between the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the parent's to handle
    output = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="surrogatepass")
    os.dup2(2, 1)
    requests: SimpleQueue[str] = SimpleQueue()
    Thread(target=_listen, args=(requests,), daemon=True).start()
    action, logs, *rest = arguments
    engine.prepare(Path(logs))
    if action == "build":
        file, folder, sha256 = rest
        build(output, Path(file), Path(folder), sha256)
    else:
        serve(output, requests, Path(rest[0]))
    output.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
