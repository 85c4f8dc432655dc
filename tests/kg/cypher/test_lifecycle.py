"""Copies and child processes: when they are made, when they go, and that no query ever mixes two graphs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from kg.cypher import copies, embedded
from kg.errors import CypherError
from kg.model import KnowledgeGraph
from kg.progress import Event as Reported
from kg.progress import Progress, silent
from kg.stores import Store, open_store
from kg.stores.file import FileStore

ROOT = Path(__file__).parents[3]


def _named(graph: KnowledgeGraph, name: str) -> KnowledgeGraph:
    """The graph with every concept's name the same."""
    return replace(graph, concepts={one.id: replace(one, name=name) for one in graph.concepts.values()})


def _lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _until(true: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def test_a_copy_is_made_once_with_progress_and_serves_another_file_of_the_same_bytes(
    tiny_graph: KnowledgeGraph, tmp_path: Path
):
    heard: list[Reported] = []
    for name in ("one.json", "two.json"):
        store = open_store(tmp_path / name)
        store.save(tiny_graph)
        assert store.cypher("MATCH (c:Concept) RETURN count(c) AS n", report=heard.append).rows == ((11,),)
    told = [one for one in heard if isinstance(one, Progress)]
    assert told[-1].done == told[-1].total > 0
    assert sum(one.done == one.total for one in told) == 1


def test_a_file_that_is_replaced_is_noticed(tiny_graph: KnowledgeGraph, tmp_path: Path):
    store = open_store(tmp_path / "graph.json")
    for name in ("eins", "zwei", "eins"):
        store.save(_named(tiny_graph, name))
        assert store.cypher("MATCH (c:Concept) RETURN DISTINCT c.name AS n").rows == ((name,),)


def test_the_newest_three_copies_stay(tiny_graph: KnowledgeGraph, tmp_path: Path, own_cache: Path):
    store = open_store(tmp_path / "graph.json")
    for number in range(copies.KEPT + 1):
        store.save(_named(tiny_graph, f"n{number}"))
        store.cypher("RETURN 1")
    kept = [one for one in (own_cache / "concept-atlas" / "cypher").iterdir() if one.name != "log"]
    assert len(kept) == copies.KEPT
    assert copies.copy_of(tmp_path / "graph.json", silent).folder in kept


def test_a_copy_that_somebody_deletes_is_made_anew(tiny_graph: KnowledgeGraph, tmp_path: Path, own_cache: Path):
    store = open_store(tmp_path / "graph.json")
    store.save(_named(tiny_graph, "weg"))
    store.cypher("RETURN 1")
    embedded.close()
    for path in sorted((own_cache / "concept-atlas" / "cypher").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert store.cypher("MATCH (c:Concept) RETURN DISTINCT c.name AS n").rows == (("weg",),)


@pytest.mark.parametrize(("content", "said"), [(None, "no graph at"), (b"{}", "no graph of"), (b"half", "damaged")])
def test_a_file_without_a_graph_is_unavailable(tmp_path: Path, content: bytes | None, said: str):
    if content is not None:
        (tmp_path / "graph.json").write_bytes(content)
    with pytest.raises(CypherError, match=said) as raised:
        open_store(tmp_path / "graph.json").cypher("RETURN 1")
    assert raised.value.kind == "unavailable"


def test_a_server_that_nobody_started_is_unavailable():
    with pytest.raises(CypherError, match="cannot reach") as raised:
        open_store("bolt://127.0.0.1:9").cypher("RETURN 1", timeout=10)
    assert raised.value.kind == "unavailable"


def test_a_server_without_a_graph_is_unavailable(neo4j_url: str):
    with pytest.raises(CypherError, match="no graph at") as raised:
        open_store(neo4j_url).cypher("RETURN 1")
    assert raised.value.kind == "unavailable"


def test_where_no_engine_is_neo4j_is_named(tiny_graph: KnowledgeGraph, tmp_path: Path):
    """An environment without the engine's package, as it is where no wheel fits."""
    FileStore(tmp_path / "graph.json").save(tiny_graph)
    code = (
        "import importlib.metadata as m, sys\n"
        "real = m.version\n"
        "def version(name):\n"
        "    if name == 'arcadedb': raise m.PackageNotFoundError(name)\n"
        "    return real(name)\n"
        "m.version = version\n"
        "from kg.cli import run\n"
        "sys.exit(run(['query', 'RETURN 1', '--store', sys.argv[1]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "graph.json")],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 2
    assert "no embedded Cypher engine" in done.stderr
    assert "neo4j://HOST" in done.stderr


_PARENT = """
import sys, time
from kg.cypher import embedded
from kg.stores import open_store
store = open_store(sys.argv[1])
store.cypher("RETURN 1")
[pool] = embedded._pools.values()
print(pool._idle[0].pid, flush=True)
if sys.argv[2] == "busy":
    store.cypher(sys.argv[3], timeout=100)
if sys.argv[2] == "idle":
    time.sleep(100)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
@pytest.mark.parametrize("doing", ["exit", "idle", "busy"])
def test_no_process_outlives_its_parent(file_store: FileStore, doing: str):
    endless = "RETURN reduce(s = 0, i IN range(1, 900000) | s + reduce(t = 0, j IN range(1, 900000) | t + j)) AS x"
    command = [sys.executable, "-c", _PARENT, str(file_store.path), doing, endless]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        if doing == "exit":
            assert parent.wait(20) == 0
        else:
            assert _lives(child)
            time.sleep(0.5)
            os.kill(parent.pid, signal.SIGKILL)
            parent.wait(20)
    assert _until(lambda: not _lives(child)), "an orphan"


def _watch(store: Store, stop: Event, wrong: list[str]) -> None:
    """Ask until told to stop; a result with two names mixes two graphs."""
    while not stop.is_set():
        try:
            rows = store.cypher("MATCH (c:Concept) RETURN c.name AS n, count(*) AS k", timeout=30).rows
        except CypherError as error:
            if error.kind not in {"unavailable", "timeout"}:
                wrong.append(str(error))
        else:
            if len(rows) != 1 or rows[0][1] != 11:
                wrong.append(str(rows))


def test_eight_threads_ask_while_a_ninth_replaces_the_graph(
    tiny_graph: KnowledgeGraph, tmp_path: Path, server_of: Callable[[KnowledgeGraph], Store]
):
    graphs = [_named(tiny_graph, name) for name in ("eins", "zwei", "drei")]
    stores = [open_store(tmp_path / "graph.json"), server_of(graphs[0])]
    stores[0].save(graphs[0])
    stop, wrong = Event(), list[str]()
    threads = [Thread(target=_watch, args=(stores[number % 2], stop, wrong)) for number in range(8)]
    for thread in threads:
        thread.start()
    for graph in graphs[1:] * 2:
        for store in stores:
            store.save(graph)
        time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a deadlock"
    assert wrong == []
    assert [store.cypher("MATCH (c:Concept) RETURN DISTINCT c.name AS n").rows for store in stores] == [
        (("drei",),)
    ] * 2
