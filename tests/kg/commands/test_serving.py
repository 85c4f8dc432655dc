import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kg.commands.serving import _environment, _free_port, _own_app
from kg.errors import InputError
from kg.model import KnowledgeGraph
from kg.settings import from_environment
from kg.stores import open_store

ROOT = Path(__file__).parent.parent.parent.parent


def test_the_next_free_port_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < _free_port("127.0.0.1", port) < port + 100


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7"])
def test_an_address_that_is_not_ours_is_refused(host: str):
    with pytest.raises(InputError, match=r"no host|no address"):
        _free_port(host, 8501)


def test_the_explorer_must_be_this_checkouts(tmp_path: Path, monkeypatch):
    root, other = tmp_path / "here", tmp_path / "there"
    with pytest.raises(InputError, match=r"no .*main\.py"):
        _own_app(root)
    for folder in (root / "app", other / "app"):
        folder.mkdir(parents=True)
        (folder / "main.py").write_text("", encoding="utf-8")
    (root / "app" / "__init__.py").write_text("", encoding="utf-8")
    assert _own_app(root) == root / "app" / "main.py"
    (other / "app" / "__init__.py").write_text("", encoding="utf-8")
    (root / "app" / "__init__.py").unlink()
    monkeypatch.syspath_prepend(other)
    with pytest.raises(InputError, match="hides the explorer"):
        _own_app(root)


def test_settings_reach_the_child(tmp_path: Path):
    settings = from_environment({"KG_STORE": str(tmp_path / "g.json"), "KG_LANG": "zh"})
    environment = _environment(settings, ROOT)
    assert from_environment(environment) == settings
    assert environment["PYTHONPATH"].split(os.pathsep)[0] == str(ROOT)


@pytest.mark.skipif(not (ROOT / "app" / "main.py").exists(), reason="there is no explorer yet")
@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_server_answers_and_ends_cleanly(tmp_path: Path, tiny_graph: KnowledgeGraph, end: signal.Signals):
    open_store(tmp_path / "graph.json").save(tiny_graph)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "kg", "serve", "--port", "8599"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=pipe, stderr=pipe, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        address = line.split()[2]
        assert address.startswith("http://127.0.0.1:8")
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=10) as answer:  # noqa: S310
            assert answer.read() == b"ok"
        server.send_signal(end)
        assert server.wait(20) == 0
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", int(address.rsplit(":", 1)[1]))) != 0:
                return
        time.sleep(0.1)
    pytest.fail("the server still answers")
