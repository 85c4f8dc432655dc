import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.cli import run
from kg.model import KnowledgeGraph
from kg.stores import open_store
from tests.graphs import bilingual_graph


@dataclass
class Ran:
    code: int
    out: str
    err: str

    def json(self):
        assert self.code == 0, self.err
        return json.loads(self.out)


@pytest.fixture
def kg(tmp_path: Path, tiny_graph: KnowledgeGraph, monkeypatch, capfd) -> Callable[..., Ran]:
    """Runs a command in a folder whose graph.json is the tiny graph, and two.json the one in two languages."""
    for name in ("KG_STORE", "KG_LANG", "KG_PROGRESS", "KG_BANKS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.chdir(tmp_path)
    open_store("graph.json").save(tiny_graph)
    open_store("two.json").save(bilingual_graph())

    def run_it(*arguments: str) -> Ran:
        code = run(arguments)
        return Ran(code, *capfd.readouterr())

    return run_it
