"""Takes a folder; gives a private Neo4j that lives in it and listens on 127.0.0.1 alone, without Docker.

The server is a separate Java program fetched by Maven (`neo4j_jars.py`). Tests use the functions; a person
uses ``make neo4j`` and ``make neo4j-stop``, which run ``python -m tests.servers.neo4j_server`` in the checkout.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError

from tests.servers.neo4j_home import USER, lay_out, password_file
from tests.servers.neo4j_jars import FOLDER, UnavailableError, fetch, java, version

MAIN = "org.neo4j.server.CommunityEntryPoint"
START_SECONDS = 120.0
STOP_SECONDS = 30.0
NETTY = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")


@dataclass(frozen=True)
class Server:
    """A private server that runs; ``process`` is None when an earlier command started it."""

    home: Path
    port: int
    pid: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for ``--store`` and for the driver."""
        return f"neo4j://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        """The password of the user ``neo4j``, read from its file."""
        return password_file(self.home).read_text(encoding="utf-8").strip()


def start(
    home: Path,
    *,
    port: int | None = None,
    settings: Mapping[str, str] | None = None,
    heap: str = "512m",
    folder: Path = FOLDER,
    short: bool = False,
) -> Server:
    """A server in ``home`` (made if missing, its data kept otherwise), ready to answer when this returns.

    ``settings`` go into its `neo4j.conf` and outrank the ones here. A server that already runs in ``home`` is returned.
    ``short``: it will not run for long, so Java's second compiler, which takes as much time as all the rest, is off.
    """
    running = find(home)
    if running is not None:
        return running
    command = [java(), *_jvm(heap, short=short), "-cp", str(fetch(folder) / "*"), MAIN]
    port = port or free_port()
    lay_out(home, port, settings or {})
    with (home / "console.log").open("wb") as console:
        process = subprocess.Popen(
            [*command, f"--home-dir={home}", f"--config-dir={home / 'conf'}"],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            start_new_session=True,  # Ctrl-C in the terminal that started it does not end it
        )
    server = Server(home, port, process.pid, process)
    _state_file(home).write_text(json.dumps({"pid": process.pid, "port": port}), encoding="utf-8")
    _wait_until_ready(server)
    return server


def _in_home(home: Path) -> str:
    return f"--home-dir={home} --config-dir="


def _jvm(heap: str, *, short: bool) -> list[str]:
    compiling = ["-XX:TieredStopAtLevel=1"] if short else []
    opened = [f"--add-opens={package}=ALL-UNNAMED" for package in NETTY]
    return [f"-Xms{heap}", f"-Xmx{heap}", "-XX:+UseSerialGC", *compiling, *opened]


def _wait_until_ready(server: Server) -> None:
    """The port opens a moment before the database is ready, and who connects then is refused."""
    process = server.process
    assert process is not None
    if not _until(lambda: process.poll() is not None or _has_database(server), START_SECONDS):
        kill(server)
        raise UnavailableError(f"Neo4j gave no answer within {START_SECONDS:.0f} s; {_last_words(server.home)}")
    if process.poll() is not None:
        raise UnavailableError(f"Neo4j ended with exit code {process.returncode}; {_last_words(server.home)}")


def _has_database(server: Server) -> bool:
    if not answers(server.port):
        return False
    direct = server.url.replace("neo4j://", "bolt://")
    try:
        with neo4j.GraphDatabase.driver(direct, auth=(USER, server.password), connection_timeout=5) as driver:
            driver.execute_query("RETURN 1", database_="neo4j")
    except AuthError:
        return True  # somebody has changed the password in the database
    except (DriverError, Neo4jError):
        return False
    return True


def _last_words(home: Path) -> str:
    logs = [home / "console.log", home / "logs" / "neo4j.log"]
    lines = [line for log in logs if log.exists() for line in log.read_text(encoding="utf-8").splitlines() if line]
    telling = [line for line in lines if " ERROR " in line or "Exception" in line] or lines[-1:]
    return f"{home / 'logs'} says: {' | '.join(telling[:3])[:600]}"


def _until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def answers(port: int) -> bool:
    """Whether a Bolt server on this port takes the version that the driver will offer."""
    hello = bytes.fromhex("6060b017") + bytes.fromhex("00000805") + bytes(12)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(hello)
            return len(connection.recv(4)) == 4
    except OSError:
        return False


def free_port(wanted: int = 0) -> int:
    """``wanted`` if nothing listens there, else one that the system says is free."""
    with socket.socket() as probe:
        if os.name == "posix":  # there it means that a port just left counts as free, as for the server itself
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port()
        return int(probe.getsockname()[1])


def _state_file(home: Path) -> Path:
    return home / "server.json"


def find(home: Path) -> Server | None:
    """The server that runs in ``home``, if one does."""
    if not _state_file(home).exists():
        return None
    state = json.loads(_state_file(home).read_text(encoding="utf-8"))
    alive = _in_home(home) in _command_line(state["pid"])
    return Server(home, state["port"], state["pid"]) if alive else None


def _command_line(pid: int) -> str:
    """The command of a process, empty when there is none: a number alone may meanwhile be somebody else's."""
    listed = Path(f"/proc/{pid}/cmdline")
    if listed.parent.parent.joinpath("self").exists():
        return listed.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace") if listed.exists() else ""
    shown = subprocess.run(["ps", "-ww", "-p", str(pid), "-o", "args="], capture_output=True, check=False)
    return shown.stdout.decode("utf-8", "replace")


