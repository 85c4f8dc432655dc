"""A path in, the store of one graph as its JSON export out: replaced as a whole or left as it was."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError
from kg.exports.node_link import chunks
from kg.exports.read import loads
from kg.model import KnowledgeGraph
from kg.progress import Notice, Report, silent
from kg.stores.stamp import Stamp

if TYPE_CHECKING:
    from kg.cypher.values import CypherResult

MANY_QUESTIONS = 10_000
"""Above this a file is slow to open, and a save says so."""

_STALE_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class FileStore:
    """One graph in one JSON file."""

    path: Path

    @property
    def url(self) -> str:
        """The path as the user gave it."""
        return str(self.path)

    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.exists()

    def is_whole(self) -> bool:
        """Whether the file is there: it is never half a graph."""
        return self.exists()

    def stamp(self) -> Stamp | None:
        """Which file it is, when it was written and how long it is."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"cannot read {self.url}: {error.strerror or error}", "damaged") from error
        return Stamp(f"{found.st_ino}-{found.st_mtime_ns}-{found.st_size}")

    def load(self, *, report: Report = silent) -> KnowledgeGraph:
        """The graph of the file; StoreError if it is missing, foreign, damaged or of another schema."""
        return loads(self._read(), self.url)

    def save(self, graph: KnowledgeGraph, *, report: Report = silent) -> None:
        """Replace the file; a crash at any moment leaves the old graph or the new one."""
        self.check_writable()
        if len(graph.questions) > MANY_QUESTIONS:
            text = f"{len(graph.questions)} questions are many for one file; a Neo4j store (neo4j://HOST) opens faster"
            report(Notice(text))
        write_whole(self.path, chunks(graph))

    def cypher(
        self,
        text: str,
        params: Mapping[str, Any] | None = None,
        *,
        timeout: float = 5.0,
        max_rows: int = 5000,
        report: Report = silent,
    ) -> CypherResult:
        """The rows of a read-only query, by the embedded engine over a copy of the file."""
        from kg.cypher import embedded, guard  # noqa: PLC0415 -- few uses of a store ask a query

        bounds = guard.bounds(timeout, max_rows)
        return embedded.query(self.path, guard.checked(text, params), bounds, report)

    def sha256(self) -> str:
        """The sha256 of the file's bytes."""
        return hashlib.sha256(self._read()).hexdigest()

    def check_writable(self) -> None:
        """Raise StoreError if the path cannot hold a graph: no folder for it, or something else in its place."""
        target = Path(os.path.realpath(self.path))
        if not target.parent.is_dir():
            raise StoreError(f"cannot write {self.url}: there is no folder {self.path.parent}; make it first")
        if target.exists() and not target.is_file():
            raise StoreError(f"cannot write {self.url}: it is a folder or a device; give a file path")
        if not os.access(target.parent, os.W_OK):
            raise StoreError(f"cannot write {self.url}: no right to write into {target.parent}")

    def _read(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError as error:
            text = f"no graph at {self.url}; `kg build BANK --store {self.url}` makes one"
            raise StoreError(text, "missing") from error
        except OSError as error:
            raise StoreError(f"cannot read {self.url}: {error.strerror or error}", "damaged") from error


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file beside ``path`` and put it in its place once it is safely on the disk.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.txt"
    >>> write_whole(file, [b"one ", b"two"])
    >>> file.read_text()
    'one two'
    """
    target = Path(os.path.realpath(path))
    try:
        with _beside(target) as beside:
            with beside.open("xb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror or error}") from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A fresh name in the same folder; what is left of it goes, whatever happened, and what a kill once left."""
    for left in target.parent.glob(f".{target.name}.*.tmp"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                left.unlink()
    beside = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    try:
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the new name durable where folders can be opened at all (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
