"""The command that runs the explorer: settings in, a Streamlit server as a child process and its address out."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.machinery import PathFinder
from pathlib import Path
from types import FrameType
from typing import Any

import click

from kg.commands.options import language_option, progress_option, store_option
from kg.errors import InputError, KGError
from kg.model import Language
from kg.settings import DEFAULT_BANKS, Settings, checkout, progress_file, to_environment
from kg.stores import open_store

_PORTS = 100
_PATIENCE = 60.0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Or the next free one.")
@click.option("--banks", default=DEFAULT_BANKS, envvar="KG_BANKS", metavar="DIR", help="Where imported banks are kept.")
@progress_option
@store_option
@language_option
def serve(host: str, port: int, banks: str, progress: str | None, store: str, language: Language) -> None:
    """Open the explorer in a browser.

    \b
    Example:
      kg serve --store graph.json --port 8600
    """
    opened = open_store(store)
    if not opened.exists():
        opened.check_writable()
        click.echo(f"there is no graph at {store} yet; the explorer leads to the first one", err=True)
    settings = Settings(_absolute(store), language, progress_file(progress, store, os.environ), Path(banks).resolve())
    main = _own_app(checkout())
    free = _free_port(host, port)
    address = f"http://{f'[{host}]' if ':' in host else host}:{free}"
    code = 0
    with _server(_command(main, host, free), _environment(settings, checkout())) as child:
        _announce(child, host, free, address)
        code = child.wait()
    if code:
        raise KGError(f"the explorer ended with code {code}")


def _absolute(store: str) -> str:
    return store if "://" in store else str(Path(store).resolve())


def _own_app(root: Path) -> Path:
    """The explorer's entry; InputError where another package named ``app`` would be imported instead."""
    main = root / "app" / "main.py"
    if not main.exists():
        raise InputError(f"no {main}; `kg serve` runs from a whole checkout, installed with `pip install -e .`")
    found = PathFinder.find_spec("app", [str(root), *sys.path])
    # A package with __init__.py or a module app.py, wherever on the path, wins over a folder without.
    if found and found.origin and Path(found.origin).resolve().parent != root / "app":
        raise InputError(f"{found.origin} hides the explorer of {root}; uninstall that `app`, or use a fresh venv")
    return main


def _free_port(host: str, wanted: int) -> int:
    for port in range(wanted, min(wanted + _PORTS, 65536)):
        if _is_free(host, port):
            return port
    raise InputError(f"no free port from {wanted} on; choose another with --port")


def _is_free(host: str, port: int) -> bool:
    try:
        family, sort, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, sort, protocol) as probe:
            if os.name == "posix":  # elsewhere it would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as error:
        raise InputError(f"no host {host!r}; 127.0.0.1 is this machine alone, 0.0.0.0 all its addresses") from error
    except PermissionError as error:
        raise InputError(f"no right to listen on port {port}; choose one above 1023 with --port") from error
    except OSError as error:
        if _elsewhere(host):
            raise InputError(f"{host} is no address of this machine; 127.0.0.1 is") from error
        return False
    return True


def _elsewhere(host: str) -> bool:
    """Whether not even an arbitrary port can be had on ``host``."""
    family, sort, protocol, _, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, sort, protocol) as probe:
        try:
            probe.bind(address)
        except OSError:
            return True
    return False


def _command(main: Path, host: str, port: int) -> list[str]:
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": "true",  # else it asks for a mail address at the first start
        "browser.gatherUsageStats": "false",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(main), *flags]


def _environment(settings: Settings, root: Path) -> dict[str, str]:
    paths = os.pathsep.join(part for part in (str(root), os.environ.get("PYTHONPATH")) if part)
    return {**os.environ, **to_environment(settings), "PYTHONPATH": paths}


@contextmanager
def _server(command: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The child process, which ends with us, whether by Ctrl-C, by a signal or by an error."""
    nothing = subprocess.DEVNULL
    child = subprocess.Popen(command, env=environment, stdin=nothing, stdout=nothing)  # noqa: S603 -- our own words
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield child
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
    finally:
        signal.signal(signal.SIGTERM, before)
        _end(child)


def _interrupt(_number: int, _frame: FrameType | None) -> Any:
    raise KeyboardInterrupt


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(KeyboardInterrupt):  # a second Ctrl-C must not leave the child behind
        if child.poll() is None:
            child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
    child.wait()


def _announce(child: subprocess.Popen[bytes], host: str, port: int, address: str) -> None:
    """Print the address once somebody answers there, and open it where a person sits before a display."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- a name to replace, not to bind
    until = time.monotonic() + _PATIENCE
    while child.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection((local, port), timeout=1):
            break
        time.sleep(0.1)
    if child.poll() is None:
        click.echo(f"Concept Atlas: {address}  (Ctrl-C ends it)")
        if sys.stdout.isatty() and _has_display():
            webbrowser.open(address)


def _has_display() -> bool:
    return os.name == "nt" or sys.platform == "darwin" or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())
