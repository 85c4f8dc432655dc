"""Changes of the banks whose graph is in a live Neo4j: loaded by a child, kept before, ended after a cut."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.importing import exchange
from app.importing.child import Stop
from app.importing.folder import Place, banks_in
from app.importing.jobs import job_of, resume, running
from app.importing.work import Change, Outcome, Watcher, change
from kg.errors import KGError
from kg.exports.node_link import dumps
from kg.progress import Event, Progress
from kg.stores import open_store
from tests.app.importing.conftest import MORE
from tests.app.importing.test_kills import ENVIRONMENT, _until
from tests.graphs import tiny_graph

LOCKS = Change("import", {"locks.md": MORE.encode()})


@pytest.fixture
def place(neo4j_url: str, tmp_path: Path) -> Place:
    open_store(neo4j_url).save(tiny_graph())
    return Place(tmp_path / "banks", neo4j_url)


def test_an_import_goes_into_the_database_and_back(place: Place, do: Callable[..., Outcome]) -> None:
    heard: list[Event] = []
    found = do(LOCKS, heard)
    assert (found.before["questions"], found.after["questions"], found.written) == (12, 14, ("tiny.zh",))
    assert len(open_store(place.store).load().questions) == 14
    assert {one.stage for one in heard if isinstance(one, Progress)} >= {"extract", "loading"}
    assert (place.previous / exchange.BEFORE).read_bytes() == dumps(tiny_graph())
    do(Change("restore"))
    assert open_store(place.store).load() == tiny_graph()
    assert banks_in(place.banks) == {}


LOADS = """
import os, signal, sys
from pathlib import Path
from app.importing.child import Stop
from app.importing.folder import Place
from app.importing.work import Change, Watcher, change
def say(event):
    if getattr(event, "stage", "") == "loading":
        os.kill(os.getpid(), signal.SIGKILL)
asked = Change("import", {"locks.md": sys.argv[3].encode()})
change(Place(Path(sys.argv[1]), sys.argv[2]), asked, Watcher(say, Stop()))
"""


def test_a_server_killed_in_the_middle_of_a_load_is_followed_up(place: Place) -> None:
    command = [sys.executable, "-c", LOADS, str(place.banks), place.store, MORE]
    ran = subprocess.run(command, env=ENVIRONMENT | dict(os.environ), timeout=120, check=False)
    assert ran.returncode == -9
    assert exchange.pending_store(place) == place.store
    resume(place)
    [job] = running(place)
    resume(place)
    assert running(place) == (job,)
    _until(lambda: not job.runs, 60)
    assert (job.state, job.error) == ("done", "")
    assert job_of(job.number) is job
    assert len(open_store(place.store).load().questions) == 14
    assert open_store(place.store).is_whole()
    assert sorted(banks_in(place.banks)) == ["locks.md", "tiny.zh.md"]
    assert not place.pending.exists()


def test_a_password_that_is_wrong_by_then_changes_nothing(
    place: Place, do: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = os.environ["NEO4J_PASSWORD"]
    monkeypatch.setenv("NEO4J_PASSWORD", "the-wrong-word")
    with pytest.raises(KGError, match="refuses this user name or password"):
        do(LOCKS)
    monkeypatch.setenv("NEO4J_PASSWORD", right)
    assert open_store(place.store).load() == tiny_graph()
    assert not place.pending.exists()


def test_a_graph_that_is_still_loading_is_not_taken_for_whole(place: Place, neo4j_server) -> None:
    with neo4j_server.session() as session:
        session.run("MATCH (atlas:Atlas) SET atlas.state = 'loading'").consume()
    with pytest.raises(KGError, match="is loading; when that load has ended, import again"):
        change(place, LOCKS, Watcher(lambda event: None, Stop()))
    assert not place.banks.exists()
