"""What the tests of kg share: small graphs, and commands run as a person would."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from kg.cli import run
from kg.model import KnowledgeGraph
from kg.stores import open_store
from tests import graphs

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.fixture(scope="session")
def tiny_graph() -> KnowledgeGraph:
    return graphs.tiny_graph()


@dataclass
class Ran:
    code: int
    out: str
    err: str

    def json(self) -> Any:
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
    open_store("two.json").save(graphs.bilingual_graph())

    def run_it(*arguments: str) -> Ran:
        code = run(arguments)
        return Ran(code, *capfd.readouterr())

    return run_it