def stop(server: Server) -> None:
    """End the server in order; its data stays in its home."""
    _signal(server, signal.SIGTERM)
    if not _until(lambda: _ended(server), STOP_SECONDS):
        kill(server)


def kill(server: Server) -> None:
    """End the server at once, as a power cut would."""
    _signal(server, signal.SIGKILL)
    if not _until(lambda: _ended(server), STOP_SECONDS):
        raise UnavailableError(f"process {server.pid} does not end")


def _signal(server: Server, number: signal.Signals) -> None:
    if not _ended(server):
        os.kill(server.pid, number)


def _ended(server: Server) -> bool:
    if server.process is not None:
        return server.process.poll() is not None
    return _in_home(server.home) not in _command_line(server.pid)


def wipe(home: Path) -> None:
    """End the server in ``home``, if one runs, and delete the home with all its data."""
    running = find(home)
    if running is not None:
        stop(running)
    if home.exists():
        shutil.rmtree(home)


def _say_started(home: Path) -> None:
    server = start(home, port=free_port(_last_port(home)))
    secret = password_file(home)
    sys.stdout.write(
        f"Neo4j {version()} answers at {server.url}\n"
        f"  user      {USER}\n"
        f"  password  in {secret}\n"
        f"  use it    export NEO4J_USERNAME={USER} NEO4J_PASSWORD=\"$(cat '{secret}')\"\n"
        f"            kg load graph.json {server.url}\n"
        f"  stop it   make neo4j-stop (the data stays; make neo4j-wipe deletes it)\n"
    )


def _last_port(home: Path) -> int:
    state = _state_file(home)
    return int(json.loads(state.read_text(encoding="utf-8"))["port"]) if state.exists() else 7687


def _say_stopped(home: Path) -> None:
    running = find(home)
    if running is not None:
        stop(running)
    sys.stdout.write("Neo4j is stopped\n" if running else f"no Neo4j runs in {home}\n")


def _say_wiped(home: Path) -> None:
    wipe(home)
    sys.stdout.write(f"{home} is deleted\n")


def main(arguments: list[str] | None = None) -> int:
    """``start``, ``stop`` or ``wipe`` the server of a folder, by default the one of this checkout."""
    parser = argparse.ArgumentParser(description="A private Neo4j on this machine, without Docker.")
    parser.add_argument("action", choices=("start", "stop", "wipe"))
    parser.add_argument("home", nargs="?", type=Path, default=FOLDER / "home", help="its folder (default: %(default)s)")
    given = parser.parse_args(arguments)
    act = {"start": _say_started, "stop": _say_stopped, "wipe": _say_wiped}[given.action]
    try:
        act(given.home.resolve())
    except UnavailableError as reason:
        sys.stderr.write(f"neo4j: {reason}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
