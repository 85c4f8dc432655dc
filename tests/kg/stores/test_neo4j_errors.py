"""What a person reads when a Neo4j cannot be used, on real servers that refuse, are silent or go away."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError

from kg.errors import KGError, StoreError, StoreLost
from kg.model import KnowledgeGraph
from kg.progress import Event, Progress
from kg.stores import neo4j_load as load
from kg.stores import open_store
from kg.stores.neo4j_address import Address
from kg.stores.neo4j_errors import check_version, explained
from tests.large_graph import large_graph
from tests.servers import neo4j_server as private
from tests.servers.neo4j_database import Database

Private = Callable[..., private.Server]


@contextmanager
def _said(kind: type[KGError], *parts: str, seconds: float = 5.0) -> Iterator[None]:
    """The block ends soon with exactly this kind of error, whose one line holds the parts and no secret."""
    started = time.monotonic()
    with pytest.raises(kind) as raised:
        yield
    took, text = time.monotonic() - started, str(raised.value)
    assert type(raised.value) is kind
    assert took < seconds
    assert [part for part in parts if part not in text] == [], text
    assert len(text) < 500
    assert os.environ["NEO4J_PASSWORD"] not in text
    assert "\n" not in text


@pytest.fixture
def listener() -> Iterator[Callable[[bytes | None], str]]:
    """Call it for the address of something that answers every connection with these bytes, or never."""
    sockets: list[socket.socket] = []

    def listen(reply: bytes | None) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        sockets.append(server)

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                sockets.append(connection)
                if reply is not None:
                    connection.recv(64)
                    connection.sendall(reply)

        threading.Thread(target=serve, daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"

    yield listen
    for one in sockets:
        one.close()


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_USERNAME", "neo4j")
    monkeypatch.setenv("NEO4J_PASSWORD", "the-secret-word")


SCHEMES = ("neo4j", "bolt")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nobody_listens(scheme: str):
    store = open_store(f"{scheme}://127.0.0.1:{private.free_port()}")
    acts = (store.exists, store.stamp, store.load, store.sha256, store.check_writable)
    for act in (*acts, lambda: store.save(KnowledgeGraph())):
        with _said(StoreError, f"cannot reach {store.url}: nothing listens there"):
            act()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_such_host(scheme: str):
    with _said(StoreError, "no such host"):
        open_store(f"{scheme}://no-such-host.invalid").load()


@pytest.mark.parametrize("scheme", [scheme + security for scheme in SCHEMES for security in ("", "+s", "+ssc")])
def test_a_server_that_says_nothing(scheme: str, listener):
    """Whoever gives up first, the driver in its handshake or we in waiting for it, silence is told as silence."""
    with _said(StoreError, f"cannot reach {scheme}://", "no answer"):
        open_store(f"{scheme}://{listener(None)}").load()


@pytest.mark.parametrize("seconds", [0.01, 0.3])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_silence_in_the_handshake_is_no_lack_of_encryption(scheme: str, seconds: float, listener):
    url = f"{scheme}+s://{listener(None)}"
    with (
        pytest.raises(DriverError) as raised,
        GraphDatabase.driver(url, connection_timeout=seconds, connection_acquisition_timeout=9) as driver,
    ):
        driver.get_server_info()
    assert "no answer in time" in str(explained(raised.value, Address(url), answered=False))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_web_server(scheme: str, listener):
    with _said(StoreError, "a web server answers there"):
        open_store(f"{scheme}://{listener(b'HTTP/1.1 400 Bad Request' + bytes([13, 10, 13, 10]))}").load()


@pytest.mark.parametrize("reply", [bytes(4), bytes([0, 0, 0, 3]), b"SSH-2.0-OpenSSH_9.2"])
def test_a_server_too_old_or_none_of_neo4j(reply: bytes, listener):
    """An old server chooses Bolt 3, or none of the versions that it is offered."""
    with _said(StoreError, "is no Neo4j that this version can use; 5.7 or later is needed"):
        open_store(f"bolt://{listener(reply)}").load()


@pytest.mark.parametrize(("agent", "old"), [("Neo4j/4.4.39", 1), ("Neo4j/5.6.0", 1), ("Neo4j/5.7.0", 0)])
def test_a_version_that_is_too_old(agent: str, old: bool):
    if old:
        with _said(StoreError, "bolt://h:1 is Neo4j", "too old; 5.7 or later is needed"):
            check_version(agent, Address("bolt://h:1"))
    else:
        for one in (agent, "Neo4j/5.26-aura", "Neo4j/2025.01.0", "Other/1.0", "Neo4j/x"):
            check_version(one, Address("bolt://h:1"))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_refusals_of_a_server(neo4j_url: str, scheme: str, monkeypatch: pytest.MonkeyPatch):
    url = neo4j_url.replace("neo4j://", f"{scheme}://")
    with _said(StoreError, f"{url}?database=nope has no such database; name another with ?database=NAME"):
        open_store(f"{url}?database=nope").load()
    with _said(StoreError, "no encrypted connection (it takes no TLS"):
        open_store(url.replace("://", "+s://")).load()
    monkeypatch.setenv("NEO4J_PASSWORD", "the-wrong-word")
    with _said(StoreError, f"{url} refuses this user name or password; check NEO4J_USERNAME and NEO4J_PASSWORD"):
        open_store(url).save(KnowledgeGraph())
    monkeypatch.setenv("NEO4J_PASSWORD", "")
    with pytest.raises(StoreError, match="wants an account; set NEO4J_USERNAME and NEO4J_PASSWORD") as said:
        open_store(url).stamp()
    assert said.value.fault == "account"


def test_a_password_that_must_be_changed(neo4j_server: Database, neo4j_url: str, monkeypatch: pytest.MonkeyPatch):
    with neo4j_server.session() as session:
        session.run("CREATE USER fresh IF NOT EXISTS SET PASSWORD 'first-password' CHANGE REQUIRED").consume()
    monkeypatch.setenv("NEO4J_USERNAME", "fresh")
    monkeypatch.setenv("NEO4J_PASSWORD", "first-password")
    try:
        with _said(StoreError, "wants a new password first"):
            open_store(neo4j_url).load()
    finally:
        with neo4j_server.session() as session:
            session.run("DROP USER fresh").consume()


@pytest.mark.slow  # a server of its own
def test_a_server_with_little_memory_and_a_certificate_of_its_own(
    private_neo4j: Private, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_graph: KnowledgeGraph
):
    certificates = tmp_path / "certificates"
    certificates.mkdir()
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout private.key -out public.crt"
    subprocess.run(["openssl", *words.split()], cwd=certificates, capture_output=True, check=True)
    settings = {
        "server.bolt.tls_level": "OPTIONAL",
        "dbms.ssl.policy.bolt.enabled": "true",
        "dbms.ssl.policy.bolt.base_directory": str(certificates),
        "db.memory.transaction.max": "3m",
    }
    server = private_neo4j(settings=settings)
    monkeypatch.setenv("NEO4J_PASSWORD", server.password)
    for scheme in SCHEMES:
        store = open_store(server.url.replace("neo4j://", f"{scheme}+ssc://"))
        store.save(tiny_graph)
        assert store.load() == tiny_graph
        with _said(StoreError, "its certificate is not trusted; +ssc instead of +s takes any"):
            open_store(store.url.replace("+ssc", "+s")).load()
    question = replace(tiny_graph.questions["tiny.zh#1"], answer="长" * 1000)
    many = {f"b#{number}": replace(question, id=f"b#{number}") for number in range(1000)}
    with _said(KGError, "ran out of memory", "db.memory.transaction.max", "raise its heap", seconds=60):
        store.save(KnowledgeGraph(many))
    assert not store.is_whole()
    monkeypatch.setattr(load, "BATCH", 50)
    store.save(KnowledgeGraph(many))
    assert store.load() == KnowledgeGraph(many)


@pytest.mark.slow  # a server of its own
def test_a_database_for_reading_only(
    private_neo4j: Private, monkeypatch: pytest.MonkeyPatch, tiny_graph: KnowledgeGraph
):
    private.stop(private_neo4j())  # which makes the database
    server = private_neo4j(settings={"server.databases.read_only": "neo4j"})
    monkeypatch.setenv("NEO4J_PASSWORD", server.password)
    store = open_store(server.url)
    assert not store.exists()
    for act in (store.check_writable, lambda: store.save(tiny_graph)):
        with _said(StoreError, "holds this database for reading only", seconds=10):
            act()
    with _said(StoreError, "no graph at"):
        store.load()


@pytest.mark.slow  # a server of its own
@pytest.mark.skipif(os.name != "posix", reason="there are no such signals")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_server_that_is_gone_in_the_middle(private_neo4j: Private, scheme: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(load, "BATCH", 50)
    server = private_neo4j()
    monkeypatch.setenv("NEO4J_PASSWORD", server.password)
    graph = large_graph(50, 50, 2000)
    store = open_store(server.url.replace("neo4j://", f"{scheme}://"))
    for ending in (signal.SIGSTOP, signal.SIGKILL):  # a network that swallows everything, and a crash
        ended = [0.0]

        def end(event: Event, ending: signal.Signals = ending, ended: list[float] = ended) -> None:
            if isinstance(event, Progress) and event.done > event.total // 2 and not ended[0]:
                ended[0] = time.monotonic()
                os.kill(server.pid, ending)

        with _said(StoreLost, f"the server at {store.url} went away in the middle", seconds=120):
            store.save(graph, report=end)
        assert time.monotonic() - ended[0] < 10
        if ending is signal.SIGSTOP:
            with _said(StoreError, "no answer"):
                store.load()
            os.kill(server.pid, signal.SIGCONT)
    with _said(StoreError, "cannot reach"):
        store.load()
