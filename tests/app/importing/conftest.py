"""A store with a graph, a bank folder that is not there yet, and changes that run to their end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.importing.child import Stop
from app.importing.folder import Place
from app.importing.work import Change, Outcome, Watcher, change
from kg.progress import Event
from kg.stores.file import FileStore
from tests.graphs import tiny_graph

MORE = """## 1. 什么是互斥锁？

互斥锁（mutex）一次只让一个线程进入临界区。

## 2. 什么是死锁？

死锁是线程互相等待互斥锁。
"""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place whose store holds the tiny graph, of whose bank there is no file."""
    store = tmp_path / "store" / "graph.json"
    store.parent.mkdir()
    FileStore(store).save(tiny_graph())
    return Place(tmp_path / "banks", str(store))


@pytest.fixture
def do(place: Place) -> Callable[..., Outcome]:
    """Call it with a change."""

    def doing(asked: Change, heard: list[Event] | None = None) -> Outcome:
        return change(place, asked, Watcher((heard if heard is not None else []).append, Stop()))

    return doing
