"""Arguments in, a running child process of the embedded mode out, which is asked with a deadline and can be ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from kg.cypher.records import revive
from kg.settings import checkout

_BUFFER = 1 << 20  # a large answer arrives in few pieces


class ChildGoneError(Exception):
    """The process ended without an answer."""


class ChildSilentError(Exception):
    """The process gave no answer in time."""


class Child:
    """One ``python -m kg.cypher.worker``, whose answers a thread reads, so that waiting for one can end."""

    def __init__(self, *arguments: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(checkout()), "PYTHONIOENCODING": "utf-8"}
        self._process = subprocess.Popen(  # noqa: S603 -- this very program
            [sys.executable, "-m", "kg.cypher.worker", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=_BUFFER,
            env=environment,
        )
        self._answers: SimpleQueue[bytes | None] = SimpleQueue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def lives(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def tell(self, request: Any) -> None:
        """Send one request."""
        assert self._process.stdin is not None  # noqa: S101 -- opened above
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise ChildGoneError from error

    def answer(self, deadline: float | None = None) -> Any:
        """The next answer before ``deadline`` (of ``time.monotonic``)."""
        try:
            line = self._answers.get(timeout=None if deadline is None else max(0.0, deadline - time.monotonic()))
        except Empty as error:
            raise ChildSilentError from error
        if line is None:
            raise ChildGoneError
        return json.loads(line, object_hook=revive)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        self._reader.join(1)
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 -- opened above
        with suppress(OSError, ValueError):
            for line in self._process.stdout:
                self._answers.put(line)
        self._answers.put(None)
