"""A script of Streamlit in, the address of a server of it out that ends with the ``with`` block."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.neo4j_server import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


@contextmanager
def streamlit_server(script: Path, *arguments: str, folder: Path, **environment: str) -> Iterator[str]:
    """The address of a server of ``script``, which runs in ``folder`` and may import this checkout."""
    port = free_port()
    options = ["--server.headless=true", f"--server.port={port}", "--browser.gatherUsageStats=false"]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *options, "--", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 -- our own server
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} did not answer within {PATIENCE:g} s")
