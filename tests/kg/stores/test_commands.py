"""The command line on a Neo4j store: the answers of a file store, and one line for what goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.cli import run
from kg.exports.node_link import dumps
from kg.model import KnowledgeGraph
from kg.stores import open_store
from tests.graphs import TINY_BANK
from tests.servers.neo4j_database import Database
from tests.servers.neo4j_server import free_port

Kg = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kg(tmp_path: Path, tiny_graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, capfd) -> Kg:
    """Runs a command in a folder whose graph.json is the tiny graph."""
    for name in ("KG_STORE", "KG_LANG", "KG_PROGRESS", "KG_BANKS", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    open_store("graph.json").save(tiny_graph)

    def run_it(*arguments: str) -> tuple[int, str, str]:
        return run(arguments), *capfd.readouterr()

    return run_it


def test_there_and_back_are_the_same_bytes(kg: Kg, neo4j_url: str, tiny_graph: KnowledgeGraph):
    assert kg("load", "graph.json", neo4j_url)[0] == 0
    code, out, err = kg("load", neo4j_url, "back.json")
    assert (code, err) == (0, "")
    assert out == "back.json now holds 12 questions and 11 concepts\n"
    assert Path("back.json").read_bytes() == Path("graph.json").read_bytes() == dumps(tiny_graph)
    assert kg("export", "--format", "json", "--store", neo4j_url)[1].encode() == dumps(tiny_graph)


COMMANDS = [
    ("stats",),
    ("search", "注意力"),
    ("search", "MQA"),
    ("show", "MHA"),
    ("show", "tiny.zh#7", "--lang", "en"),
    ("path", "GQA"),
    ("path", "GQA", "--known", "MHA"),
    ("path", "gqa", "--from", "注意力机制", "--alternatives", "2"),
    ("path", "RLHF", "--from", "MQA"),
    ("show", "no such thing"),
    ("path", "注意"),
]


def test_every_command_answers_as_on_a_file(kg: Kg, neo4j_url: str):
    assert kg("load", "graph.json", neo4j_url)[0] == 0
    for command in COMMANDS:
        for shape in ("json", "table"):
            file, server = (kg(*command, "--format", shape, "--store", store) for store in ("graph.json", neo4j_url))
            assert tuple(text.replace(neo4j_url, "graph.json") for text in server[1:]) == file[1:], command
            assert server[0] == file[0]


def test_a_build_goes_straight_into_the_server(kg: Kg, neo4j_url: str):
    Path("tiny.zh.md").write_text(TINY_BANK, encoding="utf-8")
    words = ("build", "tiny.zh.md", "--prerequisites", "none", "--store")
    assert kg(*words, "file.json")[0] == 0
    code, out, err = kg(*words, neo4j_url)
    assert (code, err) == (0, "")
    assert neo4j_url in out
    assert kg("load", neo4j_url, "server.json")[0] == 0
    assert Path("server.json").read_bytes() == Path("file.json").read_bytes()
    assert "up to date" in kg(*words, neo4j_url, "--if-changed")[1]


def test_a_graph_that_is_loading_is_told_in_one_line(kg: Kg, neo4j_url: str, neo4j_server: Database):
    kg("load", "graph.json", neo4j_url)
    with neo4j_server.session() as session:
        session.run("MATCH (n:Atlas) SET n.state = 'loading'").consume()
    for command in (("stats",), ("path", "GQA"), ("export",)):
        code, out, err = kg(*command, "--store", neo4j_url)
        assert code == 0
        assert out
        assert err.count("\n") == 1
        assert "is loading" in err
    Path("tiny.zh.md").write_text(TINY_BANK, encoding="utf-8")
    assert "up to date" not in kg("build", "tiny.zh.md", "--if-changed", "--store", neo4j_url)[1]


def test_progress_has_what_is_done_and_what_there_is(kg: Kg, neo4j_url: str):
    code, _, err = kg("load", "graph.json", neo4j_url, "--format", "json")
    lines = [json.loads(line) for line in err.splitlines()]
    assert code == 0
    assert lines[-1]["stage"] == "loading"
    assert lines[-1]["done"] == lines[-1]["total"] > 80


def test_one_database_onto_itself_is_refused(kg: Kg, neo4j_url: str):
    kg("load", "graph.json", neo4j_url)
    code, out, err = kg("load", neo4j_url, neo4j_url.replace("neo4j://127.0.0.1", "bolt://localhost"))
    assert (code, out) == (2, "")
    assert "are the same database" in err


def test_a_strangers_database_needs_beside(kg: Kg, neo4j_url: str, neo4j_server: Database):
    Path("tiny.zh.md").write_text(TINY_BANK, encoding="utf-8")
    with neo4j_server.session() as session:
        session.run("CREATE (:Patient)").consume()
    for command in (("load", "graph.json", neo4j_url), ("build", "tiny.zh.md", "--store", neo4j_url)):
        code, out, err = kg(*command)
        assert (code, out) == (2, "")
        assert err.startswith(f"kg: {neo4j_url} holds data that is not Concept Atlas's (Patient 1)")
        assert kg(*command, "--beside")[0] == 0
        assert kg(*command)[0] == 0
        with neo4j_server.session() as session:
            session.run("MATCH (n:!Patient) DETACH DELETE n").consume()
    assert kg("load", "graph.json", "copy.json", "--beside")[0] == 2


@pytest.mark.parametrize("command", [("stats", "--store"), ("load", "graph.json"), ("serve", "--store")])
def test_a_server_that_is_not_there_is_said_within_five_seconds(kg: Kg, command: tuple[str, ...]):
    url = f"neo4j://127.0.0.1:{free_port()}"
    secret = {"NEO4J_USERNAME": "neo4j", "NEO4J_PASSWORD": "the-secret-word"}
    environment = {**os.environ, **secret, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-m", "kg", *command, url],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kg: cannot reach {url}: nothing listens there")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("option", ["--store", "KG_STORE"])
def test_a_password_in_a_url_is_never_shown(kg: Kg, option: str, monkeypatch: pytest.MonkeyPatch):
    url = "neo4j://neo4j:geheim@localhost"
    monkeypatch.setenv("KG_STORE", url)
    for command in (("stats",), ("build", "x.md"), ("serve",), ("path", "GQA"), ("export",)):
        code, out, err = kg(*command, *([option, url] if option == "--store" else []))
        assert (code, out) == (2, "")
        assert "NEO4J_PASSWORD" in err or command[0] == "build"
        assert "geheim" not in err
    code, _, err = kg("load", "graph.json", url)
    assert code == 2
    assert "geheim" not in err
