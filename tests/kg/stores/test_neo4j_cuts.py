"""Loads that are cut off at seeded moments, on both sides: the same load run again ends in exactly the right graph."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import StoreLost
from kg.exports.node_link import dumps
from kg.model import KnowledgeGraph
from kg.progress import Event, Progress
from kg.stores import Store, open_store
from kg.stores import neo4j_load as load
from tests.large_graph import large_graph
from tests.servers import neo4j_server as private

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL"),
    pytest.mark.timeout(1200),  # ten starts of a server
]
at_points = pytest.mark.parametrize("points", [2, pytest.param(10, marks=pytest.mark.slow)])


@pytest.fixture(scope="module")
def graphs() -> tuple[KnowledgeGraph, KnowledgeGraph]:
    """Two graphs that share ids and little else."""
    return large_graph(60, 40, 1000, seed=1), large_graph(50, 60, 1200, seed=2)


def _check_part(store: Store, old: KnowledgeGraph, new: KnowledgeGraph) -> None:
    """What a reader finds after the cut: one of the graphs whole, or a part, told as one."""
    said: list[Event] = []
    found = store.load(report=said.append)
    if store.is_whole():
        assert found in (old, new)
        assert not said or isinstance(said[-1], Progress)
    else:
        assert "is loading" in getattr(said[-1], "text", "")


@at_points
def test_a_server_killed_at_any_moment(
    private_neo4j: Callable[..., private.Server], graphs, points: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(load, "BATCH", 50)
    monkeypatch.setattr(load, "_CUT", 50)
    chance = random.Random(11)  # noqa: S311 -- no secret is made of it
    server = private_neo4j()
    monkeypatch.setenv("NEO4J_USERNAME", "neo4j")
    monkeypatch.setenv("NEO4J_PASSWORD", server.password)
    store = open_store(server.url)
    old, new = graphs
    store.save(old)
    cut = 0
    for point in range(points):
        killing = _Killing(server, at=(point + chance.random()) / points, pause=chance.random() / 50)
        try:
            store.save(new, report=killing)
        except StoreLost:
            cut += 1
        killing.join()
        server = private_neo4j(port=server.port)
        _check_part(store, old, new)
        store.save(new)
        assert store.load() == new
        assert store.is_whole()
        old, new = new, old
    assert cut >= points * 8 // 10


class _Killing:
    """A report that kills the server once so much of the load is done, some milliseconds later: mid-transaction too."""

    def __init__(self, server: private.Server, *, at: float, pause: float) -> None:
        self._at = at
        self._timer = threading.Timer(pause, private.kill, (server,))

    def __call__(self, event: Event) -> None:
        due = isinstance(event, Progress) and event.done >= event.total * self._at
        if due and not self._timer.is_alive() and not self._timer.finished.is_set():
            self._timer.start()

    def join(self) -> None:
        """Wait until the server is gone."""
        self._timer.join()


_CLIENT = """
import sys
from kg.stores import neo4j_load, open_store
neo4j_load.BATCH = neo4j_load._CUT = 50
graph = open_store(sys.argv[1]).load()
open_store(sys.argv[2]).save(graph, report=lambda event: print(event.done, event.total, flush=True))
"""


@at_points
def test_a_client_killed_at_any_moment(neo4j_url: str, graphs, points: int, tmp_path: Path):
    chance = random.Random(12)  # noqa: S311
    files = [tmp_path / "old.json", tmp_path / "new.json"]
    for file, graph in zip(files, graphs, strict=True):
        file.write_bytes(dumps(graph))
    store = open_store(neo4j_url)
    store.save(graphs[0])
    old, new = 0, 1
    for point in range(points):
        ending = signal.SIGKILL if point % 2 == 0 else signal.SIGINT
        _load_and_kill(files[new], neo4j_url, at=(point + chance.random()) / points, ending=ending)
        _check_part(store, graphs[old], graphs[new])
        store.save(graphs[new])
        assert store.load() == graphs[new]
        old, new = new, old


def _load_and_kill(file: Path, url: str, *, at: float, ending: signal.Signals) -> None:
    command = [sys.executable, "-c", _CLIENT, str(file), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as child:
        assert child.stdout is not None
        for line in child.stdout:
            done, total = map(int, line.split())
            if done >= total * at:
                break
        child.send_signal(ending)
        assert child.wait(30) != 0 or at > 0.9
