"""The private Neo4j of the tests: it answers, keeps its data through a kill, and guards strangers' data."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import neo4j
import pytest

from tests.servers import neo4j_server as private
from tests.servers.neo4j_database import Database, claim, empty, release
from tests.servers.neo4j_home import USER, password_file
from tests.servers.neo4j_jars import UnavailableError


@pytest.fixture(scope="module")
def spare(neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[private.Server]:
    """A second server, whose database is nobody's yet."""
    server = private.start(tmp_path_factory.mktemp("spare") / "home", folder=neo4j_jars, short=True)
    yield server
    private.stop(server)


@pytest.fixture
def bare(spare: private.Server) -> Database:
    """Its database without anything in it, the tests' mark included."""
    database = Database(spare.url, USER, spare.password)
    release(database)
    return database


def test_the_live_server_answers_through_the_driver(neo4j_url: str) -> None:
    auth = (os.environ["NEO4J_USERNAME"], os.environ["NEO4J_PASSWORD"])
    with neo4j.GraphDatabase.driver(neo4j_url, auth=auth) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


def test_emptying_leaves_nothing_of_the_last_test(neo4j_server: Database, neo4j_url: str) -> None:
    with neo4j_server.session() as session:
        session.run("CREATE CONSTRAINT c FOR (n:Concept) REQUIRE n.id IS UNIQUE").consume()
        session.run("CREATE FULLTEXT INDEX f FOR (n:Concept) ON EACH [n.name]").consume()
        session.run("UNWIND range(1, 50) AS i CREATE (:Concept {id: i})-[:USES]->(:Concept {id: -i})").consume()
    empty(neo4j_server)
    with neo4j_server.session() as session:
        assert session.run("MATCH (n) RETURN count(n)").single(strict=True).value() == 0
        assert "c" not in session.run("SHOW CONSTRAINTS").value("name")
        assert "f" not in session.run("SHOW INDEXES").value("name")


def test_a_strangers_data_is_never_touched(bare: Database) -> None:
    with bare.session() as session:
        session.run("CREATE (:Patient {name: 'Ada'})").consume()
    with pytest.raises(UnavailableError, match="holds 1 nodes"):
        claim(bare)
    with bare.session() as session:
        assert session.run("MATCH (n) RETURN n.name").value() == ["Ada"]
        session.run("MATCH (n) DELETE n").consume()
        session.run("CREATE INDEX theirs FOR (n:Patient) ON (n.name)").consume()
    with pytest.raises(UnavailableError, match="the schema theirs"):
        claim(bare)


def test_a_marked_database_is_ours_until_released(bare: Database) -> None:
    claim(bare)
    with bare.session() as session:
        session.run("CREATE (:Concept {id: 'left by a run that was cut off'})").consume()
    claim(bare)
    release(bare)
    with bare.session() as session:
        assert session.run("MATCH (n) RETURN count(n)").single(strict=True).value() == 0
        assert session.run("SHOW CONSTRAINTS").value("name") == []


def test_what_was_committed_survives_a_kill(private_neo4j: Callable[..., private.Server]) -> None:
    server = private_neo4j()
    with Database(server.url, USER, server.password).session() as session:
        session.run("CREATE (:Kept)").consume()
    private.kill(server)
    assert private.find(server.home) is None
    again = private_neo4j(port=server.port)
    assert again.url == server.url
    with Database(again.url, USER, again.password).session() as session:
        assert session.run("MATCH (n:Kept) RETURN count(n)").single(strict=True).value() == 1


def test_the_password_is_shown_nowhere(spare: private.Server, bare: Database) -> None:
    secret, command = password_file(spare.home), Path(f"/proc/{spare.pid}/cmdline")
    logs = [*spare.home.glob("*.log"), *spare.home.glob("logs/*"), spare.home / "conf" / "neo4j.conf"]
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(spare.home.stat().st_mode) == 0o700
    assert spare.password not in repr(bare)
    assert not command.exists() or spare.password.encode() not in command.read_bytes()
    assert not [log for log in logs if spare.password in log.read_text(encoding="utf-8")]


def test_a_setting_unknown_to_the_server_is_said(private_neo4j: Callable[..., private.Server]) -> None:
    with pytest.raises(UnavailableError, match=r"ended with exit code 1.*no\.such\.setting"):
        private_neo4j(settings={"no.such.setting": "1"})


def test_a_machine_without_java_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UnavailableError, match=r"Java 17 or later .* apt-get install openjdk-17"):
        private.start(tmp_path / "home", folder=tmp_path)
