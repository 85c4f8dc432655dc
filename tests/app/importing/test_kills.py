"""Real kills: of an exchange before each of its steps, of a server in the middle of a build, of who holds the turn."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.importing.child import Cancelled, Stop
from app.importing.folder import Place
from app.importing.jobs import Job, begin
from app.importing.turns import tickets, turn
from app.importing.work import Change, Outcome
from tests.app.importing.conftest import MORE
from tests.app.importing.test_work import state_of

ROOT = Path(__file__).parents[3]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


def test_an_exchange_that_is_killed_anywhere_ends_as_the_old_state_or_the_new(tmp_path: Path) -> None:
    script = Path(__file__).with_name("killed.py")
    command = [sys.executable, str(script), str(tmp_path / "runs")]
    ran = subprocess.run(command, env=ENVIRONMENT, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    cuts = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one for one in cuts if not one["whole"] or one["end"] not in ("old", "new")] == []
    ends = [one["end"] for one in cuts]
    assert ends == sorted(ends, reverse=True)  # once decided, never back
    assert ends.count("old") > 10
    assert ends.count("new") > 10
    assert any(one["again"] is False for one in cuts if one["end"] == "new")


IMPORTS = """
import sys, time
from pathlib import Path
from app.importing.folder import Place
from app.importing.jobs import begin
from app.importing.work import Change
job = begin(Place(Path(sys.argv[1]), sys.argv[2]), Change("import", {"more.md": sys.argv[3].encode() * 60}))
while job.stage != "extract" and job.runs:
    time.sleep(0.01)
print(job.state, job._stop._child.pid, flush=True)
time.sleep(60)
"""


def test_a_server_killed_in_the_middle_of_a_build_changes_nothing(place: Place, do: Callable[..., Outcome]) -> None:
    do(Change("import", {"locks.md": MORE.encode()}))
    before = state_of(place)
    command = [sys.executable, "-c", IMPORTS, str(place.banks), place.store, MORE]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        state, child = server.stdout.readline().split()
        assert state == "working"
        assert len(tickets(place)) == 1
        server.kill()
    assert state_of(place) == before
    _until(lambda: not Path(f"/proc/{child}").exists(), 30)
    _until(lambda: not tickets(place), 10)
    assert do(Change("remove", removed=frozenset({"locks"}))).after["questions"] == 12
    assert [one.name for one in place.state.glob("*-*")] == []


def test_a_build_that_is_killed_is_told_and_changes_nothing(place: Place) -> None:
    before = state_of(place)
    job = begin(place, Change("import", {"more.md": MORE.encode() * 60}))
    _until(lambda: job.stage == "extract", 60)
    os.kill(job._stop._child.pid, signal.SIGKILL)
    _ended(job)
    assert (job.state, job.error) == ("failed", "the work was ended by signal 9; the graph is as it was, so try again")
    assert state_of(place) == before


def test_a_job_is_cancelled_while_it_works_and_while_it_waits(place: Place) -> None:
    before = state_of(place)
    first = begin(place, Change("import", {"more.md": MORE.encode() * 60}))
    _until(lambda: first.state == "working", 30)
    second = begin(place, Change("restore"))
    _until(lambda: second.before == 1, 30)
    assert [one.label["kind"] for one in tickets(place)] == ["import", "restore"]
    second.cancel()
    _ended(second)
    assert second.state == "cancelled"
    _until(lambda: first.stage == "discover", 60)
    first.cancel()
    _ended(first)
    assert first.state == "cancelled"
    assert state_of(place) == before


HOLDS = """
import sys, time
from pathlib import Path
from app.importing.child import Stop
from app.importing.folder import Place
from app.importing.turns import turn
with turn(Place(Path(sys.argv[1]), "x"), {"kind": "import", "banks": ["a"]}, lambda before: None, Stop()):
    print("held", flush=True)
    time.sleep(60)
"""


def test_turns_are_taken_across_processes_in_the_order_of_asking(tmp_path: Path) -> None:
    place, order = Place(tmp_path / "banks", "x"), []
    command = [sys.executable, "-c", HOLDS, str(place.banks)]

    def wait(name: str) -> None:
        with turn(place, {"kind": name}, lambda before: None, Stop()):
            order.append(name)
            time.sleep(0.2)

    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        waiting = []
        for name in ("first", "second"):
            waiting.append(threading.Thread(target=wait, args=(name,)))
            waiting[-1].start()
            _until(lambda name=name: any(one.label.get("kind") == name for one in tickets(place)), 5)
        assert [(one.pid, one.label["kind"]) for one in tickets(place)] == [
            (holder.pid, "import"),
            (os.getpid(), "first"),
            (os.getpid(), "second"),
        ]
        assert order == []
        holder.kill()
        holder.wait()
        for one in waiting:
            one.join(20)
    assert order == ["first", "second"]
    _until(lambda: tickets(place) == (), 10)


def test_a_turn_that_is_not_wanted_any_more_leaves_no_ticket(tmp_path: Path) -> None:
    place, stop = Place(tmp_path / "banks", "x"), Stop()
    stop()
    with pytest.raises(Cancelled), turn(place, {}, lambda before: None, stop):
        pytest.fail("it had its turn")
    assert tickets(place) == ()


def _until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _ended(job: Job) -> None:
    _until(lambda: not job.runs, 60)
